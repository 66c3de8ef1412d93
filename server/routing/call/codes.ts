// System extensions: what a dialled code starts, and which file knows the dialogue that follows. Source: SYS-1 to SYS-66
import type { DialledCode } from '../../domain/telephony/system-extensions.ts';
import type { Answer } from '../decision.ts';
import { openAssistant } from './assistant.ts';
import type { Dialogue } from './dialogue.ts';
import { forwardingQuestion, onForwardingAnswer, openForwarding } from './forwarding-menu.ts';
import { onListenInAnswer, openListenIn } from './listen-in.ts';
import {
  loginQuestion,
  onLoginAnswer,
  onLoginTold,
  openLogin,
  openLogout,
  openPinChange,
  tellStatus,
} from './login.ts';
import { mailboxQuestion, onMailboxAnswer, onMailboxTold, openManagement, openPersonal } from './mailbox-menu.ts';
import { type Outcome, refused } from './outcome.ts';
import { moveHere, onLineAnswer, openRetrieve, pickUp } from './pickup-park.ts';
import { onPlansAnswer, openPlans, plansQuestion } from './plans-menu.ts';
import { system } from './prompts.ts';
import { type Question, question } from './questions.ts';
import { onQueueAnswer, openQueueLogin } from './queue-login.ts';
import { onRecordAnswer, onRecordTold, openRecording, recordQuestion } from './record-sound.ts';
import { identityQuestion, onIdentityAnswer, onIdentityTold } from './system-access.ts';
import { languageOf, say, type Turn } from './turn.ts';

export type CodeDialogue = Exclude<Dialogue, { extension: string }>;

/** Starts what the code asks for. Whoever is not logged in may log in, and ask whether he is. Source: FAC-73, SYS-4, SYS-5 */
export function dialCode(turn: Turn, code: DialledCode): Outcome {
  turn.state.way = 'code';
  say(turn, 'code', { function: code.function });
  if (code.function === 'login') return openLogin(turn);
  if (code.function === 'loginStatus') return tellStatus(turn);
  const { user } = turn.state.caller;
  if (user === undefined) return notLoggedIn(turn);
  switch (code.function) {
    case 'logout':
      return openLogout(turn, user);
    case 'changePin':
      return openPinChange(user);
    case 'queueLogin':
    case 'queueLogout':
      return openQueueLogin(user, code.function === 'queueLogin');
    case 'recordSound':
      return openRecording(turn, user);
    case 'listenIn':
      return openListenIn(user);
    case 'pickup':
      return pickUp(turn, user, code.digits);
    case 'moveHere':
      return moveHere(turn, user);
    case 'forwarding':
      return openForwarding(user);
    case 'timeConfiguration':
      return openPlans(turn, user);
    case 'voicemailManagement':
      return openManagement();
    case 'retrieveParked':
      return openRetrieve(turn, user, code.digits);
    case 'assistant':
      return openAssistant(turn, user);
    case 'personalVoicemail':
      return openPersonal(turn, user);
    default:
      return code.function satisfies never;
  }
}

/** Source: EXT-19, FAC-73 */
export function notLoggedIn(turn: Turn): Outcome {
  say(turn, 'nobodyLoggedIn');
  return { next: 'sayAndEnd', prompts: [system('notLoggedIn', languageOf(turn))], reason: 'notLoggedIn' };
}

export function codeQuestion(turn: Turn, dialogue: CodeDialogue): Question {
  const language = languageOf(turn);
  switch (dialogue.of) {
    case 'login':
    case 'changePin':
    case 'logout':
      return loginQuestion(turn, dialogue);
    case 'queueLogin':
      return question([system('enterQueue', language)], turn.compiled.account.extensionLength ?? 5);
    case 'listenIn':
      return question([system('enterAgent', language)], turn.compiled.account.extensionLength ?? 5);
    case 'retrieve':
      return question([system('enterLine', language)], 2);
    case 'forwarding':
      return forwardingQuestion(turn, dialogue);
    case 'plans':
      return plansQuestion(turn, dialogue);
    case 'recordSound':
      return recordQuestion(turn, dialogue);
    case 'mailbox':
      return mailboxQuestion(turn, dialogue);
    case 'identity':
      return identityQuestion(turn, dialogue);
    default:
      return dialogue satisfies never;
  }
}

export function onCodeAnswer(turn: Turn, dialogue: CodeDialogue, digits: string): Outcome {
  switch (dialogue.of) {
    case 'login':
    case 'changePin':
    case 'logout':
      return onLoginAnswer(turn, dialogue, digits);
    case 'queueLogin':
      return onQueueAnswer(turn, dialogue, digits);
    case 'listenIn':
      return onListenInAnswer(turn, dialogue.user, digits);
    case 'retrieve':
      return onLineAnswer(turn, dialogue.user, digits);
    case 'forwarding':
      return onForwardingAnswer(turn, dialogue, digits);
    case 'plans':
      return onPlansAnswer(turn, dialogue, digits);
    case 'recordSound':
      return onRecordAnswer(turn, dialogue, digits);
    case 'mailbox':
      return onMailboxAnswer(turn, dialogue, digits);
    case 'identity':
      return onIdentityAnswer(turn, dialogue, digits);
    default:
      return dialogue satisfies never;
  }
}

export function onCodeTold(turn: Turn, dialogue: CodeDialogue, answer: Answer): Outcome {
  switch (dialogue.of) {
    case 'login':
    case 'changePin':
    case 'logout':
      return onLoginTold(turn, dialogue, answer);
    case 'recordSound':
      return onRecordTold(turn, answer);
    case 'mailbox':
      return onMailboxTold(turn, dialogue, answer);
    case 'identity':
      return onIdentityTold(turn, dialogue, answer);
    case 'forwarding':
    case 'plans': {
      say(turn, answer.is === 'ok' ? 'changed' : 'notChanged');
      const prompts = [system(answer.is === 'ok' ? 'changed' : 'invalid', languageOf(turn))];
      return { next: 'sayAndEnd', prompts, reason: 'done' };
    }
    case 'queueLogin':
    case 'listenIn':
    case 'retrieve':
      return refused('nothingThere');
    default:
      return dialogue satisfies never;
  }
}
