// DEV-7, DEV-8: key layouts against what a model has. The capacities are made up, so that no model is named here.
import { describe, expect, test } from 'vitest';
import {
  checkLayout,
  KEY_FUNCTIONS,
  type KeyCapacity,
  type KeyLayout,
  type LayoutKey,
  placeKeys,
  succeed,
} from '../../server/domain/key-layout.ts';

const DESK: KeyCapacity = { lineKeys: 27, keysPerPage: 9, maxChannels: 16, expansion: { keys: 40, modules: 6 } };
const SMALL: KeyCapacity = { lineKeys: 3, keysPerPage: 3, maxChannels: 3, expansion: 'none' };
const NO_KEYS: KeyCapacity = { lineKeys: 0, keysPerPage: 'unknown', maxChannels: 1, expansion: 'none' };
const UNKNOWN: KeyCapacity = {
  lineKeys: 'unknown',
  keysPerPage: 'unknown',
  maxChannels: 'unknown',
  expansion: 'unknown',
};

const blf = (position: number, more: Partial<LayoutKey> = {}): LayoutKey => ({
  position,
  function: 'blf',
  value: '202',
  ...more,
});
const page = (...keys: LayoutKey[]): KeyLayout => ({ pages: [{ keys }] });
const pointers = (layout: KeyLayout, capacity: KeyCapacity = DESK) =>
  checkLayout(layout, capacity).map(({ pointer }) => pointer);

describe('DEV-8 functions', () => {
  test('those that DEV-8 names are there', () => {
    for (const name of ['blf', 'speedDial', 'queue', 'dnd', 'line', 'login', 'logout'])
      expect(KEY_FUNCTIONS).toContain(name);
  });

  test.each(KEY_FUNCTIONS)('%s can be laid with a value', (name) => {
    expect(pointers(page({ position: 1, function: name, value: '202' }))).toEqual([]);
  });

  test.each(KEY_FUNCTIONS)('%s without a value', (name) => {
    const needs = ['blf', 'speedDial', 'queue', 'park', 'intercom', 'dtmf', 'url'].includes(name);
    const wanted = needs ? ['/pages/0/keys/0/value'] : [];
    expect(pointers(page({ position: 1, function: name }))).toEqual(wanted);
    expect(pointers(page({ position: 1, function: name, value: '  ' }))).toEqual(wanted);
  });
});

describe('DEV-7 places', () => {
  test.each([
    ['the first key', 1, []],
    ['the last key', 27, []],
    ['one beyond the model', 28, ['/pages/0/keys/0/position']],
    ['none', 0, ['/pages/0/keys/0/position']],
    ['a negative one', -1, ['/pages/0/keys/0/position']],
    ['half a key', 1.5, ['/pages/0/keys/0/position']],
  ])('%s', (_, position, wanted) => {
    expect(pointers(page(blf(position)))).toEqual(wanted);
  });

  test('the second page continues where the first ends, and what overlaps is told with its pointer', () => {
    const layout: KeyLayout = { pages: [{ keys: [blf(1), blf(9), blf(10)] }, { keys: [blf(1), blf(2)] }] };
    expect(checkLayout(layout, DESK)).toEqual([
      { pointer: '/pages/1/keys/0/position', detail: 'the same key as /pages/0/keys/2' },
    ]);
    expect(
      placeKeys({ pages: [{ keys: [blf(9)] }, { keys: [blf(1)] }, { keys: [blf(9)] }] }, DESK).map(
        ({ index }) => index,
      ),
    ).toEqual([9, 10, 27]);
  });

  test('a fourth page of nine goes beyond 27 keys', () => {
    const layout: KeyLayout = { pages: [{ keys: [] }, { keys: [] }, { keys: [] }, { keys: [blf(1)] }] };
    expect(checkLayout(layout, DESK)).toEqual([
      { pointer: '/pages/3/keys/0/position', detail: 'this would be key 28; the model has 27 there' },
    ]);
  });

  test('the same key twice', () => {
    expect(pointers(page(blf(1), blf(2), blf(1)))).toEqual(['/pages/0/keys/2/position']);
  });

  test('a model without line keys takes no page with keys, an empty page does no harm', () => {
    expect(pointers(page(blf(1)), NO_KEYS)).toEqual(['/pages/0']);
    expect(pointers(page(), NO_KEYS)).toEqual([]);
  });

  test('where the number of keys is unknown a generous limit holds', () => {
    expect(pointers(page(blf(100)), UNKNOWN)).toEqual([]);
    expect(pointers(page(blf(101)), UNKNOWN)).toEqual(['/pages/0/keys/0/position']);
  });
});

