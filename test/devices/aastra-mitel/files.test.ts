// Which file names the family answers and how, as far as the family decides it. Source: facts/aastra-mitel.md 1.2, 6
import { describe, expect, it } from 'vitest';
import { aastraMitel } from '../../../server/devices/aastra-mitel/family.ts';
import type { PublicPlace } from '../../../server/devices/types.ts';
import { parseFirmwareVersion } from '../../../server/domain/firmware-version.ts';
import { phoneContext, renderer, textOf } from '../../support/records.ts';
import { GOLDEN_A, GOLDEN_B } from './phones.ts';

const s68 = { ...GOLDEN_A, vendor: 'Aastra/Mitel', model: '6867i' };

function read(name: string) {
  for (const rule of aastraMitel.files) {
    const match = rule.pattern.exec(name);
    if (match)
      return { from: rule.source.from, access: rule.access, parts: rule.parts?.(match) ?? { ...match.groups } };
  }
  return undefined;
}

describe('names (facts/aastra-mitel.md 1.2)', () => {
  it.each([
    ['aastra.cfg', 'publicTemplate', 'public', {}],
    ['startup.cfg', 'publicTemplate', 'public', {}],
    ['Startup.CFG', 'publicTemplate', 'public', {}],
    ['00085D31EFD2.cfg', 'template', 'cpe', { mac: '00085D31EFD2' }],
    ['00085d31efd2.cfg', 'template', 'cpe', { mac: '00085d31efd2' }],
    ['6731i.cfg', 'nothing', 'public', { product: '6731I' }],
    ['57i.cfg', 'nothing', 'public', { product: '57I' }],
    ['6757i.cfg', 'nothing', 'public', { product: '6757I' }],
    ['6920w.cfg', 'nothing', 'public', { product: '6920W' }],
    ['security.tuz', 'nothing', 'public', {}],
    ['aastra.tuz', 'nothing', 'public', {}],
    ['startup.tuz', 'nothing', 'public', {}],
    ['6867i.tuz', 'nothing', 'public', { product: '6867I' }],
    ['00085D31EFD2.tuz', 'nothing', 'public', { mac: '00085d31efd2' }],
    ['6731i.st', 'nothing', 'public', { product: '6731I' }],
    ['lang_de.txt', 'asset', 'public', {}],
    ['lang_pt_br.txt', 'asset', 'public', {}],
  ])('%s', (name, from, access, parts) => {
    expect(read(name)).toEqual({ from, access, parts });
  });

  it.each([
    '',
    'aastra.cfg.bak',
    'xaastra.cfg',
    '../aastra.cfg',
    'a/00085D31EFD2.cfg',
    '00085D31EFD.cfg',
    '00085D31EFD2A.cfg',
    '00085D31EFD2.cfg\n',
    '9999i.cfg',
    'lang_de.txt/..',
  ])('nothing is read into %j', (name) => expect(read(name)).toBeUndefined());

  it('nothing is read into 64 KiB of digits', () => expect(read(`${'0'.repeat(65_536)}.cfg`)).toBeUndefined());

  it('every pattern is anchored and takes any letter case', () => {
    const odd = aastraMitel.files.filter(({ pattern }) => !/^\^.*\$$/.test(pattern.source) || pattern.flags !== 'i');
    expect(odd).toEqual([]);
    expect(aastraMitel.files).toHaveLength(7);
  });
});

describe('the files a phone asks for by name', () => {
  it.each([
    ['GEN2', GOLDEN_A, ['aastra.cfg', '00085D31EFD2.cfg', 'lang_nl_nl.txt']],
    ['GEN4', GOLDEN_B, ['startup.cfg', '1400E91F03EA.cfg', 'lang_nl_nl.txt']],
    [
      '68xx before its first request',
      { ...s68, firmware: '' },
      ['aastra.cfg', 'startup.cfg', '00085D31EFD2.cfg', 'lang_nl_nl.txt'],
    ],
  ])('%s', (_, given, names) => {
    const phone = phoneContext(given);
    expect(aastraMitel.files.flatMap(({ nameFor }) => nameFor(phone) ?? [])).toEqual(names);
  });
});

describe('generations (facts/aastra-mitel.md 0 no. 1)', () => {
  const generation = (model: string, firmware: string) => {
    const record = aastraMitel.models.find((m) => m.model === model);
    return record && aastraMitel.generationOf(record, parseFirmwareVersion(firmware));
  };

  // Builds of 4.0.0 SP1 and of 4.0.0 before it are told apart by no source.
  it.each([
    ['6863i', '3.3.1.8215', 2],
    ['6863i', '4.0.0.2', 'unknown'],
    ['6863i', '4.0.0.9999', 'unknown'],
    ['6863i', '4.1.0.128', 4],
    ['6873i', '', 'unknown'],
    ['6731i', '3.3.1.4365', 2],
    ['51i', '', 2],
    ['6920w', '', 4],
    ['6920w', '5.0.0.1018', 4],
  ])('%s at "%s" is %s', (model, firmware, expected) => {
    expect(generation(model, firmware)).toBe(expected);
  });
});

describe('where phones are sent to (facts/aastra-mitel.md 0 no. 6, 3.2)', () => {
  const urlOf = (given: Parameters<typeof phoneContext>[0]) => phoneContext(given).server.url.value.split(':')[0];

  it.each([
    ['GEN2 speaks TLS 1.0 at most', GOLDEN_A, 'http'],
    ['of a 68xx the TLS versions are not known', { ...s68, firmware: '4.1.0.128' }, 'http'],
    ['a 69xx can load our CA', GOLDEN_B, 'https'],
  ])('%s', (_, given, scheme) => expect(urlOf(given)).toBe(scheme));
});

describe('the global file (facts/aastra-mitel.md 6)', () => {
  const textAt = (url: string) => {
    const place: PublicPlace = { url, parts: {}, firmware: undefined };
    const texts = aastraMitel.files.flatMap(({ source }) =>
      source.from === 'publicTemplate' ? [textOf(renderer.render(source.template, source.view(place), 'colon'))] : [],
    );
    expect(texts).toHaveLength(2);
    expect(texts[0]).toBe(texts[1]);
    return texts[0] ?? '';
  };

  it('keeps the phone where it asked, with the token it came with', () => {
    expect(textAt('https://prov.example.com:8443/p/abc/')).toBe(
      [
        "# the same for every phone; a phone's own settings are in its own file",
        'contact rcs: 0',
        'download protocol: HTTPS',
        'https server: prov.example.com',
        'https port: 8443',
        'https path: p/abc',
        'https validate certificates: 1',
        'https validate hostname: 1',
        'https validate expires: 1',
        '',
      ].join('\n'),
    );
  });

  it.each(['', 'not a url', 'tftp://192.0.2.10/', 'ftp://192.0.2.10/'])('is never empty, even at %j', (url) => {
    expect(textAt(url)).toMatch(/^# .*\ncontact rcs: 0\n$/);
  });

  it('holds no password of anybody', () => {
    expect(textAt('http://192.0.2.10/p/')).not.toMatch(/password|sip /);
  });
});
