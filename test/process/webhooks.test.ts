// A real server process is killed right after it said that a CPE was added: the next one tells the webhook.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Compiled, compile } from '../support/compiled.ts';
import { freshDatabase } from '../support/database.ts';
import { openReceiver, type Receiver } from '../support/receiver.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const PASSWORD = 'process-password-1';
let compiled: Compiled;
let receiver: Receiver;
const folder = mkdtempSync(join(tmpdir(), 'bellhop-hooks-'));
const running: ChildProcess[] = [];

beforeAll(async () => {
  compiled = await compile('server/main.ts');
  receiver = await openReceiver();
});
afterAll(async () => {
  for (const child of running) await kill(child);
  await receiver.close();
  await compiled.remove();
  await rm(folder, { recursive: true, force: true });
});

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

async function start(mongoUri: string) {
  const child = spawn(process.execPath, [compiled.script('server/main.ts')], {
    env: {
      PATH: process.env.PATH ?? '',
      MONGODB_URI: mongoUri,
      BELLHOP_DATA: folder,
      BELLHOP_ADMIN_LISTEN: '127.0.0.1:0',
      BELLHOP_PHONE_HTTP: 'off',
      BELLHOP_PHONE_HTTPS: 'off',
      BELLHOP_TFTP: 'off',
      BELLHOP_SIP: 'off',
      BELLHOP_PUBLIC_HOST: '127.0.0.1',
      BELLHOP_ADMIN_PASSWORD: PASSWORD,
      BELLHOP_SECRET_KEY: 'ab'.repeat(32),
      BELLHOP_WEBHOOK_PRIVATE: 'on',
      BELLHOP_LOG: 'warn',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.push(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  while (!output.includes('Bellhop is running')) {
    if (child.exitCode !== null) throw new Error(`the server stopped: ${output}`);
    await sleep(50);
  }
  const base = `${/Portal and API\s+(\S+)\//.exec(output)?.[1]}/api/v1`;
  const post = async (path: string, body: object, token = '') =>
    fetch(base + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
    });
  const { token } = (await (await post('/tokens', { username: 'admin', password: PASSWORD })).json()) as {
    token: string;
  };
  return { child, post: (path: string, body: object) => post(path, body, token) };
}

test('D: an event whose deed was acknowledged arrives although the process was killed before it was told', async () => {
  const { uri } = freshDatabase();
  const first = await start(uri);
  const hook = { name: 'Tickets', url: receiver.url, events: ['cpe.added'] };
  expect((await first.post('/webhooks', hook)).status).toBe(201);
  const macs = ['805ec0200001', '805ec0200002', '805ec0200003'];
  const added = await first.post('/cpes', { vendor: 'Yealink', model: 'T46S', devices: macs.map((mac) => ({ mac })) });
  expect(added.status).toBe(201);
  await kill(first.child);
  expect(receiver.received).toEqual([]);

  await start(uri);
  const told = () => new Set(receiver.received.map(({ body }) => JSON.parse(body).data.mac));
  await expect.poll(() => [...told()].toSorted(), { timeout: 60_000 }).toEqual(macs);
});