describe('expansion modules (facts/yealink.md 4.7)', () => {
  const onModule = (module: number, ...keys: LayoutKey[]): KeyLayout => ({ pages: [{ module, keys }] });

  test.each([
    ['first key of the first', 1, 1, []],
    ['last key of the last', 6, 40, []],
    ['a key beyond', 1, 41, ['/pages/0/keys/0/position']],
    ['a module beyond', 7, 1, ['/pages/0']],
  ])('%s', (_, module, position, wanted) => {
    expect(pointers(onModule(module, blf(position)))).toEqual(wanted);
  });

  test('a model that takes none says so', () => {
    expect(checkLayout(onModule(1, blf(1)), SMALL)).toEqual([
      { pointer: '/pages/0', detail: 'this model takes no expansion module' },
    ]);
  });

  test('one is allowed where it is unknown', () => {
    expect(pointers(onModule(1, blf(100)), UNKNOWN)).toEqual([]);
    expect(pointers(onModule(2, blf(1)), UNKNOWN)).toEqual(['/pages/0']);
  });

  test("the phone's own pages count apart from modules, in whatever order they come", () => {
    const layout: KeyLayout = {
      pages: [
        { module: 2, keys: [blf(1)] },
        { keys: [blf(1)] },
        { module: 1, keys: [blf(2), blf(1)] },
        { keys: [blf(1)] },
      ],
    };
    expect(checkLayout(layout, DESK)).toEqual([]);
    expect(placeKeys(layout, DESK).map(({ module, index }) => [module, index])).toEqual([
      [undefined, 1],
      [undefined, 10],
      [1, 1],
      [1, 2],
      [2, 1],
    ]);
  });

  test('two pages of one module that name the same key', () => {
    const layout: KeyLayout = {
      pages: [
        { module: 1, keys: [blf(1)] },
        { module: 1, keys: [blf(1)] },
      ],
    };
    expect(pointers(layout)).toEqual(['/pages/1/keys/0/position']);
  });
});

describe('labels, values and channels', () => {
  test.each([
    ['a line break in a label', { label: 'A\nB = C' }, ['/label']],
    ['a control character in a value', { value: '2\u00002' }, ['/value']],
    ['a long label', { label: 'x'.repeat(65) }, ['/label']],
    ['a label of 64', { label: 'x'.repeat(64) }, []],
    ['a long value', { value: 'x'.repeat(256) }, ['/value']],
    ['quotes and equal signs', { label: '"A" = B', value: '*21%' }, []],
    ['the last channel', { channel: 16 }, []],
    ['a channel beyond', { channel: 17 }, ['/channel']],
  ])('%s', (_, more, wanted) => {
    expect(pointers(page(blf(1, more)))).toEqual(wanted.map((member) => `/pages/0/keys/0${member}`));
  });

  test('several problems of several keys are all told', () => {
    expect(pointers(page({ position: 30, function: 'blf', label: '\n', channel: 99 }, blf(1)))).toEqual([
      '/pages/0/keys/0/label',
      '/pages/0/keys/0/value',
      '/pages/0/keys/0/channel',
      '/pages/0/keys/0/position',
    ]);
  });

  test('where the number of channels is unknown none is refused', () => {
    expect(pointers(page(blf(1, { channel: 40 })), UNKNOWN)).toEqual([]);
  });
});

describe('facts/yealink.md 7.2 modules that had keys are remembered', () => {
  const on = (...modules: (number | undefined)[]): KeyLayout => ({
    pages: modules.map((module) => ({ ...(module !== undefined && { module }), keys: [blf(1)] })),
  });

  test('the highest ever used stays when its keys go', () => {
    const first = succeed(undefined, on(undefined, 1, 3));
    expect(first.modulesEverUsed).toBe(3);
    const second = succeed(first, on(undefined));
    expect(second).toEqual({ ...on(undefined), modulesEverUsed: 3 });
    expect(succeed(second, on(4)).modulesEverUsed).toBe(4);
  });

  test('none was used', () => {
    expect(succeed(undefined, on(undefined)).modulesEverUsed).toBe(0);
  });

  test('what a caller claims to have used counts for nothing', () => {
    expect(succeed(undefined, { ...on(1), modulesEverUsed: 6 }).modulesEverUsed).toBe(1);
  });
});
