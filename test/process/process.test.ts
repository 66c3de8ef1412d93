// The real process, as scripts/start runs it: kills, stops, backups. Each server has a data folder and engine of its own.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Compiled, compile } from '../support/compiled.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 120_000 });

const PASSWORD = 'process-password-1';
const run = promisify(execFile);
let compiled: Compiled;
const running: ChildProcess[] = [];
const folders: string[] = [];

beforeAll(async () => {
  compiled = await compile('server/main.ts', 'scripts/backup.ts', 'scripts/restore.ts');
});
afterEach(async () => {
  for (const child of running.splice(0)) if (child.exitCode === null && child.signalCode === null) await kill(child);
});
afterAll(async () => {
  await compiled.remove();
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

interface Server {
  readonly child: ChildProcess;
  readonly base: string;
  readonly phones: string;
  readonly token: string;
  readonly output: () => string;
}

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'bellhop-process-'));
  folders.push(made);
  return made;
}

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => {
    const address = server.address();
    return typeof address === 'object' && address ? address.port : 0;
  });
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}

async function environment(dataDir: string): Promise<Record<string, string>> {
  const [admin = 0, http = 0] = await freePorts(2);
  return {
    PATH: process.env.PATH ?? '',
    BELLHOP_DATA: dataDir,
    BELLHOP_ADMIN_LISTEN: `127.0.0.1:${admin}`,
    BELLHOP_PHONE_HTTP: `127.0.0.1:${http}`,
    BELLHOP_PHONE_HTTPS: 'off',
    BELLHOP_TFTP: 'off',
    BELLHOP_SIP: 'off',
    BELLHOP_SIPS: 'off',
    BELLHOP_PUBLIC_HOST: 'phones.example.com',
    BELLHOP_ADMIN_PASSWORD: PASSWORD,
    BELLHOP_LOG: 'warn',
  };
}

function launch(env: Record<string, string>, ...args: string[]): { child: ChildProcess; output: () => string } {
  const child = spawn(process.execPath, [compiled.script('server/main.ts'), ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.push(child);
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
  }
  return { child, output: () => text };
}

async function start(dataDir: string, ...args: string[]): Promise<Server> {
  const env = await environment(dataDir);
  const { child, output } = launch(env, ...args);
  while (!output().includes('Bellhop is running')) {
    if (child.exitCode !== null) throw new Error(`the server stopped: ${output()}`);
    await sleep(50);
  }
  const base = `http://${env.BELLHOP_ADMIN_LISTEN}/api/v1`;
  const login = await fetch(`${base}/tokens`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'admin', password: PASSWORD }),
  });
  const token = String((await json(login)).token);
  return { child, base, phones: `http://${env.BELLHOP_PHONE_HTTP}/p/`, token, output };
}

// biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely
async function json(answer: Response | Promise<Response>): Promise<any> {
  return (await answer).json();
}

