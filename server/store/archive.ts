// The whole store as one file: every collection with its indexes and every file of the data folder, written while a server
// may run, and put back all or nothing. What the file looks like: archive/layout.ts.

import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { ArchiveError } from './archive/archive-error.ts';
import {
  type Database,
  dropCollections,
  loadCollection,
  RESTORE_PREFIX,
  readMetadata,
  storedCollections,
} from './archive/collections.ts';
import { archivedNames, dropLeftovers, namesIn } from './archive/data-files.ts';
import { documentsEntry, FILES_FOLDER, type Manifest, metadataEntry } from './archive/layout.ts';
import { packStore } from './archive/pack-store.ts';
import { writeTar } from './archive/tar.ts';
import { unpackChecked } from './archive/unpack.ts';

export interface ArchiveOptions {
  readonly db: Database;
  readonly dataDir: string;
  /** The archive. */
  readonly file: string;
  /** Gets a line about what is being done, often. */
  readonly onProgress?: ((line: string) => void) | undefined;
}

export interface ArchiveSummary {
  readonly collections: number;
  readonly documents: number;
  readonly files: number;
  readonly sizeBytes: number;
}

const MARKER = `${RESTORE_PREFIX}marker`;
const UNPACKED = '.restore-';
const REPLACED = '.replaced-';

/**
 * Writes the store to a new file, mode 0600. The file gets its name when it is whole. A server may go on working meanwhile:
 * every document and every file is as it was at one moment, not all at the same.
 * @throws ArchiveError TARGET_UNUSABLE, RESTORE_UNFINISHED
 */
export async function writeArchive(options: ArchiveOptions): Promise<ArchiveSummary> {
  const { db, dataDir, onProgress = () => {} } = options;
  const file = resolve(options.file);
  if (existsSync(file)) throw new ArchiveError('TARGET_UNUSABLE', `${file} is there already`);
  if (!relative(resolve(dataDir), file).startsWith('..'))
    throw new ArchiveError(
      'TARGET_UNUSABLE',
      `${file} lies in the data folder, which it is to hold; name another place`,
    );
  await assertNoUnfinishedRestore(db);

  const work = await mkdtemp(`${file}.part-`);
  try {
    const draft = join(work, 'archive');
    const { entries, manifest } = packStore({ db, dataDir, work, onProgress });
    await writeTar(draft, entries);
    await rename(draft, file);
    return await summaryOf(manifest, file);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/**
 * Puts an archive in the store's place. Until all of it is unpacked, checked and loaded beside the store, nothing of the
 * store changes. What then follows is renaming; if that is cut off, {@link assertNoUnfinishedRestore} says so until it is repeated.
 * No server may use the store meanwhile.
 * @param replace  whether a store that holds something may be replaced
 * @throws ArchiveError STORE_NOT_EMPTY, ARCHIVE_INVALID
 */
export async function restoreArchive(options: ArchiveOptions & { readonly replace: boolean }): Promise<ArchiveSummary> {
  const { db, dataDir, replace, onProgress = () => {} } = options;
  const file = resolve(options.file);
  await stat(file);
  if (!replace) await assertEmpty(db, dataDir);

  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  await dropLeftovers(dataDir, UNPACKED);
  const work = await mkdtemp(join(dataDir, UNPACKED));
  try {
    await dropCollections(db, isTemporary);
    const manifest = await unpackChecked(file, work, onProgress);
    await loadBeside(db, manifest, work, onProgress);
    onProgress('putting everything in place');
    await markRestore(db, file);
    await swapCollections(db, manifest);
    await swapFiles(dataDir, join(work, FILES_FOLDER));
    await unmarkRestore(db);
    await dropLeftovers(dataDir, REPLACED);
    return await summaryOf(manifest, file);
  } finally {
    await dropCollections(db, isTemporary).catch(() => {});
    await rm(work, { recursive: true, force: true });
  }
}

/**
 * To be called before the store is used.
 * @throws ArchiveError RESTORE_UNFINISHED  part of the store is from an archive and part is older
 */
export async function assertNoUnfinishedRestore(db: Database): Promise<void> {
  const marker = await db.collection<Marker>(MARKER).findOne();
  if (marker === null) return;
  throw new ArchiveError(
    'RESTORE_UNFINISHED',
    `a restore of ${marker.file} was cut off while it put things in place: run scripts/restore ${marker.file} --replace again`,
  );
}

interface Marker {
  readonly _id: 'restore';
  readonly file: string;
  readonly startedAt: Date;
}

async function markRestore(db: Database, file: string): Promise<void> {
  const marker = { file, startedAt: new Date() };
  await db.collection<Marker>(MARKER).updateOne({ _id: 'restore' }, { $set: marker }, { upsert: true });
}

async function unmarkRestore(db: Database): Promise<void> {
  await db.collection<Marker>(MARKER).drop();
}

async function assertEmpty(db: Database, dataDir: string): Promise<void> {
  for (const { collectionName } of await storedCollections(db)) {
    if ((await db.collection(collectionName).findOne({}, { projection: { _id: 1 } })) !== null) refuse(collectionName);
  }
  const [name] = await archivedNames(dataDir);
  if (name !== undefined) refuse(join(dataDir, name));
}

function refuse(what: string): never {
  throw new ArchiveError(
    'STORE_NOT_EMPTY',
    `the store is not empty (it holds ${what}); to replace it all, add --replace`,
  );
}

function isTemporary(name: string): boolean {
  return name.startsWith(RESTORE_PREFIX) && name !== MARKER;
}

/** Loads every collection under a name of its own, so that what does not fit shows before anything is replaced. */
async function loadBeside(db: Database, manifest: Manifest, work: string, onProgress: (line: string) => void) {
  for (const { name, documents } of manifest.collections) {
    const metadata = await readMetadata(join(work, metadataEntry(name)));
    const source = join(work, documentsEntry(name));
    await loadCollection(db, `${RESTORE_PREFIX}${name}`, metadata, source, (n) =>
      onProgress(`loading ${name}: ${n} of ${documents} documents`),
    );
  }
}

async function swapCollections(db: Database, { collections }: Manifest): Promise<void> {
  const names = collections.map(({ name }) => name);
  for (const name of names) await db.collection(`${RESTORE_PREFIX}${name}`).rename(name, { dropTarget: true });
  await dropCollections(db, (name) => !name.startsWith(RESTORE_PREFIX) && !names.includes(name));
}

async function swapFiles(dataDir: string, unpacked: string): Promise<void> {
  const replaced = await mkdtemp(join(dataDir, REPLACED));
  for (const name of await archivedNames(dataDir)) await rename(join(dataDir, name), join(replaced, name));
  for (const name of await namesIn(unpacked)) await rename(join(unpacked, name), join(dataDir, name));
}

async function summaryOf({ entries, collections }: Manifest, file: string): Promise<ArchiveSummary> {
  return {
    collections: collections.length,
    documents: collections.reduce((sum, { documents }) => sum + documents, 0),
    files: entries.filter(({ name }) => name.startsWith(`${FILES_FOLDER}/`)).length,
    sizeBytes: (await stat(file)).size,
  };
}
