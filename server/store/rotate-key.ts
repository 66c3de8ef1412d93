// Seals everything anew under another key. Both keys are kept until nothing is left under the old one, so that a rotation
// cut off at any moment goes on when it is run again: the store says that one is under way, and no server starts on it.
// No server may use the store meanwhile. Source: design.md "Phones' URLs and trust" (secrets are sealed at rest)
import type mongoose from 'mongoose';
import type { Sealed } from '../domain/sealed.ts';
import { AppError } from '../errors.ts';
import { type Database, storedCollections } from './archive/collections.ts';
import { createSealer, type KeyedSealer, readEnvelope, SECRET_KEYS } from './sealer.ts';

export interface Rotation {
  readonly db: Database;
  readonly oldKey: Buffer;
  readonly newKey: Buffer;
  /** Called when nothing is left under the old key, to put the new one where servers look for theirs. */
  readonly adoptKey: () => void;
  /** Gets a line about what is being done, often. */
  readonly onProgress?: (line: string) => void;
}

export interface RotationSummary {
  readonly collections: number;
  readonly documents: number;
  /** Values now under the new key; those of a rotation that was cut off count too. */
  readonly sealed: number;
  /** Texts that look sealed but do not open under either key: left as they are. */
  readonly unreadable: readonly string[];
}

interface KeyRecord {
  readonly _id: string;
  readonly keyId: string;
  /** Of a rotation under way. */
  readonly nextKeyId?: string;
}

const BATCH = 200;
/** Numbers keep their BSON type and binaries their subtype on the way back. */
const KEEP_TYPES = { promoteValues: false, promoteLongs: false, promoteBuffers: false, bsonRegExp: true } as const;

/**
 * Both keys are given until it has returned.
 * @param oldKey  the new one again, when all that is left to do is to check and to say that it is done
 * @throws SEALED_WITH_OTHER_KEY    neither key is the one that the store is sealed with
 * @throws KEY_ROTATION_UNFINISHED  one to another key was begun: give that key; or values are still under the old key
 */
export async function rotateKey({
  db,
  oldKey,
  newKey,
  adoptKey,
  onProgress = () => {},
}: Rotation): Promise<RotationSummary> {
  const keys = db.collection<KeyRecord>(SECRET_KEYS);
  const [from, to] = [createSealer(oldKey), createSealer(newKey)];
  const kept = await keys.findOne({ _id: 'current' });
  if (kept?.nextKeyId !== undefined && kept.nextKeyId !== to.keyId)
    throw new AppError('KEY_ROTATION_UNFINISHED', {
      detail: `one to key ${kept.nextKeyId} was begun: finish it first`,
    });
  if (kept?.nextKeyId === undefined && ![from.keyId, to.keyId].includes(kept?.keyId ?? ''))
    throw new AppError('SEALED_WITH_OTHER_KEY');

  await keys.updateOne({ _id: 'current' }, { $set: { nextKeyId: to.keyId } });
  if (from.keyId !== to.keyId)
    for (const { collectionName } of await storedCollections(db))
      await resealAll(db, collectionName, from, to, onProgress);
  const summary = await takeStock(db, from, to, onProgress);
  adoptKey();
  await keys.updateOne({ _id: 'current' }, { $set: { keyId: to.keyId }, $unset: { nextKeyId: '' } });
  return summary;
}

/** The id of the key that a rotation under way leads to. */
export async function rotationUnderWay(db: Database): Promise<string | undefined> {
  return (await db.collection<KeyRecord>(SECRET_KEYS).findOne({ _id: 'current' }))?.nextKeyId;
}

type Stored = mongoose.mongo.WithId<mongoose.mongo.Document>;

async function* documentsOf(db: Database, collection: string): AsyncGenerator<Stored> {
  const cursor = db.collection(collection).find({}, { ...KEEP_TYPES, sort: { _id: 1 } });
  for await (const document of cursor) yield document;
}

/** Each document in one write: a kill falls between two of them. */
async function resealAll(
  db: Database,
  collection: string,
  from: KeyedSealer,
  to: KeyedSealer,
  onProgress: (line: string) => void,
): Promise<void> {
  let writes: { replaceOne: { filter: { _id: Stored['_id'] }; replacement: Record<string, unknown> } }[] = [];
  let done = 0;
  const write = async (): Promise<void> => {
    if (writes.length === 0) return;
    await db.collection(collection).bulkWrite(writes, { ordered: false });
    done += writes.length;
    writes = [];
    onProgress(`sealing ${collection}: ${done} documents`);
  };
  for await (const document of documentsOf(db, collection)) {
    let changed = 0;
    const { _id, ...rest } = document;
    const replacement = mapTexts(rest, (text) => {
      const plain = opened(text, from);
      if (plain === undefined) return text;
      changed += 1;
      return to.seal(plain);
    });
    if (changed > 0) writes.push({ replaceOne: { filter: { _id }, replacement: { ...asMembers(replacement) } } });
    if (writes.length >= BATCH) await write();
  }
  await write();
}

/** Opens every sealed value there is. @throws KEY_ROTATION_UNFINISHED  one is under the old key still */
async function takeStock(
  db: Database,
  from: KeyedSealer,
  to: KeyedSealer,
  onProgress: (line: string) => void,
): Promise<RotationSummary> {
  const unreadable: string[] = [];
  const counts = { collections: 0, documents: 0, sealed: 0 };
  for (const { collectionName } of await storedCollections(db)) {
    counts.collections += 1;
    onProgress(`checking ${collectionName}`);
    for await (const document of documentsOf(db, collectionName)) {
      counts.documents += 1;
      mapTexts(document, (text) => {
        if (readEnvelope(text) === undefined) return text;
        if (from.keyId !== to.keyId && opened(text, from) !== undefined)
          throw new AppError('KEY_ROTATION_UNFINISHED', {
            detail: `${collectionName} ${document._id} is under the old key still: does a server run?`,
          });
        if (opened(text, to) !== undefined) counts.sealed += 1;
        else unreadable.push(`${collectionName} ${document._id}`);
        return text;
      });
    }
  }
  return { ...counts, unreadable };
}

/** What is sealed under this key; undefined for any other text, also one that somebody typed to look sealed. */
function opened(text: string, sealer: KeyedSealer): string | undefined {
  if (readEnvelope(text)?.keyId !== sealer.keyId) return undefined;
  try {
    return sealer.unseal(text as Sealed);
  } catch {
    return undefined;
  }
}

/** The same value with every text in it replaced; of the database's own types none holds a text of ours. */
function mapTexts(value: unknown, replace: (text: string) => string): unknown {
  if (typeof value === 'string') return replace(value);
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, replace));
  if (!isPlain(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, mapTexts(member, replace)]));
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function asMembers(value: unknown): Record<string, unknown> {
  return isPlain(value) ? value : {};
}
