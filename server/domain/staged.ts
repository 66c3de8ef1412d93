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

/** The account as this phone's files are made from it. */
export function accountSeenBy<T extends Pick<Cpe, 'planId'>>(account: Account, { planId }: T): Account {
  const { staged } = account;
  return staged && staged.planId === planId ? { ...account, ...staged.fields } : account;
}
