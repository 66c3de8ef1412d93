// What was done a moment ago is known, and forgotten soon.
import { expect, it } from 'vitest';
import { createJustDone } from '../../server/tftp/just-done.ts';

it('remembers for its span at least, for less than three times as long', () => {
  const done = createJustDone(1000);
  done.add('a', 900);
  done.add('b', 1100);
  expect([done.has('a', 1500), done.has('b', 1500), done.has('c', 1500)]).toEqual([true, true, false]);
  expect(done.has('b', 2099)).toBe(true);
  expect(done.has('a', 3000)).toBe(false);
  expect(done.has('b', 4001)).toBe(false);
});

it('forgets everything after a silence, and remembers nothing when told so', () => {
  const done = createJustDone(1000);
  done.add('a', 0);
  expect(done.has('a', 10_000)).toBe(false);
  const none = createJustDone(0);
  none.add('a', 0);
  expect(none.has('a', 0)).toBe(false);
});
