// An archive into a work folder, believed only when every byte of it is accounted for by its manifest.

import { createHash, type Hash } from 'node:crypto';
import { join } from 'node:path';
import type { Static, TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { invalid } from './archive-error.ts';
import { documentsIn, RESTORE_PREFIX, readMetadata } from './collections.ts';
import { isArchivedName, writeFileOf } from './data-files.ts';
import {
  DATABASE_FOLDER,
  documentsEntry,
  type Entry,
  FILES_FOLDER,
  HEADER_ENTRY,
  Header,
  isPlainPath,
  LAYOUT_VERSION,
  MANIFEST_ENTRY,
  Manifest,
  metadataEntry,
} from './layout.ts';
import { type FoundEntry, readTar } from './tar.ts';

/**
 * Unpacks into a folder, entry names as paths, and checks all that can be known without a database.
 * @throws ArchiveError ARCHIVE_INVALID
 */
export async function unpackChecked(file: string, work: string, onProgress: (line: string) => void): Promise<Manifest> {
  const found = new Map<string, Entry>();
  let header: Header | undefined;
  let manifest: Manifest | undefined;

  await readTar(file, async (entry) => {
    if (manifest !== undefined) throw invalid(`${entry.name} stands after its end`);
    if (header === undefined) {
      header = await readHeader(entry);
    } else if (entry.name === MANIFEST_ENTRY) {
      manifest = await readJson(entry, Manifest);
    } else {
      if (found.has(entry.name)) throw invalid(`it holds ${entry.name} twice`);
      found.set(entry.name, await unpackEntry(entry, work));
      onProgress(`unpacking: ${found.size} entries, the last one ${entry.name}`);
    }
  });
  if (manifest === undefined) throw invalid('it was cut short, its manifest is missing');
  assertAccountedFor(manifest, found);
  await assertDocuments(manifest, work);
  return manifest;
}

async function readHeader(entry: FoundEntry): Promise<Header> {
  if (entry.name !== HEADER_ENTRY) throw invalid('it was not made by scripts/backup');
  const header = await readJson(entry, Header);
  if (header.version > LAYOUT_VERSION) throw invalid(`a newer Bellhop made it (layout ${header.version})`);
  return header;
}

async function unpackEntry(entry: FoundEntry, work: string): Promise<Entry> {
  assertPlace(entry.name);
  const hash = createHash('sha256');
  await writeFileOf({ ...entry, content: hashed(entry.content, hash) }, join(work, entry.name));
  return { name: entry.name, sizeBytes: entry.sizeBytes, sha256: hash.digest('hex') };
}

/** Nothing may be unpacked outside the work folder, nor later put over the engine's own files. */
function assertPlace(name: string): void {
  const [folder, top = ''] = name.split('/');
  const isFile = folder === FILES_FOLDER && isArchivedName(top);
  if (!isPlainPath(name) || !(isFile || folder === DATABASE_FOLDER)) throw invalid(`it holds ${name}`);
}

async function readJson<S extends TSchema>({ name, content }: FoundEntry, schema: S): Promise<Static<S>> {
  const chunks: Buffer[] = [];
  for await (const chunk of content) chunks.push(chunk);
  try {
    const parsed: unknown = JSON.parse(Buffer.concat(chunks).toString());
    return Value.Parse(schema, parsed);
  } catch (error) {
    throw invalid(`its ${name} cannot be read`, error);
  }
}

async function* hashed(content: AsyncIterable<Buffer>, hash: Hash): AsyncGenerator<Buffer> {
  for await (const chunk of content) {
    hash.update(chunk);
    yield chunk;
  }
}

function assertAccountedFor({ entries, collections }: Manifest, found: ReadonlyMap<string, Entry>): void {
  for (const { name, sizeBytes, sha256 } of entries) {
    const there = found.get(name);
    if (there === undefined) throw invalid(`${name} is missing`);
    if (there.sizeBytes !== sizeBytes || there.sha256 !== sha256) throw invalid(`${name} was altered`);
  }
  const ofCollections = collections.flatMap(({ name }) => [metadataEntry(name), documentsEntry(name)]);
  const inDatabase = entries.map(({ name }) => name).filter((name) => name.startsWith(`${DATABASE_FOLDER}/`));
  const isWhole =
    new Set(entries.map(({ name }) => name)).size === found.size &&
    new Set([...ofCollections, ...inDatabase]).size === inDatabase.length &&
    ofCollections.length === inDatabase.length;
  if (!isWhole) throw invalid('its manifest and what it holds differ');
}

async function assertDocuments({ collections }: Manifest, work: string): Promise<void> {
  for (const { name, documents } of collections) {
    const { collectionName } = await readMetadata(join(work, metadataEntry(name)));
    const isOurs = collectionName === name && !name.startsWith('system.') && !name.startsWith(RESTORE_PREFIX);
    if (!isOurs) throw invalid(`it holds a collection ${name}`);
    let counted = 0;
    for await (const _document of documentsIn(join(work, documentsEntry(name)))) counted += 1;
    if (counted !== documents) throw invalid(`${name} has ${counted} documents instead of ${documents}`);
  }
}
