// What a plan does next: tables for each rule, and whole plans run against a clock of their own, phones coming back or not.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Mac } from '../../server/domain/mac.ts';
import { nextWindow } from '../../server/domain/maintenance-window.ts';
import { layWaves, nextSteps, type StepInput, type StepPhone } from '../../server/plans/next-steps.ts';
import { mac } from '../support/records.ts';

const START = new Date('2026-05-01T00:00:00Z');
const MINUTE_MS = 60_000;
const minutesOn = (minutes: number): Date => new Date(START.getTime() + minutes * MINUTE_MS);
const macOf = (i: number): Mac => mac(`805ec0${i.toString(16).padStart(6, '0')}`);
const phone = (i: number, given: Partial<StepPhone> = {}): StepPhone => ({
  mac: macOf(i),
  wave: 0,
  state: 'waiting',
  ...given,
});
const many = (count: number, given: (i: number) => Partial<StepPhone> = () => ({})): readonly StepPhone[] =>
  Array.from({ length: count }, (_, i) => phone(i, given(i)));
const RULE = { latePercent: 10, afterMinutes: 15 };

describe('layWaves (DEV-14): first so many, then shares of all, then the rest', () => {
  test.each([
    [{ canary: 0, percents: [] }, 5, [5]],
    [{ canary: 2, percents: [] }, 5, [2, 3]],
    [{ canary: 2, percents: [50] }, 12, [2, 4, 6]],
    [{ canary: 5, percents: [10] }, 10, [5, 5]],
    [{ canary: 5, percents: [10] }, 100, [5, 5, 90]],
    [{ canary: 1, percents: [10, 50] }, 7, [1, 3, 3]],
    [{ canary: 50, percents: [10, 50] }, 20, [20]],
    [{ canary: 0, percents: [100] }, 4, [4]],
    [{ canary: 5, percents: [10] }, 0, []],
  ])('%j over %i phones: %j', (waves, phones, sizes) => {
    const laid = layWaves(waves, phones);
    expect(sizes.map((_, wave) => laid.filter((of) => of === wave).length)).toEqual(sizes);
    expect(laid).toHaveLength(phones);
  });

  test('any waves begin at 0, never fall, leave none out, and keep to the canary and the shares', () => {
    const percents = fc
      .uniqueArray(fc.integer({ min: 1, max: 100 }), { maxLength: 5 })
      .map((some) => some.sort((a, b) => a - b));
    fc.assert(
      fc.property(fc.nat(30), percents, fc.nat(300), (canary, shares, phones) => {
        const laid = layWaves({ canary, percents: shares }, phones);
        expect(laid).toHaveLength(phones);
        for (const [i, wave] of laid.entries()) expect([0, i === 0 ? 0 : 1]).toContain(wave - (laid[i - 1] ?? 0));
        const ends = new Set(laid.flatMap((wave, i) => (laid[i + 1] === wave ? [] : [i + 1])));
        const allowed = [canary, phones, ...shares.map((share) => Math.ceil((phones * share) / 100))];
        for (const end of ends) expect(allowed).toContain(end);
        if (canary > 0 && canary <= phones) expect(ends).toContain(canary);
      }),
    );
  });
});

