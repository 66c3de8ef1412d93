// Large files of the data folder, each named by the SHA-256 of its bytes, so that no name from outside ever becomes a path.
import { createHash, randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
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
  /** Drops them unless they just came: an upload of the same bytes may be about to name them. */
  readonly dropOld: (sha256: string) => Promise<void>;
  /**
   * Takes away drafts of uploads that were cut off, and bytes that nothing names.
   * @param all  whoever wrote drafts is gone, so each of them goes
   */
  readonly tidy: (now: Date, all: boolean, isUsed: (sha256: string) => Promise<boolean>) => Promise<void>;
}

/** No upload takes this long, and none waits this long between its bytes and its record. */
const LEFT_BEHIND_MS = 60 * 60_000;
const FRESH_MS = 60_000;

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
        await syncFolder(folder);
        return { sha256, sizeBytes };
      } catch (error) {
        await rm(draft, { force: true });
        if (error instanceof RangeError) return 'tooLarge';
        throw error;
      }
    },
    drop: (sha256) => rm(join(folder, sha256), { force: true }),
    dropOld: async (sha256) => {
      const path = join(folder, sha256);
      const age = await ageMs(path, new Date());
      if (age !== undefined && age > FRESH_MS) await rm(path, { force: true });
    },
    tidy: async (now, all, isUsed) => {
      for (const name of await readdir(folder).catch(() => [])) {
        const path = join(folder, name);
        const age = (await ageMs(path, now)) ?? 0;
        const isDraft = name.startsWith('.');
        const isLeft = age > LEFT_BEHIND_MS || (all && (isDraft || age > FRESH_MS));
        if (isLeft && (isDraft || !(await isUsed(name)))) await rm(path, { force: true });
      }
    },
  };
}

/** undefined: it is gone. */
async function ageMs(path: string, now: Date): Promise<number | undefined> {
  const found = await stat(path).catch(() => undefined);
  return found && now.getTime() - found.mtimeMs;
}

/** So that the new name is there after a loss of power as well. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
