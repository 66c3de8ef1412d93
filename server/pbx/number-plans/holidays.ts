// Holidays of a schema: one by one, from the public holidays of a country, or from an iCalendar file. What stands in the list
// already is not taken twice, so that the same calendar may be taken again. Source: NP-30 to NP-34
import Type, { type Static } from 'typebox';
import { dayNumber, EndTimeSchema, isDate, LocalDateSchema, TimeOfDaySchema } from '../../domain/telephony/calendar.ts';
import { type HolidayInput, HolidayInputSchema, MAX_HOLIDAYS, SlotSchema } from '../../domain/telephony/number-plan.ts';
import { FIRST_YEAR, HOLIDAY_COUNTRIES, LAST_YEAR } from '../../domain/telephony/public-holidays.ts';
import { isTextKey, text } from '../../domain/texts.ts';
import { AppError, type FieldError, invalid, refuseIf } from '../../errors.ts';
import { type CalendarProblem, readCalendar } from '../../routing/calendar/icalendar.ts';
import { publicHolidays } from '../../routing/calendar/public-holidays.ts';
import { schemaProblems } from '../../routing/number-plan/rules.ts';
import type { TelephonyDeps } from '../deps.ts';
import { readValue } from '../read-value.ts';
import { type Found, findSchema, keepSchema, type SchemaRecord, type WhichSchema } from './schemas.ts';

const closed = { additionalProperties: false } as const;
const MOST_YEARS = 10;
/** An iCalendar file that is larger is none of holidays. */
export const MAX_CALENDAR_CHARACTERS = 500_000;

/** Which days, and the plan that holds on them. */
export const HolidayImportSchema = Type.Object(
  {
    plan: SlotSchema,
    from: Type.Union([
      Type.Object(
        {
          kind: Type.Literal('country'),
          country: Type.String({ minLength: 2, maxLength: 2, description: 'NL, BE or DE' }),
          region: Type.Optional(Type.String({ maxLength: 3, description: 'Of Germany, such as NW' })),
          years: Type.Array(Type.Integer({ minimum: FIRST_YEAR, maximum: LAST_YEAR }), {
            minItems: 1,
            maxItems: MOST_YEARS,
          }),
          only: Type.Optional(
            Type.Array(Type.String({ maxLength: 32 }), {
              maxItems: 100,
              description: 'Ids of holidays; absent: all that the whole country or region has off',
            }),
          ),
          startTime: Type.String({ ...TimeOfDaySchema, default: '00:00' }),
          endTime: Type.String({ ...EndTimeSchema, default: '24:00' }),
        },
        closed,
      ),
      Type.Object(
        {
          kind: Type.Literal('icalendar'),
          text: Type.String({ maxLength: MAX_CALENDAR_CHARACTERS, description: 'RFC 5545' }),
          from: LocalDateSchema,
          until: LocalDateSchema,
        },
        closed,
      ),
    ]),
    dryRun: Type.Boolean({ default: false, description: 'Say what would be added, and change nothing' }),
  },
  closed,
);
export type HolidayImport = Static<typeof HolidayImportSchema>;

export interface Imported {
  readonly record: SchemaRecord;
  readonly added: readonly HolidayInput[];
  /** They stand in the list already. */
  readonly known: readonly HolidayInput[];
  /** Events of a file that could not be taken. */
  readonly problems: readonly CalendarProblem[];
}

/**
 * @throws INPUT_INVALID  no such country, region, holiday or plan, no calendar, too many; as findSchema() and keepSchema()
 * Source: NP-30, NP-31, NP-33
 */
export async function importHolidays(deps: TelephonyDeps, which: WhichSchema, input: unknown): Promise<Imported> {
  const found = await findSchema(deps, which);
  const wanted = readValue(HolidayImportSchema, input);
  const { days, problems } =
    wanted.from.kind === 'country'
      ? { days: ofCountry(wanted.from, wanted.plan, found), problems: [] }
      : ofCalendar(wanted.from, wanted.plan, found);
  const standing = new Set(found.value.holidays.map(sameness));
  const added = days.filter((day) => !standing.has(sameness(day)));
  const known = days.filter((day) => standing.has(sameness(day)));
  if (wanted.dryRun || added.length === 0) {
    refuseIf(planProblem(found, wanted.plan));
    return { record: found.record, added, known, problems };
  }
  return { record: await withHolidays(deps, found, added), added, known, problems };
}

function planProblem({ value }: Found, plan: number): readonly FieldError[] {
  return value.plans.some(({ slot }) => slot === plan)
    ? []
    : [{ pointer: '/plan', detail: `there is no number plan ${plan} in this schema` }];
}

