// What the pages about reachability show: the matrix as a picture, what each profile does in a few words, how things stand now
// and what changes next, by the account's own clock.
import { DateTime } from 'luxon';
import { DEVICE_KINDS } from '../domain/telephony/channel.ts';
import { type Destination, destinationText } from '../domain/telephony/destination.ts';
import type { PhoneForwards, Status, StatusTime } from '../domain/telephony/reach.ts';
import { type TextKey, text } from '../domain/texts.ts';
import { reachNow } from '../pbx/reach/now.ts';
import { compiledOf, type UserReach } from '../pbx/reach/user-reach.ts';
import type { ResolvedProfile } from '../routing/reach/profile.ts';
import type { PageLanguage } from './language.ts';

type Say = (key: TextKey, values?: Readonly<Record<string, string | number>>) => string;

/** Everything that the page prints, in its language. */
export function reachView(user: UserReach, language: PageLanguage, now: Date) {
  const say: Say = (key, values) => text(language, key, values);
  const { reach, facts, account } = user;
  const compiled = compiledOf(user);
  const standing = reachNow(user, now);
  const { timeZone } = account;
  const cellOf = (status: Status, callClass: string) => {
    const given = compiled.matrix.get(status.id)?.get(callClass);
    const isInherited = given === undefined;
    // During do not disturb an empty cell means that it does not hold for these callers.
    const isOpen = isInherited && status.id === reach.defaults.doNotDisturb;
    const profile = given ?? compiled.defaultProfile;
    return {
      status: status.id,
      isNow: status.id === standing.status,
      chosen: given?.id ?? '',
      colour: isOpen ? 'grey' : profile.colour,
      name: isOpen ? say('reach.cell.notHeld') : profile.name,
      does: isOpen ? '' : summaryOf(profile, say),
      isInherited,
    };
  };
  return {
    extension: user.extension,
    name: user.name,
    revision: user.record?.revision ?? 0,
    timeZone,
    now: {
      name: standing.name,
      message: standing.message ?? '',
      why: say(`reach.why.${standing.source}`),
      availability: say(`reach.availability.${standing.availability}`),
      until: standing.changesAt ? whenText(standing.changesAt, now, timeZone, language) : '',
      next: standing.next ?? '',
      isManual: facts.manual !== undefined && (standing.source === 'manual' || standing.source === 'doNotDisturb'),
      doNotDisturb: standing.doNotDisturb,
    },
    hasDnd: reach.defaults.doNotDisturb !== undefined,
    statuses: reach.statuses.map((status) => ({
      id: status.id,
      name: status.name,
      isNow: status.id === standing.status,
      isDnd: status.id === reach.defaults.doNotDisturb,
      isBase: status.id === reach.defaults.status,
      times: status.times.map((time) => timesText(time, language)),
    })),
    rows: reach.callClasses.map((callClass) => ({
      id: callClass.id,
      name: callClass.name,
      isBase: callClass.id === reach.defaults.callClass,
      who: whoText(callClass, say),
      cells: reach.statuses.map((status) => cellOf(status, callClass.id)),
    })),
    profiles: [...compiled.profiles.values()].map((profile) => ({
      id: profile.id,
      name: profile.name,
      colour: profile.colour,
      does: summaryOf(profile, say),
      isDefault: profile.id === reach.defaults.profile,
    })),
    forwards: forwardsOf(standing.forwards, say),
    devices: facts.devices
      ? {
          ...facts.devices,
          until: facts.devices.until ? whenText(new Date(facts.devices.until), now, timeZone, language) : '',
        }
      : null,
  };
}

