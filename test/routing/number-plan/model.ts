// A slow and plain model of number plan schemas, made of luxon alone: it goes through all times minute by minute, by a wall clock
// that does not go back. The tables of routing/ are held against it.
import { DateTime } from 'luxon';
import type { NumberPlanSchema } from '../../../server/domain/telephony/number-plan.ts';

export const MINUTE_MS = 60_000;

const QUARTER_MS = 15 * MINUTE_MS;
const quarters = new Map<string, { readonly hour: string; readonly minute: number }>();

/** `2026-10-25T02:30`, which sorts as time does. Clocks change at quarters only: luxon is asked once for each. */
function wall(ms: number, zone: string): string {
  const quarter = Math.floor(ms / QUARTER_MS) * QUARTER_MS;
  const key = `${zone} ${quarter}`;
  const start = quarters.get(key) ?? shownAt(quarter, zone);
  quarters.set(key, start);
  const minute = start.minute + Math.floor((ms - quarter) / MINUTE_MS);
  return `${start.hour}:${String(minute).padStart(2, '0')}`;
}

function shownAt(ms: number, zone: string) {
  const shown = DateTime.fromMillis(ms, { zone });
  return { hour: shown.toFormat("yyyy-MM-dd'T'HH"), minute: shown.minute };
}

function plusDays(date: string, days: number): string {
  return DateTime.fromISO(date, { zone: 'UTC' }).plus({ days }).toFormat('yyyy-MM-dd');
}

/** An end of 24:00 is 00:00 of the next day. */
function end(date: string, time: string): string {
  return time === '24:00' ? `${plusDays(date, 1)}T00:00` : `${date}T${time}`;
}

interface Candidate {
  readonly layer: number;
  readonly from: string;
  readonly until: string;
  readonly plan: number;
}

const minutesBetween = (from: string, until: string) =>
  DateTime.fromISO(until, { zone: 'UTC' }).diff(DateTime.fromISO(from, { zone: 'UTC' }), 'minutes').minutes;

/** All that may hold between two dates. */
function candidatesOf(schema: NumberPlanSchema, first: string, days: number): readonly Candidate[] {
  const holidays = schema.holidays.map(({ startDate, startTime, endDate, endTime, plan }): Candidate => {
    return { layer: 0, from: `${startDate}T${startTime}`, until: end(endDate, endTime), plan };
  });
  const times = schema.times.flatMap((time): readonly Candidate[] => {
    const { plan } = time;
    if (time.kind === 'period') {
      const from = time.startDate === undefined ? '0001-01-01T00:00' : `${time.startDate}T${time.startTime}`;
      const until = time.endDate === undefined ? '9999-01-01T00:00' : end(time.endDate, time.endTime);
      return [{ layer: 2, from, until, plan }];
    }
    const isOver = time.endTime <= time.startTime;
    return Array.from({ length: days + 1 }, (_, n) => plusDays(first, n - 1))
      .filter((date) => time.days.includes(DateTime.fromISO(date, { zone: 'UTC' }).weekday))
      .map((date) => {
        const until = isOver ? `${plusDays(date, 1)}T${time.endTime}` : end(date, time.endTime);
        return { layer: 1, from: `${date}T${time.startTime}`, until, plan };
      });
  });
  const width = new Map([...holidays, ...times].map((one) => [one, minutesBetween(one.from, one.until)]));
  const later = (a: Candidate, b: Candidate) => (a.from > b.from ? -1 : a.from < b.from ? 1 : 0);
  return [...width.keys()].sort(
    (a, b) => a.layer - b.layer || (width.get(a) ?? 0) - (width.get(b) ?? 0) || later(a, b),
  );
}

/**
 * The plan in each minute from a moment on, override and all.
 * @param from  a whole minute, at least as long before as clocks are ever put back
 */
export function minuteByMinute(
  schema: NumberPlanSchema,
  zone: string,
  from: number,
  minutes: number,
): readonly { readonly ms: number; readonly plan: number | undefined }[] {
  let latest = '';
  const candidates = candidatesOf(schema, wall(from, zone).slice(0, 10), minutes / 1440 + 2);
  const planned = Array.from({ length: minutes }, (_, n) => {
    const ms = from + n * MINUTE_MS;
    const shown = wall(ms, zone);
    if (shown > latest) latest = shown;
    return { ms, plan: candidates.find((one) => one.from <= latest && latest < one.until)?.plan };
  });
  const { override } = schema;
  if (override === undefined) return planned;
  const since = Date.parse(override.since);
  const atStart = planned.find(({ ms }) => ms >= since)?.plan;
  const change = planned.find(({ ms, plan }) => ms >= since && plan !== atStart)?.ms;
  const until = override.kind === 'permanent' ? undefined : change;
  return planned.map((one) =>
    one.ms >= since && (until === undefined || one.ms < until) ? { ms: one.ms, plan: override.plan } : one,
  );
}
