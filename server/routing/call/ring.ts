// Rings what can be rung for a call, and goes on when it is answered, fails, or nobody comes in time.
import { destinationText } from '../../domain/telephony/destination.ts';
import { TRANSFER_RING_SEC } from '../../domain/telephony/settings.ts';
import type { FailureReason, RefusalReason, Target } from '../decision.ts';
import { type Outcome, refused, SETTLED } from './outcome.ts';
import type { Next, Ringing, Situation } from './state.ts';
import { togetherOf } from './together.ts';
import { act, become, say, type Turn } from './turn.ts';

/** Longest that anything rings when nobody says how long. Below the 3 minutes after which networks give up. */
export const MOST_RING_SEC = 170;

export interface Ring {
  readonly ringing: readonly Ringing[];
  /** Absent: as long as a phone may ring. */
  readonly forSec?: number | undefined;
  readonly onBusy?: Next | undefined;
  readonly onNoAnswer?: Next | undefined;
  /** Whether somebody of those who do not ring is busy. */
  readonly busy?: boolean;
}

type RingingSituation = Extract<Situation, { is: 'ringing' }>;

const NO_ANSWER: Next = { do: 'refuse', reason: 'noAnswer' };
const BUSY: Next = { do: 'refuse', reason: 'busy' };

/** Each device rings once, whatever way leads to it. */
export function ring(turn: Turn, { ringing, forSec, onBusy, onNoAnswer, busy = false }: Ring): Outcome {
  const each = onceEach(ringing);
  const { transferRingSec = TRANSFER_RING_SEC } = turn.compiled.account;
  const usual = turn.state.returnsTo === undefined ? MOST_RING_SEC : transferRingSec;
  const sec = Math.min(forSec ?? usual, MOST_RING_SEC);
  if (each.length === 0) return outcomeOf(turn, busy ? (onBusy ?? BUSY) : (onNoAnswer ?? refusal('unreachable')));
  act(turn, { do: 'ring', targets: each.map(({ target }) => target), forSec: sec });
  say(turn, 'rings', { targets: each.map(({ target }) => target.id).join(', '), seconds: sec });
  become(turn, {
    is: 'ringing',
    ringing: each,
    until: turn.now + sec * 1000,
    onBusy: onBusy ?? BUSY,
    onNoAnswer: onNoAnswer ?? NO_ANSWER,
    allBusy: true,
  });
  return SETTLED;
}

function onceEach(ringing: readonly Ringing[]): readonly Ringing[] {
  if (ringing.length < 2) return ringing;
  const seen = new Set<string>();
  return ringing.filter(({ target: { id } }) => !seen.has(id) && seen.add(id) !== undefined);
}

function refusal(reason: RefusalReason): Next {
  return { do: 'refuse', reason };
}

/** What was to be done when nobody takes it. */
export function outcomeOf(turn: Turn, next: Next): Outcome {
  if (next.do === 'refuse') return refused(next.reason);
  say(turn, 'forwards', { of: next.of, to: next.to.map(destinationText).join(', ') });
  return { next: 'send', to: next.to, sends: next.sends, by: next.of };
}

/** The rest stops ringing. @returns what was answered; undefined when it does not ring any more */
export function takeAnswered(turn: Turn, { ringing }: RingingSituation, id: string): Target | undefined {
  const answered = ringing.find(({ target }) => target.id === id)?.target;
  if (answered === undefined) return undefined;
  stop(
    turn,
    ringing.filter(({ target }) => target.id !== id),
    true,
  );
  return answered;
}

export function stop(turn: Turn, ringing: readonly Ringing[], elsewhere: boolean): void {
  if (ringing.length > 0) act(turn, { do: 'stopRinging', targets: ringing.map(({ target }) => target.id), elsewhere });
}

/** Something does not ring any more: a user who declines does so for all of his devices. */
export function onFailed(turn: Turn, situation: RingingSituation, id: string, why: FailureReason): Outcome {
  const failed = situation.ringing.find(({ target }) => target.id === id);
  if (failed === undefined) return SETTLED;
  say(turn, 'targetFailed', { target: id, why });
  const user = failed.target.kind === 'channel' ? failed.target.user : undefined;
  const goes = (other: Ringing) =>
    other === failed || (why === 'declined' && other.target.kind === 'channel' && other.target.user === user);
  stop(
    turn,
    situation.ringing.filter((other) => other !== failed && goes(other)),
    false,
  );
  const left = situation.ringing.filter((other) => !goes(other));
  const allBusy = situation.allBusy && why !== 'unreachable';
  if (left.length > 0) {
    become(turn, { ...situation, ringing: left, allBusy });
    return SETTLED;
  }
  return outcomeOf(turn, allBusy ? situation.onBusy : situation.onNoAnswer);
}

/** The time of all, or of one of those that ring, is over: a member's own forward takes his place. Source: EXT-76, R-14 */
export function onRingTime(turn: Turn, situation: RingingSituation): Outcome {
  const { ringing, until, onNoAnswer } = situation;
  if (turn.now >= until) {
    stop(turn, ringing, false);
    say(turn, 'noAnswer');
    return outcomeOf(turn, onNoAnswer);
  }
  const isDue = ({ until: own }: Ringing) => own !== undefined && own <= turn.now;
  const due = ringing.filter(isDue);
  const rest = ringing.filter((each) => !isDue(each));
  stop(turn, due, false);
  const known = new Set(rest.map(({ target }) => target.id));
  const instead = onceEach(due.flatMap((each) => insteadOf(turn, each))).filter(({ target }) => !known.has(target.id));
  const all = [...rest, ...instead];
  if (all.length === 0) return outcomeOf(turn, onNoAnswer);
  if (instead.length > 0) {
    const forSec = Math.ceil((until - turn.now) / 1000);
    act(turn, { do: 'ring', targets: instead.map(({ target }) => target), forSec });
  }
  become(turn, { ...situation, ringing: all });
  return SETTLED;
}

function insteadOf(turn: Turn, { onNoAnswer, target }: Ringing): readonly Ringing[] {
  if (onNoAnswer === undefined || target.kind !== 'channel') return [];
  const { to, sends } = onNoAnswer;
  say(turn, 'memberForwards', { of: target.user, to: destinationText(to) });
  return togetherOf(turn, to, { followForwards: false, sends, by: target.user }).ringing;
}
