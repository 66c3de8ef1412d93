// A snapshot made ready for many decisions: what they look up by number, name or right is found at once.
import { ALERT_INFO_TEMPLATE, alertInfos, type CallType } from '../domain/ringtones.ts';
import type { ChannelName, TelephonyChannel } from '../domain/telephony/channel.ts';
import type { E164, ExtensionNumber } from '../domain/telephony/destination.ts';
import { leadingDigits } from '../domain/telephony/dialled-number.ts';
import type { Extension, LbrExtension, UserExtension } from '../domain/telephony/extension.ts';
import type { Grant, PrivacyGroup, Right } from '../domain/telephony/groups.ts';
import type { AccountNumber } from '../domain/telephony/number.ts';
import type { NumberPlanSchema } from '../domain/telephony/number-plan.ts';
import type { Sound } from '../domain/telephony/sound.ts';
import { emergencyNumbersOf } from '../domain/telephony/system-extensions.ts';
import { type Blocking, compileBlocking } from './blocking/blocked.ts';
import { type TimeRoutes, timeRoutesOf } from './number-plan/by-time.ts';
import { type Timetable, timetableOf } from './number-plan/timetable.ts';
import type { QueueSettings } from './queue/settings.ts';
import { type CompiledReach, compileReach } from './reach/compile.ts';
import type { Snapshot, TelephonyAccount } from './snapshot.ts';

export interface Compiled {
  readonly snapshot: Snapshot;
  readonly account: TelephonyAccount;
  readonly extensions: ReadonlyMap<ExtensionNumber, Extension>;
  readonly channels: ReadonlyMap<ChannelName, TelephonyChannel>;
  /** Channels that an administrator linked to the user. */
  readonly linkedChannels: ReadonlyMap<ExtensionNumber, readonly ChannelName[]>;
  readonly numbers: ReadonlyMap<E164, AccountNumber>;
  readonly personalNumbers: ReadonlyMap<ExtensionNumber, readonly E164[]>;
  /** In which schema a number stands. Source: NP-19 */
  readonly timetables: ReadonlyMap<E164, Timetable>;
  readonly timeRoutes: ReadonlyMap<ExtensionNumber, TimeRoutes>;
  readonly queues: ReadonlyMap<ExtensionNumber, QueueSettings>;
  readonly sounds: ReadonlyMap<string, Sound>;
  readonly privacyGroups: ReadonlyMap<string, PrivacyGroup>;
  readonly grants: ReadonlyMap<ExtensionNumber, ReadonlyMap<ExtensionNumber, readonly Grant[]>>;
  /** Groups whose members are told of calls that ring at an extension. Source: FAC-17 */
  readonly notified: ReadonlyMap<ExtensionNumber, readonly PrivacyGroup[]>;
  readonly lbrKeys: ReadonlyMap<ExtensionNumber, LbrKeys>;
  /** Sent for whoever has no number of his own; absent in an account without any. */
  readonly companyNumber: E164 | undefined;
  /** A user's reachability, made ready when it is first asked for. */
  readonly reach: (user: ExtensionNumber) => CompiledReach | undefined;
  readonly emergencyNumbers: ReadonlySet<string>;
  readonly blocking: Blocking;
  /** What phones choose their ring tone by. Source: CALL-45 */
  readonly alertInfo: Readonly<Record<CallType, string>>;
}

/** The first digits that an LBR extension knows, international. */
export interface LbrKeys {
  readonly entries: ReadonlyMap<string, LbrEntry>;
  /** Digits of the longest. */
  readonly longest: number;
}
export type LbrEntry = Exclude<LbrExtension['routing'], { by: 'postcode' }>['entries'][number];

