// What guessing costs (design.md: "counted per address and per MAC prefix, slowed"): computed on a virtual clock.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import type { Mac } from '../../server/domain/mac.ts';
import { createSlowDown } from '../../server/provisioning/slow-down.ts';
import { mac } from '../support/records.ts';

const START = Date.UTC(2026, 10, 22, 12);
const LEAST_MS = 40;
const MOST_MS = 5_000;
const DAY_MS = 24 * 3_600_000;
const YEAR_MS = 365 * DAY_MS;
const OUI_SIZE = 2 ** 24;

const oneMaker = (i: number): Mac => mac(`805ec0${(i % OUI_SIZE).toString(16).padStart(6, '0')}`);
const at = (ms: number) => new Date(START + ms);

/** Guesses at new MACs until the address is spent; @returns how many */
function guessUntilSpent(
  slowDown: ReturnType<typeof createSlowDown>,
  address: string,
  from: number,
  now: Date,
): number {
  let made = 0;
  while (!slowDown.isSpent(address, oneMaker(from + made), now)) {
    slowDown.delayFor(address, oneMaker(from + made), now);
    made += 1;
    if (made > 1_000_000) throw new Error('never spent');
  }
  return made;
}

/**
 * Lets the addresses guess as much as they may for some days, each hour, and draws the line on from there.
 * @returns years until a whole OUI was walked
 */
function yearsToWalk(addresses: readonly string[], days: number): number {
  const slowDown = createSlowDown();
  let made = 0;
  let atFirst = 0;
  for (let hour = 0; hour <= days * 24; hour += 1) {
    for (const address of addresses) made += guessUntilSpent(slowDown, address, made, at(hour * 3_600_000));
    if (hour === 0) atFirst = made;
  }
  const perMs = (made - atFirst) / (days * DAY_MS);
  return (OUI_SIZE - atFirst) / perMs / YEAR_MS;
}

describe('walking the 2^24 MACs of a maker', () => {
  test.each([
    ['1 address', ['198.51.100.7'], 100],
    ['100 addresses, each of another network', Array.from({ length: 100 }, (_, i) => `198.51.${i}.7`), 3],
    ['100 addresses of one network', Array.from({ length: 100 }, (_, i) => `198.51.100.${i}`), 50],
    ['100 addresses of one IPv6 customer', Array.from({ length: 100 }, (_, i) => `2001:db8:0:1::${i}`), 100],
  ] as const)('%s', (name, addresses, atLeast) => {
    const years = yearsToWalk(addresses, 4);
    console.info(`2^24 guesses from ${name}: ${years.toFixed(1)} years`);
    expect(years).toBeGreaterThan(atLeast);
  });

  test('more connections at once win nothing: what is spent is spent at the same moment', () => {
    const slowDown = createSlowDown();
    expect(guessUntilSpent(slowDown, '198.51.100.7', 0, at(0))).toBe(1_000);
    expect(slowDown.isSpent('198.51.100.7', oneMaker(5_000), at(1_000))).toBe(true);
  });

  test('of many addresses that come one after another, the later ones get less', () => {
    const slowDown = createSlowDown();
    const made = Array.from({ length: 40 }, (_, i) => guessUntilSpent(slowDown, `203.0.${i}.7`, i * 2_000, at(0)));
    expect(made[0]).toBe(1_000);
    expect(made.at(-1)).toBe(50);
  });
});

describe('an office of 500 phones behind one address', () => {
  const office = '192.0.2.7';
  const boot = (slowDown: ReturnType<typeof createSlowDown>, now: Date, files = 8): number => {
    let longest = 0;
    for (let phone = 0; phone < 500; phone += 1)
      for (let file = 0; file < files; file += 1)
        longest = Math.max(longest, slowDown.delayFor(office, oneMaker(phone), now));
    return longest;
  };

  test('is not slowed when all its phones are refused, nor when they come again and again', () => {
    const slowDown = createSlowDown();
    for (const ms of [0, 60_000, 3_600_000, DAY_MS, 8 * DAY_MS, 9 * DAY_MS])
      expect(boot(slowDown, at(ms))).toBe(LEAST_MS);
  });

  test('lets a phone in whose window opens after it was refused', () => {
    const slowDown = createSlowDown();
    boot(slowDown, at(0));
    guessUntilSpent(slowDown, office, 10_000, at(1_000));
    expect(slowDown.isSpent(office, oneMaker(7), at(2_000))).toBe(false);
    expect(slowDown.isSpent(office, oneMaker(900_000), at(2_000))).toBe(true);
  });
});

test('delays grow from the least to the most as the budget ends, and shrink as it fills up', () => {
  const slowDown = createSlowDown();
  const delays = Array.from({ length: 1_200 }, (_, i) => slowDown.delayFor('192.0.2.7', oneMaker(i), at(0)));
  expect(delays.slice(0, 700).every((ms) => ms === LEAST_MS)).toBe(true);
  expect(delays).toEqual(delays.toSorted((a, b) => a - b));
  expect(delays.at(-1)).toBe(MOST_MS);
  expect(slowDown.delayFor('192.0.2.7', oneMaker(2_000), at(DAY_MS))).toBeLessThan(MOST_MS);
  expect(slowDown.delayFor('192.0.2.7', oneMaker(2_001), at(8 * DAY_MS))).toBe(LEAST_MS);
});

test('others are not slowed: another network, another maker', () => {
  const slowDown = createSlowDown();
  guessUntilSpent(slowDown, '192.0.2.7', 0, at(0));
  expect(slowDown.delayFor('198.51.100.8', oneMaker(1), at(0))).toBe(LEAST_MS);
  expect(slowDown.delayFor('192.0.2.8', mac('001565000001'), at(0))).toBe(LEAST_MS);
});

test('requests without a MAC are counted as one', () => {
  const slowDown = createSlowDown();
  for (let i = 0; i < 5_000; i += 1) expect(slowDown.delayFor('192.0.2.7', undefined, at(i))).toBe(LEAST_MS);
});

test('the memory is bounded: after 300,000 sources and guesses it has not grown by more than 100 MB', () => {
  const slowDown = createSlowDown();
  const before = heldBytes();
  for (let i = 0; i < 300_000; i += 1)
    slowDown.delayFor(`10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`, oneMaker(i), at(i));
  expect(heldBytes() - before).toBeLessThan(100 * 1024 * 1024);
  // Still in use, so that nothing of it may have been collected.
  expect(slowDown.delayFor('10.0.0.1', oneMaker(1), at(300_001))).toBeGreaterThanOrEqual(0);
});

/** After a collection: what other tests left behind is nobody's memory. */
function heldBytes(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  return process.memoryUsage().heapUsed;
}
