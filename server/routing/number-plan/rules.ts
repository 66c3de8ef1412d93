// What may be set in a number plan schema, and what is worth a warning. Places are JSON pointers into the schema.
// Source: NP-11 to NP-24, NP-28 to NP-40
import { isDate, wallMinute } from '../../domain/telephony/calendar.ts';
import type {
  Holiday,
  NumberPlan,
  NumberPlanSchemaValue,
  Override,
  PeriodTime,
} from '../../domain/telephony/number-plan.ts';

export interface Problem {
  readonly pointer: string;
  readonly detail: string;
}

type Value = NumberPlanSchemaValue;

/** What is wrong within one schema. Source: NP-15, NP-24c, NP-30, NP-36 */
export function schemaProblems(schema: Value): readonly Problem[] {
  const slots = new Set(schema.plans.map(({ slot }) => slot));
  const unknown = (plan: number, pointer: string): readonly Problem[] =>
    slots.has(plan) ? [] : [{ pointer, detail: `there is no number plan ${plan} in this schema` }];
  return [
    ...twice(
      schema.plans,
      ({ slot }) => slot,
      (i) => `/plans/${i}/slot`,
      'another plan has this number',
    ),
    ...schema.plans.flatMap(({ numbers }, i) =>
      twice(
        numbers,
        ({ e164 }) => e164,
        (n) => `/plans/${i}/numbers/${n}/e164`,
        'stands in this plan already (NP-15)',
      ),
    ),
    ...twice(
      schema.holidays,
      ({ id }) => id,
      (i) => `/holidays/${i}/id`,
      'another holiday has this id',
    ),
    ...schema.holidays.flatMap((holiday, i) => [
      ...spanProblems(holiday, `/holidays/${i}`),
      ...unknown(holiday.plan, `/holidays/${i}/plan`),
    ]),
    ...schema.times.flatMap((time, i) => [
      ...(time.kind === 'period' ? spanProblems(time, `/times/${i}`) : []),
      ...unknown(time.plan, `/times/${i}/plan`),
    ]),
    ...(schema.override ? unknown(schema.override.plan, '/override/plan') : []),
  ];
}

function twice<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string | number,
  pointer: (index: number) => string,
  detail: string,
): readonly Problem[] {
  const seen = new Set<string | number>();
  return items.flatMap((item, i) => {
    const key = keyOf(item);
    if (seen.has(key)) return [{ pointer: pointer(i), detail }];
    seen.add(key);
    return [];
  });
}

function spanProblems(span: Omit<Holiday, 'id' | 'description'> | PeriodTime, at: string): readonly Problem[] {
  const dates = [
    ...(span.startDate !== undefined && !isDate(span.startDate) ? ['startDate'] : []),
    ...(span.endDate !== undefined && !isDate(span.endDate) ? ['endDate'] : []),
  ];
  if (dates.length > 0)
    return dates.map((field) => ({ pointer: `${at}/${field}`, detail: 'is no day of the calendar' }));
  if (span.startDate === undefined || span.endDate === undefined) return [];
  const isAfter = wallMinute(span.endDate, span.endTime) > wallMinute(span.startDate, span.startTime);
  if (isAfter) return [];
  return [
    { pointer: `${at}/${span.endDate < span.startDate ? 'endDate' : 'endTime'}`, detail: 'is not after the start' },
  ];
}

/**
 * Numbers of this schema that another schema of the account has, or that are a user's own.
 * @param others    the account's other schemas
 * @param personal  numbers that are linked to a user
 * Source: NP-19, NP-22, NP-24b, NP-24f
 */
export function numberProblems(
  schema: Value,
  others: readonly Value[],
  personal: ReadonlySet<string>,
): readonly Problem[] {
  const taken = new Map(
    others.flatMap(({ name, plans }) => plans.flatMap(({ numbers }) => numbers.map(({ e164 }) => [e164, name]))),
  );
  return schema.plans.flatMap(({ numbers }, i) =>
    numbers.flatMap(({ e164 }, n) => {
      const pointer = `/plans/${i}/numbers/${n}/e164`;
      const name = taken.get(e164);
      return [
        ...(name === undefined ? [] : [{ pointer, detail: `is used in the schema ${name} (NP-19)` }]),
        ...(personal.has(e164) ? [{ pointer, detail: "is a user's own number (NP-22)" }] : []),
      ];
    }),
  );
}

