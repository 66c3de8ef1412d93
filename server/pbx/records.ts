// What any kind of record is done with when its kind asks for nothing more: read what was sent, check it, keep it.
import type { TelephonyKind } from '../domain/telephony/record.ts';
import { AppError } from '../errors.ts';
import type { TelephonyDeps } from './deps.ts';
import { accountOf, addRecords, findRecord, newRecord, nextOf, removeRecord, replaceRecord } from './edit.ts';
import { KINDS, type TelephonyRecord, type ValueOf } from './kinds.ts';
import { mergePatch } from './merge-patch.ts';
import { readValue } from './read-value.ts';

/** Which record, and what the caller saw of it. */
export interface Which<K extends TelephonyKind> {
  readonly kind: K;
  readonly accountId: string;
  readonly keyOrId: string;
  /** The revision that the caller saw; absent: whichever stands. */
  readonly expected?: number | undefined;
}

/** What was sent as the value of such a record. @throws INPUT_INVALID */
export function readKind<K extends TelephonyKind>(kind: K, input: unknown): ValueOf<K> {
  return readValue<(typeof KINDS)[K]['schema']>(KINDS[kind].schema, input);
}

/** @throws ACCOUNT_NOT_FOUND, INPUT_INVALID, TELEPHONY_KEY_TAKEN */
export async function addOfKind<K extends TelephonyKind>(
  deps: TelephonyDeps,
  kind: K,
  accountId: string,
  input: unknown,
): Promise<TelephonyRecord<K>> {
  const account = await accountOf(deps, accountId);
  const record = newRecord(deps, account, kind, readKind(kind, input));
  await addRecords(deps, [record]);
  return record;
}

/** As it stands. @throws ACCOUNT_NOT_FOUND, TELEPHONY_NOT_FOUND, REVISION_STALE */
export async function standing<K extends TelephonyKind>(
  deps: TelephonyDeps,
  { kind, accountId, keyOrId, expected }: Which<K>,
): Promise<TelephonyRecord<K>> {
  await accountOf(deps, accountId);
  const found = await findRecord(deps, kind, accountId, keyOrId);
  if (expected !== undefined && found.revision !== expected) throw new AppError('REVISION_STALE');
  return found;
}

/** @param patch  RFC 7396. @throws as {@link standing} and replaceRecord() */
export async function changeOfKind<K extends TelephonyKind>(
  deps: TelephonyDeps,
  which: Which<K>,
  patch: unknown,
  references: 'refuse' | 'follow',
): Promise<TelephonyRecord<K>> {
  const former = await standing(deps, which);
  const value = readKind(which.kind, mergePatch(former.value, patch));
  return replaceRecord(deps, former, nextOf(deps, former, value), references);
}

/** @throws as {@link standing} and removeRecord() */
export async function removeOfKind<K extends TelephonyKind>(
  deps: TelephonyDeps,
  which: Which<K>,
  references: 'refuse' | 'clear',
): Promise<void> {
  await removeRecord(deps, await standing(deps, which), references);
}
