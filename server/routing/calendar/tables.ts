// What holds when, made ready for looking up: windows of a week that comes again, and spans of dates that come once. Where several
// hold, the narrowest wins; of two as narrow the one that began later, then the one that stands first.
// Source: NP-40, NP-43, A-24 of routing-and-reach.md
import { MINUTES_PER_WEEK, minuteOfWeek } from '../../domain/telephony/calendar.ts';

/** What holds from one minute on, up to the next segment. */
interface Segment<Value> {
  readonly from: number;
  readonly value: Value | undefined;
}

/** What holds in a minute, and the first minute in which something else may. */
export interface Found<Value> {
  readonly value: Value | undefined;
  readonly until: number;
}

/** Looks up wall minutes (domain/telephony/calendar.ts). */
export interface Table<Value> {
  readonly at: (wallMinute: number) => Found<Value>;
  /** After this wall minute nothing but what repeats weekly happens. */
  readonly lastChange: number;
}

export interface WeekWindow<Value> {
  /** Since Monday 00:00. */
  readonly startMinute: number;
  /** At most a week. */
  readonly minutes: number;
  readonly value: Value;
}

export interface Span<Value> {
  /** Wall minutes; infinite where it has no end. */
  readonly from: number;
  readonly until: number;
  readonly value: Value;
}

const NOTHING = { value: undefined, until: Number.POSITIVE_INFINITY };

export function weekTable<Value>(windows: readonly WeekWindow<Value>[]): Table<Value> {
  // A window that runs past Sunday is there twice: as it ends early in the week, and as it begins.
  const spans = windows.flatMap(({ startMinute, minutes, value }) =>
    [startMinute - MINUTES_PER_WEEK, startMinute].map((from) => ({ from, until: from + minutes, value })),
  );
  const segments = segmentsOf(spans).filter(({ from }) => from < MINUTES_PER_WEEK);
  return {
    lastChange: Number.NEGATIVE_INFINITY,
    at: (wallMinute) => {
      if (segments.length === 0) return NOTHING;
      const minute = minuteOfWeek(wallMinute);
      const i = lastAtOrBefore(segments, minute);
      const next = segments[i + 1]?.from ?? MINUTES_PER_WEEK;
      return { value: segments[i]?.value, until: wallMinute - minute + next };
    },
  };
}

export function spanTable<Value>(spans: readonly Span<Value>[]): Table<Value> {
  const segments = segmentsOf(spans);
  const last = segments.at(-1)?.from ?? Number.NEGATIVE_INFINITY;
  return {
    lastChange: last,
    at: (wallMinute) => {
      const i = lastAtOrBefore(segments, wallMinute);
      return { value: segments[i]?.value, until: segments[i + 1]?.from ?? Number.POSITIVE_INFINITY };
    },
  };
}

function segmentsOf<Value>(spans: readonly Span<Value>[]): readonly Segment<Value>[] {
  const ends = new Set(spans.flatMap(({ from, until }) => [from, until]));
  ends.delete(Number.POSITIVE_INFINITY);
  const bounds = [...ends].sort((a, b) => a - b);
  const segments: Segment<Value>[] = [];
  let former: Span<Value> | undefined;
  for (const from of bounds) {
    const winner = narrowest(spans.filter((span) => span.from <= from && from < span.until));
    if (segments.length === 0 || winner !== former) segments.push({ from, value: winner?.value });
    former = winner;
  }
  return segments;
}

function narrowest<Value>(spans: readonly Span<Value>[]): Span<Value> | undefined {
  const width = ({ from, until }: Span<Value>) => until - from;
  return spans.reduce<Span<Value> | undefined>((best, span) => {
    if (best === undefined || width(span) < width(best)) return span;
    return width(span) === width(best) && span.from > best.from ? span : best;
  }, undefined);
}

/** @returns -1 when the first begins later */
function lastAtOrBefore(segments: readonly Segment<unknown>[], minute: number): number {
  let [low, high] = [0, segments.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((segments[middle]?.from ?? Number.POSITIVE_INFINITY) <= minute) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
