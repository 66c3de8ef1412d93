// A number plan schema made ready for many decisions: when which plan holds by its times, and where each plan leads numbers.
// Source: NP-30 to NP-42
import {
  MINUTES_PER_DAY,
  MINUTES_PER_WEEK,
  minuteOfDay,
  wallMinute,
  windowMinutes,
} from '../../domain/telephony/calendar.ts';
import type { E164 } from '../../domain/telephony/destination.ts';
import type {
  Holiday,
  NumberPlan,
  NumberPlanSchema,
  PeriodTime,
  PlanNumber,
  WeeklyTime,
} from '../../domain/telephony/number-plan.ts';
import { type Span, spanTable, type Table, weekTable } from '../calendar/tables.ts';
import { type ZoneClock, zoneClock } from '../calendar/zone-clock.ts';
import type { Step } from '../step.ts';

/** What of the times chooses a plan. */
export type Chosen =
  | { readonly by: 'holiday'; readonly entry: Holiday }
  | { readonly by: 'weekly'; readonly entry: WeeklyTime }
  | { readonly by: 'period'; readonly entry: PeriodTime };

/** What the times say in a wall minute, and the first in which they may say something else. */
export interface Planned {
  readonly chosen: Chosen | undefined;
  readonly until: number;
}

/** Where a plan leads a number, and the step that says so. */
export interface Row {
  readonly row: PlanNumber;
  readonly step: Step<'numberLeads'>;
}

export interface Timetable {
  readonly schema: NumberPlanSchema;
  readonly clock: ZoneClock;
  readonly plans: ReadonlyMap<number, NumberPlan>;
  readonly numbers: ReadonlyMap<number, ReadonlyMap<E164, Row>>;
  /** By the wall minute. */
  readonly planned: (wallMinute: number) => Planned;
  /** When nothing is chosen in the week after this wall minute, nothing ever is. */
  readonly lastDated: number;
}

/**
 * @param timeZone  IANA: the account's
 * Source: A-25 of routing-and-reach.md
 */
export function timetableOf(schema: NumberPlanSchema, timeZone: string): Timetable {
  const holidays = spanTable(schema.holidays.map(holidaySpan));
  const weekly = weekTable(schema.times.flatMap((entry) => (entry.kind === 'weekly' ? weekWindows(entry) : [])));
  const periods = spanTable(schema.times.flatMap((entry) => (entry.kind === 'period' ? [periodSpan(entry)] : [])));
  return {
    schema,
    clock: zoneClock(timeZone),
    plans: new Map(schema.plans.map((plan) => [plan.slot, plan])),
    numbers: new Map(
      schema.plans.map(({ slot, numbers }) => [slot, new Map(numbers.map((row) => [row.e164, rowOf(row)]))]),
    ),
    planned: (minute) => firstOf([holidays, weekly, periods], minute),
    lastDated: Math.max(holidays.lastChange, periods.lastChange),
  };
}

function rowOf(row: PlanNumber): Row {
  const values = { number: row.e164, to: row.to };
  return { row, step: { room: 'numberPlan', rule: 'NP-18', because: 'numberLeads', values } };
}

/** Holidays before days of the week before periods. Source: NP-32, NP-40 */
function firstOf(tables: readonly Table<Chosen>[], minute: number): Planned {
  let until = Number.POSITIVE_INFINITY;
  for (const table of tables) {
    const found = table.at(minute);
    until = Math.min(until, found.until);
    if (found.value !== undefined) return { chosen: found.value, until };
  }
  return { chosen: undefined, until };
}

function holidaySpan(entry: Holiday): Span<Chosen> {
  const { startDate, startTime, endDate, endTime } = entry;
  return {
    from: wallMinute(startDate, startTime),
    until: wallMinute(endDate, endTime),
    value: { by: 'holiday', entry },
  };
}

function periodSpan(entry: PeriodTime): Span<Chosen> {
  const { startDate, startTime, endDate, endTime } = entry;
  return {
    from: startDate === undefined ? Number.NEGATIVE_INFINITY : wallMinute(startDate, startTime),
    until: endDate === undefined ? Number.POSITIVE_INFINITY : wallMinute(endDate, endTime),
    value: { by: 'period', entry },
  };
}

function weekWindows(entry: WeeklyTime) {
  const value: Chosen = { by: 'weekly', entry };
  return entry.days.map((day) => ({
    startMinute: (day - 1) * MINUTES_PER_DAY + minuteOfDay(entry.startTime),
    minutes: windowMinutes(entry.startTime, entry.endTime),
    value,
  }));
}

/** How far past the last date the times are to be followed to know all that they will ever say. */
export const WHOLE_CYCLE = MINUTES_PER_WEEK;
