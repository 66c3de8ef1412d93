import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import mongoose from 'mongoose';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { connectionOptions } from '../../server/store/engine/connection-options.ts';
import { openEngine } from '../../server/store/engine/engine.ts';
import { isAlive } from '../../server/store/engine/engine-address.ts';
import { type Compiled, compile } from '../support/compiled.ts';

const WRITER = 'test/support/engine-writer.ts';
const RUNS = 5;
const log = pino({ level: 'silent' });

let compiled: Compiled;
let dataDir: string;
const servers: ChildProcess[] = [];

beforeAll(async () => {
  compiled = await compile(WRITER);
});
afterAll(() => compiled.remove());
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'bellhop-kill-'));
});
afterEach(async () => {
  for (const server of servers.splice(0)) server.kill('SIGKILL');
  // An engine whose server was just killed may still be closing its files.
  await rm(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
});

/** Starts a server process and follows what it says. */
function startServer(...args: string[]) {
  const server = spawn(process.execPath, [compiled.script(WRITER), dataDir, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  servers.push(server);
  const written: string[] = [];
  const lines = createInterface({ input: server.stdout });
  const enginePid = new Promise<number>((resolve) => {
    lines.on('line', (line) => {
      const [word, value = ''] = line.split(' ');
      if (word === 'engine') resolve(Number(value));
      if (word === 'wrote') written.push(value);
    });
  });
  const ended = Promise.all([once(server, 'exit'), once(lines, 'close')]);
  return { server, enginePid, written, ended };
}

test(`no acknowledged write is lost when server and engine are killed, ${RUNS} times over`, async () => {
  const acknowledged = new Set<string>();
  for (let run = 1; run <= RUNS; run += 1) {
    const { server, enginePid, written, ended } = startServer(String(run));
    const pid = await enginePid;
    const killAfter = randomInt(250, 500);
    await vi.waitFor(() => expect(written.length).toBeGreaterThan(killAfter), { timeout: 30_000, interval: 1 });
    process.kill(pid, 'SIGKILL');
    server.kill('SIGKILL');
    await ended;
    for (const id of written) acknowledged.add(id);
  }
  expect(acknowledged.size).toBeGreaterThanOrEqual(1_000);

  const engine = await openEngine({ dataDir, log });
  const connection = await mongoose.createConnection(engine.uri, connectionOptions).asPromise();
  try {
    const notes = await connection.collection<{ _id: string; seen: number }>('notes').find().toArray();
    const seenById = new Map(notes.map(({ _id, seen }) => [_id, seen]));
    const expected = [...acknowledged].map((id) => ({ id, seen: Number(id.split('-')[2]) + 1 }));
    for (const {id, seen} of expected) if (seenById.get(id) !== seen) console.log(id, seen, seenById.get(id), [...acknowledged].filter((o) => o.startsWith(id.split("-").slice(0,2).join("-")+"-")).at(-1));
    expect(expected.filter(({ id, seen }) => seenById.get(id) !== seen)).toEqual([]);
  } finally {
    await connection.close();
    await engine.close();
  }
});

test('a killed server leaves no engine behind, and the next server opens the folder', async () => {
  const first = startServer('1');
  const pid = await first.enginePid;
  await vi.waitFor(() => expect(first.written.length).toBeGreaterThan(20), { timeout: 30_000, interval: 1 });
  first.server.kill('SIGKILL');
  await first.ended;

  // At once, while the old engine may still be closing: the new server waits for it.
  const engine = await openEngine({ dataDir, log });
  await engine.close();
  await vi.waitFor(() => expect(isAlive(pid)).toBe(false), { timeout: 20_000 });
});

test('a server in another process is refused a folder in use', async () => {
  const first = startServer();
  await first.enginePid;
  await expect(openEngine({ dataDir, log })).rejects.toMatchObject({ code: 'DATA_FOLDER_IN_USE' });
});
