// Reads holidays from an iCalendar file: its events, with the days on which they are. Times with a zone are put on the wall of the
// account's; an event that repeats every year is taken in each year asked for; anything else that repeats is named and left out.
// Source: RFC 5545 (content lines 3.1, VEVENT 3.6.1, DATE and DATE-TIME 3.3.4 and 3.3.5, DURATION 3.3.6, RRULE 3.3.10); NP-30, NP-31
import { DateTime, Duration, IANAZone } from 'luxon';
import type { LocalDate, TimeOfDay } from '../../domain/telephony/calendar.ts';

/** From a moment on the wall up to another, which is no longer part of it. */
export interface CalendarDay {
  readonly description: string;
  readonly startDate: LocalDate;
  readonly startTime: TimeOfDay;
  readonly endDate: LocalDate;
  readonly endTime: TimeOfDay;
}

export interface CalendarProblem {
  /** Of the file, counted from 1: where the event begins. */
  readonly line: number;
  readonly summary: string;
  readonly why: 'noStart' | 'badTime' | 'endsBefore' | 'repeats';
}

export interface CalendarRead {
  /** By their start; none that ended before `from` or begins after `until`. */
  readonly days: readonly CalendarDay[];
  readonly problems: readonly CalendarProblem[];
}

interface Line {
  readonly number: number;
  readonly name: string;
  readonly params: ReadonlyMap<string, string>;
  readonly value: string;
}
type Event = { readonly line: number; readonly fields: ReadonlyMap<string, Line>; readonly excluded: readonly Line[] };
type Times = { readonly start: DateTime; readonly end: DateTime };

/**
 * @param zone  IANA: the account's, in which times without a zone are meant too
 * @param from  first day, and last, that is asked for
 * @returns undefined when the text is no iCalendar file
 */
export function readCalendar(text: string, zone: string, from: LocalDate, until: LocalDate): CalendarRead | undefined {
  const lines = contentLines(text);
  const isBegun = lines.some(({ name, value }) => name === 'BEGIN' && value.toUpperCase() === 'VCALENDAR');
  if (!isBegun) return undefined;
  const days: CalendarDay[] = [];
  const problems: CalendarProblem[] = [];
  for (const event of eventsOf(lines)) {
    const read = readEvent(event, zone, from, until);
    if ('why' in read) problems.push({ line: event.line, summary: summaryOf(event), why: read.why });
    else days.push(...read.days);
  }
  return { days: days.toSorted((a, b) => (startOf(a) < startOf(b) ? -1 : 1)), problems };
}

const startOf = ({ startDate, startTime }: CalendarDay) => `${startDate} ${startTime}`;

