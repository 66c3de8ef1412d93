// Answers and what follows: the conversation, its end, wrap-up; and pickup by `*8`.
import type { AgentId, CallId, QueueId } from '../../domain/queue.ts';
import { refreshAgent, refreshMember, unlist } from './availability.ts';
import type { PickupRefusal } from './events.ts';
import { noteLeft, takeOut } from './leave.ts';
import { rest } from './offers.ts';
import { noteWait } from './recent-waits.ts';
import { type Agent, agentOf, type Call, type Conversation } from './state.ts';
import { say, type Turn } from './turn.ts';

/** Source */
export function onAnswered(turn: Turn, id: CallId, agentId: AgentId): void {
  const call = turn.state.calls.get(id);
  const offer = call?.offers.get(agentId);
  if (call === undefined || offer === undefined) {
    say(turn, 'answeredTooLate', { agent: agentId });
    // Of two answers that cross, the second must not cut the first one's conversation.
    if (turn.state.conversations.get(id)?.agent.id !== agentId)
      turn.actions.push({ do: 'releaseAgent', call: id, agent: agentId });
    return;
  }
  say(turn, 'answered', { agent: agentId, call: id });
  connect(turn, call, offer.agent);
}

/** Who may pick up: anyone at an open queue, members at a closed one. Source */
export function onPickup(turn: Turn, queueId: QueueId, by: AgentId) {
  const queue = turn.state.queues.get(queueId);
  const refusePickup = (reason: PickupRefusal) =>
    void turn.actions.push({ do: 'refusePickup', queue: queueId, by, reason });
  if (queue?.settings.access === 'closed' && !queue.members.has(by)) {
    say(turn, 'pickupNotMember', { agent: by });
    return refusePickup('notMember');
  }
  const call = queue?.line.find(({ offers }) => offers.size > 0);
  if (call === undefined) {
    say(turn, 'pickupNothingRings', { queue: queueId });
    return refusePickup('nothingRings');
  }
  say(turn, 'pickedUp', { agent: by, call: call.id });
  connect(turn, call, agentOf(turn.state, by), { pickedUp: true });
}

/** Source: Q-7 */
export function onCallerHungUp(turn: Turn, id: CallId): void {
  const call = turn.state.calls.get(id);
  const conversation = turn.state.conversations.get(id);
  if (call !== undefined) {
    say(turn, 'callerLeft', { call: id });
    takeOut(turn, call);
    noteLeft(turn, call, 'callerHungUp');
  } else if (conversation !== undefined) endConversation(turn, conversation);
  else say(turn, 'nothingToDo');
}

/** The agent hung up, or passed the caller on. */
export function onAgentHungUp(turn: Turn, id: CallId, agentId: AgentId): void {
  const conversation = turn.state.conversations.get(id);
  if (conversation?.agent.id === agentId) endConversation(turn, conversation);
  else say(turn, 'nothingToDo');
}

function connect(
  turn: Turn,
  call: Call,
  agent: Agent,
  how: { readonly pickedUp: boolean } = { pickedUp: false },
): void {
  const { now, state } = turn;
  const waitedMs = now - call.enteredAt;
  takeOut(turn, call, how.pickedUp ? '' : agent.id);
  if (call.turns !== undefined) noteWait(call.queue.waits, now, waitedMs, call.turns);
  agent.talking += 1;
  const member = call.queue.members.get(agent.id);
  if (member?.active) {
    unlist(member);
    member.answered += 1;
    member.lastAnsweredAt = now;
    refreshMember(turn, member);
  }
  refreshAgent(turn, agent);
  state.conversations.set(call.id, { call: call.id, queue: call.queue.id, agent, answeredAt: now });
  turn.actions.push({ do: 'connect', call: call.id, agent: agent.id });
  turn.log.push({ at: now, queue: call.queue.id, what: 'answered', call: call.id, agent: agent.id, waitedMs });
}

/** Wrap-up runs from here; talk time counts from login. */
function endConversation(turn: Turn, { call, queue: queueId, agent, answeredAt }: Conversation): void {
  const { now, state } = turn;
  const talkedMs = now - answeredAt;
  state.conversations.delete(call);
  agent.talking -= 1;
  say(turn, 'conversationEnded', { agent: agent.id, seconds: Math.round(talkedMs / 1000) });
  turn.log.push({ at: now, queue: queueId, what: 'ended', call, agent: agent.id, talkedMs });
  const member = agent.memberships.get(queueId);
  if (member?.active) {
    unlist(member);
    member.talkMs += now - Math.max(answeredAt, member.loggedInAt);
    refreshMember(turn, member);
  }
  const wrapUpSec = member === undefined ? 0 : (member.options ?? member.queue.settings).wrapUpSec;
  if (wrapUpSec > 0) rest(turn, agent, 'wrapUp', wrapUpSec * 1000);
  refreshAgent(turn, agent);
}
