// Logging in and out, pauses, and what else is told about agents.
import type { AgentId, QueueId } from '../../domain/queue.ts';
import { refreshAgent, refreshMember, unlist } from './availability.ts';
import { forwardCall } from './leave.ts';
import { withdrawFrom } from './offers.ts';
import type { QueueSettings } from './settings.ts';
import { agentOf, type Member, newMember, type Queue } from './state.ts';
import { say, type Turn } from './turn.ts';

/** Whether a user may log in to a queue. Source */
export function mayLogIn({ access }: Pick<QueueSettings, 'access'>, isMember: boolean): boolean {
  return isMember || access === 'open';
}

/** Source */
export function onLogin(turn: Turn, queueId: QueueId, agentId: AgentId) {
  const queue = turn.state.queues.get(queueId);
  const known = queue?.members.get(agentId);
  if (queue === undefined || !mayLogIn(queue.settings, known !== undefined)) {
    say(turn, 'loginRefused', { agent: agentId });
    return tell(turn, queueId, agentId, 'refused');
  }
  const member = known ?? newMember(agentOf(turn.state, agentId), queue, queue.members.size);
  if (known === undefined) {
    queue.members.set(agentId, member);
    member.agent.memberships.set(queueId, member);
    say(turn, 'joined', { agent: agentId });
  }
  if (!member.active) activate(turn, member);
  tell(turn, queueId, agentId, 'active', known === undefined);
}

/** The member stays in the list and keeps his rank. Source */
export function onLogout(turn: Turn, queueId: QueueId, agentId: AgentId) {
  const member = turn.state.queues.get(queueId)?.members.get(agentId);
  if (member === undefined) {
    say(turn, 'nothingToDo');
    return tell(turn, queueId, agentId, 'refused');
  }
  if (member.active) {
    deactivate(turn, member);
    sendAwayIfNobody(turn, member.queue);
  }
  tell(turn, queueId, agentId, 'inactive');
}

/** On a break: logged in as ever, but without calls. What rings at him goes to others. */
export function onPaused(turn: Turn, agentId: AgentId, paused: boolean): void {
  const agent = agentOf(turn.state, agentId);
  agent.paused = paused;
  if (paused) {
    say(turn, 'paused', { agent: agentId });
    withdrawFrom(turn, agent);
  }
  refreshAgent(turn, agent);
}

/** What strategies count starts from here. */
export function activate(turn: Turn, member: Member): void {
  const { agent, queue } = member;
  member.active = true;
  member.loggedInAt = turn.now;
  queue.activeMembers += 1;
  say(turn, 'loggedIn', { agent: agent.id, rank: member.rank + 1 });
  turn.log.push({ at: turn.now, queue: queue.id, what: 'loggedIn', agent: agent.id });
  refreshMember(turn, member);
}

/** what strategies count is set to zero. */
export function deactivate(turn: Turn, member: Member): void {
  const { agent, queue } = member;
  unlist(member);
  Object.assign(member, { active: false, answered: 0, talkMs: 0, lastAnsweredAt: undefined });
  queue.activeMembers -= 1;
  say(turn, 'loggedOut', { agent: agent.id });
  turn.log.push({ at: turn.now, queue: queue.id, what: 'loggedOut', agent: agent.id });
  withdrawFrom(turn, agent, queue.id);
}

/** Q-173l: with the last agent logged out, waiting calls go where calls go that meet nobody. */
export function sendAwayIfNobody(turn: Turn, queue: Queue): void {
  const { noAgentTo } = queue.settings;
  if (noAgentTo === undefined || queue.activeMembers > 0) return;
  for (const call of [...queue.line]) {
    say(turn, 'noAgent', { queue: queue.id, to: noAgentTo });
    forwardCall(turn, call, noAgentTo, 'noAgent');
  }
}

function tell(
  turn: Turn,
  queue: QueueId,
  agent: AgentId,
  status: 'active' | 'inactive' | 'refused',
  added = false,
): void {
  turn.actions.push({ do: 'tellStatus', queue, agent, status, added });
}
