// Which files of the data folder belong into an archive, and how they are read and written.

import { createWriteStream } from 'node:fs';
import { chmod, type FileHandle, mkdir, open, readdir, realpath, rm, stat, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ENGINE_FOLDER } from '../engine/engine.ts';
import { ADDRESS_FILE } from '../engine/engine-address.ts';
import { FILES_FOLDER } from './layout.ts';
import type { TarEntry } from './tar.ts';

/** The engine's own, and what can be made again. Names with a dot in front are drafts, at any depth. */
const NOT_ARCHIVED = [ENGINE_FOLDER, ADDRESS_FILE, `${ADDRESS_FILE}.new`, 'cache', 'tmp'];

/** The names at the top of the data folder that an archive carries. */
export async function archivedNames(dataDir: string): Promise<string[]> {
  const names = await namesIn(dataDir);
  return names.filter((name) => isArchivedName(name));
}

export function isArchivedName(name: string): boolean {
  return !name.startsWith('.') && !NOT_ARCHIVED.includes(name);
}

/** Paths of all archived files, relative to the data folder with `/` between; links count as what they lead to. */
export async function* archivedFiles(dataDir: string): AsyncGenerator<string> {
  const names = await archivedNames(dataDir);
  if (names.length === 0) return;
  const above = [await realpath(dataDir)];
  for (const name of names) yield* filesUnder(dataDir, name, above);
}

async function* filesUnder(dataDir: string, path: string, above: readonly string[]): AsyncGenerator<string> {
  const found = await ifThere(stat(join(dataDir, path)));
  if (found?.isFile()) yield path;
  if (!found?.isDirectory()) return;
  const real = await realpath(join(dataDir, path));
  // A link to a folder above it would have no end.
  if (above.includes(real)) return;
  for (const name of await namesIn(join(dataDir, path))) {
    if (!name.startsWith('.')) yield* filesUnder(dataDir, `${path}/${name}`, [...above, real]);
  }
}

/** The file as it is now. @returns undefined when a running server has removed it meanwhile */
export async function fileEntry(dataDir: string, path: string): Promise<TarEntry | undefined> {
  const handle = await ifThere(open(join(dataDir, path)));
  if (handle === undefined) return undefined;
  const { size, mode, mtime } = await handle.stat();
  return {
    name: `${FILES_FOLDER}/${path}`,
    sizeBytes: size,
    mode: mode & 0o777,
    modifiedAt: mtime,
    // A file that grows meanwhile is taken up to the size it had.
    content: upTo(handle, size),
  };
}

async function* upTo(handle: FileHandle, sizeBytes: number): AsyncGenerator<Buffer> {
  try {
    if (sizeBytes > 0) yield* handle.createReadStream({ start: 0, end: sizeBytes - 1, autoClose: false });
  } finally {
    await handle.close();
  }
}

/** Writes an entry to a new file below a folder. */
export async function writeFileOf({ mode, modifiedAt, content }: TarEntry, target: string): Promise<void> {
  await mkdir(dirname(target), { recursive: true, mode: 0o700 });
  await pipeline(content, createWriteStream(target, { flags: 'wx', mode: 0o600, flush: true }));
  await chmod(target, mode & 0o777);
  await utimes(target, modifiedAt, modifiedAt);
}

/** Removes the folders at the top of the data folder that a restore made and may have left. */
export async function dropLeftovers(dataDir: string, prefix: string): Promise<void> {
  for (const name of await namesIn(dataDir)) {
    if (name.startsWith(prefix)) await rm(join(dataDir, name), { recursive: true, force: true });
  }
}

export async function namesIn(folder: string): Promise<string[]> {
  return ((await ifThere(readdir(folder))) ?? []).sort();
}

async function ifThere<T>(look: Promise<T>): Promise<T | undefined> {
  try {
    return await look;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
