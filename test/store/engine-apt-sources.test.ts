import { expect, test } from 'vitest';
import { type AptSource, mainSources, sourceForSuite } from '../../server/store/engine/apt-sources.ts';

const DEBIAN: AptSource = {
  format: 'sources',
  text: `Types: deb deb-src
# where from
URIs: https://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main contrib
Signed-By:
 -----BEGIN PGP PUBLIC KEY BLOCK-----
 .
 abc=
 -----END PGP PUBLIC KEY BLOCK-----

Types: deb
URIs: https://mirror.example/debian-security
Suites: bookworm-security
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
`,
};

const OLD_DEBIAN: AptSource = {
  format: 'list',
  text: `# deb https://commented.example/debian bookworm main
deb-src https://mirror.example/debian bookworm main
deb cdrom:[Debian 12]/ bookworm main
deb https://mirror.example/debian-security bookworm-security main
deb [arch=amd64 signed-by=/usr/share/keyrings/x.gpg] https://mirror.example/debian/ bookworm main non-free # ours
`,
};

const OTHERS: AptSource[] = [
  { format: 'list', text: 'deb [signed-by=/k] https://packages.example/php/ bookworm main\n' },
  { format: 'list', text: 'deb https://packages.example/docker/debian bookworm stable\n' },
  {
    format: 'sources',
    text: 'Enabled: no\nTypes: deb\nURIs: https://off.example/debian\nSuites: bookworm\nComponents: main\n',
  },
  { format: 'sources', text: 'Types: deb-src\nURIs: https://src.example/debian\nSuites: bookworm\nComponents: main\n' },
];

function suiteSources(files: AptSource[]): string[] {
  return mainSources(files, 'bookworm').map((source) => sourceForSuite(source, 'trixie'));
}

test('the machine’s mirror of Debian main is found in the stanza format and asked for the other suite', () => {
  expect(suiteSources([DEBIAN])).toEqual([
    `Types: deb
Suites: trixie
Components: main
URIs: https://mirror.example/debian
Signed-By:
 -----BEGIN PGP PUBLIC KEY BLOCK-----
 .
 abc=
 -----END PGP PUBLIC KEY BLOCK-----
`,
  ]);
});

test('the same in the format of one line each', () => {
  expect(suiteSources([OLD_DEBIAN])).toEqual([
    'deb [arch=amd64 signed-by=/usr/share/keyrings/x.gpg] https://mirror.example/debian/ trixie main\n',
  ]);
});

test('third parties that use the name of a release come last, what is off or of source packages not at all', () => {
  const found = suiteSources([...OTHERS, OLD_DEBIAN]);
  expect(found).toHaveLength(2);
  expect(found[0]).toContain('https://mirror.example/debian/');
  expect(found[1]).toContain('https://packages.example/php/');
});

test('a system that follows `stable` has its mirror found too', () => {
  const text = 'deb https://mirror.example/debian stable main';
  expect(suiteSources([{ format: 'list', text }])).toEqual(['deb https://mirror.example/debian trixie main\n']);
});
