// What phones asked for, one line each, for their timelines. Kept in memory, like lines merged into one with a count, and
// written in bulk off the phone's way; what a killed process had not written is lost, and may be. Ids sort by phone and time.
// Of each phone the last few hundred lines of the last months are kept.
import { randomBytes } from 'node:crypto';
import type { Connection } from 'mongoose';
import type { KeptRequest, PhoneRequests } from '../cpe/care/deps.ts';
import type { Mac } from '../domain/mac.ts';
import type { Logger } from '../log.ts';
import type { Notebook, PhoneRequest } from '../provisioning/world.ts';
import { defineModel } from './model.ts';

export interface StoredPhoneEvents extends PhoneRequests, Pick<Notebook, 'asked'> {
  readonly flush: () => Promise<void>;
  readonly tidy: (now: Date) => Promise<void>;
  readonly close: () => Promise<void>;
}

type StoredRequest = Omit<KeptRequest, 'id' | 'mac'> & { _id: string };

const FLUSH_MS = 1_000;
/** Different lines between two writes; beyond, they are left out. */
const MAX_PENDING = 10_000;
const KEPT = 300;
const KEPT_DAYS = 90;
/** A phone's lines are cut back once it got so many more. */
const CUT_EVERY = 50;
const DAY_MS = 24 * 3_600_000;

export function createPhoneEvents(connection: Connection, log: Logger): StoredPhoneEvents {
  const requests = defineModel<StoredRequest>(connection, {
    name: 'PhoneRequest',
    collection: 'phoneRequests',
    fields: {
      _id: String,
      at: Date,
      file: String,
      status: String,
      sizeBytes: Number,
      transport: String,
      address: String,
      by: String,
      upload: String,
      count: Number,
    },
    indexes: [[{ at: 1 }]],
  });
  const stored = connection.collection<StoredRequest>(requests.collection.collectionName);
  const writer = randomBytes(3).toString('hex');
  const grown = new Map<Mac, number>();
  let pending = new Map<string, { readonly request: PhoneRequest; count: number }>();
  let dropped = 0;
  let seq = 0;
  let writing: Promise<void> = Promise.resolve();

  const write = async (): Promise<void> => {
    const lines = [...pending.values()];
    pending = new Map();
    if (lines.length === 0) return;
    const documents = lines.map(({ request: { mac, ...rest }, count }) => {
      seq = (seq + 1) % 0x1000000;
      grown.set(mac, (grown.get(mac) ?? 0) + 1);
      return { _id: `${mac}/${timeKey(rest.at)}-${seq.toString(16).padStart(6, '0')}-${writer}`, ...rest, count };
    });
    try {
      await stored.insertMany(documents, { ordered: false });
      if (dropped > 0) log.warn({ dropped }, 'too many requests of phones at once: some are in no timeline');
      dropped = 0;
      for (const [mac, more] of grown)
        if (more >= CUT_EVERY) {
          grown.delete(mac);
          await cut(mac);
        }
    } catch (err) {
      log.warn({ err, requests: documents.length }, 'requests of phones were not written');
    }
  };
  const cut = async (mac: Mac): Promise<void> => {
    const [last] = await requests.find(ofPhone(mac), { _id: 1 }).sort({ _id: -1 }).skip(KEPT).limit(1).lean();
    if (last) await requests.deleteMany({ _id: { $gte: `${mac}/`, $lte: last._id } });
  };
  const flush = (): Promise<void> => {
    writing = writing.then(write);
    return writing;
  };
  const timer = setInterval(() => void (pending.size > 0 && flush()), FLUSH_MS);
  timer.unref();

  return {
    asked: (request) => {
      const { mac, file, status, transport, address, by, sizeBytes } = request;
      const key = `${mac} ${status} ${sizeBytes} ${transport} ${by} ${address} ${file}`;
      const former = pending.get(key);
      if (former) former.count += 1;
      else if (pending.size < MAX_PENDING) pending.set(key, { request, count: 1 });
      else dropped += 1;
    },
    requestsOf: async (mac, { limit, until, since }) => {
      await flush();
      const found = await requests
        // `.` comes after the `-` that follows a moment.
        .find({ _id: { $gte: `${mac}/${timeKey(since)}`, $lt: `${mac}/${timeKey(until)}.` } })
        .sort({ _id: -1 })
        .limit(limit)
        .lean();
      return found.map(({ _id, ...rest }) => ({ ...rest, id: _id.slice(mac.length + 1), mac }));
    },
    forgetRequests: async (mac) => {
      await flush();
      await requests.deleteMany(ofPhone(mac));
    },
    flush,
    tidy: async (now) => {
      await requests.deleteMany({ at: { $lt: new Date(now.getTime() - KEPT_DAYS * DAY_MS) } });
    },
    close: async () => {
      clearInterval(timer);
      await flush();
    },
  };
}

function ofPhone(mac: Mac) {
  // `0` comes after `/`.
  return { _id: { $gte: `${mac}/`, $lt: `${mac}0` } };
}

const LAST_KEY_MS = 0xff_ff_ff_ff_ff_ff;

/** Twelve hex digits that sort as moments do. */
function timeKey(at: Date): string {
  return Math.min(LAST_KEY_MS, Math.max(0, at.getTime())).toString(16).padStart(12, '0');
}