/** What a profile does with a call, in the order in which it happens. */
export function summaryOf(profile: ResolvedProfile, say: Say): string {
  const { unconditional, busy, noAnswer, devices, assistantGroup } = profile;
  if (unconditional) return say('reach.does.all', { to: toText(unconditional, say) });
  const kinds = devices ? DEVICE_KINDS.filter((kind) => devices[kind]) : [];
  const rings = devices ? kinds.map((kind) => say(`reach.device.${kind}`)).join(' + ') : say('reach.does.everywhere');
  return [
    assistantGroup ? say('reach.does.assistants') : rings,
    ...(busy ? [say('reach.does.busy', { to: toText(busy, say) })] : []),
    ...(noAnswer ? [say('reach.does.noAnswer', { to: toText(noAnswer.to, say), seconds: noAnswer.afterSec })] : []),
  ].join(', ');
}

function toText(to: Destination, say: Say): string {
  return to.kind === 'voicemail' ? say('reach.voicemail') : destinationText(to);
}

function whoText(
  { contacts, extensions, prefixes }: UserReach['reach']['callClasses'][number],
  say: Say,
): readonly string[] {
  return [
    ...contacts.map(({ name }) => name),
    ...extensions,
    ...prefixes.map((prefix) => say('reach.who.prefix', { prefix })),
  ];
}

function forwardsOf({ always, busy, noAnswer }: PhoneForwards, say: Say) {
  const one = (kind: string, to: Destination | undefined, seconds?: number) =>
    to ? [{ kind, to: toText(to, say), seconds: seconds ?? 0 }] : [];
  return [...one('always', always), ...one('busy', busy), ...one('noAnswer', noAnswer?.to, noAnswer?.afterSec)];
}

/** `Mon-Fri 07:00-16:30`; days in a row are drawn together. */
export function timesText(time: StatusTime, language: PageLanguage): string {
  if (time.kind === 'period') return `${momentText(time.start, language)} – ${momentText(time.end, language)}`;
  const days = time.days.toSorted((a, b) => a - b);
  const runs: number[][] = [];
  for (const day of days) {
    const run = runs.at(-1);
    if (run && run.at(-1) === day - 1) run.push(day);
    else runs.push([day]);
  }
  const named = runs.map((run) => [run[0], run.length > 1 ? run.at(-1) : undefined]);
  const dayText = (day: number | undefined) => (day === undefined ? [] : [weekdayText(day, language)]);
  return `${named.map((run) => run.flatMap(dayText).join('–')).join(', ')} ${time.start}–${time.end}`;
}

/** 1 January 2024 was a Monday. */
function weekdayText(day: number, language: PageLanguage): string {
  return DateTime.utc(2024, 1, day).setLocale(language).toFormat('ccc');
}

function momentText(wallClock: string, language: PageLanguage): string {
  return DateTime.fromISO(wallClock, { zone: 'utc' }).setLocale(language).toFormat('d LLL HH:mm');
}

/** Today by its time alone, this week with its day, later with its date. */
export function whenText(at: Date, now: Date, zone: string, language: PageLanguage): string {
  const there = DateTime.fromJSDate(at, { zone }).setLocale(language);
  const here = DateTime.fromJSDate(now, { zone });
  if (there.hasSame(here, 'day')) return there.toFormat('HH:mm');
  return there.toFormat(there.diff(here, 'days').days < 6 ? 'cccc HH:mm' : 'd LLLL HH:mm');
}

/** What a field for a date and time holds, on the account's clock; undefined when that is no moment. */
export function readMoment(typed: string, zone: string): Date | undefined {
  const moment = DateTime.fromISO(typed, { zone });
  return moment.isValid ? moment.toJSDate() : undefined;
}

/** A user in a list: how he stands, and until when. */
export function rowOf(user: UserReach, language: PageLanguage, now: Date) {
  const { name: status, doNotDisturb, forwards, changesAt, next = '' } = reachNow(user, now);
  return {
    extension: user.extension,
    name: user.name,
    status,
    doNotDisturb,
    isForwarded: Object.keys(forwards).length > 0,
    until: changesAt ? whenText(changesAt, now, user.account.timeZone, language) : '',
    next,
  };
}
