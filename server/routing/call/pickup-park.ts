// Taking over what rings or is parked elsewhere, and moving one's own call to this device: 908, *8, 909, *9, 930.
// Source: CALL-19 to CALL-33, CALL-71, SYS-12 to SYS-14, SYS-18, SYS-19, SYS-45 to SYS-48, SYS-55 to SYS-58, SYS-67, EXT-80, EXT-81
import type { ExtensionNumber } from '../../domain/telephony/destination.ts';
import { type Compiled, hasRight } from '../compile.ts';
import type { EndReason } from '../decision.ts';
import type { RingingCall } from '../snapshot.ts';
import { AGAIN, type Outcome, SETTLED } from './outcome.ts';
import { type SystemPrompt, system } from './prompts.ts';
import { channelsOf } from './targets.ts';
import { act, become, languageOf, say, type Turn } from './turn.ts';

function ends(turn: Turn, name: SystemPrompt, reason: EndReason): Outcome {
  return { next: 'sayAndEnd', prompts: [system(name, languageOf(turn))], reason };
}

/** Whether the user may take a call that rings at this extension. A queue has its own rule. Source: CALL-22, EXT-80, EXT-81 */
export function mayPickUp(compiled: Compiled, user: ExtensionNumber, ringsAt: ExtensionNumber): boolean {
  const extension = compiled.extensions.get(ringsAt);
  if (extension?.kind !== 'group') return user === ringsAt || hasRight(compiled, user, ringsAt, 'pickup');
  return (
    extension.outsidersPickUp ||
    extension.members.includes(user) ||
    extension.privacyGroups.some(
      ({ groupId, pickup }) => pickup && compiled.privacyGroups.get(groupId)?.members.includes(user) === true,
    ) ||
    hasRight(compiled, user, ringsAt, 'pickup')
  );
}

/** @param at  the extension that rings; empty: any. Source: CALL-21, CALL-23 */
export function pickUp(turn: Turn, user: ExtensionNumber, at: string): Outcome {
  const { compiled, live } = turn;
  if (compiled.queues.has(at)) {
    say(turn, 'picksUpQueue', { queue: at });
    act(turn, { do: 'tellQueue', event: { type: 'pickup', queue: at, by: user } });
    become(turn, { is: 'joined' });
    return SETTLED;
  }
  const fits = ({ extension, users }: RingingCall) => at === '' || extension === at || users.includes(at);
  const rings = live.ringing.filter(fits).sort((a, b) => a.since - b.since);
  const taken = rings.find((call) => mayTake(compiled, user, call, at));
  if (taken === undefined) {
    say(turn, rings.length === 0 ? 'nothingRings' : 'noPickupRight', { extension: at });
    return ends(turn, rings.length === 0 ? 'nothingRings' : 'noRight', rings.length === 0 ? 'nothingThere' : 'noRight');
  }
  say(turn, 'picksUp', { extension: taken.extension, user });
  act(turn, { do: 'pickUp', other: taken.call });
  become(turn, { is: 'joined' });
  return SETTLED;
}

/** A queue's calls are picked up by its number alone. Source: CALL-23, Q-54 */
function mayTake(compiled: Compiled, user: ExtensionNumber, { extension, users }: RingingCall, at: string): boolean {
  if (compiled.queues.has(extension)) return false;
  if (mayPickUp(compiled, user, extension)) return true;
  const others = at === '' ? users : users.filter((each) => each === at);
  return others.some((each) => mayPickUp(compiled, user, each));
}

/** Source: CALL-71, SYS-48 */
export function moveHere(turn: Turn, user: ExtensionNumber): Outcome {
  const { compiled, live, state } = turn;
  const others = channelsOf(compiled, live, user).filter((name) => name !== state.caller.channel);
  const talks = others.some((name) => (live.channelCalls[name] ?? 0) > 0);
  if (!talks) {
    say(turn, 'nothingToMove', { user });
    return ends(turn, 'nothingRings', 'nothingThere');
  }
  say(turn, 'movesHere', { user });
  act(turn, { do: 'moveHere', user });
  become(turn, { is: 'joined' });
  return SETTLED;
}

/** Source: SYS-18, SYS-19, SYS-56 */
export function openRetrieve(turn: Turn, user: ExtensionNumber, line: string): Outcome {
  return line === '' ? { next: 'ask', dialogue: { of: 'retrieve', user } } : retrieve(turn, user, line);
}

export function onLineAnswer(turn: Turn, user: ExtensionNumber, digits: string): Outcome {
  return isLine(digits) ? retrieve(turn, user, digits) : AGAIN;
}

/** Source: CALL-28 */
export const MOST_LINES = 99;

function isLine(digits: string): boolean {
  return /^[0-9]{1,2}$/.test(digits) && Number(digits) >= 1 && Number(digits) <= MOST_LINES;
}

/** Source: CALL-26, CALL-31, SYS-67 */
function retrieve(turn: Turn, user: ExtensionNumber, digits: string): Outcome {
  const parked = isLine(digits) ? turn.live.parked[String(Number(digits))] : undefined;
  if (parked === undefined) {
    say(turn, 'nothingParked', { line: digits });
    return ends(turn, 'nothingParked', 'nothingThere');
  }
  if (parked.by !== user && !hasRight(turn.compiled, user, parked.by, 'retrieveParked')) {
    say(turn, 'noRetrieveRight', { user, line: digits });
    return ends(turn, 'noRight', 'noRight');
  }
  say(turn, 'retrieves', { line: digits, user });
  act(turn, { do: 'retrieve', other: parked.call, line: Number(digits) });
  become(turn, { is: 'joined' });
  return SETTLED;
}
