// How a telephony record lies in the store. All kinds share one collection, so that several records of one account can be
// written together and read at once. `claims` holds what nobody else may have; a unique index over it keeps it so.
import { type Connection, Schema } from 'mongoose';
import type { TelephonyKind } from '../../domain/telephony/record.ts';
import { type AnyTelephony, kindOf, type TelephonyRecord } from '../../pbx/kinds.ts';
import { defineModel } from '../model.ts';

export interface StoredTelephony {
  _id: string;
  kind: TelephonyKind;
  partnerId: string;
  accountId: string;
  key: string;
  value: unknown;
  pins?: Readonly<Record<string, string>>;
  revision: number;
  createdAt: Date;
  changedAt: Date;
  claims: readonly string[];
  /** The writes that this document waits for; absent once it counts. */
  pending?: string | null;
  /** The writes that are about to change this document; nobody else may meanwhile. */
  held?: string | null;
}

export const TELEPHONY_COLLECTION = 'telephony';

export function telephonyCollection(connection: Connection) {
  const { collection } = defineModel<StoredTelephony>(connection, {
    name: 'Telephony',
    collection: TELEPHONY_COLLECTION,
    fields: {
      _id: String,
      kind: String,
      partnerId: String,
      accountId: String,
      key: String,
      value: Schema.Types.Mixed,
      pins: Schema.Types.Mixed,
      revision: Number,
      createdAt: Date,
      changedAt: Date,
      claims: [String],
      pending: String,
      held: String,
    },
    indexes: [
      [{ claims: 1 }, { unique: true }],
      [{ accountId: 1, kind: 1, key: 1 }],
      [{ pending: 1 }, { sparse: true }],
      [{ held: 1 }, { sparse: true }],
    ],
  });
  return connection.collection<StoredTelephony>(collection.collectionName);
}
export type TelephonyCollection = ReturnType<typeof telephonyCollection>;

const BETWEEN = '\n';

/** What nobody else may have while this record is there. */
export function claimsOf({ kind, accountId, key, value }: AnyTelephony): readonly string[] {
  const { uniqueOver, claims } = kindOf(kind);
  const over = uniqueOver === 'platform' ? '' : accountId;
  const more = claims?.(value) ?? [];
  return [[kind, over, key].join(BETWEEN), ...more.map((claim) => [kind, over, 'claim', claim].join(BETWEEN))];
}

export function toDocument(record: AnyTelephony): StoredTelephony {
  const { id, ...rest } = record;
  return { _id: id, ...rest, claims: claimsOf(record) };
}

/** The border of this room: a document written from a record is read back as that record. */
export function toRecord<K extends TelephonyKind>(document: StoredTelephony): TelephonyRecord<K> {
  const { _id, claims: _claims, pending: _pending, held: _held, ...rest } = document;
  return { id: _id, ...rest } as unknown as TelephonyRecord<K>;
}
