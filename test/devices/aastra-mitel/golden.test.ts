// The fact sheet's two golden phones, line by line, and a whole file of each kind of phone, byte by byte.
// UPDATE_GOLDEN=1 writes the files anew. Source: facts/aastra-mitel.md 7, 8
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { aastraMitel } from '../../../server/devices/aastra-mitel/family.ts';
import { readFileName } from '../../../server/devices/recognise.ts';
import { ownFile, type PhoneGiven, phoneContext, renderer, textOf } from '../../support/records.ts';
import { GOLDEN_A, GOLDEN_B, linesOfPhone, withKeys, withPages } from './phones.ts';

function globalFile(name: string, url: string): string {
  const source = readFileName(name).find(({ family }) => family === aastraMitel)?.rule.source;
  if (source?.from !== 'publicTemplate') throw new Error(`${name} is no public template`);
  return textOf(renderer.render(source.template, source.view({ url, parts: {}, firmware: undefined }), 'colon'));
}

/** What the phone has when it has read both of its files: of each name the last line. */
function effective(given: PhoneGiven, url: string): ReadonlySet<string> {
  const lines = [...globalFile('startup.cfg', url).trimEnd().split('\n'), ...linesOfPhone(given)];
  return new Set(new Map(lines.map((line) => [line.slice(0, line.indexOf(':')), line])).values());
}

function missingFrom(lines: ReadonlySet<string>, expected: string): readonly string[] {
  return expected
    .trim()
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => !lines.has(line));
}

