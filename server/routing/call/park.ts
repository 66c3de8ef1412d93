// Parking: the other party waits on a line, hears music, and is taken from there by whoever may. Source: CALL-24 to CALL-33, SYS-54 to SYS-58
import type { ExtensionNumber } from '../../domain/telephony/destination.ts';
import { PARK_RECALL_SEC } from '../../domain/telephony/settings.ts';
import { userOf } from '../compile.ts';
import type { Party, Target } from '../decision.ts';
import { connect } from './connect.ts';
import { calleeAsCaller, leaveQueue, otherOf, type Talking } from './conversation.ts';
import { type Outcome, SETTLED } from './outcome.ts';
import { MOST_LINES } from './pickup-park.ts';
import { spoken, system } from './prompts.ts';
import { stop } from './ring.ts';
import type { Situation } from './state.ts';
import { devicesOf } from './targets.ts';
import { act, become, end, languageOf, say, type Turn } from './turn.ts';

type Parked = Extract<Situation, { is: 'parked' }>;
const RECALL_RING_SEC = 30;

/** Source: CALL-32 */
function recallMs({ compiled }: Turn): number {
  return (compiled.account.parkRecallSec ?? PARK_RECALL_SEC) * 1000;
}

export function park(turn: Turn, talking: Talking, by: Party, user: ExtensionNumber): Outcome {
  const language = languageOf(turn);
  if (userOf(turn.compiled, user)?.rights.parkCalls !== true) {
    say(turn, 'noParkRight', { user });
    act(turn, { do: 'tell', party: by, prompts: [system('noRight', language)] });
    return SETTLED;
  }
  const line = freeLine(turn);
  if (line === undefined) {
    say(turn, 'allLinesTaken');
    act(turn, { do: 'tell', party: by, prompts: [system('allLinesTaken', language)] });
    return SETTLED;
  }
  say(turn, 'parks', { user, line });
  leaveQueue(turn, talking, by);
  act(turn, { do: 'park', line, by: user });
  act(turn, { do: 'music', party: otherOf(by) });
  act(turn, { do: 'tell', party: by, prompts: [system('parkedOnLine', language), spoken(String(line))] });
  act(turn, { do: 'releaseParty', party: by });
  const caller = by === 'caller' ? calleeAsCaller(turn, talking) : turn.state.caller;
  become(turn, { is: 'parked', line, by: user, until: turn.now + recallMs(turn), recall: [] }, { caller });
  return SETTLED;
}

/** The lowest. Source: CALL-31 */
function freeLine({ live }: Turn): number | undefined {
  for (let line = 1; line <= MOST_LINES; line += 1) if (live.parked[line] === undefined) return line;
  return undefined;
}

/** Calls back whoever parked it; when he does not answer, it stays parked. Source: CALL-32 */
export function onParkTime(turn: Turn, parked: Parked): Outcome {
  if (parked.recall.length > 0) {
    stop(turn, parked.recall, false);
    become(turn, { ...parked, recall: [], until: turn.now + recallMs(turn) });
    return SETTLED;
  }
  const recall = devicesOf(turn, parked.by, undefined).targets.map((target) => ({ target }));
  if (recall.length > 0) {
    say(turn, 'recalls', { user: parked.by, line: parked.line });
    act(turn, { do: 'ring', targets: recall.map(({ target }) => target), forSec: RECALL_RING_SEC });
  }
  const wait = recall.length > 0 ? RECALL_RING_SEC * 1000 : recallMs(turn);
  become(turn, { ...parked, recall, until: turn.now + wait });
  return SETTLED;
}

export function onRecallFailed(turn: Turn, parked: Parked, id: string): Outcome {
  const recall = parked.recall.filter(({ target }) => target.id !== id);
  const until = recall.length === 0 ? turn.now + recallMs(turn) : parked.until;
  if (recall.length !== parked.recall.length) become(turn, { ...parked, recall, until });
  return SETTLED;
}

/** By whoever parked it, when he is called back; or by somebody who took it from its line. */
export function unpark(turn: Turn, parked: Parked, target: Target): Outcome {
  stop(
    turn,
    parked.recall.filter((each) => each.target.id !== target.id),
    true,
  );
  act(turn, { do: 'unpark', line: parked.line });
  connect(turn, target);
  return SETTLED;
}

/** Source: CALL-31 */
export function onParkedLeft(turn: Turn, parked: Parked): Outcome {
  stop(turn, parked.recall, false);
  act(turn, { do: 'unpark', line: parked.line });
  end(turn, 'callerHungUp');
  return SETTLED;
}
