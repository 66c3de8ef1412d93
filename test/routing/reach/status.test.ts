import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Reach, ReachFacts, StatusTime } from '../../../server/domain/telephony/reach.ts';
import { compileReach } from '../../../server/routing/reach/compile.ts';
import { activeStatus, changesAt, deviceOverride } from '../../../server/routing/reach/status.ts';
import { at, compiled, EXAMPLE, NOON, TUESDAY } from './example.ts';

const statusAt = (facts: ReachFacts, ms: number, reach = compiled()) => activeStatus(reach, facts, ms).status.name;
const moment = (ms: number | undefined) => ms && new Date(ms).toISOString();

/** One status with these times; everything else is "out". */
const withTimes = (times: Readonly<Record<string, readonly StatusTime[]>>, timeZone = 'Europe/Amsterdam') => {
  const statuses = Object.entries(times).map(([id, own]) => ({
    id,
    name: id,
    availability: 'automatic' as const,
    times: [...own],
  }));
  const out = { id: 'out', name: 'out', availability: 'offline' as const, times: [] };
  const reach: Reach = { ...EXAMPLE, statuses: [...statuses, out], matrix: [] };
  return compileReach(reach, { timeZone, country: 'NL' });
};
const weekly = (days: readonly number[], start: string, end: string): StatusTime => ({
  kind: 'weekly',
  days: [...days],
  start,
  end,
});
const period = (start: string, end: string): StatusTime => ({ kind: 'period', start, end });

describe('the schedule', () => {
  test.each([
    ['2026-11-24T11:00', 'Work'],
    ['2026-11-24T12:30', 'Lunch'],
    ['2026-11-24T17:00', 'Out'],
    ['2026-11-28T11:00', 'Out'],
  ])('R-33 R-27 R-32 at %s: %s', (text, expected) => {
    expect(statusAt({}, at(text))).toBe(expected);
  });

  test.each([
    ['2026-11-24T06:59', 'Out'],
    ['2026-11-24T07:00', 'Work'],
    ['2026-11-24T11:59', 'Work'],
    ['2026-11-24T12:00', 'Lunch'],
    ['2026-11-24T13:00', 'Work'],
    ['2026-11-24T16:30', 'Out'],
  ])('R-27 begins with its start and is over at its end: %s', (text, expected) => {
    expect(statusAt({}, at(text))).toBe(expected);
  });

  test('R-32 a short period wins over a day, a long one does not; of equal ones the first in the list', () => {
    const reach = withTimes({
      holiday: [period('2026-11-23T00:00', '2026-11-30T00:00')],
      work: [weekly([2], '07:00', '16:30')],
      dentist: [period('2026-11-24T10:00', '2026-11-24T11:00')],
      late: [weekly([2], '13:00', '14:00')],
      later: [weekly([2], '13:30', '14:30')],
    });
    const names = ['09:00', '10:30', '13:45', '14:15', '20:00'].map((time) =>
      statusAt({}, at(`${TUESDAY}T${time}`), reach),
    );
    expect(names).toEqual(['work', 'dentist', 'late', 'later', 'holiday']);
  });

  test('R-27 times over midnight, over the end of the week, and of a whole day', () => {
    const reach = withTimes({ night: [weekly([7], '22:00', '06:00')], wednesday: [weekly([3], '00:00', '00:00')] });
    const names = [
      '2026-11-29T21:59',
      '2026-11-29T22:00',
      '2026-11-30T05:59',
      '2026-11-30T06:00',
      '2026-11-25T00:00',
      '2026-11-25T23:59',
      '2026-11-26T00:00',
    ].map((text) => statusAt({}, at(text), reach));
    expect(names).toEqual(['out', 'night', 'night', 'out', 'wednesday', 'wednesday', 'out']);
  });

  test('R-27 holds by the clock of the account when the clocks change', () => {
    const reach = withTimes({ night: [weekly([7], '02:30', '03:30')] });
    // 29 March 2026: 02:00 becomes 03:00. 25 October 2026: 03:00 becomes 02:00.
    const spring = ['T01:59', 'T03:00', 'T03:29', 'T03:30'].map((time, i) =>
      statusAt({}, at(`2026-03-29${time}`, i === 0 ? '+01:00' : '+02:00'), reach),
    );
    expect(spring).toEqual(['out', 'night', 'night', 'out']);
    expect(moment(changesAt(reach, {}, at('2026-03-29T01:00')))).toBe('2026-03-29T01:00:00.000Z');
    const autumn = [
      ['02:30', '+02:00'],
      ['02:59', '+02:00'],
      ['02:00', '+01:00'],
      ['02:30', '+01:00'],
      ['03:30', '+01:00'],
    ].map(([time, offset]) => statusAt({}, at(`2026-10-25T${time}`, offset), reach));
    expect(autumn).toEqual(['night', 'night', 'out', 'night', 'out']);
  });
});

