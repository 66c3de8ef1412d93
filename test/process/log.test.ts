// The log of the real process is written in chunks; none of its lines may be lost when it ends.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Compiled, compile } from '../support/compiled.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const PHONE = '805ec0123456';
const PASSWORD = 'log-password-1';
const folder = mkdtempSync(join(tmpdir(), 'bellhop-log-'));
const running: ChildProcess[] = [];
let compiled: Compiled;

beforeAll(async () => {
  compiled = await compile('server/main.ts', 'server/log.ts');
});
afterAll(async () => {
  for (const child of running) if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
  await compiled.remove();
  rmSync(folder, { recursive: true, force: true });
});

function start(args: readonly string[], logFile: string, env: Record<string, string> = {}): ChildProcess {
  const child = spawn(process.execPath, args, {
    env: { PATH: process.env.PATH ?? '', ...env },
    stdio: ['ignore', 'pipe', openSync(logFile, 'a')],
  });
  running.push(child);
  return child;
}

function linesOf(logFile: string): Record<string, unknown>[] {
  return readFileSync(logFile, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

test('SIGTERM right after 150 answers: every one of them is in the log, and what came last', async () => {
  const logFile = join(folder, 'server.log');
  const child = start([compiled.script('server/main.ts')], logFile, {
    BELLHOP_DATA: join(folder, 'data'),
    BELLHOP_ADMIN_LISTEN: '127.0.0.1:0',
    BELLHOP_PHONE_HTTP: '127.0.0.1:0',
    BELLHOP_PHONE_HTTPS: 'off',
    BELLHOP_TFTP: 'off',
    BELLHOP_PUBLIC_HOST: '127.0.0.1',
    BELLHOP_ADMIN_PASSWORD: PASSWORD,
  });
  let said = '';
  child.stdout?.on('data', (piece: Buffer) => {
    said += piece.toString();
  });
  while (!said.includes('Phone files')) {
    if (child.exitCode !== null) throw new Error(readFileSync(logFile, 'utf8'));
    await sleep(50);
  }
  const [api = '', phones = ''] = said.match(/http:\/\/\S+/g) ?? [];
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely
  const post = async (path: string, body: object, token?: string): Promise<any> =>
    (
      await fetch(`${api}api/v1${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
        body: JSON.stringify(body),
      })
    ).json();
  const { token } = await post('/tokens', { username: 'admin', password: PASSWORD });
  await post('/cpes', { vendor: 'Yealink', model: 'T46S', devices: [{ mac: PHONE }] }, token);
  const answers = await Promise.all(Array.from({ length: 150 }, () => fetch(`${phones}${PHONE}.cfg`)));
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  expect((await gone)[0]).toBe(0);
  const lines = linesOf(logFile);
  expect(lines.filter(({ msg }) => msg === 'file answered')).toHaveLength(150);
  expect(lines.filter(({ msg }) => msg === 'stopping')).toHaveLength(1);
});

test('an exception that nobody caught: the lines before it are there', async () => {
  const logFile = join(folder, 'fatal.log');
  const code = `
    import { createLog } from ${JSON.stringify(compiled.script('server/log.ts'))};
    const log = createLog('info');
    for (let n = 0; n < 1000; n += 1) log.info({ n }, 'before');
    log.fatal('last');
    setTimeout(() => { throw new Error('nobody caught this'); }, 1);`;
  const child = start(['--input-type=module', '--eval', code], logFile);
  const [exitCode] = await once(child, 'exit');
  expect(exitCode).not.toBe(0);
  const text = readFileSync(logFile, 'utf8');
  expect(text.match(/"msg":"before"/g)).toHaveLength(1000);
  expect(text).toContain('"msg":"last"');
  expect(text).toContain('nobody caught this');
});

test('a quiet server writes its lines within a second', async () => {
  const logFile = join(folder, 'quiet.log');
  const code = `
    import { createLog } from ${JSON.stringify(compiled.script('server/log.ts'))};
    createLog('info').info('one line');
    setTimeout(() => {}, 60000);`;
  const child = start(['--input-type=module', '--eval', code], logFile);
  const deadline = performance.now() + 20_000;
  while (!readFileSync(logFile, 'utf8').includes('one line') && performance.now() < deadline) await sleep(50);
  expect(linesOf(logFile).map(({ msg }) => msg)).toEqual(['one line']);
  child.kill('SIGKILL');
});
