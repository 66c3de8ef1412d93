// 903 and 904: becoming an active or inactive member of a queue. The queue's machine decides. Source: SYS-7, SYS-8, SYS-39, Q-45, Q-47

import type { ExtensionNumber } from '../../domain/telephony/destination.ts';
import type { QueueAction } from '../queue/events.ts';
import type { Dialogue } from './dialogue.ts';
import { AGAIN, type Outcome, SETTLED } from './outcome.ts';
import { system } from './prompts.ts';
import { act, languageOf, say, type Turn } from './turn.ts';

export function openQueueLogin(user: ExtensionNumber, login: boolean): Outcome {
  return { next: 'ask', dialogue: { of: 'queueLogin', login, user } };
}

export function onQueueAnswer(turn: Turn, dialogue: Extract<Dialogue, { of: 'queueLogin' }>, digits: string): Outcome {
  if (!turn.compiled.queues.has(digits)) return AGAIN;
  const { user: agent, login } = dialogue;
  act(turn, { do: 'tellQueue', event: { type: login ? 'agentLoggedIn' : 'agentLoggedOut', queue: digits, agent } });
  return SETTLED;
}

type Told = Extract<QueueAction, { do: 'tellStatus' }>;

export function onQueueStatus(turn: Turn, { queue, agent, status, added }: Told): Outcome {
  const said = { active: 'queueLoggedIn', inactive: 'queueLoggedOut', refused: 'queueRefused' } as const;
  say(turn, said[status], { queue });
  if (status !== 'refused') act(turn, { do: 'keepQueueLogin', queue, agent, status, added });
  return { next: 'sayAndEnd', prompts: [system(said[status], languageOf(turn))], reason: 'done' };
}
