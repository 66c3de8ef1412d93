// Firmware: a record for each file, one for what is said of each line, and the bytes below the data folder.
import { join } from 'node:path';
import { type Connection, Schema } from 'mongoose';
import type { FirmwareCatalogue } from '../cpe/deps.ts';
import { type FirmwareLine, lineKey } from '../domain/firmware.ts';
import type { FirmwareImage } from '../firmware/images.ts';
import { type LineMarks, lineOf } from '../firmware/lines.ts';
import { createBlobs } from './blobs.ts';
import { defineModel } from './model.ts';
import { KEPT_FIELDS, repository, type StoredBase } from './records.ts';

type FirmwareDocument = Omit<FirmwareImage, 'name'> & { _id: string };

export interface StoredFirmware extends FirmwareCatalogue {
  /** Takes away what uploads that were cut off left. @param all  nobody uploads now, so whatever is unfinished was left */
  readonly tidy: (now: Date, all: boolean) => Promise<void>;
}

/** @param changed  called after each write that may change what phones are offered */
export function createFirmwareStore(connection: Connection, dataDir: string, changed: () => void): StoredFirmware {
  const images = defineModel<FirmwareDocument>(connection, {
    name: 'Firmware',
    collection: 'firmware',
    fields: {
      _id: String,
      vendor: String,
      version: String,
      hardwareId: Number,
      role: String,
      lines: [String],
      sha256: String,
      sizeBytes: Number,
      addedAt: Date,
    },
    indexes: [[{ lines: 1 }], [{ sha256: 1 }]],
  });
  const marks = repository<LineMarks>(
    defineModel<StoredBase>(connection, {
      name: 'FirmwareLine',
      collection: 'firmwareLines',
      fields: { ...KEPT_FIELDS, recommended: String, marks: { type: Schema.Types.Mixed, required: true } },
    }),
    changed,
  );
  const blobs = createBlobs(join(dataDir, 'firmware'));
  const toImage = ({ _id, ...rest }: FirmwareDocument): FirmwareImage => ({ name: _id, ...rest });
  const isUsed = async (sha256: string): Promise<boolean> => (await images.countDocuments({ sha256 })) > 0;

  return {
    pathOf: blobs.pathOf,
    keepBytes: blobs.keepBytes,
    marks,
    find: async (name) => {
      const found = await images.findById(name).lean();
      return found ? toImage(found) : undefined;
    },
    list: async () => (await images.find().sort({ _id: 1 }).lean()).map(toImage),
    line: async (vendor, model, track): Promise<FirmwareLine> => {
      const key = lineKey(vendor, model, track);
      const [found, said] = await Promise.all([images.find({ lines: key }).lean(), marks.find(key)]);
      return lineOf({ vendor, model, ...(track !== undefined && { track }) }, found.map(toImage), said);
    },
    dropUnused: async (sha256) => {
      if (!(await isUsed(sha256))) await blobs.dropOld(sha256);
    },
    insert: async ({ name, ...rest }) => {
      const done = await images.updateOne({ _id: name }, { $setOnInsert: rest }, { upsert: true });
      changed();
      return done.upsertedCount === 1;
    },
    remove: async (name) => {
      const found = await images.findByIdAndDelete(name).lean();
      changed();
      if (found && !(await isUsed(found.sha256))) await blobs.dropOld(found.sha256);
      return found !== null;
    },
    tidy: (now, all) => blobs.tidy(now, all, isUsed),
  };
}
