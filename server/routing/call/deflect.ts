// A call sent elsewhere by whoever it rings at, with the forward key of a phone or in a client, instead of being answered. Extensions
// that it passed stay passed: two phones that send a call back to each other by themselves do so no more than once.
// Source: CALL-17, EXT-13
import type { ExtensionNumber } from '../../domain/telephony/destination.ts';
import { dial } from './dial.ts';
import type { Outcome } from './outcome.ts';
import { onFailed, stop } from './ring.ts';
import type { Ringing, Situation } from './state.ts';
import { say, type Turn } from './turn.ts';

type RingingSituation = Extract<Situation, { is: 'ringing' }>;

/**
 * @param id  of the target that sends it on; the others of a group go on ringing, and it counts as declined there
 * @param to  as it is dialled
 */
export function deflect(turn: Turn, situation: RingingSituation, id: string, to: string): Outcome {
  const user = userOfTarget(situation.ringing.find(({ target }) => target.id === id));
  const isHis = situation.ringing.every((each) => userOfTarget(each) === user);
  if (user === undefined || !isHis) return onFailed(turn, situation, id, 'declined');
  say(turn, 'deflects', { user, to });
  stop(
    turn,
    situation.ringing.filter(({ target }) => target.id !== id),
    false,
  );
  turn.state.passedBy = user;
  turn.state.sends = { kind: 'own', of: user };
  return dial(turn, to, user);
}

function userOfTarget(ringing: Ringing | undefined): ExtensionNumber | undefined {
  return ringing?.target.kind === 'channel' ? ringing.target.user : undefined;
}
