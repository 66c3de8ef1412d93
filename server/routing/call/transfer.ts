// Passing the other party on without asking. Nobody takes him: he comes back to whoever passed him on, once.
// Source: CALL-1 to CALL-8, CALL-14, CALL-15
import type { Party } from '../decision.ts';
import { calleeAsCaller, leaveQueue, otherOf, type Talking, userAt } from './conversation.ts';
import { dial } from './dial.ts';
import type { Outcome } from './outcome.ts';
import { act, say, type Turn } from './turn.ts';

/** @param to  as it was keyed or told by a phone */
export function transfer(turn: Turn, talking: Talking, by: Party, to: string): Outcome {
  const user = userAt(turn, talking, by);
  say(turn, 'transfers', { by: user ?? by, to });
  leaveQueue(turn, talking, by === 'callee' ? 'callee' : 'caller');
  act(turn, { do: 'releaseParty', party: by });
  if (talking.hold === undefined) act(turn, { do: 'hold', party: otherOf(by) });
  const { through: _, ...state } = turn.state;
  turn.state = {
    ...state,
    caller: by === 'caller' ? calleeAsCaller(turn, talking) : state.caller,
    visited: [],
    returned: false,
    ...(user !== undefined && { returnsTo: user, passedBy: user, sends: { kind: 'own', of: user } }),
  };
  return dial(turn, to, user);
}
