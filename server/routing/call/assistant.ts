// The assistant that records a call and makes a summary of it: 940, and *4 and *5 during a call.
// Source: CALL-59 to CALL-69, SYS-20, SYS-64, SYS-65, FAC-64 to FAC-68
import type { ExtensionNumber } from '../../domain/telephony/destination.ts';
import { type Compiled, userOf } from '../compile.ts';
import { type Outcome, SETTLED } from './outcome.ts';
import { system } from './prompts.ts';
import { act, become, languageOf, say, type Turn } from './turn.ts';

/** What is stored and analysed for certain. Source: CALL-63 */
const MOST_SEC = 120 * 60;

/** Source: FAC-64, FAC-68 */
export function hasAssistant(compiled: Compiled, number: ExtensionNumber): boolean {
  const user = userOf(compiled, number);
  return user !== undefined && compiled.account.aiAssistant && user.aiAssistant && user.tier !== 'starter';
}

export function startAnalysis(turn: Turn, user: ExtensionNumber): void {
  act(turn, { do: 'analyse', of: user, on: true, maxSec: MOST_SEC });
}

/** From idle it records the caller himself. Source: CALL-67, CALL-69 */
export function openAssistant(turn: Turn, user: ExtensionNumber): Outcome {
  if (!hasAssistant(turn.compiled, user)) {
    say(turn, 'assistantOff', { user });
    return { next: 'sayAndEnd', prompts: [system('assistantOff', languageOf(turn))], reason: 'noRight' };
  }
  say(turn, 'assistantRecords', { user });
  startAnalysis(turn, user);
  become(turn, { is: 'leavingMessage', until: turn.now + MOST_SEC * 1000 }, { answered: true });
  return SETTLED;
}
