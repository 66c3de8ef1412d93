// How an account's telephony is kept: records of several kinds, each with a value that its kind describes (pbx/kinds.ts), found
// by its key within the account. The store, fences, audit and the index of references treat all kinds alike.

/** What is kept of an account's telephony. Names are unique among subjects of the audit log. */
export const TELEPHONY_KINDS = [
  'telephonySettings',
  'telephonyUser',
  'extension',
  'queue',
  'number',
  'privacyGroup',
  'sound',
  'channelLink',
  'channelLogin',
  'queueLogin',
  'order',
  'sim',
  'catalogue',
  'reach',
  'reachState',
  'numberPlanSchema',
  'blocking',
  'userBlocking',
] as const;
export type TelephonyKind = (typeof TELEPHONY_KINDS)[number];

/** A record of any kind; {@link TelephonyKind} says what its value is. `revision` is its ETag. */
export interface Telephony<K extends TelephonyKind, Value> {
  readonly id: string;
  readonly kind: K;
  readonly partnerId: string;
  readonly accountId: string;
  /** What people and other records know it by, unique among its kind within the account; lists are in its order. */
  readonly key: string;
  readonly value: Value;
  /** Hashes of PINs by what each opens; never shown. Source: EXT-46, EXT-100 */
  readonly pins?: Readonly<Record<string, string>>;
  readonly revision: number;
  readonly createdAt: Date;
  readonly changedAt: Date;
}