describe('a status set by hand', () => {
  test.each<[string, ReachFacts, string, string]>([
    ['a', { manual: { status: 'out' } }, '10:00', 'Out'],
    ['b', { manual: { status: 'out', until: '2026-11-24T12:00:00+01:00' } }, '11:59', 'Out'],
    ['c', { manual: { status: 'out', until: '2026-11-24T10:00:00+01:00' } }, '10:00', 'Work'],
    ['d', {}, '11:01', 'Work'],
  ])('R-55 R-30 R-52 R-53 R-54 row %s', (_, facts, time, expected) => {
    expect(statusAt(facts, at(`${TUESDAY}T${time}`))).toBe(expected);
  });

  test('R-56 R-57 R-58 abroad the roaming status holds, unless one was set by hand (A-40)', () => {
    expect(activeStatus(compiled(), { roaming: true }, NOON)).toMatchObject({
      status: { id: 'abroad' },
      source: 'roaming',
    });
    expect(statusAt({ roaming: true, manual: { status: 'work' } }, NOON)).toBe('Work');
    expect(statusAt({ roaming: false }, NOON)).toBe('Lunch');
    const { roamingStatus: _none, ...home } = EXAMPLE;
    expect(statusAt({ roaming: true }, NOON, compileReach(home, { timeZone: 'Europe/Amsterdam', country: 'NL' }))).toBe(
      'Lunch',
    );
  });

  test('a status that was taken out of the settings since is not in force', () => {
    expect(statusAt({ manual: { status: 'gone' } }, NOON)).toBe('Lunch');
  });
});

describe('what changes next', () => {
  const until = '2026-11-24T11:30:00.000Z';
  test.each<[string, ReachFacts, string, string | undefined]>([
    ['the schedule', {}, '2026-11-24T12:30', '2026-11-24T12:00:00.000Z'],
    ['over a weekend', {}, '2026-11-27T17:00', '2026-11-30T06:00:00.000Z'],
    ['R-53 the end of a status set by hand', { manual: { status: 'out', until } }, '2026-11-24T12:00', until],
    ['R-54 nothing, without an end', { manual: { status: 'out' } }, '2026-11-24T12:00', undefined],
    ['nothing abroad', { roaming: true }, '2026-11-24T12:00', undefined],
    [
      'R-60 the end of devices chosen by hand',
      { manual: { status: 'out' }, devices: { fixed: true, mobile: false, web: false, until } },
      '2026-11-24T12:00',
      until,
    ],
    [
      'not the end of a status that the schedule has as well',
      { manual: { status: 'lunch', until } },
      '2026-11-24T12:10',
      '2026-11-24T12:00:00.000Z',
    ],
  ])('R-27 %s', (_, facts, text, expected) => {
    expect(moment(changesAt(compiled(), facts, at(text)))).toBe(expected);
  });

  test('R-27 nothing where every time gives the base status', () => {
    const reach = withTimes({ work: [] });
    expect(changesAt(reach, {}, NOON)).toBeUndefined();
  });

  const time = fc.integer({ min: 0, max: 1439 }).map((minute) => new Date(minute * 60_000).toISOString().slice(11, 16));
  const days = fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 7 });
  // Around the days on which clocks change in Amsterdam, New York and on Lord Howe (half an hour).
  const day = fc.constantFrom('2026-03-27', '2026-03-29', '2026-10-24', '2026-10-25', '2026-11-01', '2026-04-05');
  const someTime: fc.Arbitrary<StatusTime> = fc.oneof(
    fc.record({ days, start: time, end: time }).map((given) => weekly(given.days, given.start, given.end)),
    fc
      .record({ day, start: time, hours: fc.integer({ min: 1, max: 50 }) })
      .map((given) =>
        period(
          `${given.day}T${given.start}`,
          new Date(Date.parse(`${given.day}T${given.start}:00Z`) + given.hours * 3_600_000).toISOString().slice(0, 16),
        ),
      ),
  );
  const zone = fc.constantFrom('Europe/Amsterdam', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kolkata', 'UTC');
  const reaches = fc
    .record({
      a: fc.array(someTime, { maxLength: 3 }),
      b: fc.array(someTime, { maxLength: 3 }),
      zone,
    })
    .map(({ a, b, zone: timeZone }) => withTimes({ a, b }, timeZone));
  const start = fc
    .record({ day, minute: fc.integer({ min: -1440, max: 2880 }), ms: fc.integer({ min: 0, max: 59_999 }) })
    .map((given) => Date.parse(`${given.day}T00:00:00Z`) + given.minute * 60_000 + given.ms);
  const end = fc.option(fc.integer({ min: 1, max: 3000 }), { nil: undefined });

  test('R-27 R-53 R-60 is exact against looking at every minute of nine days', () => {
    fc.assert(
      fc.property(reaches, start, end, end, (reach, fromMs, manualMinutes, deviceMinutes) => {
        const first = Math.floor(fromMs / 60_000) * 60_000;
        const endOf = (minutes: number) => new Date(first + minutes * 60_000).toISOString();
        const facts: ReachFacts = {
          ...(manualMinutes && { manual: { status: 'out', until: endOf(manualMinutes) } }),
          ...(deviceMinutes && { devices: { fixed: true, mobile: false, web: false, until: endOf(deviceMinutes) } }),
        };
        const picture = (ms: number) =>
          `${activeStatus(reach, facts, ms).status.id} ${deviceOverride(facts, ms) !== undefined}`;
        const now = picture(fromMs);
        const minutes = Array.from({ length: 9 * 1440 }, (_, i) => first + (i + 1) * 60_000);
        const expected = minutes.find((ms) => picture(ms) !== now);
        const found = changesAt(reach, facts, fromMs);
        const horizon = minutes.at(-1) ?? 0;
        expect(found !== undefined && found <= horizon ? found : undefined).toBe(expected);
        if (found !== undefined) expect(picture(found)).not.toBe(now);
      }),
      { numRuns: 150 },
    );
  });

  test('R-31 at any moment exactly one status is active', () => {
    fc.assert(
      fc.property(reaches, start, (reach, ms) => {
        expect([...reach.statuses.keys()]).toContain(activeStatus(reach, {}, ms).status.id);
      }),
    );
  });
});
