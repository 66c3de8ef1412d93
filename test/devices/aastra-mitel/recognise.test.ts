// What Aastra and Mitel phones say of themselves, and the records they are found in.
import { describe, expect, it } from 'vitest';
import { aastraMitel } from '../../../server/devices/aastra-mitel/family.ts';
import { recognise } from '../../../server/devices/recognise.ts';

/** Seen strings, and the further forms that section 2.1 names. Source: facts/aastra-mitel.md 2.1 */
const REAL = [
  ['Aastra57i MAC:00-08-5D-19-94-B7 V:2.3.1.26-SIP', '57i', '00085d1994b7', '2.3.1.26'],
  ['Aastra53i MAC:00-08-5D-12-64-11 V:2.4.0.96-SIP', '53i', '00085d126411', '2.4.0.96'],
  ['Aastra57i MAC:00-08-5D-1A-98-70 V:2.0.1.1055-0035-00-A1', '57i', '00085d1a9870', '2.0.1.1055'],
  ['Aastra6731i MAC:00-08-5D-31-EF-D2 V:3.2.2.1136-SIP', '6731i', '00085d31efd2', '3.2.2.1136'],
  ['Aastra6731i MAC:00-08-5D-29-4C-6B V:3.3.1.4365-SIP', '6731i', '00085d294c6b', '3.3.1.4365'],
  ['Aastra6739i MAC:00-08-5D-13-CA-05 V:3.0.1.2024-SIP', '6739i', '00085d13ca05', '3.0.1.2024'],
  ['Aastra6735i MAC:00-08-5D-2E-A0-94 V:3.2.2.6038-SIP', '6735i', '00085d2ea094', '3.2.2.6038'],
  ['Aastra6863i MAC:00-08-5D-40-90-5F V:4.1.0.128-SIP', '6863i', '00085d40905f', '4.1.0.128'],
  ['Mitel6915 MAC:14-00-E9-1B-E2-41 V:6.4.0.140-SIP', '6915', '1400e91be241', '6.4.0.140'],
  ['Mitel6920 MAC:14-00-E9-1F-03-EA V:6.4.0.140-SIP', '6920w', '1400e91f03ea', '6.4.0.140'],
  ['Mitel6940 MAC:14-00-E9-29-4C-6B V:6.4.0.4006-SIP', '6940w', '1400e9294c6b', '6.4.0.4006'],
  // Early 69xx SIP firmware, the w form, the long names of the 5xi, cordless and RP variants, Mitel in front of a 68xx.
  ['Aastra6930 MAC:14-00-E9-29-4C-6B V:5.0.0.1018-SIP', '6930w', '1400e9294c6b', '5.0.0.1018'],
  ['Mitel6920w MAC:14-00-E9-1F-03-EA V:6.4.0.140-SIP', '6920w', '1400e91f03ea', '6.4.0.140'],
  ['Aastra6751i MAC:00-08-5D-12-64-11 V:2.4.0.96-SIP', '51i', '00085d126411', '2.4.0.96'],
  ['Aastra6753I MAC:00-08-5d-12-64-11 V:3.3.1.4365-SIP', '53i', '00085d126411', '3.3.1.4365'],
  ['Aastra6757i RP MAC:00-08-5D-12-64-11 V:2.5.3.26-SIP', '57i', '00085d126411', '2.5.3.26'],
  ['Aastra57i CT MAC:00-08-5D-12-64-11 V:2.5.3.26-SIP', '57i', '00085d126411', '2.5.3.26'],
  ['Aastra57iCT MAC:00-08-5D-12-64-11 V:2.5.3.26-SIP', '57i', '00085d126411', '2.5.3.26'],
  ['Mitel6867i MAC:00-08-5D-40-90-5F V:5.1.0.1033-SIP', '6867i', '00085d40905f', '5.1.0.1033'],
] as const;

