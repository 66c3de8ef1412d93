// What holds in a profile once everything it inherits is looked up: from the profile it names, else from the default profile,
// and so on; what nobody says is off. Source
import type { Destination, E164 } from '../../domain/telephony/destination.ts';
import type { DeviceSet, ForwardShows, Profile, Reach, ReachColour } from '../../domain/telephony/reach.ts';

export interface ResolvedProfile {
  readonly id: string;
  readonly name: string;
  readonly colour: ReachColour;
  readonly callerId?: E164;
  readonly unconditional?: Destination;
  readonly busy?: Destination;
  readonly noAnswer?: { readonly to: Destination; readonly afterSec: number };
  readonly forwardShows: ForwardShows;
  readonly callAnalysis: boolean;
  /** Absent: all devices. */
  readonly devices?: DeviceSet;
  readonly assistantGroup: boolean;
  /** Name of the profile that each setting came from. */
  readonly from: Readonly<Record<ProfileSetting, string>>;
}

const SWITCHED = ['callerId', 'unconditional', 'busy', 'noAnswer', 'devices'] as const;
const PLAIN = ['forwardShows', 'callAnalysis', 'assistantGroup'] as const;
/** Settings that can be taken over from another profile. Source: R-8 */
export const PROFILE_SETTINGS = [...SWITCHED, ...PLAIN] as const;
export type ProfileSetting = (typeof PROFILE_SETTINGS)[number];

export function modeOf(profile: Profile, name: ProfileSetting): string {
  const value = profile[name];
  return typeof value === 'string' ? value : value.mode;
}

/**
 * The profile and those it inherits from, the default profile last.
 * @returns also whether it leads back to itself; the chain is cut there
 */
export function chainOf(
  reach: Pick<Reach, 'profiles' | 'defaults'>,
  profile: Profile,
): { readonly chain: readonly Profile[]; readonly isCircle: boolean } {
  const find = (id: string | undefined) => reach.profiles.find((one) => one.id === id);
  const standard = find(reach.defaults.profile);
  const chain: Profile[] = [];
  let next: Profile | undefined = profile;
  while (next !== undefined && !chain.includes(next)) {
    chain.push(next);
    next = next === standard ? undefined : (find(next.inheritsFrom) ?? standard);
  }
  return { chain, isCircle: next !== undefined };
}

/** Source */
export function resolveProfile(reach: Pick<Reach, 'profiles' | 'defaults'>, profile: Profile): ResolvedProfile {
  const { chain } = chainOf(reach, profile);
  const own = (name: ProfileSetting) => chain.find((one) => modeOf(one, name) !== 'inherit') ?? profile;
  const on = <Name extends (typeof SWITCHED)[number]>(name: Name): Profile[Name] | undefined => {
    const setting = own(name)[name];
    return setting.mode === 'on' ? setting : undefined;
  };
  const callerId = on('callerId')?.e164;
  const unconditional = on('unconditional')?.to;
  const busy = on('busy')?.to;
  const noAnswer = on('noAnswer');
  const devices = on('devices');
  const shows = own('forwardShows').forwardShows;
  return {
    id: profile.id,
    name: profile.name,
    colour: profile.colour,
    ...(callerId && { callerId }),
    ...(unconditional && { unconditional }),
    ...(busy && { busy }),
    ...(noAnswer?.to && { noAnswer: { to: noAnswer.to, afterSec: noAnswer.afterSec } }),
    forwardShows: shows === 'inherit' ? 'caller' : shows,
    callAnalysis: own('callAnalysis').callAnalysis === 'on',
    ...(devices && { devices: { fixed: devices.fixed, mobile: devices.mobile, web: devices.web } }),
    assistantGroup: own('assistantGroup').assistantGroup === 'on',
    from: {
      callerId: own('callerId').name,
      unconditional: own('unconditional').name,
      busy: own('busy').name,
      noAnswer: own('noAnswer').name,
      devices: own('devices').name,
      forwardShows: own('forwardShows').name,
      callAnalysis: own('callAnalysis').name,
      assistantGroup: own('assistantGroup').name,
    },
  };
}
