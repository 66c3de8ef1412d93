// Daylight-saving rules for phones, from the runtime's own time-zone data (facts/yealink.md 4.4).
import { DateTime } from 'luxon';
import { describe, expect, test } from 'vitest';
import { type ClockChange, isTimeZone, zoneRule } from '../../server/domain/time-zone.ts';

const change = (month: number, week: number, weekday: number, hour: number): ClockChange => ({
  month,
  week,
  weekday,
  hour,
});

describe('zones whose rule holds for years', () => {
  test.each([
    ['Europe/Amsterdam', 60, change(3, 5, 7, 2), change(10, 5, 7, 3), 60],
    ['Europe/London', 0, change(3, 5, 7, 1), change(10, 5, 7, 2), 60],
    ['Europe/Dublin', 0, change(3, 5, 7, 1), change(10, 5, 7, 2), 60],
    ['Europe/Helsinki', 120, change(3, 5, 7, 3), change(10, 5, 7, 4), 60],
    ['America/New_York', -300, change(3, 2, 7, 2), change(11, 1, 7, 2), 60],
    ['America/St_Johns', -210, change(3, 2, 7, 2), change(11, 1, 7, 2), 60],
    ['America/Havana', -300, change(3, 2, 7, 0), change(11, 1, 7, 1), 60],
    ['Australia/Sydney', 600, change(10, 1, 7, 2), change(4, 1, 7, 3), 60],
    ['Pacific/Auckland', 720, change(9, 5, 7, 2), change(4, 1, 7, 3), 60],
    ['Australia/Lord_Howe', 630, change(10, 1, 7, 2), change(4, 1, 7, 2), 30],
  ])('%s', (zone, standardOffsetMinutes, start, end, savedMinutes) => {
    for (const year of [2026, 2030])
      expect(zoneRule(zone, year)).toEqual({ standardOffsetMinutes, daylightSaving: { start, end, savedMinutes } });
  });
});

describe('zones without daylight saving', () => {
  test.each([
    ['UTC', 0],
    ['Asia/Kolkata', 330],
    ['Asia/Kathmandu', 345],
    ['Asia/Tokyo', 540],
    ['America/Phoenix', -420],
    ['America/Sao_Paulo', -180],
    ['Pacific/Kiritimati', 840],
    ['Pacific/Marquesas', -570],
  ])('%s', (zone, standardOffsetMinutes) => {
    expect(zoneRule(zone, 2026)).toEqual({ standardOffsetMinutes });
  });
});

/** Whether a clock set by the rule shows summer time on a day; good but for the days of the changes themselves. */
function isSummer({ start, end }: { start: ClockChange; end: ClockChange }, day: DateTime): boolean {
  const after = ({ month, week, weekday }: ClockChange) => day >= dayOf(day.year, month, week, weekday);
  const [up, down] = [after(start), after(end)];
  return start.month < end.month ? up && !down : up || !down;
}

function dayOf(year: number, month: number, week: number, weekday: number): DateTime {
  const first = DateTime.utc(year, month, 1);
  const day = 1 + ((weekday - first.weekday + 7) % 7) + (week - 1) * 7;
  return DateTime.utc(year, month, day > (first.daysInMonth ?? 31) ? day - 7 : day);
}

describe('zones whose clocks follow no week-of-month form: right for the year that is asked for', () => {
  test.each([
    ['Africa/Casablanca', 2026],
    ['Asia/Jerusalem', 2026],
    ['Asia/Jerusalem', 2029],
    ['America/Santiago', 2026],
    ['America/Santiago', 2030],
    ['Africa/Cairo', 2030],
    ['Asia/Gaza', 2026],
  ])('%s in %i', (zone, year) => {
    const { standardOffsetMinutes, daylightSaving } = zoneRule(zone, year);
    if (!daylightSaving) throw new Error('no rule');
    let compared = 0;
    const days = [daylightSaving.start, daylightSaving.end].flatMap(({ month, week, weekday }) => {
      const changing = dayOf(year, month, week, weekday);
      return [changing.minus({ days: 1 }), changing.plus({ days: 1 })];
    });
    for (const day of [...days, ...[1, 4, 7, 10, 12].map((month) => DateTime.utc(year, month, 15))]) {
      const shown = standardOffsetMinutes + (isSummer(daylightSaving, day) ? daylightSaving.savedMinutes : 0);
      expect(shown, day.toISODate() ?? '').toBe(day.setZone(zone, { keepLocalTime: true }).offset);
      compared += 1;
    }
    expect(compared).toBe(9);
  });

  test('the same check holds for zones with a lasting rule', () => {
    for (const zone of ['Europe/Amsterdam', 'America/New_York', 'Australia/Sydney']) {
      const { standardOffsetMinutes, daylightSaving } = zoneRule(zone, 2026);
      if (!daylightSaving) throw new Error('no rule');
      for (const [month, day] of [
        [1, 15],
        [4, 20],
        [7, 15],
        [10, 15],
        [12, 15],
      ] as const) {
        const noon = DateTime.utc(2026, month, day, 12).setZone(zone);
        const shown = standardOffsetMinutes + (isSummer(daylightSaving, DateTime.utc(2026, month, day)) ? 60 : 0);
        expect(shown, `${zone} ${month}`).toBe(noon.offset);
      }
    }
  });
});

test('asked again, the same rule is answered without being worked out anew', () => {
  expect(zoneRule('Europe/Amsterdam', 2027)).toBe(zoneRule('Europe/Amsterdam', 2027));
});

test.each(['Europe/Amsterdam', 'America/Argentina/Buenos_Aires', 'UTC', 'Etc/GMT+5'])('%s is a zone', (name) => {
  expect(isTimeZone(name)).toBe(true);
});

test.each(['', 'Amsterdam', 'CET', 'Europe/Atlantis', '+01:00', 'Europe/', '../etc/passwd', 'GMT+1'])(
  '%j is none',
  (name) => {
    expect(isTimeZone(name)).toBe(false);
  },
);
