// PINs are kept hashed, and guesses of one extension wait longer and longer, on a real store.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPins, type Pins, waitAfter } from '../../server/access/pins.ts';
import { openTestStore, type TestStore } from '../support/store.ts';

let opened: TestStore;
let pins: Pins;
let now = new Date('2026-11-22T12:00:00Z');
const later = (ms: number) => {
  now = new Date(now.getTime() + ms);
};
beforeAll(async () => {
  opened = await openTestStore();
  pins = createPins({ tries: opened.store.people.tries, now: () => now });
});
afterAll(() => opened?.close());

const told = (promise: Promise<string>) => promise.catch((error) => error.code);

describe('a PIN', () => {
  test('is kept as an argon2id hash; a weak one is refused at its field', async () => {
    const kept = await pins.set('2580', { by: 'user' });
    expect(kept).toMatch(/^\$argon2id\$/);
    expect(await pins.check('a/201', '2580', kept)).toBe('right');
    expect(await pins.check('a/201', '2581', kept)).toBe('wrong');
    await expect(pins.set('1234', { by: 'admin' })).rejects.toMatchObject({ errors: [{ pointer: '/pin' }] });
  });

  test('0000 is right but must be changed (EXT-44)', async () => {
    expect(await pins.check('a/202', '0000', await pins.set('0000', { by: 'admin' }))).toBe('mustChange');
  });

  test('three wrong ones are free, then each costs a wait that doubles; the right one forgives', async () => {
    const kept = await pins.set('2580', { by: 'user' });
    const guess = (pin: string, key = 'a/203') => told(pins.check(key, pin, kept));
    for (let i = 0; i < 4; i++) expect(await guess('1111')).toBe('wrong');
    expect(await guess('2580')).toBe('TOO_MANY_TRIES');
    expect(await guess('2580', 'b/203')).toBe('right');
    later(14_999);
    expect(await guess('2580')).toBe('TOO_MANY_TRIES');
    later(1);
    expect(await guess('1111')).toBe('wrong');
    later(29_999);
    expect(await guess('2580')).toBe('TOO_MANY_TRIES');
    later(1);
    expect(await guess('2580')).toBe('right');
    expect(await guess('1111')).toBe('wrong');
    expect([0, 3, 4, 5, 6, 100].map(waitAfter)).toEqual([0, 0, 15_000, 30_000, 60_000, 900_000]);
  });

  test('guesses made at once do not pass together, on two nodes either', async () => {
    const kept = await pins.set('2580', { by: 'user' });
    const other = createPins({ tries: (await opened.another()).people.tries, now: () => now });
    const all = await Promise.all(
      Array.from({ length: 30 }, (_, i) => told((i % 2 ? pins : other).check('a/204', '9999', kept))),
    );
    expect(all.filter((one) => one === 'wrong')).toHaveLength(4);
  });

  test('of an extension that is not there is as wrong as any', async () => {
    expect(await pins.check('a/none', '2580', undefined)).toBe('wrong');
  });
});
