// Keys during a conversation: codes, hold, consultation; and its end. Only parties of ours may use codes, and keys
// that form none go on to the other side. Source: CALL-9 to CALL-16, CALL-24 to CALL-33, CALL-62, CALL-69, CALL-70, FAC-45 to FAC-50
import type { ExtensionNumber } from '../../domain/telephony/destination.ts';
import { STAR_CODES } from '../../domain/telephony/system-extensions.ts';
import type { CallEvent, Party } from '../decision.ts';
import { hasAssistant, startAnalysis } from './assistant.ts';
import { leaveQueue, otherOf, type Talking, userAt } from './conversation.ts';
import { type Outcome, SETTLED } from './outcome.ts';
import { park } from './park.ts';
import { system } from './prompts.ts';
import type { Hold } from './state.ts';
import { transfer } from './transfer.ts';
import { act, become, end, languageOf, release, say, type Turn } from './turn.ts';

/** Longest between two keys of a code: of one of two keys, and of a destination. */
const CODE_MS = 1500;
const DESTINATION_MS = 3000;

export function onTalkKey(turn: Turn, talking: Talking, from: Party, digit: string): Outcome {
  const user = userAt(turn, talking, from);
  const { hold } = talking;
  if (hold !== undefined && hold.holder === from) return onHoldKey(turn, talking, hold, digit);
  if (user === undefined || turn.state.emergency || hold !== undefined) return passOn(turn, from, digit);
  const digits = (talking.keys[from]?.digits ?? '') + digit;
  if (isBeginning(digits)) {
    become(turn, { ...talking, keys: { ...talking.keys, [from]: { digits, until: turn.now + CODE_MS } } });
    return SETTLED;
  }
  const cleared = { ...talking, keys: { ...talking.keys, [from]: undefined } };
  become(turn, cleared);
  return onCode(turn, cleared, from, user, digits) ?? passOn(turn, from, digits);
}

function passOn(turn: Turn, from: Party, digits: string): Outcome {
  act(turn, { do: 'passKeys', from, digits });
  return SETTLED;
}

const IN_CALL = Object.values(STAR_CODES.inCall).filter((code) => code !== STAR_CODES.inCall.retrieve);

function isBeginning(digits: string): boolean {
  return IN_CALL.some((code) => code.length > digits.length && code.startsWith(digits));
}

/** @returns undefined when it is none */
function onCode(turn: Turn, talking: Talking, by: Party, user: ExtensionNumber, digits: string): Outcome | undefined {
  const { hold, park: parkCode, startAnalysis, stopAnalysis } = STAR_CODES.inCall;
  switch (digits) {
    case hold:
      act(turn, { do: 'hold', party: otherOf(by) });
      say(turn, 'holds', { user });
      become(turn, { ...talking, hold: { holder: by, phase: 'collecting', digits: '' } });
      return SETTLED;
    case parkCode:
      return park(turn, talking, by, user);
    case startAnalysis:
    case stopAnalysis:
      return analyse(turn, by, user, digits === startAnalysis);
    default:
      return undefined;
  }
}

/** What a client asks for in the place of keys; not while anybody is on hold. Source: CALL-30, CALL-61 */
export function onClient(
  turn: Turn,
  talking: Talking,
  event: Extract<CallEvent, { type: 'park' | 'analyse' }>,
): Outcome {
  const user = userAt(turn, talking, event.by);
  if (user === undefined || turn.state.emergency || talking.hold !== undefined) return SETTLED;
  return event.type === 'park' ? park(turn, talking, event.by, user) : analyse(turn, event.by, user, event.on);
}

/** Source: CALL-62, CALL-69, FAC-65 */
function analyse(turn: Turn, by: Party, user: ExtensionNumber, on: boolean): Outcome {
  if (!hasAssistant(turn.compiled, user)) {
    say(turn, 'assistantOff', { user });
    act(turn, { do: 'tell', party: by, prompts: [system('assistantOff', languageOf(turn))] });
    return SETTLED;
  }
  say(turn, on ? 'analyses' : 'analysesNoMore', { user });
  if (on) startAnalysis(turn, user);
  else act(turn, { do: 'analyse', of: user, on });
  return SETTLED;
}

/** The table of CALL-11, with the readings CALL-12 to CALL-15. */
function onHoldKey(turn: Turn, talking: Talking, hold: Hold, digit: string): Outcome {
  const digits = hold.digits + digit;
  if (digits === '*#' && hold.phase !== 'calling') return retrieve(turn, talking, hold);
  if (hold.phase === 'collecting') return onDestinationKey(turn, talking, hold, digits);
  if (digits === '*') return keep(turn, talking, { ...hold, digits });
  if (digit === '1') return endConsultation(turn, talking, hold);
  if (hold.phase === 'consulting' && digit === '2') act(turn, { do: 'toggle' });
  if (hold.phase === 'consulting' && digit === '3') {
    say(turn, 'threeWay');
    act(turn, { do: 'threeWay' });
    return keep(turn, talking, { ...hold, phase: 'threeWay', digits: '' });
  }
  return keep(turn, talking, { ...hold, digits: '' });
}

