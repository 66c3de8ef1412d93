// Files that an admin gives and phones fetch as they are: a record each, and the bytes below the data folder.
import { join } from 'node:path';
import type { Connection } from 'mongoose';
import type { Asset, AssetStore } from '../firmware/assets.ts';
import { createBlobs } from './blobs.ts';
import { defineModel } from './model.ts';

type AssetDocument = Omit<Asset, 'name'> & { _id: string };

export function createAssetStore(connection: Connection, dataDir: string): AssetStore {
  const assets = defineModel<AssetDocument>(connection, {
    name: 'Asset',
    collection: 'assets',
    fields: { _id: String, sha256: String, sizeBytes: Number, addedAt: Date },
  });
  const blobs = createBlobs(join(dataDir, 'assets'));
  const toAsset = ({ _id, sha256, sizeBytes, addedAt }: AssetDocument): Asset => ({
    name: _id,
    sha256,
    sizeBytes,
    addedAt,
  });
  const dropUnused = async (sha256: string): Promise<void> => {
    if ((await assets.countDocuments({ sha256 })) === 0) await blobs.drop(sha256);
  };
  return {
    pathOf: blobs.pathOf,
    keepBytes: blobs.keepBytes,
    find: async (name) => {
      const found = await assets.findById(name).lean();
      return found ? toAsset(found) : undefined;
    },
    list: async () => (await assets.find().sort({ _id: 1 }).lean()).map(toAsset),
    put: async ({ name, ...rest }) => {
      const former = await assets.findOneAndUpdate({ _id: name }, { $set: rest }, { upsert: true }).lean();
      if (former && former.sha256 !== rest.sha256) await dropUnused(former.sha256);
    },
    remove: async (name) => {
      const former = await assets.findByIdAndDelete(name).lean();
      if (former) await dropUnused(former.sha256);
      return former !== null;
    },
  };
}
