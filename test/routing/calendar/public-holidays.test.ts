// Public holidays of the countries that can be computed, against published dates and a second way to find Easter.
import { describe, expect, test } from 'vitest';
import { FIRST_YEAR, HOLIDAY_COUNTRIES, LAST_YEAR } from '../../../server/domain/telephony/public-holidays.ts';
import { isTextKey } from '../../../server/domain/texts.ts';
import { publicHolidays } from '../../../server/routing/calendar/public-holidays.ts';

const dates = (country: string, year: number, region?: string) =>
  Object.fromEntries(publicHolidays(country, year, region).map(({ id, date }) => [id, date.slice(5)]));
const years = Array.from({ length: LAST_YEAR - FIRST_YEAR + 1 }, (_, n) => FIRST_YEAR + n);

describe('NP-30 holiday calendars', () => {
  test('NP-30 the Netherlands in 2026', () => {
    expect(dates('NL', 2026)).toEqual({
      newYear: '01-01',
      goodFriday: '04-03',
      easter: '04-05',
      easterMonday: '04-06',
      kingsDay: '04-27',
      liberationDay: '05-05',
      ascension: '05-14',
      whitSunday: '05-24',
      whitMonday: '05-25',
      christmas: '12-25',
      secondChristmas: '12-26',
    });
    const partial = publicHolidays('NL', 2026).filter(({ isPartial }) => isPartial);
    expect(partial.map(({ id }) => id)).toEqual(['goodFriday', 'liberationDay']);
  });

  test("King's Day is on the 26th when the 27th is a Sunday", () => {
    expect([2025, 2026, 2031, 2036].map((year) => dates('NL', year).kingsDay)).toEqual([
      '04-26',
      '04-27',
      '04-26',
      '04-26',
    ]);
  });

  test('Belgium has ten', () => {
    expect(dates('BE', 2027)).toEqual({
      newYear: '01-01',
      easterMonday: '03-29',
      labourDay: '05-01',
      ascension: '05-06',
      whitMonday: '05-17',
      belgianNationalDay: '07-21',
      assumption: '08-15',
      allSaints: '11-01',
      armistice: '11-11',
      christmas: '12-25',
    });
  });

  test('Germany has nine everywhere, and more in its Länder', () => {
    expect(Object.keys(dates('DE', 2026))).toEqual([
      ...['newYear', 'goodFriday', 'easterMonday', 'labourDay', 'ascension', 'whitMonday', 'germanUnity'],
      ...['christmas', 'secondChristmas'],
    ]);
    const whole = (region: string) => publicHolidays('DE', 2026, region).filter(({ isPartial }) => !isPartial).length;
    const counts = Object.fromEntries((HOLIDAY_COUNTRIES.DE?.regions ?? []).map((region) => [region, whole(region)]));
    // As the governments of the Länder publish them: Bavaria 12 and a 13th in most places, Brandenburg with both Sundays.
    expect(counts).toEqual({
      ...{ BW: 12, BY: 12, BE: 10, BB: 12, HB: 10, HH: 10, HE: 10, MV: 11 },
      ...{ NI: 10, NW: 11, RP: 11, SL: 12, SN: 11, ST: 11, SH: 10, TH: 11 },
    });
  });

  test('days of one year only, and the Wednesday before 23 November', () => {
    expect([dates('DE', 2025, 'BE').endOfWar, dates('DE', 2026, 'BE').endOfWar]).toEqual(['05-08', undefined]);
    expect([dates('DE', 2028, 'BE').uprising1953, dates('DE', 2028).uprising1953]).toEqual(['06-17', undefined]);
    expect([2024, 2025, 2026, 2027, 2033].map((year) => dates('DE', year, 'SN').repentanceDay)).toEqual([
      ...['11-20', '11-19', '11-18', '11-17', '11-16'],
    ]);
  });

  test('Easter is the Sunday after the full moon on or after 21 March, in every year that is known', () => {
    // The church's moon by golden number, as the table for 1900 to 2199 of the Book of Common Prayer gives it, in days of March.
    const moons = [45, 34, 23, 42, 31, 49, 39, 28, 47, 36, 25, 44, 33, 22, 41, 30, 48, 38, 27];
    for (const year of years) {
      const moon = Date.UTC(year, 2, moons[year % 19] ?? 0);
      const toSunday = 7 - new Date(moon).getUTCDay();
      const easter = new Date(moon + toSunday * 86_400_000).toISOString().slice(5, 10);
      expect([year, dates('NL', year).easter]).toEqual([year, easter]);
    }
    expect(years).toHaveLength(76);
    expect([2024, 2025, 2038].map((year) => dates('NL', year).easter)).toEqual(['03-31', '04-20', '04-25']);
  });

  test('every one has a name, and none is there twice in one place', () => {
    let seen = 0;
    for (const [country, { regions, holidays }] of Object.entries(HOLIDAY_COUNTRIES)) {
      for (const { id } of holidays) expect(isTextKey(`holiday.${id}`), id).toBe(true);
      for (const region of [undefined, ...regions]) {
        const found = publicHolidays(country, 2026, region).map(({ id }) => id);
        expect(new Set(found).size, `${country} ${region}`).toBe(found.length);
        seen += 1;
      }
    }
    expect(seen).toBe(19);
    expect(publicHolidays('ZZ', 2026)).toEqual([]);
  });
});