describe('golden (a): 6731i, UDP, VLAN 20, two BLF keys (facts/aastra-mitel.md 7)', () => {
  const url = 'http://192.0.2.10:8080/prov/';
  const lines = effective(GOLDEN_A, url);

  it('global file', () => {
    const text = globalFile('aastra.cfg', url);
    expect(text).toBe(globalFile('startup.cfg', url));
    expect(
      missingFrom(
        new Set(text.split('\n')),
        `download protocol: HTTP
        http server: 192.0.2.10
        http port: 8080
        http path: prov
        contact rcs: 0`,
      ),
    ).toEqual([]);
  });

  // What the sheet puts into the global file, but is one account's choice, stands in the phone's own.
  it('both files together', () => {
    expect(
      missingFrom(
        lines,
        `download protocol: HTTP
        http server: 192.0.2.10
        http port: 8080
        contact rcs: 0
        auto resync mode: 3
        auto resync time: 03:15
        auto resync max delay: 30
        auto resync days: 1
        time server disabled: 0
        time server1: 192.0.2.1
        time zone name: NL-Amsterdam
        time zone code: CET
        time format: 1
        date format: 3
        tone set: Europe
        directed call pickup: 1
        directed call pickup prefix: **
        priority alerting enabled: 1
        xml application post list: 192.0.2.10
        tagging enabled: 1
        vlan id: 20
        vlan id port 1: 4095
        sip transport protocol: 1
        sip out-of-band dtmf: 1
        sip line1 auth name: 201
        sip line1 user name: 201
        sip line1 password: "s3cr#t"
        sip line1 display name: Reception
        sip line1 screen name: Reception
        sip line1 screen name 2: 201
        sip line1 proxy ip: pbx.example.net
        sip line1 proxy port: 5060
        sip line1 registrar ip: pbx.example.net
        sip line1 registrar port: 5060
        sip line1 registration period: 300
        sip line1 vmail: *97
        sip line1 dtmf method: 0
        sip line1 srtp mode: 0
        prgkey3 type: blf
        prgkey3 value: 202
        prgkey3 line: 1
        prgkey4 type: blf
        prgkey4 value: 203
        prgkey4 line: 1`,
      ),
    ).toEqual([]);
  });

  it('goes on with the path that holds its token', () => {
    expect(lines).toContain('http path: prov/0123456789abcdef0123456789abcdef');
  });

  it('holds nothing that the phone has not', () => {
    const text = linesOfPhone(GOLDEN_A).join('\n');
    expect(text).not.toMatch(/^(?:softkey|topsoftkey|expmod)/m);
    expect(text).not.toMatch(/^prgkey\d+ (?:label|states|locked)/m);
    expect(text).not.toMatch(/: s3cr#t/);
    expect(text).not.toMatch(/^[!^]/m);
  });

  it.each([1, 2, 5, 6])('unlocks key %i before it is used', (position) => {
    const keyed = linesOfPhone(withKeys(GOLDEN_A, { position, function: 'blf', value: '204' }));
    expect(keyed).toContain(`prgkey${position} locked: 0`);
    expect(keyed.indexOf(`prgkey${position} locked: 0`)).toBeLessThan(keyed.indexOf(`prgkey${position} type: blf`));
  });

  it('says no PC-port VLAN to a 6730i', () => {
    const text = linesOfPhone({ ...GOLDEN_A, model: '6730i' }).join('\n');
    expect(text).toContain('vlan id: 20');
    expect(text).not.toContain('vlan id port 1');
  });
});

describe('golden (b): 6920w, TLS and SRTP, internal ring (facts/aastra-mitel.md 8)', () => {
  const url = 'https://prov.example.net/prov/';
  const lines = effective(GOLDEN_B, url);

  it('global file', () => {
    const text = globalFile('startup.cfg', url);
    expect(text).toBe(globalFile('aastra.cfg', url));
    expect(
      missingFrom(
        new Set(text.split('\n')),
        `download protocol: HTTPS
        https server: prov.example.net
        https path: prov
        https validate certificates: 1
        https validate hostname: 1
        https validate expires: 1
        contact rcs: 0`,
      ),
    ).toEqual([]);
  });

  // The same CA signs for provisioning and SIP, so both names of the sheet's PEM files are one here.
  it('both files together', () => {
    expect(
      missingFrom(
        lines,
        `download protocol: HTTPS
        https server: prov.example.net
        https validate certificates: 1
        https validate hostname: 1
        https validate expires: 1
        https user certificates: bellhop-ca.pem
        contact rcs: 0
        time server disabled: 0
        time server1: 192.0.2.1
        time zone name: NL-Amsterdam
        time zone code: CET
        priority alerting enabled: 1
        sip transport protocol: 4
        sips persistent tls: 1
        sips trusted certificates: bellhop-ca.pem
        sip outbound proxy: pbx.example.net
        sip outbound proxy port: 5061
        sip srtp mode: 2
        sip line1 auth name: 301
        sip line1 user name: 301
        sip line1 password: Xk29fQ77
        sip line1 display name: Office
        sip line1 screen name: Office
        sip line1 screen name 2: 301
        sip line1 proxy ip: pbx.example.net
        sip line1 proxy port: 5061
        sip line1 registrar ip: pbx.example.net
        sip line1 registrar port: 5061
        sip line1 registration period: 300
        sip line1 srtp mode: 2
        alert internal: 1
        alert external: 0
        topsoftkey1 type: blf
        topsoftkey1 label: Front desk
        topsoftkey1 value: 302
        topsoftkey1 line: 1`,
      ),
    ).toEqual([]);
  });

  it('holds nothing that is wrong or unknown', () => {
    const text = [...lines].join('\n');
    expect(text).not.toMatch(/^sip transport protocol: 3/m);
    expect(text).not.toMatch(/^softkey\d+ type: blf/m);
    expect(text).not.toMatch(/^sips private key/m);
    expect(text).not.toMatch(/opus/i);
    expect(text).not.toMatch(/^https port/m);
    expect(text).not.toMatch(/^[!^]/m);
  });
});

/** One phone of each kind of keys, modules and encryption; an encrypted one, and one with a full module. */
const WHOLE_FILES: Readonly<Record<string, PhoneGiven>> = {
  '51i-no-keys': { ...GOLDEN_A, model: '51i', firmware: '2.4.0.96', account: { settings: {} } },
  '6731i-locked-prgkeys': GOLDEN_A,
  '55i-prgkeys-and-softkeys': withKeys(
    { ...GOLDEN_A, model: '55i' },
    { position: 5, function: 'blf', value: '202' },
    { position: 7, function: 'speedDial', value: '0201234567', label: 'Bank' },
    { position: 8, function: 'login' },
  ),
  '57i-topsoftkeys-and-softkeys': withPages(
    { ...GOLDEN_A, model: '57i' },
    [
      { keys: [{ position: 6, function: 'blf', value: '202', label: 'Anna' }] },
      { module: 1, keys: [{ position: 60, function: 'blf', value: '203', label: 'Bob' }] },
    ],
    1,
  ),
  '6739i-softkeys': withKeys({ ...GOLDEN_A, model: '6739i' }, { position: 55, function: 'queue', value: '600' }),
  '6865i-prgkeys': withKeys(
    { ...GOLDEN_A, vendor: 'Aastra/Mitel', model: '6865i', firmware: '4.1.0.128' },
    { position: 8, function: 'blf', value: '202', label: 'Anna' },
  ),
  '6867i-topsoftkeys-and-softkeys': withKeys(
    { ...GOLDEN_A, vendor: 'Aastra/Mitel', model: '6867i', firmware: '4.1.0.128' },
    { position: 20, function: 'blf', value: '202', label: 'Anna' },
    { position: 21, function: 'blf', value: '203', label: 'Bob' },
  ),
  '6905-prgkeys-tls': withKeys({ ...GOLDEN_B, model: '6905' }, { position: 3, function: 'blf', value: '302' }),
  '6920w-topsoftkeys-tls': GOLDEN_B,
};

describe('whole files (test/golden/aastra-mitel)', () => {
  const folder = new URL('../../golden/aastra-mitel/', import.meta.url);

  it.each(Object.entries(WHOLE_FILES))('%s', (name, given) => {
    const bytes = textOf(ownFile(given));
    const file = new URL(`${name}.cfg`, folder);
    if (process.env.UPDATE_GOLDEN === '1') {
      mkdirSync(folder, { recursive: true });
      writeFileSync(file, bytes);
    }
    expect(bytes).toBe(readFileSync(file, 'utf8'));
  });

  it('the first file over TFTP sends the phone on and holds no SIP secret', () => {
    const values = aastraMitel.view(phoneContext(GOLDEN_B));
    const text = textOf(renderer.render(aastraMitel.firstFileTemplate ?? '', values, 'colon'));
    expect(text).toBe(
      [
        '# sends the phone on to its own place',
        'contact rcs: 0',
        'download protocol: HTTPS',
        'https server: prov.example.net',
        'https path: prov/0123456789abcdef0123456789abcdef',
        'https validate certificates: 1',
        'https validate hostname: 1',
        'https validate expires: 1',
        'https user certificates: bellhop-ca.pem',
        '',
      ].join('\n'),
    );
  });
});
