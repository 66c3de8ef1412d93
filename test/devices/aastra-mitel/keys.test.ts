// Which name a key of a layout has on its model, what stands in its lines, and which keys are left alone or cleared.
// Source: facts/aastra-mitel.md 1.3, 4.8
import { describe, expect, it } from 'vitest';
import { aastraMitel } from '../../../server/devices/aastra-mitel/family.ts';
import type { KeyFunction } from '../../../server/domain/key-layout.ts';
import { channel } from '../../support/records.ts';
import { GOLDEN_A, linesOfPhone, withKeys, withPages } from './phones.ts';

const phone = (model: string, vendor = 'Aastra') => ({ ...GOLDEN_A, vendor, model, account: {} });
const s68 = (model: string) => ({ ...phone(model, 'Aastra/Mitel'), firmware: '4.1.0.128' });
const s69 = (model: string) => ({ ...phone(model, 'Mitel'), firmware: '6.4.0.140' });

/** First and last key of each range, and the first key that no longer exists. */
const TABLE = [
  [
    phone('53i'),
    [
      [1, 'prgkey1'],
      [6, 'prgkey6'],
      [7, null],
    ],
  ],
  [
    phone('55i'),
    [
      [1, 'prgkey1'],
      [6, 'prgkey6'],
      [7, 'softkey1'],
      [26, 'softkey20'],
      [27, null],
    ],
  ],
  [
    phone('57i'),
    [
      [1, 'topsoftkey1'],
      [10, 'topsoftkey10'],
      [11, 'softkey1'],
      [30, 'softkey20'],
      [31, null],
    ],
  ],
  [
    phone('6730i'),
    [
      [1, 'prgkey1'],
      [8, 'prgkey8'],
      [9, null],
    ],
  ],
  [
    phone('6731i'),
    [
      [1, 'prgkey1'],
      [8, 'prgkey8'],
      [9, null],
    ],
  ],
  [
    phone('6735i'),
    [
      [1, 'prgkey1'],
      [6, 'prgkey6'],
      [7, 'softkey1'],
      [26, 'softkey20'],
      [27, null],
    ],
  ],
  [
    phone('6737i'),
    [
      [1, 'topsoftkey1'],
      [10, 'topsoftkey10'],
      [11, 'softkey1'],
      [30, 'softkey20'],
      [31, null],
    ],
  ],
  [
    phone('6739i'),
    [
      [1, 'softkey1'],
      [55, 'softkey55'],
      [56, null],
    ],
  ],
  [
    s68('6863i'),
    [
      [1, 'prgkey1'],
      [3, 'prgkey3'],
      [4, null],
    ],
  ],
  [
    s68('6865i'),
    [
      [1, 'prgkey1'],
      [8, 'prgkey8'],
      [9, null],
    ],
  ],
  [
    s68('6867i'),
    [
      [1, 'topsoftkey1'],
      [20, 'topsoftkey20'],
      [21, 'softkey1'],
      [38, 'softkey18'],
      [39, null],
    ],
  ],
  [
    s68('6869i'),
    [
      [1, 'topsoftkey1'],
      [44, 'topsoftkey44'],
      [45, 'softkey1'],
      [68, 'softkey24'],
      [69, null],
    ],
  ],
  [
    s68('6873i'),
    [
      [1, 'topsoftkey1'],
      [48, 'topsoftkey48'],
      [49, 'softkey1'],
      [72, 'softkey24'],
      [73, null],
    ],
  ],
  [
    s69('6905'),
    [
      [1, 'prgkey1'],
      [3, 'prgkey3'],
      [4, null],
    ],
  ],
  [
    s69('6910'),
    [
      [1, 'prgkey1'],
      [8, 'prgkey8'],
      [9, null],
    ],
  ],
  [
    s69('6915'),
    [
      [1, 'topsoftkey1'],
      [10, 'topsoftkey10'],
      [11, null],
    ],
  ],
  [
    s69('6920w'),
    [
      [1, 'topsoftkey1'],
      [10, 'topsoftkey10'],
      [11, null],
    ],
  ],
  [
    s69('6930w'),
    [
      [1, 'topsoftkey1'],
      [22, 'topsoftkey22'],
      [23, null],
    ],
  ],
  [
    s69('6940w'),
    [
      [1, 'topsoftkey1'],
      [24, 'topsoftkey24'],
      [25, null],
    ],
  ],
] as const;

