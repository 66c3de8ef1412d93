// TBR extensions: by the day of the week and the time.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Destination } from '../../../server/domain/telephony/destination.ts';
import type { TbrExtension } from '../../../server/domain/telephony/extension.ts';
import { overlappingPeriods, routeByTime, timeRoutesOf } from '../../../server/routing/number-plan/by-time.ts';
import { stepText } from '../../../server/routing/step.ts';
import { ACall, aSnapshot, fromUser } from '../../support/telephony.ts';
import { AMSTERDAM, at } from './support.ts';

type Period = TbrExtension['periods'][number];
const to = (number: string): Destination => ({ kind: 'extension', number });
const period = (startDay: number, endDay: number, startTime: string, endTime: string, number = '201'): Period => ({
  startDay,
  endDay,
  startTime,
  endTime,
  to: to(number),
});
const tbr = (...periods: Period[]): TbrExtension => ({
  kind: 'tbr',
  number: '450',
  name: 'Day and night',
  failover: to('203'),
  periods,
});
const leads = (extension: TbrExtension, wall: string) => {
  const found = routeByTime(timeRoutesOf(extension, AMSTERDAM), at(wall)).to;
  return found.kind === 'extension' ? found.number : found.kind;
};

describe('where it leads', () => {
  // 23 November 2026 is a Monday.
  const day = tbr(period(1, 5, '09:00', '17:00', '201'), period(6, 6, '10:00', '12:00', '202'));
  test.each([
    ['2026-11-23 08:59', '203'],
    ['2026-11-23 09:00', '201'],
    ['2026-11-27 16:59', '201'],
    ['2026-11-27 17:00', '203'],
    ['2026-11-28 10:00', '202'],
    ['2026-11-29 10:00', '203'],
  ])('EXT-123 EXT-125 EXT-127 %s: %s', (wall, number) => {
    expect(leads(day, wall)).toBe(number);
  });

  test('EXT-128 days go round the end of the week, times past midnight, as windows of each day', () => {
    const weekend = tbr(period(6, 1, '22:00', '06:00'));
    const walls = [
      '2026-11-27 23:00',
      '2026-11-28 05:00',
      '2026-11-28 22:00',
      '2026-11-29 05:59',
      '2026-11-29 12:00',
      '2026-11-30 23:00',
      '2026-12-01 05:59',
      '2026-12-01 06:00',
      '2026-12-01 23:00',
    ];
    expect(walls.map((wall) => leads(weekend, wall))).toEqual([
      ...['203', '203', '201', '201', '203', '201', '201', '203', '203'],
    ]);
  });

  test('EXT-128 the same times are the whole day, and the zone is the account’s', () => {
    const extension = tbr(period(1, 1, '09:00', '09:00'));
    expect([leads(extension, '2026-11-24 08:59'), leads(extension, '2026-11-24 09:00')]).toEqual(['201', '203']);
    const inLisbon = timeRoutesOf(day, 'Europe/Lisbon');
    expect(routeByTime(inLisbon, at('2026-11-23 09:30')).step.because).toBe('outsidePeriods');
    expect(routeByTime(inLisbon, at('2026-11-23 10:00')).step.because).toBe('inPeriod');
  });

  test('EXT-123 EXT-125 the step says which period it is, in both languages', () => {
    const named = tbr({ ...period(1, 5, '09:00', '17:00'), description: 'office hours' });
    const step = (wall: string) => routeByTime(timeRoutesOf(named, AMSTERDAM), at(wall)).step;
    expect(stepText(step('2026-11-24 10:00'), 'en')).toBe('Extension 450 Day and night: it is now office hours.');
    expect(stepText(step('2026-11-24 20:00'), 'nl')).toBe('Toestel 450 Day and night: het is nu buiten alle perioden.');
  });

  test('EXT-123 EXT-125 a call follows it', () => {
    // The clock of these calls stands at Tuesday 11:00.
    const call = (extension: TbrExtension) => new ACall(aSnapshot({}, [extension]), fromUser('202'), '450');
    expect(call(tbr(period(2, 2, '11:00', '12:00'))).rings).toEqual(['desk201']);
    expect(call(tbr(period(2, 2, '10:00', '11:00'))).rings).toEqual(['desk203']);
  });
});

describe('EXT-129 periods that overlap', () => {
  test.each([
    ['one after the other', [period(1, 5, '09:00', '12:00'), period(1, 5, '12:00', '17:00')], []],
    ['the same hour of one day', [period(1, 3, '09:00', '12:00'), period(3, 5, '11:00', '13:00')], [[0, 1]]],
    ['a night into a morning', [period(1, 1, '22:00', '06:00'), period(2, 2, '05:00', '07:00')], [[0, 1]]],
    ['Sunday night into Monday', [period(1, 1, '05:00', '07:00'), period(7, 7, '22:00', '06:00')], [[0, 1]]],
    ['a night, and the evening before it', [period(1, 1, '22:00', '06:00'), period(1, 1, '20:00', '22:00')], []],
  ])('EXT-129 %s', (_, periods, expected) => {
    expect(overlappingPeriods(periods)).toEqual(expected);
  });

  test('EXT-129 are those that hold in the same minute of some week', () => {
    const time = fc
      .integer({ min: 0, max: 47 })
      .map((n) => `${String(n >> 1).padStart(2, '0')}:${n % 2 ? '30' : '00'}`);
    const weekday = fc.integer({ min: 1, max: 7 });
    const some = fc.tuple(weekday, weekday, time, time).map((fields) => period(...fields));
    const halfHours = Array.from({ length: 7 * 48 }, (_, n) => at('2026-11-23 00:00') + n * 1_800_000);
    const holds = (one: Period) => {
      const routes = timeRoutesOf(tbr(one), AMSTERDAM);
      return halfHours.map((ms) => routeByTime(routes, ms).step.because === 'inPeriod');
    };
    fc.assert(
      fc.property(some, some, (a, b) => {
        const [first, second] = [holds(a), holds(b)];
        expect(overlappingPeriods([a, b]).length > 0).toBe(first.some((isIn, i) => isIn && second[i] === true));
      }),
    );
  });
});
