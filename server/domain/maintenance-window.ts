// Hours of the night in which phones may be disturbed, in the time of the place where they stand. Pure: the time comes in.
// When the clocks change, the window keeps its hours on the wall; an hour that is left out counts as the one after it.
import { DateTime } from 'luxon';

/** HH:MM on the wall; `until` at or before `from` is on the next day. */
export interface MaintenanceWindow {
  readonly from: string;
  readonly until: string;
  /** Days on which it opens, 1 = Monday to 7 = Sunday; absent: all. */
  readonly days?: readonly number[];
}

/** From `opens` on, until just before `closes`. */
export interface Opening {
  readonly opens: Date;
  readonly closes: Date;
}

/** Two weeks: the only night of one may be left out, when the clocks go forward. */
const DAYS_AHEAD = 15;

/** @returns the window that is open at `now`, else the next one */
export function nextWindow({ from, until, days }: MaintenanceWindow, timeZone: string, now: Date): Opening {
  const here = DateTime.fromJSDate(now, { zone: timeZone });
  for (let day = -1; day <= DAYS_AHEAD; day++) {
    const date = here.startOf('day').plus({ days: day });
    if (days && !days.includes(date.weekday)) continue;
    const opens = at(date, from);
    const closes = at(until > from ? date : date.plus({ days: 1 }), until);
    if (closes > now && closes > opens) return { opens, closes };
  }
  throw new Error('a window opens on some day of any two weeks');
}

function at(date: DateTime, time: string): Date {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  return date.set({ hour, minute, second: 0, millisecond: 0 }).toJSDate();
}
