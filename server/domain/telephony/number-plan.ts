// Number plan schemas: which extension a number of the account reaches, when. A schema has up to 99 plans, of which its times
// choose one: set by hand before a holiday before the days of the week before longer periods.
// Source: NP-1 to NP-62
import Type, { type Static } from 'typebox';
import { EndTimeSchema, LocalDateSchema, TimeOfDaySchema, WeekdaySchema } from './calendar.ts';
import { E164Schema, ExtensionNumberSchema, PrefixSchema } from './destination.ts';

const closed = { additionalProperties: false } as const;
const name = Type.String({ minLength: 1, maxLength: 64, pattern: '\\S' });

/** Source: NP-11 */
export const MAX_PLANS = 99;
export const SlotSchema = Type.Integer({ minimum: 1, maximum: MAX_PLANS, description: 'NP-11: the number of a plan' });

/** Source: NP-18, NP-23 */
export const PlanNumberSchema = Type.Object(
  { e164: E164Schema, to: ExtensionNumberSchema, prefix: Type.Optional(PrefixSchema) },
  { ...closed, description: 'NP-18: calls to the number go to the extension, with the prefix on its display (NP-23)' },
);
export type PlanNumber = Static<typeof PlanNumberSchema>;

export const PlanNumbersSchema = Type.Array(PlanNumberSchema, { maxItems: 1000, default: [] });
export const NumberPlanSchema = Type.Object({ slot: SlotSchema, name, numbers: PlanNumbersSchema }, closed);
export type NumberPlan = Static<typeof NumberPlanSchema>;

const holidayFields = {
  description: Type.String({ maxLength: 255, default: '' }),
  startDate: LocalDateSchema,
  startTime: Type.String({ ...TimeOfDaySchema, default: '00:00' }),
  endDate: LocalDateSchema,
  endTime: Type.String({ ...EndTimeSchema, default: '24:00' }),
  plan: SlotSchema,
};
/** What is sent for a holiday; it gets its id here. Source: NP-30, NP-31 */
export const HolidayInputSchema = Type.Object(holidayFields, closed);
export type HolidayInput = Static<typeof HolidayInputSchema>;
export const HolidaySchema = Type.Object(
  { id: Type.String({ minLength: 1, maxLength: 64, pattern: '^[A-Za-z0-9_-]+$' }), ...holidayFields },
  closed,
);
export type Holiday = Static<typeof HolidaySchema>;

/** On days of the week. An end at or before the start is of the next day. Source: NP-35 */
export const WeeklyTimeSchema = Type.Object(
  {
    kind: Type.Literal('weekly'),
    days: Type.Array(WeekdaySchema, { minItems: 1, maxItems: 7, uniqueItems: true }),
    startTime: TimeOfDaySchema,
    endTime: EndTimeSchema,
    plan: SlotSchema,
  },
  closed,
);
/** From a date to a date, day and night; without dates always, as a fallback is. Source: NP-36, NP-39 */
export const PeriodTimeSchema = Type.Object(
  {
    kind: Type.Literal('period'),
    startDate: Type.Optional(LocalDateSchema),
    startTime: Type.String({ ...TimeOfDaySchema, default: '00:00' }),
    endDate: Type.Optional(LocalDateSchema),
    endTime: Type.String({ ...EndTimeSchema, default: '24:00' }),
    plan: SlotSchema,
  },
  closed,
);
export const PlannedTimeSchema = Type.Union([WeeklyTimeSchema, PeriodTimeSchema]);
export type WeeklyTime = Static<typeof WeeklyTimeSchema>;
export type PeriodTime = Static<typeof PeriodTimeSchema>;
export type PlannedTime = Static<typeof PlannedTimeSchema>;

/** temporary: until the next planned change (NP-55); permanent: until it is switched off (NP-45, NP-57). */
export const OVERRIDE_KINDS = ['temporary', 'permanent'] as const;
export const OverrideSchema = Type.Object(
  {
    kind: Type.Enum([...OVERRIDE_KINDS]),
    plan: SlotSchema,
    since: Type.String({ format: 'date-time' }),
    by: Type.String({ maxLength: 255, description: 'Who switched it' }),
  },
  closed,
);
export type Override = Static<typeof OverrideSchema>;

export const MAX_HOLIDAYS = 500;
/** What administrators set of a schema. Source: section 2.1 */
export const SchemaFields = {
  name,
  number: Type.Integer({ minimum: 1, maximum: 99, description: 'NP-8: entered on the telephone; one per schema' }),
  plans: Type.Array(NumberPlanSchema, { maxItems: MAX_PLANS, default: [] }),
  holidays: Type.Array(HolidaySchema, { maxItems: MAX_HOLIDAYS, default: [] }),
  times: Type.Array(PlannedTimeSchema, { maxItems: 500, default: [], description: 'NP-35, NP-36' }),
};
export const SchemaInputSchema = Type.Object(SchemaFields, closed);
export type SchemaInput = Static<typeof SchemaInputSchema>;
export const NumberPlanSchemaValueSchema = Type.Object(
  {
    ...SchemaFields,
    isMain: Type.Boolean({ default: false, description: 'NP-3: the one that every account has and keeps (NP-4)' }),
    override: Type.Optional(OverrideSchema),
  },
  closed,
);
/** As it is kept. */
export type NumberPlanSchemaValue = Static<typeof NumberPlanSchemaValueSchema>;

/** One complete set of number plans with its times. */
export interface NumberPlanSchema extends NumberPlanSchemaValue {
  readonly id: string;
}
