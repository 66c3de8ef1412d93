import { existsSync, statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import mongoose from 'mongoose';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { connectionOptions } from '../../server/store/engine/connection-options.ts';
import { type Engine, type EngineState, openEngine } from '../../server/store/engine/engine.ts';
import { isAlive } from '../../server/store/engine/engine-address.ts';
import { freshDatabase } from '../support/database.ts';

/** For a machine that is busy with other things; nothing here is asserted about time. */
const PATIENCE_MS = 60_000;
vi.setConfig({ testTimeout: 3 * PATIENCE_MS });
const log = pino({ level: 'silent' });
let dataDir: string;
let engine: Engine | undefined;
let connection: mongoose.Connection | undefined;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'bellhop-engine-'));
});
afterEach(async () => {
  await connection?.close();
  await engine?.close();
  connection = undefined;
  engine = undefined;
  await rm(dataDir, { recursive: true, force: true });
});

async function openWithNotes() {
  engine = await openEngine({ dataDir, log });
  connection = await mongoose.createConnection(engine.uri, connectionOptions).asPromise();
  const Note = connection.model('Note', new mongoose.Schema({ text: String }));
  return { engine, connection, Note };
}

function enginePid(opened: Engine): number {
  const pid = opened.pid();
  if (pid === undefined) throw new Error('the engine has no process');
  return pid;
}

test('the engine of the test run gives each test file a database of its own', async () => {
  const { uri, name } = freshDatabase();
  connection = await mongoose.createConnection(uri, connectionOptions).asPromise();
  expect(connection.name).toBe(name);
  const Note = connection.model('Note', new mongoose.Schema({ text: String }));
  expect(await Note.countDocuments()).toBe(0);
  await Note.create({ text: 'hello' });
  expect(await Note.countDocuments()).toBe(1);
});

test('what was written is there after a clean close, and nothing of the run remains', async () => {
  const first = await openWithNotes();
  await first.Note.create({ text: 'kept' });
  const pid = enginePid(first.engine);
  const socketPath = decodeURIComponent(new URL(first.engine.uri).host);
  expect(statSync(dirname(socketPath)).mode & 0o777).toBe(0o700);
  expect(statSync(join(dataDir, 'engine.json')).mode & 0o777).toBe(0o600);

  await first.connection.close();
  await first.engine.close();
  expect(first.engine.state()).toBe('closed');
  expect(isAlive(pid)).toBe(false);
  expect(existsSync(dirname(socketPath))).toBe(false);
  expect(existsSync(join(dataDir, 'engine.json'))).toBe(false);

  const { Note } = await openWithNotes();
  expect(await Note.findOne().lean()).toMatchObject({ text: 'kept' });
});

test('a second server on the same data folder is refused at once, the first one goes on', async () => {
  const { Note } = await openWithNotes();
  await expect(openEngine({ dataDir, log })).rejects.toMatchObject({
    code: 'DATA_FOLDER_IN_USE',
    message: `data folder ${dataDir} is in use by another Bellhop; stop it or set BELLHOP_DATA to another folder`,
  });
  await Note.create({ text: 'still here' });
  expect(await Note.countDocuments()).toBe(1);
});

test('a killed engine comes back at the same address, and Mongoose goes on with it', async () => {
  const { engine, Note } = await openWithNotes();
  const states: EngineState[] = [];
  engine.onStateChange((state) => states.push(state));
  await Note.create({ text: 'before' });

  for (const round of [1, 2]) {
    const killed = enginePid(engine);
    process.kill(killed, 'SIGKILL');
    await vi.waitFor(() => expect(states).toHaveLength(2 * round), { timeout: PATIENCE_MS, interval: 20 });
    expect(enginePid(engine)).not.toBe(killed);
    await Note.create({ text: `after ${round}` });
  }
  expect(states).toEqual(['restarting', 'up', 'restarting', 'up']);
  expect((await Note.find().sort('_id').lean()).map(({ text }) => text)).toEqual(['before', 'after 1', 'after 2']);
});

test('a close during a restart closes', async () => {
  const { engine, connection } = await openWithNotes();
  await connection.close();
  process.kill(enginePid(engine), 'SIGKILL');
  await vi.waitFor(() => expect(engine.state()).toBe('restarting'), { timeout: PATIENCE_MS, interval: 5 });
  await engine.close();
  expect(engine.state()).toBe('closed');
  expect(engine.pid()).toBeUndefined();
});

test('signals meant for the whole process group do not end the engine', async () => {
  const { engine, Note } = await openWithNotes();
  const pid = enginePid(engine);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.kill(pid, signal);
  await Note.create({ text: 'still here' });
  expect(engine.state()).toBe('up');
  expect(enginePid(engine)).toBe(pid);
});

test('the size of the cache is bounded, after a restart too', async () => {
  engine = await openEngine({ dataDir, log, cacheSizeMb: 48 });
  connection = await mongoose.createConnection(engine.uri, connectionOptions).asPromise();
  const { db } = connection;
  if (db === undefined) throw new Error('no database');
  const bound = async () =>
    (await db.admin().command({ serverStatus: 1 })).wiredTiger.cache['maximum bytes configured'];
  expect(await bound()).toBe(48 * 1024 * 1024);

  const opened = engine;
  const killed = enginePid(opened);
  process.kill(killed, 'SIGKILL');
  await vi.waitFor(() => expect(opened.pid()).not.toBe(killed), { timeout: PATIENCE_MS });
  await vi.waitFor(() => expect(opened.state()).toBe('up'), { timeout: PATIENCE_MS });
  expect(await bound()).toBe(48 * 1024 * 1024);
});

test('a Node that is not there is said to be the reason', async () => {
  await expect(openEngine({ dataDir, log, nodePath: '/nonexistent/node' })).rejects.toMatchObject({
    code: 'ENGINE_FAILED',
    message: expect.stringContaining('/nonexistent/node'),
  });
});
