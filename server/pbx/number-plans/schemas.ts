// The number plan schemas of an account. Every account has a main one, which is there before anything of it is set and stays; each
// keeps its plans, holidays and times in one record, so that they change together. Source: NP-1 to NP-29
import type { Account } from '../../domain/records.ts';
import {
  type NumberPlan,
  NumberPlanSchema,
  type NumberPlanSchemaValue,
  type NumberPlanSchema as Schema,
  SchemaInputSchema,
} from '../../domain/telephony/number-plan.ts';
import { text } from '../../domain/texts.ts';
import { AppError, invalid, refuseIf } from '../../errors.ts';
import { overrideStands } from '../../routing/number-plan/active.ts';
import { copyPlan, numberProblems, usesOfPlan, withPlan } from '../../routing/number-plan/rules.ts';
import { type Timetable, timetableOf } from '../../routing/number-plan/timetable.ts';
import type { TelephonyDeps } from '../deps.ts';
import { accountOf, addRecords, newRecord, nextOf, removeRecord, replaceRecord } from '../edit.ts';
import { ofKind, type TelephonyRecord } from '../kinds.ts';
import { mergePatch } from '../merge-patch.ts';
import { readValue } from '../read-value.ts';
import { readKind } from '../records.ts';

export type SchemaRecord = TelephonyRecord<'numberPlanSchema'>;

/** All schemas of an account. */
export interface Schemas {
  readonly account: Account;
  /** By their numbers. */
  readonly all: readonly SchemaRecord[];
}

/** One of them, and what the caller saw of it. */
export interface WhichSchema {
  readonly accountId: string;
  /** Its id or its name. */
  readonly schema: string;
  /** The revision that the caller saw; 0: the main one, of which nothing was set. Absent: whichever stands. */
  readonly expected?: number | undefined;
}

export interface Found extends Schemas {
  readonly record: SchemaRecord;
  /** Without an override that has expired (NP-56). */
  readonly value: NumberPlanSchemaValue;
}

/** @throws ACCOUNT_NOT_FOUND. Source: NP-1, NP-3 */
export async function schemasOf(deps: TelephonyDeps, accountId: string): Promise<Schemas> {
  const account = await accountOf(deps, accountId);
  const kept = ofKind(await deps.records.all(accountId, ['numberPlanSchema']), 'numberPlanSchema');
  const all = kept.some(({ value }) => value.isMain) ? kept : [...kept, untouchedMain(deps, account)];
  return { account, all: all.toSorted((a, b) => a.value.number - b.value.number) };
}

/** The main one while nothing of it was set: its revision is 0. */
function untouchedMain(deps: TelephonyDeps, account: Account): SchemaRecord {
  const name = text(account.language, 'numberPlan.main');
  const value = readKind('numberPlanSchema', { name, number: 1, isMain: true });
  return { ...newRecord(deps, account, 'numberPlanSchema', value), id: `main-${account.id}`, revision: 0 };
}

/** @throws ACCOUNT_NOT_FOUND, TELEPHONY_NOT_FOUND, REVISION_STALE */
export async function findSchema(deps: TelephonyDeps, { accountId, schema, expected }: WhichSchema): Promise<Found> {
  const schemas = await schemasOf(deps, accountId);
  const record = schemas.all.find(({ id, key }) => id === schema || key === schema);
  if (record === undefined) throw new AppError('TELEPHONY_NOT_FOUND', { detail: schema });
  if (expected !== undefined && expected !== record.revision) throw new AppError('REVISION_STALE');
  return { ...schemas, record, value: currentValue(record, schemas.account, deps.now()) };
}

/** The schema made ready for asking which plan holds when. */
export function timetable({ id }: SchemaRecord, value: NumberPlanSchemaValue, { timeZone }: Account): Timetable {
  const schema: Schema = { ...value, id };
  return timetableOf(schema, timeZone);
}

/** An override that has expired is gone, also when times that are changed later would have let it stand. Source: NP-56 */
export function currentValue(record: SchemaRecord, account: Account, now: Date): NumberPlanSchemaValue {
  const { override, ...automatic } = record.value;
  if (override === undefined) return record.value;
  return overrideStands(timetable(record, record.value, account), now.getTime()) ? record.value : automatic;
}

/**
 * @param input     its fields; the lowest free number is taken when none is given
 * @throws ACCOUNT_NOT_FOUND, INPUT_INVALID, TELEPHONY_KEY_TAKEN
 * Source: NP-1, NP-2, NP-5, NP-8, NP-12
 */
export async function addSchema(deps: TelephonyDeps, accountId: string, input: unknown): Promise<SchemaRecord> {
  const schemas = await schemasOf(deps, accountId);
  const fields = withHolidayIds(deps, mergePatch({ number: freeNumber(schemas) }, input));
  const value = { ...readValue(SchemaInputSchema, fields), isMain: false };
  const record = newRecord(deps, schemas.account, 'numberPlanSchema', value);
  await refuseClashes(deps, schemas, record);
  await addRecords(deps, [record]);
  return record;
}

function freeNumber({ all }: Schemas): number {
  const taken = new Set(all.map(({ value }) => value.number));
  for (let number = 1; number <= 99; number += 1) if (!taken.has(number)) return number;
  throw invalid([{ pointer: '/number', detail: 'all 99 numbers of schemas are taken' }]);
}

/**
 * @param patch  RFC 7396 on its name, number, plans, holidays and times
 * @throws as findSchema() and keepSchema()
 * Source: NP-2, NP-6, NP-11
 */