function api({ base, token }: Server, method: string, path: string, body?: unknown): Promise<Response> {
  return fetch(base + path, {
    method,
    headers: { authorization: `Bearer ${token}`, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}

async function kill(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

async function allMacs(server: Server): Promise<string[]> {
  const macs: string[] = [];
  let cursor = '';
  do {
    const page = await json(api(server, 'GET', `/cpes?limit=1000${cursor && `&cursor=${cursor}`}`));
    macs.push(...page.items.map(({ mac }: { mac: string }) => mac));
    cursor = page.next ?? '';
  } while (cursor !== '');
  return macs;
}

describe('SIGKILL', () => {
  test('in the middle of adding 500 MACs: all of a request or nothing is there, and what was answered is there', async () => {
    const dataDir = folder();
    let server = await start(dataDir);
    const accountId = (await json(api(server, 'POST', '/accounts', { name: 'Bakery', number: '1001' }))).id;
    const outcomes: string[] = [];
    // A request takes some hundred milliseconds: kills at these moments fall before, within and after its writes.
    for (const [round, delayMs] of [20, 60, 100, 140, 180, 240, 300, 400, 600].entries()) {
      const prefix = `805e${(0xc100 + round).toString(16)}`;
      const devices = Array.from({ length: 500 }, (_, i) => ({ mac: prefix + i.toString(16).padStart(4, '0') }));
      const adding = api(server, 'POST', '/cpes', {
        vendor: 'Yealink',
        model: 'T46S',
        accountId,
        createChannel: true,
        devices,
      }).then(
        (answer) => answer.status,
        () => undefined,
      );
      await sleep(delayMs);
      await kill(server.child);
      const answered = await adding;
      server = await start(dataDir);
      const there = (await allMacs(server)).filter((mac) => mac.startsWith(prefix)).length;
      expect([0, 500], `after ${delayMs} ms`).toContain(there);
      if (answered === 201) expect(there).toBe(500);
      const channels = await json(api(server, 'GET', `/accounts/${accountId}/channels?limit=1000`));
      expect(channels.items.length % 500).toBe(0);
      outcomes.push(`${delayMs} ms: ${there}`);
    }
    expect(outcomes.length).toBe(9);
  });
});

describe('stopping and starting', () => {
  test('SIGTERM ends the process with 0 and closes the database; the next start finds everything', async () => {
    const dataDir = folder();
    const server = await start(dataDir, '--demo');
    const macs = await allMacs(server);
    expect(macs.length).toBeGreaterThan(40);
    const gone = once(server.child, 'exit');
    server.child.kill('SIGTERM');
    expect((await gone)[0]).toBe(0);
    const again = await start(dataDir, '--demo');
    expect(await allMacs(again)).toEqual(macs);
  });

  test('a second server on the same data folder is refused and told why', async () => {
    const dataDir = folder();
    await start(dataDir);
    const second = launch(await environment(dataDir));
    await once(second.child, 'exit');
    expect(second.child.exitCode).toBe(1);
    expect(second.output()).toContain('in use');
    expect(second.output()).toContain('BELLHOP_DATA');
  });

  test('every bad setting is named at once, and nothing starts', async () => {
    const env = {
      ...(await environment(folder())),
      BELLHOP_ADMIN_LISTEN: 'nowhere',
      BELLHOP_SECRET_KEY: 'short',
      BELLHOP_LOG: 'loud',
    };
    const { child, output } = launch(env);
    await once(child, 'exit');
    expect(child.exitCode).toBe(1);
    for (const name of ['BELLHOP_ADMIN_LISTEN', 'BELLHOP_SECRET_KEY', 'BELLHOP_LOG']) expect(output()).toContain(name);
  });

  test('another secret key is refused at the start and told as such', async () => {
    const dataDir = folder();
    await kill((await start(dataDir)).child);
    const { child, output } = launch({ ...(await environment(dataDir)), BELLHOP_SECRET_KEY: 'ab'.repeat(32) });
    await once(child, 'exit');
    expect(child.exitCode).toBe(1);
    expect(output()).toContain('BELLHOP_SECRET_KEY');
  });
});

describe('scripts/backup and scripts/restore', () => {
  test('a restore into another deployment serves byte-identical phone files', async () => {
    const from = folder();
    const to = folder();
    const archive = join(folder(), 'bellhop.tar.gz');
    const source = await start(from, '--demo');
    const macs = (await allMacs(source)).slice(-5);
    const files = await Promise.all(macs.map((mac) => ownFile(source, mac)));
    const env = { PATH: process.env.PATH ?? '', BELLHOP_PUBLIC_HOST: 'phones.example.com' };
    await run(process.execPath, [compiled.script('scripts/backup.ts'), archive], {
      env: { ...env, BELLHOP_DATA: from },
    });
    expect((await stat(archive)).mode & 0o777).toBe(0o600);
    await kill(source.child);
    await run(process.execPath, [compiled.script('scripts/restore.ts'), archive], {
      env: { ...env, BELLHOP_DATA: to },
    });
    const target = await start(to);
    const restored = await Promise.all(macs.map((mac) => ownFile(target, mac)));
    // The ports are each server's own; everything else must be the same to the byte.
    const withoutPort = (text: string) => text.replaceAll(/phones\.example\.com:\d+/g, 'phones.example.com');
    expect(restored.map(withoutPort)).toEqual(files.map(withoutPort));
    expect(restored.every((text) => text.includes('account.1.password = '))).toBe(true);

    async function ownFile(server: Server, mac: string): Promise<string> {
      const answer = await api(server, 'GET', `/cpes/${mac}/files/${mac}.cfg?reveal=secret`);
      expect(answer.status).toBe(200);
      return answer.text();
    }
  });
});
