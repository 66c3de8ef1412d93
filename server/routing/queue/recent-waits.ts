// How long callers waited in the last half hour, and what a caller is told to expect.
//
// The formula is ours. A caller on position p behind n agents waits until p calls have been taken, which n agents do
// n at a time: p / n turns. So of each call that had to wait we keep the turns before it on entry and the time it took; the average
// time by the average turns is the length of a turn, and the expectation is that length times the caller's turns now.
// Calls that met a free agent waited for nothing and say nothing about a turn: they do not count.

/** */
export const WINDOW_MS = 30 * 60_000;
/** below so many calls there is no average (our choice, A-2). */
export const FEWEST_CALLS = 3;
/** */
export const WAIT_WITHOUT_AVERAGE_MS = 2 * 60_000;

export interface RecentWaits {
  readonly waits: { readonly at: number; readonly waitedMs: number; readonly turns: number }[];
  /** Entries before it are too old; they are cut off now and then. */
  from: number;
  sumMs: number;
  sumTurns: number;
}

/** What was measured over the window. */
export interface MeasuredWaits {
  readonly averageWaitMs: number;
  /** Position by agents on entry, on average. */
  readonly averageTurns: number;
}

/** @returns milliseconds. Replaceable: everything else asks for this type alone. Source: Q-114 */
export type ExpectedWait = (measured: MeasuredWaits | undefined, position: number, agents: number) => number;

export function noWaits(): RecentWaits {
  return { waits: [], from: 0, sumMs: 0, sumTurns: 0 };
}

/** Notes a call that was answered after it had to wait. */
export function noteWait(recent: RecentWaits, at: number, waitedMs: number, turns: number): void {
  recent.waits.push({ at, waitedMs, turns });
  recent.sumMs += waitedMs;
  recent.sumTurns += turns;
  forgetOld(recent, at);
}

/** @returns undefined when there were too few calls */
export function measured(recent: RecentWaits, now: number): MeasuredWaits | undefined {
  forgetOld(recent, now);
  const calls = recent.waits.length - recent.from;
  if (calls < FEWEST_CALLS) return undefined;
  return { averageWaitMs: recent.sumMs / calls, averageTurns: recent.sumTurns / calls };
}

/** How many turns a caller has before it. Nobody logged in counts as one agent: somebody will come. */
export function turnsOf(position: number, agents: number): number {
  return position / Math.max(1, agents);
}

/** Source */
export const expectedWait: ExpectedWait = (measured, position, agents) =>
  measured === undefined
    ? WAIT_WITHOUT_AVERAGE_MS
    : (measured.averageWaitMs / measured.averageTurns) * turnsOf(position, agents);

function forgetOld(recent: RecentWaits, now: number): void {
  for (let oldest = recent.waits[recent.from]; oldest !== undefined; oldest = recent.waits[recent.from]) {
    if (oldest.at > now - WINDOW_MS) break;
    recent.sumMs -= oldest.waitedMs;
    recent.sumTurns -= oldest.turns;
    recent.from += 1;
  }
  if (recent.from > 64 && recent.from > recent.waits.length / 2) {
    recent.waits.splice(0, recent.from);
    recent.from = 0;
  }
}
