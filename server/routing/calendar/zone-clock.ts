// The clock on the wall of a zone as one that never goes back. In the hour that a zone has twice it stays at its last minute the
// second time, and an hour that a zone does not have is jumped over. So every wall time comes at exactly one moment: the first at
// which the wall shows it or has passed it. Opening hours then neither open twice nor leave a hole when clocks change.
// luxon is asked once for a stretch of time, never for a decision. Source: A-25 of routing-and-reach.md; IANA tz database
import { IANAZone } from 'luxon';

export interface ZoneClock {
  /** Minutes on the wall since 1 January 1970, by a clock that never goes back. */
  readonly wallMinuteAt: (ms: number) => number;
  /** The first moment at which the wall shows that minute or a later one. */
  readonly momentOf: (wallMinute: number) => number;
}

/** A time during which a zone keeps its offset; times in milliseconds. */
interface Stretch {
  readonly from: number;
  readonly until: number;
  readonly offset: number;
  /** The latest that the wall showed before. */
  readonly shownBefore: number;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** Stretches are found for so long at once. */
const CHUNK_MS = 400 * DAY_MS;
/** Longer than any clock was ever put back. */
const LEAD_MS = 3 * DAY_MS;
/** Two changes are further apart. */
const PROBE_MS = 2 * DAY_MS;

const CLOCKS = new Map<string, ZoneClock>();
const MAX_CLOCKS = 1000;
const MAX_CHUNKS = 50;

/** @param zone  IANA; one that is not known counts as UTC */
export function zoneClock(zone: string): ZoneClock {
  const known = CLOCKS.get(zone);
  if (known) return known;
  const clock = newClock(zone);
  if (CLOCKS.size < MAX_CLOCKS) CLOCKS.set(zone, clock);
  return clock;
}

function newClock(zone: string): ZoneClock {
  const offsetAt = offsetOf(zone);
  const chunks = new Map<number, readonly Stretch[]>();
  const chunkOf = (index: number): readonly Stretch[] => {
    const known = chunks.get(index);
    if (known) return known;
    const found = stretchesOf(offsetAt, index * CHUNK_MS, (index + 1) * CHUNK_MS);
    if (chunks.size >= MAX_CHUNKS) chunks.clear();
    chunks.set(index, found);
    return found;
  };
  return {
    wallMinuteAt: (ms) => {
      for (const { until, offset, shownBefore } of chunkOf(Math.floor(ms / CHUNK_MS)))
        if (ms < until) return Math.floor(Math.max(ms + offset, shownBefore) / MINUTE_MS);
      throw new Error('a chunk covers its time');
    },
    momentOf: (wallMinute) => {
      const wall = wallMinute * MINUTE_MS;
      for (let index = Math.floor((wall - LEAD_MS) / CHUNK_MS); ; index++)
        for (const { from, until, offset } of chunkOf(index))
          if (until + offset > wall) return Math.max(from, wall - offset);
    },
  };
}

function offsetOf(name: string): (ms: number) => number {
  if (!IANAZone.isValidZone(name)) return () => 0;
  const zone = IANAZone.create(name);
  return (ms) => Math.round(zone.offset(ms) * MINUTE_MS);
}

/** All stretches between two moments; the first begins earlier by the lead, so that a clock put back just before is seen. */
function stretchesOf(offsetAt: (ms: number) => number, from: number, until: number): readonly Stretch[] {
  const found: Stretch[] = [];
  let start = from - LEAD_MS;
  let offset = offsetAt(start);
  let shownBefore = Number.NEGATIVE_INFINITY;
  const close = (end: number) => {
    found.push({ from: start, until: end, offset, shownBefore });
    shownBefore = Math.max(shownBefore, end + offset - 1);
    start = end;
  };
  for (let low = start; low < until; low += PROBE_MS) {
    const high = Math.min(low + PROBE_MS, until);
    const next = offsetAt(high);
    if (next === offset) continue;
    close(changeBetween(offsetAt, low, high));
    offset = next;
  }
  if (start < until) close(until);
  return found.filter((stretch) => stretch.until > from);
}

function changeBetween(offsetAt: (ms: number) => number, from: number, until: number): number {
  const before = offsetAt(from);
  let [low, high] = [from, until];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(middle) === before) low = middle;
    else high = middle;
  }
  return high;
}
