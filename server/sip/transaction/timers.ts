// The timers of transactions, and the clock they run on: the process's own, or a test's. Source: RFC 3261 17, table 4; RFC 6026

export interface Clock {
  /** @returns cancels it */
  readonly after: (delayMs: number, run: () => void) => () => void;
}

export const processClock: Clock = {
  after: (delayMs, run) => {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};

export interface Timing {
  /** The round trip that is expected. */
  readonly t1Ms: number;
  /** Longest pause between repetitions. */
  readonly t2Ms: number;
  /** How long a message stays in the network. */
  readonly t4Ms: number;
  /** How long an INVITE may ring, and how long an answer of ours may take: the standard sets no end (facts/call-control.md 1.1, C). */
  readonly patienceMs: number;
}

export const TIMING: Timing = { t1Ms: 500, t2Ms: 4_000, t4Ms: 5_000, patienceMs: 200_000 };

/** Timers B, D, F, H, J, L and M. */
export function longMs({ t1Ms }: Timing): number {
  return 64 * t1Ms;
}

export interface Alarms {
  /** Takes the place of the alarm of that name. */
  readonly set: (name: 'repeat' | 'end', delayMs: number, run: () => void) => void;
  readonly clear: (name: 'repeat' | 'end') => void;
  readonly clearAll: () => void;
}

export function createAlarms(clock: Clock): Alarms {
  const cancels: { repeat?: (() => void) | undefined; end?: (() => void) | undefined } = {};
  const clear = (name: 'repeat' | 'end'): void => {
    cancels[name]?.();
    cancels[name] = undefined;
  };
  return {
    set: (name, delayMs, run) => {
      clear(name);
      cancels[name] = clock.after(delayMs, run);
    },
    clear,
    clearAll: () => {
      clear('repeat');
      clear('end');
    },
  };
}
