// DEV-7, DEV-8 on Yealinks: every key function, pages, expansion modules, and keys that must vanish (facts/yealink.md 4.7, 7.2).
import { describe, expect, test } from 'vitest';
import { KEY_FUNCTIONS, type KeyFunction, type LayoutKey } from '../../../server/domain/key-layout.ts';
import { channel, type PhoneGiven } from '../../support/records.ts';
import { linesOf, partOf, withKeys, withLayout } from './support.ts';

const EMPTY = { type: '0', line: '%NULL%', value: '%NULL%', label: '%NULL%', extension: '%NULL%' };
const FIRMWARE = '66.83.188.6';

function key(layoutKey: Omit<LayoutKey, 'position'>, more: PhoneGiven = {}): Readonly<Record<string, string>> {
  return partOf(
    { firmware: FIRMWARE, ...more, account: { ...more.account, ...withKeys([{ position: 1, ...layoutKey }]) } },
    'linekey.1.',
  );
}

/** What a key of each function with value 202 and label Anna is written as. */
const WRITTEN: Readonly<Record<KeyFunction, Partial<typeof EMPTY>>> = {
  none: EMPTY,
  line: { type: '15', line: '1', value: '202', label: 'Anna' },
  blf: { type: '16', line: '1', value: '202', label: 'Anna', extension: '*8' },
  speedDial: { type: '13', line: '1', value: '202', label: 'Anna' },
  queue: { type: '16', line: '1', value: '202', label: 'Anna', extension: '*8' },
  dnd: { type: '5', value: '202', label: 'Anna' },
  login: { type: '13', line: '1', value: '202', label: 'Anna' },
  logout: { type: '13', line: '1', value: '202', label: 'Anna' },
  forward: { type: '2', value: '202', label: 'Anna' },
  transfer: { type: '3', value: '202', label: 'Anna' },
  hold: { type: '4', value: '202', label: 'Anna' },
  conference: { type: '1', value: '202', label: 'Anna' },
  redial: { type: '6', value: '202', label: 'Anna' },
  voicemail: { type: '12', line: '1', value: '202', label: 'Anna' },
  park: { type: '10', line: '1', value: '202', label: 'Anna' },
  groupPickup: { type: '23', line: '1', value: '202', label: 'Anna' },
  directPickup: { type: '9', line: '1', value: '202', label: 'Anna' },
  intercom: { type: '14', line: '1', value: '202', label: 'Anna' },
  dtmf: { type: '11', value: '202', label: 'Anna' },
  phonebook: { type: '61', value: '202', label: 'Anna' },
  url: { type: '17', value: '202', label: 'Anna' },
};

