// Time zones for phones: the standard offset of an IANA zone and its daylight-saving rule in the form that phones take
// (month, week of the month, weekday, hour), derived from the zone's own transitions. Pure: the year comes in.
import { DateTime, IANAZone } from 'luxon';

/** A change of the clock: `week` 1-4 from the start of the month, 5 = last; `weekday` 1 = Monday ... 7 = Sunday; local hour before it. */
export interface ClockChange {
  readonly month: number;
  readonly week: number;
  readonly weekday: number;
  readonly hour: number;
}

export interface ZoneRule {
  /** Minutes east of Greenwich in winter (standard time). */
  readonly standardOffsetMinutes: number;
  /** Absent when the zone keeps one offset all year. */
  readonly daylightSaving?: {
    readonly start: ClockChange;
    readonly end: ClockChange;
    readonly savedMinutes: number;
  };
}

export function isTimeZone(name: string): boolean {
  return name.includes('/') || name === 'UTC' ? IANAZone.isValidZone(name) : false;
}

/** Over how many years one form must hold to be called a rule. */
const YEARS = 5;

/** A walk through five years of a zone takes milliseconds and its result never changes, so it is taken once. */
const KNOWN = new Map<string, ZoneRule>();
const MAX_KNOWN = 1000;

/**
 * The rule of a zone as it stands in `year`: in one week-of-month form that fits the years from then on, or, where none does
 * (the clocks follow a feast or "the first Sunday after the 2nd"), in the form that is right for `year` alone.
 * Without daylight saving, or with more than two changes a year, it is the offset that most of the year has.
 * Source: facts/yealink.md 4.4; IANA tz database of the runtime
 */
export function zoneRule(zone: string, year: number): ZoneRule {
  const key = `${zone} ${year}`;
  const rule = KNOWN.get(key) ?? findRule(zone, year);
  if (KNOWN.size < MAX_KNOWN) KNOWN.set(key, rule);
  return rule;
}

function findRule(zone: string, year: number): ZoneRule {
  const years = Array.from({ length: YEARS }, (_, n) => changesOf(zone, year + n));
  return ruleThatFits(years) ?? ruleThatFits(years.slice(0, 1)) ?? { standardOffsetMinutes: usualOffset(zone, year) };
}

interface Transition {
  /** Local wall-clock time just before the clocks change, rounded to the hour they change at. */
  readonly local: DateTime;
  readonly offsetBefore: number;
  readonly delta: number;
}

function ruleThatFits(years: readonly (readonly Transition[])[]): ZoneRule | undefined {
  if (years.some((changes) => changes.length !== 2)) return undefined;
  const starts = years.map((changes) => changes.find(({ delta }) => delta > 0));
  const start = commonRule(starts);
  const end = commonRule(years.map((changes) => changes.find(({ delta }) => delta < 0)));
  const [first] = starts;
  if (!start || !end || !first) return undefined;
  return { standardOffsetMinutes: first.offsetBefore, daylightSaving: { start, end, savedMinutes: first.delta } };
}

function usualOffset(zone: string, year: number): number {
  const offsets = offsetsByMonth(IANAZone.create(zone), year).map(({ offset }) => offset);
  const countOf = (offset: number) => offsets.filter((o) => o === offset).length;
  return offsets.toSorted((a, b) => countOf(b) - countOf(a) || a - b)[0] ?? 0;
}

interface OffsetAt {
  readonly atMs: number;
  readonly offset: number;
}

/** At the start of each month and of the next January: between two of them no zone changes its clocks twice. */
function offsetsByMonth(zone: IANAZone, year: number): readonly OffsetAt[] {
  const starts = Array.from({ length: 13 }, (_, month) => Date.UTC(year, month, 1));
  return starts.map((atMs) => ({ atMs, offset: zone.offset(atMs) }));
}

function changesOf(name: string, year: number): readonly Transition[] {
  const zone = IANAZone.create(name);
  const offsets = offsetsByMonth(zone, year);
  return offsets.flatMap((after, i) => {
    const before = offsets[i - 1];
    return before && before.offset !== after.offset ? [narrow(zone, before, after)] : [];
  });
}

function narrow(zone: IANAZone, before: OffsetAt, after: OffsetAt): Transition {
  let low = before.atMs;
  let high = after.atMs;
  while (high - low > 60_000) {
    const middle = Math.floor((low + high) / 2);
    if (zone.offset(middle) === before.offset) low = middle;
    else high = middle;
  }
  const local = DateTime.fromMillis(high, { zone: 'utc' }).plus({ minutes: before.offset }).startOf('minute');
  return { local, offsetBefore: before.offset, delta: after.offset - before.offset };
}

function commonRule(transitions: readonly (Transition | undefined)[]): ClockChange | undefined {
  const days = transitions.map((t) => t?.local);
  const first = days[0];
  if (
    !first ||
    days.some((d) => !d || d.month !== first.month || d.weekday !== first.weekday || d.hour !== first.hour)
  ) {
    return undefined;
  }
  const weeks = new Set(days.map((d) => Math.ceil((d?.day ?? 0) / 7)));
  const alwaysLast = days.every((d) => d !== undefined && d.day + 7 > (d.daysInMonth ?? 31));
  const week = alwaysLast ? 5 : weeks.size === 1 ? [...weeks][0] : undefined;
  return week === undefined ? undefined : { month: first.month, week, weekday: first.weekday, hour: first.hour };
}
