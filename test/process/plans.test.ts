// Two real server processes on one deployment behind one address: the node that carries out a plan is killed in the middle,
// the other goes on, every phone has the change, and an undo afterwards restores every byte.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type StayingFleet, startFleet } from '../../scripts/simulator/staying-fleet.ts';
import { ADMIN_PASSWORD } from '../support/bellhop.ts';
import { type Compiled, compile } from '../support/compiled.ts';
import { freshDatabase } from '../support/database.ts';

vi.setConfig({ testTimeout: 300_000, hookTimeout: 120_000 });

const PHONES = 40;
const ended = ['done', 'stopped', 'undone', 'aborted'];
let compiled: Compiled;
const balancers: Server[] = [];
const fleets: StayingFleet[] = [];
const running: ChildProcess[] = [];
const folders: string[] = [];

beforeAll(async () => {
  compiled = await compile('server/main.ts');
});
afterAll(async () => {
  for (const fleet of fleets) await fleet.end();
  for (const child of running) if (child.exitCode === null && child.signalCode === null) await kill(child);
  for (const balancer of balancers) balancer.close();
  await compiled.remove();
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

// biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely
type Json = any;

interface Node {
  readonly child: ChildProcess;
  readonly host: string;
  readonly origin: string;
  readonly api: (method: string, path: string, body?: object) => Promise<Json>;
}

/** @param phones  the port for phones, the same on every node */
async function start(mongoUri: string, host: string, phones: number): Promise<Node> {
  const folder = mkdtempSync(join(tmpdir(), 'bellhop-node-'));
  folders.push(folder);
  const child = spawn(process.execPath, [compiled.script('server/main.ts')], {
    env: {
      PATH: process.env.PATH ?? '',
      MONGODB_URI: mongoUri,
      BELLHOP_DATA: folder,
      BELLHOP_ADMIN_LISTEN: '127.0.0.1:0',
      BELLHOP_PHONE_HTTP: `${host}:${phones}`,
      BELLHOP_PHONE_HTTPS: 'off',
      BELLHOP_TFTP: 'off',
      BELLHOP_SIP: `${host}:0`,
      BELLHOP_SIPS: 'off',
      BELLHOP_PNP: 'off',
      BELLHOP_PUBLIC_HOST: '127.0.0.1',
      BELLHOP_ADMIN_PASSWORD: ADMIN_PASSWORD,
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
  const origin = /Portal and API\s+(\S+)\//.exec(output)?.[1] ?? '';
  const call = async (token: string | undefined, method: string, path: string, body?: object): Promise<Json> => {
    const answer = await fetch(`${origin}/api/v1${path}`, {
      method,
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return path.includes('/files/') ? text : JSON.parse(text);
  };
  const { token } = await call(undefined, 'POST', '/tokens', { username: 'admin', password: ADMIN_PASSWORD });
  return {
    child,
    host,
    origin,
    api: (method, path, body) => call(token, method, path, body),
  };
}

async function kill(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

/** Passes each connection to the next node that takes it, as a balancer before several nodes does. */
async function balance(hosts: readonly string[]): Promise<{ readonly server: Server; readonly port: number }> {
  let turn = 0;
  const server = createServer((phone) => {
    const begin = turn++;
    const pass = (tried: number): void => {
      if (tried === hosts.length) return void phone.destroy();
      const node = connect({ host: hosts[(begin + tried) % hosts.length] ?? '', port });
      node.once('error', () => (node.connecting ? pass(tried + 1) : phone.destroy()));
      node.once('connect', () => {
        node.removeAllListeners('error').on('error', () => phone.destroy());
        phone.pipe(node).pipe(phone);
      });
      phone.once('close', () => node.destroy());
    };
    phone.on('error', () => {});
    pass(0);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { server, port };
}

async function ownFiles({ api }: Node, macs: readonly string[]): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for (const mac of macs) files.set(mac, await api('GET', `/cpes/${mac}/files/${mac}.cfg?reveal=secret`));
  return files;
}

async function untilEnded({ api }: Node, id: string): Promise<Json> {
  for (;;) {
    const plan = await api('GET', `/plans/${id}`);
    if (ended.includes(plan.state)) return plan;
    await sleep(200);
  }
}

test('DEV-14: the node that carries out a plan is killed in the middle: the other finishes it, every phone has the change, and it can be undone', async () => {
  const { uri } = freshDatabase();
  const { server, port } = await balance(['127.0.1.1', '127.0.1.2']);
  balancers.push(server);
  const nodes = [await start(uri, '127.0.1.1', port), await start(uri, '127.0.1.2', port)];
  const [asked = expect.fail()] = nodes;
  const fleet = await startFleet({
    api: asked.origin,
    password: ADMIN_PASSWORD,
    phones: `http://127.0.0.1:${port}/p/`,
    account: 'KILL1',
    count: PHONES,
    first: 0x620000,
    models: ['T46S'],
    neverPercent: 0,
    concurrency: 8,
  });
  fleets.push(fleet);
  const { accountId, macs } = fleet;
  const before = await ownFiles(asked, macs);

  const { id } = await asked.api('POST', '/plans', {
    change: { kind: 'accountSettings', accountId, patch: { ntpServers: ['ntp.example.com'] } },
    waves: { canary: 4, percents: [20, 30, 40, 50, 60, 70, 80, 90] },
    pacing: {},
    // What a killed node had not written of its last third of a second is lost: such a phone counts as late.
    stopRule: { latePercent: 100, afterMinutes: 0.3 },
    startsItself: true,
  });
  const victim = await workerInTheMiddle(nodes, asked, id);
  await kill(victim.child);
  const survivor = nodes.find((node) => node !== victim) ?? expect.fail();
  const left = await survivor.api('GET', `/plans/${id}`);
  expect(left.state).toBe('running');
  expect(left.counts.waiting).toBeGreaterThan(0);

  const done = await untilEnded(survivor, id);
  expect(done.state).toBe('done');
  expect(done.counts.back + done.counts.late).toBe(PHONES);
  expect(done.counts.back).toBeGreaterThanOrEqual(PHONES - 8);
  const after = await ownFiles(survivor, macs);
  for (const [mac, text] of after) {
    expect(text).toContain('ntp.example.com');
    expect(text).not.toBe(before.get(mac));
  }
  const job = await survivor.api('GET', `/jobs/${done.jobId}`);
  console.info(`back ${done.counts.back}, late ${done.counts.late}, notes ${job.log.map(({ note }: Json) => note)}`);
  expect(job.log.map(({ note }: Json) => note)).toContain('takenOver');

  await survivor.api('POST', `/plans/${id}/undo`);
  const undone = await untilEnded(survivor, id);
  expect([undone.state, undone.counts.undone]).toEqual(['undone', PHONES]);
  expect(await ownFiles(survivor, macs)).toEqual(before);
  const report = await fleet.end();
  // Once forwards and once back; again only those of whom nobody knows whether they heard.
  expect(report.notifies).toBeLessThanOrEqual(2 * PHONES + 8);
  expect(report.notifies).toBeGreaterThanOrEqual(2 * PHONES - 8);
});

test('DEV-14: the node that takes a plan back is killed in the middle: phones that it may not have told are waited for, and told again', async () => {
  const { uri } = freshDatabase();
  const { server, port } = await balance(['127.0.1.3', '127.0.1.4']);
  balancers.push(server);
  const nodes = [await start(uri, '127.0.1.3', port), await start(uri, '127.0.1.4', port)];
  const [asked = expect.fail()] = nodes;
  const phones = await startFleet({
    api: asked.origin,
    password: ADMIN_PASSWORD,
    phones: `http://127.0.0.1:${port}/p/`,
    account: 'KILL2',
    count: PHONES,
    first: 0x630000,
    models: ['T46S'],
    neverPercent: 0,
    concurrency: 8,
  });
  fleets.push(phones);
  const { accountId, macs } = phones;
  const before = await ownFiles(asked, macs);
  const { id } = await asked.api('POST', '/plans', {
    change: { kind: 'accountSettings', accountId, patch: { ntpServers: ['ntp.example.com'] } },
    waves: { canary: 0, percents: [] },
    pacing: {},
    stopRule: { latePercent: 100, afterMinutes: 0.2 },
    startsItself: true,
  });
  const done = await untilEnded(asked, id);
  expect([done.state, done.counts.back]).toEqual(['done', PHONES]);

  await asked.api('POST', `/plans/${id}/undo`);
  const victim = await workerTakingBack(nodes, asked, id);
  await kill(victim.child);
  const survivor = nodes.find((node) => node !== victim) ?? expect.fail();
  const cutOff = (await planPhones(survivor, id)).filter((phone) => phone.undoneAt && phone.isRestored === undefined);
  expect(cutOff.length).toBeGreaterThan(0);

  const undone = await untilEnded(survivor, id);
  expect([undone.state, undone.counts.undone]).toEqual(['undone', PHONES]);
  expect(await ownFiles(survivor, macs)).toEqual(before);
  const unsure: string[] = [];
  for (const { mac, isRestored, undoTold, fetchedAt, undoneAt } of await planPhones(survivor, id)) {
    expect(isRestored).toBe(true);
    if (undoTold !== 'accepted' && !(fetchedAt >= undoneAt)) unsure.push(mac);
  }
  expect(unsure).toEqual([]);
  const { notifies } = await phones.end();
  console.info(`${cutOff.length} phones were cut off, ${notifies} NOTIFYs for ${PHONES} phones forwards and back`);
  expect(notifies).toBeGreaterThanOrEqual(2 * PHONES);
  expect(notifies).toBeLessThanOrEqual(3 * PHONES);
});

const planPhones = async ({ api }: Node, id: string): Promise<Json[]> =>
  (await api('GET', `/plans/${id}/phones?limit=100`)).items;

/** Who takes it back, at a moment when phones are taken and not yet told. */
async function workerTakingBack(nodes: readonly Node[], asked: Node, id: string): Promise<Node> {
  for (;;) {
    const [phone] = (await asked.api('GET', `/plans/${id}/phones?state=undone&limit=1`)).items;
    const { jobId, state } = await asked.api('GET', `/plans/${id}`);
    if (state !== 'undoing') throw new Error(`it ended as ${state} before anybody was killed`);
    if (!phone) continue;
    const job = await asked.api('GET', `/jobs/${jobId}`);
    return nodes.find(({ child }) => job.node?.endsWith(`/${child.pid}`)) ?? expect.fail();
  }
}

/** Who works on it, at a moment when some phones are done and others wait. */
async function workerInTheMiddle(nodes: readonly Node[], asked: Node, id: string): Promise<Node> {
  for (;;) {
    const plan = await asked.api('GET', `/plans/${id}`);
    if (ended.includes(plan.state)) throw new Error(`it ended as ${plan.state} before anybody was killed`);
    const job = await asked.api('GET', `/jobs/${plan.jobId}`);
    const worker = nodes.find(({ child }) => job.node?.endsWith(`/${child.pid}`));
    if (worker && job.state === 'running' && plan.counts.back >= 8 && plan.counts.waiting > 0) return worker;
    await sleep(10);
  }
}
