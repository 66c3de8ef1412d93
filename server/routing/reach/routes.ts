// What a profile does with a call that comes to it: its forward, assistants, busy forward, devices, no-answer forward.
// Source, FAC-8 to FAC-14
import { DEVICE_KINDS, type DeviceKind } from '../../domain/telephony/channel.ts';
import { type Destination, destinationText, type E164 } from '../../domain/telephony/destination.ts';
import type { DeviceSet, ForwardShows, PhoneForwards, Status } from '../../domain/telephony/reach.ts';
import type { ResolvedProfile } from './profile.ts';
import { type ReachStep, reachStep } from './steps.ts';

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

/** What is decided once profile and status are known. */
export interface Routed {
  readonly route: ReachRoute;
  readonly callAnalysis: boolean;
  readonly because: readonly ReachStep[];
}

/** What a route depends on. */
export interface RouteSituation {
  readonly status: Status;
  readonly profile: ResolvedProfile;
  /** The user talks, or may not be offered another call. Source: R-13, EXT-48 */
  readonly isBusy: boolean;
  /** The caller is one of the user's assistants, or nobody of them could be reached. Source: FAC-14 */
  readonly passesAssistants: boolean;
  /** Devices chosen by hand that hold. */
  readonly override?: DeviceSet | undefined;
  readonly forwards?: PhoneForwards | undefined;
}

/** Source */
export function routeFor(situation: RouteSituation): Routed {
  const { profile } = situation;
  const because: ReachStep[] = [];
  const route = profileRoute(situation, because);
  const callAnalysis = profile.callAnalysis && route.do !== 'unreachable';
  if (callAnalysis) because.push(reachStep('R-16', 'callAnalysis', { profile: profile.from.callAnalysis }));
  return { route, callAnalysis, because };
}

function profileRoute(situation: RouteSituation, steps: ReachStep[]): ReachRoute {
  const { profile, passesAssistants } = situation;
  if (profile.unconditional) {
    const values = { to: destinationText(profile.unconditional), profile: profile.from.unconditional };
    steps.push(reachStep('R-12', 'unconditional', values));
    return { do: 'forward', onward: onwardOf(profile, profile.unconditional) };
  }
  if (!profile.assistantGroup || passesAssistants) return busyOrRing(situation, steps);
  steps.push(reachStep('R-18', 'assistants', { profile: profile.from.assistantGroup }));
  return { do: 'assistants', otherwise: busyOrRing(situation, steps) };
}

function busyOrRing(situation: RouteSituation, steps: ReachStep[]): PlainRoute {
  const { profile, status, isBusy } = situation;
  if (!(isBusy || status.availability === 'busy') || !profile.busy) return ring(situation, steps);
  const values = { to: destinationText(profile.busy), profile: profile.from.busy, status: status.name };
  steps.push(reachStep('R-13', isBusy ? 'busyInCall' : 'busyStatus', values));
  return { do: 'forward', onward: onwardOf(profile, profile.busy) };
}

function ring({ profile, override, forwards }: RouteSituation, steps: ReachStep[]): PlainRoute {
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
  const noAnswer = noAnswerOf(profile, forwards);
  if (devices.length === 0) return nobody(profile, noAnswer, steps);
  if (noAnswer) steps.push(noAnswerStep(profile, forwards, noAnswer));
  const busy = forwards?.busy ?? profile.busy;
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
  forwards: PhoneForwards | undefined,
): (Onward & { readonly afterSec: number }) | undefined {
  const set = forwards?.noAnswer ?? profile.noAnswer;
  return set && { ...onwardOf(profile, set.to), afterSec: set.afterSec };
}

function noAnswerStep(
  profile: ResolvedProfile,
  forwards: PhoneForwards | undefined,
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
