// Do not disturb and forwards as one state of the user, however they are switched: on a phone, in a client, in the portal. An
// event comes in, what holds from then on and what is to be told to phones and clients comes out.
//   key on a phone -> manual status "do not disturb" -> every phone shows it; off anywhere is off everywhere.
// Source, DEV-31 to DEV-36
import type { ChannelName } from '../../domain/telephony/channel.ts';
import type { Destination } from '../../domain/telephony/destination.ts';
import {
  type Availability,
  type DeviceOverride,
  type ManualStatus,
  NO_ANSWER_SEC,
  type PhoneForwards,
  type ReachFacts,
} from '../../domain/telephony/reach.ts';
import type { CompiledReach } from './compile.ts';
import { activeStatus, isDoNotDisturb, isInForce, withoutManual } from './status.ts';

export type ForwardKind = keyof PhoneForwards;

export type ReachEvent =
  | { readonly type: 'doNotDisturb'; readonly on: boolean; readonly until?: string }
  /** Absent status: back to roaming and schedule. */
  | { readonly type: 'status'; readonly manual?: ManualStatus }
  | { readonly type: 'devices'; readonly devices?: DeviceOverride }
  | {
      readonly type: 'forward';
      readonly kind: ForwardKind;
      /** Absent: off. */
      readonly to?: Destination;
      /** Of noAnswer; phones that say none get the usual time. */
      readonly afterSec?: number;
    }
  | { readonly type: 'roaming'; readonly roaming: boolean }
  /** A phone registered, or asks how things stand. Source: DEV-35 */
  | { readonly type: 'phoneAsks'; readonly channel: ChannelName }
  /** Time has passed: something may have ended. */
  | { readonly type: 'timer' };

/** How a phone is to show the user's state, in lamps and in its menu. */
export interface PhoneFeatures {
  readonly doNotDisturb: boolean;
  readonly forwards: PhoneForwards;
}

export type ReachEffect =
  /** To every phone of the user, the one that said it included: it waits for this. */
  | { readonly do: 'tellPhones'; readonly features: PhoneFeatures; readonly only?: ChannelName }
  /** What others see of the user. Source */
  | { readonly do: 'tellOthers'; readonly availability: Availability; readonly message?: string };

export type ReachRefusal = 'noDndStatus' | 'noSuchStatus' | 'endsInThePast';

export interface Synced {
  readonly facts: ReachFacts;
  readonly effects: readonly ReachEffect[];
  /** Nothing was changed; phones are told how it stands all the same. */
  readonly refused?: ReachRefusal;
}

/** Source, DEV-31, DEV-34 */
export function syncReach(compiled: CompiledReach, facts: ReachFacts, event: ReachEvent, nowMs: number): Synced {
  const standing = current(facts, nowMs);
  const refused = refusalOf(compiled, event, nowMs);
  const next = refused ? standing : changed(compiled, standing, event, nowMs);
  return { facts: next, effects: effectsOf(compiled, facts, next, event, nowMs), ...(refused && { refused }) };
}

/** Without what has ended. Source */
function current(facts: ReachFacts, nowMs: number): ReachFacts {
  const { manual, devices, ...rest } = facts;
  return {
    ...rest,
    ...(manual && isInForce(manual, nowMs) && { manual }),
    ...(devices && isInForce(devices, nowMs) && { devices }),
  };
}

function refusalOf({ reach, statuses }: CompiledReach, event: ReachEvent, nowMs: number): ReachRefusal | undefined {
  const { doNotDisturb } = reach.defaults;
  if (event.type === 'doNotDisturb' && event.on && !statuses.has(doNotDisturb ?? '')) return 'noDndStatus';
  if (event.type === 'status' && event.manual && !statuses.has(event.manual.status)) return 'noSuchStatus';
  const until = untilOf(event);
  return until !== undefined && !(Date.parse(until) > nowMs) ? 'endsInThePast' : undefined;
}

function untilOf(event: ReachEvent): string | undefined {
  switch (event.type) {
    case 'doNotDisturb':
      return event.on ? event.until : undefined;
    case 'status':
      return event.manual?.until;
    case 'devices':
      return event.devices?.until;
    default:
      return undefined;
  }
}

function changed(compiled: CompiledReach, facts: ReachFacts, event: ReachEvent, nowMs: number): ReachFacts {
  switch (event.type) {
    case 'doNotDisturb': {
      const { doNotDisturb: status } = compiled.reach.defaults;
      if (!event.on) return isDoNotDisturb(compiled, facts, nowMs) ? withoutManual(facts) : facts;
      return status === undefined
        ? facts
        : { ...facts, manual: { status, ...(event.until && { until: event.until }) } };
    }
    case 'status':
      return { ...withoutManual(facts), ...(event.manual && { manual: event.manual }) };
    case 'devices': {
      const { devices: _former, ...rest } = facts;
      return { ...rest, ...(event.devices && { devices: event.devices }) };
    }
    case 'forward':
      return withForwards(facts, forwardsAfter(facts.forwards ?? {}, event));
    case 'roaming': {
      const { roaming: _former, ...rest } = facts;
      return { ...rest, ...(event.roaming && { roaming: true }) };
    }
    case 'phoneAsks':
    case 'timer':
      return facts;
    default:
      return event satisfies never;
  }
}

function forwardsAfter(
  forwards: PhoneForwards,
  { kind, to, afterSec = NO_ANSWER_SEC }: Extract<ReachEvent, { type: 'forward' }>,
): PhoneForwards {
  const { [kind]: _former, ...rest } = forwards;
  if (to === undefined) return rest;
  return kind === 'noAnswer' ? { ...rest, noAnswer: { to, afterSec } } : { ...rest, [kind]: to };
}

function withForwards({ forwards: _former, ...rest }: ReachFacts, forwards: PhoneForwards): ReachFacts {
  return Object.keys(forwards).length === 0 ? rest : { ...rest, forwards };
}

/** How phones are to show it. */
export function phoneFeatures(compiled: CompiledReach, facts: ReachFacts, nowMs: number): PhoneFeatures {
  return { doNotDisturb: isDoNotDisturb(compiled, facts, nowMs), forwards: facts.forwards ?? {} };
}

/** Phones that switched something are always answered: a lamp that nobody confirms would stay as it was pressed. */
function effectsOf(
  compiled: CompiledReach,
  before: ReachFacts,
  after: ReachFacts,
  event: ReachEvent,
  nowMs: number,
): readonly ReachEffect[] {
  const features = phoneFeatures(compiled, after, nowMs);
  if (event.type === 'phoneAsks') return [{ do: 'tellPhones', features, only: event.channel }];
  const effects: ReachEffect[] = [];
  const switches = event.type === 'doNotDisturb' || event.type === 'forward';
  // What ended by itself was shown until now, whatever the clock says of it.
  const shown: PhoneFeatures = {
    doNotDisturb: before.manual !== undefined && before.manual.status === compiled.reach.defaults.doNotDisturb,
    forwards: before.forwards ?? {},
  };
  if (switches || !isSame(shown, features)) effects.push({ do: 'tellPhones', features });
  const { status } = activeStatus(compiled, after, nowMs);
  const { availability, message } = status;
  const others = { availability, ...(message !== undefined && { message }) };
  if (event.type === 'timer' || !isSame(seenBefore(compiled, before, nowMs), others))
    effects.push({ do: 'tellOthers', ...others });
  return effects;
}

function seenBefore(compiled: CompiledReach, before: ReachFacts, nowMs: number) {
  const { availability, message } = activeStatus(compiled, before, nowMs).status;
  return { availability, ...(message !== undefined && { message }) };
}

function isSame(a: object, b: object): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
