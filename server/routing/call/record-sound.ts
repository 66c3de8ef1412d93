// 905: recording a message for use elsewhere. `#` ends it; then 1 hears it, 2 keeps it, 3 records anew. Source: SYS-9, SYS-40, FAC-57, FAC-63
import type { ExtensionNumber } from '../../domain/telephony/destination.ts';
import type { Answer } from '../decision.ts';
import type { Dialogue } from './dialogue.ts';
import { AGAIN, type Outcome, SETTLED } from './outcome.ts';
import { system } from './prompts.ts';
import { type Question, question } from './questions.ts';
import { act, languageOf, say, type Turn } from './turn.ts';

type Recording = Extract<Dialogue, { of: 'recordSound' }>;
const LONGEST_SEC = 600;

export function openRecording(turn: Turn, user: ExtensionNumber): Outcome {
  say(turn, 'recordsSound', { user });
  act(turn, { do: 'recordSound', maxSec: LONGEST_SEC });
  return { next: 'ask', dialogue: { of: 'recordSound', step: 'recording', user } };
}

export function recordQuestion(turn: Turn, { step }: Recording): Question {
  const prompt = system(step === 'recording' ? 'recordAfterTone' : 'recordMenu', languageOf(turn));
  return step === 'recording' ? question([prompt], 1, LONGEST_SEC * 1000) : question([prompt], 1);
}

export function onRecordAnswer(turn: Turn, dialogue: Recording, digits: string): Outcome {
  const { user } = dialogue;
  const menu: Outcome = { next: 'ask', dialogue: { of: 'recordSound', step: 'menu', user } };
  if (dialogue.step === 'recording') return menu;
  if (digits === '3') return openRecording(turn, user);
  if (digits === '1') {
    act(turn, { do: 'playRecording' });
    return menu;
  }
  if (digits !== '2') return AGAIN;
  act(turn, { do: 'ask', request: { ask: 'keepRecording', by: user } });
  return SETTLED;
}

export function onRecordTold(turn: Turn, answer: Answer): Outcome {
  const kept = answer.is === 'ok';
  return { next: 'sayAndEnd', prompts: [system(kept ? 'changed' : 'invalid', languageOf(turn))], reason: 'done' };
}
