// Who may be offered a call now, and keeping each queue's list of them.

import { insert, remove } from './sorted.ts';
import type { Agent, Member } from './state.ts';
import { compareMembers } from './strategies.ts';
import type { Turn } from './turn.ts';

/** The first condition that fails, and the requirement that asks for it. */
export interface Unavailable {
  readonly rule: 'Q-11' | 'Q-12' | 'Q-13' | 'Q-14' | 'Q-15' | 'Q-78';
  readonly why: 'inactive' | 'paused' | 'unreachable' | 'wrapUp' | 'refused' | 'ringing' | 'talking';
}

/**
 * Why a member gets no call now; undefined when he may. Private conversations do not count (Q-20j).
 * Second calls: a busy agent may have one more, never a third.
 * Source
 */
export function whyUnavailable({ active, agent, queue }: Member): Unavailable | undefined {
  if (!active) return { rule: 'Q-11', why: 'inactive' };
  if (agent.paused) return { rule: 'Q-11', why: 'paused' };
  // A forward extension has no device: it is always reachable.
  if (!agent.reachable && agent.kind === 'user') return { rule: 'Q-15', why: 'unreachable' };
  if (agent.rest !== undefined)
    return agent.rest.why === 'wrapUp' ? { rule: 'Q-14', why: 'wrapUp' } : { rule: 'Q-78', why: 'refused' };
  if (agent.offers.size + agent.talking < (queue.settings.offerSecondCall ? 2 : 1)) return undefined;
  return agent.offers.size > 0 ? { rule: 'Q-12', why: 'ringing' } : { rule: 'Q-13', why: 'talking' };
}

/** To be called whenever something of the agent changed that availability depends on. */
export function refreshAgent(turn: Turn, agent: Agent): void {
  for (const member of agent.memberships.values()) refreshMember(turn, member);
}

export function refreshMember(turn: Turn, member: Member): void {
  const available = whyUnavailable(member) === undefined;
  if (available === member.listed) return;
  if (available) {
    insert(member.queue.available, member, compareMembers(member.queue.settings.strategy));
    member.listed = true;
    turn.freed.add(member.agent);
  } else unlist(member);
}

/** Takes a member off the list, such as before what the list is ordered by changes; refreshMember puts him back. */
export function unlist(member: Member): void {
  if (!member.listed) return;
  remove(member.queue.available, member, compareMembers(member.queue.settings.strategy));
  member.listed = false;
}
