// What the use cases of this room need: the records, a clock, randomness, and this server's address. store/ implements
// Records; tests of use cases run on the real store.
import type { Mac } from '../domain/mac.ts';
import type { Account, Channel, Cpe, CpeReport, Partner } from '../domain/records.ts';
import type { Sealer } from '../domain/sealed.ts';
import { AppError, type ErrorCode } from '../errors.ts';
import type { AssetStore } from '../firmware/assets.ts';
import type { FirmwareStore } from '../firmware/images.ts';
import type { LineMarks } from '../firmware/lines.ts';
import type { ServerAddress } from '../provisioning/world.ts';

export interface RecordStore<T> {
  readonly find: (id: string) => Promise<T | undefined>;
  readonly findMany: (ids: readonly string[]) => Promise<readonly T[]>;
  /** By pages: records whose `field` comes after `after`, in the order of that field. */
  readonly list: (
    filter: Readonly<Record<string, unknown>>,
    field: string,
    page: { readonly limit: number; readonly after?: string },
  ) => Promise<readonly T[]>;
  /** @returns the names of unique fields that are taken; empty when it was added */
  readonly insert: (record: T) => Promise<readonly string[]>;
  /**
   * Puts the record in the place of its former revision.
   * @returns taken: unique fields that another record holds; stale: changed meanwhile, or gone
   */
  readonly replace: (
    record: T,
    formerRevision: number,
  ) => Promise<'done' | 'stale' | { readonly taken: readonly string[] }>;
  readonly remove: (id: string, revision?: number) => Promise<boolean>;
  readonly count: (filter: Readonly<Record<string, unknown>>) => Promise<number>;
}

export interface Records {
  readonly partners: RecordStore<Partner>;
  readonly accounts: RecordStore<Account>;
  readonly channels: RecordStore<Channel>;
  readonly cpes: RecordStore<Cpe>;
  /** All or none, also when the process is killed in between. @returns what is taken already, or nothing when all were added */
  readonly addTogether: (
    id: string,
    records: {
      readonly cpes: readonly Cpe[];
      readonly channels: readonly Channel[];
      readonly changes?: readonly CpeChange[];
    },
    at: Date,
  ) => Promise<{ readonly macs: readonly string[]; readonly channelNames: readonly string[] } | undefined>;
  /** Brings what addTogether began under this id to its end, when it may have been cut off. @returns whether it was done */
  readonly settle: (id: string) => Promise<boolean>;
}

/** What changes of a CPE that is there, if nobody else changed it since it had that revision. */
export interface CpeChange {
  readonly mac: Mac;
  readonly formerRevision: number;
  readonly set: Readonly<Partial<Cpe>>;
  readonly unset: readonly (keyof Cpe)[];
}

export interface FirmwareCatalogue extends FirmwareStore {
  /** What admins said of releases, one record a line. */
  readonly marks: RecordStore<LineMarks>;
}

/** From when on a phone that was offered firmware and runs another counts as stuck: whichever comes first. */
export interface StuckAfter {
  /** Times it fetched its file with the offer in it. */
  readonly fetches: number;
  readonly hours: number;
}

export interface CpeDeps {
  readonly records: Records;
  readonly firmware: FirmwareCatalogue;
  readonly assets: AssetStore;
  /** What the phone told of itself; undefined before its first request. */
  readonly findReport: (mac: Mac) => Promise<CpeReport | undefined>;
  /** To which partner belongs what is added without naming one. */
  readonly partnerId: string;
  readonly sealer: Sealer;
  readonly address: () => ServerAddress;
  readonly now: () => Date;
  /** A new unique id for a record. */
  readonly newId: () => string;
  /** @param bytes  how much randomness; @returns it in lower-case hex */
  readonly randomHex: (bytes: number) => string;
  /** How long the first-boot window of a new CPE stays open. */
  readonly enrolmentHours: number;
  readonly firmwareStuckAfter: StuckAfter;
}

interface Revised {
  readonly revision: number;
  readonly changedAt: Date;
}

const TRIES = 5;

/**
 * Changes one record: reads it, lets `change` make the next state, and puts that in place of the state it was made from.
 * @param expected  the revision the caller saw; undefined: whichever stands, tried again when someone else was faster
 * @throws the given code when there is no such record; REVISION_STALE when it is not the expected one (or never came to rest);
 *   `taken` when a unique field is held by another record
 */
export async function edit<T extends Revised>(
  deps: Pick<CpeDeps, 'now'>,
  store: RecordStore<T>,
  id: string,
  expected: number | undefined,
  codes: { readonly missing: ErrorCode; readonly taken?: ErrorCode },
  change: (former: T) => T | Promise<T>,
): Promise<T> {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const former = await store.find(id);
    if (!former) throw new AppError(codes.missing, { detail: id });
    if (expected !== undefined && former.revision !== expected) throw new AppError('REVISION_STALE');
    const changed = await change(former);
    const next = { ...changed, revision: former.revision + 1, changedAt: deps.now() };
    const outcome = await store.replace(next, former.revision);
    if (outcome === 'done') return next;
    if (outcome !== 'stale') throw new AppError(codes.taken ?? 'INTERNAL');
  }
  throw new AppError('REVISION_STALE');
}
