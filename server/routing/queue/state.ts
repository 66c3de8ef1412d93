// The queues of one account as they stand: who waits, who answers, what rings. One owner: queueStep changes it in place and hands
// the same object back, because rebuilding lists of a thousand callers for every event costs more than the event. It is plain data
// (no functions, no classes), so copyOf makes an independent state at any moment, and both go on alike.
//
// What always holds between two events:
// - a call stands in `line` of one queue from its arrival until it leaves; in `ready` too while it can be offered and is not;
// - `available` holds the members who may be offered a call now, in the order of the queue's strategy;
// - while a queue has ready calls, nobody is available in it, but for ring-all, where only the first call is offered.
import type { AgentId, CallId, QueueId } from '../../domain/queue.ts';
import type { AgentForwards, OfferFailure } from './events.ts';
import { noWaits, type RecentWaits } from './recent-waits.ts';
import type { AgentOptions, QueueSettings } from './settings.ts';
import { noTimers, type Timer, type Timers } from './timers.ts';

export interface Agent {
  readonly id: AgentId;
  kind: 'user' | 'forward';
  reachable: boolean;
  paused: boolean;
  privateCalls: number;
  forwards: AgentForwards;
  /** Queue calls that ring at him, of all queues. */
  readonly offers: Set<Offer>;
  /** Conversations with callers of all queues. */
  talking: number;
  /** Until when no call is offered to him, and why. */
  rest: { readonly why: 'wrapUp' | OfferFailure; readonly timer: Timer<Due> } | undefined;
  readonly memberships: Map<QueueId, Member>;
}

/** An agent as a member of one queue. */
export interface Member {
  readonly agent: Agent;
  readonly queue: Queue;
  /** 0 is the highest. */
  rank: number;
  /** Logged in. */
  active: boolean;
  options: AgentOptions | undefined;
  /** Since login: */
  loggedInAt: number;
  answered: number;
  talkMs: number;
  lastAnsweredAt: number | undefined;
  /** Stands in the queue's `available`. */
  listed: boolean;
}

export interface Queue {
  readonly id: QueueId;
  settings: QueueSettings;
  readonly members: Map<AgentId, Member>;
  activeMembers: number;
  readonly available: Member[];
  readonly line: Call[];
  readonly ready: Call[];
  /** Ring-all: the call that rings now, and when its round is over. */
  round: { readonly call: Call; readonly endsAt: number } | undefined;
  /** To whom a call was offered last. */
  lastOffered: AgentId | undefined;
  readonly waits: RecentWaits;
}

/** `ringback` and `introduction` come before the wait proper; while `infotainment` plays, nothing disturbs the caller. */
export type Phase = 'ringback' | 'introduction' | 'waiting' | 'infotainment';

export interface Call {
  readonly id: CallId;
  readonly queue: Queue;
  /** Order of arrival, over all queues. */
  readonly serial: number;
  /** When it took its position: the wait counts from here. */
  enteredAt: number;
  phase: Phase;
  /** From when announcements and infotainment count. */
  waitsSince: number;
  /** Files of infotainment already heard. */
  heard: number;
  /** Announcements fell due while infotainment played. */
  missedAnnouncement: boolean;
  readonly offers: Map<AgentId, Offer>;
  /** Agents to whom it was offered in this cycle. */
  readonly tried: Set<AgentId>;
  /** Rank of the agent to whom it was offered last: the strategies in sequence go on behind him. */
  cursor: number | undefined;
  /** Turns it had before it on entry: position by agents; undefined when an agent was free. */
  turns: number | undefined;
  readonly timers: Record<'sound' | 'forward' | 'announcement' | 'infotainment', Timer<Due> | undefined>;
}

export interface Offer {
  readonly call: Call;
  readonly agent: Agent;
  readonly at: 'devices' | { readonly number: string };
  readonly forSec: number;
  readonly timer: Timer<Due>;
}

export interface Conversation {
  readonly call: CallId;
  readonly queue: QueueId;
  readonly agent: Agent;
  readonly answeredAt: number;
}

export type Due =
  | { readonly what: 'forward' | 'sound' | 'infotainment' | 'announcement'; readonly call: Call }
  | { readonly what: 'ring'; readonly call: Call; readonly agent: Agent }
  | { readonly what: 'rest'; readonly agent: Agent };

/** What comes first when several things are due at one moment: leaving before staying, free agents last. */
export const URGENCY: Readonly<Record<Due['what'], number>> = {
  forward: 0,
  sound: 1,
  ring: 2,
  infotainment: 3,
  announcement: 4,
  rest: 5,
};

export interface QueueState {
  readonly queues: Map<QueueId, Queue>;
  readonly agents: Map<AgentId, Agent>;
  /** Calls that stand in a queue. */
  readonly calls: Map<CallId, Call>;
  readonly conversations: Map<CallId, Conversation>;
  readonly timers: Timers<Due>;
  serial: number;
  /** Where the random strategy stands in its sequence. */
  random: number;
}

/** An account without queues; they come with configChanged. @param seed  any whole number: what the random strategy draws from */
export function newQueueState(seed: number): QueueState {
  return {
    queues: new Map(),
    agents: new Map(),
    calls: new Map(),
    conversations: new Map(),
    timers: noTimers(),
    serial: 0,
    random: seed >>> 0,
  };
}

/** An independent state that is the same now, such as a simulation starts from. */
export function copyOf(state: QueueState): QueueState {
  return structuredClone(state);
}

/** A queue without members and callers. */
export function newQueue(settings: QueueSettings): Queue {
  return {
    id: settings.number,
    settings,
    members: new Map(),
    activeMembers: 0,
    available: [],
    line: [],
    ready: [],
    round: undefined,
    lastOffered: undefined,
    waits: noWaits(),
  };
}

/** A member who is not logged in yet. */
export function newMember(agent: Agent, queue: Queue, rank: number): Member {
  return {
    agent,
    queue,
    rank,
    active: false,
    options: undefined,
    loggedInAt: 0,
    answered: 0,
    talkMs: 0,
    lastAnsweredAt: undefined,
    listed: false,
  };
}

/** A call that has arrived at `now` and taken no position yet. */
export function newCall(id: CallId, queue: Queue, serial: number, now: number): Call {
  return {
    id,
    queue,
    serial,
    enteredAt: now,
    phase: 'ringback',
    waitsSince: now,
    heard: 0,
    missedAnnouncement: false,
    offers: new Map(),
    tried: new Set(),
    cursor: undefined,
    turns: undefined,
    timers: { sound: undefined, forward: undefined, announcement: undefined, infotainment: undefined },
  };
}

/** The agent of this number; known from now on. Reachable until an edge says otherwise: an offer tells when he is not. */
export function agentOf(state: QueueState, id: AgentId): Agent {
  const known = state.agents.get(id);
  if (known !== undefined) return known;
  const agent: Agent = {
    id,
    kind: 'user',
    reachable: true,
    paused: false,
    privateCalls: 0,
    forwards: {},
    offers: new Set(),
    talking: 0,
    rest: undefined,
    memberships: new Map(),
  };
  state.agents.set(id, agent);
  return agent;
}

export const byArrival = (a: Call, b: Call): number => a.serial - b.serial;

/** A number from 0 up to, but not including, `below`; the state remembers where it stands (mulberry32). */
export function draw(state: QueueState, below: number): number {
  state.random = (state.random + 0x6d2b79f5) >>> 0;
  let mixed = Math.imul(state.random ^ (state.random >>> 15), state.random | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000) * below);
}
