// Which destinations an account and its users may not call: one record of the account, one of each user that has any.
// Source: CB-1 to CB-14

import type { Account } from '../../domain/records.ts';
import {
  type AccountBlocking,
  AccountBlockingSchema,
  type BlockingCategory,
  UserBlockingSchema,
} from '../../domain/telephony/blocking.ts';
import { categoriesOf, isCategoryId } from '../../domain/telephony/blocking-categories.ts';
import type { ExtensionNumber } from '../../domain/telephony/destination.ts';
import { AppError, type FieldError, refuseIf } from '../../errors.ts';
import { knownCategories } from '../../routing/blocking/blocked.ts';
import type { TelephonyDeps } from '../deps.ts';
import { accountOf, addRecords, findRecord, newRecord, nextOf, replaceRecord } from '../edit.ts';
import type { TelephonyRecord } from '../kinds.ts';
import { readValue } from '../read-value.ts';
import { readKind } from '../records.ts';

export type AccountBlockingRecord = TelephonyRecord<'blocking'>;
export type UserBlockingRecord = TelephonyRecord<'userBlocking'>;

/** What an account blocks, and all that can be blocked in it. Revision 0: nothing was set. */
export interface AccountLists {
  readonly account: Account;
  readonly record: AccountBlockingRecord;
  readonly categories: readonly BlockingCategory[];
}

/** @throws ACCOUNT_NOT_FOUND. Source: CB-2, CB-5 */
export async function accountLists(deps: TelephonyDeps, accountId: string): Promise<AccountLists> {
  const account = await accountOf(deps, accountId);
  const kept = await deps.records.findByKey('blocking', accountId, 'blocking');
  const record = kept ?? { ...newRecord(deps, account, 'blocking', readKind('blocking', {})), revision: 0 };
  return { account, record, categories: knownCategories(account.country, record.value.categories) };
}

/**
 * Sets both lists whole. A category that users are blocked from may go: it blocks nothing then.
 * @param expected  the revision that the caller saw
 * @throws ACCOUNT_NOT_FOUND, INPUT_INVALID, REVISION_STALE
 * Source: CB-2, CB-5, CB-7
 */
export async function putAccountBlocking(
  deps: TelephonyDeps,
  accountId: string,
  input: unknown,
  expected: number | undefined,
): Promise<AccountLists> {
  const { account, record } = await accountLists(deps, accountId);
  if (expected !== undefined && expected !== record.revision) throw new AppError('REVISION_STALE');
  const value = readValue(AccountBlockingSchema, input);
  refuseIf(categoryProblems(account, value));
  const next = nextOf(deps, record, value);
  if (record.revision === 0) await addFirst(deps, next);
  else await replaceRecord(deps, record, next);
  return { account, record: next, categories: knownCategories(account.country, value.categories) };
}

function categoryProblems({ country }: Account, { blocked, categories }: AccountBlocking): readonly FieldError[] {
  const ids = categories.map(({ id }) => id);
  const given = new Set(categoriesOf(country).map(({ id }) => id));
  return [
    ...categories.flatMap(({ id, name }, i) => [
      ...(ids.indexOf(id) < i ? [{ pointer: `/categories/${i}/id`, detail: 'stands in the list already' }] : []),
      ...(name === undefined && !isCategoryId(id)
        ? [{ pointer: `/categories/${i}/name`, detail: 'is needed for a category of your own' }]
        : []),
    ]),
    ...unknownProblems(blocked, new Set([...ids, ...given])),
  ];
}

function unknownProblems(blocked: readonly string[], known: ReadonlySet<string>): readonly FieldError[] {
  return blocked.flatMap((id, i) =>
    known.has(id) ? [] : [{ pointer: `/blocked/${i}`, detail: `there is no category ${id} in this account` }],
  );
}

/** What a user is blocked from, beside what the account blocks. */
export interface UserLists extends AccountLists {
  readonly user: UserBlockingRecord;
}

/** @throws ACCOUNT_NOT_FOUND, TELEPHONY_NOT_FOUND  no such user. Source: CB-4 */
export async function userLists(
  deps: TelephonyDeps,
  accountId: string,
  extension: ExtensionNumber,
): Promise<UserLists> {
  const lists = await accountLists(deps, accountId);
  const found = await findRecord(deps, 'extension', accountId, extension);
  if (found.value.kind !== 'user') throw new AppError('TELEPHONY_NOT_FOUND', { detail: extension });
  const kept = await deps.records.findByKey('userBlocking', accountId, found.key);
  const nothing = readKind('userBlocking', { extension: found.key });
  const user = kept ?? { ...newRecord(deps, lists.account, 'userBlocking', nothing), revision: 0 };
  return { ...lists, user };
}

/** @throws as userLists(); INPUT_INVALID, REVISION_STALE. Source: CB-4, CB-7 */
export async function putUserBlocking(
  deps: TelephonyDeps,
  accountId: string,
  extension: ExtensionNumber,
  input: unknown,
  expected: number | undefined,
): Promise<UserLists> {
  const lists = await userLists(deps, accountId, extension);
  if (expected !== undefined && expected !== lists.user.revision) throw new AppError('REVISION_STALE');
  const { blocked } = readValue(UserBlockingSchema, input);
  refuseIf(unknownProblems(blocked, new Set(lists.categories.map(({ id }) => id))));
  const next = nextOf(deps, lists.user, { ...lists.user.value, blocked });
  if (lists.user.revision === 0) await addFirst(deps, next);
  else await replaceRecord(deps, lists.user, next);
  return { ...lists, user: next };
}

/** @throws REVISION_STALE  somebody else was the first */
async function addFirst(deps: TelephonyDeps, record: AccountBlockingRecord | UserBlockingRecord): Promise<void> {
  try {
    await addRecords(deps, [record]);
  } catch (error) {
    if (error instanceof AppError && error.code === 'TELEPHONY_KEY_TAKEN') throw new AppError('REVISION_STALE');
    throw error;
  }
}
