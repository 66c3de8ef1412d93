// How a call leaves a queue: forwarded, refused, given up, or answered. Whoever stands behind it moves up.
import { parseDestinations } from '../../domain/destinations.ts';
import type { ForwardReason, LeaveReason, RefuseReason } from './events.ts';
import { endOffer } from './offers.ts';
import type { QueueSettings } from './settings.ts';
import { remove } from './sorted.ts';
import { byArrival, type Call, type Queue } from './state.ts';
import { cancelTimer } from './timers.ts';
import type { Turn } from './turn.ts';

/** Source */
export function forwardCall(turn: Turn, call: Call, to: string, reason: ForwardReason): void {
  takeOut(turn, call);
  noteLeft(turn, call, reason);
  sendTo(turn, call.id, call.queue, to, reason);
}

/** What is done to a call that goes elsewhere, also to one that took no position. */
export function sendTo(turn: Turn, call: string, { settings }: Queue, to: string, reason: ForwardReason): void {
  turn.actions.push({
    do: 'forward',
    call,
    to: parseDestinations(to) ?? [to],
    followForwards: settings.individualForwards === 'allow',
    reason,
  });
}

/** Where full queues and long waits go; undefined while forwarding is off. Source: Q-160 */
export function forwardTo({ forwarding }: QueueSettings): string | undefined {
  return forwarding.when === 'never' ? undefined : forwarding.to;
}

export function refuse(turn: Turn, call: string, sipStatus: 404 | 480 | 486, reason: RefuseReason): void {
  turn.actions.push({ do: 'refuse', call, sipStatus, reason });
}

export function noteLeft(turn: Turn, call: Call, why: LeaveReason): void {
  const waitedMs = Math.max(0, turn.now - call.enteredAt);
  turn.log.push({ at: turn.now, queue: call.queue.id, what: 'left', call: call.id, why, waitedMs });
}

/**
 * Takes a call out of its queue; what rings stops ringing.
 * @param answeredBy  the agent whose offer became the conversation: his phone is not told to stop
 */
export function takeOut(turn: Turn, call: Call, answeredBy?: string): void {
  const { queue, timers } = call;
  for (const offer of [...call.offers.values()]) {
    const told = answeredBy === undefined ? 'told' : 'toldElsewhere';
    endOffer(turn, offer, offer.agent.id === answeredBy ? 'untold' : told);
  }
  for (const timer of Object.values(timers)) cancelTimer(turn.state.timers, timer);
  remove(queue.line, call, byArrival);
  remove(queue.ready, call, byArrival);
  if (queue.round?.call === call) queue.round = undefined;
  turn.state.calls.delete(call.id);
  turn.woken.add(queue);
}