/** The same day, whatever plan it has. */
function sameness({ description, startDate, startTime, endDate, endTime }: HolidayInput): string {
  return JSON.stringify([description, startDate, startTime, endDate, endTime]);
}

type OfCountry = Extract<HolidayImport['from'], { kind: 'country' }>;
type OfCalendar = Extract<HolidayImport['from'], { kind: 'icalendar' }>;

function ofCountry(from: OfCountry, plan: number, { account }: Found): readonly HolidayInput[] {
  const { country, region, years, only, startTime, endTime } = from;
  const known = HOLIDAY_COUNTRIES[country];
  const ids = new Set(known?.holidays.map(({ id }) => id));
  refuseIf([
    ...(known ? [] : [{ pointer: '/from/country', detail: `must be one of ${countries().join(', ')}` }]),
    ...(known && region !== undefined && !known.regions.includes(region)
      ? [{ pointer: '/from/region', detail: `is no part of ${country} with holidays of its own` }]
      : []),
    ...(only ?? []).flatMap((id, i) =>
      known && !ids.has(id) ? [{ pointer: `/from/only/${i}`, detail: `is no holiday of ${country}` }] : [],
    ),
  ]);
  return [...new Set(years)].toSorted().flatMap((year) =>
    publicHolidays(country, year, region)
      .filter(({ id, isPartial }) => (only === undefined ? !isPartial : only.includes(id)))
      .map(({ id, date }) => ({
        description: holidayName(id, account.language),
        ...{ startDate: date, startTime, endDate: date, endTime, plan },
      })),
  );
}

function countries(): readonly string[] {
  return Object.keys(HOLIDAY_COUNTRIES);
}

export function holidayName(id: string, language: string): string {
  const key = `holiday.${id}`;
  return isTextKey(key) ? text(language, key) : id;
}

function ofCalendar({ text: file, from, until }: OfCalendar, plan: number, { account }: Found) {
  refuseIf([
    ...[{ from }, { until }].flatMap((each) =>
      Object.entries(each).flatMap(([name, date]) =>
        isDate(date) ? [] : [{ pointer: `/from/${name}`, detail: 'is no day of the calendar' }],
      ),
    ),
    ...(until < from ? [{ pointer: '/from/until', detail: 'is before the first day' }] : []),
    ...(dayNumber(until) - dayNumber(from) > MOST_YEARS * 366
      ? [{ pointer: '/from/until', detail: `is more than ${MOST_YEARS} years after the first day` }]
      : []),
  ]);
  const read = readCalendar(file, account.timeZone, from, until);
  if (read === undefined)
    throw invalid([{ pointer: '/from/text', detail: 'is no iCalendar file: it has no BEGIN:VCALENDAR' }]);
  return { days: read.days.map((day): HolidayInput => ({ ...day, plan })), problems: read.problems };
}

/** @throws INPUT_INVALID, as keepSchema(). Source: NP-30, NP-33 */
export async function addHoliday(deps: TelephonyDeps, which: WhichSchema, input: unknown): Promise<SchemaRecord> {
  const found = await findSchema(deps, which);
  return withHolidays(deps, found, [readValue(HolidayInputSchema, input)]);
}

/** Problems of what is added are told at its own places. */
async function withHolidays(deps: TelephonyDeps, found: Found, added: readonly HolidayInput[]): Promise<SchemaRecord> {
  const first = found.value.holidays.length;
  const holidays = [...found.value.holidays, ...added.map((one) => ({ ...one, id: deps.newId() }))];
  if (holidays.length > MAX_HOLIDAYS)
    throw invalid([
      { pointer: '', detail: `a schema has ${MAX_HOLIDAYS} holidays at most: remove those that are past` },
    ]);
  const value = { ...found.value, holidays };
  const own = new RegExp(`^/holidays/${first}(/.*)$`);
  refuseIf(
    schemaProblems(value).flatMap(({ pointer, detail }) => {
      const place = own.exec(pointer)?.[1];
      return place === undefined ? [] : [{ pointer: place, detail }];
    }),
  );
  return keepSchema(deps, found, value);
}

/** @throws TELEPHONY_NOT_FOUND, as keepSchema() */
export async function removeHoliday(deps: TelephonyDeps, which: WhichSchema, id: string): Promise<SchemaRecord> {
  const found = await findSchema(deps, which);
  const holidays = found.value.holidays.filter((one) => one.id !== id);
  if (holidays.length === found.value.holidays.length) throw new AppError('TELEPHONY_NOT_FOUND', { detail: id });
  return keepSchema(deps, found, { ...found.value, holidays });
}
