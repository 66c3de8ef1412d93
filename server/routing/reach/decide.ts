// What becomes of a call to a user: the order of R-87, each step one function. A forward of the phones goes first, then the
// profile that active status and class of the caller give: its forward, assistants, busy forward, devices, no-answer forward.
// Source, FAC-8 to FAC-14
import { DEVICE_KINDS, type DeviceKind } from '../../domain/telephony/channel.ts';
import { type Destination, destinationText, type E164 } from '../../domain/telephony/destination.ts';
import type { CallClass, ForwardShows, ReachFacts, Status } from '../../domain/telephony/reach.ts';
import { classify, type OtherParty } from './call-class.ts';
import type { Cell } from './cells.ts';
import type { CompiledReach } from './compile.ts';
import type { ResolvedProfile } from './profile.ts';
import { activeStatus, deviceOverride, withoutManual } from './status.ts';
import { type ReachStep, reachStep } from './steps.ts';

export interface ReachCall {
  readonly caller: OtherParty;
  /** The user talks, or may not be offered another call. Source: R-13, EXT-48 */
  readonly isBusy: boolean;
  /** The caller is one of the user's assistants, or nobody of them could be reached. Source: FAC-14 */
  readonly passesAssistants: boolean;
}

/** Where a call goes instead. */
export interface Onward {
  readonly to: Destination;
  readonly shows: ForwardShows;
  /** Of the profile: what `user` stands for. */
  readonly callerId?: E164;
}

/** Without assistants. */
export type PlainRoute =
  | { readonly do: 'forward'; readonly onward: Onward }
  | {
      readonly do: 'ring';
      /** At least one, in the order of DEVICE_KINDS; they ring together. */
      readonly devices: readonly DeviceKind[];
      /** When all of them turn out to be busy. */
      readonly busy?: Onward;
      readonly noAnswer?: Onward & { readonly afterSec: number };
    }
  /** No device may ring, and nothing is set for a call that nobody answers. */
  | { readonly do: 'unreachable' };

export type ReachRoute =
  | PlainRoute
  /** The user's assistant group; he is notified, his phones stay silent. When none of them can be had, `otherwise` holds. */
  | { readonly do: 'assistants'; readonly otherwise: PlainRoute };

export interface ReachDecision {
  readonly route: ReachRoute;
  /** Ids; the status is the one whose row of the matrix was used. */
  readonly status: string;
  readonly callClass: string;
  readonly profile: string;
  /** Recorded and analysed from its start. Source */
  readonly callAnalysis: boolean;
  readonly steps: readonly ReachStep[];
}

/** Source: R-87 */
export function reachFor(compiled: CompiledReach, call: ReachCall, facts: ReachFacts, nowMs: number): ReachDecision {
  const { callClass, step } = classify(compiled, call.caller);
  const steps: ReachStep[] = [];
  const forced = phoneForward(facts, call);
  const cell = cellFor(compiled, facts, callClass, nowMs, step, forced ? [] : steps);
  const { route, callAnalysis, because } = forced ?? routeOf(cell, call, facts, nowMs);
  for (const each of because) steps.push(each);
  return { route, status: cell.status.id, callClass: callClass.id, profile: cell.profile.id, callAnalysis, steps };
}

/** What is decided once profile and status are known. */
interface Routed {
  readonly route: ReachRoute;
  readonly callAnalysis: boolean;
  readonly because: readonly ReachStep[];
}

/** Before everything else. Source, R-88a */
function phoneForward({ forwards }: ReachFacts, { isBusy }: ReachCall): Routed | undefined {
  const to = forwards?.always ?? (isBusy ? forwards?.busy : undefined);
  if (to === undefined) return undefined;
  const because = forwards?.always ? 'phone.always' : 'phone.busy';
  return {
    route: { do: 'forward', onward: { to, shows: 'caller' } },
    callAnalysis: false,
    because: [reachStep('R-83', because, { to: destinationText(to) })],
  };
}

/** Status times class gives one profile. Source */
export function cellFor(
  compiled: CompiledReach,
  facts: ReachFacts,
  callClass: CallClass,
  nowMs: number,
  classStep: ReachStep,
  steps: ReachStep[],
): Cell {
  const active = activeStatus(compiled, facts, nowMs);
  const cell = compiled.cellOf(active.status, callClass);
  steps.push(active.step, classStep);
  if (!cell.isEmpty || active.source !== 'doNotDisturb') {
    steps.push(cell.step);
    return cell;
  }
  const otherwise = activeStatus(compiled, withoutManual(facts), nowMs);
  const instead = compiled.cellOf(otherwise.status, callClass);
  steps.push(reachStep('R-79', 'dndNotForClass', { class: callClass.name }), otherwise.step, instead.step);
  return instead;
}

/** What cells lead to while nothing is set by hand, by isBusy and passesAssistants: the same for every call. */
const KNOWN = new WeakMap<Cell, (Routed | undefined)[]>();

