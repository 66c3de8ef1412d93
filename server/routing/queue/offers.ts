// One offer to one agent: from ringing to its end. An agent who says no, in whatever way, gets the next call after a short rest;
// else an only agent whose phone is busy would be rung without a pause.
import { refreshAgent } from './availability.ts';
import type { AgentForwards, OfferFailure } from './events.ts';
import { settle } from './sounds.ts';
import { type Agent, type Call, type Due, type Member, type Offer, URGENCY } from './state.ts';
import { cancelTimer, setTimer } from './timers.ts';
import { say, type Turn } from './turn.ts';

/** Our choice; nothing is stated. */
export const REST_AFTER_REFUSAL_MS = 5000;

/** Source */
export function startOffer(turn: Turn, call: Call, member: Member, forSec: number): void {
  const { agent } = member;
  const { unconditional, busy } = forwardsOf(call, agent);
  const number = unconditional ?? (agent.privateCalls + agent.talking > 0 ? busy : undefined);
  if (number !== undefined) say(turn, 'ownForward', { agent: agent.id, number });
  ring(turn, call, agent, number === undefined ? 'devices' : { number }, forSec);
}

/** Ends an offer. @param told  the edge has to stop the ringing */
export function endOffer(turn: Turn, offer: Offer, told: 'told' | 'toldElsewhere' | 'untold'): void {
  const { agent, call, timer } = offer;
  cancelTimer(turn.state.timers, timer);
  call.offers.delete(agent.id);
  agent.offers.delete(offer);
  refreshAgent(turn, agent);
  if (told !== 'untold')
    turn.actions.push({ do: 'cancelOffer', call: call.id, agent: agent.id, elsewhere: told === 'toldElsewhere' });
}

/** Source, Q-174e */
export function onRingTimeout(turn: Turn, call: Call, agent: Agent): void {
  const offer = call.offers.get(agent.id);
  if (offer === undefined) return;
  say(turn, 'ringTimeout', { agent: agent.id });
  endOffer(turn, offer, 'told');
  followOrReturn(turn, offer, 'noAnswer');
}

/** Source: Q-74, Q-174d, Q-174e */
export function onOfferFailed(turn: Turn, call: Call, agent: Agent, why: OfferFailure): void {
  const offer = call.offers.get(agent.id);
  if (offer === undefined) return void say(turn, 'nothingToDo');
  say(turn, 'offerFailed', { agent: agent.id, why });
  endOffer(turn, offer, 'untold');
  if (!followOrReturn(turn, offer, why)) rest(turn, agent, why, REST_AFTER_REFUSAL_MS);
}

/** Ends all offers to an agent (of one queue, where given), whose calls go back to their positions. */
export function withdrawFrom(turn: Turn, agent: Agent, queueId?: string): void {
  for (const offer of [...agent.offers]) {
    if (queueId !== undefined && offer.call.queue.id !== queueId) continue;
    endOffer(turn, offer, 'told');
    giveBack(turn, offer.call);
  }
}

/** No call is offered to the agent for a while; a longer rest that runs goes on. Source */
export function rest(turn: Turn, agent: Agent, why: 'wrapUp' | OfferFailure, forMs: number): void {
  const until = turn.now + forMs;
  if (agent.rest !== undefined && agent.rest.timer.at >= until) return;
  cancelTimer(turn.state.timers, agent.rest?.timer);
  const timer = setTimer<Due>(turn.state.timers, until, URGENCY.rest, { what: 'rest', agent });
  agent.rest = { why, timer };
  say(turn, why === 'wrapUp' ? 'wrapUp' : 'rests', { agent: agent.id, seconds: Math.round(forMs / 1000) });
  refreshAgent(turn, agent);
}

export function endRest(turn: Turn, agent: Agent): void {
  cancelTimer(turn.state.timers, agent.rest?.timer);
  agent.rest = undefined;
  refreshAgent(turn, agent);
}

/** A call that rings nowhere any more waits again, on the position it had. Source: Q-8 */
export function giveBack(turn: Turn, call: Call): void {
  if (call.offers.size > 0) return;
  if (call.queue.round?.call === call) call.queue.round = undefined;
  say(turn, 'keepsPosition', { call: call.id });
  settle(turn, call);
}

/** @returns whether the agent's own forward took the call on */
function followOrReturn(turn: Turn, { agent, call, at, forSec }: Offer, why: OfferFailure): boolean {
  const forwards = forwardsOf(call, agent);
  const number = why === 'busy' ? forwards.busy : why === 'noAnswer' ? forwards.noAnswer : undefined;
  if (at !== 'devices' || number === undefined) {
    giveBack(turn, call);
    return false;
  }
  say(turn, 'ownForward', { agent: agent.id, number });
  ring(turn, call, agent, { number }, forSec);
  return true;
}

function ring(turn: Turn, call: Call, agent: Agent, at: Offer['at'], forSec: number): void {
  const due: Due = { what: 'ring', call, agent };
  const timer = setTimer(turn.state.timers, turn.now + forSec * 1000, URGENCY.ring, due);
  const offer: Offer = { call, agent, at, forSec, timer };
  call.offers.set(agent.id, offer);
  agent.offers.add(offer);
  refreshAgent(turn, agent);
  turn.actions.push({ do: 'offer', call: call.id, queue: call.queue.id, agent: agent.id, at, forSec });
}

/** forbidden, an agent's own forwards do not count. */
function forwardsOf({ queue }: Call, { forwards }: Agent): AgentForwards {
  return queue.settings.individualForwards === 'allow' ? forwards : {};
}
