import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { newerLibc } from '../../server/store/engine/newer-libc.ts';

const log = pino({ level: 'silent' });
const nodePath = process.execPath;
let work: string;

beforeEach(async () => {
  work = await mkdtemp(join(tmpdir(), 'bellhop-libc-'));
});
afterEach(() => rm(work, { recursive: true, force: true }));

test('a C library that cannot be fetched is said to be the reason, with the way out, and leaves nothing', async () => {
  const notAFolder = join(work, 'file');
  await writeFile(notAFolder, '');
  await expect(
    newerLibc({ libcDir: join(notAFolder, 'libc'), nodePath, runningGlibc: '2.36', log }),
  ).rejects.toMatchObject({
    code: 'ENGINE_NOT_AVAILABLE',
    message: expect.stringMatching(/needs glibc 2\.38 and this system has 2\.36.*Set MONGODB_URI/),
  });
  expect(await readdir(work)).toEqual(['file']);
});

test('one that was fetched before is used as it is', async () => {
  const triplet = process.arch === 'arm64' ? 'aarch64-linux-gnu' : 'x86_64-linux-gnu';
  const loader = process.arch === 'arm64' ? 'ld-linux-aarch64.so.1' : 'ld-linux-x86-64.so.2';
  const kept = join(work, 'libc/usr/lib', triplet, loader);
  await mkdir(dirname(kept), { recursive: true });
  await writeFile(kept, '');
  expect(await newerLibc({ libcDir: join(work, 'libc'), nodePath, runningGlibc: '2.36', log })).toEqual({
    loader: kept,
    libraryPath: dirname(kept),
  });
});