describe('DEV-8 functions', () => {
  test.each(KEY_FUNCTIONS)('%s', (name) => {
    expect(key({ function: name, value: '202', label: 'Anna' })).toEqual({ ...EMPTY, ...WRITTEN[name] });
  });

  test('21 functions were looked at, and each has a type of its own but those that dial or watch', () => {
    expect(KEY_FUNCTIONS).toHaveLength(21);
    const types = KEY_FUNCTIONS.map((name) => WRITTEN[name].type);
    expect(new Set(types).size).toBe(21 - 2 - 1);
  });

  test.each([
    ['login', 'nl', 'NL', '901', 'Inloggen'],
    ['logout', 'nl', 'NL', '902', 'Uitloggen'],
    ['login', 'en', 'GB', '8801', 'Log in'],
    ['logout', 'de', 'GB', '8802', 'Log out'],
  ] as const)(
    'DEV-3: %s without a value dials the code of the country (%s, %s)',
    (name, language, country, value, label) => {
      expect(key({ function: name }, { account: { language, country } })).toEqual({
        ...EMPTY,
        type: '13',
        line: '1',
        value,
        label,
      });
    },
  );

  test.each(['dnd', 'voicemail', 'forward', 'line'] as const)(
    '%s without label and value leaves both to the phone',
    (name) => {
      expect(key({ function: name })).toMatchObject({ value: '%NULL%', label: '%NULL%' });
    },
  );

  test('the pickup code of a key that watches is the one that is set (4.8)', () => {
    expect(key({ function: 'blf', value: '202' }, { cpe: { settings: { pickupCode: '**7' } } }).extension).toBe('**7');
  });

  test('a key on the second channel names it', () => {
    const channels = [channel(), channel({ id: 'channel-2', username: '202' })];
    expect(key({ function: 'blf', value: '203', channel: 2 }, { channels })).toMatchObject({ type: '16', line: '2' });
  });

  test('a key on a channel that the phone does not have is emptied', () => {
    expect(key({ function: 'blf', value: '203', channel: 2 })).toEqual(EMPTY);
    expect(key({ function: 'line' }, { channels: [] })).toEqual(EMPTY);
    expect(key({ function: 'dnd' }, { channels: [] })).toEqual({ ...EMPTY, type: '5' });
  });

  test('4.0: what a label holds stays a label', () => {
    expect(key({ function: 'blf', value: '202', label: 'A\nlinekey.2.type = 15' }).label).toBe('Alinekey.2.type = 15');
    expect(key({ function: 'blf', value: '202', label: ' ' }).label).toBe('%NULL%');
    expect(key({ function: 'blf', value: '202', label: '"Anna" & Ben' }).label).toBe('"Anna" & Ben');
  });
});

describe('DEV-7 places', () => {
  test('without a layout: one line key a channel, all others emptied', () => {
    const channels = [channel(), channel({ id: 'channel-2', username: '202' })];
    expect(partOf({ channels }, 'linekey.1.')).toEqual({ ...EMPTY, type: '15', line: '1' });
    expect(partOf({ channels }, 'linekey.2.')).toEqual({ ...EMPTY, type: '15', line: '2' });
    for (let i = 3; i <= 27; i++) expect(partOf({ channels }, `linekey.${i}.`)).toEqual(EMPTY);
  });

  test('an empty layout empties every key', () => {
    const types = linesOf({ account: withKeys([]) }).filter((line) => /^linekey\.\d+\.type = /.test(line));
    expect(types).toEqual(Array.from({ length: 27 }, (_, i) => `linekey.${i + 1}.type = 0`));
  });

  test('pages run on: page two of a T46S begins at key 10, of a T41S at key 6', () => {
    const layout = { pages: [{ keys: [] }, { keys: [{ position: 1, function: 'dnd' as const }] }] };
    expect(partOf({ account: withLayout(layout) }, 'linekey.10.')).toMatchObject({ type: '5' });
    expect(partOf({ model: 'T41S', account: withLayout(layout, 'T41S') }, 'linekey.6.')).toMatchObject({ type: '5' });
  });

  test.each([
    ['T40G', 3],
    ['T41S', 15],
    ['T42S', 15],
    ['T46G', 27],
    ['T48S', 29],
    ['T53', 21],
    ['T54W', 27],
    ['T57W', 29],
    ['T73W', 40],
    ['T74U', 60],
    ['T77U', 56],
    ['T85U', 60],
    ['T87W', 84],
  ])('7.2: a %s is written its %i keys', (model, count) => {
    expect(linesOf({ model }).filter((line) => /^linekey\.\d+\.type = /.test(line))).toHaveLength(count);
  });

  test('keys are written in ascending order, each with the same five members', () => {
    const members = linesOf().flatMap((line) => /^linekey\.(\d+)\.(\w+) = /.exec(line)?.slice(1, 3).join(' ') ?? []);
    expect(members).toEqual(
      Array.from({ length: 27 }, (_, i) =>
        ['type', 'line', 'value', 'label', 'extension'].map((member) => `${i + 1} ${member}`),
      ).flat(),
    );
  });

  test.each(['CP860', 'T19P', 'T19P-E2', 'W52P', 'W60B'])('9.3: a %s has no line keys', (model) => {
    expect(linesOf({ model }).filter((line) => /^(linekey|memorykey|expansion_module)\./.test(line))).toEqual([]);
  });

  test('4.1: the VP530 calls them memory keys, and has the second name of the pickup code', () => {
    const given = {
      model: 'VP530',
      firmware: '23.70.0.40',
      account: withKeys([{ position: 2, function: 'blf', value: '202' }], 'VP530'),
    };
    expect(partOf(given, 'memorykey.2.')).toEqual({
      ...EMPTY,
      type: '16',
      line: '1',
      value: '202',
      extension: '*8',
      pickup_value: '*8',
    });
    expect(linesOf(given).some((line) => line.startsWith('linekey.'))).toBe(false);
  });

  test('7.2: where the number of keys is not known, as many as any Yealink has are emptied', () => {
    for (const [model, name] of [
      ['Desktop phone', 'linekey'],
      ['VP530', 'memorykey'],
    ] as const) {
      const account = withKeys([{ position: 100, function: 'dnd' }], model);
      const types = linesOf({ model, account }).flatMap((line) =>
        line.startsWith(`${name}.`) && line.includes('.type = ') ? [line] : [],
      );
      expect(types).toHaveLength(100);
      expect([types[0], types[83], types[99]]).toEqual([
        `${name}.1.type = 0`,
        `${name}.84.type = 0`,
        `${name}.100.type = 5`,
      ]);
    }
    expect(
      linesOf({ model: 'Desktop phone' }).filter((line) => line.startsWith('linekey.') && line.includes('.type = ')),
    ).toHaveLength(84);
  });
});

