// Collections to files and back, byte for byte as MongoDB stores the documents (BSON), with options and indexes.

import { createReadStream, createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import mongoose from 'mongoose';
import { Value } from 'typebox/value';
import { invalid } from './archive-error.ts';
import { Metadata } from './layout.ts';

export type Database = mongoose.mongo.Db;
const { BSON } = mongoose.mongo;

/** Collections of a restore under way; never archived. */
export const RESTORE_PREFIX = 'bellhop-restore.';

const LONGEST_DOCUMENT = 16 * 1024 * 1024 + 16 * 1024;
const SHORTEST_DOCUMENT = 5;
const BATCH_BYTES = 8 * 1024 * 1024;
const BATCH_DOCUMENTS = 1_000;

/** Numbers keep their BSON type and binaries their subtype on the way back. */
const KEEP_TYPES = { promoteValues: false, promoteLongs: false, promoteBuffers: false, bsonRegExp: true } as const;

/** The collections that make up the store, by name. @throws Error for a view or a time series: Bellhop has none */
export async function storedCollections(db: Database): Promise<Metadata[]> {
  const listed = await db.listCollections({}, { nameOnly: false }).toArray();
  const own = listed.filter(({ name }) => !name.startsWith('system.') && !name.startsWith(RESTORE_PREFIX));
  const found: Metadata[] = [];
  for (const { name, type, options } of own.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (type !== undefined && type !== 'collection') throw new Error(`${name} is a ${type}, which cannot be archived`);
    const indexes = await db.collection(name).listIndexes().toArray();
    found.push({ collectionName: name, type: 'collection', options: { ...options }, indexes });
  }
  return found;
}

export function metadataBytes(metadata: Metadata): Buffer {
  return Buffer.from(BSON.EJSON.stringify(metadata, { relaxed: false }));
}

export async function readMetadata(file: string): Promise<Metadata> {
  const parsed: unknown = BSON.EJSON.parse(await readFile(file, 'utf8'), { relaxed: false });
  if (!Value.Check(Metadata, parsed)) throw invalid(`${file} does not describe a collection`);
  return parsed;
}

export async function dropCollections(db: Database, isDropped: (name: string) => boolean): Promise<void> {
  const listed = await db.listCollections({}, { nameOnly: true }).toArray();
  for (const { name } of listed) {
    if (!name.startsWith('system.') && isDropped(name)) await db.collection(name).drop();
  }
}

/** Writes all documents one after another. @returns how many, by a running count to onCount on the way */
export async function dumpDocuments(db: Database, collection: string, file: string, onCount: (n: number) => void) {
  let documents = 0;
  const cursor = db.collection(collection).find({}, { raw: true, batchSize: BATCH_DOCUMENTS });
  async function* raw() {
    for await (const document of cursor) {
      if (!Buffer.isBuffer(document)) throw new Error('the driver gave no raw document');
      documents += 1;
      if (documents % BATCH_DOCUMENTS === 0) onCount(documents);
      yield document;
    }
  }
  await pipeline(raw, createWriteStream(file, { flags: 'wx', mode: 0o600 }));
  return documents;
}

/** The documents of a file, raw. @throws ArchiveError ARCHIVE_INVALID  when the file is not whole documents */
export async function* documentsIn(file: string): AsyncGenerator<Buffer> {
  let rest = Buffer.alloc(0);
  for await (const chunk of createReadStream(file, { highWaterMark: 1024 * 1024 })) {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    while (rest.length >= 4) {
      const length = rest.readInt32LE(0);
      if (length < SHORTEST_DOCUMENT || length > LONGEST_DOCUMENT) throw invalid(`${file} holds no documents`);
      if (rest.length < length) break;
      yield rest.subarray(0, length);
      rest = rest.subarray(length);
    }
  }
  if (rest.length > 0) throw invalid(`${file} ends within a document`);
}

/**
 * Makes a collection as another was: options, documents, indexes.
 * @param name  of the new collection, which must not exist
 */
export async function loadCollection(
  db: Database,
  name: string,
  { options, indexes }: Metadata,
  file: string,
  onCount: (n: number) => void,
): Promise<void> {
  await db.command({ create: name, ...options });
  const collection = db.collection(name);
  let loaded = 0;
  for await (const batch of batchesOf(documentsIn(file))) {
    const documents = batch.map((raw) => BSON.deserialize(raw, KEEP_TYPES));
    await collection.insertMany(documents, { bypassDocumentValidation: true, ignoreUndefined: false });
    loaded += batch.length;
    onCount(loaded);
  }
  const extra = indexes.filter((index) => index.name !== '_id_');
  if (extra.length > 0) await db.command({ createIndexes: name, indexes: extra });
}

async function* batchesOf(documents: AsyncIterable<Buffer>): AsyncGenerator<Buffer[]> {
  let batch: Buffer[] = [];
  let sizeBytes = 0;
  for await (const document of documents) {
    if (batch.length === BATCH_DOCUMENTS || (batch.length > 0 && sizeBytes + document.length > BATCH_BYTES)) {
      yield batch;
      batch = [];
      sizeBytes = 0;
    }
    batch.push(document);
    sizeBytes += document.length;
  }
  if (batch.length > 0) yield batch;
}
