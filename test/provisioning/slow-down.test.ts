// How long a refusal is held back (design.md: "counted per address and per MAC prefix, slowed").
import { describe, expect, test } from 'vitest';
import { createSlowDown } from '../../server/provisioning/slow-down.ts';
import { mac } from '../support/records.ts';

const START = Date.UTC(2026, 10, 22, 12);
const moment = (seconds: number) => new Date(START + seconds * 1000);
const LEAST_MS = 40;
const MOST_MS = 5_000;

/** The delays of `count` refusals in a row. */
function refusals(
  count: number,
  addressOf: (i: number) => string,
  macOf: (i: number) => string | undefined = () => undefined,
): number[] {
  const slowDown = createSlowDown();
  return Array.from({ length: count }, (_, i) => {
    const named = macOf(i);
    return slowDown.delayFor(addressOf(i), named === undefined ? undefined : mac(named), moment(0));
  });
}

const oneAddress = () => '192.0.2.7';
const manyAddresses = (i: number) => `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`;
const oneMaker = (i: number) => `805ec0${i.toString(16).padStart(6, '0')}`;

describe('one address', () => {
  test('the first refusals wait the least, then longer and longer, up to the most', () => {
    const delays = refusals(200, oneAddress);
    expect(delays.slice(0, 20).every((delay) => delay === LEAST_MS)).toBe(true);
    expect(delays.slice(20).every((delay) => delay > LEAST_MS)).toBe(true);
    expect(delays).toEqual(delays.toSorted((a, b) => a - b));
    expect(delays.at(-1)).toBe(MOST_MS);
  });

  test('others are not slowed by it', () => {
    const slowDown = createSlowDown();
    for (let i = 0; i < 200; i++) slowDown.delayFor('192.0.2.7', undefined, moment(0));
    expect(slowDown.delayFor('192.0.2.8', undefined, moment(0))).toBe(LEAST_MS);
  });

  test('after ten minutes it is forgotten', () => {
    const slowDown = createSlowDown();
    for (let i = 0; i < 200; i++) slowDown.delayFor('192.0.2.7', undefined, moment(0));
    expect(slowDown.delayFor('192.0.2.7', undefined, moment(599))).toBe(MOST_MS);
    expect(slowDown.delayFor('192.0.2.7', undefined, moment(600))).toBe(LEAST_MS);
  });
});

describe('one range of MACs from many addresses: a scan', () => {
  test('is slowed too, later than one address', () => {
    const delays = refusals(2_000, manyAddresses, oneMaker);
    expect(delays.slice(0, 200).every((delay) => delay === LEAST_MS)).toBe(true);
    expect(delays[400]).toBeGreaterThan(LEAST_MS);
    expect(delays.at(-1)).toBe(MOST_MS);
  });

  test('another range is not', () => {
    const slowDown = createSlowDown();
    for (let i = 0; i < 2_000; i++) slowDown.delayFor(manyAddresses(i), mac(oneMaker(i)), moment(0));
    expect(slowDown.delayFor('192.0.2.7', mac('001565000001'), moment(0))).toBe(LEAST_MS);
  });
});

test('an unknown MAC waits no other time than a known one', () => {
  expect(refusals(60, oneAddress, () => undefined)).toEqual(refusals(60, oneAddress, (i) => oneMaker(i)));
});

test('a million addresses stay slow to be answered together with the one that is counted', () => {
  const slowDown = createSlowDown();
  for (let i = 0; i < 60; i++) slowDown.delayFor('192.0.2.7', undefined, moment(0));
  const before = slowDown.delayFor('192.0.2.7', undefined, moment(1));
  for (let i = 0; i < 19_000; i++) slowDown.delayFor(manyAddresses(i), undefined, moment(2));
  expect(slowDown.delayFor('192.0.2.7', undefined, moment(3))).toBeGreaterThan(before);
  for (let i = 19_000; i < 60_000; i++) slowDown.delayFor(manyAddresses(i), undefined, moment(4));
  expect(slowDown.delayFor('192.0.2.7', undefined, moment(5)), 'the oldest counters are dropped').toBe(LEAST_MS);
});

test('every delay is a whole number between the least and the most', () => {
  for (const delay of refusals(500, (i) => `192.0.2.${i % 3}`, oneMaker)) {
    expect(Number.isInteger(delay)).toBe(true);
    expect(delay).toBeGreaterThanOrEqual(LEAST_MS);
    expect(delay).toBeLessThanOrEqual(MOST_MS);
  }
});