function routeOf(cell: Cell, call: ReachCall, facts: ReachFacts, nowMs: number): Routed {
  if (facts.devices !== undefined || facts.forwards !== undefined) return newRoute({ ...cell, call, facts, nowMs });
  const known = KNOWN.get(cell) ?? [];
  const at = (call.isBusy ? 2 : 0) + (call.passesAssistants ? 1 : 0);
  const found = known[at];
  if (found !== undefined) return found;
  const made = newRoute({ ...cell, call, facts, nowMs });
  known[at] = made;
  KNOWN.set(cell, known);
  return made;
}

interface Situation {
  readonly status: Status;
  readonly profile: ResolvedProfile;
  readonly call: ReachCall;
  readonly facts: ReachFacts;
  readonly nowMs: number;
}

function newRoute(situation: Situation): Routed {
  const { profile } = situation;
  const because: ReachStep[] = [];
  const route = profileRoute(situation, because);
  const callAnalysis = profile.callAnalysis && route.do !== 'unreachable';
  if (callAnalysis) because.push(reachStep('R-16', 'callAnalysis', { profile: profile.from.callAnalysis }));
  return { route, callAnalysis, because };
}

function profileRoute(situation: Situation, steps: ReachStep[]): ReachRoute {
  const { profile, call } = situation;
  if (profile.unconditional) {
    const values = { to: destinationText(profile.unconditional), profile: profile.from.unconditional };
    steps.push(reachStep('R-12', 'unconditional', values));
    return { do: 'forward', onward: onwardOf(profile, profile.unconditional) };
  }
  if (!profile.assistantGroup || call.passesAssistants) return busyOrRing(situation, steps);
  steps.push(reachStep('R-18', 'assistants', { profile: profile.from.assistantGroup }));
  return { do: 'assistants', otherwise: busyOrRing(situation, steps) };
}

function busyOrRing(situation: Situation, steps: ReachStep[]): PlainRoute {
  const { profile, status, call } = situation;
  const isBusy = call.isBusy || status.availability === 'busy';
  if (!isBusy || !profile.busy) return ring(situation, steps);
  const values = { to: destinationText(profile.busy), profile: profile.from.busy, status: status.name };
  steps.push(reachStep('R-13', call.isBusy ? 'busyInCall' : 'busyStatus', values));
  return { do: 'forward', onward: onwardOf(profile, profile.busy) };
}

function ring({ profile, facts, nowMs }: Situation, steps: ReachStep[]): PlainRoute {
  const override = deviceOverride(facts, nowMs);
  const enabled = override ?? profile.devices;
  const devices = enabled ? DEVICE_KINDS.filter((kind) => enabled[kind]) : DEVICE_KINDS;
  steps.push(
    override
      ? reachStep('R-61', 'devicesOverride')
      : profile.devices
        ? reachStep('R-17', 'devicesProfile', { profile: profile.from.devices })
        : reachStep('R-87', 'devicesAll'),
    ...devices.map((device) => reachStep('R-87', `rings.${device}`)),
  );
  const noAnswer = noAnswerOf(profile, facts);
  if (devices.length === 0) return nobody(profile, noAnswer, steps);
  if (noAnswer) steps.push(noAnswerStep(profile, facts, noAnswer));
  const busy = facts.forwards?.busy ?? profile.busy;
  return {
    do: 'ring',
    devices,
    ...(busy && { busy: onwardOf(profile, busy) }),
    ...(noAnswer && { noAnswer }),
  };
}

/** Nothing may ring: that is as good as no answer, at once. */
function nobody(profile: ResolvedProfile, noAnswer: Onward | undefined, steps: ReachStep[]): PlainRoute {
  steps.push(reachStep('R-59', 'nothingRings', { profile: profile.name }));
  if (!noAnswer) return { do: 'unreachable' };
  const { to, shows, callerId } = noAnswer;
  steps.push(reachStep('R-14', 'noAnswerAtOnce', { to: destinationText(to) }));
  return { do: 'forward', onward: { to, shows, ...(callerId && { callerId }) } };
}

function noAnswerOf(
  profile: ResolvedProfile,
  { forwards }: ReachFacts,
): (Onward & { readonly afterSec: number }) | undefined {
  const set = forwards?.noAnswer ?? profile.noAnswer;
  return set && { ...onwardOf(profile, set.to), afterSec: set.afterSec };
}

function noAnswerStep(
  profile: ResolvedProfile,
  { forwards }: ReachFacts,
  { to, afterSec }: { readonly to: Destination; readonly afterSec: number },
): ReachStep {
  const values = { to: destinationText(to), seconds: afterSec };
  return forwards?.noAnswer
    ? reachStep('R-83', 'phone.noAnswer', values)
    : reachStep('R-14', 'noAnswer', { ...values, profile: profile.from.noAnswer });
}

function onwardOf({ forwardShows, callerId }: ResolvedProfile, to: Destination): Onward {
  return { to, shows: forwardShows, ...(callerId && { callerId }) };
}