describe('expansion modules (4.7)', () => {
  const onModule = (module: number, model: string, modulesEverUsed?: number) =>
    withLayout(
      {
        pages: [{ keys: [] }, { module, keys: [{ position: 7, function: 'blf', value: '202', label: 'Anna' }] }],
        ...(modulesEverUsed !== undefined && { modulesEverUsed }),
      },
      model,
    );
  const typesOf = (given: PhoneGiven) =>
    linesOf(given).filter((line) => /^expansion_module\.\d+\.key\.\d+\.type = /.test(line));

  test.each([
    ['T46S', 'EXP40', 40],
    ['T48G', 'EXP40', 40],
    ['T54W', 'EXP50', 60],
    ['T87W', 'EXP55', 78],
  ])('%s with %s: %i keys a module', (model, _, count) => {
    const given = { model, account: onModule(1, model) };
    expect(partOf(given, 'expansion_module.1.key.7.')).toMatchObject({
      ...EMPTY,
      type: '16',
      line: '1',
      value: '202',
      label: 'Anna',
      extension: '*8',
    });
    expect(typesOf(given)).toHaveLength(count);
  });

  test('7.2: modules below the one used, and modules used once, are emptied', () => {
    expect(typesOf({ account: onModule(2, 'T46S') })).toHaveLength(80);
    const emptied = typesOf({ account: withLayout({ pages: [], modulesEverUsed: 2 }) });
    expect(emptied).toHaveLength(80);
    expect(emptied.every((line) => line.endsWith(' = 0'))).toBe(true);
    expect(typesOf({ account: onModule(1, 'T46S', 3) })).toHaveLength(120);
  });

  test('no module, no lines', () => {
    expect(typesOf({})).toEqual([]);
    expect(typesOf({ account: withKeys([{ position: 1, function: 'dnd' }]) })).toEqual([]);
  });

  test('a phone that takes none has none, whatever the layout says', () => {
    expect(typesOf({ model: 'T41S', account: onModule(1, 'T41S') })).toEqual([]);
  });

  test('the generic profile empties as many keys as any module has', () => {
    expect(typesOf({ model: 'Desktop phone', account: onModule(1, 'Desktop phone') })).toHaveLength(78);
  });
});
