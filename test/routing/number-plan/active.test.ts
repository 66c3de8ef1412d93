// Which plan holds when, against tables of the specification and against a model that goes minute by minute.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dateOfDay, dayNumber } from '../../../server/domain/telephony/calendar.ts';
import type { NumberPlanSchema, PlannedTime } from '../../../server/domain/telephony/number-plan.ts';
import {
  activePlan,
  nextPlannedChange,
  numberLeads,
  overrideStands,
  scheduleOf,
  slotOf,
} from '../../../server/routing/number-plan/active.ts';
import { withOverride } from '../../../server/routing/number-plan/rules.ts';
import { timetableOf } from '../../../server/routing/number-plan/timetable.ts';
import { stepText } from '../../../server/routing/step.ts';
import { MINUTE_MS, minuteByMinute } from './model.ts';
import { AMSTERDAM, always, at, holiday, schema, WORKDAYS, weekly } from './support.ts';

const slotAt = (value: NumberPlanSchema, wall: string, zone = AMSTERDAM) =>
  activePlan(timetableOf(value, zone), at(wall, zone)).plan?.slot;
const changeAt = (value: NumberPlanSchema, wall: string, zone = AMSTERDAM) =>
  activePlan(timetableOf(value, zone), at(wall, zone)).changesAt;