describe('nextSteps: whom to tell', () => {
  test('not before its time, and nobody is late by then', () => {
    const input = { phones: many(3), pacing: {}, stopRule: RULE, notBefore: minutesOn(60) };
    expect(nextSteps(input, START)).toEqual({ tell: [], late: [], next: { do: 'look', at: minutesOn(60) } });
    expect(nextSteps(input, minutesOn(60)).tell).toHaveLength(3);
  });

  test('a wave waits until each of the one before is back or late', () => {
    const waves = (first: StepPhone['state']) =>
      many(4, (i) => (i < 2 ? { state: i === 0 ? 'back' : first, outAt: START } : { wave: 1 }));
    expect(nextSteps({ phones: waves('out'), pacing: {}, stopRule: RULE }, minutesOn(1)).tell).toEqual([]);
    expect(nextSteps({ phones: waves('back'), pacing: {}, stopRule: RULE }, minutesOn(1)).tell).toEqual([
      macOf(2),
      macOf(3),
    ]);
    expect(nextSteps({ phones: waves('apart'), pacing: {}, stopRule: RULE }, minutesOn(1)).tell).toHaveLength(2);
    const lenient = { latePercent: 50, afterMinutes: 15 };
    expect(nextSteps({ phones: waves('late'), pacing: {}, stopRule: lenient }, minutesOn(1)).tell).toHaveLength(2);
    // Nobody is waited for where there is no such rule.
    expect(nextSteps({ phones: waves('out'), pacing: {} }, minutesOn(1)).tell).toHaveLength(2);
  });

  test.each([
    ['overall', { perMinute: 10 }, 1],
    ['per account', { perAccountPerMinute: 10 }, 2],
    ['per public address', { perAddressPerMinute: 10 }, 4],
  ])('pacing %s: a tenth of a minute’s phones at a time for each', (_, pacing, keys) => {
    const phones = many(40, (i) => ({ accountId: `a${i % 2}`, address: `192.0.2.${i % 4}` }));
    const { tell, next } = nextSteps({ phones, pacing }, START);
    expect(tell).toHaveLength(keys);
    expect(next).toEqual({ do: 'look', at: minutesOn(0.1) });
  });

  test('who went within the minute still counts, and no longer after it', () => {
    const phones = many(5, (i) => (i < 2 ? { state: 'back', outAt: minutesOn(i / 2) } : {}));
    const pacing = { perMinute: 2 };
    expect(nextSteps({ phones, pacing }, minutesOn(0.9))).toEqual({
      tell: [],
      late: [],
      next: { do: 'look', at: minutesOn(1) },
    });
    expect(nextSteps({ phones, pacing }, minutesOn(1)).tell).toHaveLength(1);
  });

  test('a full address holds only its own phones up', () => {
    const phones = many(6, (i) => (i < 5 ? { address: '192.0.2.1' } : { address: '192.0.2.2' }));
    expect(nextSteps({ phones, pacing: { perAddressPerMinute: 10 } }, START).tell).toEqual([macOf(0), macOf(5)]);
    // Who has no account and no known address is counted for none.
    expect(
      nextSteps({ phones: many(6), pacing: { perAddressPerMinute: 1, perAccountPerMinute: 1 } }, START).tell,
    ).toHaveLength(6);
  });

  test('only accounts whose hours it is', () => {
    const phones = many(2, (i) => ({ accountId: i === 0 ? 'Europe/Amsterdam' : 'Asia/Tokyo' }));
    const window = { from: '02:00', until: '04:00' };
    const openingFor = (zone = 'UTC') => nextWindow(window, zone, START);
    // 02:00 in Amsterdam, 09:00 in Tokyo.
    expect(nextSteps({ phones, pacing: {}, openingFor }, START).tell).toEqual([macOf(0)]);
  });
});

describe('nextSteps: who is late, and when it stops', () => {
  const told = (count: number, back: number) =>
    many(count, (i) => ({ state: i < back ? 'back' : 'out', outAt: START }));

  test('late is who is not back so long after its turn', () => {
    const input = { phones: told(20, 19), pacing: {}, stopRule: RULE };
    const before = nextSteps(input, new Date(minutesOn(15).getTime() - 1));
    expect(before).toEqual({ tell: [], late: [], next: { do: 'look', at: minutesOn(15) } });
    expect(nextSteps(input, minutesOn(15))).toEqual({ tell: [], late: [macOf(19)], next: { do: 'finish' } });
  });

  test.each([
    [20, 18, 'finish'],
    [20, 17, 'stop'],
    [5, 4, 'stop'],
    [1, 0, 'stop'],
  ])('of %i phones %i are back, a tenth may be late: %s', (size, back, what) => {
    const { next, late } = nextSteps({ phones: told(size, back), pacing: {}, stopRule: RULE }, minutesOn(15));
    expect(late).toHaveLength(size - back);
    expect(next).toEqual(what === 'stop' ? { do: 'stop', wave: 0, late: size - back, size } : { do: 'finish' });
  });

  test('the share is counted by wave, and stopping tells nobody else', () => {
    const first = many(100, () => ({ state: 'back', outAt: START }));
    const second = many(20, (i) => ({
      mac: macOf(200 + i),
      wave: 1,
      ...(i < 3 ? { state: 'out', outAt: START } : {}),
    }));
    const steps = nextSteps({ phones: [...first, ...second], pacing: {}, stopRule: RULE }, minutesOn(15));
    expect(steps).toEqual({
      tell: [],
      late: [macOf(200), macOf(201), macOf(202)],
      next: { do: 'stop', wave: 1, late: 3, size: 20 },
    });
  });
});

