// System extensions with a number of the account: whoever calls from outside says who he is first. Source: EXT-110 to EXT-112, SYS-66, NP-59
import { PIN_LENGTH } from '../../domain/pin.ts';
import type { ExtensionNumber } from '../../domain/telephony/destination.ts';
import type { SystemExtension } from '../../domain/telephony/extension.ts';
import { userOf } from '../compile.ts';
import type { Answer } from '../decision.ts';
import type { Dialogue, OutsideGoal } from './dialogue.ts';
import { openManagement } from './mailbox-menu.ts';
import { AGAIN, type Outcome, SETTLED } from './outcome.ts';
import { openPlans } from './plans-menu.ts';
import { system } from './prompts.ts';
import { type Question, question } from './questions.ts';
import { openRecording } from './record-sound.ts';
import { act, languageOf, say, type Turn } from './turn.ts';

type Identity = Extract<Dialogue, { of: 'identity' }>;

export function openSystemAccess(turn: Turn, { number, to }: SystemExtension): Outcome {
  say(turn, 'systemAccess', { extension: number });
  if (to === 'voicemail') return openManagement();
  const { user } = turn.state.caller;
  return user === undefined
    ? { next: 'ask', dialogue: { of: 'identity', step: 'extension', goal: to } }
    : opened(turn, user, to);
}

function opened(turn: Turn, user: ExtensionNumber, goal: OutsideGoal): Outcome {
  return goal === 'timeConfiguration' ? openPlans(turn, user) : openRecording(turn, user);
}

export function identityQuestion(turn: Turn, { step }: Identity): Question {
  const { extensionLength = 5, pinLength = PIN_LENGTH } = turn.compiled.account;
  const language = languageOf(turn);
  return step === 'extension'
    ? question([system('enterExtension', language)], extensionLength)
    : question([system('enterPin', language)], pinLength);
}

/** An unknown extension is asked for its PIN like any other: what exists is not told. */
export function onIdentityAnswer(turn: Turn, dialogue: Identity, digits: string): Outcome {
  const { goal } = dialogue;
  if (dialogue.step === 'extension')
    return { next: 'ask', dialogue: { of: 'identity', step: 'pin', goal, user: digits } };
  act(turn, { do: 'ask', request: { ask: 'pin', of: { kind: 'user', extension: dialogue.user }, digits } });
  return SETTLED;
}

export function onIdentityTold(turn: Turn, dialogue: Identity, answer: Answer): Outcome {
  const user = dialogue.step === 'pin' ? userOf(turn.compiled, dialogue.user)?.number : undefined;
  if (answer.is === 'ok' && user !== undefined) return opened(turn, user, dialogue.goal);
  say(turn, 'wrongPin', { extension: dialogue.step === 'pin' ? dialogue.user : '' });
  return AGAIN;
}
