// Numbers that are a user's own: those that are free are offered, several at once are linked or left. What stands in a number
// plan, is somebody else's or is sent with emergency calls is not free. Source, FAC-114, NP-22
import type { E164 } from '../../domain/telephony/destination.ts';
import type { AccountNumber } from '../../domain/telephony/number.ts';
import { TELEPHONY_KINDS } from '../../domain/telephony/record.ts';
import { type FieldError, refuseIf } from '../../errors.ts';
import { freeNumbers, linkProblems, type TakenNumbers } from '../../routing/reach/numbers.ts';
import type { TelephonyDeps, TelephonyWrite } from '../deps.ts';
import { accountOf, loopsIn, nextOf, write } from '../edit.ts';
import { kindOf, ofKind, type TelephonyRecord } from '../kinds.ts';
import { referencesIn } from '../references.ts';
import { loadReach, type WhoseReach } from './user-reach.ts';

/** Kinds of records that say which number is sent with emergency calls. */
const EMERGENCY_KINDS = TELEPHONY_KINDS.filter((kind) =>
  kindOf(kind).places.some(({ to, keeps }) => to === 'number' && keeps === true),
);

/** By number. @throws ACCOUNT_NOT_FOUND. Source: R-67 */
export async function freeNumbersOf(deps: TelephonyDeps, accountId: string): Promise<readonly AccountNumber[]> {
  await accountOf(deps, accountId);
  return freeNumbers(valuesOf(await numberRecords(deps, accountId)), await takenNumbers(deps, accountId));
}

/** The user's own, by number. @throws ACCOUNT_NOT_FOUND, TELEPHONY_NOT_FOUND */
export async function numbersOfUser(deps: TelephonyDeps, whose: WhoseReach): Promise<readonly AccountNumber[]> {
  const { extension } = await loadReach(deps, whose);
  return valuesOf(await numberRecords(deps, whose.accountId)).filter(({ linkedTo }) => linkedTo === extension);
}

/**
 * Links these numbers to the user, and no others: those that he had are free again.
 * @throws ACCOUNT_NOT_FOUND, TELEPHONY_NOT_FOUND; INPUT_INVALID  each number that cannot be his, with why; REVISION_STALE
 * Source
 */
export async function linkNumbers(
  deps: TelephonyDeps,
  whose: WhoseReach,
  wanted: readonly E164[],
): Promise<readonly AccountNumber[]> {
  const { extension } = await loadReach(deps, whose);
  const records = await numberRecords(deps, whose.accountId);
  refuseIf(linkProblems(wanted, extension, valuesOf(records), await takenNumbers(deps, whose.accountId)));
  const problems: FieldError[] = [];
  const writes: TelephonyWrite[] = [];
  for (const former of records) {
    const at = wanted.indexOf(former.key);
    const isLinked = former.value.linkedTo === extension;
    if (at >= 0 === isLinked) continue;
    const { linkedTo: _, ...rest } = former.value;
    const record = nextOf(deps, former, at >= 0 ? { ...rest, linkedTo: extension } : rest);
    problems.push(...(await loopsIn(deps, record, former)).map((loop) => ({ ...loop, pointer: `/numbers/${at}` })));
    writes.push({ do: 'replace', record, formerRevision: former.revision });
  }
  refuseIf(problems);
  await write(deps, writes);
  return numbersOfUser(deps, whose);
}

/** Numbers that are not free, whosever they are. */
export async function takenNumbers({ records }: TelephonyDeps, accountId: string): Promise<TakenNumbers> {
  const schemas = ofKind(await records.all(accountId, ['numberPlanSchema']), 'numberPlanSchema');
  const rows = schemas.flatMap(({ value }) => value.plans.flatMap(({ numbers }) => numbers));
  const naming = await records.all(accountId, EMERGENCY_KINDS);
  const sent = naming.flatMap(({ kind, value }) =>
    referencesIn(kind, value).filter(({ to, place }) => to === 'number' && place.keeps === true),
  );
  return { planned: new Set(rows.map(({ e164 }) => e164)), emergency: new Set(sent.map(({ name }) => name)) };
}

async function numberRecords(
  { records }: TelephonyDeps,
  accountId: string,
): Promise<readonly TelephonyRecord<'number'>[]> {
  return ofKind(await records.all(accountId, ['number']), 'number').toSorted((a, b) => (a.key < b.key ? -1 : 1));
}

function valuesOf(records: readonly TelephonyRecord<'number'>[]): readonly AccountNumber[] {
  return records.map(({ value }) => value);
}
