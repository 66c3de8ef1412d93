// How many questions are looked at in a second: from one address, and in all. Nothing here has a timer; what is
// remembered is bounded by the limit for all.

export interface RateLimits {
  readonly perAddress: number;
  readonly inAll: number;
}

export interface Rate {
  /** @param nowMs  any clock that does not jump back */
  readonly admits: (address: string, nowMs: number) => boolean;
}

export function createRate({ perAddress, inAll }: RateLimits): Rate {
  let counts = new Map<string, number>();
  let total = 0;
  let endsMs = 0;
  return {
    admits(address, nowMs) {
      if (nowMs >= endsMs) {
        counts = new Map();
        total = 0;
        endsMs = nowMs + 1000;
      }
      const own = counts.get(address) ?? 0;
      if (own >= perAddress || total >= inAll) return false;
      counts.set(address, own + 1);
      total += 1;
      return true;
    },
  };
}
