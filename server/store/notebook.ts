// Notes about phones that must not make a phone wait: what they reported and what was refused. Kept in memory, merged per
// phone, and written in one bulk a few times a second; what a killed process had not written is lost, and may be.
import { type Connection, type QueryFilter, Schema } from 'mongoose';
import type { FleetNotes, ReportWishes } from '../cpe/care/deps.ts';
import type { FindTroubled } from '../cpe/firmware-fleet.ts';
import { type Mac, parseMac } from '../domain/mac.ts';
import { addressKey } from '../domain/networks.ts';
import type { CpeReport } from '../domain/records.ts';
import type { Logger } from '../log.ts';
import type { Notebook, QuarantineEntry, Refusal } from '../provisioning/world.ts';
import { defineModel, type ModelDefinition } from './model.ts';

export interface StoredNotebook
  extends Pick<Notebook, 'reported' | 'refused'>,
    Pick<FleetNotes, 'macsReported' | 'macsAmong' | 'macsRefused'> {
  readonly findReport: (mac: Mac) => Promise<CpeReport | undefined>;
  readonly findReports: (macs: readonly Mac[]) => Promise<ReadonlyMap<Mac, CpeReport>>;
  /** Phones that were offered firmware or run an older one than they once ran, by MAC. */
  readonly findTroubled: FindTroubled;
  /** Newest first. */
  readonly quarantine: (limit: number) => Promise<readonly QuarantineEntry[]>;
  /** Refusals that named this MAC, newest first. */
  readonly refusalsOf: (mac: Mac) => Promise<readonly QuarantineEntry[]>;
  /** Keeps the quarantine within its size. */
  readonly tidy: () => Promise<void>;
  readonly flush: () => Promise<void>;
  /** Writes what is left and stops. */
  readonly close: () => Promise<void>;
}

/** addressKey: of its address, so that networks are ranges. */
type StoredReport = Omit<CpeReport, 'mac'> & { _id: string; addressKey?: string; firstAt?: Date };
type StoredRefusal = QuarantineEntry & { _id: string };

const FLUSH_MS = 300;
/** Refusals remembered between two writes; a flood beyond is only counted by the slow-down. */
const MAX_PENDING_REFUSALS = 2_000;
const MAX_QUARANTINE = 5_000;

const REPORTS: ModelDefinition = {
  name: 'Report',
  collection: 'reports',
  fields: {
    _id: String,
    address: String,
    transport: String,
    lastFile: String,
    lastAt: Date,
    userAgent: String,
    product: String,
    firmware: String,
    handsetCapacity: Number,
    offered: Schema.Types.Mixed,
    firmwareRank: String,
    newestFirmwareRank: String,
    fetchedAt: Date,
    fetchedEtag: String,
    fetchedStamp: String,
    features: Schema.Types.Mixed,
    addressKey: String,
    firstAt: Date,
  },
  indexes: [
    [{ firmware: 1 }, { sparse: true }],
    [{ lastAt: 1 }],
    [{ addressKey: 1 }, { sparse: true }],
    [{ 'offered.version': 1 }, { sparse: true }],
    [{ firstAt: 1 }, { sparse: true }],
  ],
};
const REFUSALS: ModelDefinition = {
  name: 'Refusal',
  collection: 'refusals',
  fields: {
    _id: String,
    mac: String,
    reason: String,
    address: String,
    transport: String,
    file: String,
    userAgent: String,
    firstAt: Date,
    lastAt: Date,
    count: Number,
  },
  indexes: [[{ lastAt: -1 }], [{ firstAt: 1 }], [{ mac: 1, lastAt: -1 }, { sparse: true }]],
};

