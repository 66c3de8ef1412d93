// Which of the available agents a call is offered to. The list it picks from is in the strategy's order already:
// what a strategy counts, then rank.
import type { Strategy } from '../../domain/queue.ts';
import type { Step } from '../step.ts';
import type { Compare } from './sorted.ts';
import { type Call, draw, type Member, type Queue, type QueueState } from './state.ts';
import type { Because } from './turn.ts';

interface Order {
  readonly because: Because;
  readonly compare: Compare<Member>;
  /** What is said of the one chosen. */
  readonly counted: (member: Member, now: number) => number | undefined;
}

const byRank: Compare<Member> = (a, b) => a.rank - b.rank;
const uncounted = () => undefined;
// Who has answered no call of this queue since login is idle longest.
const lastAnswer = ({ lastAnsweredAt }: Member) => lastAnsweredAt ?? Number.MIN_SAFE_INTEGER;

const ORDERS: Readonly<Record<Strategy, Order>> = {
  'longest-idle': {
    because: 'longestIdle',
    compare: (a, b) => lastAnswer(a) - lastAnswer(b) || byRank(a, b),
    counted: ({ lastAnsweredAt, loggedInAt }, now) => Math.round((now - (lastAnsweredAt ?? loggedInAt)) / 1000),
  },
  'fewest-calls': {
    because: 'fewestCalls',
    compare: (a, b) => a.answered - b.answered || byRank(a, b),
    counted: ({ answered }) => answered,
  },
  'least-talk-time': {
    because: 'leastTalkTime',
    compare: (a, b) => a.talkMs - b.talkMs || byRank(a, b),
    counted: ({ talkMs }) => Math.round(talkMs / 1000),
  },
  random: { because: 'random', compare: byRank, counted: uncounted },
  sequential: { because: 'sequential', compare: byRank, counted: uncounted },
  'sequential-memory': { because: 'sequentialMemory', compare: byRank, counted: uncounted },
  'ring-all': { because: 'ringAll', compare: byRank, counted: uncounted },
  'rank-order': { because: 'rankOrder', compare: byRank, counted: uncounted },
};

/** The order of a queue's list of available members. Source */
export function compareMembers(strategy: Strategy): Compare<Member> {
  return ORDERS[strategy].compare;
}

/** Why this member was chosen, for the step that says so. */
export function reasonFor(member: Member, now: number): { readonly because: Because; readonly values: Step['values'] } {
  const { because, counted } = ORDERS[member.queue.settings.strategy];
  const count = counted(member, now);
  return { because, values: { agent: member.agent.id, rank: member.rank + 1, ...(count !== undefined && { count }) } };
}

/**
 * The member that a call is offered to next, of the available ones that fit.
 * @returns undefined when none fits
 * Source
 */
export function pick(state: QueueState, call: Call, fits: (member: Member) => boolean): Member | undefined {
  const { available, settings } = call.queue;
  switch (settings.strategy) {
    case 'random': {
      const fitting = available.filter(fits);
      return fitting[draw(state, fitting.length)];
    }
    case 'sequential':
    case 'sequential-memory':
      return firstFrom(available, placeAfter(call), fits);
    default:
      return available.find(fits);
  }
}

/** Where a strategy in sequence goes on: behind the agent whom this call was offered to last; for its first offer, where it starts. */
function placeAfter({ cursor, queue }: Call): number {
  if (cursor !== undefined) return placeOf(queue, cursor + 1);
  if (queue.settings.strategy === 'sequential' || queue.lastOffered === undefined) return 0;
  // With the agent tried last, not behind him.
  return placeOf(queue, queue.members.get(queue.lastOffered)?.rank ?? 0);
}

/** Index of the first available member of this rank or a lower one. */
function placeOf({ available }: Queue, rank: number): number {
  let low = 0;
  let high = available.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((available[middle]?.rank ?? rank) < rank) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The first that fits, from `start` to the end and from the beginning up to `start`. */
function firstFrom(available: readonly Member[], start: number, fits: (member: Member) => boolean): Member | undefined {
  for (let i = 0; i < available.length; i += 1) {
    const member = available[(start + i) % available.length];
    if (member !== undefined && fits(member)) return member;
  }
  return undefined;
}
