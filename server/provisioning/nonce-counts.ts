// Which nonce counts were used with which nonce, so that a request that was overheard opens nothing a second time.
// A window of counts is kept for each nonce, since phones with two connections send them out of order. The memory is
// bounded: what is dropped is replayable until its nonce ends, minutes later. Source: RFC 7616 3.3 (nc), 5.5
import { createRecent } from './recent.ts';

export interface NonceCounts {
  /** Marks this count as used. @returns false when it was used before, or is too far behind to tell */
  readonly isFresh: (nonce: string, count: number) => boolean;
}

interface Seen {
  highest: number;
  /** Bit i: highest - i was used. */
  used: bigint;
}

const WINDOW = 64n;
const MAX_NONCES = 20_000;

export function createNonceCounts(maxNonces = MAX_NONCES): NonceCounts {
  const kept = createRecent<Seen>(maxNonces);
  return {
    isFresh: (nonce, count) => {
      const seen = kept.get(nonce);
      if (!seen) {
        kept.set(nonce, { highest: count, used: 1n });
        return true;
      }
      const ahead = BigInt(count - seen.highest);
      if (ahead > 0n) {
        seen.used = (ahead >= WINDOW ? 0n : (seen.used << ahead) & ((1n << WINDOW) - 1n)) | 1n;
        seen.highest = count;
        return true;
      }
      const bit = 1n << -ahead;
      if (-ahead >= WINDOW || (seen.used & bit) !== 0n) return false;
      seen.used |= bit;
      return true;
    },
  };
}
