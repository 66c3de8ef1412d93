// What phones upload of themselves: the last version of each kind, bounded by the pipeline, one document each.
import { createHash } from 'node:crypto';
import type { Connection } from 'mongoose';
import type { UploadKind } from '../devices/types.ts';
import type { Mac } from '../domain/mac.ts';
import type { StoredUpload } from '../provisioning/world.ts';
import { defineModel } from './model.ts';

interface UploadDocument {
  _id: string;
  mac: string;
  kind: string;
  bytes: Buffer;
  etag: string;
  storedAt: Date;
}

export interface UploadSummary {
  readonly kind: string;
  readonly sizeBytes: number;
  readonly storedAt: Date;
}

export interface Uploads {
  readonly find: (mac: Mac, kind: UploadKind) => Promise<StoredUpload | undefined>;
  readonly save: (mac: Mac, kind: UploadKind, bytes: Buffer, at: Date) => Promise<{ created: boolean }>;
  readonly list: (mac: Mac) => Promise<readonly UploadSummary[]>;
  readonly removeAll: (mac: Mac) => Promise<void>;
  /** What one phone uploaded is another's from now on, of these kinds; the rest is dropped. Done twice it does no more. */
  readonly move: (from: string, to: string, kinds: readonly string[]) => Promise<void>;
}

export function createUploads(connection: Connection): Uploads {
  const uploads = defineModel<UploadDocument>(connection, {
    name: 'Upload',
    collection: 'uploads',
    fields: { _id: String, mac: String, kind: String, bytes: Buffer, etag: String, storedAt: Date },
    indexes: [[{ mac: 1 }]],
  });
  return {
    find: async (mac, kind) => {
      const found = await uploads.findById(`${mac}/${kind}`);
      return found ? { bytes: Buffer.from(found.bytes), etag: found.etag, storedAt: found.storedAt } : undefined;
    },
    save: async (mac, kind, bytes, storedAt) => {
      const etag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`;
      const done = await uploads.updateOne(
        { _id: `${mac}/${kind}` },
        { $set: { mac, kind, bytes, etag, storedAt } },
        { upsert: true },
      );
      return { created: done.upsertedCount === 1 };
    },
    list: async (mac) => {
      const found = await uploads.find({ mac });
      return found.map(({ kind, bytes, storedAt }) => ({ kind, sizeBytes: bytes.length, storedAt }));
    },
    removeAll: async (mac) => void (await uploads.deleteMany({ mac })),
    move: async (from, to, kinds) => {
      for (const { kind, bytes, etag, storedAt } of await uploads.find({ mac: from, kind: { $in: [...kinds] } }).lean())
        await uploads.updateOne(
          { _id: `${to}/${kind}` },
          { $setOnInsert: { mac: to, kind, bytes, etag, storedAt } },
          { upsert: true },
        );
      await uploads.deleteMany({ mac: from });
    },
  };
}
