// scripts/rotate-key as a process on a real data folder: whole, cut off by SIGKILL again and again, refused where it must be.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { cp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { storedCollections } from '../../server/store/archive/collections.ts';
import { openForRestore } from '../../server/store/archive/open-store.ts';
import { keyIdOf } from '../../server/store/sealer.ts';
import { startTestBellhop, type TestBellhop } from '../support/bellhop.ts';
import { type Compiled, compile } from '../support/compiled.ts';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const COUNT = 1_500;
const OWN_ENGINE = { MONGODB_URI: '' };
const PHONES = Array.from({ length: COUNT }, (_, i) => `805ec0${i.toString(16).padStart(6, '0')}`);
const SAMPLE = PHONES.filter((_, i) => i % 300 === 7);
let compiled: Compiled;
/** A store that was used and stopped; tests work on copies. */
let original: string;
let filesBefore: readonly string[];
const folders: string[] = [];

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'bellhop-rotate-'));
  folders.push(made);
  return made;
}

async function copyOfOriginal(): Promise<string> {
  const copy = folder();
  await cp(original, copy, { recursive: true });
  return copy;
}

/** A phone's own file with all its secrets; ports are each server's own. */
async function filesOf(bellhop: TestBellhop): Promise<readonly string[]> {
  const texts = await Promise.all(
    SAMPLE.map(async (mac) => (await bellhop.api('GET', `/cpes/${mac}/files/${mac}.cfg?reveal=secret`)).text),
  );
  return texts.map((text) => text.replace(/127\.0\.0\.1:\d+/g, 'here'));
}

beforeAll(async () => {
  compiled = await compile('scripts/rotate-key.ts', 'scripts/backup.ts', 'scripts/restore.ts');
  original = folder();
  const bellhop = await startTestBellhop({ dataDir: original, env: OWN_ENGINE });
  const { json } = await bellhop.api('POST', '/accounts', { name: 'v1:00000000:not-sealed', number: '1001' });
  const added = await bellhop.api('POST', '/cpes', {
    vendor: 'Yealink',
    model: 'T46S',
    accountId: json.id,
    createChannel: true,
    devices: PHONES.map((mac) => ({ mac })),
  });
  expect(added.status).toBe(201);
  expect(
    (await bellhop.api('PATCH', `/cpes/${SAMPLE[0]}`, { settings: { adminPassword: 'own-password-1' } })).status,
  ).toBe(200);
  filesBefore = await filesOf(bellhop);
  await bellhop.close();
  expect(filesBefore.every((text) => text.includes('account.1.password = '))).toBe(true);
});
afterAll(async () => {
  await compiled.remove();
  for (const made of folders) await rm(made, { recursive: true, force: true });
});

interface Run {
  readonly child: ChildProcess;
  readonly said: () => string;
  readonly code: Promise<number | null>;
}

