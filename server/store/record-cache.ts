// The records behind each phone, kept for a moment so that an unchanged phone is answered without asking the database.
// A write of this process is seen at once; a write of another node within FRESH_MS. When a check finds nothing changed the
// same object is given again, so whatever was made of it stays valid.
import { createHash } from 'node:crypto';
import { setImmediate as atEndOfTurn } from 'node:timers/promises';
import { findDevice } from '../devices/registry.ts';
import { type FirmwareLine, lineKey } from '../domain/firmware.ts';
import type { Mac } from '../domain/mac.ts';
import { type Account, type Channel, type Cpe, modelKey, type Partner } from '../domain/records.ts';
import { accountSeenBy } from '../domain/staged.ts';
import type { FirmwareStore } from '../firmware/images.ts';
import type { CpeRecords } from '../provisioning/world.ts';
import type { Repositories } from './records.ts';

/** How long another node's change may go unseen. */
const FRESH_MS = 1_000;
const MAX_PHONES = 2_000;

export interface RecordCache {
  readonly recordsOf: (mac: Mac) => Promise<CpeRecords | undefined>;
  /** Of many phones, as they stand now; they are not kept, so that a look at all of them pushes nobody out. */
  readonly recordsOfMany: (macs: readonly Mac[]) => Promise<readonly CpeRecords[]>;
  /** One phone, or everything when a record that many phones share was written. */
  readonly forget: (mac?: string) => void;
}

interface Read {
  isOutdated: boolean;
}

interface Entry {
  records: CpeRecords;
  checkedAt: number;
}

export function createRecordCache(repositories: Repositories, lineOf: FirmwareStore['line']): RecordCache {
  const entries = new Map<string, Entry>();
  const shared = {
    accounts: keepBriefly<Account>(),
    partners: keepBriefly<Partner>(),
    lines: keepBriefly<FirmwareLine>(),
  };
  const cpeOf = gathered<Cpe>(repositories.cpes.findMany);
  const channelOf = gathered<Channel>(repositories.channels.findMany);
  /** Reads under way, by phone; one that began before a write must not be kept. */
  const reading = new Map<string, Set<Read>>();

  const load = async (mac: Mac): Promise<CpeRecords | undefined> => {
    const cpe = await cpeOf(mac);
    if (!cpe) return undefined;
    const [partner, account, found] = await Promise.all([
      shared.partners.get(cpe.partnerId, repositories.partners.find),
      cpe.accountId === undefined ? undefined : shared.accounts.get(cpe.accountId, repositories.accounts.find),
      Promise.all(cpe.channelIds.map(channelOf)),
    ]);
    if (!partner) return undefined;
    const channels = found.flatMap((channel) => channel ?? []);
    const seen = account && accountSeenBy(account, cpe);
    const firmware = await firmwareFor(cpe, seen);
    const stamp = stampOf([cpe, partner, account, ...channels], firmware?.stamp ?? '');
    return { cpe, partner, account: seen, channels, ...(firmware && { firmware }), stamp };
  };

  /** Most phones are told nothing of firmware: then its catalogue is not asked. */
  const firmwareFor = async (cpe: Cpe, account: Account | undefined): Promise<FirmwareLine | undefined> => {
    if ((account?.models[modelKey(cpe.vendor, cpe.model)]?.firmware ?? []).length === 0) return undefined;
    const device = findDevice(cpe.vendor, cpe.model, cpe.track);
    if (!device) return undefined;
    const { vendor, model, track } = device.model;
    return shared.lines.get(lineKey(vendor, model, track), () => lineOf(vendor, model, track));
  };

  const keep = (mac: Mac, records: CpeRecords, checkedAt: number): CpeRecords => {
    const former = entries.get(mac);
    const same = former?.records.stamp === records.stamp ? former.records : records;
    entries.delete(mac);
    entries.set(mac, { records: same, checkedAt });
    const oldest = entries.keys().next();
    if (entries.size > MAX_PHONES && !oldest.done) entries.delete(oldest.value);
    return same;
  };

  const outdate = (mac: string): void => {
    for (const read of reading.get(mac) ?? []) read.isOutdated = true;
  };

  return {
    recordsOf: async (mac) => {
      const entry = entries.get(mac);
      const now = Date.now();
      if (entry && now - entry.checkedAt < FRESH_MS) return entry.records;
      const read = { isOutdated: false };
      const reads = reading.get(mac) ?? new Set<Read>();
      reading.set(mac, reads.add(read));
      try {
        const records = await load(mac);
        if (records && !read.isOutdated) return keep(mac, records, now);
        if (!records) entries.delete(mac);
        return records;
      } finally {
        reads.delete(read);
        if (reads.size === 0 && reading.get(mac) === reads) reading.delete(mac);
      }
    },
    recordsOfMany: async (macs) => (await Promise.all(macs.map(load))).flatMap((records) => records ?? []),
    forget: (mac) => {
      if (mac !== undefined) {
        outdate(mac);
        return void entries.delete(mac);
      }
      for (const other of reading.keys()) outdate(other);
      entries.clear();
      shared.accounts.clear();
      shared.partners.clear();
      shared.lines.clear();
    },
  };
}

/** Short, since it is noted of every phone that fetched its file, and a DECT base has hundreds of channels. */
function stampOf(
  records: readonly ({ readonly id: string; readonly revision: number } | undefined)[],
  firmware: string,
): string {
  const text = [...records.map((record) => `${record?.id}.${record?.revision}`), firmware].join(' ');
  return createHash('sha256').update(text).digest('base64url').slice(0, 22);
}

/** Records that many phones share: read once a second at most while a storm lasts. */
function keepBriefly<T>() {
  const kept = new Map<string, { readonly record: Promise<T | undefined>; readonly at: number }>();
  return {
    get: (id: string, find: (id: string) => Promise<T | undefined>): Promise<T | undefined> => {
      const now = Date.now();
      const former = kept.get(id);
      if (former && now - former.at < FRESH_MS) return former.record;
      if (kept.size > MAX_PHONES) kept.clear();
      const record = find(id);
      kept.set(id, { record, at: now });
      record.catch(() => kept.delete(id));
      return record;
    },
    clear: () => kept.clear(),
  };
}

/** Reads that are asked for at the same moment become one: in a storm a query costs more than the records it brings. */
function gathered<T extends { readonly id: string }>(findMany: (ids: readonly string[]) => Promise<readonly T[]>) {
  let open: { readonly ids: Set<string>; readonly found: Promise<ReadonlyMap<string, T>> } | undefined;
  const gather = () => {
    const ids = new Set<string>();
    const found = atEndOfTurn().then(async () => {
      open = undefined;
      return new Map((await findMany([...ids])).map((record) => [record.id, record]));
    });
    return { ids, found };
  };
  return async (id: string): Promise<T | undefined> => {
    open ??= gather();
    open.ids.add(id);
    return (await open.found).get(id);
  };
}
