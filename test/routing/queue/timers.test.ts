// The heap of timers and the ordered lists, against sorting anew every time.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { indexFor, insert, remove } from '../../../server/routing/queue/sorted.ts';
import {
  cancelTimer,
  nextTimer,
  noTimers,
  setTimer,
  type Timer,
  takeDue,
} from '../../../server/routing/queue/timers.ts';

test('timers come by moment, then urgency, then age, and cancelled ones never', () => {
  const act = fc.oneof(
    fc.record({ set: fc.nat(50), urgency: fc.nat(3) }),
    fc.record({ cancel: fc.nat(300) }),
    fc.record({ take: fc.nat(50) }),
  );
  fc.assert(
    fc.property(fc.array(act, { maxLength: 400 }), (acts) => {
      const timers = noTimers<number>();
      const all: Timer<number>[] = [];
      let live: Timer<number>[] = [];
      for (const what of acts) {
        live.sort((a, b) => a.at - b.at || a.urgency - b.urgency || a.serial - b.serial);
        expect(nextTimer(timers)).toBe(live[0]);
        if ('set' in what) {
          const timer = setTimer(timers, what.set, what.urgency, all.length);
          all.push(timer);
          live.push(timer);
        } else if ('cancel' in what) {
          cancelTimer(timers, all[what.cancel]);
          live = live.filter((timer) => timer !== all[what.cancel]);
        } else {
          const due = live[0] !== undefined && live[0].at <= what.take ? live.shift() : undefined;
          expect(takeDue(timers, what.take)).toBe(due);
        }
      }
      expect(timers.heap.length - timers.cancelled).toBe(live.length);
    }),
    { numRuns: 300 },
  );
});

test('timers that nobody wants any more are swept away', () => {
  const timers = noTimers<number>();
  for (let n = 0; n < 10_000; n += 1) cancelTimer(timers, setTimer(timers, 1000 + n, 0, n));
  expect(timers.heap.length).toBeLessThan(200);
  expect(nextTimer(timers)).toBeUndefined();
});

test('a list stays in order, and gives out only what is in it', () => {
  const byValue = (a: { n: number }, b: { n: number }) => a.n - b.n;
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(200)), fc.array(fc.nat(200)), (put, taken) => {
      const list: { n: number }[] = [];
      const entries = put.map((n) => ({ n }));
      for (const entry of entries) insert(list, entry, byValue);
      expect(list).toEqual(entries.toSorted(byValue));
      for (const n of taken) {
        const entry = list.find((e) => e.n === n);
        expect(indexFor(list, { n }, byValue)).toBe(list.filter((e) => e.n < n).length);
        expect(remove(list, entry ?? { n }, byValue)).toBe(entry !== undefined);
      }
      expect(list.map((e) => e.n)).toEqual(put.filter((n) => !taken.includes(n)).toSorted((a, b) => a - b));
    }),
  );
});