describe('names of keys (facts/aastra-mitel.md 1.3)', () => {
  it.each(TABLE.map(([given, keys]) => [given.model, given, keys] as const))('%s', (_, given, keys) => {
    for (const [position, name] of keys) {
      const lines = linesOfPhone(withKeys(given, { position, function: 'speedDial', value: '0201234567' }));
      const dialling = lines.filter((line) => line.endsWith(' value: 0201234567'));
      expect(dialling).toEqual(name === null ? [] : [`${name} value: 0201234567`]);
    }
  });

  it('covers every model that has keys', () => {
    const keyed = aastraMitel.models.filter(({ lineKeys }) => lineKeys !== 0);
    expect(TABLE.map(([{ model }]) => model)).toEqual(keyed.map(({ model }) => model));
    expect(keyed).toHaveLength(19);
  });

  it('has none on a 51i', () => {
    const lines = linesOfPhone(withKeys(phone('51i'), { position: 1, function: 'blf', value: '202' }));
    expect(lines).toContain('sip line1 auth name: 201');
    expect(lines.filter((line) => /key\d/.test(line))).toEqual([]);
  });
});

describe('lines of a key (facts/aastra-mitel.md 4.8)', () => {
  const keyLines = (lines: readonly string[], name: string) => lines.filter((line) => line.startsWith(`${name} `));

  it.each(['6730i', '6731i', '6735i', '53i', '55i'])('no label on the prgkeys of the %s', (model) => {
    const lines = linesOfPhone(withKeys(phone(model), { position: 5, function: 'blf', value: '202', label: 'Anna' }));
    expect(keyLines(lines, 'prgkey5').filter((line) => !line.includes('locked'))).toEqual([
      'prgkey5 type: blf',
      'prgkey5 value: 202',
      'prgkey5 line: 1',
    ]);
  });

  it('states on bottom softkeys alone', () => {
    const blf = { function: 'blf', value: '202', label: 'Anna' } as const;
    const lines = linesOfPhone(withKeys(phone('57i'), { position: 6, ...blf }, { position: 11, ...blf }));
    expect(keyLines(lines, 'topsoftkey6')).toEqual([
      'topsoftkey6 type: blf',
      'topsoftkey6 label: Anna',
      'topsoftkey6 value: 202',
      'topsoftkey6 line: 1',
    ]);
    expect(keyLines(lines, 'softkey1')).toEqual([
      'softkey1 type: blf',
      'softkey1 label: Anna',
      'softkey1 value: 202',
      'softkey1 line: 1',
      'softkey1 states: idle connected incoming outgoing busy',
    ]);
  });

  it.each(['6867i', '6869i', '6873i'])('no blf on the bottom softkeys of the %s (5 no. 9)', (model) => {
    const keys = Array.from({ length: 100 }, (_, i) => ({ position: i + 1, function: 'blf', value: '202' }) as const);
    const lines = linesOfPhone(withKeys(s68(model), ...keys));
    expect(lines.filter((line) => /^softkey\d+ type: blf$/.test(line))).toEqual([]);
    expect(lines).toContain('softkey1 type: speeddial');
    expect(lines).toContain('topsoftkey1 type: blf');
  });

  /** Every function of a layout, as it stands on a topsoftkey. */
  const FUNCTIONS: readonly (readonly [KeyFunction, string | undefined, readonly string[]])[] = [
    ['none', undefined, ['type: none']],
    ['line', undefined, ['type: line', 'line: 1']],
    ['blf', '202', ['type: blf', 'value: 202', 'line: 1']],
    ['speedDial', '0201', ['type: speeddial', 'value: 0201', 'line: 1']],
    ['queue', '600', ['type: blf', 'value: 600', 'line: 1']],
    ['dnd', undefined, ['type: dnd', 'label: Niet storen']],
    ['login', undefined, ['type: speeddial', 'label: Inloggen', 'value: 901', 'line: 1']],
    ['logout', undefined, ['type: speeddial', 'label: Uitloggen', 'value: 902', 'line: 1']],
    ['forward', undefined, ['type: callforward']],
    ['transfer', undefined, ['type: xfer']],
    ['hold', undefined, ['type: none']],
    ['conference', undefined, ['type: conf']],
    ['redial', undefined, ['type: redial']],
    ['voicemail', undefined, ['type: speeddial', 'label: Voicemail', 'value: 1233', 'line: 1']],
    ['park', '70', ['type: park', 'value: asterisk;70', 'line: 1']],
    ['groupPickup', undefined, ['type: speeddial', 'value: *8', 'line: 1']],
    ['directPickup', '202', ['type: speeddial', 'value: *8202', 'line: 1']],
    ['intercom', '202', ['type: icom', 'value: 202', 'line: 1']],
    ['dtmf', '1#', ['type: none']],
    ['phonebook', undefined, ['type: directory']],
    ['url', 'http://192.0.2.1/x#y', ['type: xml', 'value: "http://192.0.2.1/x#y"']],
  ];

  it.each(FUNCTIONS)('function %s', (fn, value, expected) => {
    const key = { position: 6, function: fn, ...(value !== undefined && { value }) };
    const lines = linesOfPhone(withKeys(phone('57i'), key));
    expect(keyLines(lines, 'topsoftkey6')).toEqual(expected.map((line) => `topsoftkey6 ${line}`));
  });

  it("parks by the line as well: firmware 3.x ignores the key's value", () => {
    expect(linesOfPhone(withKeys(phone('57i'), { position: 6, function: 'park', value: '70' }))).toContain(
      'sip line1 park pickup config: 70;70;asterisk',
    );
  });

  it('uses the channel of the key, and clears a key whose channel the phone has not', () => {
    const two = { ...phone('57i'), channels: [channel(), channel({ id: 'channel-2', username: '202' })] };
    const lines = linesOfPhone(
      withKeys(
        two,
        { position: 6, function: 'blf', value: '203', channel: 2 },
        { position: 7, function: 'blf', value: '203', channel: 3 },
      ),
    );
    expect(lines).toContain('topsoftkey6 line: 2');
    expect(keyLines(lines, 'topsoftkey7')).toEqual(['topsoftkey7 type: none']);
  });
});

