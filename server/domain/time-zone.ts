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

/**
 * The rule of a zone as it stands in the years from `year` on.
 * A rule is only given when one week-of-month form fits five years; otherwise the offset alone (a phone then shows standard time).
 * Source: facts/yealink.md 4.4; IANA tz database of the runtime
 */
export function zoneRule(zone: string, year: number): ZoneRule {
  const years = [0, 1, 2, 3, 4].map((n) => changesOf(zone, year + n));
  const offsets = [1, 7].map((month) => DateTime.fromObject({ year, month }, { zone }).offset);
  const standardOffsetMinutes = Math.min(...offsets);
  const start = commonRule(years.map((changes) => changes.find((c) => c.delta > 0)));
  const end = commonRule(years.map((changes) => changes.find((c) => c.delta < 0)));
  if (!start || !end) return { standardOffsetMinutes };
  const savedMinutes = Math.max(...offsets) - standardOffsetMinutes;
  return { standardOffsetMinutes, daylightSaving: { start, end, savedMinutes } };
}

interface Transition {
  /** Local wall-clock time just before the clocks change, rounded to the hour they change at. */
  readonly local: DateTime;
  readonly delta: number;
}

function changesOf(zone: string, year: number): Transition[] {
  const transitions: Transition[] = [];
  let at = DateTime.fromObject({ year }, { zone });
  while (at.year === year) {
    const next = at.plus({ days: 1 });
    if (next.offset !== at.offset) transitions.push(narrow(at, next));
    at = next;
  }
  return transitions;
}

function narrow(before: DateTime, after: DateTime): Transition {
  let low = before.toMillis();
  let high = after.toMillis();
  while (high - low > 60_000) {
    const middle = Math.floor((low + high) / 2);
    if (before.plus(middle - before.toMillis()).offset === before.offset) low = middle;
    else high = middle;
  }
  const local = DateTime.fromMillis(high, { zone: 'utc' }).plus({ minutes: before.offset }).startOf('minute');
  return { local, delta: after.offset - before.offset };
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