function keep(turn: Turn, talking: Talking, hold: Hold): Outcome {
  const { until: _, ...rest } = hold;
  const waits = rest.digits !== '' ? { until: turn.now + DESTINATION_MS } : {};
  become(turn, { ...talking, hold: { ...rest, ...waits } });
  return SETTLED;
}

function onDestinationKey(turn: Turn, talking: Talking, hold: Hold, digits: string): Outcome {
  const found = /^(\*?)([0-9]+)#$/.exec(digits);
  if (found === null) {
    const grows = /^\*?[0-9]*$/.test(digits);
    return keep(turn, talking, { ...hold, digits: grows ? digits : '' });
  }
  const [, star, to = ''] = found;
  if (star === '*') return transfer(turn, talking, hold.holder, to);
  say(turn, 'consultsWith', { to });
  act(turn, { do: 'consult', holder: hold.holder, to });
  return keep(turn, talking, { holder: hold.holder, phase: 'calling', digits: '', to });
}

function retrieve(turn: Turn, talking: Talking, { holder, phase }: Hold): Outcome {
  if (phase !== 'collecting') act(turn, { do: 'endConsultation' });
  act(turn, { do: 'resume', party: otherOf(holder) });
  say(turn, 'resumes');
  const { hold: _, ...rest } = talking;
  become(turn, rest);
  return SETTLED;
}

/** The first party stays on hold. Source: CALL-13 */
function endConsultation(turn: Turn, talking: Talking, { holder }: Hold): Outcome {
  act(turn, { do: 'endConsultation' });
  say(turn, 'consultationEnds');
  return keep(turn, talking, { holder, phase: 'collecting', digits: '' });
}

/** A lone `*` takes the held party back; other keys that do not go on are forgotten, or were no code. Source: CALL-12, CALL-16 */
export function onTalkTime(turn: Turn, talking: Talking): Outcome {
  const { hold } = talking;
  if (hold?.until !== undefined && hold.until <= turn.now)
    return hold.digits === '*' && hold.phase === 'collecting'
      ? retrieve(turn, talking, hold)
      : keep(turn, talking, { ...hold, digits: '' });
  for (const party of ['caller', 'callee'] as const) {
    const buffer = talking.keys[party];
    if (buffer === undefined || buffer.until > turn.now) continue;
    become(turn, { ...talking, keys: { ...talking.keys, [party]: undefined } });
    return passOn(turn, party, buffer.digits);
  }
  return SETTLED;
}

export function onConsulted(turn: Turn, talking: Talking, answered: boolean): Outcome {
  const { hold } = talking;
  if (hold === undefined || hold.phase === 'collecting') return SETTLED;
  if (answered) return keep(turn, talking, { ...hold, phase: 'consulting', digits: '' });
  say(turn, 'consultationEnds');
  if (hold.phase === 'threeWay') {
    const { hold: _, ...rest } = talking;
    become(turn, rest);
    return SETTLED;
  }
  act(turn, { do: 'tell', party: hold.holder, prompts: [system('invalid', languageOf(turn))] });
  return keep(turn, talking, { holder: hold.holder, phase: 'collecting', digits: '' });
}

/** Whoever hangs up. With a consultation, the two others are connected. Source: CALL-3, CALL-11, CALL-14 */
export function onTalkEnd(turn: Turn, talking: Talking, party: Party): Outcome {
  const { hold } = talking;
  if (hold !== undefined && hold.phase !== 'collecting') {
    if (party !== hold.holder) {
      leaveQueue(turn, talking, party);
      say(turn, 'heldPartyLeft');
      end(turn, party === 'caller' ? 'callerHungUp' : 'calleeHungUp');
      return SETTLED;
    }
    if (hold.phase === 'calling') {
      act(turn, { do: 'endConsultation' });
      return transfer(turn, talking, hold.holder, hold.to ?? '');
    }
    leaveQueue(turn, talking, party);
    say(turn, 'transferred', { to: hold.to ?? '' });
    act(turn, { do: 'joinConsulted' });
    for (const extension of turn.state.counted) act(turn, { do: 'countLimit', extension, by: -1 });
    become(turn, { is: 'joined' }, { counted: [] });
    return SETTLED;
  }
  leaveQueue(turn, talking, party);
  say(turn, 'hungUp', { party });
  release(turn, party === 'caller' ? 'callerHungUp' : 'calleeHungUp');
  return SETTLED;
}