describe('keys that a layout does not name', () => {
  const typesOf = (lines: readonly string[]) => lines.filter((line) => /^\S*key\d+ (?:type|locked):/.test(line));

  it('are cleared', () => {
    const lines = typesOf(linesOfPhone(withKeys(s69('6905'), { position: 2, function: 'blf', value: '202' })));
    expect(lines).toEqual(['prgkey1 type: none', 'prgkey2 type: blf', 'prgkey3 type: none']);
  });

  it.each([
    ['6731i', ['prgkey3', 'prgkey4', 'prgkey7', 'prgkey8']],
    ['53i', ['prgkey3', 'prgkey4']],
  ])('stay as they are where the factory locked them: %s', (model, cleared) => {
    expect(typesOf(linesOfPhone(phone(model)))).toEqual(cleared.map((name) => `${name} type: none`));
  });

  it.each([
    ['55i', 'prgkey4', 'prgkey5'],
    ['57i', 'topsoftkey5', 'topsoftkey6'],
  ])('stay as they are where they have default functions: %s', (model, left, cleared) => {
    const lines = linesOfPhone(phone(model));
    expect(lines).not.toContain(`${left} type: none`);
    expect(lines).toContain(`${cleared} type: none`);
  });

  it('are cleared there too when the layout says none', () => {
    const lines = linesOfPhone(withKeys(phone('6731i'), { position: 1, function: 'none' }));
    expect(typesOf(lines).slice(0, 2)).toEqual(['prgkey1 locked: 0', 'prgkey1 type: none']);
  });
});

describe('modules', () => {
  it('are written whole up to the last that ever had a key', () => {
    const page = { module: 2, keys: [{ position: 7, function: 'blf', value: '202', label: 'Anna' } as const] };
    const lines = linesOfPhone(withPages(s68('6867i'), [page], 2)).filter((line) => line.startsWith('expmod'));
    expect(lines.filter((line) => line.endsWith('type: none'))).toHaveLength(2 * 84 - 1);
    expect(lines.filter((line) => line.startsWith('expmod2 key7 '))).toEqual([
      'expmod2 key7 type: blf',
      'expmod2 key7 label: Anna',
      'expmod2 key7 value: 202',
      'expmod2 key7 line: 1',
    ]);
    expect(lines.some((line) => line.startsWith('expmod3'))).toBe(false);
  });

  it('are never more than fit, and none where none fits', () => {
    const page = { module: 1, keys: [] };
    expect(linesOfPhone(withPages(s68('6867i'), [page], 9)).some((line) => line.startsWith('expmod4'))).toBe(false);
    expect(linesOfPhone(withPages(s68('6863i'), [page], 1)).some((line) => line.startsWith('expmod'))).toBe(false);
  });
});
