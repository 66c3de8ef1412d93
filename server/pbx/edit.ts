// Adds, changes and removes records of telephony. What a record names must be there; what others name is neither removed nor
// renamed under them, unless those are changed in the same step. Source: EXT-5, EXT-14, EXT-15
import type { Account } from '../domain/records.ts';
import { TELEPHONY_KINDS, type TelephonyKind } from '../domain/telephony/record.ts';
import { AppError, type FieldError, refuseIf } from '../errors.ts';
import type { NotWritten, TelephonyDeps, TelephonyWrite } from './deps.ts';
import { type AnyTelephony, keyOf, kindOf, ofKind, type TelephonyRecord, type ValueOf } from './kinds.ts';
import { LEADING_KINDS, leadsAnew, loopsThrough } from './loops.ts';
import {
  clearedIn,
  hindering,
  isOwned,
  isWeak,
  nameOf,
  type Reference,
  referencesIn,
  renamedIn,
  type Use,
  usesOf,
} from './references.ts';

/** @throws ACCOUNT_NOT_FOUND */
export async function accountOf({ accounts }: Pick<TelephonyDeps, 'accounts'>, id: string): Promise<Account> {
  const found = await accounts.find(id);
  if (!found) throw new AppError('ACCOUNT_NOT_FOUND', { detail: id });
  return found;
}

/**
 * A record of the account by its key or id.
 * @throws TELEPHONY_NOT_FOUND
 */
export async function findRecord<K extends TelephonyKind>(
  { records }: Pick<TelephonyDeps, 'records'>,
  kind: K,
  accountId: string,
  keyOrId: string,
): Promise<TelephonyRecord<K>> {
  const found = (await records.findByKey(kind, accountId, keyOrId)) ?? (await records.find(kind, keyOrId));
  if (!found || found.accountId !== accountId) throw new AppError('TELEPHONY_NOT_FOUND', { detail: keyOrId });
  return found;
}

/** A record that is not kept yet. @param pins  hashes, by what each opens */
export function newRecord<K extends TelephonyKind>(
  { now, newId }: Pick<TelephonyDeps, 'now' | 'newId'>,
  { id: accountId, partnerId }: Pick<Account, 'id' | 'partnerId'>,
  kind: K,
  value: ValueOf<K>,
  pins: Readonly<Record<string, string>> = {},
): TelephonyRecord<K> {
  const at = now();
  return {
    id: newId(),
    kind,
    partnerId,
    accountId,
    key: keyOf(kind, value),
    value,
    ...(Object.keys(pins).length > 0 && { pins }),
    revision: 1,
    createdAt: at,
    changedAt: at,
  };
}

/** The record's next state. @param pins  absent: as they were */
export function nextOf<K extends TelephonyKind>(
  { now }: Pick<TelephonyDeps, 'now'>,
  former: TelephonyRecord<K>,
  value: ValueOf<K>,
  pins = former.pins,
): TelephonyRecord<K> {
  return {
    ...former,
    key: keyOf(former.kind, value),
    value,
    ...(pins && { pins }),
    revision: former.revision + 1,
    changedAt: now(),
  };
}

/**
 * Adds records that may name one another.
 * @param more  other writes of the same step, checked by whoever makes them
 * @throws INPUT_INVALID, TELEPHONY_KEY_TAKEN, REVISION_STALE
 */
export async function addRecords(
  deps: TelephonyDeps,
  added: readonly AnyTelephony[],
  more: readonly TelephonyWrite[] = [],
): Promise<void> {
  for (const record of added) refuseIf(kindOf(record.kind).check?.(record.value) ?? []);
  for (const record of added) refuseIf(await missingIn(deps, record, added));
  for (const record of added) refuseIf(await loopsIn(deps, record));
  await write(deps, [...added.map((record) => ({ do: 'add', record }) as const), ...more]);
}

/**
 * Puts `next` in the place of `former`.
 * @param references  when it is renamed: refuse while others name it, or let them follow
 * @param more  other writes of the same step
 * @throws INPUT_INVALID, TELEPHONY_IN_USE, TELEPHONY_KEY_TAKEN, REVISION_STALE
 */
export async function replaceRecord<K extends TelephonyKind>(
  deps: TelephonyDeps,
  former: TelephonyRecord<K>,
  next: TelephonyRecord<K>,
  references: 'refuse' | 'follow' = 'refuse',
  more: readonly TelephonyWrite[] = [],
): Promise<TelephonyRecord<K>> {
  refuseIf(kindOf(next.kind).check?.(next.value) ?? []);
  refuseIf(await missingIn(deps, next, [next]));
  refuseIf(await loopsIn(deps, next, former));
  const replaced: TelephonyWrite = { do: 'replace', record: next, formerRevision: former.revision };
  const isRenamed = nameOf(former) !== nameOf(next);
  const uses = isRenamed ? usesOf(former, await everything(deps, former.accountId)) : [];
  if (references === 'refuse') refuseUse(hindering(uses));
  const following = uses.map((use): TelephonyWrite => rewritten(deps, use, renamedIn(use, nameOf(next))));
  await write(deps, [replaced, ...following, ...more]);
  return next;
}

/**
 * Removes a record and what is part of it.
 * @param references  what to do with places that name it: refuse, or take it out of them
 * @throws TELEPHONY_IN_USE  with the places that name it, or that cannot do without it; REVISION_STALE
 */
