// What a user dials, after codes: somebody of the account, or a number outside. Source: EXT-5, EXT-19, FAC-73, CALL-1
import type { ExtensionNumber } from '../../domain/telephony/destination.ts';
import { readDialPrefix } from '../../domain/telephony/system-extensions.ts';
import { type Outcome, refused } from './outcome.ts';
import { callEmergency, callOutside } from './outside.ts';
import { say, type Turn } from './turn.ts';

/** @param by  who dials, whose rights hold: the caller himself unless he is passed on */
export function dial(turn: Turn, dialled: string, by: ExtensionNumber | undefined): Outcome {
  const { compiled, state } = turn;
  const isMobile = state.caller.device === 'mobile';
  const prefix = readDialPrefix(dialled, compiled.account.country, isMobile);
  const number = prefix?.rest ?? dialled;
  if (compiled.emergencyNumbers.has(number)) return callEmergency(turn, number, prefix);
  if (compiled.extensions.has(number)) {
    state.called = number;
    say(turn, 'internal', { number });
    return { next: 'send', to: [{ kind: 'extension', number }] };
  }
  if (number.length === compiled.account.extensionLength && !number.startsWith('0')) {
    say(turn, 'noSuchExtension', { extension: number });
    return refused('noSuchNumber');
  }
  return callOutside(turn, number, prefix, by);
}
