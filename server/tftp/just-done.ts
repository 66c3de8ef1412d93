// Requests that ended a moment ago, by their key. Two generations, exchanged when the older is out of date: no timers, and
// memory for what two such spans bring.

export interface JustDone {
  readonly add: (key: string, nowMs: number) => void;
  readonly has: (key: string, nowMs: number) => boolean;
}

/** @param forgetMs  remembered at least so long, less than three times as long; 0: not at all */
export function createJustDone(forgetMs: number): JustDone {
  let newer = new Set<string>();
  let older = new Set<string>();
  let sinceMs = 0;
  const turn = (nowMs: number): void => {
    if (nowMs - sinceMs < forgetMs) return;
    older = nowMs - sinceMs < 2 * forgetMs ? newer : new Set();
    newer = new Set();
    sinceMs = nowMs;
  };
  return {
    add: (key, nowMs) => {
      if (forgetMs === 0) return;
      turn(nowMs);
      newer.add(key);
    },
    has: (key, nowMs) => {
      turn(nowMs);
      return newer.has(key) || older.has(key);
    },
  };
}
