// When phones may be disturbed: hours on the wall where they stand, also in nights in which the clocks change.
import fc from 'fast-check';
import { DateTime } from 'luxon';
import { describe, expect, test } from 'vitest';
import { type MaintenanceWindow, nextWindow } from '../../server/domain/maintenance-window.ts';

const said = (window: MaintenanceWindow, zone: string, now: string): string => {
  const { opens, closes } = nextWindow(window, zone, new Date(now));
  return `${opens.toISOString().slice(0, 16)} ${closes.toISOString().slice(0, 16)}`;
};
const night = { from: '02:00', until: '04:00' };
const late = { from: '23:00', until: '01:00' };

describe('nextWindow (DEV-14)', () => {
  test.each([
    ['before it', night, 'Europe/Amsterdam', '2026-01-15T00:30Z', '2026-01-15T01:00 2026-01-15T03:00'],
    ['as it opens', night, 'Europe/Amsterdam', '2026-01-15T01:00Z', '2026-01-15T01:00 2026-01-15T03:00'],
    [
      'just before it closes',
      night,
      'Europe/Amsterdam',
      '2026-01-15T02:59:59.999Z',
      '2026-01-15T01:00 2026-01-15T03:00',
    ],
    ['as it closes', night, 'Europe/Amsterdam', '2026-01-15T03:00Z', '2026-01-16T01:00 2026-01-16T03:00'],
    ['in summer', night, 'Europe/Amsterdam', '2026-07-15T03:00Z', '2026-07-16T00:00 2026-07-16T02:00'],
    ['in New York', night, 'America/New_York', '2026-01-15T01:00Z', '2026-01-15T07:00 2026-01-15T09:00'],
    ['in Auckland', night, 'Pacific/Auckland', '2026-01-15T01:00Z', '2026-01-15T13:00 2026-01-15T15:00'],
    ['in Kathmandu', night, 'Asia/Kathmandu', '2026-01-15T01:00Z', '2026-01-15T20:15 2026-01-15T22:15'],
    ['before midnight', late, 'Europe/Amsterdam', '2026-01-15T22:30Z', '2026-01-15T22:00 2026-01-16T00:00'],
    ['after midnight', late, 'Europe/Amsterdam', '2026-01-15T23:30Z', '2026-01-15T22:00 2026-01-16T00:00'],
    [
      'until midnight',
      { from: '22:00', until: '00:00' },
      'UTC',
      '2026-01-15T23:59Z',
      '2026-01-15T22:00 2026-01-16T00:00',
    ],
    // 15 January 2026 is a Thursday.
    ['on its day', { ...night, days: [4] }, 'UTC', '2026-01-15T03:00Z', '2026-01-15T02:00 2026-01-15T04:00'],
    ['a week on', { ...night, days: [4] }, 'UTC', '2026-01-15T05:00Z', '2026-01-22T02:00 2026-01-22T04:00'],
    [
      'the next of its days',
      { ...night, days: [1, 6] },
      'UTC',
      '2026-01-15T05:00Z',
      '2026-01-17T02:00 2026-01-17T04:00',
    ],
    [
      'after the midnight of its day',
      { ...late, days: [4] },
      'UTC',
      '2026-01-16T00:30Z',
      '2026-01-15T23:00 2026-01-16T01:00',
    ],
    [
      'after the midnight of another',
      { ...late, days: [5] },
      'UTC',
      '2026-01-16T00:30Z',
      '2026-01-16T23:00 2026-01-17T01:00',
    ],
  ])('%s', (_, window, zone, now, opening) => {
    expect(said(window, zone, now)).toBe(opening);
  });

  test.each([
    // Amsterdam, 29 March 2026: 02:00 to 03:00 is left out.
    ['an hour shorter', { from: '01:00', until: '05:00' }, '2026-03-29T00:00 2026-03-29T03:00'],
    ['begins in the hour that is left out', { from: '02:30', until: '05:00' }, '2026-03-29T01:30 2026-03-29T03:00'],
    ['ends in it', { from: '01:00', until: '02:30' }, '2026-03-29T00:00 2026-03-29T01:30'],
    ['lies within it: the next night', { from: '02:00', until: '03:00' }, '2026-03-30T00:00 2026-03-30T01:00'],
    ['over midnight', { from: '23:00', until: '04:00' }, '2026-03-28T22:00 2026-03-29T02:00'],
  ])('the clocks go forward: %s', (_, window, opening) => {
    expect(said(window, 'Europe/Amsterdam', '2026-03-28T23:30Z')).toBe(opening);
  });

  test.each([
    // Amsterdam, 25 October 2026: 02:00 to 03:00 comes twice.
    ['an hour longer', { from: '01:00', until: '05:00' }, '2026-10-24T23:00 2026-10-25T04:00'],
    [
      'begins in the hour that comes twice: the first time',
      { from: '02:30', until: '05:00' },
      '2026-10-25T00:30 2026-10-25T04:00',
    ],
    ['ends in it: the first time', { from: '01:00', until: '02:30' }, '2026-10-24T23:00 2026-10-25T00:30'],
    ['lies within it: once', { from: '02:00', until: '02:30' }, '2026-10-25T00:00 2026-10-25T00:30'],
    ['over midnight', { from: '23:00', until: '04:00' }, '2026-10-24T21:00 2026-10-25T03:00'],
  ])('the clocks go back: %s', (_, window, opening) => {
    expect(said(window, 'Europe/Amsterdam', '2026-10-24T22:30Z')).toBe(opening);
  });

  test('a week whose only night is left out is followed by the next', () => {
    const sundays = { from: '02:00', until: '03:00', days: [7] };
    expect(said(sundays, 'Europe/Amsterdam', '2026-03-23T12:00Z')).toBe('2026-04-05T00:00 2026-04-05T01:00');
  });

  const time = fc.nat(24 * 12 - 1).map((i) => {
    const two = (number: number): string => String(number).padStart(2, '0');
    return `${two(Math.floor(i / 12))}:${two((i % 12) * 5)}`;
  });
  const windows = fc
    .record(
      { from: time, until: time, days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }) },
      { requiredKeys: ['from', 'until'] },
    )
    .filter(({ from, until }) => from !== until);
  const zones = fc.constantFrom(
    'UTC',
    'Europe/Amsterdam',
    'America/New_York',
    'America/Havana',
    'Africa/Cairo',
    'Australia/Lord_Howe',
    'Asia/Kathmandu',
    'Pacific/Auckland',
  );
  /** Among all of a year also the nights in which a clock changes. */
  const times = fc.oneof(
    fc.date({ min: new Date('2026-01-01'), max: new Date('2027-12-31'), noInvalidDate: true }),
    fc
      .tuple(
        fc.constantFrom('2026-03-08', '2026-03-29', '2026-04-05', '2026-04-24', '2026-10-25', '2026-11-01'),
        fc.nat(2 * 24 * 60),
      )
      .map(([day, minutes]) => new Date(new Date(day).getTime() + (minutes - 24 * 60) * 60_000)),
  );

  test('any window opens on one of its days, at its hour, and closes after now at its own', () => {
    fc.assert(
      fc.property(windows, zones, times, (window, zone, now) => {
        const { opens, closes } = nextWindow(window, zone, now);
        expect(closes > now && closes > opens).toBe(true);
        const wall = (time: Date) => DateTime.fromJSDate(time, { zone });
        // In an hour that is left out, the same minutes after it.
        const inGap = (at: DateTime, hhmm: string): boolean =>
          at.minus({ hours: 1 }).toFormat('HH:mm') !== hhmm && at.offset !== at.minus({ hours: 2 }).offset;
        const [from, until] = [wall(opens), wall(closes)];
        if (!inGap(from, window.from)) expect(from.toFormat('HH:mm')).toBe(window.from);
        if (!inGap(until, window.until)) expect(until.toFormat('HH:mm')).toBe(window.until);
        expect(window.days ?? [from.weekday]).toContain(from.weekday);
      }),
      { numRuns: 500 },
    );
  });

  test('whoever asks within a window, or while waiting for it, hears the same one; as it closes, a later one', () => {
    fc.assert(
      fc.property(windows, zones, times, fc.double({ min: 0, max: 0.999, noNaN: true }), (window, zone, now, share) => {
        const opening = nextWindow(window, zone, now);
        const from = Math.min(now.getTime(), opening.opens.getTime());
        const between = new Date(Math.floor(from + (opening.closes.getTime() - from) * share));
        if (between >= now || between >= opening.opens) expect(nextWindow(window, zone, between)).toEqual(opening);
        expect(nextWindow(window, zone, opening.closes).opens >= opening.closes).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
