// Which status the times of a user's statuses give at a moment, and when that changes. Where several hold, the shortest wins;
// of equally short ones the one that stands first. The week is laid out once, so that looking is a search in a short list.
// Source: of routing-and-reach.md
import type { Status, StatusTime } from '../../domain/telephony/reach.ts';
import { type Clock, minuteOf, momentOf } from './clock.ts';

const DAY = 1440;
const WEEK = 7 * DAY;
/** 1 January 1970 was a Thursday; weeks here begin on Monday. */
const FIRST_DAY = 3 * DAY;
const DAY_MS = DAY * 60_000;
/** A pattern of weeks that shows no change in this time (summer time included) has none. */
const YEAR_MS = 371 * DAY_MS;

interface Window {
  readonly status: string;
  /** In minutes: the narrower wins. */
  readonly width: number;
  readonly order: number;
}
interface Period extends Window {
  readonly start: number;
  readonly end: number;
}
interface Segment {
  /** Minute of the week at which it begins. */
  readonly from: number;
  readonly window: Window | undefined;
}

export interface Schedule {
  /** Of the whole week, the first from 0. */
  readonly week: readonly Segment[];
  /** The narrowest first. */
  readonly periods: readonly Period[];
  /** No status has times. */
  readonly isEmpty: boolean;
}

export function scheduleOf(statuses: readonly Status[]): Schedule {
  const weekly: (Window & { readonly starts: readonly number[] })[] = [];
  const periods: Period[] = [];
  let order = 0;
  for (const { id: status, times } of statuses)
    for (const time of times) {
      order += 1;
      const width = widthOf(time);
      if (time.kind === 'period') {
        const start = minuteOf(time.start);
        periods.push({ status, width, order, start, end: start + width });
      } else {
        const starts = time.days.map((day) => (day - 1) * DAY + minuteOfDay(time.start));
        weekly.push({ status, width, order, starts });
      }
    }
  return { week: layWeek(weekly), periods: periods.sort(narrowerFirst), isEmpty: order === 0 };
}

/** Minutes that it lasts on a day, or as a period. */
export function widthOf(time: StatusTime): number {
  if (time.kind === 'period') return minuteOf(time.end) - minuteOf(time.start);
  const length = minuteOfDay(time.end) - minuteOfDay(time.start);
  return length > 0 ? length : length + DAY;
}

function minuteOfDay(text: string): number {
  return Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
}

function narrowerFirst(a: Window, b: Window): number {
  return a.width - b.width || a.order - b.order;
}

/** Painted minute by minute, the widest first, so that the narrower ones lie on top. */
function layWeek(windows: readonly (Window & { readonly starts: readonly number[] })[]): readonly Segment[] {
  const sorted = [...windows].sort((a, b) => narrowerFirst(b, a));
  const painted = new Int16Array(WEEK).fill(-1);
  for (const [index, { starts, width }] of sorted.entries())
    for (const start of starts) {
      painted.fill(index, start, Math.min(start + width, WEEK));
      painted.fill(index, 0, Math.max(start + width - WEEK, 0));
    }
  const week: Segment[] = [{ from: 0, window: sorted[painted[0] ?? -1] }];
  for (let minute = 1; minute < WEEK; minute += 1)
    if (painted[minute] !== painted[minute - 1]) week.push({ from: minute, window: sorted[painted[minute] ?? -1] });
  return week;
}

/** @returns the id of the status, or undefined when no time holds. Source */
export function scheduledStatus(schedule: Schedule, clock: Clock, atMs: number): string | undefined {
  const { week, periods, isEmpty } = schedule;
  if (isEmpty) return undefined;
  const minute = clock.minuteAt(atMs);
  const weekly = week[segmentAt(week, minuteOfWeek(minute))]?.window;
  const period = periods.find(({ start, end }) => start <= minute && minute < end);
  if (period === undefined || weekly === undefined) return (period ?? weekly)?.status;
  return narrowerFirst(period, weekly) < 0 ? period.status : weekly.status;
}

function minuteOfWeek(minute: number): number {
  return (((minute + FIRST_DAY) % WEEK) + WEEK) % WEEK;
}

function segmentAt(week: readonly Segment[], minute: number): number {
  let low = 0;
  let high = week.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((week[middle]?.from ?? 0) <= minute) low = middle;
    else high = middle - 1;
  }
  return low;
}

/**
 * The next moment at which the times give another status, or none where there was one.
 * @param base  what holds while no time does
 * @returns undefined when that never happens
 * Source: R-27
 */
export function nextScheduleChange(schedule: Schedule, clock: Clock, fromMs: number, base: string): number | undefined {
  const at = (ms: number) => scheduledStatus(schedule, clock, ms) ?? base;
  const now = at(fromMs);
  if (isAlways(schedule, clock, fromMs, now, base)) return undefined;
  const lastMinute = Math.max(...schedule.periods.map(({ end }) => end), clock.minuteAt(fromMs));
  const horizonMs = lastMinute * 60_000 + YEAR_MS;
  let atMs = fromMs;
  while (atMs < horizonMs) {
    atMs = momentOf(clock, atMs, nextBoundary(schedule, clock.minuteAt(atMs)));
    if (at(atMs) !== now) return atMs;
  }
  return undefined;
}

function isAlways({ week, periods }: Schedule, clock: Clock, fromMs: number, now: string, base: string): boolean {
  const minute = clock.minuteAt(fromMs);
  // The clock may be put back over the end of a period that is over.
  return week.every(({ window }) => (window?.status ?? base) === now) && periods.every(({ end }) => end + DAY < minute);
}

/** A day later at most, so that no change of the clock lies behind another one. */
function nextBoundary({ week, periods }: Schedule, minute: number): number {
  const inWeek = minuteOfWeek(minute);
  const following = week[segmentAt(week, inWeek) + 1]?.from ?? WEEK;
  const bounds = periods.flatMap(({ start, end }) => [start, end]).filter((bound) => bound > minute);
  return Math.min(minute + DAY, minute + following - inWeek, ...bounds);
}
