// What the system says, and how long that takes at most: whoever carries calls out has these sentences in each language, and a
// call goes on when nobody tells that one has ended.
import type { Language } from '../../domain/locale.ts';
import type { Sound } from '../../domain/telephony/sound.ts';
import type { Prompt } from '../decision.ts';

const SHORT_MS = 4000;
const MENU_MS = 15_000;

/** Each sentence, and its length at most in milliseconds. */
const SENTENCES = {
  notLoggedIn: SHORT_MS,
  loginAgain: SHORT_MS,
  noRight: SHORT_MS,
  invalid: SHORT_MS,
  changed: SHORT_MS,
  enterExtension: SHORT_MS,
  enterPin: SHORT_MS,
  enterNewPin: SHORT_MS,
  repeatNewPin: SHORT_MS,
  pinsDiffer: SHORT_MS,
  pinTooWeak: SHORT_MS,
  loggedIn: SHORT_MS,
  loggedOut: SHORT_MS,
  loggedInAs: SHORT_MS,
  linkedDevice: SHORT_MS,
  maximumDevices: MENU_MS,
  logoutMenu: MENU_MS,
  enterQueue: SHORT_MS,
  queueLoggedIn: SHORT_MS,
  queueLoggedOut: SHORT_MS,
  queueRefused: SHORT_MS,
  nothingRings: SHORT_MS,
  nothingParked: SHORT_MS,
  enterLine: SHORT_MS,
  parkedOnLine: SHORT_MS,
  allLinesTaken: SHORT_MS,
  enterAgent: SHORT_MS,
  supervisorListens: SHORT_MS,
  forwardMenu: MENU_MS,
  enterForward: SHORT_MS,
  planMenu: MENU_MS,
  enterSchema: SHORT_MS,
  enterPlan: SHORT_MS,
  recordAfterTone: SHORT_MS,
  recordMenu: MENU_MS,
  enterMailbox: SHORT_MS,
  newMessages: SHORT_MS,
  noMessages: MENU_MS,
  mailboxOptions: MENU_MS,
  messageMenu: MENU_MS,
  enterLanguage: SHORT_MS,
  leaveMessage: SHORT_MS,
  chooseFromMenu: SHORT_MS,
  enterPostcode: SHORT_MS,
  assistantOff: SHORT_MS,
  numberBlocked: SHORT_MS,
  appUnreachable: SHORT_MS,
} as const;
export type SystemPrompt = keyof typeof SENTENCES;
/** For those who check that each has its recording. */
export const SYSTEM_PROMPTS: readonly string[] = Object.keys(SENTENCES);

const DIGIT_MS = 700;
const RINGBACK_MS = 5000;

export function system(name: SystemPrompt, language: Language): Prompt {
  return { kind: 'system', name, language, durationMs: SENTENCES[name] };
}

export function spoken(digits: string): Prompt {
  return { kind: 'digits', digits, durationMs: digits.length * DIGIT_MS };
}

export function recording({ id, durationMs }: Sound): Prompt {
  return { kind: 'sound', soundId: id, durationMs };
}

export const RINGBACK_TONE: Prompt = { kind: 'ringbackTone', durationMs: RINGBACK_MS };

export function lengthMs(prompts: readonly Prompt[]): number {
  return prompts.reduce((sum, { durationMs }) => sum + durationMs, 0);
}
