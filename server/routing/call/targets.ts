// What rings for a user or a telephone number, and what is shown and sent there.
import type { ChannelName, DeviceKind, TelephonyChannel } from '../../domain/telephony/channel.ts';
import type { ExtensionNumber } from '../../domain/telephony/destination.ts';
import { isForeign } from '../../domain/telephony/dialled-number.ts';
import { type Compiled, userOf } from '../compile.ts';
import type { AlertClass, ShownCaller, Target } from '../decision.ts';
import type { Live } from '../snapshot.ts';
import { callerIdOfUser } from './caller-id.ts';
import type { Sends } from './state.ts';
import type { Turn } from './turn.ts';

/** The devices of a user that can ring now, and why the others cannot. */
export interface Devices {
  readonly targets: readonly Target[];
  /** He has devices that are registered, and all of them are full; or he takes one call at a time and has one. */
  readonly busy: boolean;
}

const INVERSES = new WeakMap<Live['logins'], ReadonlyMap<ExtensionNumber, readonly ChannelName[]>>();

/** Channels where the user is logged in by himself, by the order of their names. */
function loggedInOn({ logins }: Live, user: ExtensionNumber): readonly ChannelName[] {
  const known = INVERSES.get(logins);
  if (known !== undefined) return known.get(user) ?? [];
  const inverse = new Map<ExtensionNumber, ChannelName[]>();
  for (const [channel, owner] of Object.entries(logins)) inverse.set(owner, [...(inverse.get(owner) ?? []), channel]);
  INVERSES.set(logins, inverse);
  return inverse.get(user) ?? [];
}

/** Linked ones first. Source: FAC-122, FAC-31 */
export function channelsOf(compiled: Compiled, live: Live, user: ExtensionNumber): readonly ChannelName[] {
  const linked = compiled.linkedChannels.get(user);
  const own = loggedInOn(live, user);
  if (linked === undefined) return own;
  return own.length === 0 ? linked : [...new Set([...linked, ...own])];
}

/** Who is logged in on a channel. Source: FAC-118, FAC-120 */
export function userOn(compiled: Compiled, live: Live, channel: ChannelName): ExtensionNumber | undefined {
  return compiled.channels.get(channel)?.linkedTo ?? live.logins[channel];
}

/** He has a call that rings or is talked on. Source: R-13 */
export function isTalking({ live }: Turn, user: ExtensionNumber): boolean {
  return (live.userCalls[user] ?? 0) > 0;
}

/** Source: EXT-48, EXT-134, FAC-31, R-17 */
export function devicesOf(turn: Turn, user: ExtensionNumber, kinds: readonly DeviceKind[] | undefined): Devices {
  const { compiled, live } = turn;
  if (isTalking(turn, user) && userOf(compiled, user)?.offerSecondCall === false) return { targets: [], busy: true };
  const shown = shownCaller(turn);
  const alert = alertClass(turn);
  const alertInfo = compiled.alertInfo[alert];
  const targets: Target[] = [];
  let busy = false;
  for (const name of channelsOf(compiled, live, user)) {
    const channel = compiled.channels.get(name);
    if (channel === undefined || !canRing(turn, channel, kinds)) continue;
    if ((live.channelCalls[name] ?? 0) >= (channel.callLimit ?? 1)) busy = true;
    else if (channel.device === 'fixed')
      targets.push({ kind: 'channel', id: name, channel: name, user, shown, alert, alertInfo });
    else targets.push({ kind: 'channel', id: name, channel: name, user, shown, alert });
  }
  return { targets, busy: busy && targets.length === 0 };
}

function canRing(
  { live, state }: Turn,
  { name, device }: TelephonyChannel,
  kinds: readonly DeviceKind[] | undefined,
): boolean {
  if (live.unregistered[name] === true || name === state.caller.channel) return false;
  return kinds === undefined || kinds.includes(device);
}

/** Source, NP-23, EXT-76 "External caller number" */
export function shownCaller({ compiled, state }: Turn): ShownCaller {
  const { prefix, caller, sends } = state;
  if (sends?.kind === 'called') return { prefix, number: state.called };
  if (sends?.kind === 'number') return { prefix, number: sends.e164 };
  if (caller.user !== undefined) {
    const name = compiled.extensions.get(caller.user)?.name;
    return name === undefined ? { prefix, number: caller.user } : { prefix, number: caller.user, name };
  }
  return caller.number === undefined ? { prefix } : { prefix, number: caller.number };
}

/** Source: CALL-48 */
export function alertClass({ compiled, state }: Turn): AlertClass {
  if (state.through !== undefined) return state.through;
  if (state.caller.device !== 'outside') return 'internal';
  const { number } = state.caller;
  return number !== undefined && isForeign(number, compiled.account.country) ? 'international' : 'national';
}

/**
 * A telephone number that is rung because a call is passed on to it.
 * @param sends  the number that goes along; absent: what was said last on the call's way
 * Source: R-15, EXT-76, EXT-133, EXT-137
 */
export function numberTarget(
  turn: Turn,
  number: string,
  sends: Sends = turn.state.sends ?? { kind: 'caller' },
): Target {
  const callerId = sentCallerId(turn, number, sends);
  return { kind: 'number', id: number, number, isEmergency: false, ...(callerId !== undefined && { callerId }) };
}

function sentCallerId(turn: Turn, number: string, sends: Sends): string | undefined {
  const { compiled, state } = turn;
  if (sends.kind === 'number') return sends.e164;
  if (sends.kind === 'called') return state.called.startsWith('+') ? state.called : compiled.companyNumber;
  if (sends.kind === 'own') return callerIdOfUser(turn, sends.of, number);
  if (state.caller.device === 'outside') return state.caller.number;
  return state.caller.user === undefined ? compiled.companyNumber : callerIdOfUser(turn, state.caller.user, number);
}
