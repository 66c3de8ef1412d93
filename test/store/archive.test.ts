import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import mongoose from 'mongoose';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Database } from '../../server/store/archive/collections.ts';
import { type TarEntry, writeTar } from '../../server/store/archive/tar.ts';
import { assertNoUnfinishedRestore, restoreArchive, writeArchive } from '../../server/store/archive.ts';
import { connectionOptions } from '../../server/store/engine/connection-options.ts';
import { freshDatabase } from '../support/database.ts';

const { Binary, Decimal128, Double, EJSON, Int32, Long, MongoClient, ObjectId, Timestamp } = {
  ...mongoose.mongo,
  ...mongoose.mongo.BSON,
};

/** For a machine that is busy with other things. */
vi.setConfig({ testTimeout: 120_000 });
let work: string;
let source: Store;
let target: Store;
const clients: mongoose.mongo.MongoClient[] = [];

interface Store {
  readonly db: Database;
  readonly dataDir: string;
}

beforeEach(async () => {
  work = await mkdtemp(join(tmpdir(), 'bellhop-archive-'));
  source = await newStore('source');
  target = await newStore('target');
});
afterEach(async () => {
  for (const client of clients.splice(0)) await client.close();
  await rm(work, { recursive: true, force: true });
});

async function newStore(name: string): Promise<Store> {
  const client = new MongoClient(freshDatabase().uri, connectionOptions);
  clients.push(client);
  const dataDir = join(work, name);
  await mkdir(dataDir);
  return { db: client.db(), dataDir };
}

const DOCUMENTS = [
  {
    _id: new ObjectId('65f000000000000000000001'),
    text: 'Größe “ok” \u0000 end',
    int32: new Int32(7),
    double: new Double(7),
    long: Long.fromString('9007199254740993'),
    decimal: Decimal128.fromString('1234.50'),
    date: new Date('2026-11-22T12:00:00.123Z'),
    negativeDate: new Date(-1),
    binary: new Binary(Buffer.from([0, 255, 128]), 0),
    uuid: new Binary(Buffer.alloc(16, 3), 4),
    timestamp: new Timestamp({ t: 5, i: 6 }),
    pattern: /^a.b$/i,
    isTrue: true,
    nothing: null,
    notANumber: new Double(Number.NaN),
    nested: { list: [1, 'two', { three: [new Int32(3)] }], empty: {}, emptyList: [] },
  },
  { _id: new ObjectId('65f000000000000000000002'), text: 'second' },
];

async function fill({ db, dataDir }: Store): Promise<void> {
  const things = db.collection('things');
  await things.insertMany(DOCUMENTS, { ignoreUndefined: true });
  await things.createIndex({ text: 1 }, { unique: true, name: 'one-text' });
  await things.createIndex({ 'nested.list': 1, date: -1 }, { sparse: true });
  await things.createIndex({ uuid: 1 }, { unique: true, partialFilterExpression: { uuid: { $exists: true } } });
  await things.createIndex({ date: 1 }, { expireAfterSeconds: 60 });
  await db
    .collection<{ _id: string; n: number }>('many')
    .insertMany(Array.from({ length: 2_500 }, (_, n) => ({ _id: `id ${n}`, n })));
  await db.createCollection('empty', { collation: { locale: 'nl', strength: 2 } });
  await db.createCollection('checked', { validator: { $jsonSchema: { required: ['name'] } } });
  await db.collection('checked').insertOne({ older: 'than the validator' }, { bypassDocumentValidation: true });

  await writeIn(dataDir, 'secret.key', 'a'.repeat(64), 0o600);
  await writeIn(dataDir, `firmware/${'f'.repeat(120)}`, Buffer.alloc(300_000, 7), 0o644);
  await writeIn(dataDir, 'certs/ca/Übersicht.pem', '', 0o640);
  await writeIn(dataDir, 'linked-from', 'what the link leads to', 0o600);
  await symlink(join(dataDir, 'linked-from'), join(dataDir, 'link'));
}

