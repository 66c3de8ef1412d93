// Dates and times as people set them: by the clock on the wall, without a zone. The zone is the account's.
// Source: NP-30, NP-35, NP-36, NP-42, A-25 of routing-and-reach.md
import Type, { type Static } from 'typebox';

/** A day of the week. */
export const WeekdaySchema = Type.Integer({ minimum: 1, maximum: 7, description: '1 is Monday' });

/** Any minute of a day; as an end also 24:00. */
export const TimeOfDaySchema = Type.String({
  pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$',
  description: 'such as 09:00',
});
export const EndTimeSchema = Type.String({
  pattern: '^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$',
  description: 'such as 17:00; the minute itself is no longer part of it',
});
export const LocalDateSchema = Type.String({
  pattern: '^(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$',
  description: 'such as 2026-12-25',
});
export type LocalDate = Static<typeof LocalDateSchema>;
export type TimeOfDay = Static<typeof EndTimeSchema>;

export const MINUTES_PER_DAY = 1440;
export const MINUTES_PER_WEEK = 7 * MINUTES_PER_DAY;
const DAY_MS = 86_400_000;

/** Minutes since midnight, 0 to 1440. */
export function minuteOfDay(time: TimeOfDay): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
}

/** Days since 1 January 1970. */
export function dayNumber(date: LocalDate): number {
  return Date.UTC(Number(date.slice(0, 4)), Number(date.slice(5, 7)) - 1, Number(date.slice(8, 10))) / DAY_MS;
}

/** The other way. */
export function dateOfDay(day: number): LocalDate {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** Whether the calendar has that day: no 30 February. */
export function isDate(date: LocalDate): boolean {
  return dateOfDay(dayNumber(date)) === date;
}

/** Minutes on the wall since 1 January 1970 00:00, as if no clock was ever changed. */
export function wallMinute(date: LocalDate, time: TimeOfDay): number {
  return dayNumber(date) * MINUTES_PER_DAY + minuteOfDay(time);
}

/** The date that the wall shows in that minute. */
export function dateOfWallMinute(minute: number): LocalDate {
  return dateOfDay(Math.floor(minute / MINUTES_PER_DAY));
}

/** The time that the wall shows in that minute. */
export function timeOfWallMinute(minute: number): TimeOfDay {
  const ofDay = ((minute % MINUTES_PER_DAY) + MINUTES_PER_DAY) % MINUTES_PER_DAY;
  return `${String(Math.floor(ofDay / 60)).padStart(2, '0')}:${String(ofDay % 60).padStart(2, '0')}`;
}

/** Minutes since Monday 00:00. 1 January 1970 was a Thursday. */
export function minuteOfWeek(wall: number): number {
  const since = (wall + 3 * MINUTES_PER_DAY) % MINUTES_PER_WEEK;
  return since < 0 ? since + MINUTES_PER_WEEK : since;
}

/** Between two times of a day, in minutes: an end at or before the start is of the next day. Source: EXT-128 */
export function windowMinutes(start: TimeOfDay, end: TimeOfDay): number {
  const minutes = minuteOfDay(end) - minuteOfDay(start);
  return minutes > 0 ? minutes : minutes + MINUTES_PER_DAY;
}
