// Public holidays by country, as rules: a day of the year, days from Easter, or a day of the week before a date. What holds in
// parts of a country only names its parts. Years before FIRST_YEAR had other laws and are not known here.
// Source: NL: Algemene termijnenwet art. 3; Koninklijk besluit on Koningsdag (26 April when the 27th is a Sunday).
//   BE: Koninklijk besluit of 18 April 1974, art. 1 (wet of 4 January 1974 on holidays).
//   DE: Einigungsvertrag art. 2 (2) and the laws on Sundays and holidays of the sixteen Länder, as they stood in 2025.
import type { Country } from '../locale.ts';

export const FIRST_YEAR = 2024;
export const LAST_YEAR = 2099;

type Rule =
  /** Month and day, such as `04-27`. */
  | { readonly on: string }
  | { readonly fromEaster: number }
  /** The last such day of the week before a date; 1 is Monday. */
  | { readonly weekday: number; readonly before: string }
  /** One day before when it falls on a Sunday. */
  | { readonly on: string; readonly notSunday: true }
  | { readonly once: string };

export interface HolidayRule {
  /** Named by the text `holiday.<id>`. */
  readonly id: string;
  readonly rule: Rule;
  /** Second halves of ISO 3166-2 codes; absent: the whole country. */
  readonly regions?: readonly string[];
  /** Present where many work as on other days: it is offered, and only taken when it is asked for. */
  readonly isPartial?: true;
}

export interface HolidayCountry {
  /** ISO 3166-2 without the country; empty where holidays are the same everywhere. */
  readonly regions: readonly string[];
  readonly holidays: readonly HolidayRule[];
}

const NEW_YEAR: HolidayRule = { id: 'newYear', rule: { on: '01-01' } };
const GOOD_FRIDAY: HolidayRule = { id: 'goodFriday', rule: { fromEaster: -2 } };
const EASTER: HolidayRule = { id: 'easter', rule: { fromEaster: 0 } };
const EASTER_MONDAY: HolidayRule = { id: 'easterMonday', rule: { fromEaster: 1 } };
const LABOUR_DAY: HolidayRule = { id: 'labourDay', rule: { on: '05-01' } };
const ASCENSION: HolidayRule = { id: 'ascension', rule: { fromEaster: 39 } };
const WHIT_SUNDAY: HolidayRule = { id: 'whitSunday', rule: { fromEaster: 49 } };
const WHIT_MONDAY: HolidayRule = { id: 'whitMonday', rule: { fromEaster: 50 } };
const CHRISTMAS: HolidayRule = { id: 'christmas', rule: { on: '12-25' } };
const SECOND_CHRISTMAS: HolidayRule = { id: 'secondChristmas', rule: { on: '12-26' } };

const LAENDER = 'BW BY BE BB HB HH HE MV NI NW RP SL SN ST SH TH'.split(' ');
const laender = (codes: string) => ({ regions: codes.split(' ') });

export const HOLIDAY_COUNTRIES: Readonly<Record<Country, HolidayCountry>> = {
  NL: {
    regions: [],
    holidays: [
      NEW_YEAR,
      { ...GOOD_FRIDAY, isPartial: true },
      EASTER,
      EASTER_MONDAY,
      { id: 'kingsDay', rule: { on: '04-27', notSunday: true } },
      { id: 'liberationDay', rule: { on: '05-05' }, isPartial: true },
      ASCENSION,
      WHIT_SUNDAY,
      WHIT_MONDAY,
      CHRISTMAS,
      SECOND_CHRISTMAS,
    ],
  },
  BE: {
    regions: [],
    holidays: [
      NEW_YEAR,
      EASTER_MONDAY,
      LABOUR_DAY,
      ASCENSION,
      WHIT_MONDAY,
      { id: 'belgianNationalDay', rule: { on: '07-21' } },
      { id: 'assumption', rule: { on: '08-15' } },
      { id: 'allSaints', rule: { on: '11-01' } },
      { id: 'armistice', rule: { on: '11-11' } },
      CHRISTMAS,
    ],
  },
  DE: {
    regions: LAENDER,
    holidays: [
      NEW_YEAR,
      { id: 'epiphany', rule: { on: '01-06' }, ...laender('BW BY ST') },
      { id: 'womensDay', rule: { on: '03-08' }, ...laender('BE MV') },
      GOOD_FRIDAY,
      { ...EASTER, ...laender('BB') },
      EASTER_MONDAY,
      LABOUR_DAY,
      { id: 'endOfWar', rule: { once: '2025-05-08' }, ...laender('BE') },
      ASCENSION,
      { ...WHIT_SUNDAY, ...laender('BB') },
      WHIT_MONDAY,
      { id: 'corpusChristi', rule: { fromEaster: 60 }, ...laender('BW BY HE NW RP SL') },
      { id: 'corpusChristi', rule: { fromEaster: 60 }, ...laender('SN TH'), isPartial: true },
      { id: 'uprising1953', rule: { once: '2028-06-17' }, ...laender('BE') },
      { id: 'assumption', rule: { on: '08-15' }, ...laender('SL') },
      { id: 'assumption', rule: { on: '08-15' }, ...laender('BY'), isPartial: true },
      { id: 'childrensDay', rule: { on: '09-20' }, ...laender('TH') },
      { id: 'germanUnity', rule: { on: '10-03' } },
      { id: 'reformationDay', rule: { on: '10-31' }, ...laender('BB HB HH MV NI SN ST SH TH') },
      { id: 'allSaints', rule: { on: '11-01' }, ...laender('BW BY NW RP SL') },
      { id: 'repentanceDay', rule: { weekday: 3, before: '11-23' }, ...laender('SN') },
      CHRISTMAS,
      SECOND_CHRISTMAS,
    ],
  },
};