export function createNotebook(connection: Connection, log: Logger): StoredNotebook {
  const reports = defineModel<StoredReport>(connection, REPORTS);
  const refusals = defineModel<StoredRefusal>(connection, REFUSALS);
  let pendingReports = new Map<string, CpeReport>();
  /** Until they stand in the store: who asks meanwhile must not find a phone that never came. */
  let reportsOnTheirWay: ReadonlyMap<string, CpeReport> = new Map();
  let pendingRefusals = new Map<string, Refusal & { readonly count: number; readonly firstAt: Date }>();
  let writing: Promise<void> = Promise.resolve();

  const write = async (): Promise<void> => {
    const reported = pendingReports;
    const refused = pendingRefusals;
    pendingReports = new Map();
    pendingRefusals = new Map();
    reportsOnTheirWay = reported;
    try {
      if (reported.size > 0) await reports.bulkWrite([...reported.values()].map(upsertReport), { ordered: false });
      if (refused.size > 0) await refusals.bulkWrite([...refused].map(upsertRefusal), { ordered: false });
    } catch (err) {
      log.warn({ err, reports: reported.size, refusals: refused.size }, 'notes about phones were not written');
    } finally {
      reportsOnTheirWay = new Map();
    }
  };
  const flush = (): Promise<void> => {
    writing = writing.then(write);
    return writing;
  };
  const timer = setInterval(() => void (pendingReports.size + pendingRefusals.size > 0 && flush()), FLUSH_MS);
  timer.unref();

  const stored = async (mac: string): Promise<CpeReport | undefined> => {
    const report = await reports.findById(mac).lean();
    return report ? toReport(report) : undefined;
  };

  return {
    reported: (report) => void pendingReports.set(report.mac, merge(pendingReports.get(report.mac), report)),
    refused: (refusal) => {
      const key = `${refusal.mac ?? refusal.address}/${refusal.reason}`;
      const former = pendingRefusals.get(key);
      if (!former && pendingRefusals.size >= MAX_PENDING_REFUSALS) return;
      pendingRefusals.set(key, { ...refusal, count: (former?.count ?? 0) + 1, firstAt: former?.firstAt ?? refusal.at });
    },
    findReport: async (mac) => {
      const newer = [reportsOnTheirWay.get(mac), pendingReports.get(mac)];
      let report = await stored(mac);
      for (const one of newer) if (one) report = merge(report, one);
      return report;
    },
    findReports: async (macs) => {
      await flush();
      const found = await reports.find({ _id: { $in: [...macs] } }).lean();
      return new Map(found.map((report) => [report._id as Mac, toReport(report)]));
    },
    findTroubled: async ({ limit, after }) => {
      await flush();
      const isOlder = { $expr: { $lt: ['$firmwareRank', '$newestFirmwareRank'] }, firmwareRank: { $exists: true } };
      const beyond = after === undefined ? {} : { _id: { $gt: after } };
      const found = await reports
        .find({ $and: [beyond, { $or: [{ 'offered.version': { $exists: true } }, isOlder] }] }, { _id: 1 })
        .sort({ _id: 1 })
        .limit(limit)
        .lean();
      return found.flatMap(({ _id }) => parseMac(_id) ?? []);
    },
    quarantine: async (limit) => {
      await flush();
      const found = await refusals.find().sort({ lastAt: -1 }).limit(limit).lean();
      return found.map(({ _id, ...entry }) => entry);
    },
    refusalsOf: async (mac) => {
      await flush();
      const found = await refusals.find({ mac }).sort({ lastAt: -1 }).lean();
      return found.map(({ _id, ...entry }) => entry);
    },
    macsReported: async (wishes, most) => {
      await flush();
      const found = await reports.find(wanted(wishes), { _id: 1 }).hint(indexFor(wishes)).limit(most).lean();
      return found.map(({ _id }) => _id as Mac);
    },
    macsAmong: async (macs, wishes) => {
      await flush();
      const among = { _id: { $in: [...macs] }, ...wanted(wishes) };
      const found = await reports.find(among, { _id: 1 }).hint({ _id: 1 }).lean();
      return new Set(found.map(({ _id }) => _id as Mac));
    },
    macsRefused: async () => {
      await flush();
      const found = await refusals.find({ mac: { $exists: true } }, { mac: 1, lastAt: 1 }).lean();
      const newest = new Map<string, Date>();
      for (const { mac, lastAt } of found)
        if (mac && lastAt > (newest.get(mac) ?? new Date(0))) newest.set(mac, lastAt);
      const seen = await reports.find({ _id: { $in: [...newest.keys()] } }, { lastAt: 1 }).lean();
      const came = new Map(seen.map((report) => [report._id, report.lastAt]));
      return [...newest].flatMap(([mac, at]) => (at > (came.get(mac) ?? new Date(0)) ? [mac as Mac] : []));
    },
    tidy: async () => {
      const oldest = await refusals.find().sort({ lastAt: -1 }).skip(MAX_QUARANTINE).limit(1).lean();
      if (oldest[0]) await refusals.deleteMany({ lastAt: { $lte: oldest[0].lastAt } });
    },
    flush,
    close: async () => {
      clearInterval(timer);
      await flush();
    },
  };
}

function merge(former: CpeReport | undefined, newer: CpeReport): CpeReport {
  if (!former) return newer;
  const features = { ...former.features, ...newer.features };
  // Ranks are texts that sort as the versions do.
  const newest = [former.newestFirmwareRank ?? '', newer.newestFirmwareRank ?? ''].toSorted().at(-1) ?? '';
  return {
    ...former,
    ...newer,
    ...(newest !== '' && { newestFirmwareRank: newest }),
    ...(Object.keys(features).length > 0 && { features }),
  };
}

function upsertReport({ mac, features, newestFirmwareRank, ...rest }: CpeReport) {
  const flat = Object.fromEntries(Object.entries(features ?? {}).map(([name, state]) => [`features.${name}`, state]));
  const key = addressKey(rest.address);
  const newest = newestFirmwareRank === undefined ? {} : { $max: { newestFirmwareRank } };
  const update = {
    $set: { ...rest, ...flat, ...(key !== undefined && { addressKey: key }) },
    $setOnInsert: { firstAt: rest.lastAt },
    ...newest,
  };
  return { updateOne: { filter: { _id: mac }, update, upsert: true } };
}

function wanted({ firmware, before, after, from }: ReportWishes): QueryFilter<StoredReport> {
  return {
    ...(firmware !== undefined && {
      firmware: { $in: [firmware, new RegExp(`^${firmware.replaceAll('.', '\\.')}\\.`)] },
    }),
    ...((before || after) && { lastAt: { ...(before && { $lt: before }), ...(after && { $gt: after }) } }),
    ...(from && { addressKey: { $gte: from.first, $lte: from.last } }),
  };
}

function upsertRefusal([key, { count, firstAt, at, ...rest }]: [
  string,
  Refusal & { readonly count: number; readonly firstAt: Date },
]) {
  const update = { $set: { ...rest, lastAt: at }, $setOnInsert: { firstAt }, $inc: { count } };
  return { updateOne: { filter: { _id: key }, update, upsert: true } };
}

/** Named, so that the engine tries no plans out: the embedded one cannot finish every trial. */
function indexFor({ from, firmware }: ReportWishes): Record<string, 1> {
  if (from) return { addressKey: 1 };
  return firmware === undefined ? { lastAt: 1 } : { firmware: 1 };
}

function toReport({ _id, addressKey: _key, firstAt: _firstAt, ...rest }: StoredReport): CpeReport {
  return { ...rest, mac: _id as Mac };
}