/** Source: design.md "routing core, one decision" */
export function compile(snapshot: Snapshot): Compiled {
  const { account } = snapshot;
  const linkedChannels = new Map<ExtensionNumber, ChannelName[]>();
  for (const { name, linkedTo } of snapshot.channels) if (linkedTo !== undefined) push(linkedChannels, linkedTo, name);
  const personalNumbers = new Map<ExtensionNumber, E164[]>();
  for (const { e164, linkedTo } of snapshot.numbers) if (linkedTo !== undefined) push(personalNumbers, linkedTo, e164);
  return {
    snapshot,
    account,
    extensions: new Map(snapshot.extensions.map((extension) => [extension.number, extension])),
    channels: new Map(snapshot.channels.map((channel) => [channel.name, channel])),
    linkedChannels,
    numbers: new Map(snapshot.numbers.map((number) => [number.e164, number])),
    personalNumbers,
    timetables: timetablesByNumber(snapshot.numberPlanSchemas, account.timeZone),
    timeRoutes: new Map(
      snapshot.extensions.flatMap((extension) =>
        extension.kind === 'tbr' ? [[extension.number, timeRoutesOf(extension, account.timeZone)] as const] : [],
      ),
    ),
    queues: new Map(snapshot.queues.map((queue) => [queue.number, queue])),
    sounds: new Map(snapshot.sounds.map((sound) => [sound.id, sound])),
    privacyGroups: new Map(snapshot.privacyGroups.map((group) => [group.id, group])),
    grants: grantsByMember(snapshot.privacyGroups),
    notified: notifiedGroups(snapshot.privacyGroups),
    lbrKeys: new Map(snapshot.extensions.flatMap((extension) => lbrKeysOf(extension, account.country))),
    companyNumber: companyNumberOf(snapshot),
    reach: reachOf(snapshot),
    emergencyNumbers: new Set(emergencyNumbersOf(account.country)),
    alertInfo: alertInfos(account.alertInfoTemplate ?? ALERT_INFO_TEMPLATE),
    blocking: compileBlocking(snapshot.blocking.account, snapshot.blocking.users, account.country),
  };
}

export function userOf(compiled: Compiled, number: ExtensionNumber): UserExtension | undefined {
  const extension = compiled.extensions.get(number);
  return extension?.kind === 'user' ? extension : undefined;
}

/** Whether a member has a right over an extension: the union of all groups that he is in. Source: FAC-19 */
export function hasRight(compiled: Compiled, member: ExtensionNumber, over: ExtensionNumber, right: Right): boolean {
  return (
    compiled.grants
      .get(member)
      ?.get(over)
      ?.some((grant) => grant[right]) ?? false
  );
}

function push<Key, Value>(lists: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}

function timetablesByNumber(schemas: readonly NumberPlanSchema[], timeZone: string): ReadonlyMap<E164, Timetable> {
  const byNumber = new Map<E164, Timetable>();
  for (const schema of schemas) {
    const timetable = timetableOf(schema, timeZone);
    for (const { numbers } of schema.plans) for (const { e164 } of numbers) byNumber.set(e164, timetable);
  }
  return byNumber;
}

function grantsByMember(groups: readonly PrivacyGroup[]): Compiled['grants'] {
  const byMember = new Map<ExtensionNumber, Map<ExtensionNumber, Grant[]>>();
  for (const { members, grants } of groups)
    for (const member of members) {
      const own = byMember.get(member) ?? new Map<ExtensionNumber, Grant[]>();
      byMember.set(member, own);
      for (const grant of grants) push(own, grant.over, grant);
    }
  return byMember;
}

function reachOf({ reach, account }: Snapshot): Compiled['reach'] {
  const known = new Map<ExtensionNumber, CompiledReach>();
  return (user) => {
    const found = known.get(user);
    const settings = reach[user];
    if (found !== undefined || settings === undefined) return found;
    const made = compileReach(settings, account);
    known.set(user, made);
    return made;
  };
}

function notifiedGroups(groups: readonly PrivacyGroup[]): Compiled['notified'] {
  const byExtension = new Map<ExtensionNumber, PrivacyGroup[]>();
  for (const group of groups)
    for (const { over, notifications } of group.grants) if (notifications) push(byExtension, over, group);
  return byExtension;
}

/** Of entries with the same key the first counts. */
function lbrKeysOf(extension: Extension, country: string): readonly (readonly [ExtensionNumber, LbrKeys])[] {
  if (extension.kind !== 'lbr' || extension.routing.by === 'postcode') return [];
  const entries = new Map<string, LbrEntry>();
  for (const entry of extension.routing.entries) {
    const leading = leadingDigits(entry.key, country);
    if (!entries.has(leading)) entries.set(leading, entry);
  }
  return [[extension.number, { entries, longest: Math.max(0, ...[...entries.keys()].map(({ length }) => length)) }]];
}

/** The entry whose key is the longest that a number begins with. Source: EXT-120 */
export function lbrEntryOf({ entries, longest }: LbrKeys, number: string): LbrEntry | undefined {
  for (let length = Math.min(longest, number.length); length > 0; length -= 1) {
    const entry = entries.get(number.slice(0, length));
    if (entry !== undefined) return entry;
  }
  return undefined;
}

/** The account's fallback for emergency calls before any other number that belongs to no user. Source: FAC-108, FAC-110 */
function companyNumberOf({ account, numbers }: Snapshot): E164 | undefined {
  return account.emergencyCallerId ?? numbers.find(({ linkedTo }) => linkedTo === undefined)?.e164 ?? numbers[0]?.e164;
}
