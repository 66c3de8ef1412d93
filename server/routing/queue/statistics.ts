// The four tabs of a queue's statistics, from its log: call duration, waiting time, performance, agents.
// What the manual leaves open is an argument: what counts as unanswered, and what the service level is a share of.
import type { AgentId, QueueId } from '../../domain/queue.ts';
import type { LeaveReason, QueueLogEntry } from './events.ts';

/** Milliseconds; all 0 when there was no call. */
export interface Spread {
  readonly calls: number;
  readonly totalMs: number;
  readonly minMs: number;
  readonly maxMs: number;
  readonly averageMs: number;
}

export interface ByOutcome {
  readonly all: Spread;
  readonly answered: Spread;
  readonly unanswered: Spread;
}

/** A bar of a graph, from `fromMs` for the asked number of milliseconds. */
export interface WaitBar {
  readonly fromMs: number;
  readonly answered: Spread;
  readonly unanswered: Spread;
}

export interface ServiceLevel {
  readonly answeredInTime: number;
  readonly of: number;
  /** 0 to 100; undefined without calls. */
  readonly percent: number | undefined;
}

export interface QueueStatistics {
  /** Unanswered calls have no conversation: their duration is 0. */
  readonly callDuration: { readonly duration: ByOutcome; readonly waiting: ByOutcome };
  /** */
  readonly waitingTime: readonly WaitBar[];
  /** */
  readonly performance: {
    readonly whole: ServiceLevel;
    readonly bars: readonly (ServiceLevel & { readonly fromMs: number })[];
  };
  /** Q-178; most calls first. */
  readonly agents: readonly { readonly agent: AgentId; readonly answered: number; readonly talkMs: number }[];
}

export interface StatisticsOptions {
  readonly queue: QueueId;
  /** Calls that were answered, or left, from here up to, not including, `untilMs`. */
  readonly fromMs: number;
  readonly untilMs: number;
  readonly barMs: number;
  readonly serviceLevelMs: number;
  readonly serviceLevelOf: 'answered' | 'all';
  readonly unanswered: readonly LeaveReason[];
}

/** All the ways to leave without an answer but those in which the caller never waited. */
export const UNANSWERED: readonly LeaveReason[] = [
  'callerHungUp',
  'waitedTooLong',
  'breakOut',
  'queueRemoved',
  'noAgent',
];

/** One call with its outcome. */
interface Outcome {
  readonly at: number;
  readonly answered: boolean;
  readonly waitedMs: number;
  readonly talkedMs: number;
}

/**
 * @param log  in order of time; entries of other queues are passed over. A conversation that has not ended counts as answered,
 *             with a duration of 0 so far
 * Source
 */
export function statisticsOf(log: readonly QueueLogEntry[], options: StatisticsOptions): QueueStatistics {
  const ours = log.filter(({ queue }) => queue === options.queue);
  const outcomes = outcomesOf(ours, options);
  const bars = barsOf(outcomes, options);
  return {
    callDuration: {
      duration: byOutcome(outcomes, ({ talkedMs }) => talkedMs),
      waiting: byOutcome(outcomes, ({ waitedMs }) => waitedMs),
    },
    waitingTime: bars.map(({ fromMs, calls }) => {
      const { answered, unanswered } = byOutcome(calls, ({ waitedMs }) => waitedMs);
      return { fromMs, answered, unanswered };
    }),
    performance: {
      whole: serviceLevelOf(outcomes, options),
      bars: bars.map(({ fromMs, calls }) => ({ fromMs, ...serviceLevelOf(calls, options) })),
    },
    agents: agentsOf(ours, options),
  };
}

function outcomesOf(log: readonly QueueLogEntry[], options: StatisticsOptions): readonly Outcome[] {
  const talked = talkTimes(log);
  return log.flatMap((entry): readonly Outcome[] => {
    if (!isWithin(entry.at, options)) return [];
    if (entry.what === 'answered') {
      const talkedMs = talked.get(entry) ?? 0;
      return [{ at: entry.at, answered: true, waitedMs: entry.waitedMs, talkedMs }];
    }
    return entry.what === 'left' && options.unanswered.includes(entry.why)
      ? [{ at: entry.at, answered: false, waitedMs: entry.waitedMs, talkedMs: 0 }]
      : [];
  });
}

/** Of each answer, how long the conversation lasted. An id may come again when its call is over. */
function talkTimes(log: readonly QueueLogEntry[]): ReadonlyMap<QueueLogEntry, number> {
  const running = new Map<string, QueueLogEntry>();
  const times = new Map<QueueLogEntry, number>();
  for (const entry of log) {
    if (entry.what === 'answered') running.set(entry.call, entry);
    if (entry.what !== 'ended') continue;
    const answer = running.get(entry.call);
    if (answer !== undefined) times.set(answer, entry.talkedMs);
    running.delete(entry.call);
  }
  return times;
}

function agentsOf(log: readonly QueueLogEntry[], options: StatisticsOptions): QueueStatistics['agents'] {
  const talked = talkTimes(log);
  const rows = new Map<AgentId, { answered: number; talkMs: number }>();
  for (const entry of log) {
    if (entry.what !== 'answered' || !isWithin(entry.at, options)) continue;
    const { answered, talkMs } = rows.get(entry.agent) ?? { answered: 0, talkMs: 0 };
    rows.set(entry.agent, { answered: answered + 1, talkMs: talkMs + (talked.get(entry) ?? 0) });
  }
  return [...rows]
    .map(([agent, row]) => ({ agent, ...row }))
    .toSorted((a, b) => b.answered - a.answered || (a.agent < b.agent ? -1 : 1));
}

function byOutcome(calls: readonly Outcome[], msOf: (call: Outcome) => number): ByOutcome {
  const spread = (some: readonly Outcome[]) => spreadOf(some.map(msOf));
  return {
    all: spread(calls),
    answered: spread(calls.filter(({ answered }) => answered)),
    unanswered: spread(calls.filter(({ answered }) => !answered)),
  };
}

function spreadOf(values: readonly number[]): Spread {
  const calls = values.length;
  if (calls === 0) return { calls, totalMs: 0, minMs: 0, maxMs: 0, averageMs: 0 };
  const [totalMs, minMs, maxMs] = values.reduce<readonly [number, number, number]>(
    ([sum, min, max], value) => [sum + value, Math.min(min, value), Math.max(max, value)],
    [0, Number.POSITIVE_INFINITY, 0],
  );
  return { calls, totalMs, minMs, maxMs, averageMs: totalMs / calls };
}

function serviceLevelOf(calls: readonly Outcome[], options: StatisticsOptions): ServiceLevel {
  const answered = calls.filter((call) => call.answered);
  const answeredInTime = answered.filter(({ waitedMs }) => waitedMs <= options.serviceLevelMs).length;
  const of = options.serviceLevelOf === 'answered' ? answered.length : calls.length;
  return { answeredInTime, of, percent: of === 0 ? undefined : (100 * answeredInTime) / of };
}

function barsOf(calls: readonly Outcome[], { fromMs, untilMs, barMs }: StatisticsOptions) {
  const bars: { readonly fromMs: number; readonly calls: Outcome[] }[] = [];
  for (let from = fromMs; from < untilMs; from += barMs) bars.push({ fromMs: from, calls: [] });
  for (const call of calls) bars[Math.floor((call.at - fromMs) / barMs)]?.calls.push(call);
  return bars;
}

function isWithin(at: number, { fromMs, untilMs }: StatisticsOptions): boolean {
  return at >= fromMs && at < untilMs;
}
