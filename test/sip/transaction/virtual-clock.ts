// A clock that a test turns on, for transactions that take 32 seconds.
import type { Clock } from '../../../server/sip/transaction/timers.ts';

export interface VirtualClock extends Clock {
  readonly now: () => number;
  /** Runs what is due, in order, until so much time has passed. */
  readonly pass: (ms: number) => void;
  /** What still waits. */
  readonly pending: () => number;
}

export function createVirtualClock(): VirtualClock {
  let nowMs = 0;
  let count = 0;
  const alarms = new Map<number, { readonly at: number; readonly run: () => void }>();
  return {
    now: () => nowMs,
    pending: () => alarms.size,
    after: (delayMs, run) => {
      const id = ++count;
      alarms.set(id, { at: nowMs + delayMs, run });
      return () => void alarms.delete(id);
    },
    pass: (ms) => {
      const until = nowMs + ms;
      for (;;) {
        const [next] = [...alarms].sort(([a, x], [b, y]) => x.at - y.at || a - b);
        if (!next || next[1].at > until) break;
        alarms.delete(next[0]);
        nowMs = next[1].at;
        next[1].run();
      }
      nowMs = until;
    },
  };
}