function run(script: string, dataDir: string, args: readonly string[] = [], env: Record<string, string> = {}): Run {
  const child = spawn(process.execPath, [compiled.script(script), ...args], {
    env: { PATH: process.env.PATH ?? '', BELLHOP_PUBLIC_HOST: '127.0.0.1', BELLHOP_DATA: dataDir, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let text = '';
  child.stderr?.on('data', (piece: Buffer) => {
    text += piece.toString();
  });
  return { child, said: () => text, code: once(child, 'exit').then(([code]) => code) };
}

function keyIn(dataDir: string): string {
  return keyIdOf(Buffer.from(readFileSync(join(dataDir, 'secret.key'), 'utf8').trim(), 'hex'));
}

/** How many envelopes of each key lie in the whole store. */
async function envelopesIn(dataDir: string): Promise<Record<string, number>> {
  const store = await openForRestore({ dataDir, log: pino({ level: 'silent' }) });
  const counts: Record<string, number> = {};
  for (const { collectionName } of await storedCollections(store.db))
    for await (const document of store.db.collection(collectionName).find())
      for (const [, id = ''] of JSON.stringify(document).matchAll(/v1:([0-9a-f]{8}):[\w-]{38,}/g))
        counts[id] = (counts[id] ?? 0) + 1;
  await store.close();
  return counts;
}

async function expectWorks(dataDir: string): Promise<void> {
  const bellhop = await startTestBellhop({ dataDir, env: OWN_ENGINE });
  try {
    expect(await filesOf(bellhop)).toEqual(filesBefore);
  } finally {
    await bellhop.close();
  }
}

test('all of it: every secret is under the new key, files are the same to the byte, a backup brings them elsewhere', async () => {
  const dataDir = await copyOfOriginal();
  const before = keyIn(dataDir);
  const sealed = (await envelopesIn(dataDir))[before] ?? 0;
  expect(sealed).toBeGreaterThan(COUNT * 4);
  const rotation = run('scripts/rotate-key.ts', dataDir);
  expect(await rotation.code, rotation.said()).toBe(0);
  expect(rotation.said()).toContain(`${sealed} secrets of`);
  expect(rotation.said()).toContain('none is under the old one');
  expect(keyIn(dataDir)).not.toBe(before);
  expect((await stat(join(dataDir, 'secret.key'))).mode & 0o777).toBe(0o600);
  expect(await envelopesIn(dataDir)).toEqual({ [keyIn(dataDir)]: sealed });
  await expectWorks(dataDir);

  const archive = join(folder(), 'archive');
  const elsewhere = folder();
  expect(await run('scripts/backup.ts', dataDir, [archive]).code).toBe(0);
  const restore = run('scripts/restore.ts', elsewhere, [archive]);
  expect(await restore.code, restore.said()).toBe(0);
  await expectWorks(elsewhere);
});

test('killed again and again: no server starts meanwhile, nothing is lost, and it ends', async () => {
  const dataDir = await copyOfOriginal();
  const before = keyIn(dataDir);
  let inTheMiddle = 0;
  // Each run gets further: it is killed at its first, second, ... line about documents it sealed.
  for (let lines = 1; lines <= 6; lines += 1) {
    const { child, said, code } = run('scripts/rotate-key.ts', dataDir);
    child.stderr?.on('data', () => {
      if ((said().match(/^sealing /gm) ?? []).length >= lines) child.kill('SIGKILL');
    });
    if ((await code) === 0) break;
    const counts = await envelopesIn(dataDir);
    if (Object.keys(counts).length === 2) inTheMiddle += 1;
    if (lines === 1) {
      await expect(startTestBellhop({ dataDir, env: OWN_ENGINE })).rejects.toMatchObject({
        code: 'KEY_ROTATION_UNFINISHED',
      });
    }
  }
  expect(inTheMiddle).toBeGreaterThan(1);
  const last = run('scripts/rotate-key.ts', dataDir);
  expect(await last.code, last.said()).toBe(0);
  expect(Object.keys(await envelopesIn(dataDir))).toEqual([keyIn(dataDir)]);
  expect(keyIn(dataDir)).not.toBe(before);
  await expectWorks(dataDir);
});

test('cut off when the new key had its place but the store did not know: the next run finishes', async () => {
  const dataDir = await copyOfOriginal();
  expect(await run('scripts/rotate-key.ts', dataDir).code).toBe(0);
  const store = await openForRestore({ dataDir, log: pino({ level: 'silent' }) });
  const key = keyIn(dataDir);
  const keys = store.db.collection<{ _id: string }>('secretKeys');
  await keys.updateOne({ _id: 'current' }, { $set: { keyId: '00000000', nextKeyId: key } });
  await store.close();
  const again = run('scripts/rotate-key.ts', dataDir);
  expect(await again.code, again.said()).toBe(0);
  expect(keyIn(dataDir)).toBe(key);
  await expectWorks(dataDir);
});

describe('what is refused', () => {
  test('a data folder that a server uses, a deployment whose nodes may run, a given key without a new one', async () => {
    const dataDir = await copyOfOriginal();
    const bellhop = await startTestBellhop({ dataDir, env: OWN_ENGINE });
    const inUse = run('scripts/rotate-key.ts', dataDir);
    expect(await inUse.code).toBe(1);
    expect(inUse.said()).toContain('in use');
    await bellhop.close();

    const deployment = run('scripts/rotate-key.ts', dataDir, [], { MONGODB_URI: 'mongodb://127.0.0.1:1/x' });
    expect(await deployment.code).toBe(1);
    expect(deployment.said()).toContain('--servers-stopped');

    const given = run('scripts/rotate-key.ts', dataDir, [], { BELLHOP_SECRET_KEY: 'ab'.repeat(32) });
    expect(await given.code).toBe(1);
    expect(given.said()).toContain('--new-key-file');
  });

  test('another old key than the store was sealed with: nothing changes', async () => {
    const dataDir = await copyOfOriginal();
    const newKeyFile = join(folder(), 'new.key');
    writeFileSync(newKeyFile, 'cd'.repeat(32));
    const wrong = run('scripts/rotate-key.ts', dataDir, ['--new-key-file', newKeyFile], {
      BELLHOP_SECRET_KEY: 'ab'.repeat(32),
    });
    expect(await wrong.code).toBe(1);
    expect(wrong.said()).toContain('another key');
    await expectWorks(dataDir);
  });
});

test('a key that the admin keeps: both are given, then the new one alone', async () => {
  const dataDir = await copyOfOriginal();
  const oldKey = readFileSync(join(dataDir, 'secret.key'), 'utf8').trim();
  const newKeyFile = join(folder(), 'new.key');
  writeFileSync(newKeyFile, 'cd'.repeat(32));
  const rotation = run('scripts/rotate-key.ts', dataDir, ['--new-key-file', newKeyFile], {
    BELLHOP_SECRET_KEY: oldKey,
  });
  expect(await rotation.code, rotation.said()).toBe(0);
  expect(rotation.said()).toContain('Set BELLHOP_SECRET_KEY');
  const bellhop = await startTestBellhop({ dataDir, env: { ...OWN_ENGINE, BELLHOP_SECRET_KEY: 'cd'.repeat(32) } });
  expect(await filesOf(bellhop)).toEqual(filesBefore);
  await bellhop.close();
});