async function writeIn(dataDir: string, path: string, content: string | Buffer, mode = 0o600): Promise<void> {
  const file = join(dataDir, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, content);
  await chmod(file, mode);
  await utimes(file, new Date('2025-05-05T05:05:05Z'), new Date('2025-05-05T05:05:05Z'));
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** All of a database that a restore has to bring back, in comparable form. */
async function databaseState(db: Database): Promise<Record<string, unknown>> {
  const state: Record<string, unknown> = {};
  for (const { name, options } of await db.listCollections({}, { nameOnly: false }).toArray()) {
    const documents = await db.collection(name).find({}, { raw: true }).sort({ _id: 1 }).toArray();
    const indexes = await db.collection(name).listIndexes().toArray();
    state[name] = {
      options: EJSON.stringify(options),
      documents: documents.map((raw) => (Buffer.isBuffer(raw) ? sha256(raw) : raw)),
      indexes: indexes.map((index) => EJSON.stringify(index)).sort(),
    };
  }
  return state;
}

async function fileState(dataDir: string): Promise<Record<string, unknown>> {
  const state: Record<string, unknown> = {};
  for (const path of await readdir(dataDir, { recursive: true })) {
    const found = await stat(join(dataDir, path));
    if (!found.isFile()) continue;
    state[path] = {
      sha256: sha256(await readFile(join(dataDir, path))),
      mode: found.mode & 0o777,
      modifiedAt: found.mtime.toISOString(),
    };
  }
  return state;
}

async function stateOf({ db, dataDir }: Store) {
  return { database: await databaseState(db), files: await fileState(dataDir) };
}

async function archiveOf(store: Store): Promise<string> {
  const file = join(work, 'store.archive');
  await writeArchive({ ...store, file });
  return file;
}

test('what was saved comes back equal: documents with their types, options, indexes, files', async () => {
  await fill(source);
  const before = await stateOf(source);
  const file = join(work, 'store.archive');
  const saved = await writeArchive({ ...source, file });
  expect(saved).toMatchObject({ collections: 4, documents: 2_503, files: 5 });
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect((await readdir(work)).sort()).toEqual(['source', 'store.archive', 'target']);
  expect(await stateOf(source)).toEqual(before);

  expect(await restoreArchive({ ...target, file, replace: false })).toEqual(saved);
  const after = await stateOf(target);
  expect(after.database).toEqual(before.database);
  expect(Object.keys(after.database).sort()).toEqual(['checked', 'empty', 'many', 'things']);
  expect(after.files).toEqual(before.files);
});

test('drafts, caches, the engine and its address are not saved', async () => {
  for (const path of ['db/WiredTiger', 'engine.json', 'cache/x', 'tmp/y', 'firmware/.draft', '.restore-old/z', 'kept'])
    await writeIn(source.dataDir, path, path);
  await restoreArchive({ ...target, file: await archiveOf(source), replace: false });
  expect(Object.keys(await fileState(target.dataDir))).toEqual(['kept']);
});

test('a link that leads back up is followed no further', async () => {
  await writeIn(source.dataDir, 'certs/kept', 'kept');
  await symlink(source.dataDir, join(source.dataDir, 'certs/all'));
  await symlink(join(source.dataDir, 'certs'), join(source.dataDir, 'certs/self'));
  await symlink(join(work, 'nowhere'), join(source.dataDir, 'certs/dangling'));
  await restoreArchive({ ...target, file: await archiveOf(source), replace: false });
  expect(Object.keys(await fileState(target.dataDir))).toEqual(['certs/kept']);
});

test('an archive is never written over a file, nor into the data folder', async () => {
  const file = await archiveOf(source);
  const before = await readFile(file);
  await expect(writeArchive({ ...source, file })).rejects.toMatchObject({ code: 'TARGET_UNUSABLE' });
  expect(await readFile(file)).toEqual(before);
  const inside = join(source.dataDir, 'store.archive');
  await expect(writeArchive({ ...source, file: inside })).rejects.toMatchObject({ code: 'TARGET_UNUSABLE' });
  expect(await readdir(source.dataDir)).toEqual([]);
});

test('a backup that fails or is interrupted leaves nothing behind', async () => {
  await fill(source);
  const onProgress = (line: string) => {
    if (line.startsWith('saving files')) throw new Error('interrupted here');
  };
  const file = join(work, 'store.archive');
  await expect(writeArchive({ ...source, file, onProgress })).rejects.toThrow('interrupted here');
  expect((await readdir(work)).sort()).toEqual(['source', 'target']);
});

describe('a store that holds something', () => {
  beforeEach(() => fill(source));

  test.each<[string, (store: Store) => Promise<unknown>]>([
    ['a document', ({ db }) => db.collection('old').insertOne({ old: true })],
    ['a file', ({ dataDir }) => writeIn(dataDir, 'recordings/old', 'old')],
  ])('is refused: %s', async (_what, put) => {
    await put(target);
    const before = await stateOf(target);
    const file = await archiveOf(source);
    await expect(restoreArchive({ ...target, file, replace: false })).rejects.toMatchObject({
      code: 'STORE_NOT_EMPTY',
    });
    expect(await stateOf(target)).toEqual(before);
  });

  test('is replaced as a whole when that is asked for', async () => {
    await target.db.collection('things').insertOne({ text: 'old' });
    await target.db.collection('old').insertOne({ text: 'old' });
    await writeIn(target.dataDir, 'old', 'old');
    await writeIn(target.dataDir, 'certs/old', 'old');
    await restoreArchive({ ...target, file: await archiveOf(source), replace: true });
    expect(await databaseState(target.db)).toEqual(await databaseState(source.db));
    expect(Object.keys(await fileState(target.dataDir)).sort()).toEqual(
      ['certs/ca/Übersicht.pem', `firmware/${'f'.repeat(120)}`, 'link', 'linked-from', 'secret.key'].sort(),
    );
    expect((await readdir(target.dataDir)).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  test('goes on as it was when an interrupted restore is not yet putting things in place', async () => {
    await target.db.collection('old').insertOne({ text: 'old' });
    await writeIn(target.dataDir, 'old', 'old');
    const before = await stateOf(target);
    const file = await archiveOf(source);
    const lines: string[] = [];
    const onProgress = (line: string) => {
      lines.push(line);
      if (line.startsWith('loading things')) throw new Error('interrupted here');
    };
    await expect(restoreArchive({ ...target, file, replace: true, onProgress })).rejects.toThrow('interrupted here');
    expect(lines).toContain('loading many: 2500 of 2500 documents');
    expect(await stateOf(target)).toEqual(before);
    expect((await readdir(target.dataDir)).sort()).toEqual(['old']);
  });
});

test('a restore cut off while it put things in place is told of until it is repeated', async () => {
  await fill(source);
  const file = await archiveOf(source);
  await mkdir(join(target.dataDir, 'certs'));
  // Nothing can be moved out of a folder whose files cannot be renamed; root may, so the name of the target is taken instead.
  const onProgress = async (line: string) => {
    if (line.startsWith('putting')) await target.db.collection('bellhop-restore.many').drop();
  };
  const dropping: Promise<void>[] = [];
  const cutOff = restoreArchive({
    ...target,
    file,
    replace: true,
    onProgress: (line) => {
      dropping.push(onProgress(line));
    },
  });
  await expect(cutOff).rejects.toThrow();
  await Promise.all(dropping);

  const told = { code: 'RESTORE_UNFINISHED', message: expect.stringContaining(`scripts/restore ${file} --replace`) };
  await expect(assertNoUnfinishedRestore(target.db)).rejects.toMatchObject(told);
  await expect(writeArchive({ ...target, file: `${file}.2` })).rejects.toMatchObject(told);

  await restoreArchive({ ...target, file, replace: true });
  await assertNoUnfinishedRestore(target.db);
  expect(await databaseState(target.db)).toEqual(await databaseState(source.db));
});

describe('a damaged archive is refused and changes nothing', () => {
  let good: Buffer;
  let before: Awaited<ReturnType<typeof stateOf>>;

  beforeEach(async () => {
    await fill(source);
    good = await readFile(await archiveOf(source));
    await target.db.collection('old').insertOne({ text: 'old' });
    await writeIn(target.dataDir, 'old', 'old');
    before = await stateOf(target);
  });

  async function expectRefused(bytes: Buffer): Promise<void> {
    const file = join(work, 'damaged');
    await writeFile(file, bytes);
    await expect(restoreArchive({ ...target, file, replace: true })).rejects.toMatchObject({ code: 'ARCHIVE_INVALID' });
    expect(await stateOf(target)).toEqual(before);
    expect((await readdir(target.dataDir)).sort()).toEqual(['old']);
  }

  test('cut short, at every tenth', async () => {
    for (let tenth = 0; tenth < 10; tenth += 1)
      await expectRefused(good.subarray(0, Math.floor((good.length * tenth) / 10)));
    await expectRefused(good.subarray(0, good.length - 1));
  });

  test('a byte changed in the file', async () => {
    for (const place of [0, 30, good.length >> 1, good.length - 6]) {
      const bytes = Buffer.from(good);
      bytes.writeUInt8(bytes.readUInt8(place) ^ 0x10, place);
      await expectRefused(bytes);
    }
  });

  test('a byte changed in a document, a file, or the manifest, packed again', async () => {
    const tar = gunzipSync(good);
    for (const text of ['second', 'aaaaaaaaaaaaaaaa', 'id 1999', '"documents":2500', '"sha256":"']) {
      const place = tar.indexOf(text);
      expect(place).toBeGreaterThan(0);
      const bytes = Buffer.from(tar);
      const at = place + text.length - 1;
      bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
      await expectRefused(gzipSync(bytes));
    }
  });

  test('cut short, packed again', async () => {
    const tar = gunzipSync(good);
    for (const part of [0.2, 0.5, 0.9]) await expectRefused(gzipSync(tar.subarray(0, Math.floor(tar.length * part))));
    await expectRefused(gzipSync(tar.subarray(0, tar.length - 1024 - 512)));
  });
});

describe('an archive that somebody made by hand', () => {
  const header = entry(
    'bellhop-archive.json',
    JSON.stringify({ format: 'bellhop-archive', version: 1, createdAt: 'x' }),
  );

  function entry(name: string, text: string | Buffer): TarEntry {
    const bytes = Buffer.from(text);
    return { name, sizeBytes: bytes.length, mode: 0o600, modifiedAt: new Date(), content: [bytes] };
  }

  function collection(name: string, indexes: object[], documents: object[]) {
    const metadata = JSON.stringify({ collectionName: name, type: 'collection', options: {}, indexes });
    const bson = Buffer.concat(documents.map((document) => mongoose.mongo.BSON.serialize(document)));
    return {
      name,
      documents: documents.length,
      entries: [entry(`database/${name}.metadata.json`, metadata), entry(`database/${name}.bson`, bson)],
    };
  }

  async function pack(entries: readonly TarEntry[], collections: readonly ReturnType<typeof collection>[] = []) {
    const all = [...entries, ...collections.flatMap((one) => one.entries)];
    const listed = all.map(({ name, sizeBytes, content }) => {
      const hash = createHash('sha256');
      if (Symbol.iterator in content) for (const chunk of content) hash.update(chunk);
      return { name, sizeBytes, sha256: hash.digest('hex') };
    });
    const counts = collections.map(({ name, documents }) => ({ name, documents }));
    return [header, ...all, entry('manifest.json', JSON.stringify({ entries: listed, collections: counts }))];
  }

  async function restore(entries: readonly TarEntry[]) {
    const file = join(work, 'handmade');
    await rm(file, { force: true });
    await writeTar(
      file,
      (async function* () {
        yield* entries;
      })(),
    );
    return restoreArchive({ ...target, file, replace: true });
  }

  test('is taken when it is right', async () => {
    await restore(await pack([entry('files/a/b', 'x')], [collection('c', [], [{ _id: 1 }])]));
    expect(await target.db.collection('c').countDocuments()).toBe(1);
    expect(Object.keys(await fileState(target.dataDir))).toEqual(['a/b']);
  });

  test.each([
    'files/../outside',
    'files/a/../../outside',
    '/files/outside',
    'outside',
    'database/../../outside',
    'files/db/WiredTiger',
    'files/engine.json',
    'files/.restore-x/y',
  ])('is refused for the name %s', async (name) => {
    await expect(restore(await pack([entry(name, 'x')]))).rejects.toMatchObject({ code: 'ARCHIVE_INVALID' });
    expect((await readdir(work)).sort()).toEqual(['handmade', 'source', 'target']);
    expect(await stateOf(target)).toEqual({ database: {}, files: {} });
  });

  test('is refused when another layout, another thing first, something twice, or something unlisted is in it', async () => {
    const newer = entry(
      'bellhop-archive.json',
      JSON.stringify({ format: 'bellhop-archive', version: 2, createdAt: 'x' }),
    );
    const [, ...rest] = await pack([]);
    await expect(restore([newer, ...rest])).rejects.toThrow('newer Bellhop');
    await expect(restore(rest)).rejects.toThrow('not made by scripts/backup');
    await expect(restore(await pack([entry('files/a', 'x'), entry('files/a', 'x')]))).rejects.toThrow('twice');
    await expect(restore([header, entry('files/a', 'x'), ...rest])).rejects.toThrow('differ');
    await expect(restore([...(await pack([])), entry('files/a', 'x')])).rejects.toThrow('after its end');
    const [metadata] = collection('c', [], []).entries;
    if (metadata !== undefined) await expect(restore(await pack([metadata]))).rejects.toThrow('differ');
    expect(await stateOf(target)).toEqual({ database: {}, files: {} });
  });

  test('is refused when its documents break its own unique index, and the store stays', async () => {
    await target.db.collection('old').insertOne({ text: 'old' });
    const before = await stateOf(target);
    const unique = { v: 2, key: { a: 1 }, name: 'a_1', unique: true };
    const twins = collection(
      'twins',
      [unique],
      [
        { _id: 1, a: 1 },
        { _id: 2, a: 1 },
      ],
    );
    await expect(restore(await pack([], [collection('fine', [], [{ _id: 1 }]), twins]))).rejects.toThrow(
      /duplicate key/,
    );
    expect(await stateOf(target)).toEqual(before);
    await assertNoUnfinishedRestore(target.db);
  });

  test('cannot be written from a file that turns out shorter than it was', async () => {
    await expect(restore([{ ...entry('files/a', 'x'), sizeBytes: 5 }])).rejects.toThrow('Size mismatch');
  });
});
