// The last different own files of each phone, secrets masked, so that a timeline can show what changed between two fetches.
// Noted off the phone's way: a file is made again, with its secrets masked, only when the phone fetched one that was not
// noted last, a few at a time. What falls out when very many come at once is noted at the phone's next fetch.

import { promisify } from 'node:util';
import { deflateRaw, inflateRaw } from 'node:zlib';
import { type Connection, Schema } from 'mongoose';
import type { FileVersions } from '../cpe/care/deps.ts';
import type { Mac } from '../domain/mac.ts';
import type { Logger } from '../log.ts';
import { createRecent } from '../provisioning/recent.ts';
import type { FetchedFile, Notebook } from '../provisioning/world.ts';
import { doubledFields } from './duplicates.ts';
import { defineModel } from './model.ts';

export interface StoredFileVersions extends FileVersions, Pick<Notebook, 'fetched'> {
  readonly flush: () => Promise<void>;
  readonly close: () => Promise<void>;
}

interface StoredVersion {
  readonly file: string;
  readonly etag: string;
  readonly at: Date;
  readonly packed: Buffer;
}
interface StoredVersions {
  _id: string;
  newest: string;
  versions: readonly StoredVersion[];
}

const pack = promisify(deflateRaw);
const unpack = promisify(inflateRaw);
const FLUSH_MS = 500;
/** Making a file takes the time of a few requests. */
const MADE_AT_ONCE = 20;
const MAX_PENDING = 2_000;
const REMEMBERED = 20_000;
const KEPT = 10;

export function createFileVersions(connection: Connection, log: Logger): StoredFileVersions {
  const files = defineModel<StoredVersions>(connection, {
    name: 'FileVersions',
    collection: 'fileVersions',
    fields: { _id: String, newest: String, versions: Schema.Types.Mixed },
  });
  const stored = connection.collection<StoredVersions>(files.collection.collectionName);
  const noted = createRecent<string>(REMEMBERED);
  const pending = new Map<Mac, FetchedFile>();
  let writing: Promise<void> = Promise.resolve();

  const add = async ({ mac, file, etag, at, masked }: FetchedFile): Promise<void> => {
    const text = await masked();
    if (text === undefined) return;
    const version: StoredVersion = { file, etag, at, packed: await pack(Buffer.from(text)) };
    const update = {
      $set: { newest: etag },
      $push: { versions: { $each: [version], $position: 0, $slice: KEPT } },
    };
    try {
      await stored.updateOne({ _id: mac, newest: { $ne: etag } }, update, { upsert: true });
    } catch (error) {
      // Another node noted the same one meanwhile.
      if (!doubledFields(error)) throw error;
    }
  };
  const write = async (): Promise<void> => {
    const some = [...pending.values()].slice(0, MADE_AT_ONCE);
    for (const { mac } of some) pending.delete(mac);
    try {
      const macs = some.map(({ mac }) => mac);
      const known = await files.find({ _id: { $in: macs } }, { newest: 1 }).lean();
      const newest = new Map(known.map((found) => [found._id, found.newest]));
      for (const fetched of some) {
        if (newest.get(fetched.mac) !== fetched.etag) await add(fetched);
        noted.set(fetched.mac, fetched.etag);
      }
    } catch (err) {
      log.warn({ err, files: some.length }, 'files that phones fetched were not noted');
    }
  };
  const flush = (): Promise<void> => {
    writing = writing.then(async () => {
      if (pending.size > 0) await write();
    });
    return writing;
  };
  const timer = setInterval(() => void (pending.size > 0 && flush()), FLUSH_MS);
  timer.unref();

  return {
    fetched: (file) => {
      if (noted.get(file.mac) === file.etag && !pending.has(file.mac)) return;
      if (pending.size < MAX_PENDING || pending.has(file.mac)) pending.set(file.mac, file);
    },
    filesOf: async (mac) => {
      // At least once: what is being written now is waited for.
      do await flush();
      while (pending.has(mac));
      const found = await files.findById(mac).lean();
      return Promise.all(
        (found?.versions ?? []).map(async ({ file, etag, at, packed }) => ({
          file,
          etag,
          at,
          text: (await unpack(bytesOf(packed))).toString('utf8'),
        })),
      );
    },
    forgetFiles: async (mac) => {
      pending.delete(mac);
      await writing;
      noted.set(mac, '');
      await files.deleteOne({ _id: mac });
    },
    flush,
    close: async () => {
      clearInterval(timer);
      while (pending.size > 0) await flush();
    },
  };
}

/** The driver gives back what it was given, or its own wrapping of it. */
function bytesOf(packed: Buffer | { readonly buffer: Uint8Array }): Buffer {
  return Buffer.isBuffer(packed) ? packed : Buffer.from(packed.buffer);
}
