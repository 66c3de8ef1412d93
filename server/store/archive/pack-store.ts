// The store as the entries of an archive, each made when the one before it is written.

import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Database, dumpDocuments, metadataBytes, storedCollections } from './collections.ts';
import { archivedFiles, fileEntry } from './data-files.ts';
import {
  documentsEntry,
  HEADER_ENTRY,
  type Header,
  LAYOUT_VERSION,
  MANIFEST_ENTRY,
  type Manifest,
  metadataEntry,
} from './layout.ts';
import type { TarEntry } from './tar.ts';

export interface PackOptions {
  readonly db: Database;
  readonly dataDir: string;
  /** For a collection on its way: a tar wants to know how long an entry is before it comes. */
  readonly work: string;
  readonly onProgress: (line: string) => void;
}

/** @returns the entries, and the manifest that is complete once they are read to the end */
export function packStore(options: PackOptions): { entries: AsyncIterable<TarEntry>; manifest: Manifest } {
  const manifest: Manifest = { entries: [], collections: [] };
  return { entries: entriesOf(options, manifest), manifest };
}

async function* entriesOf(
  { db, dataDir, work, onProgress }: PackOptions,
  manifest: Manifest,
): AsyncGenerator<TarEntry> {
  async function* noted(entry: TarEntry): AsyncGenerator<TarEntry> {
    const hash = createHash('sha256');
    yield { ...entry, content: hashed(entry, hash) };
    manifest.entries.push({ name: entry.name, sizeBytes: entry.sizeBytes, sha256: hash.digest('hex') });
  }

  const header: Header = { format: 'bellhop-archive', version: LAYOUT_VERSION, createdAt: new Date().toISOString() };
  yield entryOf(HEADER_ENTRY, Buffer.from(JSON.stringify(header)));

  // Documents first: a file is written before the document that names it, so no document will miss its file.
  for (const metadata of await storedCollections(db)) {
    const { collectionName: name } = metadata;
    const dump = join(work, 'documents.bson');
    const documents = await dumpDocuments(db, name, dump, (n) => onProgress(`saving ${name}: ${n} documents`));
    yield* noted(entryOf(metadataEntry(name), metadataBytes(metadata)));
    yield* noted({
      ...entryOf(documentsEntry(name)),
      sizeBytes: (await stat(dump)).size,
      content: createReadStream(dump),
    });
    await rm(dump);
    manifest.collections.push({ name, documents });
  }

  let files = 0;
  for await (const path of archivedFiles(dataDir)) {
    const entry = await fileEntry(dataDir, path);
    if (entry === undefined) continue;
    yield* noted(entry);
    files += 1;
    onProgress(`saving files: ${files}, the last one ${path}`);
  }

  yield entryOf(MANIFEST_ENTRY, Buffer.from(JSON.stringify(manifest)));
}

function entryOf(name: string, bytes: Buffer = Buffer.alloc(0)): TarEntry {
  return { name, sizeBytes: bytes.length, mode: 0o600, modifiedAt: new Date(), content: [bytes] };
}

async function* hashed({ name, sizeBytes, content }: TarEntry, hash: Hash): AsyncGenerator<Buffer> {
  let seenBytes = 0;
  for await (const chunk of content) {
    seenBytes += chunk.length;
    hash.update(chunk);
    yield chunk;
  }
  if (seenBytes !== sizeBytes) throw new Error(`${name} became shorter while it was read; start the backup again`);
}