describe('whole plans', () => {
  const optionalCount = (max: number) => fc.option(fc.integer({ min: 1, max }), { nil: undefined });
  const plan = fc.record({
    phones: fc.array(
      fc.record({
        accountId: fc.constantFrom('Europe/Amsterdam', 'Asia/Tokyo', undefined),
        address: fc.constantFrom('192.0.2.1', '192.0.2.2', undefined),
        /** After how long it is back; undefined: never. */
        backAfterMs: fc.option(fc.integer({ min: 1_000, max: 20 * MINUTE_MS }), { freq: 12, nil: undefined }),
      }),
      { minLength: 1, maxLength: 40 },
    ),
    canary: fc.nat(5),
    percents: fc.constantFrom([], [20], [10, 50]),
    perMinute: optionalCount(25),
    perAccountPerMinute: optionalCount(15),
    perAddressPerMinute: optionalCount(15),
    latePercent: fc.constantFrom(0, 10, 50, 100),
    notBeforeMinutes: fc.constantFrom(undefined, 0, 90),
    hasWindow: fc.boolean(),
  });
  const window = { from: '01:00', until: '03:00' };

  test('keep every rule at every step, end, and stop just when a wave has too many late', () => {
    const ends = { stop: 0, finish: 0 };
    fc.assert(
      fc.property(plan, (wish) => {
        const { phones: wishes, hasWindow, notBeforeMinutes, latePercent, canary, percents, ...given } = wish;
        const pacing = Object.fromEntries(Object.entries(given).filter(([, count]) => count !== undefined));
        const stopRule = { latePercent, afterMinutes: 15 };
        const waves = layWaves({ canary, percents }, wishes.length);
        let phones: readonly StepPhone[] = wishes.map(({ accountId, address }, i) =>
          phone(i, { accountId, address, wave: waves[i] ?? 0 }),
        );
        const notBefore = notBeforeMinutes === undefined ? undefined : minutesOn(notBeforeMinutes);
        let now = START;
        let steps = 0;
        for (;;) {
          if (++steps > 5_000) throw new Error('it does not end');
          const openingFor = (zone = 'UTC') => nextWindow(window, zone, now);
          phones = phones.map((one, i) => comeBack(one, wishes[i]?.backAfterMs, now));
          const input: StepInput = {
            phones,
            pacing,
            stopRule,
            notBefore,
            ...(hasWindow && { openingFor }),
          };
          const { tell, late, next } = nextSteps(input, now);
          phones = phones.map((one) => (late.includes(one.mac) ? { ...one, state: 'late' as const } : one));
          const going = phones.filter((one) => tell.includes(one.mac));
          expect(going).toHaveLength(tell.length);
          for (const one of going) {
            expect(one.state).toBe('waiting');
            expect(notBefore === undefined || now >= notBefore).toBe(true);
            if (hasWindow) expect(openingFor(one.accountId).opens <= now).toBe(true);
            const former = phones.filter(({ wave }) => wave < one.wave);
            expect(former.every(({ state }) => state === 'back' || state === 'late')).toBe(true);
          }
          phones = phones.map((one) => (tell.includes(one.mac) ? { ...one, state: 'out' as const, outAt: now } : one));
          const isBroken = waves.some((wave) => shareLate(phones, wave) > latePercent);
          expect(next.do === 'stop').toBe(isBroken);
          if (next.do === 'look') {
            if (tell.length === 0) expect(next.at.getTime()).toBeGreaterThan(now.getTime());
            // Another look a moment later at the least, as whoever carries it out takes some time for each.
            now = new Date(Math.max(next.at.getTime(), now.getTime() + 50));
            continue;
          }
          ends[next.do] += 1;
          if (next.do === 'finish') for (const { state } of phones) expect(['back', 'late']).toContain(state);
          break;
        }
        const minute = (key: (one: StepPhone) => string | undefined) => mostWithin(phones, key, MINUTE_MS);
        expect(minute(() => '')).toBeLessThanOrEqual(given.perMinute ?? Number.POSITIVE_INFINITY);
        expect(minute((one) => one.accountId)).toBeLessThanOrEqual(
          given.perAccountPerMinute ?? Number.POSITIVE_INFINITY,
        );
        expect(minute((one) => one.address)).toBeLessThanOrEqual(given.perAddressPerMinute ?? Number.POSITIVE_INFINITY);
        if (given.perMinute !== undefined)
          expect(mostWithin(phones, () => '', MINUTE_MS / 10)).toBeLessThanOrEqual(Math.ceil(given.perMinute / 10));
      }),
    );
    expect(ends.stop).toBeGreaterThan(5);
    expect(ends.finish).toBeGreaterThan(5);
  });
});

function comeBack(one: StepPhone, backAfterMs: number | undefined, now: Date): StepPhone {
  const isBack = one.outAt && backAfterMs !== undefined && one.outAt.getTime() + backAfterMs <= now.getTime();
  return isBack && one.state === 'out' ? { ...one, state: 'back' } : one;
}

/** In percent. */
function shareLate(phones: readonly StepPhone[], wave: number): number {
  const own = phones.filter((one) => one.wave === wave);
  return (own.filter(({ state }) => state === 'late').length / own.length) * 100;
}

/** The most that went with one key in any stretch of that length. */
function mostWithin(phones: readonly StepPhone[], keyOf: (one: StepPhone) => string | undefined, ms: number): number {
  const gone = phones.flatMap((one) => {
    const key = keyOf(one);
    return one.outAt && key !== undefined ? [{ key, at: one.outAt.getTime() }] : [];
  });
  const counts = gone.map(
    ({ key, at }) => gone.filter((one) => one.key === key && one.at >= at && one.at < at + ms).length,
  );
  return Math.max(0, ...counts);
}