export async function removeRecord(
  deps: TelephonyDeps,
  record: AnyTelephony,
  references: 'refuse' | 'clear' = 'refuse',
): Promise<void> {
  await write(deps, await removalOf(deps, record, references));
}

/** The writes that remove a record. @throws TELEPHONY_IN_USE */
export async function removalOf(
  deps: TelephonyDeps,
  record: AnyTelephony,
  references: 'refuse' | 'clear',
): Promise<readonly TelephonyWrite[]> {
  const uses = usesOf(record, await everything(deps, record.accountId));
  if (references === 'refuse') refuseUse(hindering(uses));
  const owned = uses.filter(isOwned);
  const others = uses.filter((use) => !isOwned(use) && !isWeak(use));
  const cleared = others.map((use) => ({ use, value: clearedIn(use) }));
  refuseUse(cleared.flatMap(({ use, value }) => (value === undefined ? [use] : [])));
  return [
    { do: 'remove', record },
    ...owned.map((use): TelephonyWrite => ({ do: 'remove', record: use.record })),
    ...cleared.map(({ use, value }) => rewritten(deps, use, value)),
  ];
}

/** Who names the record, and where. */
export async function usesOfRecord(deps: TelephonyDeps, record: AnyTelephony): Promise<readonly Use[]> {
  return usesOf(record, await everything(deps, record.accountId));
}

/** Nobody chose their keys: whoever has the same one was faster. */
const MADE_BY_COUNTING: readonly TelephonyKind[] = ['telephonySettings', 'order'];

/** @throws TELEPHONY_KEY_TAKEN, REVISION_STALE */
export async function write(deps: TelephonyDeps, writes: readonly TelephonyWrite[]): Promise<void> {
  const refused: NotWritten | undefined = await deps.records.write(writes, deps.now());
  if (!refused) return;
  if ('stale' in refused || MADE_BY_COUNTING.includes(refused.taken.kind)) throw new AppError('REVISION_STALE');
  throw new AppError('TELEPHONY_KEY_TAKEN', { detail: refused.taken.key });
}

function rewritten({ now }: TelephonyDeps, { record }: Use, value: unknown): TelephonyWrite {
  const next = { ...record, key: keyOf(record.kind, value), value, revision: record.revision + 1, changedAt: now() };
  return { do: 'replace', record: next, formerRevision: record.revision };
}

async function everything({ records }: TelephonyDeps, accountId: string): Promise<readonly AnyTelephony[]> {
  return records.all(accountId, TELEPHONY_KINDS);
}

/** @throws TELEPHONY_IN_USE */
function refuseUse(uses: readonly Use[]): void {
  if (uses.length === 0) return;
  throw new AppError('TELEPHONY_IN_USE', { detail: usesText(uses), errors: useErrors(uses) });
}

/** Each place, as `<kind>/<key or id>/<pointer>`. */
export function useErrors(uses: readonly Use[]): readonly FieldError[] {
  return uses.flatMap(({ record, references }) =>
    references.map(({ pointer }) => ({
      pointer: `/${record.kind}/${nameOf(record)}${pointer}`,
      detail: titleOf(record),
    })),
  );
}

function usesText(uses: readonly Use[]): string {
  return uses.map(({ record }) => titleOf(record)).join(', ');
}

/** What people call a record: its key and, where that is a number, its name. */
export function titleOf({ key, kind, value }: AnyTelephony): string {
  const name: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, 'name') : undefined;
  return typeof name === 'string' && name !== key ? `${kind} ${key} ${name}` : `${kind} ${key}`;
}

/** What the record names and is not there, or is of a kind that may not stand there. Source: EXT-14, EXT-69 */
async function missingIn(
  { records }: TelephonyDeps,
  record: AnyTelephony,
  alsoThere: readonly AnyTelephony[],
): Promise<readonly FieldError[]> {
  const named = referencesIn(record.kind, record.value).filter(({ isStrict }) => isStrict);
  if (named.length === 0) return [];
  const kinds = [...new Set(named.map(({ to }) => to))];
  const ids = new Set(alsoThere.map(({ id }) => id));
  const stored = (await records.all(record.accountId, kinds)).filter(({ id }) => !ids.has(id));
  const there = [...stored, ...alsoThere.filter(({ accountId }) => accountId === record.accountId)];
  const byName = new Map(there.map((one) => [`${one.kind} ${nameOf(one)}`, one]));
  const extensions = new Map(ofKind(there, 'extension').map(({ key, value }) => [key, value]));
  const problem = ({ to, name, place }: Reference): string | undefined => {
    if (!byName.has(`${to} ${name}`)) return `there is no ${to} ${name}`;
    const kind = extensions.get(name)?.kind;
    if (to !== 'extension' || !place.kinds || (kind && place.kinds.includes(kind))) return undefined;
    return `${name} is no ${place.kinds.join(' or ')} extension`;
  };
  return named.flatMap((reference) => {
    const detail = problem(reference);
    return detail === undefined ? [] : [{ pointer: reference.pointer, detail }];
  });
}

/** Where a record would send calls round without end; nowhere it led to before. Source: EXT-13 */
export async function loopsIn(
  { records }: Pick<TelephonyDeps, 'records'>,
  record: AnyTelephony,
  former?: AnyTelephony,
): Promise<readonly FieldError[]> {
  if (!leadsAnew(record, former)) return [];
  return loopsThrough(record, await records.all(record.accountId, LEADING_KINDS), former);
}
