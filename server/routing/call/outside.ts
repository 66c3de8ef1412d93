// Calls to the public network, and calls that come from it. Source: FAC-70, FAC-102 to FAC-116, CB-1 to CB-9, NP-18, NP-41, R-64
import type { ExtensionNumber } from '../../domain/telephony/destination.ts';
import { readDialledNumber } from '../../domain/telephony/dialled-number.ts';
import { ANONYMOUS_PREFIX, type DialPrefix } from '../../domain/telephony/system-extensions.ts';
import type { Target } from '../decision.ts';
import { areaCodeOf, callerIdOfUser, emergencyCallerId, outboundCallerId } from './caller-id.ts';
import { leads, type Outcome, refused } from './outcome.ts';
import { isBarred, planned } from './reachability.ts';
import { ring } from './ring.ts';
import { numberTarget } from './targets.ts';
import { say, type Turn } from './turn.ts';

/** Before anything that could stand in its way. Source: FAC-78, FAC-102, FAC-107, FAC-116, CB-6 */
export function callEmergency(turn: Turn, number: string, prefix: DialPrefix | undefined): Outcome {
  const areaCode = areaCodeOf(turn, turn.state.caller);
  say(turn, 'emergency', { number, areaCode: areaCode ?? '' });
  const callerId = emergencyCallerId(turn, number, prefix?.code === ANONYMOUS_PREFIX);
  const target: Target = {
    kind: 'number',
    id: number,
    number,
    isEmergency: true,
    ...(callerId !== undefined && { callerId }),
    ...(areaCode !== undefined && { areaCode }),
  };
  turn.state.way = 'outbound';
  turn.state.emergency = true;
  return ring(turn, { ringing: [{ target }] });
}

/**
 * @param dialled  without dial prefix
 * @param by       whose blocking holds
 */
export function callOutside(
  turn: Turn,
  dialled: string,
  prefix: DialPrefix | undefined,
  by: ExtensionNumber | undefined,
): Outcome {
  const { compiled } = turn;
  const read = readDialledNumber(dialled, compiled.account.country, areaCodeOf(turn, turn.state.caller));
  if (read.kind === 'invalid') {
    say(turn, 'noSuchNumber', { number: dialled });
    return refused('noSuchNumber');
  }
  const number = read.kind === 'e164' ? read.e164 : read.digits;
  if (compiled.numbers.has(number)) {
    say(turn, 'ownNumber', { number });
    return toOwnNumber(turn, number);
  }
  turn.state.way = 'outbound';
  turn.state.called = number;
  say(turn, 'outbound', { number });
  if (isBarred(turn, number, by)) {
    say(turn, 'barred', { number });
    return refused('blocked');
  }
  if (isFull(turn)) return refused('externalCallLimit');
  const callerId =
    by === turn.state.caller.user ? outboundCallerId(turn, number, prefix?.code) : passedCallerId(turn, number, by);
  const target: Target = { kind: 'number', id: number, number, isEmergency: false, ...(callerId && { callerId }) };
  return ring(turn, { ringing: [{ target }] });
}

/** Who is passed on carries the number of whoever does so. */
function passedCallerId(turn: Turn, number: string, by: ExtensionNumber | undefined): string | undefined {
  return by === undefined ? turn.state.caller.number : callerIdOfUser(turn, by, number);
}

/** A number that a call is passed on to; one of the account's own stays inside, where it goes round no more. Source: EXT-13, EXT-138, CB-1 */
export function passOutside(turn: Turn, number: string): Outcome {
  if (turn.compiled.numbers.has(number)) {
    say(turn, 'ownNumber', { number });
    return toOwnNumber(turn, number);
  }
  const { passedBy, caller } = turn.state;
  if (isBarred(turn, number, passedBy ?? caller.user)) {
    say(turn, 'barred', { number });
    return refused('blocked');
  }
  if (isFull(turn)) return refused('externalCallLimit');
  return ring(turn, { ringing: [{ target: numberTarget(turn, number) }] });
}

function isFull(turn: Turn): boolean {
  const { externalCallLimit: limit } = turn.compiled.account;
  if (limit === undefined || turn.live.externalCalls < limit) return false;
  say(turn, 'externalCallLimit', { limit });
  return true;
}

/** A call from outside. */
export function arriveFromOutside(turn: Turn, called: string): Outcome {
  const read = readDialledNumber(called, turn.compiled.account.country, undefined);
  const number = read.kind === 'e164' ? read.e164 : called;
  turn.state.called = number;
  if (!turn.compiled.numbers.has(number)) {
    say(turn, 'notOurs', { number });
    return refused('noSuchNumber');
  }
  say(turn, 'inbound', { number, caller: turn.state.caller.number ?? '' });
  if (isFull(turn)) return refused('externalCallLimit');
  return toOwnNumber(turn, number);
}

/** Source, NP-18, NP-23, NP-41 */
function toOwnNumber(turn: Turn, number: string): Outcome {
  const { linkedTo } = turn.compiled.numbers.get(number) ?? {};
  turn.state.called = number;
  if (linkedTo !== undefined) {
    say(turn, 'personalNumber', { number, user: linkedTo });
    return { next: 'send', to: [{ kind: 'extension', number: linkedTo }] };
  }
  const plan = planned(turn, number);
  if (plan === undefined) {
    say(turn, 'noActivePlan', { number });
    return refused('noActivePlan');
  }
  const { to, prefix } = plan;
  return leads({ kind: 'extension', number: to }, prefix);
}
