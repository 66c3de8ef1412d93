import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import mongoose from 'mongoose';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { connectionOptions } from '../../server/store/engine/connection-options.ts';
import { openEngine } from '../../server/store/engine/engine.ts';
import { isAlive, readAddress } from '../../server/store/engine/engine-address.ts';
import { type Compiled, compile } from '../support/compiled.ts';

const WRITER = 'test/support/engine-writer.ts';
const RUNS = 5;
/** For a machine that is busy with other things; nothing here is asserted about time. */
const PATIENCE_MS = 60_000;
vi.setConfig({ testTimeout: 3 * PATIENCE_MS });
const log = pino({ level: 'silent' });

let compiled: Compiled;
let dataDir: string;
const servers: ChildProcess[] = [];
const enginePids: number[] = [];

beforeAll(async () => {
  compiled = await compile(WRITER);
});
afterAll(() => compiled.remove());
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'bellhop-kill-'));
});
afterEach(async () => {
  for (const server of servers.splice(0)) server.kill('SIGKILL');
  await vi.waitFor(() => expect(enginePids.filter(isAlive)).toEqual([]), { timeout: PATIENCE_MS });
  await rm(dataDir, { recursive: true, force: true });
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
      if (word === 'engine') {
        enginePids.push(Number(value));
        resolve(Number(value));
      }
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
    const killAfter = randomInt(200, 320);
    await vi.waitFor(() => expect(written.length).toBeGreaterThan(killAfter), { timeout: PATIENCE_MS, interval: 1 });
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
    expect(expected.filter(({ id, seen }) => seenById.get(id) !== seen)).toEqual([]);
  } finally {
    await connection.close();
    await engine.close();
  }
});

async function killBusyServer() {
  const { server, enginePid, written, ended } = startServer('1');
  const pid = await enginePid;
  await vi.waitFor(() => expect(written.length).toBeGreaterThan(20), { timeout: PATIENCE_MS, interval: 1 });
  const runDir = (await readAddress(dataDir))?.runDir;
  if (runDir === undefined) throw new Error('the server left no address');
  server.kill('SIGKILL');
  await ended;
  return { pid, runDir };
}

test('a killed server leaves no engine behind', async () => {
  const { pid, runDir } = await killBusyServer();
  await vi.waitFor(() => expect(isAlive(pid)).toBe(false), { timeout: PATIENCE_MS });
  expect(existsSync(runDir)).toBe(false);
});

test('the next server waits for the engine that a killed one left', async () => {
  const { pid } = await killBusyServer();
  const engine = await openEngine({ dataDir, log });
  await engine.close();
  await vi.waitFor(() => expect(isAlive(pid)).toBe(false), { timeout: PATIENCE_MS });
});

test('a server in another process is refused a folder in use', async () => {
  const first = startServer();
  await first.enginePid;
  await expect(openEngine({ dataDir, log })).rejects.toMatchObject({ code: 'DATA_FOLDER_IN_USE' });
});
