// Listening to voicemail by phone: 920 asks whose, the personal number knows. Source: SYS-17, SYS-21, SYS-51 to SYS-53, EXT-49, EXT-84 to EXT-88

import { PIN_LENGTH, pinProblem } from '../../domain/pin.ts';
import type { ExtensionNumber } from '../../domain/telephony/destination.ts';
import { userOf } from '../compile.ts';
import type { Answer, MailboxCommand, MailboxOwner } from '../decision.ts';
import type { Dialogue } from './dialogue.ts';
import { AGAIN, type Outcome, SETTLED } from './outcome.ts';
import { spoken, system } from './prompts.ts';
import { type Question, question } from './questions.ts';
import { act, become, languageOf, say, type Turn } from './turn.ts';

type Mailbox = Extract<Dialogue, { of: 'mailbox' }>;
type Opened = Extract<Mailbox, { mailbox: MailboxOwner }>;

export function openManagement(): Outcome {
  return { next: 'ask', dialogue: { of: 'mailbox', step: 'number' } };
}

/** Whether it asks for the PIN follows the user's setting and the device. Source: EXT-49, EXT-50, SYS-53 */
export function openPersonal(turn: Turn, user: ExtensionNumber): Outcome {
  const mailbox: MailboxOwner = { kind: 'user', extension: user };
  const mode = userOf(turn.compiled, user)?.voicemail.pinVerification ?? 'untrusted-only';
  const isTrusted = turn.state.caller.device === 'web';
  const asks = mode === 'always' || (mode === 'untrusted-only' && !isTrusted);
  say(turn, asks ? 'mailboxPin' : 'mailboxOpen', { user });
  return asks ? { next: 'ask', dialogue: { of: 'mailbox', step: 'pin', mailbox } } : openMailbox(turn, mailbox);
}

function openMailbox(turn: Turn, mailbox: MailboxOwner): Outcome {
  command(turn, mailbox, 'count');
  return wait(turn, { of: 'mailbox', step: 'count', mailbox });
}

function command(turn: Turn, of: MailboxOwner, what: MailboxCommand, digits?: string): void {
  act(turn, { do: 'ask', request: { ask: 'mailbox', of, what, ...(digits !== undefined && { digits }) } });
}

/** Nothing is asked of the caller: the store is. */
function wait(turn: Turn, dialogue: Opened): Outcome {
  become(
    turn,
    { is: 'dialogue', dialogue, digits: '', asked: 1, phase: 'waiting', until: turn.now + WAIT_MS },
    { answered: true },
  );
  return SETTLED;
}
const WAIT_MS = 10_000;

export function mailboxQuestion(turn: Turn, { step }: Mailbox): Question {
  const language = languageOf(turn);
  switch (step) {
    case 'number':
      return question([system('enterMailbox', language)], turn.compiled.account.extensionLength ?? 5);
    case 'pin':
      return question([system('enterPin', language)], PIN_LENGTH);
    case 'new':
      return question([system('messageMenu', language)], 1);
    case 'none':
      return question([system('noMessages', language)], 1);
    case 'options':
      return question([system('mailboxOptions', language)], 1);
    case 'newPin':
      return question([system('enterNewPin', language)], PIN_LENGTH);
    case 'language':
      return question([system('enterLanguage', language)], 1);
    case 'count':
      return question([], 1);
    default:
      return step satisfies never;
  }
}

export function onMailboxAnswer(turn: Turn, dialogue: Mailbox, digits: string): Outcome {
  if (dialogue.step === 'number') {
    if (turn.compiled.extensions.get(digits)?.kind !== 'voicemail') return AGAIN;
    const mailbox: MailboxOwner = { kind: 'voicemail', extension: digits };
    return { next: 'ask', dialogue: { of: 'mailbox', step: 'pin', mailbox } };
  }
  if (dialogue.step === 'pin') {
    act(turn, { do: 'ask', request: { ask: 'pin', of: dialogue.mailbox, digits } });
    return SETTLED;
  }
  return onMenuKey(turn, dialogue, digits);
}

const NEW_KEYS = { '6': 'next', '5': 'repeat', '7': 'delete' } as const;

/** Source: EXT-88, SYS-52 */
function onMenuKey(turn: Turn, { step, mailbox }: Opened, digits: string): Outcome {
  const go = (next: Opened['step']): Outcome => ({ next: 'ask', dialogue: { of: 'mailbox', step: next, mailbox } });
  switch (step) {
    case 'new': {
      const what = isNewKey(digits) ? NEW_KEYS[digits] : undefined;
      if (what === undefined) return AGAIN;
      command(turn, mailbox, what);
      return SETTLED;
    }
    case 'none':
      if (digits === '0') return go('options');
      if (digits !== '1') return AGAIN;
      command(turn, mailbox, 'old');
      return SETTLED;
    case 'options':
      if (digits === '2') return go('newPin');
      if (digits === '3') return go('language');
      if (digits !== '1') return AGAIN;
      command(turn, mailbox, 'recordGreeting');
      return SETTLED;
    case 'newPin':
      if (pinProblem(digits, { by: 'user', hasOneTimePin: mailbox.kind === 'user' }) !== undefined)
        return { next: 'again', first: [system('pinTooWeak', languageOf(turn))] };
      act(turn, { do: 'ask', request: { ask: 'setPin', of: mailbox, digits } });
      return SETTLED;
    case 'language':
      command(turn, mailbox, 'setLanguage', digits);
      return SETTLED;
    case 'pin':
    case 'count':
      return SETTLED;
    default:
      return step satisfies never;
  }
}

function isNewKey(digits: string): digits is keyof typeof NEW_KEYS {
  return digits in NEW_KEYS;
}

/** After the PIN, and after each command: new messages, or the menu without any. */
export function onMailboxTold(turn: Turn, dialogue: Mailbox, answer: Answer): Outcome {
  if (dialogue.step === 'number') return AGAIN;
  const { mailbox, step } = dialogue;
  if (answer.is === 'wrong') {
    say(turn, step === 'pin' ? 'wrongPin' : 'notChanged', { extension: mailbox.extension });
    return AGAIN;
  }
  if (step === 'pin') return openMailbox(turn, mailbox);
  const count = answer.is === 'ok' ? (answer.count ?? 0) : 0;
  const next: Opened = { of: 'mailbox', step: count > 0 ? 'new' : 'none', mailbox };
  const first = count > 0 ? [system('newMessages', languageOf(turn)), spoken(String(count))] : [];
  return { next: 'ask', dialogue: next, first };
}
