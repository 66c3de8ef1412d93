// Every parser under random input, as scripts/fuzz does at length; and the judging itself, by targets that must fail.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { textLike } from '../../scripts/fuzzing/inputs.ts';
import { PARSERS } from '../../scripts/fuzzing/parsers.ts';
import { parser, SLOW_MS } from '../../scripts/fuzzing/target.ts';

const CASES = 14_000;
const options = (cases: number) => ({
  cases,
  seed: 1,
  server: () => Promise.reject(new Error('a parser asks no server')),
});

test('there are parsers, each with a name of its own', () => {
  expect(PARSERS.length).toBeGreaterThan(20);
  expect(new Set(PARSERS.map(({ name }) => name)).size).toBe(PARSERS.length);
});

test.each(PARSERS.map((target) => [target.name, target] as const))('%s', async (_, target) => {
  const outcome = await target.fuzz(options(Math.ceil(CASES / PARSERS.length)));
  expect(outcome.failure).toBeUndefined();
});

describe('the judging', () => {
  test('an exception is told with the smallest input', async () => {
    const broken = parser('broken', fc.string(), (text) => {
      if (text.includes('a')) throw new Error('no a, please');
    });
    const { failure } = await broken.fuzz(options(5000));
    expect(failure).toMatchObject({ why: expect.stringContaining('no a, please'), input: '["a"]' });
  });

  test('what is slow every time is told, by its processor time', async () => {
    const slow = parser('slow', fc.constant('x'), () => {
      const before = process.cpuUsage();
      while (process.cpuUsage(before).user < SLOW_MS * 1500);
    });
    const { failure, slowestMs } = await slow.fuzz(options(2));
    expect(failure?.why).toContain('ms');
    expect(slowestMs).toBeGreaterThan(SLOW_MS);
  });

  test('what is slow once, as on a busy machine, is not', async () => {
    let calls = 0;
    const once = parser('once', fc.constant('x'), () => {
      calls += 1;
      if (calls === 1) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, SLOW_MS * 1.5);
    });
    expect((await once.fuzz(options(2))).failure).toBeUndefined();
  });

  test('memory that grows with each case is told', async () => {
    const kept: number[][] = [];
    const leak = parser('leak', fc.nat(), (n) => void kept.push(new Array<number>(2000).fill(n)));
    expect((await leak.fuzz(options(6000))).failure?.why).toContain('MB');
    // What seemed slow was done again.
    expect(kept.length).toBeGreaterThanOrEqual(6000);
  });

  test('inputs are real samples edited, free text, and long runs', () => {
    const texts = fc.sample(textLike('805ec0123456'), { numRuns: 2000, seed: 1 });
    expect(texts.filter((text) => text === '805ec0123456').length).toBeGreaterThan(20);
    expect(texts.filter((text) => text.length > 2000).length).toBeGreaterThan(5);
  });
});
