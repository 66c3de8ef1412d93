// Large files of the data folder, each named by the SHA-256 of its bytes, so that no name from outside ever becomes a path.
import { createHash, randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';

export interface Blobs {
  readonly pathOf: (sha256: string) => string;
  /** Written under another name first; it gets its own when it is whole and on disk. */
  readonly keepBytes: (
    source: AsyncIterable<Buffer>,
    maxBytes: number,
  ) => Promise<{ sha256: string; sizeBytes: number } | 'tooLarge'>;
  readonly drop: (sha256: string) => Promise<void>;
}

export function createBlobs(folder: string): Blobs {
  return {
    pathOf: (sha256) => join(folder, sha256),
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
    drop: (sha256) => rm(join(folder, sha256), { force: true }),
  };
}
