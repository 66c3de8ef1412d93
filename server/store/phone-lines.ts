// Lines about single phones, for their timelines: what each asked for, what it logged. Kept in memory, like lines merged into
// one with a count, and written in bulk off the phone's way; what a killed process had not written is lost, and may be. Ids
// sort by phone and time. Of each phone the last lines of the last days are kept.
import { randomBytes } from 'node:crypto';
import { type Connection, Schema } from 'mongoose';
import type { Kept, LineRange } from '../cpe/care/deps.ts';
import type { Mac } from '../domain/mac.ts';
import type { Logger } from '../log.ts';
import { defineModel } from './model.ts';

interface Line {
  readonly mac: Mac;
  readonly at: Date;
}

export interface PhoneLines<T extends Line> {
  /** @param key  like lines of a moment have the same one, and become one */
  readonly note: (line: T, key: string) => void;
  /** Newest first. */
  readonly of: (mac: Mac, range: LineRange) => Promise<readonly Kept<T>[]>;
  readonly forget: (mac: Mac) => Promise<void>;
  readonly flush: () => Promise<void>;
  /** Drops what is too old. */
  readonly tidy: (now: Date) => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface LineKind {
  readonly name: string;
  readonly collection: string;
  /** Of each phone. */
  readonly kept: number;
  readonly keptDays: number;
}

interface StoredLine<T> {
  _id: string;
  at: Date;
  count: number;
  line: T;
}

const FLUSH_MS = 1_000;
/** Different lines between two writes; beyond, they are left out. */
const MAX_PENDING = 10_000;
/** A phone's lines are cut back once it got so many more. */
const CUT_EVERY = 50;
const DAY_MS = 24 * 3_600_000;

export function createPhoneLines<T extends Line>(
  connection: Connection,
  log: Logger,
  { name, collection, kept, keptDays }: LineKind,
): PhoneLines<T> {
  const lines = defineModel<StoredLine<object>>(connection, {
    name,
    collection,
    fields: { _id: String, at: Date, count: Number, line: Schema.Types.Mixed },
    indexes: [[{ at: 1 }]],
  });
  const stored = connection.collection<StoredLine<T>>(lines.collection.collectionName);
  const writer = randomBytes(3).toString('hex');
  const grown = new Map<Mac, number>();
  let pending = new Map<string, { readonly line: T; count: number }>();
  let dropped = 0;
  let seq = 0;
  let writing: Promise<void> = Promise.resolve();

  const documentOf = ({ line, count }: { readonly line: T; readonly count: number }) => {
    const { mac, at } = line;
    seq = (seq + 1) % 0x1000000;
    grown.set(mac, (grown.get(mac) ?? 0) + 1);
    return { _id: `${mac}/${timeKey(at)}-${seq.toString(16).padStart(6, '0')}-${writer}`, at, count, line };
  };
  const write = async (): Promise<void> => {
    const documents = [...pending.values()].map(documentOf);
    pending = new Map();
    if (documents.length === 0) return;
    try {
      await stored.insertMany(documents, { ordered: false });
      if (dropped > 0) log.warn({ dropped, kind: name }, 'too many lines about phones at once: some were left out');
      dropped = 0;
      for (const [mac, more] of grown)
        if (more >= CUT_EVERY) {
          grown.delete(mac);
          await cut(mac);
        }
    } catch (err) {
      log.warn({ err, kind: name, lines: documents.length }, 'lines about phones were not written');
    }
  };
  const cut = async (mac: Mac): Promise<void> => {
    const [last] = await lines.find(ofPhone(mac), { _id: 1 }).sort({ _id: -1 }).skip(kept).limit(1).lean();
    if (last) await lines.deleteMany({ _id: { $gte: `${mac}/`, $lte: last._id } });
  };
  const flush = (): Promise<void> => {
    writing = writing.then(write);
    return writing;
  };
  const timer = setInterval(() => void (pending.size > 0 && flush()), FLUSH_MS);
  timer.unref();

  return {
    note: (line, key) => {
      const whole = `${line.mac} ${key}`;
      const former = pending.get(whole);
      if (former) former.count += 1;
      else if (pending.size < MAX_PENDING) pending.set(whole, { line, count: 1 });
      else dropped += 1;
    },
    of: async (mac, { limit, until, since }) => {
      await flush();
      const found = await lines
        // `.` comes after the `-` that follows a moment.
        .find({ _id: { $gte: `${mac}/${timeKey(since)}`, $lt: `${mac}/${timeKey(until)}.` } })
        .sort({ _id: -1 })
        .limit(limit)
        .lean<StoredLine<T>[]>();
      return found.map(({ _id, line, count }) => ({ ...line, count, id: _id.slice(mac.length + 1) }));
    },
    forget: async (mac) => {
      await flush();
      await lines.deleteMany(ofPhone(mac));
    },
    flush,
    tidy: async (now) => {
      await lines.deleteMany({ at: { $lt: new Date(now.getTime() - keptDays * DAY_MS) } });
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