describe('User-Agents (facts/aastra-mitel.md 2.1)', () => {
  it.each(REAL)('%s', (userAgent, model, mac, firmware) => {
    const { devices, mac: macSeen, firmware: firmwareSeen, family, macMismatch } = recognise({ userAgent });
    expect(devices.map((device) => device.model.model)).toEqual([model]);
    expect({ mac: macSeen, firmware: firmwareSeen?.text, family, macMismatch }).toEqual({
      mac,
      firmware,
      family: aastraMitel,
      macMismatch: false,
    });
  });

  it('knows a phone on MiNET, and no SIP firmware of it', () => {
    const { devices, mac, firmware } = recognise({
      userAgent: 'MitelMINET_6930 MAC:14-00-E9-29-4C-6B V:1.5.0.123',
    });
    expect(devices.map(({ model }) => model.model)).toEqual(['6930w']);
    expect({ mac, firmware }).toEqual({ mac: '1400e9294c6b', firmware: undefined });
  });

  it('knows the family of a model that has no record', () => {
    const { devices, family } = recognise({ userAgent: 'Aastra9143i MAC:00-08-5D-12-64-11 V:2.6.0.2019-SIP' });
    expect({ devices, family: family?.name }).toEqual({ devices: [], family: 'aastra-mitel' });
  });

  it.each([
    ['empty', ''],
    ['no MAC', 'Aastra6731i V:3.3.1.4365-SIP'],
    ['no version', 'Aastra6731i MAC:00-08-5D-31-EF-D2'],
    ['colons in the MAC', 'Aastra6731i MAC:00:08:5D:31:EF:D2 V:3.3.1.4365-SIP'],
    ['short MAC', 'Aastra6731i MAC:00-08-5D-31-EF V:3.3.1.4365-SIP'],
    ['something in front', 'x Aastra6731i MAC:00-08-5D-31-EF-D2 V:3.3.1.4365-SIP'],
    ['something behind', 'Aastra6731i MAC:00-08-5D-31-EF-D2 V:3.3.1.4365-SIP\r\nx: y'],
    ['another maker', 'Yealin6731i MAC:00-08-5D-31-EF-D2 V:3.3.1.4365-SIP'],
    ['64 KiB of a name', `Aastra${'6731i'.repeat(13_108)} MAC:00-08-5D-31-EF-D2 V:3.3.1.4365-SIP`],
    ['64 KiB of letters', `Aastra6731${'i'.repeat(65_536)}`],
    ['64 KiB of blanks', `Aastra6731i${' '.repeat(65_536)}MAC:`],
    ['64 KiB of dots', `Aastra6731i MAC:00-08-5D-31-EF-D2 V:${'3.'.repeat(32_768)}!`],
  ])('is not taken in by a forged one: %s', (_, userAgent) => {
    const started = performance.now();
    expect(aastraMitel.readUserAgent(userAgent)).toBeUndefined();
    expect(recognise({ userAgent }).firmware).toBeUndefined();
    expect(performance.now() - started).toBeLessThan(5000);
  });

  it('does not take a group address for a MAC, nor nine fields for a version', () => {
    expect(aastraMitel.readUserAgent('Aastra6731i MAC:FF-FF-FF-FF-FF-FF V:1.2.3.4.5.6.7.8.9-SIP')).toEqual({
      product: '6731I',
      namesVendor: true,
    });
  });

  it('tells when the User-Agent names another MAC than the file (facts/aastra-mitel.md 6)', () => {
    const userAgent = 'Aastra6731i MAC:00-08-5D-31-EF-D2 V:3.3.1.4365-SIP';
    expect(recognise({ userAgent, fileName: '00085D31EFD3.cfg' }).macMismatch).toBe(true);
    expect(recognise({ userAgent, fileName: '00085d31efd2.cfg' }).macMismatch).toBe(false);
  });
});

describe('records (device-matrix.csv, facts/aastra-mitel.md 1.3)', () => {
  /** vendor, model, encryption, TLS of the HTTPS client, lines, keys, modules x keys */
  const RECORDS = [
    'Aastra 51i no legacy 1 0 none',
    'Aastra 53i no legacy 9 6 3x60',
    'Aastra 55i no legacy 9 26 3x60',
    'Aastra 57i no legacy 9 30 3x60',
    'Aastra 6730i no legacy 6 8 none',
    'Aastra 6731i no legacy 6 8 none',
    'Aastra 6735i no legacy 9 26 3x60',
    'Aastra 6737i no legacy 9 30 3x60',
    'Aastra 6739i no legacy 9 55 3x60',
    'Aastra/Mitel 6863i no unknown 2 3 none',
    'Aastra/Mitel 6865i no unknown 24 8 3x84',
    'Aastra/Mitel 6867i no unknown 24 38 3x84',
    'Aastra/Mitel 6869i no unknown 24 68 3x84',
    'Aastra/Mitel 6873i no unknown 24 72 3x84',
    'Mitel 6905 yes unknown 2 3 none',
    'Mitel 6910 yes unknown unknown 8 none',
    'Mitel 6915 yes unknown 24 10 3x84',
    'Mitel 6920w yes unknown 24 10 3x84',
    'Mitel 6930w yes unknown 24 22 3x84',
    'Mitel 6940w yes unknown 24 24 3x84',
  ];

  it(`are ${RECORDS.length}`, () => {
    const records = aastraMitel.models.map((m) => {
      const modules = typeof m.expansion === 'object' ? `${m.expansion.modules}x${m.expansion.keys}` : m.expansion;
      return [m.vendor, m.model, m.sipEncryption, m.tls, m.maxChannels, m.lineKeys, modules].join(' ');
    });
    expect(records).toEqual(RECORDS);
  });

  it('have product names that no other record has', () => {
    const names = aastraMitel.models.flatMap(({ productNames }) => productNames);
    expect(names).toHaveLength(27);
    expect(new Set(names).size).toBe(names.length);
    expect(names.every((name) => name === name.toUpperCase())).toBe(true);
  });
});
