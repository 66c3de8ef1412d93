// TBR extensions: where a call goes by the day of the week and the time. Source: EXT-123 to EXT-129, AMB-20
import { MINUTES_PER_DAY, MINUTES_PER_WEEK, minuteOfDay, windowMinutes } from '../../domain/telephony/calendar.ts';
import type { Destination } from '../../domain/telephony/destination.ts';
import type { TbrExtension } from '../../domain/telephony/extension.ts';
import { type Table, type WeekWindow, weekTable } from '../calendar/tables.ts';
import { type ZoneClock, zoneClock } from '../calendar/zone-clock.ts';
import type { Step } from '../step.ts';

type Period = TbrExtension['periods'][number];

/** A TBR extension made ready for many decisions. */
export interface TimeRoutes {
  readonly extension: TbrExtension;
  readonly clock: ZoneClock;
  readonly table: Table<Period>;
}

export interface TimeRouted {
  readonly to: Destination;
  readonly step: Step<'inPeriod' | 'outsidePeriods'>;
}

/** @param timeZone  IANA: the account's */
export function timeRoutesOf(extension: TbrExtension, timeZone: string): TimeRoutes {
  return { extension, clock: zoneClock(timeZone), table: weekTable(extension.periods.flatMap(windowsOf)) };
}

/** @param now  milliseconds. Source: EXT-123, EXT-125 */
export function routeByTime({ extension, clock, table }: TimeRoutes, now: number): TimeRouted {
  const period = table.at(clock.wallMinuteAt(now)).value;
  const told = { extension: extension.number, name: extension.name };
  if (period === undefined)
    return {
      to: extension.failover,
      step: { room: 'numberPlan', rule: 'EXT-125', because: 'outsidePeriods', values: told },
    };
  const values = { ...told, period: period.description ?? `${period.startTime}-${period.endTime}` };
  return { to: period.to, step: { room: 'numberPlan', rule: 'EXT-123', because: 'inPeriod', values } };
}

/**
 * Two periods that hold at the same time, as places in the list; the second of each pair is to be refused.
 * Source: EXT-129
 */
export function overlappingPeriods(periods: readonly Period[]): readonly (readonly [number, number])[] {
  const windows = periods.map(windowsOf);
  return periods.flatMap((_, later) =>
    periods.slice(0, later).flatMap((_, earlier): (readonly [number, number])[] => {
      const meets = windows[earlier]?.some((a) => windows[later]?.some((b) => overlaps(a, b)));
      return meets ? [[earlier, later]] : [];
    }),
  );
}

/** One for each weekday from the first to the last, round the end of the week. Source: EXT-128 */
function windowsOf(period: Period): readonly WeekWindow<Period>[] {
  const days = ((period.endDay - period.startDay + 7) % 7) + 1;
  return Array.from({ length: days }, (_, n) => ({
    startMinute: ((period.startDay - 1 + n) % 7) * MINUTES_PER_DAY + minuteOfDay(period.startTime),
    minutes: windowMinutes(period.startTime, period.endTime),
    value: period,
  }));
}

/** On a week that goes round. */
function overlaps(a: WeekWindow<Period>, b: WeekWindow<Period>): boolean {
  const after = (from: number, to: number) => (to - from + MINUTES_PER_WEEK) % MINUTES_PER_WEEK;
  return after(a.startMinute, b.startMinute) < a.minutes || after(b.startMinute, a.startMinute) < b.minutes;
}
