// A change of an account that reaches its phones one by one. While a plan runs, the account keeps both: its own values, which
// a phone follows until its turn has come, and the plan's, which a phone follows from then on. A phone whose turn has come
// carries the plan's id; so whoever reads account and phone knows what the phone gets, on every node and at any moment.
import type { Account, Cpe } from './records.ts';

/** What of an account a plan may change. `changedAt` goes along, since some files carry it. */
export const STAGED_FIELDS = ['settings', 'models', 'ringtones', 'sipProxies', 'sipEncryption', 'changedAt'] as const;
export type StagedFields = Partial<Pick<Account, (typeof STAGED_FIELDS)[number]>>;

/** What a running plan holds for an account. */
export interface Staged {
  readonly planId: string;
  readonly fields: StagedFields;
}

/**
 * The account as this phone's files are made from it. While a plan runs, `staged` of what is returned holds the other side:
 * the values that the phone does not follow.
 */
export function accountSeenBy<T extends Pick<Cpe, 'planId'>>(account: Account, { planId }: T): Account {
  const { staged } = account;
  if (!staged || staged.planId !== planId) return account;
  const own = STAGED_FIELDS.filter((field) => Object.hasOwn(staged.fields, field)).map((field) => [
    field,
    account[field],
  ]);
  return { ...account, ...staged.fields, staged: { planId, fields: Object.fromEntries(own) } };
}

/**
 * The account as it was seen by the phone before its turn, or before that was taken back: a phone stays where its former file
 * sent it until it has fetched the next. Undefined while no plan runs.
 * @param seen  by the phone
 */
export function accountSeenBefore({ staged, ...seen }: Account): Account | undefined {
  return staged && { ...seen, ...staged.fields };
}
