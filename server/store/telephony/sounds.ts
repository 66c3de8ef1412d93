// The bytes of sound recordings below the data folder, each file named by what is in it: the same recording lies there once.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { Connection } from 'mongoose';
import type { SoundBytes } from '../../pbx/deps.ts';
import { createBlobs } from '../blobs.ts';
import { type StoredTelephony, TELEPHONY_COLLECTION } from './documents.ts';

export function createSoundBytes(connection: Connection, dataDir: string): SoundBytes {
  const blobs = createBlobs(join(dataDir, 'sounds'));
  const records = connection.collection<StoredTelephony>(TELEPHONY_COLLECTION);
  return {
    keep: async (bytes) => {
      const kept = await blobs.keepBytes(Readable.from([bytes]), bytes.length);
      if (kept === 'tooLarge') throw new Error('a file is larger than itself');
      return kept;
    },
    read: async (sha256) => {
      try {
        return await readFile(blobs.pathOf(sha256));
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
        throw error;
      }
    },
    dropUnused: async (sha256) => {
      if ((await records.countDocuments({ kind: 'sound', 'value.sha256': sha256 })) === 0) await blobs.drop(sha256);
    },
  };
}
