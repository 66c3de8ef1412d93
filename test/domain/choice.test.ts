// DEV-13, DEV-16, DEV-29: a setting saved for phones from now on, or forced on existing ones too.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Choices, choiceFor, choose, newestChoice } from '../../server/domain/choice.ts';

const day = (n: number) => new Date(Date.UTC(2026, 10, n));

describe('not forced: only phones added later follow', () => {
  const choices = choose(choose<string>([], 'first', day(5), false), 'second', day(10), false);

  test.each([
    [1, undefined],
    [4, undefined],
    [5, 'first'],
    [9, 'first'],
    [10, 'second'],
    [30, 'second'],
  ])('a phone added on day %i follows %s', (added, value) => {
    expect(choiceFor(choices, day(added))).toBe(value);
  });

  test('the newest is what a phone added now would follow', () => {
    expect(newestChoice(choices)).toBe('second');
    expect(newestChoice([])).toBeUndefined();
  });
});

describe('forced: every phone follows', () => {
  const earlier = choose(choose<string>([], 'first', day(5), false), 'second', day(10), false);
  const forced = choose(earlier, 'third', day(15), true);

  test.each([1, 5, 10, 15, 30])('also one added on day %i', (added) => {
    expect(choiceFor(forced, day(added))).toBe('third');
  });

  test('and is the only one left', () => {
    expect(forced).toEqual([{ value: 'third', at: new Date(0) }]);
  });

  test('a later choice without force leaves them where the force put them', () => {
    const later = choose(forced, 'fourth', day(20), false);
    expect([1, 15, 19].map((n) => choiceFor(later, day(n)))).toEqual(['third', 'third', 'third']);
    expect(choiceFor(later, day(20))).toBe('fourth');
  });

  test('what was chosen before is not changed in place', () => {
    expect(earlier.map(({ value }) => value)).toEqual(['first', 'second']);
  });
});

test('falsy values are values', () => {
  expect(choiceFor(choose([], false, day(1), false), day(2))).toBe(false);
  expect(choiceFor(choose([], 0, day(1), true), day(2))).toBe(0);
});

test('whatever was chosen before, force makes all phones the same, and no force changes none that was there', () => {
  const history = fc
    .array(fc.tuple(fc.nat(100), fc.boolean()), { maxLength: 8 })
    .map((steps) =>
      steps
        .toSorted(([a], [b]) => a - b)
        .reduce<Choices<number>>((all, [at, force], i) => choose(all, i, day(at), force), []),
    );
  fc.assert(
    fc.property(history, fc.nat(100), fc.nat(99), (choices, now, before) => {
      const at = day(101 + now);
      const added = day(before);
      expect(choiceFor(choose(choices, -1, at, true), added)).toBe(-1);
      expect(choiceFor(choose(choices, -1, at, false), added)).toBe(choiceFor(choices, added));
    }),
  );
});
