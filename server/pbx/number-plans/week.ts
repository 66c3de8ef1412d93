// A week of a schema as a picture needs it: seven days, each with what holds from which minute on the wall to which. Clocks that
// change neither leave a hole nor an overlap, since the wall's minutes never go back. Source: NP-37, NP-38, NP-56
import type { Account } from '../../domain/records.ts';
import { dateOfDay, dayNumber, type LocalDate, MINUTES_PER_DAY } from '../../domain/telephony/calendar.ts';
import { type ZoneClock, zoneClock } from '../../routing/calendar/zone-clock.ts';
import type { SchemaRecord } from './schemas.ts';
import { type Shown, shownSchedule } from './view.ts';

const DAYS = 7;

/** A part of a day in which one thing chooses the plan. */
export interface Block extends Pick<Shown, 'plan' | 'name' | 'by' | 'description'> {
  /** Minutes since midnight, 0 to 1440. */
  readonly from: number;
  readonly until: number;
  /** Whether it holds now. */
  readonly isNow: boolean;
}

export interface Day {
  readonly date: LocalDate;
  readonly blocks: readonly Block[];
  /** The minute that it is now; absent on other days. */
  readonly now?: number;
}

/** The Monday of the week in which a date is. 1 January 1970 was a Thursday. */
export function mondayOf(date: LocalDate): LocalDate {
  const day = dayNumber(date);
  return dateOfDay(day - ((day + 3) % 7));
}

/** The date on an account's wall. */
export function todayIn({ timeZone }: Account, now: Date): LocalDate {
  return dateOfDay(Math.floor(zoneClock(timeZone).wallMinuteAt(now.getTime()) / MINUTES_PER_DAY));
}

/** @param monday  first day that is shown */
export function weekOf(record: SchemaRecord, account: Account, now: Date, monday: LocalDate): readonly Day[] {
  const clock = zoneClock(account.timeZone);
  const first = dayNumber(monday);
  const ends = [first, first + DAYS].map((day) => clock.momentOf(day * MINUTES_PER_DAY));
  const shown = shownSchedule(record, account, now, [ends[0] ?? 0, ends[1] ?? 0]);
  const wallNow = clock.wallMinuteAt(now.getTime());
  return Array.from({ length: DAYS }, (_, n) => {
    const midnight = (first + n) * MINUTES_PER_DAY;
    const isToday = midnight <= wallNow && wallNow < midnight + MINUTES_PER_DAY;
    return {
      date: dateOfDay(first + n),
      blocks: shown.flatMap((each) => blocksOn(each, clock, midnight, now)),
      ...(isToday && { now: wallNow - midnight }),
    };
  });
}

function blocksOn(shown: Shown, clock: ZoneClock, midnight: number, now: Date): readonly Block[] {
  const from = Math.max(clock.wallMinuteAt(shown.from) - midnight, 0);
  const until = Math.min(clock.wallMinuteAt(shown.until) - midnight, MINUTES_PER_DAY);
  if (from >= until) return [];
  const { plan, name, by, description } = shown;
  return [
    {
      from,
      until,
      by,
      isNow: shown.from <= now.getTime() && now.getTime() < shown.until,
      ...(plan !== undefined && { plan }),
      ...(name !== undefined && { name }),
      ...(description !== undefined && { description }),
    },
  ];
}
