// The pages of firmware: adding files as a browser sends them, marking, choosing per account with a confirmation, taking away.
import { readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addAccount } from '../../server/cpe/accounts.ts';
import { addCpes } from '../../server/cpe/cpes.ts';
import { mac } from '../support/records.ts';
import { openPortal, type TestPortal, type Visitor } from './support.ts';

let portal: TestPortal;
let admin: Visitor;
let accountId: string;
const NEW = 'T46S(T48S,T42S,T41S)-66.86.0.15.rom';
const OLD = 'T46S(T48S,T42S,T41S)-66.82.0.20.rom';
const release = '/firmware/release?vendor=Yealink&model=T46S&track=Lydis&version=66.86.0.15';
const line = { account: '1001', vendor: 'Yealink', model: 'T46S', track: 'Lydis' };

beforeAll(async () => {
  portal = await openPortal();
  admin = await portal.loggedIn();
  expect((await admin.get('/firmware')).body).toContain('There is no firmware in the catalogue yet.');
  accountId = (await addAccount(portal.cpe, { name: 'Bakery <&>', number: '1001' })).id;
  const devices = [{ mac: '805ec0600001' }, { mac: '805ec0600002' }];
  await addCpes(portal.cpe, {
    vendor: 'Yealink',
    model: 'T46S',
    track: 'Lydis',
    accountId,
    createChannel: true,
    devices,
  });
});
afterAll(() => portal.close());

/** Sends files as a browser does. */
async function upload(
  files: Readonly<Record<string, Buffer>>,
  { token, ...more }: { token?: string; model?: string; version?: string } = {},
) {
  const csrf = token ?? /name="_csrf" value="([^"]+)"/.exec((await admin.get('/firmware/add')).body)?.[1] ?? '';
  const edge = 'edge-of-the-form';
  const fields = Object.entries({ _csrf: csrf, vendor: 'Yealink', ...more }).map(([name, value]) =>
    Buffer.from(`--${edge}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`),
  );
  const parts = Object.entries(files).flatMap(([name, bytes]) => [
    Buffer.from(
      `--${edge}\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: application/octet-stream\r\n\r\n`,
    ),
    bytes,
    Buffer.from('\r\n'),
  ]);
  const payload = Buffer.concat([...fields, ...parts, Buffer.from(`--${edge}--\r\n`)]);
  return admin.send('/firmware/add', payload, `multipart/form-data; boundary=${edge}`);
}

describe('adding firmware', () => {
  test('DEV-9: several files at once; the catalogue shows them by model and track', async () => {
    const sent = await upload({ [NEW]: Buffer.alloc(3_000_000, 5), [OLD]: Buffer.from('old') });
    expect([sent.statusCode, sent.headers.location], sent.body).toEqual([303, '/firmware']);
    const { body } = await admin.get('/firmware');
    expect(body.match(/<h2>Yealink T4[1268]S \((?:Lydis|Enreach)\)<\/h2>/g)).toHaveLength(8);
    expect(body).toContain(NEW);
    expect(body).toContain('3,000 kB');
  });

  test('what is wrong with one is said, the others are added, and what was typed stays', async () => {
    const page = Buffer.concat([Buffer.from('<!doctype html>'), Buffer.alloc(2_000_000, 32)]);
    const files = {
      'T46S-66.85.0.1.rom': page,
      'T46S-66.85.0.2.rom': Buffer.alloc(400_000, 9),
      'x.zip': Buffer.from('x'),
    };
    const sent = await upload(files, { model: 'T46S' });
    expect(sent.statusCode).toBe(422);
    expect(sent.body).toMatch(/T46S-66\.85\.0\.1\.rom<\/span>: <span lang="en">this is a page of text/);
    expect(sent.body).toMatch(/T46S-66\.85\.0\.2\.rom<\/span>: added/);
    expect(sent.body).toMatch(/x\.zip<\/span>: <span lang="en">name is not called as Yealink firmware is/);
    expect(sent.body).toContain('name="model" value="T46S"');
    expect((await portal.cpe.firmware.find('T46S-66.85.0.2.rom'))?.sizeBytes).toBe(400_000);
    expect(await portal.cpe.firmware.find('T46S-66.85.0.1.rom')).toBeUndefined();
  });

  test('a forged form keeps no byte; a form without files is said to have none', async () => {
    const folder = dirname(portal.cpe.firmware.pathOf('x'));
    const before = readdirSync(folder).length;
    expect((await upload({ 'T46S-66.85.0.3.rom': Buffer.from('rom') }, { token: 'forged' })).statusCode).toBe(403);
    expect(readdirSync(folder).length).toBe(before);
    expect(await portal.cpe.firmware.find('T46S-66.85.0.3.rom')).toBeUndefined();
    expect((await upload({})).statusCode).toBe(422);
  });
});