describe('the table of the specification', () => {
  const officeHours = [weekly(WORKDAYS, '09:00', '17:00', 1), weekly(WORKDAYS, '12:00', '13:00', 2)];
  const office = schema({ times: [...officeHours, always(3)] });

  test.each([
    ['a', office, '2026-11-24 10:00', 1],
    ['b', office, '2026-11-24 12:30', 2],
    ['c', office, '2026-11-24 17:00', 3],
    ['d', office, '2026-11-28 11:00', 3],
    ['e', schema({ times: officeHours }), '2026-11-28 11:00', undefined],
  ])('NP-35 NP-36 NP-40 NP-41 NP-43%s', (_, value, wall, plan) => {
    expect(slotAt(value, wall)).toBe(plan);
  });

  test('NP-42 the start belongs to a time, its end does not', () => {
    expect(
      ['08:59', '09:00', '11:59', '12:00', '12:59', '13:00', '16:59', '17:00'].map((time) =>
        slotAt(office, `2026-11-24 ${time}`),
      ),
    ).toEqual([3, 1, 1, 2, 2, 1, 1, 3]);
    const table = timetableOf(office, AMSTERDAM);
    expect(activePlan(table, at('2026-11-24 17:00') - 1).plan?.slot).toBe(1);
  });

  test('NP-30 NP-31 NP-32 NP-34 a holiday goes before the times, once', () => {
    const value = schema({
      times: [weekly(WORKDAYS, '09:00', '17:00', 1)],
      holidays: [holiday('2024-12-25 00:00', '2024-12-26 23:59', 9)],
    });
    expect(slotAt(value, '2024-12-25 10:00')).toBe(9);
    expect(slotAt(value, '2024-12-26 23:58')).toBe(9);
    expect(slotAt(value, '2024-12-26 23:59')).toBeUndefined();
    expect(slotAt(value, '2024-12-27 10:00')).toBe(1);
    expect(slotAt(value, '2025-12-25 10:00')).toBe(1);
  });

  test('NP-30 holidays over midnight and over the end of the year', () => {
    const value = schema({ times: [always(1)], holidays: [holiday('2026-12-31 17:00', '2027-01-02 08:30', 4)] });
    expect(changeAt(value, '2026-12-30 12:00')).toBe(at('2026-12-31 17:00'));
    expect(
      ['2026-12-31 16:59', '2026-12-31 23:59', '2027-01-01 00:00', '2027-01-02 08:29', '2027-01-02 08:30'].map((wall) =>
        slotAt(value, wall),
      ),
    ).toEqual([1, 4, 4, 4, 1]);
    expect(changeAt(value, '2026-12-31 23:59')).toBe(at('2027-01-02 08:30'));
    expect(changeAt(value, '2027-01-02 08:30')).toBeUndefined();
  });

  test('NP-35 a time over midnight is of the day on which it begins; Sunday runs into Monday', () => {
    const value = schema({ times: [weekly([5, 7], '22:00', '06:00', 2)] });
    expect(
      [
        '2026-11-27 21:59',
        '2026-11-27 22:00',
        '2026-11-28 05:59',
        '2026-11-28 06:00',
        '2026-11-29 23:00',
        '2026-11-30 05:00',
        '2026-11-30 06:00',
      ].map((wall) => slotAt(value, wall)),
    ).toEqual([undefined, 2, 2, undefined, 2, 2, undefined]);
  });

  const day = [weekly([1, 2, 3, 4, 5, 6, 7], '09:00', '17:00', 1)];
  const hol = [holiday('2026-11-24 00:00', '2026-11-24 24:00', 3)];
  const permanent = { kind: 'permanent' as const, plan: 5, since: '2026-11-01T00:00:00Z', by: 'anna' };
  test.each([
    ['a', schema({ times: day, holidays: hol, override: permanent }), 5, 'permanent'],
    ['b', schema({ times: day, override: permanent }), 5, 'permanent'],
    ['c', schema({ override: permanent }), 5, 'permanent'],
    ['d', schema({ times: day, holidays: hol }), 3, 'holiday'],
    ['e', schema({ holidays: hol }), 3, 'holiday'],
    ['f', schema({ times: day }), 1, 'weekly'],
    ['g', schema(), undefined, 'nothing'],
  ])('NP-13 NP-16 NP-44 NP-45 NP-46 NP-62%s', (_, value, plan, because) => {
    const found = activePlan(timetableOf(value, AMSTERDAM), at('2026-11-24 12:00'));
    expect([found.plan?.slot, found.step.because]).toEqual([plan, because]);
    expect(stepText(found.step, 'en')).not.toBe(because);
    expect(stepText(found.step, 'nl')).not.toMatch(/[{}]/);
  });

  const switched = (value: NumberPlanSchema, kind: 'temporary' | 'permanent', plan: number, wall: string) => ({
    ...schema(),
    ...withOverride(value, { kind, plan }, new Date(at(wall)), 'anna'),
  });

  test('NP-62h NP-62i a temporary plan ends with the next planned change, the end of a holiday included', () => {
    expect(changeAt(switched(schema({ times: day }), 'temporary', 6, '2026-11-24 12:00'), '2026-11-24 12:00')).toBe(
      at('2026-11-24 17:00'),
    );
    const during = switched(schema({ times: [always(1)], holidays: hol }), 'temporary', 6, '2026-11-24 12:00');
    expect(slotAt(during, '2026-11-24 23:59')).toBe(6);
    expect(slotAt(during, '2026-11-25 00:00')).toBe(1);
  });

  test('NP-62j the start of a holiday is a planned change', () => {
    const value = switched(schema({ times: [always(1)], holidays: hol }), 'temporary', 6, '2026-11-23 12:00');
    expect([slotAt(value, '2026-11-23 23:59'), slotAt(value, '2026-11-24 00:00')]).toEqual([6, 3]);
  });

  test('NP-62k a temporary plan takes the place of a permanent one', () => {
    const value = switched(schema({ times: day, override: permanent }), 'temporary', 6, '2026-11-24 12:00');
    expect([slotAt(value, '2026-11-24 12:00'), slotAt(value, '2026-11-24 17:00')]).toEqual([6, undefined]);
  });

  test('NP-55 NP-56 NP-57 NP-58 NP-61', () => {
    const times = [weekly([1, 2, 3, 4, 5, 6, 7], '09:00', '17:00', 1), always(2)];
    const temporary = switched(schema({ times }), 'temporary', 3, '2026-11-24 14:00');
    const table = timetableOf(temporary, AMSTERDAM);
    expect(['14:00', '16:59', '17:00'].map((time) => slotAt(temporary, `2026-11-24 ${time}`))).toEqual([3, 3, 2]);
    const inSchedule = scheduleOf(table, at('2026-11-24 14:00'), at('2026-11-25 00:00'), 100);
    expect(inSchedule.map(({ chooser, until }) => [chooser.by, slotOf(chooser), until])).toEqual([
      ['temporary', 3, at('2026-11-24 17:00')],
      ['period', 2, at('2026-11-25 00:00')],
    ]);
    expect([overrideStands(table, at('2026-11-24 16:59')), overrideStands(table, at('2026-11-24 17:00'))]).toEqual([
      true,
      false,
    ]);
    const forGood = switched(temporary, 'permanent', 4, '2026-11-25 10:00');
    expect([slotAt(forGood, '2026-11-25 10:00'), slotAt(forGood, '2026-11-25 17:00')]).toEqual([4, 4]);
    expect(changeAt(forGood, '2026-11-25 10:00')).toBeUndefined();
    const automatic = { ...schema(), ...withOverride(forGood, { kind: 'none' }, new Date(), 'anna') };
    expect(slotAt({ ...automatic, id: 's1' }, '2026-11-25 18:00')).toBe(2);
  });

  test('NP-47 when the plan set by hand is also the planned one, the next change is one of plans and not of reasons', () => {
    const times = [weekly([1, 2, 3, 4, 5, 6, 7], '09:00', '17:00', 1), always(2)];
    const value = switched(schema({ times }), 'temporary', 2, '2026-11-24 14:00');
    expect(nextPlannedChange(timetableOf(value, AMSTERDAM), at('2026-11-24 14:00'))).toBe(at('2026-11-24 17:00'));
    expect(changeAt(value, '2026-11-24 14:00')).toBe(at('2026-11-25 09:00'));
  });

  test('NP-18 NP-41 a number leads where the active plan says, and nowhere without one', () => {
    const row = (to: string) => ({ e164: '+31201234567', to });
    const plans = [
      { slot: 1, name: 'Open', numbers: [{ ...row('200'), prefix: 'Sales ' }] },
      { slot: 2, name: 'Closed', numbers: [row('300')] },
      { slot: 3, name: 'Empty', numbers: [] },
    ];
    const value = schema({
      plans,
      times: [...officeHours.slice(0, 1), weekly([6], '00:00', '24:00', 3), weekly([7], '10:00', '11:00', 2)],
    });
    const table = timetableOf(value, AMSTERDAM);
    const leads = (wall: string) => numberLeads(table, '+31201234567', at(wall)).row;
    expect(leads('2026-11-24 10:00')).toEqual({ e164: '+31201234567', to: '200', prefix: 'Sales ' });
    expect(leads('2026-11-29 10:30')?.to).toBe('300');
    expect(leads('2026-11-28 10:30')).toBeUndefined();
    expect(leads('2026-11-24 18:00')).toBeUndefined();
    expect(numberLeads(table, '+31201234567', at('2026-11-24 10:00')).steps.map(({ rule }) => rule)).toEqual([
      'NP-35',
      'NP-18',
    ]);
  });
});

