// What the use cases of telephony need: the records, and the surroundings of the account's own records. store/ implements
// TelephonyStore; tests of use cases run on the real store.
import type { RecordStore } from '../cpe/deps.ts';
import type { Mac } from '../domain/mac.ts';
import type { Account, Channel, Cpe, CpeReport } from '../domain/records.ts';
import type { TelephonyKind } from '../domain/telephony/record.ts';
import type { AnyTelephony, TelephonyRecord } from './kinds.ts';
import type { Studio } from './studio.ts';

/** One write among several that are done together. */
export type TelephonyWrite =
  | { readonly do: 'add'; readonly record: AnyTelephony }
  /** In the place of its former revision. */
  | { readonly do: 'replace'; readonly record: AnyTelephony; readonly formerRevision: number }
  | { readonly do: 'remove'; readonly record: AnyTelephony };

/** Why nothing was written. */
export type NotWritten =
  /** Another record has this key. */
  | { readonly taken: { readonly kind: TelephonyKind; readonly key: string } }
  /** These were changed since they were read, or are gone. */
  | { readonly stale: readonly string[] };

export interface TelephonyStore {
  readonly find: <K extends TelephonyKind>(kind: K, id: string) => Promise<TelephonyRecord<K> | undefined>;
  readonly findByKey: <K extends TelephonyKind>(
    kind: K,
    accountId: string,
    key: string,
  ) => Promise<TelephonyRecord<K> | undefined>;
  /** By pages, in the order of their keys. */
  readonly list: <K extends TelephonyKind>(
    kind: K,
    accountId: string,
    page: { readonly limit: number; readonly after?: string },
  ) => Promise<readonly TelephonyRecord<K>[]>;
  /** All that an account has of these kinds, in no particular order. */
  readonly all: (accountId: string, kinds: readonly TelephonyKind[]) => Promise<readonly AnyTelephony[]>;
  readonly count: (kind: TelephonyKind, accountId: string) => Promise<number>;
  /**
   * All or nothing, also when the process is killed in between.
   * @param writes  each of another record
   * @returns nothing when all was written
   */
  readonly write: (writes: readonly TelephonyWrite[], at: Date) => Promise<NotWritten | undefined>;
}

export interface SoundBytes {
  readonly keep: (bytes: Buffer) => Promise<{ readonly sha256: string; readonly sizeBytes: number }>;
  readonly read: (sha256: string) => Promise<Buffer | undefined>;
  /** Takes them away unless a recording of whichever account has them. */
  readonly dropUnused: (sha256: string) => Promise<void>;
}

/** What one actor's use cases of telephony work with. */
export interface TelephonyDeps {
  readonly records: TelephonyStore;
  /** What partners offer; of all of them. */
  readonly catalogues: Pick<TelephonyStore, 'findByKey'>;
  readonly accounts: Pick<RecordStore<Account>, 'find'>;
  readonly channels: Pick<RecordStore<Channel>, 'find' | 'findMany' | 'list'>;
  readonly cpes: Pick<RecordStore<Cpe>, 'list'>;
  /** What phones told of themselves. */
  readonly findReports: (macs: readonly Mac[]) => Promise<ReadonlyMap<string, CpeReport>>;
  /** The bytes of sound recordings, by their SHA-256. */
  readonly sounds: SoundBytes;
  /** Where smart apps are edited; absent: nowhere. Source: EXT-143 */
  readonly studio?: Studio;
  readonly now: () => Date;
  readonly newId: () => string;
  /**
   * What is kept of a PIN.
   * @param saltOf  PINs of the same one can be told apart without trying each; absent: a salt of its own
   */
  readonly hashPin: (pin: string, saltOf?: string) => Promise<string>;
}
