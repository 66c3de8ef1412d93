// The public holidays of a year, from the rules of a country. Source: NP-30, NP-31; see domain/telephony/public-holidays.ts

import type { Country } from '../../domain/locale.ts';
import { dateOfDay, dayNumber, type LocalDate } from '../../domain/telephony/calendar.ts';
import { HOLIDAY_COUNTRIES, type HolidayRule } from '../../domain/telephony/public-holidays.ts';

export interface PublicHoliday {
  readonly id: string;
  readonly date: LocalDate;
  /** Many work on it as on other days. */
  readonly isPartial: boolean;
}

/**
 * @param region  of the country, where it has any; absent: what holds in all of it
 * @returns by date; empty for a country that is not known
 */
export function publicHolidays(country: Country, year: number, region?: string): readonly PublicHoliday[] {
  const rules = HOLIDAY_COUNTRIES[country]?.holidays ?? [];
  return rules
    .filter(({ regions }) => regions === undefined || (region !== undefined && regions.includes(region)))
    .flatMap((holiday) => {
      const date = dateIn(holiday, year);
      return date === undefined ? [] : [{ id: holiday.id, date, isPartial: holiday.isPartial === true }];
    })
    .toSorted((a, b) => (a.date < b.date ? -1 : 1));
}

function dateIn({ rule }: HolidayRule, year: number): LocalDate | undefined {
  if ('once' in rule) return rule.once.startsWith(`${year}-`) ? rule.once : undefined;
  if ('fromEaster' in rule) return dateOfDay(easter(year) + rule.fromEaster);
  if ('weekday' in rule) {
    const end = dayNumber(`${year}-${rule.before}`);
    return dateOfDay(end - 1 - ((weekdayOf(end - 1) - rule.weekday + 7) % 7));
  }
  const day = dayNumber(`${year}-${rule.on}`);
  return dateOfDay('notSunday' in rule && weekdayOf(day) === 7 ? day - 1 : day);
}

/** 1 January 1970 was a Thursday. */
function weekdayOf(day: number): number {
  return ((day + 3) % 7) + 1;
}

/**
 * Easter Sunday as a day number, in the Gregorian calendar.
 * Source: J. Meeus, Astronomical Algorithms, chapter 8 (the rule first printed in Nature, 20 April 1876)
 */
function easter(year: number): number {
  const golden = year % 19;
  const century = Math.floor(year / 100);
  const inCentury = year % 100;
  const moonShift = Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3);
  const epact = (19 * golden + century - Math.floor(century / 4) - moonShift + 15) % 30;
  const toSunday = (32 + 2 * (century % 4) + 2 * Math.floor(inCentury / 4) - epact - (inCentury % 4)) % 7;
  const late = Math.floor((golden + 11 * epact + 22 * toSunday) / 451);
  const sinceMarch = epact + toSunday - 7 * late + 114;
  return dayNumber(`${year}-03-01`) + (Math.floor(sinceMarch / 31) - 3) * 31 + (sinceMarch % 31);
}
