// Questions to the caller: asked, answered with keys, asked again, given up. What a question is about, its own file knows.
// Source: EXT-100, EXT-106, EXT-107, EXT-122, EXT-140
import type { Answer, Prompt } from '../decision.ts';
import { codeQuestion, onCodeAnswer, onCodeTold } from './codes.ts';
import type { Dialogue } from './dialogue.ts';
import {
  isMenuAnswer,
  type MenuExtension,
  menuQuestion,
  onMenuAnswer,
  onMenuGivenUp,
  onPinTold,
} from './menu-extensions.ts';
import { type Outcome, refused, SETTLED } from './outcome.ts';
import { lengthMs, system } from './prompts.ts';
import { MOST_ASKED, type Question } from './questions.ts';
import type { Situation } from './state.ts';
import { act, become, languageOf, type Turn } from './turn.ts';

type Asking = Extract<Situation, { is: 'dialogue' }>;
type MenuDialogue = Extract<Dialogue, { extension: string }>;
/** How long the store may take to answer. */
const TOLD_MS = 10_000;
const SLACK_MS = 1000;

export function ask(turn: Turn, dialogue: Dialogue, first: readonly Prompt[]): Outcome {
  return put(turn, dialogue, first, 1);
}

/** Source: EXT-107, EXT-100, EXT-122 */
export function askAgain(turn: Turn, first: readonly Prompt[]): Outcome {
  const { situation } = turn.state;
  if (situation.is !== 'dialogue') return refused('noInput');
  const { dialogue, asked } = situation;
  if (asked >= MOST_ASKED) return givenUp(turn, dialogue);
  const told = first.length > 0 ? first : [system('invalid', languageOf(turn))];
  return put(turn, dialogue, told, asked + 1);
}

function put(turn: Turn, dialogue: Dialogue, first: readonly Prompt[], asked: number): Outcome {
  const prompts = [...first, ...questionOf(turn, dialogue).prompts];
  if (prompts.length > 0) act(turn, { do: 'play', prompts });
  const until = turn.now + lengthMs(prompts) + SLACK_MS;
  become(turn, { is: 'dialogue', dialogue, digits: '', asked, phase: 'asking', until }, { answered: true });
  return SETTLED;
}

function questionOf(turn: Turn, dialogue: Dialogue): Question {
  if (!isMenu(dialogue)) return codeQuestion(turn, dialogue);
  const extension = menuOf(turn, dialogue);
  return extension === undefined
    ? { prompts: [], maxDigits: 1, firstMs: 0, betweenMs: 0 }
    : menuQuestion(turn, extension);
}

function isMenu(dialogue: Dialogue): dialogue is MenuDialogue {
  return 'extension' in dialogue;
}

function menuOf(turn: Turn, { extension: number }: MenuDialogue): MenuExtension | undefined {
  const extension = turn.compiled.extensions.get(number);
  switch (extension?.kind) {
    case 'ivr':
    case 'selector':
    case 'lbr':
    case 'authentication':
      return extension;
    default:
      return undefined;
  }
}

/** A key cuts prompts off. Whoever presses one may go through extensions again (EXT-13). */
export function onKey(turn: Turn, asking: Asking, digit: string): Outcome {
  if (asking.phase === 'waiting' || digit === '*') return SETTLED;
  turn.state.visited = [];
  if (digit === '#') return asking.digits === '' ? onSilence(turn, asking) : answer(turn, asking, asking.digits);
  const digits = asking.digits + digit;
  const { maxDigits, betweenMs } = questionOf(turn, asking.dialogue);
  if (digits.length >= maxDigits || isAnswer(turn, asking.dialogue, digits)) return answer(turn, asking, digits);
  become(turn, { ...asking, digits, phase: 'listening', until: turn.now + betweenMs });
  return SETTLED;
}

function isAnswer(turn: Turn, dialogue: Dialogue, digits: string): boolean {
  const extension = isMenu(dialogue) ? menuOf(turn, dialogue) : undefined;
  return extension !== undefined && isMenuAnswer(extension, digits);
}

function answer(turn: Turn, asking: Asking, digits: string): Outcome {
  become(turn, { ...asking, digits: '', phase: 'waiting', until: turn.now + TOLD_MS });
  if (!isMenu(asking.dialogue)) return onCodeAnswer(turn, asking.dialogue, digits);
  const extension = menuOf(turn, asking.dialogue);
  return extension === undefined ? refused('nothingThere') : onMenuAnswer(turn, extension, digits);
}

export function onPromptEnd(turn: Turn, asking: Asking): Outcome {
  if (asking.phase === 'asking') listen(turn, asking);
  return SETTLED;
}

function listen(turn: Turn, asking: Asking): void {
  const { firstMs } = questionOf(turn, asking.dialogue);
  become(turn, { ...asking, phase: 'listening', until: turn.now + firstMs });
}

/** Prompts are over and nobody told; keys have stopped coming; or nobody answered what was asked of the store. */
export function onAskTime(turn: Turn, asking: Asking): Outcome {
  switch (asking.phase) {
    case 'asking':
      listen(turn, asking);
      return SETTLED;
    case 'listening':
      return asking.digits === '' ? onSilence(turn, asking) : answer(turn, asking, asking.digits);
    case 'waiting':
      return refused('nothingThere');
    default:
      return asking.phase satisfies never;
  }
}

/** An extension selector goes to its fallback at once; others ask again. Source: EXT-140 "Fallback timeout" */
function onSilence(turn: Turn, { dialogue }: Asking): Outcome {
  return dialogue.of === 'selector' ? givenUp(turn, dialogue) : { next: 'again' };
}

function givenUp(turn: Turn, dialogue: Dialogue): Outcome {
  const extension = isMenu(dialogue) ? menuOf(turn, dialogue) : undefined;
  if (extension !== undefined) return onMenuGivenUp(turn, extension);
  return { next: 'sayAndEnd', prompts: [system('invalid', languageOf(turn))], reason: 'noInput' };
}

/** The store has answered. */
export function onTold(turn: Turn, asking: Asking, told: Answer): Outcome {
  if (asking.phase !== 'waiting') return SETTLED;
  if (!isMenu(asking.dialogue)) return onCodeTold(turn, asking.dialogue, told);
  const extension = menuOf(turn, asking.dialogue);
  return extension?.kind === 'authentication' ? onPinTold(turn, extension, told) : SETTLED;
}
