// Requests that wait for a place: the longest wait first, nobody twice, nobody for ever.
import { describe, expect, it } from 'vitest';
import { createWaitingLine } from '../../server/tftp/waiting-line.ts';

const LIMITS = { maxWaiting: 3, waitMs: 100 };

function taken(line: ReturnType<typeof createWaitingLine<string>>, places: number, nowMs: number): readonly string[] {
  const got: string[] = [];
  line.offer((item) => {
    if (got.length >= places) return false;
    got.push(item);
    return true;
  }, nowMs);
  return got;
}

describe('a line', () => {
  it('gives places in the order in which they were asked for, to each once', () => {
    const line = createWaitingLine<string>(LIMITS);
    for (const name of ['a', 'b', 'a', 'c']) expect(line.add(name, name, 0)).toBe(true);
    expect(taken(line, 2, 10)).toEqual(['a', 'b']);
    expect(taken(line, 2, 20)).toEqual(['c']);
    expect(taken(line, 2, 30)).toEqual([]);
  });

  it('is bounded, and forgets who waited too long', () => {
    const line = createWaitingLine<string>(LIMITS);
    for (const name of ['a', 'b', 'c']) line.add(name, name, 0);
    expect(line.add('d', 'd', 50)).toBe(false);
    expect(line.add('a', 'a', 50)).toBe(true);
    expect(taken(line, 0, 101)).toEqual([]);
    expect(line.add('d', 'd', 102)).toBe(true);
    expect(taken(line, 9, 103)).toEqual(['d']);
  });

  it('passes over whose address has its share, but not without end', () => {
    const line = createWaitingLine<string>({ maxWaiting: 1000, waitMs: 100 });
    for (let i = 0; i < 100; i += 1) line.add(`busy${i}`, 'busy', 0);
    line.add('free', 'free', 0);
    let looks = 0;
    line.offer((item) => {
      looks += 1;
      return item === 'free';
    }, 1);
    expect(looks).toBe(64);
    const short = createWaitingLine<string>(LIMITS);
    for (const name of ['busy', 'free']) short.add(name, name, 0);
    const got: string[] = [];
    short.offer((item) => item === 'free' && got.push(item) > 0, 1);
    expect(got).toEqual(['free']);
  });
});
