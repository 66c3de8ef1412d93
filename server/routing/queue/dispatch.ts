// Brings waiting calls and available agents together: first come first served, queues by weight, agents by strategy.
// Looked at are only agents who became available and queues whose calls came back; everywhere else nothing can have changed.
import { startOffer } from './offers.ts';
import { remove } from './sorted.ts';
import { byArrival, type Call, type Member, type Queue } from './state.ts';
import { pick, reasonFor } from './strategies.ts';
import { say, type Turn } from './turn.ts';

/** An agent who becomes available when hardly anything is left of a ring-all round waits for the next one. */
const SHORTEST_RING_MS = 1000;

/** Offers all that can be offered now. Source */
export function dispatch(turn: Turn): void {
  if (turn.freed.size + turn.woken.size === 0) return;
  const queues = new Set(turn.woken);
  for (const { memberships } of turn.freed)
    for (const { listed, queue } of memberships.values()) if (listed) queues.add(queue);
  turn.freed.clear();
  turn.woken.clear();
  // The queue whose first call waits longest chooses first: else who gets whom would hang on how the event came about.
  const offersOne = (queue: Queue) =>
    queue.settings.strategy === 'ring-all' ? ringAll(turn, queue) : offerFirst(turn, queue);
  while ([...queues].sort((a, b) => firstSerial(a) - firstSerial(b)).some(offersOne));
}

/** @returns false when there is nothing to offer or nobody to offer it to */
function offerFirst(turn: Turn, queue: Queue): boolean {
  const call = queue.ready[0];
  if (call === undefined || queue.available.length === 0) return false;
  const fits = (member: Member) => isBestFor(turn, member);
  const fresh = pick(turn.state, call, (member) => !call.tried.has(member.agent.id) && fits(member));
  const member = fresh ?? (call.tried.size > 0 ? pick(turn.state, call, fits) : undefined);
  if (member === undefined) return false;
  say(turn, 'first', { call: call.id, queue: queue.id });
  if (call.tried.size > 0) {
    say(turn, fresh === undefined ? 'newCycle' : 'triedBefore', { count: call.tried.size });
    if (fresh === undefined) call.tried.clear();
  }
  remove(queue.ready, call, byArrival);
  offerTo(turn, call, member, ringSecOf(member));
  return true;
}

/** the first call, to all at once. An agent who becomes available during the round joins it for the rest of it. */
function ringAll(turn: Turn, queue: Queue): boolean {
  const running = queue.round;
  const call = running?.call ?? queue.ready[0];
  if (call === undefined || queue.available.length === 0) return false;
  const members = queue.available.filter((member) => wants(turn, member) && isBestFor(turn, member));
  if (members.length === 0) return false;
  if (running === undefined) {
    say(turn, 'first', { call: call.id, queue: queue.id });
    call.tried.clear();
    remove(queue.ready, call, byArrival);
    queue.round = { call, endsAt: turn.now + Math.max(...members.map(ringSecOf)) * 1000 };
  }
  const leftSec = Math.floor(((queue.round?.endsAt ?? turn.now) - turn.now) / 1000);
  for (const member of members) {
    if (running !== undefined) say(turn, 'joins', { agent: member.agent.id });
    offerTo(turn, call, member, Math.min(ringSecOf(member), leftSec));
  }
  return true;
}

function offerTo(turn: Turn, call: Call, member: Member, forSec: number): void {
  const { because, values } = reasonFor(member, turn.now);
  if (member.agent.memberships.size > 1) say(turn, 'weight', { queue: member.queue.id, weight: weightOf(member) });
  say(turn, because, values);
  call.tried.add(member.agent.id);
  call.cursor = member.rank;
  member.queue.lastOffered = member.agent.id;
  startOffer(turn, call, member, forSec);
}

/**
 * Whether no queue that has a call for this agent weighs more than the member's. Of equal ones the call that waits longest comes
 * first, because its queue chooses first.
 * Source
 */
function isBestFor(turn: Turn, member: Member): boolean {
  const { memberships } = member.agent;
  if (memberships.size === 1) return true;
  for (const other of memberships.values()) {
    if (other === member || !other.listed || !wants(turn, other)) continue;
    if (weightOf(other) > weightOf(member)) return false;
  }
  return true;
}

/** Whether the member's queue has a call to offer to him. */
function wants({ now }: Turn, { agent, queue }: Member): boolean {
  if (queue.settings.strategy !== 'ring-all' || queue.round === undefined) return queue.ready.length > 0;
  return !queue.round.call.tried.has(agent.id) && queue.round.endsAt - now >= SHORTEST_RING_MS;
}

function firstSerial({ round, ready }: Queue): number {
  return (round?.call ?? ready[0])?.serial ?? Number.POSITIVE_INFINITY;
}

/** Own value, else the queue's. Source */
function weightOf({ options, queue }: Member): number {
  return (options ?? queue.settings).weight;
}

function ringSecOf({ options, queue }: Member): number {
  return (options ?? queue.settings).ringTimeoutSec;
}
