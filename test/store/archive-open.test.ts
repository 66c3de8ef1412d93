import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mongoose from 'mongoose';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type OpenedStore, openForBackup, openForRestore } from '../../server/store/archive/open-store.ts';
import { restoreArchive, writeArchive } from '../../server/store/archive.ts';
import { connectionOptions, deploymentUri } from '../../server/store/engine/connection-options.ts';
import { type Engine, openEngine } from '../../server/store/engine/engine.ts';
import { recordAddress } from '../../server/store/engine/engine-address.ts';
import { freshDatabase } from '../support/database.ts';

const log = pino({ level: 'silent' });
/** For a machine that is busy with other things. */
vi.setConfig({ testTimeout: 120_000 });
let work: string;
let dataDir: string;
const opened: (OpenedStore | Engine)[] = [];

beforeEach(async () => {
  work = await mkdtemp(join(tmpdir(), 'bellhop-open-'));
  dataDir = join(work, 'data');
});
afterEach(async () => {
  for (const store of opened.splice(0).reverse()) await store.close();
  await rm(work, { recursive: true, force: true });
});

async function keep<T extends OpenedStore | Engine>(opening: Promise<T>): Promise<T> {
  const store = await opening;
  opened.push(store);
  return store;
}

async function closeAll(): Promise<void> {
  for (const store of opened.splice(0).reverse()) await store.close();
}

interface Note {
  readonly _id: number;
  readonly text: string;
}

test('a running server is saved while it writes, and what was saved opens elsewhere', async () => {
  const engine = await keep(openEngine({ dataDir, log }));
  const connection = await mongoose.createConnection(engine.uri, connectionOptions).asPromise();
  const notes = connection.collection<Note>('notes');
  await notes.insertMany(Array.from({ length: 5_000 }, (_, n) => ({ _id: n, text: `before ${n}` })));
  await writeFile(join(dataDir, 'secret.key'), 'key');

  let isSaved = false;
  const writing = (async () => {
    for (let n = 5_000; !isSaved; n += 1) {
      await notes.insertOne({ _id: n, text: 'meanwhile' });
      await notes.updateOne({ _id: n - 5_000 }, { $set: { text: 'changed meanwhile' } });
    }
  })();
  const file = join(work, 'archive');
  const store = await keep(openForBackup({ dataDir, log }));
  expect(store.through).toBe('running server');
  await writeArchive({ db: store.db, dataDir, file });
  isSaved = true;
  await writing;
  await connection.close();

  const elsewhere = join(work, 'elsewhere');
  const copy = await keep(openForRestore({ dataDir: elsewhere, log }));
  expect(copy.through).toBe('own engine');
  await restoreArchive({ db: copy.db, dataDir: elsewhere, file, replace: false });
  const restored = await copy.db.collection<Note>('notes').find().toArray();
  expect(restored.length).toBeGreaterThanOrEqual(5_000);
  const texts = restored.map(({ _id, text }) => (text === `before ${_id}` ? 'before' : text));
  expect([...new Set(texts)].filter((text) => !['before', 'meanwhile', 'changed meanwhile'].includes(text))).toEqual(
    [],
  );
  expect(restored.slice(0, 5_000).map(({ _id }) => _id)).toEqual(Array.from({ length: 5_000 }, (_, n) => n));
  expect((await readdir(elsewhere)).sort()).toEqual(['db', 'engine.json', 'secret.key']);
});

test('a stopped server, and one that was killed, are saved through an engine of the command', async () => {
  const engine = await openEngine({ dataDir, log });
  await engine.close();
  expect((await keep(openForBackup({ dataDir, log }))).through).toBe('own engine');
  await closeAll();

  const runDir = join(work, 'bellhop-gone');
  const uri = engine.uri.replace(/%2F[^/]*%2Fmongodb\.sock/, encodeURIComponent(join(runDir, 'mongodb.sock')));
  await recordAddress(dataDir, { uri, runDir, serverPid: 2 ** 30, serverStartedAt: 0 });
  expect((await keep(openForBackup({ dataDir, log }))).through).toBe('own engine');
});

test('a store is not restored into while a server holds it', async () => {
  await keep(openEngine({ dataDir, log }));
  await expect(openForRestore({ dataDir, log })).rejects.toMatchObject({ code: 'DATA_FOLDER_IN_USE' });
});

test('where there is no store, a backup says so and makes none', async () => {
  const none = { code: 'NOTHING_TO_BACK_UP', message: expect.stringContaining('BELLHOP_DATA') };
  await expect(openForBackup({ dataDir, log })).rejects.toMatchObject(none);
  await mkdir(dataDir);
  await expect(openForBackup({ dataDir, log })).rejects.toMatchObject(none);
  expect(await readdir(dataDir)).toEqual([]);
});

test('a deployment is used as MONGODB_URI says, its data folder may be missing', async () => {
  const { uri, name } = freshDatabase();
  const store = await keep(openForBackup({ dataDir, mongoUri: uri, log }));
  expect(store.through).toBe('deployment');
  expect(store.db.databaseName).toBe(name);
  await store.db.collection<Note>('notes').insertOne({ _id: 1, text: 'there' });
  const file = join(work, 'archive');
  await writeArchive({ db: store.db, dataDir, file });

  const elsewhere = await keep(openForRestore({ dataDir, mongoUri: freshDatabase().uri, log }));
  await restoreArchive({ db: elsewhere.db, dataDir, file, replace: false });
  expect(await elsewhere.db.collection('notes').find().toArray()).toEqual([{ _id: 1, text: 'there' }]);
});

test.each([
  ['mongodb://host', 'mongodb://host/bellhop?w=majority'],
  ['mongodb://host/', 'mongodb://host/bellhop?w=majority'],
  ['mongodb://u:p%40@a:1,b:2/?replicaSet=rs', 'mongodb://u:p%40@a:1,b:2/bellhop?replicaSet=rs&w=majority'],
  ['mongodb+srv://host/phones?tls=true', 'mongodb+srv://host/phones?tls=true&w=majority'],
  ['mongodb://host/phones?w=2&tls=true', 'mongodb://host/phones?w=2&tls=true'],
  ['mongodb://host?wtimeoutMS=5', 'mongodb://host/bellhop?wtimeoutMS=5&w=majority'],
])('what %s leaves open is filled in', (given, filled) => {
  expect(deploymentUri(given)).toBe(filled);
});