/** Lines that go on in the next one put together, and parted into name, parameters and value. */
function contentLines(text: string): readonly Line[] {
  const whole: { number: number; text: string }[] = [];
  for (const [i, line] of text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\r|\n/)
    .entries()) {
    const last = whole.at(-1);
    if (/^[ \t]/.test(line) && last) last.text += line.slice(1);
    else if (line !== '') whole.push({ number: i + 1, text: line });
  }
  return whole.flatMap((each) => {
    // A parameter's value may be in quotes, and hold a colon then.
    const parts = /^([A-Za-z0-9-]+)((?:;[^:;"]*(?:"[^"]*")?[^:;"]*)*):(.*)$/s.exec(each.text);
    if (!parts) return [];
    const [, name = '', params = '', value = ''] = parts;
    const pairs = [...params.matchAll(/;([A-Za-z0-9-]+)=(?:"([^"]*)"|([^;]*))/g)];
    const named = pairs.map(([, key = '', quoted, plain = '']) => [key.toUpperCase(), quoted ?? plain] as const);
    return [{ number: each.number, name: name.toUpperCase(), params: new Map(named), value }];
  });
}

/** Those that are not called off; what stands within an event, such as an alarm, is none of it. */
function eventsOf(lines: readonly Line[]): readonly Event[] {
  const found: Event[] = [];
  let open: { line: number; fields: Map<string, Line>; excluded: Line[] } | undefined;
  let inner = 0;
  for (const line of lines) {
    const about = line.value.toUpperCase();
    if (line.name === 'BEGIN' && about === 'VEVENT') open = { line: line.number, fields: new Map(), excluded: [] };
    else if (line.name === 'BEGIN') inner += open ? 1 : 0;
    else if (line.name === 'END' && about === 'VEVENT') {
      if (open && open.fields.get('STATUS')?.value.toUpperCase() !== 'CANCELLED') found.push(open);
      open = undefined;
      inner = 0;
    } else if (line.name === 'END') inner -= open ? 1 : 0;
    else if (open && inner === 0 && line.name === 'EXDATE') open.excluded.push(line);
    else if (open && inner === 0) open.fields.set(line.name, line);
  }
  return found;
}

type EventRead = { readonly days: readonly CalendarDay[] } | { readonly why: CalendarProblem['why'] };

function readEvent(event: Event, zone: string, from: LocalDate, until: LocalDate): EventRead {
  const start = event.fields.get('DTSTART');
  if (start === undefined) return { why: 'noStart' };
  const begins = timeOf(start, zone);
  const ends = endOf(event, begins, zone);
  if (!begins?.isValid || !ends?.isValid) return { why: 'badTime' };
  if (ends <= begins) return { why: 'endsBefore' };
  const times = repetitions(event, { start: begins, end: ends }, [from, until], zone);
  if (times === undefined) return { why: 'repeats' };
  const first = DateTime.fromISO(from, { zone });
  const last = DateTime.fromISO(until, { zone }).plus({ days: 1 });
  const within = times.filter((each) => each.end > first && each.start < last);
  return { days: within.map((each) => dayOf(summaryOf(event), each, zone)) };
}

function isWholeDay({ value }: Line): boolean {
  return /^\d{8}$/.test(value);
}

/** A zone that is not known by its IANA name is taken to be the account's. */
function timeOf({ value, params }: Line, zone: string): DateTime | undefined {
  if (/^\d{8}$/.test(value)) return DateTime.fromFormat(value, 'yyyyMMdd', { zone });
  const time = /^(\d{8}T\d{6})(Z?)$/.exec(value);
  if (!time) return undefined;
  const named = params.get('TZID') ?? '';
  const its = time[2] === 'Z' ? 'utc' : IANAZone.isValidZone(named) ? named : zone;
  return DateTime.fromFormat(time[1] ?? '', "yyyyMMdd'T'HHmmss", { zone: its }).setZone(zone);
}

/** Without an end: the whole day, or no time at all. Source: RFC 5545 3.6.1 */
function endOf({ fields }: Event, start: DateTime | undefined, zone: string): DateTime | undefined {
  const [end, duration, begin] = [fields.get('DTEND'), fields.get('DURATION'), fields.get('DTSTART')];
  if (end !== undefined) return timeOf(end, zone);
  if (duration !== undefined) return start?.plus(Duration.fromISO(duration.value));
  return begin && isWholeDay(begin) ? start?.plus({ days: 1 }) : start;
}

/** @returns undefined when it repeats in another way than on the same day of each year */
function repetitions(
  event: Event,
  once: Times,
  [from, until]: readonly [LocalDate, LocalDate],
  zone: string,
): readonly Times[] | undefined {
  const rule = event.fields.get('RRULE');
  if (rule === undefined) return [once];
  const parts = new Map(rule.value.split(';').map((part) => [part.split('=')[0]?.toUpperCase(), part.split('=')[1]]));
  const isPlain = [...parts.keys()].every((name) =>
    ['FREQ', 'INTERVAL', 'COUNT', 'UNTIL', 'WKST', 'BYMONTH', 'BYMONTHDAY'].includes(name ?? ''),
  );
  const isSameDay =
    Number(parts.get('BYMONTH') ?? once.start.month) === once.start.month &&
    Number(parts.get('BYMONTHDAY') ?? once.start.day) === once.start.day;
  const every = Number(parts.get('INTERVAL') ?? 1);
  if (parts.get('FREQ') !== 'YEARLY' || !isPlain || !isSameDay || !(every >= 1)) return undefined;
  const count = Number(parts.get('COUNT') ?? Number.POSITIVE_INFINITY);
  const ruleEnd = parts.get('UNTIL');
  const end = ruleEnd && timeOf({ ...rule, value: ruleEnd }, zone);
  const excluded = new Set(event.excluded.flatMap((line) => excludedTimes(line, zone)));
  const lastYear = Number(until.slice(0, 4));
  const found: Times[] = [];
  // Those of long ago need not be gone through; one may last into the first year that is asked for.
  const first = Math.max(0, Math.floor((Number(from.slice(0, 4)) - 1 - once.start.year) / every));
  for (let n = first; n < count && once.start.year + n * every <= lastYear; n += 1) {
    const start = once.start.plus({ years: n * every });
    // 29 February comes in leap years only.
    if (start.day !== once.start.day || (end && start > end) || excluded.has(start.toMillis())) continue;
    found.push({ start, end: start.plus(once.end.diff(once.start, ['days', 'milliseconds'])) });
  }
  return found;
}

function excludedTimes(line: Line, zone: string): readonly number[] {
  return line.value.split(',').flatMap((value) => timeOf({ ...line, value }, zone)?.toMillis() ?? []);
}

/** Ends at midnight are told as the end of the day before, as people do. */
function dayOf(description: string, { start, end }: Times, zone: string): CalendarDay {
  const [from, to] = [start.setZone(zone), end.setZone(zone)];
  const isMidnight = to.toFormat('HH:mm') === '00:00';
  return {
    description,
    startDate: from.toFormat('yyyy-MM-dd'),
    startTime: from.toFormat('HH:mm'),
    endDate: (isMidnight ? to.minus({ days: 1 }) : to).toFormat('yyyy-MM-dd'),
    endTime: isMidnight ? '24:00' : to.toFormat('HH:mm'),
  };
}

const LONGEST_SUMMARY = 255;

/** On one line. Source: RFC 5545 3.3.11 */
function summaryOf({ fields }: Event): string {
  const text = (fields.get('SUMMARY')?.value ?? '').replace(/\\([\\;,nN])/g, (_, escaped: string) =>
    escaped.toLowerCase() === 'n' ? ' ' : escaped,
  );
  return text
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, LONGEST_SUMMARY);
}
