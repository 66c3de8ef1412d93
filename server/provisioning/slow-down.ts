// How long a refusal is held back: always a little, so that it takes equally long whether the MAC exists, and longer the
// more refusals an address or a range of MACs has collected. Trusted requests never come here, so an office full of
// phones behind one address is not slowed. Source: design.md "Phones' URLs and trust"
import { type Mac, ouiOf } from '../domain/mac.ts';

/** A refusal is answered this long after the request came in, whatever was looked up meanwhile. */
const LEAST_MS = 40;
const MOST_MS = 5_000;
/** Refusals within the window that are answered at LEAST_MS: a phone not added yet asks for some files at every try. */
const FREE_PER_ADDRESS = 20;
const FREE_PER_PREFIX = 200;
const WINDOW_MS = 10 * 60_000;
/** Counters kept at once; the oldest is dropped. */
const MAX_COUNTERS = 20_000;

export interface SlowDown {
  /** Counts a refusal and says after how many milliseconds, from the request's arrival, it may be answered. */
  readonly delayFor: (address: string, mac: Mac | undefined, at: Date) => number;
}

interface Counter {
  count: number;
  since: number;
}

export function createSlowDown(): SlowDown {
  const counters = new Map<string, Counter>();
  const countOf = (key: string, now: number): number => {
    const former = counters.get(key);
    const counter = former && now - former.since < WINDOW_MS ? former : { count: 0, since: now };
    counter.count += 1;
    counters.delete(key);
    counters.set(key, counter);
    const oldest = counters.keys().next();
    if (counters.size > MAX_COUNTERS && !oldest.done) counters.delete(oldest.value);
    return counter.count;
  };
  return {
    delayFor: (address, mac, at) => {
      const now = at.getTime();
      const overAddress = countOf(`a${address}`, now) - FREE_PER_ADDRESS;
      const overPrefix = mac ? countOf(`m${ouiOf(mac)}`, now) - FREE_PER_PREFIX : 0;
      const doublings = Math.max(0, overAddress / 10, overPrefix / 100);
      return Math.min(MOST_MS, Math.round(LEAST_MS * 2 ** Math.min(doublings, 10)));
    },
  };
}
