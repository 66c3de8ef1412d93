// scripts/firmware as it is run, beside a server that is running and on a store without one.
import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestBellhop, type TestBellhop } from '../support/bellhop.ts';
import { type Compiled, compile } from '../support/compiled.ts';
import { freshDatabase } from '../support/database.ts';
import { fileAt, toldToInstall } from '../support/firmware.ts';

let compiled: Compiled;
let folder: string;
let bellhop: TestBellhop;
const { uri } = freshDatabase();

beforeAll(async () => {
  compiled = await compile('scripts/firmware.ts');
  folder = mkdtempSync(join(tmpdir(), 'bellhop-firmware-'));
  bellhop = await startTestBellhop({ mongoUri: uri });
});
afterAll(async () => {
  await bellhop.close();
  rmSync(folder, { recursive: true, force: true });
  await compiled.remove();
});

function run(args: readonly string[]): Promise<{ code: unknown; out: string; err: string }> {
  const env = { PATH: process.env.PATH, BELLHOP_DATA: bellhop.dataDir, MONGODB_URI: uri };
  return new Promise((resolve) => {
    execFile(process.execPath, [compiled.script('scripts/firmware.ts'), ...args], { env }, (error, out, err) =>
      resolve({ code: error ? error.code : 0, out, err }),
    );
  });
}

function fileOf(name: string, bytes: Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

test('DEV-9: a file that is added and recommended is told to phones of a server that is running, and served to them', async () => {
  const bytes = randomBytes(3_000_000);
  const sum = createHash('sha256').update(bytes).digest('hex');
  const file = fileOf('T46S(T48S,T42S,T41S)-66.86.0.15.rom', bytes);
  const added = await run(['add', file, '--vendor', 'Yealink', '--sha256', sum.toUpperCase(), '--recommend']);
  expect([added.code, added.err]).toEqual([0, '']);
  expect(added.out).toContain(`3000000 bytes, ${sum}`);
  expect(added.out.match(/^recommended 66\.86\.0\.15 for /gm)).toHaveLength(8);

  const { id } = (await bellhop.api('POST', '/accounts', { name: 'Bakery', number: '1001' })).json;
  const mac = '805ec0500001';
  await bellhop.api('POST', '/cpes', {
    vendor: 'Yealink',
    model: 'T46S',
    track: 'Lydis',
    accountId: id,
    devices: [{ mac }],
  });
  await bellhop.api('PUT', `/accounts/${id}/firmware/Yealink/T46S`, { version: 'recommended' });
  const told = await fileAt(bellhop, mac, 'T46S', '66.83.188.6');
  expect(toldToInstall(told)).toBe('T46S(T48S,T42S,T41S)-66.86.0.15.rom');
  const answer = await fetch(told.get('static.firmware.url') ?? '');
  expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).toBe(true);

  const { items } = (await bellhop.api('GET', '/audit?limit=200')).json;
  const own = items.filter(
    ({ origin }: { origin: { actor: string; door: string } }) =>
      `${origin.door} ${origin.actor}`.startsWith('command ') && origin.actor.includes('scripts/firmware'),
  );
  expect(own.length).toBeGreaterThanOrEqual(9);
  const listed = await run(['list']);
  expect(listed.out).toContain(
    'Yealink/T46S/Lydis\n  66.86.0.15 recommended: T46S(T48S,T42S,T41S)-66.86.0.15.rom (base)\n',
  );
});

test('what does not fit is refused in words, and the others are added', async () => {
  const good = fileOf('T54W(T57W,T53W,T53)-96.86.0.70.rom', Buffer.from('rom'));
  const page = fileOf('T54W-96.86.0.71.rom', Buffer.from('<html>Sorry</html>'));
  const other = fileOf('T54W-199.86.0.71.rom', Buffer.from('rom'));
  const { code, out, err } = await run(['add', page, other, join(folder, 'gone.rom'), good, '--vendor', 'Yealink']);
  expect(code).toBe(1);
  expect(out).toMatch(/^added T54W\(T57W,T53W,T53\)-96\.86\.0\.70\.rom: 96\.86\.0\.70 for /);
  expect(err).toMatch(/T54W-96\.86\.0\.71\.rom: this is a page of text/);
  expect(err).toMatch(/T54W-199\.86\.0\.71\.rom: \/version 199\.86\.0\.71 is for other hardware/);
  expect(err).toMatch(/gone\.rom: .*ENOENT/);
  expect(await run(['add', good, '--vendor', 'Yealink'])).toMatchObject({
    code: 1,
    err: expect.stringMatching(/refused/),
  });
  expect((await run(['add', good])).code).toBe(2);
});
