// Two real server processes on one deployment: a job that one of them works on is finished by the other, exactly once,
// when the first is killed in the middle of it.
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

vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 });

const PASSWORD = 'process-password-1';
const ROWS = 10_000;
let compiled: Compiled;
const running: ChildProcess[] = [];
const folders: string[] = [];

beforeAll(async () => {
  compiled = await compile('server/main.ts');
});
afterAll(async () => {
  for (const child of running) if (child.exitCode === null && child.signalCode === null) await kill(child);
  await compiled.remove();
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

interface Node {
  readonly child: ChildProcess;
  readonly base: string;
  readonly token: string;
  readonly output: () => string;
}

async function start(mongoUri: string): Promise<Node> {
  const folder = mkdtempSync(join(tmpdir(), 'bellhop-node-'));
  folders.push(folder);
  const child = spawn(process.execPath, [compiled.script('server/main.ts')], {
    env: {
      PATH: process.env.PATH ?? '',
      MONGODB_URI: mongoUri,
      BELLHOP_DATA: folder,
      BELLHOP_ADMIN_LISTEN: '127.0.0.1:0',
      BELLHOP_PHONE_HTTP: 'off',
      BELLHOP_PHONE_HTTPS: 'off',
      BELLHOP_TFTP: 'off',
      BELLHOP_PUBLIC_HOST: '127.0.0.1',
      BELLHOP_ADMIN_PASSWORD: PASSWORD,
      BELLHOP_SECRET_KEY: 'ab'.repeat(32),
      BELLHOP_LOG: 'warn',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.push(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  while (!output.includes('Bellhop is running')) {
    if (child.exitCode !== null) throw new Error(`the server stopped: ${output}`);
    await sleep(50);
  }
  const base = `${/Portal and API\s+(\S+)\//.exec(output)?.[1]}/api/v1`;
  const login = await fetch(`${base}/tokens`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'admin', password: PASSWORD }),
  });
  const { token } = await json(login);
  return { child, base, token, output: () => output };
}

// biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely
async function json(answer: Response | Promise<Response>): Promise<any> {
  return (await answer).json();
}

function call({ base, token }: Node, path: string, csv?: string): Promise<Response> {
  return fetch(base + path, {
    method: csv === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${token}`, ...(csv !== undefined && { 'content-type': 'text/csv' }) },
    ...(csv !== undefined && { body: csv }),
  });
}

async function kill(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

async function allMacs(node: Node, prefix: string): Promise<string[]> {
  const text = await (await call(node, '/cpes.csv')).text();
  return text
    .split('\r\n')
    .map((line) => (line.split(',')[0] ?? '').replaceAll(':', ''))
    .filter((mac) => mac.startsWith(prefix));
}

/** A file of new phones with MACs of their own. */
function fileOf(prefix: string): string {
  const rows = Array.from(
    { length: ROWS },
    (_, i) => `${prefix}${i.toString(16).padStart(4, '0')},Yealink,T46S,Desk ${i}`,
  );
  return ['mac,vendor,model,label', ...rows].join('\r\n');
}

// biome-ignore lint/suspicious/noExplicitAny: as above
type Job = any;

async function until(node: Node, id: string, isSo: (job: Job) => boolean, everyMs: number): Promise<Job> {
  for (;;) {
    const job = await json(call(node, `/jobs/${id}`));
    if (isSo(job)) return job;
    if (['done', 'failed', 'cancelled'].includes(job.state))
      throw new Error(`ended as ${job.state} before: ${JSON.stringify(job)}`);
    await sleep(everyMs);
  }
}

test.each([
  ['while rows are looked at', '805ec001', (job: Job) => job.progress.done > 0],
  ['while all is written', '805ec002', (job: Job) => job.log.some(({ note }: { note: string }) => note === 'writing')],
])(
  'the node that works on an import is killed %s: the other finishes it, exactly once',
  async (_, prefix, isMoment) => {
    const { uri } = freshDatabase();
    const nodes = [await start(uri), await start(uri)];
    const [asked = expect.fail()] = nodes;
    const { jobId } = await json(call(asked, '/cpe-imports', fileOf(prefix)));
    const { node } = await until(asked, jobId, (job) => job.state === 'running' && isMoment(job), 10);
    const victim = nodes.find(({ child }) => node.endsWith(`/${child.pid}`)) ?? expect.fail();
    await kill(victim.child);
    const killedAt = Date.now();
    const survivor = nodes.find((other) => other !== victim) ?? expect.fail();

    // Right after the kill: all of it, or nothing.
    const { items } = await json(call(survivor, '/cpes?limit=1'));
    expect([0, 1]).toContain(items.length);

    const job = await until(survivor, jobId, ({ state }) => state === 'done', 200);
    console.info(
      `killed ${_}: done by the other after ${Date.now() - killedAt} ms, notes ${job.log.map((l: Job) => l.note)}`,
    );
    expect(job.result).toEqual({ dryRun: false, added: ROWS, updated: 0, unchanged: 0, bad: [] });
    expect(job.attempts).toBe(2);
    const notes = job.log.map(({ note }: { note: string }) => note);
    expect(notes.filter((note: string) => note === 'done')).toHaveLength(1);
    expect(notes).toContain('takenOver');
    const macs = await allMacs(survivor, prefix);
    expect(macs).toHaveLength(ROWS);
    expect(new Set(macs).size).toBe(ROWS);
    await kill(survivor.child);
  },
);
