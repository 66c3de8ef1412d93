// One user's reachability copied to another: devices and numbers that are the source's own become the target's. Everything that
// could not be taken over is told. Source: of routing-and-reach.md
import { DEVICE_KINDS, type DeviceKind } from '../../domain/telephony/channel.ts';
import { type Destination, type E164, type ExtensionNumber, toVoicemail } from '../../domain/telephony/destination.ts';
import type { AccountNumber } from '../../domain/telephony/number.ts';
import { CALLER_ID_CODES, type Profile, type Reach } from '../../domain/telephony/reach.ts';

/** Whom it is copied from or to. */
export interface ReachOwner {
  readonly extension: ExtensionNumber;
  /** Kinds that he has. */
  readonly devices: readonly DeviceKind[];
}

export type CloneBecause =
  | 'devicesLeftOut'
  | 'allDevicesOn'
  | 'noDevices'
  | 'numberReplaced'
  | 'otherKind'
  | 'callerIdOff'
  | 'cleared'
  | 'ownVoicemail'
  | 'ownExtension';

/** What became different at the target. */
export interface CloneNote {
  readonly because: CloneBecause;
  readonly rule: string;
  /** JSON pointer into the copy. */
  readonly pointer: string;
  readonly from?: string;
  readonly to?: string;
}

export interface Clone {
  readonly reach: Reach;
  readonly notes: readonly CloneNote[];
}

/** What the parts of a copy are made with; `notes` grows on the way. */
interface Copying {
  readonly source: ReachOwner;
  readonly target: ReachOwner;
  readonly numbers: readonly AccountNumber[];
  readonly notes: CloneNote[];
}

/**
 * @param numbers  of the account, in the order of its Numbers tab
 * Source
 */
export function cloneReach(
  reach: Reach,
  source: ReachOwner,
  target: ReachOwner,
  numbers: readonly AccountNumber[],
): Clone {
  const copying: Copying = { source, target, numbers, notes: [] };
  const profiles = reach.profiles.map((profile, i) => copyProfile(copying, profile, `/profiles/${i}`));
  const callClasses = reach.callClasses.map(({ callerId, ...rest }, i) => {
    const number = callerIdOf(copying, callerId, `/callClasses/${i}/callerId`);
    return { ...rest, ...(number !== undefined && { callerId: number }) };
  });
  const codes = CALLER_ID_CODES.flatMap((code) => {
    const number = callerIdOf(copying, reach.callerIdPrefixes[code], `/callerIdPrefixes/${code}`);
    return number === undefined ? [] : [[code, number] as const];
  });
  return {
    reach: { ...reach, profiles, callClasses, callerIdPrefixes: Object.fromEntries(codes) },
    notes: copying.notes,
  };
}

function copyProfile(copying: Copying, profile: Profile, pointer: string): Profile {
  const { callerId, unconditional, busy, noAnswer } = profile;
  return {
    ...profile,
    callerId: sentBy(copying, callerId, `${pointer}/callerId`),
    unconditional: forwardOf(copying, unconditional, `${pointer}/unconditional`),
    busy: forwardOf(copying, busy, `${pointer}/busy`),
    noAnswer: { ...forwardOf(copying, noAnswer, `${pointer}/noAnswer`), afterSec: noAnswer.afterSec },
    devices: devicesOf(copying, profile.devices, `${pointer}/devices`),
  };
}

function sentBy(copying: Copying, { mode, e164 }: Profile['callerId'], pointer: string): Profile['callerId'] {
  const sent = callerIdOf(copying, e164, `${pointer}/e164`);
  if (sent !== undefined) return { mode, e164: sent };
  return { mode: mode === 'on' ? 'off' : mode };
}

/** Source */
function devicesOf({ target, notes }: Copying, selection: Profile['devices'], pointer: string): Profile['devices'] {
  const { mode } = selection;
  const none = { fixed: false, mobile: false, web: false };
  if (mode !== 'on') return { mode, ...none };
  const wanted = DEVICE_KINDS.filter((kind) => selection[kind]);
  const kept = wanted.filter((kind) => target.devices.includes(kind));
  const left = wanted.filter((kind) => !kept.includes(kind));
  if (target.devices.length === 0) {
    notes.push({ because: 'noDevices', rule: 'R-38', pointer });
    return { mode: 'off', ...none };
  }
  if (left.length > 0)
    notes.push({
      because: kept.length > 0 ? 'devicesLeftOut' : 'allDevicesOn',
      rule: 'R-38',
      pointer,
      from: left.join(' '),
    });
  const ring = kept.length > 0 ? kept : target.devices;
  return { mode, fixed: ring.includes('fixed'), mobile: ring.includes('mobile'), web: ring.includes('web') };
}

/** Source: R-39 a to f */
function callerIdOf(copying: Copying, number: E164 | undefined, pointer: string): E164 | undefined {
  const kind = number === undefined ? undefined : personalKind(copying, number);
  if (number === undefined || kind === undefined) return number;
  const same = firstOf(copying, kind);
  const to = same ?? firstOf(copying, kind === 'fixed' ? 'mobile' : 'fixed');
  const about = { rule: 'R-39', pointer, from: number };
  if (to === undefined) copying.notes.push({ because: 'callerIdOff', ...about });
  else if (to !== number) copying.notes.push({ because: same ? 'numberReplaced' : 'otherKind', ...about, to });
  return to;
}

/** Off, and without a destination, where that is the source's own and the target has nothing like it. Source: R-39g, A-44 */
function forwardOf(copying: Copying, { mode, to }: Profile['busy'], pointer: string): Profile['busy'] {
  if (to === undefined) return { mode };
  const next = destinationOf(copying, to, `${pointer}/to`);
  return next ? { mode, to: next } : { mode: mode === 'on' ? 'off' : mode };
}

function destinationOf(copying: Copying, to: Destination, pointer: string): Destination | undefined {
  const { source, target, notes } = copying;
  if (to.kind === 'voicemail' && to.of === source.extension && to.of !== target.extension) {
    notes.push({ because: 'ownVoicemail', rule: 'R-36', pointer, from: to.of, to: target.extension });
    return toVoicemail(target.extension);
  }
  if (to.kind === 'extension' && to.number === target.extension) {
    notes.push({ because: 'ownExtension', rule: 'R-36', pointer, from: to.number });
    return undefined;
  }
  const kind = to.kind === 'number' ? personalKind(copying, to.e164) : undefined;
  if (to.kind !== 'number' || kind === undefined) return to;
  const e164 = firstOf(copying, kind);
  const about = { rule: 'R-39', pointer, from: to.e164 };
  if (e164 === undefined) notes.push({ because: 'cleared', ...about });
  else if (e164 !== to.e164) notes.push({ because: 'numberReplaced', ...about, to: e164 });
  return e164 === undefined ? undefined : { kind: 'number', e164 };
}

/** Of a personal number; undefined for one of the company, or from outside. Source */
function personalKind({ numbers }: Copying, number: E164): AccountNumber['kind'] | undefined {
  const found = numbers.find(({ e164 }) => e164 === number);
  return found?.linkedTo === undefined ? undefined : found.kind;
}

/** The topmost of that kind. Source: R-40 */
function firstOf({ numbers, target }: Copying, kind: AccountNumber['kind']): E164 | undefined {
  return numbers.find((number) => number.kind === kind && number.linkedTo === target.extension)?.e164;
}
