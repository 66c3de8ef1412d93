// A queue that is added, saved or removed while calls wait in it. Nobody loses a position.
import type { QueueId } from '../../domain/queue.ts';
import { armForward } from './arrive.ts';
import { refreshAgent } from './availability.ts';
import { noteLeft, refuse, takeOut } from './leave.ts';
import { activate, deactivate, sendAwayIfNobody } from './members.ts';
import { withdrawFrom } from './offers.ts';
import type { QueueSettings } from './settings.ts';
import { backgroundOf, rearm } from './sounds.ts';
import { agentOf, type Member, newMember, newQueue, type Queue } from './state.ts';
import { say, type Turn } from './turn.ts';

export function onConfigChanged(turn: Turn, settings: QueueSettings): void {
  const known = turn.state.queues.get(settings.number);
  const queue = known ?? newQueue(settings);
  if (known === undefined) turn.state.queues.set(queue.id, queue);
  say(turn, 'saved', { queue: queue.id });
  if (queue.settings.strategy !== settings.strategy) endRound(turn, queue);
  const former = queue.settings;
  queue.settings = settings;
  setMembers(turn, queue);
  relist(turn, queue);
  for (const call of queue.line) {
    if (call.phase === 'ringback') continue;
    armForward(turn, call);
    rearm(turn, call);
    if (former.music !== settings.music || former.musicFiles !== settings.musicFiles)
      turn.actions.push({ do: 'setBackground', call: call.id, background: backgroundOf(queue) });
  }
  sendAwayIfNobody(turn, queue);
  turn.woken.add(queue);
}

/** Callers who wait are told that they cannot be helped; conversations go on. */
export function onQueueRemoved(turn: Turn, queueId: QueueId): void {
  const queue = turn.state.queues.get(queueId);
  if (queue === undefined) return void say(turn, 'nothingToDo');
  say(turn, 'queueRemoved', { queue: queueId });
  for (const call of [...queue.line]) {
    takeOut(turn, call);
    noteLeft(turn, call, 'queueRemoved');
    refuse(turn, call.id, 480, 'queueRemoved');
  }
  for (const member of [...queue.members.values()]) removeMember(turn, member);
  turn.state.queues.delete(queueId);
}

/** Members as the settings list them, highest rank first; a status that they do not set stays, a new member is active. */
function setMembers(turn: Turn, queue: Queue): void {
  const wanted = new Set(queue.settings.members.map(({ agent }) => agent));
  for (const member of [...queue.members.values()]) if (!wanted.has(member.agent.id)) removeMember(turn, member);
  for (const [rank, { agent: id, kind, active, options }] of queue.settings.members.entries()) {
    const known = queue.members.get(id);
    const member = known ?? newMember(agentOf(turn.state, id), queue, rank);
    member.rank = rank;
    member.options = options;
    member.agent.kind = kind;
    queue.members.set(id, member);
    member.agent.memberships.set(queue.id, member);
    const becomes = active ?? known?.active ?? true;
    if (becomes && !member.active) activate(turn, member);
    if (!becomes && member.active) deactivate(turn, member);
  }
}

/** The order of the list depends on the strategy and on all ranks: it is made anew when all of them are known. */
function relist(turn: Turn, queue: Queue): void {
  queue.available.length = 0;
  for (const member of queue.members.values()) {
    member.listed = false;
    refreshAgent(turn, member.agent);
  }
}

function removeMember(turn: Turn, member: Member): void {
  say(turn, 'memberRemoved', { agent: member.agent.id });
  if (member.active) deactivate(turn, member);
  member.queue.members.delete(member.agent.id);
  member.agent.memberships.delete(member.queue.id);
}

function endRound(turn: Turn, queue: Queue): void {
  const call = queue.round?.call;
  if (call === undefined) return;
  for (const { agent } of [...call.offers.values()]) withdrawFrom(turn, agent, queue.id);
}
