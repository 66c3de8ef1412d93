// Who takes part in a conversation. Source: CALL-1, CALL-11, Q-121
import type { ExtensionNumber } from '../../domain/telephony/destination.ts';
import type { Party } from '../decision.ts';
import type { Caller, Situation } from './state.ts';
import { act, type Turn } from './turn.ts';

export type Talking = Extract<Situation, { is: 'talking' }>;

export function otherOf(party: Party): Party {
  return party === 'caller' ? 'callee' : 'caller';
}

export function userAt(turn: Turn, talking: Talking, party: Party): ExtensionNumber | undefined {
  return party === 'caller' ? turn.state.caller.user : talking.callee.user;
}

/** A queue's agent is free again, or its caller gone. Source: Q-121 */
export function leaveQueue(turn: Turn, { queue }: Talking, party: Party): void {
  if (queue === undefined) return;
  const { id: call } = turn.state;
  const event =
    party === 'caller'
      ? ({ type: 'callerHungUp', call } as const)
      : ({ type: 'agentHungUp', call, agent: queue.agent } as const);
  act(turn, { do: 'tellQueue', event });
}

/** The other party, when whoever called leaves. */
export function calleeAsCaller({ compiled }: Turn, { callee: { target } }: Talking): Caller {
  if (target.kind === 'channel') {
    const device = compiled.channels.get(target.channel)?.device ?? 'fixed';
    return { user: target.user, channel: target.channel, device };
  }
  return { device: 'outside', ...(target.kind === 'number' && { number: target.number }) };
}
