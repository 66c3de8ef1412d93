// The moment somebody answers: who talks with whom, and what is recorded of it. Source: FAC-45 to FAC-50, CALL-64, R-16
import type { ExtensionNumber } from '../../domain/telephony/destination.ts';
import { userOf } from '../compile.ts';
import type { Target } from '../decision.ts';
import { hasAssistant, startAnalysis } from './assistant.ts';
import type { Talking } from './conversation.ts';
import { act, become, say, type Turn } from './turn.ts';

/** The caller and this target talk from now on. */
export function connect(turn: Turn, target: Target, queue?: Talking['queue']): void {
  act(turn, { do: 'connect', target: target.id });
  say(turn, 'connected', { target: target.id });
  talkWith(turn, target, queue);
}

export function talkWith(turn: Turn, target: Target, queue?: Talking['queue']): void {
  const user = target.kind === 'channel' ? target.user : undefined;
  const callee = { target, ...(user !== undefined && { user }) };
  become(turn, { is: 'talking', callee, keys: {}, ...(queue && { queue }) }, { answered: true });
  if (turn.state.emergency) return;
  record(turn, turn.state.caller.user, 'outgoing');
  record(turn, user, 'incoming');
  if (user === undefined || !turn.state.analysed.includes(user) || !hasAssistant(turn.compiled, user)) return;
  say(turn, 'analyses', { user });
  startAnalysis(turn, user);
}

/** Source: FAC-50 */
function record(turn: Turn, number: ExtensionNumber | undefined, direction: 'incoming' | 'outgoing'): void {
  const { recording } = turn.compiled.account;
  const user = number === undefined ? undefined : userOf(turn.compiled, number);
  if (user === undefined || !recording.active || !user.rights.callRecording) return;
  const wanted = direction === 'incoming' ? (user.recordIncoming ?? true) : (user.recordOutgoing ?? recording.outgoing);
  if (!wanted) return;
  say(turn, 'records', { user: user.number });
  act(turn, { do: 'record', of: user.number, direction });
}