/** What may be kept, though people should know. Source: NP-17, NP-39, NP-41 */
export type PlanWarning =
  | { readonly warning: 'emptyPlan'; readonly pointer: string; readonly plan: number }
  | { readonly warning: 'noFallback'; readonly pointer: string };

export function warningsOf(schema: Value): readonly PlanWarning[] {
  const empty = new Set(schema.plans.flatMap(({ slot, numbers }) => (numbers.length === 0 ? [slot] : [])));
  const used = [
    ...schema.holidays.map(({ plan }, i) => ({ plan, pointer: `/holidays/${i}/plan` })),
    ...schema.times.map(({ plan }, i) => ({ plan, pointer: `/times/${i}/plan` })),
    ...(schema.override ? [{ plan: schema.override.plan, pointer: '/override/plan' }] : []),
  ];
  const hasFallback = schema.times.some(
    (time) => time.kind === 'period' && time.startDate === undefined && time.endDate === undefined,
  );
  return [
    ...used.flatMap(({ plan, pointer }) => (empty.has(plan) ? [{ warning: 'emptyPlan' as const, pointer, plan }] : [])),
    ...(schema.plans.length > 0 && !hasFallback ? [{ warning: 'noFallback' as const, pointer: '/times' }] : []),
  ];
}

/**
 * The schema with one plan's name and numbers put in the place of another's; a destination that is not there yet is made.
 * @returns undefined when there is no such source
 * Source: NP-25 to NP-29
 */
export function copyPlan(schema: Value, from: number, to: number): Value | undefined {
  const source = schema.plans.find(({ slot }) => slot === from);
  if (source === undefined) return undefined;
  return withPlan(schema, { ...source, slot: to, numbers: source.numbers.map((row) => ({ ...row })) });
}

/** The schema with this plan in its slot. */
export function withPlan(schema: Value, plan: NumberPlan): Value {
  const others = schema.plans.filter(({ slot }) => slot !== plan.slot);
  return { ...schema, plans: [...others, plan].sort((a, b) => a.slot - b.slot) };
}

/** The places that use a plan, so that it cannot go. */
export function usesOfPlan(schema: Value, plan: number): readonly string[] {
  return [
    ...schema.holidays.flatMap((holiday, i) => (holiday.plan === plan ? [`/holidays/${i}/plan`] : [])),
    ...schema.times.flatMap((time, i) => (time.plan === plan ? [`/times/${i}/plan`] : [])),
    ...(schema.override?.plan === plan ? ['/override/plan'] : []),
  ];
}

/** What a person wants of a schema: a plan by hand, or its times again. Source: NP-55, NP-57, NP-58 */
export type WantedOverride = { readonly kind: Override['kind']; readonly plan: number } | { readonly kind: 'none' };

/**
 * The schema with that override in the place of whatever was there.
 * @param since  now
 * @param by     who switches
 * @returns undefined when there is no such plan
 * Source: NP-44, NP-47, NP-54, NP-57, NP-58, NP-62k
 */
export function withOverride(schema: Value, wanted: WantedOverride, since: Date, by: string): Value | undefined {
  const { override: _, ...automatic } = schema;
  if (wanted.kind === 'none') return automatic;
  if (!schema.plans.some(({ slot }) => slot === wanted.plan)) return undefined;
  return { ...automatic, override: { kind: wanted.kind, plan: wanted.plan, since: since.toISOString(), by } };
}

/**
 * Another schema with the same plans and times. Its plans have no numbers, since a number stands in one schema only.
 * Source: NP-7, NP-19, NP-27
 */
export function copyOfSchema(schema: Value, name: string, number: number): Value {
  const { override: _, ...rest } = schema;
  return { ...rest, name, number, isMain: false, plans: schema.plans.map((plan) => ({ ...plan, numbers: [] })) };
}
