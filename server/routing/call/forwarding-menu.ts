// 910: a user's own forwards by voice menu. 1 always, 2 on busy, 3 on no answer; then a number, or `#` alone for off. The keys are
// ours: the source only says that there is a menu. Source: SYS-15, SYS-50, CALL-18

import type { Destination, ExtensionNumber } from '../../domain/telephony/destination.ts';
import { readDialledNumber } from '../../domain/telephony/dialled-number.ts';
import { areaCodeOf } from './caller-id.ts';
import type { Dialogue } from './dialogue.ts';
import { AGAIN, type Outcome, SETTLED } from './outcome.ts';
import { system } from './prompts.ts';
import { type Question, question } from './questions.ts';
import { isBarred } from './reachability.ts';
import { act, languageOf, say, type Turn } from './turn.ts';

type Forwarding = Extract<Dialogue, { of: 'forwarding' }>;
const CHOICES = { '1': 'always', '2': 'busy', '3': 'noAnswer' } as const;
const LONGEST_NUMBER = 18;

export function openForwarding(user: ExtensionNumber): Outcome {
  return { next: 'ask', dialogue: { of: 'forwarding', step: 'menu', user } };
}

export function forwardingQuestion(turn: Turn, { step }: Forwarding): Question {
  const prompt = system(step === 'menu' ? 'forwardMenu' : 'enterForward', languageOf(turn));
  return question([prompt], step === 'menu' ? 1 : LONGEST_NUMBER);
}

/** `0` switches the chosen forward off. */
export function onForwardingAnswer(turn: Turn, dialogue: Forwarding, digits: string): Outcome {
  const { user } = dialogue;
  if (dialogue.step === 'menu') {
    const when = isChoice(digits) ? CHOICES[digits] : undefined;
    return when === undefined ? AGAIN : { next: 'ask', dialogue: { of: 'forwarding', step: 'number', when, user } };
  }
  const { when } = dialogue;
  if (digits === '0') {
    say(turn, 'forwardOff', { user });
    act(turn, { do: 'ask', request: { ask: 'setForward', user, when } });
    return SETTLED;
  }
  const to = destinationOf(turn, digits);
  if (to === undefined || (to.kind === 'number' && isBarred(turn, to.e164, user))) return AGAIN;
  say(turn, 'forwardSet', { user, to: digits });
  act(turn, { do: 'ask', request: { ask: 'setForward', user, when, to } });
  return SETTLED;
}

function isChoice(digits: string): digits is keyof typeof CHOICES {
  return digits in CHOICES;
}

function destinationOf(turn: Turn, digits: string): Destination | undefined {
  if (turn.compiled.extensions.has(digits)) return { kind: 'extension', number: digits };
  const read = readDialledNumber(digits, turn.compiled.account.country, areaCodeOf(turn, turn.state.caller));
  return read.kind === 'e164' ? { kind: 'number', e164: read.e164 } : undefined;
}
