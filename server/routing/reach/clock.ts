// An account's clock on the wall. Times that people set hold by what that clock shows: an hour that summer time skips has no
// moments, one that comes twice has them twice. Source: of routing-and-reach.md
import { IANAZone } from 'luxon';

const MINUTE_MS = 60_000;
/** Clocks of today's zones change at whole quarters of an hour, counted in UTC. */
const BLOCK_MS = 15 * MINUTE_MS;

export interface Clock {
  /** How far the clock on the wall is before UTC, in milliseconds. */
  readonly offsetMs: (atMs: number) => number;
  /** The minute that the clock shows, counted as if it were UTC. */
  readonly minuteAt: (atMs: number) => number;
}

/** @param zone  IANA; an unknown one is taken for UTC */
export function clockOf(zone: string): Clock {
  const iana = IANAZone.create(zone);
  let knownBlock = Number.NaN;
  let knownOffset = 0;
  const offsetMs = (atMs: number) => {
    const block = Math.floor(atMs / BLOCK_MS);
    if (block !== knownBlock) {
      knownBlock = block;
      knownOffset = iana.isValid ? iana.offset(block * BLOCK_MS) * MINUTE_MS : 0;
    }
    return knownOffset;
  };
  return { offsetMs, minuteAt: (atMs) => Math.floor((atMs + offsetMs(atMs)) / MINUTE_MS) };
}

/**
 * When the clock will show a minute, or change before that, whichever comes first.
 * @param minute  later than the one it shows at `fromMs`, by a day at most
 */
export function momentOf(clock: Clock, fromMs: number, minute: number): number {
  const offset = clock.offsetMs(fromMs);
  const expected = minute * MINUTE_MS - offset;
  return clock.offsetMs(expected) === offset ? expected : changeOfClock(clock, fromMs, expected);
}

function changeOfClock(clock: Clock, fromMs: number, untilMs: number): number {
  const offset = clock.offsetMs(fromMs);
  let before = Math.floor(fromMs / BLOCK_MS);
  let after = Math.ceil(untilMs / BLOCK_MS);
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (clock.offsetMs(middle * BLOCK_MS) === offset) before = middle;
    else after = middle;
  }
  return after * BLOCK_MS;
}

/** `2026-12-24T12:00` as such a minute; NaN for a day that no calendar has. */
export function minuteOf(wallClock: string): number {
  const ms = Date.parse(`${wallClock}:00Z`);
  const again = Number.isNaN(ms) ? '' : new Date(ms).toISOString();
  return again.startsWith(wallClock) ? ms / MINUTE_MS : Number.NaN;
}
