// Firmware images: a record each, and the bytes in a file named by their SHA-256 under the data folder, so that no name
// from outside ever becomes a path.
import { createHash, randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Connection } from 'mongoose';
import type { FirmwareImage, FirmwareStore } from '../firmware/images.ts';
import { defineModel } from './model.ts';

type FirmwareDocument = Omit<FirmwareImage, 'name'> & { _id: string };

export function createFirmwareStore(connection: Connection, dataDir: string): FirmwareStore {
  const images = defineModel<FirmwareDocument>(connection, {
    name: 'Firmware',
    collection: 'firmware',
    fields: { _id: String, vendor: String, version: String, sha256: String, sizeBytes: Number, addedAt: Date },
  });
  const folder = join(dataDir, 'firmware');
  const toImage = ({ _id, vendor, version, sha256, sizeBytes, addedAt }: FirmwareDocument): FirmwareImage => ({
    name: _id,
    vendor,
    version,
    sha256,
    sizeBytes,
    addedAt,
  });

  return {
    pathOf: (sha256) => join(folder, sha256),
    find: async (name) => {
      const found = await images.findById(name).lean();
      return found ? toImage(found) : undefined;
    },
    list: async () => (await images.find().sort({ _id: 1 }).lean()).map(toImage),
    /** Written under another name first; it gets its own when it is whole and on disk. */
    keepBytes: async (source, maxBytes) => {
      await mkdir(folder, { recursive: true });
      const draft = join(folder, `.${randomBytes(8).toString('hex')}`);
      const hash = createHash('sha256');
      let sizeBytes = 0;
      const count = new Transform({
        transform(chunk: Buffer, _encoding, done) {
          sizeBytes += chunk.length;
          hash.update(chunk);
          done(sizeBytes > maxBytes ? new RangeError('too large') : null, chunk);
        },
      });
      try {
        await pipeline(Readable.from(source), count, createWriteStream(draft, { flush: true }));
        const sha256 = hash.digest('hex');
        await rename(draft, join(folder, sha256));
        return { sha256, sizeBytes };
      } catch (error) {
        await rm(draft, { force: true });
        if (error instanceof RangeError) return 'tooLarge';
        throw error;
      }
    },
    insert: async ({ name, ...rest }) => {
      const done = await images.updateOne({ _id: name }, { $setOnInsert: rest }, { upsert: true });
      return done.upsertedCount === 1;
    },
    remove: async (name) => {
      const found = await images.findByIdAndDelete(name).lean();
      if (found && (await images.countDocuments({ sha256: found.sha256 })) === 0)
        await rm(join(folder, found.sha256), { force: true });
      return found !== null;
    },
  };
}
