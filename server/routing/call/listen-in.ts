// 906: a supervisor hears the calls of somebody else. Source: CALL-34 to CALL-43, SYS-41 to SYS-44
import type { ExtensionNumber } from '../../domain/telephony/destination.ts';
import { hasRight, userOf } from '../compile.ts';
import { type Outcome, SETTLED } from './outcome.ts';
import { system } from './prompts.ts';
import type { Situation } from './state.ts';
import { act, become, languageOf, say, type Turn } from './turn.ts';

type Listening = Extract<Situation, { is: 'listeningIn' }>;

export function openListenIn(user: ExtensionNumber): Outcome {
  return { next: 'ask', dialogue: { of: 'listenIn', user } };
}

/** Source: CALL-37, CALL-42 */
export function onListenInAnswer(turn: Turn, user: ExtensionNumber, agent: string): Outcome {
  if (userOf(turn.compiled, agent) === undefined || !hasRight(turn.compiled, user, agent, 'listenIn')) {
    say(turn, 'noListenInRight', { user, agent });
    return { next: 'sayAndEnd', prompts: [system('noRight', languageOf(turn))], reason: 'noRight' };
  }
  const active = (turn.live.userCalls[agent] ?? 0) > 0;
  become(turn, { is: 'listeningIn', agent, active });
  if (active) joinCall(turn, agent);
  else waitForCall(turn, agent);
  return SETTLED;
}

/** The agent alone is told. Source: CALL-38, CALL-40 */
function joinCall(turn: Turn, agent: ExtensionNumber): void {
  say(turn, 'listensIn', { agent });
  act(turn, { do: 'listenIn', agent, mode: 'listen' });
  act(turn, { do: 'tell', party: 'callee', prompts: [system('supervisorListens', languageOf(turn))] });
}

function waitForCall(turn: Turn, agent: ExtensionNumber): void {
  say(turn, 'waitsForAgent', { agent });
  act(turn, { do: 'music', party: 'caller' });
}

/** Source: CALL-43 */
export function onAgentCall(turn: Turn, listening: Listening, active: boolean): Outcome {
  if (listening.active === active) return SETTLED;
  become(turn, { ...listening, active });
  if (active) joinCall(turn, listening.agent);
  else waitForCall(turn, listening.agent);
  return SETTLED;
}

/** Source: CALL-41 */
export function onListeningKey(turn: Turn, { agent, active }: Listening, digit: string): Outcome {
  if (!active) return SETTLED;
  if (digit === '1' || digit === '2') {
    const mode = digit === '1' ? 'listen' : 'consult';
    say(turn, mode === 'listen' ? 'listens' : 'consults', { agent });
    act(turn, { do: 'listenIn', agent, mode });
  }
  if (digit === '3') act(turn, { do: 'nextCallOfAgent', agent });
  return SETTLED;
}