export async function changeSchema(deps: TelephonyDeps, which: WhichSchema, patch: unknown): Promise<SchemaRecord> {
  const found = await findSchema(deps, which);
  const { isMain, override, ...fields } = found.value;
  const changed = readValue(SchemaInputSchema, withHolidayIds(deps, mergePatch(fields, patch)));
  return keepSchema(deps, found, { ...changed, isMain, ...(override && { override }) });
}

/** What is sent without an id gets one. */
function withHolidayIds({ newId }: TelephonyDeps, input: unknown): unknown {
  if (typeof input !== 'object' || input === null || !('holidays' in input)) return input;
  if (!Array.isArray(input.holidays)) return input;
  const holidays = input.holidays.map((one: unknown) =>
    typeof one === 'object' && one !== null && !('id' in one) ? { ...one, id: newId() } : one,
  );
  return { ...input, holidays };
}

/**
 * Puts a value in the place of the one found.
 * @throws INPUT_INVALID, TELEPHONY_KEY_TAKEN, REVISION_STALE
 */
export async function keepSchema(
  deps: TelephonyDeps,
  found: Found,
  value: NumberPlanSchemaValue,
): Promise<SchemaRecord> {
  const next = nextOf(deps, found.record, value);
  await refuseClashes(deps, found, next);
  if (found.record.revision > 0) return replaceRecord(deps, found.record, next);
  try {
    await addRecords(deps, [next]);
  } catch (error) {
    // Names and numbers were free: somebody else was the first to set something of the main schema.
    if (error instanceof AppError && error.code === 'TELEPHONY_KEY_TAKEN') throw new AppError('REVISION_STALE');
    throw error;
  }
  return next;
}

/**
 * What other schemas and users have. The store refuses the same of two who write at one moment.
 * @throws INPUT_INVALID, TELEPHONY_KEY_TAKEN
 * Source: NP-8, NP-19, NP-22
 */
async function refuseClashes(deps: TelephonyDeps, { account, all }: Schemas, record: SchemaRecord): Promise<void> {
  const others = all.filter(({ id }) => id !== record.id);
  if (others.some(({ key }) => key === record.key)) throw new AppError('TELEPHONY_KEY_TAKEN', { detail: record.key });
  const sameNumber = others.find(({ value }) => value.number === record.value.number);
  const numbers = ofKind(await deps.records.all(account.id, ['number']), 'number');
  const personal = new Set(numbers.flatMap(({ key, value }) => (value.linkedTo === undefined ? [] : [key])));
  refuseIf([
    ...(sameNumber ? [{ pointer: '/number', detail: `is that of the schema ${sameNumber.key} (NP-8)` }] : []),
    ...numberProblems(
      record.value,
      others.map(({ value }) => value),
      personal,
    ),
  ]);
}

/**
 * Removes a schema with all that is in it.
 * @param isConfirmed  by whoever asks: it cannot be undone
 * @throws NUMBER_PLAN_MAIN; INPUT_INVALID  not confirmed; as findSchema()
 * Source: NP-4, NP-7, NP-10
 */
export async function removeSchema(deps: TelephonyDeps, which: WhichSchema, isConfirmed: boolean): Promise<void> {
  const { record } = await findSchema(deps, which);
  if (record.value.isMain) throw new AppError('NUMBER_PLAN_MAIN', { detail: record.key });
  if (!isConfirmed)
    throw invalid([
      { pointer: '/querystring/confirm', detail: 'must be true: its plans, holidays and times go with it (NP-7)' },
    ]);
  await removeRecord(deps, record);
}

/** Puts a plan into its slot, whether one is there or not. @throws INPUT_INVALID, as findSchema(). Source: NP-11 to NP-21 */
export async function putPlan(
  deps: TelephonyDeps,
  which: WhichSchema,
  slot: number,
  input: unknown,
): Promise<SchemaRecord> {
  const found = await findSchema(deps, which);
  const plan: NumberPlan = readValue(NumberPlanSchema, mergePatch(input, { slot }));
  return keepSchema(deps, found, withPlan(found.value, plan));
}

/** @throws NUMBER_PLAN_NOT_FOUND; TELEPHONY_IN_USE  times, holidays or the override choose it */
export async function removePlan(deps: TelephonyDeps, which: WhichSchema, slot: number): Promise<SchemaRecord> {
  const found = await findSchema(deps, which);
  const plans = found.value.plans.filter((plan) => plan.slot !== slot);
  if (plans.length === found.value.plans.length) throw new AppError('NUMBER_PLAN_NOT_FOUND', { detail: String(slot) });
  const uses = usesOfPlan(found.value, slot);
  if (uses.length > 0)
    throw new AppError('TELEPHONY_IN_USE', {
      detail: `number plan ${slot}`,
      errors: uses.map((pointer) => ({ pointer, detail: 'chooses this number plan' })),
    });
  return keepSchema(deps, found, { ...found.value, plans });
}

/** Within one schema. @throws NUMBER_PLAN_NOT_FOUND, as findSchema(). Source: NP-25 to NP-29 */
export async function copyPlanTo(
  deps: TelephonyDeps,
  which: WhichSchema,
  from: number,
  to: number,
): Promise<SchemaRecord> {
  const found = await findSchema(deps, which);
  const copied = copyPlan(found.value, from, to);
  if (copied === undefined) throw new AppError('NUMBER_PLAN_NOT_FOUND', { detail: String(from) });
  return keepSchema(deps, found, copied);
}