describe('releases', () => {
  test('DEV-9: one is recommended, with where to come from; a stale form is refused', async () => {
    const stale = /name="revision" value="(\d+)"/.exec((await admin.get(release)).body)?.[1] ?? '';
    const marks = { state: 'recommended', comesFrom: '66.82.0.1', notes: 'Tested <b>here</b>' };
    expect((await admin.post(release, { ...marks, revision: stale })).statusCode).toBe(303);
    const { body } = await admin.get('/firmware');
    expect(body.match(/>recommended</g)).toHaveLength(1);
    expect(body).toContain('Tested &lt;b&gt;here&lt;/b&gt;');
    expect((await admin.post(release, { ...marks, revision: stale })).statusCode).toBe(412);
    const revision = /name="revision" value="(\d+)"/.exec((await admin.get(release)).body)?.[1] ?? '';
    const bad = await admin.post(release, { ...marks, comesFrom: '66.99.0.1', revision });
    expect(bad.statusCode).toBe(422);
    expect(bad.body).toContain('must be a version older than 66.86.0.15');
    expect(bad.body).toContain('value="66.99.0.1"');
  });
});

describe('choosing for an account', () => {
  test('DEV-9, DEV-10: asks first, saying how many phones it is for and that they restart; then each phone says what becomes of it', async () => {
    const shown = (await admin.get('/firmware/choice?account=1001')).body;
    expect(shown).toContain('the recommended version (now 66.86.0.15)');
    expect(shown).toMatch(/Yealink T46S \(Lydis\)<\/strong> <span class="faint">2 phones · nothing chosen yet/);
    expect(shown.match(/value="recommended" checked/g)).toHaveLength(1);
    const from = '/firmware/choice?account=1001';
    const asked = await admin.post('/firmware/choice', { ...line, version: 'recommended' }, from);
    expect(asked.statusCode).toBe(200);
    expect(asked.body).toMatch(/2 phones[\s\S]*restarts then/);
    expect((await portal.cpe.records.accounts.find(accountId))?.models).toEqual({});
    const chosen = await admin.post('/firmware/choice', { ...line, version: 'recommended', confirmed: 'yes' }, from);
    expect(chosen.headers.location).toBe(from);
    expect((await portal.cpe.records.accounts.find(accountId))?.models).toEqual({
      'Yealink/T46S': { firmware: [{ track: 'Lydis', version: 'recommended' }] },
    });
    expect((await admin.get(from)).body).toMatch(/value="recommended" checked/);
    const said = (await admin.get('/phones/805ec0600001')).body;
    expect(said).toContain('Version 66.86.0.15 may need one in between, and the phone has not said yet what it runs.');
  });

  test('an account or a version that is not there', async () => {
    const gone = await admin.get('/firmware/choice?account=9%3Cb');
    expect([gone.statusCode, gone.body.includes('no account with number 9&lt;b')]).toEqual([404, true]);
    const from = '/firmware/choice?account=1001';
    const bad = await admin.post('/firmware/choice', { ...line, version: '66.99.0.1', confirmed: 'yes' }, from);
    expect(bad.statusCode).toBe(404);
    expect(
      (await admin.post('/firmware/choice', { ...line, version: 'keep', confirmed: 'yes', _csrf: 'forged' }, null))
        .statusCode,
    ).toBe(403);
  });

  test('a file in use stays, and why is said; after another choice it goes', async () => {
    const path = `/firmware/remove?name=${encodeURIComponent(NEW)}`;
    const kept = await admin.post(path, {});
    expect([kept.statusCode, kept.body.includes('recommended for Yealink T46S (Lydis)')]).toEqual([409, true]);
    const old = `/firmware/remove?name=${encodeURIComponent(OLD)}`;
    expect((await admin.post(old, {})).statusCode).toBe(303);
    expect(await portal.cpe.firmware.find(OLD)).toBeUndefined();
    expect((await admin.get(old)).statusCode).toBe(404);
  });
});

test('DEV-9: phones that do not take what they are offered are listed, with how often they fetched it', async () => {
  expect((await admin.get('/firmware/troubled')).body).toContain('All phones run what they should');
  const lastAt = new Date();
  portal.store.notebook.reported({
    mac: mac('805ec0600002'),
    address: '192.0.2.7',
    transport: 'http',
    lastFile: '805ec0600002.cfg',
    lastAt,
    firmware: '66.83.188.6',
    offered: { version: '66.86.0.15', since: lastAt, fetches: 3 },
  });
  const { body } = await admin.get('/firmware/troubled');
  expect(body).toContain('stays on its old version');
  expect(body).toContain('fetched 3 times');
  expect(body).not.toContain('805ec0600001');
  expect((await admin.get('/phones/805ec0600002')).body).toContain('Becomes 66.86.0.15 at the next fetch');
});