describe('NP-42 when clocks change', () => {
  // Amsterdam: 29 March 2026 02:00 -> 03:00; 25 October 2026 03:00 -> 02:00.
  const spring = (time: string) => Date.parse(`2026-03-29T${time}:00Z`);
  const autumn = (time: string) => Date.parse(`2026-10-25T${time}:00Z`);
  const slots = (times: PlannedTime[], moments: number[]) => {
    const table = timetableOf(schema({ times }), AMSTERDAM);
    return moments.map((ms) => activePlan(table, ms).plan?.slot);
  };

  test('a time in the hour that is not there is left out', () => {
    const moments = ['00:59', '01:00', '01:30', '02:00'].map(spring);
    expect(slots([weekly([7], '02:15', '02:45', 1)], moments)).toEqual([undefined, undefined, undefined, undefined]);
    const table = timetableOf(schema({ times: [weekly([7], '02:15', '02:45', 1)] }), AMSTERDAM);
    expect(activePlan(table, spring('00:00')).changesAt).toBe(at('2026-04-05 02:15'));
  });

  test('a time that ends or begins in it does so when clocks change', () => {
    const moments = ['00:59', '01:00'].map(spring);
    expect(slots([weekly([7], '01:00', '02:30', 1)], moments)).toEqual([1, undefined]);
    expect(slots([weekly([7], '02:30', '04:00', 1)], moments)).toEqual([undefined, 1]);
  });

  test('a time in the hour that comes twice holds the first time only', () => {
    // 00:15Z and 01:15Z both show 02:15.
    const moments = ['00:14', '00:15', '00:44', '00:45', '01:15', '01:44', '02:00'].map(autumn);
    expect(slots([weekly([7], '02:15', '02:45', 1)], moments)).toEqual([
      undefined,
      1,
      1,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  test('what begins in it goes on through both, and what follows it begins once', () => {
    const night = [weekly([7], '02:30', '03:00', 1), weekly([7], '03:00', '04:00', 2)];
    expect(slots(night, ['00:30', '00:59', '01:00', '01:30', '01:59', '02:00', '02:59', '03:00'].map(autumn))).toEqual([
      1,
      1,
      1,
      1,
      1,
      2,
      2,
      undefined,
    ]);
  });

  test('opening hours of a whole day are an hour shorter and longer', () => {
    const length = (day: string) => {
      const table = timetableOf(schema({ times: [weekly([7], '00:00', '24:00', 1)] }), AMSTERDAM);
      const [first] = scheduleOf(table, at(`${day} 00:00`), at(`${day} 00:00`) + 40 * 3_600_000, 10);
      return ((first?.until ?? 0) - (first?.from ?? 0)) / 3_600_000;
    };
    expect([length('2026-03-29'), length('2026-10-25'), length('2026-11-29')]).toEqual([23, 25, 24]);
  });
});

const ZONES = [
  AMSTERDAM,
  'Europe/London',
  'Europe/Helsinki',
  'Africa/Casablanca',
  'America/New_York',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'America/Sao_Paulo',
];
/** Weeks in which clocks change somewhere, and one in which none does. */
const WEEKS = [
  '2026-03-27',
  '2026-10-23',
  '2026-03-06',
  '2026-10-30',
  '2026-04-03',
  '2026-02-13',
  '2026-12-28',
  '2026-06-10',
];

const time = fc
  .integer({ min: 0, max: 1439 })
  .map((n) => `${String(Math.floor(n / 60)).padStart(2, '0')}:${String(n % 60).padStart(2, '0')}`);
const plan = fc.integer({ min: 1, max: 3 });
const weeklyTime = fc
  .record({
    days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 7 }),
    startTime: time,
    endTime: fc.oneof(time, fc.constant('24:00')),
    plan,
  })
  .map((fields): PlannedTime => ({ kind: 'weekly', ...fields }));

/** Some days within a week and a half of a date. */
const spanNear = (date: string) =>
  fc
    .record({
      first: fc.integer({ min: -2, max: 9 }),
      days: fc.integer({ min: 0, max: 4 }),
      startTime: time,
      endTime: time,
      plan,
    })
    .filter(({ days, startTime, endTime }) => days > 0 || endTime > startTime)
    .map(({ first, days, ...rest }) => ({
      startDate: dateOfDay(dayNumber(date) + first),
      endDate: dateOfDay(dayNumber(date) + first + days),
      ...rest,
    }));

const situation = fc.constantFrom(...WEEKS).chain((week) =>
  fc.record({
    week: fc.constant(week),
    zone: fc.constantFrom(...ZONES),
    weekly: fc.array(weeklyTime, { maxLength: 4 }),
    periods: fc.array(spanNear(week), { maxLength: 2 }),
    holidays: fc.array(spanNear(week), { maxLength: 2 }),
    fallback: fc.option(plan, { nil: undefined }),
    override: fc.option(
      fc.record({
        kind: fc.constantFrom('temporary' as const, 'permanent' as const),
        plan,
        minute: fc.integer({ min: 0, max: 7 * 1440 }),
      }),
      { nil: undefined, freq: 2 },
    ),
  }),
);

describe('against a model that goes minute by minute', () => {
  test('NP-40 NP-42 NP-55 NP-62 the plan of each minute, and that it stays until changesAt and not longer', () => {
    fc.assert(
      fc.property(situation, ({ week, zone, weekly: weeklyTimes, periods, holidays, fallback, override }) => {
        const start = Date.parse(`${week}T00:00:00Z`);
        const value = schema({
          times: [
            ...weeklyTimes,
            ...periods.map((span): PlannedTime => ({ kind: 'period', ...span })),
            ...(fallback === undefined ? [] : [always(fallback)]),
          ],
          holidays: holidays.map((span, i) => ({ id: `h${i}`, description: '', ...span })),
          ...(override && {
            override: {
              kind: override.kind,
              plan: override.plan,
              since: new Date(start + override.minute * MINUTE_MS).toISOString(),
              by: 'anna',
            },
          }),
        });
        const lead = 2 * 1440;
        const minutes = minuteByMinute(value, zone, start - lead * MINUTE_MS, lead + 10 * 1440).slice(lead);
        const table = timetableOf(value, zone);
        const last = minutes.at(-1)?.ms ?? 0;
        let changesAt: number | undefined;
        let expected: number | undefined;
        for (const [i, { ms, plan: modelled }] of minutes.entries()) {
          const found = activePlan(table, ms);
          if (found.plan?.slot !== modelled)
            throw new Error(`${zone} ${new Date(ms).toISOString()}: ${found.plan?.slot} instead of ${modelled}`);
          if (i === 0 || modelled !== expected) {
            if (i > 0 && changesAt !== ms) throw new Error(`said ${changesAt}, changed at ${ms}`);
            expected = modelled;
            changesAt = activePlan(timetableOf(value, zone), ms).changesAt;
            if (changesAt !== undefined && changesAt <= ms) throw new Error('a change in the past');
          }
        }
        if (changesAt !== undefined && changesAt <= last) throw new Error(`said ${changesAt}, and nothing changed`);
      }),
      { numRuns: 60 },
    );
  }, 120_000);

  test('the schedule has no holes and says what each moment says', () => {
    fc.assert(
      fc.property(situation, ({ week, zone, weekly: times, holidays }) => {
        const start = Date.parse(`${week}T00:00:00Z`);
        const value = schema({
          times,
          holidays: holidays.map((span, i) => ({ id: `h${i}`, description: '', ...span })),
        });
        const table = timetableOf(value, zone);
        const until = start + 14 * 86_400_000;
        const found = scheduleOf(table, start, until, 1000);
        let from = start;
        for (const stretch of found) {
          expect(stretch.from).toBe(from);
          expect(slotOf(activePlan(table, stretch.from).chooser)).toBe(slotOf(stretch.chooser));
          expect(slotOf(activePlan(table, stretch.until - 1).chooser)).toBe(slotOf(stretch.chooser));
          from = stretch.until;
        }
        expect(from).toBe(until);
      }),
      { numRuns: 200 },
    );
  });
});
