// One event being worked on: the state it changes, and what comes out of it.
import type { Step } from '../step.ts';
import type { QueueAction, QueueLogEntry } from './events.ts';
import type { Agent, Queue, QueueState } from './state.ts';

/** Each thing a queue can decide, and the requirement that says so. Texts: `queue.step.<name>` of domain/queue-texts.ts. */
const RULES = {
  unknownQueue: 'Q-1',
  known: 'Q-7',
  noAgent: 'Q-167',
  full: 'Q-131',
  fullForward: 'Q-161',
  ringback: 'Q-154',
  entered: 'Q-6',
  introduction: 'Q-151',
  introductionSkipped: 'Q-150',
  nobodyAvailable: 'Q-16',
  first: 'Q-4',
  weight: 'Q-125',
  newCycle: 'Q-76',
  triedBefore: 'Q-75',
  joins: 'Q-101',
  longestIdle: 'Q-65',
  fewestCalls: 'Q-66',
  random: 'Q-67',
  sequential: 'Q-68',
  sequentialMemory: 'Q-69',
  leastTalkTime: 'Q-70',
  ringAll: 'Q-71',
  rankOrder: 'Q-72',
  ownForward: 'Q-170',
  ringTimeout: 'Q-117',
  offerFailed: 'Q-74',
  keepsPosition: 'Q-8',
  answered: 'Q-7',
  answeredTooLate: 'Q-7',
  pickedUp: 'Q-51',
  pickupNotMember: 'Q-54',
  pickupNothingRings: 'Q-50',
  breakOut: 'Q-132',
  digitIgnored: 'Q-135',
  waitedTooLong: 'Q-162',
  waitsForSound: 'Q-144',
  infotainment: 'Q-142',
  announced: 'Q-106',
  callerLeft: 'Q-7',
  conversationEnded: 'Q-121',
  wrapUp: 'Q-120',
  rests: 'Q-78',
  loggedIn: 'Q-42',
  joined: 'Q-47',
  loginRefused: 'Q-57',
  loggedOut: 'Q-45',
  paused: 'Q-11',
  memberRemoved: 'Q-10',
  saved: 'Q-27',
  queueRemoved: 'Q-7',
  nothingToDo: 'Q-7',
} as const;
export type Because = keyof typeof RULES;
/** For those who check that each has its texts. */
export const BECAUSES: readonly string[] = Object.keys(RULES);

export interface Turn {
  readonly state: QueueState;
  readonly now: number;
  readonly actions: QueueAction[];
  readonly steps: Step<Because>[];
  readonly log: QueueLogEntry[];
  /** Agents who became available, and queues that have calls to offer again: what dispatch looks at. */
  readonly freed: Set<Agent>;
  readonly woken: Set<Queue>;
}

export function newTurn(state: QueueState, now: number): Turn {
  return { state, now, actions: [], steps: [], log: [], freed: new Set(), woken: new Set() };
}

export function say(turn: Turn, because: Because, values: Step['values'] = {}): void {
  turn.steps.push({ room: 'queue', rule: RULES[because], because, values });
}
