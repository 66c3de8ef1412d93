// Firmware images: a record each, and the bytes below the data folder.
import { join } from 'node:path';
import type { Connection } from 'mongoose';
import type { FirmwareImage, FirmwareStore } from '../firmware/images.ts';
import { createBlobs } from './blobs.ts';
import { defineModel } from './model.ts';

type FirmwareDocument = Omit<FirmwareImage, 'name'> & { _id: string };

export function createFirmwareStore(connection: Connection, dataDir: string): FirmwareStore {
  const images = defineModel<FirmwareDocument>(connection, {
    name: 'Firmware',
    collection: 'firmware',
    fields: { _id: String, vendor: String, version: String, sha256: String, sizeBytes: Number, addedAt: Date },
  });
  const blobs = createBlobs(join(dataDir, 'firmware'));
  const toImage = ({ _id, vendor, version, sha256, sizeBytes, addedAt }: FirmwareDocument): FirmwareImage => ({
    name: _id,
    vendor,
    version,
    sha256,
    sizeBytes,
    addedAt,
  });

  return {
    pathOf: blobs.pathOf,
    keepBytes: blobs.keepBytes,
    find: async (name) => {
      const found = await images.findById(name).lean();
      return found ? toImage(found) : undefined;
    },
    list: async () => (await images.find().sort({ _id: 1 }).lean()).map(toImage),
    insert: async ({ name, ...rest }) => {
      const done = await images.updateOne({ _id: name }, { $setOnInsert: rest }, { upsert: true });
      return done.upsertedCount === 1;
    },
    remove: async (name) => {
      const found = await images.findByIdAndDelete(name).lean();
      if (found && (await images.countDocuments({ sha256: found.sha256 })) === 0) await blobs.drop(found.sha256);
      return found !== null;
    },
  };
}
