// Firmware from end to end: the catalogue, what accounts choose, what phones are told for it, and which have trouble with it.
import { readdirSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestBellhop, type TestBellhop } from '../support/bellhop.ts';
import { fileAt, toldToInstall, upload } from '../support/firmware.ts';

let bellhop: TestBellhop;
let accountId: string;
let api: TestBellhop['api'];

const OLD = 'T46S-66.82.0.20.rom';
const SINCE = 'T46S-66.83.188.6.rom';
const NEW = 'T46S-66.86.0.15.rom';
const line = '/firmware-releases/Yealink/T46S';
const mark = (version: string, body: object, track = 'Lydis') =>
  api('PATCH', `${line}/${version}?track=${track}`, body);
const choose = (version: string | null, more: object = {}) =>
  api('PUT', `/accounts/${accountId}/firmware/Yealink/T46S`, { version, ...more });
const keptFiles = () => readdirSync(join(bellhop.dataDir, 'firmware')).length;

async function addPhone(mac: string, more: object = {}): Promise<string> {
  const added = await api('POST', '/cpes', {
    vendor: 'Yealink',
    model: 'T46S',
    track: 'Lydis',
    accountId,
    createChannel: true,
    devices: [{ mac }],
    ...more,
  });
  expect(added.status, added.text).toBe(201);
  return mac;
}

beforeAll(async () => {
  bellhop = await startTestBellhop();
  api = bellhop.api;
  accountId = (await api('POST', '/accounts', { name: 'Bakery', number: '1001' })).json.id;
  for (const name of [OLD, SINCE, NEW]) expect((await upload(bellhop, name)).status).toBe(201);
});
afterAll(() => bellhop.close());

describe('the catalogue', () => {
  test('DEV-9: a line of releases for each model and track, newest first, with size and SHA-256', async () => {
    const { items } = (await api('GET', '/firmware-releases')).json;
    expect(items.map((one: { model: string; track?: string }) => `${one.model} ${one.track}`).toSorted()).toEqual(
      ['T41S', 'T42S', 'T46S', 'T48S'].flatMap((model) => [`${model} Enreach`, `${model} Lydis`]),
    );
    const own = (await api('GET', `${line}?track=Lydis`)).json;
    expect(own.releases.map(({ version, state }: { version: string; state: string }) => [version, state])).toEqual([
      ['66.86.0.15', 'released'],
      ['66.83.188.6', 'released'],
      ['66.82.0.20', 'released'],
    ]);
    expect(own.releases[0].files).toEqual([
      {
        name: NEW,
        role: 'base',
        sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
        sizeBytes: `firmware ${NEW}`.length,
        addedAt: expect.stringMatching(/Z$/),
      },
    ]);
  });

  test('DEV-9: one recommended release a line; notes and a minimum to come from; a stale change is refused', async () => {
    expect((await mark('66.83.188.6', { state: 'recommended', notes: 'Since spring' })).status).toBe(200);
    const before = await api('GET', `${line}?track=Lydis`);
    const changed = await mark('66.86.0.15', { state: 'recommended', comesFrom: '66.83.0.1' });
    expect(changed.json.releases).toMatchObject([
      { version: '66.86.0.15', state: 'recommended', comesFrom: '66.83.0.1' },
      { version: '66.83.188.6', state: 'released', notes: 'Since spring' },
      { version: '66.82.0.20', state: 'released' },
    ]);
    const stale = await api(
      'PATCH',
      `${line}/66.86.0.15?track=Lydis`,
      { state: 'blocked' },
      {
        'if-match': before.headers.get('etag') ?? '',
      },
    );
    expect([stale.status, stale.json.type]).toEqual([412, 'urn:bellhop:error:REVISION_STALE']);
    const other = (await api('GET', `${line}?track=Enreach`)).json;
    expect(other.releases[0]).toMatchObject({ version: '66.86.0.15', state: 'released' });
    expect((await mark('66.86.0.15', { comesFrom: '66.86.0.15' })).status).toBe(422);
    expect((await mark('66.99.0.1', { state: 'blocked' })).status).toBe(404);
    expect((await mark('66.86.0.15', { state: 'released', comesFrom: null, notes: null })).json.releases[0]).toEqual({
      version: '66.86.0.15',
      state: 'released',
      files: expect.any(Array),
    });
  });

  test('what is wrong with an upload is said, and nothing of it stays', async () => {
    const before = keptFiles();
    const sum = 'ab'.repeat(32);
    const damaged = await upload(bellhop, 'T46S-66.85.0.5.rom', { sha256: sum });
    expect([damaged.status, damaged.json.errors[0].pointer]).toEqual([422, '/sha256']);
    const page = await upload(bellhop, 'T46S-66.85.0.5.rom', {}, Buffer.from('<!DOCTYPE html><p>Not found'));
    expect([page.status, page.json.errors[0].detail]).toEqual([422, expect.stringMatching(/page of text/)]);
    const empty = await upload(bellhop, 'T46S-66.85.0.5.rom', {}, Buffer.alloc(0));
    expect(empty.status).toBe(422);
    expect((await upload(bellhop, NEW)).status).toBe(409);
    const other = await upload(bellhop, 'T46S-66.85.0.5.rom', { model: 'T54W' });
    expect([other.status, other.json.errors[0].detail]).toEqual([422, expect.stringMatching(/other hardware/)]);
    // Bytes that just came stay for a minute: somebody may be adding the same ones under another name.
    expect(keptFiles() - before).toBeLessThanOrEqual(2);
    const names = (await api('GET', '/firmware')).json.items.map(({ name }: { name: string }) => name);
    expect(names.toSorted()).toEqual([OLD, SINCE, NEW].toSorted());
  });

  test('an upload that is cut off in the middle leaves no file and no draft', async () => {
    const before = keptFiles();
    const url = `http://127.0.0.1:${bellhop.ports.admin}/api/v1/firmware/T46S-66.85.0.9.rom?vendor=Yealink`;
    await new Promise<void>((resolve) => {
      const sending = httpRequest(url, {
        method: 'PUT',
        headers: {
          authorization: `Bearer ${bellhop.token}`,
          'content-type': 'application/octet-stream',
          'content-length': 10_000_000,
        },
      });
      sending.on('error', () => resolve());
      sending.write(Buffer.alloc(2_000_000, 7), () => sending.destroy(new Error('cut')));
    });
    await expect.poll(keptFiles).toBe(before);
    expect((await api('GET', '/firmware')).text).not.toContain('66.85.0.9');
  });
});

describe('what phones are told', () => {
  test('DEV-9: the recommended release, from the moment that it is one; each track its own', async () => {
    const lydis = await addPhone('805ec0100001');
    const enreach = await addPhone('805ec0100002', { track: 'Enreach' });
    const told = async () => [
      toldToInstall(await fileAt(bellhop, lydis, 'T46S', '66.81.0.1')),
      toldToInstall(await fileAt(bellhop, enreach, 'T46S', '66.81.0.1')),
    ];
    expect(await told()).toEqual([undefined, undefined]);
    const path = `/accounts/${accountId}/firmware/Yealink/T46S`;
    expect((await api('PUT', path, { version: '66.86.0.15', name: NEW })).status).toBe(422);
    expect((await api('PUT', path, { track: 'Lydis' })).status).toBe(200);
    expect(await told()).toEqual([undefined, undefined]);
    await mark('66.83.188.6', { state: 'recommended' });
    expect(await told()).toEqual([SINCE, undefined]);
    await mark('66.86.0.15', { state: 'recommended' });
    expect(await told()).toEqual([NEW, undefined]);
    await choose('66.82.0.20', { track: 'Enreach' });
    expect(await told()).toEqual([NEW, OLD]);
    const { models } = (await api('GET', `/accounts/${accountId}`)).json;
    expect(models['Yealink/T46S'].firmware).toEqual([
      { track: 'Lydis', version: 'recommended' },
      { track: 'Enreach', version: '66.82.0.20' },
    ]);
    await mark('66.86.0.15', { state: 'blocked' });
    expect(await told()).toEqual([undefined, OLD]);
    expect((await choose('66.86.0.15', { track: 'Lydis' })).status).toBe(422);
    await mark('66.86.0.15', { state: 'released' });
    await choose(null);
    expect(await told()).toEqual([undefined, undefined]);
  });

  test('stepping stones: a phone is told the next release it can go to, until it runs the chosen one', async () => {
    const mac = await addPhone('805ec0100003');
    await mark('66.86.0.15', { comesFrom: '66.83.188.6' });
    await mark('66.83.188.6', { comesFrom: '66.82.0.1' });
    await choose('66.86.0.15', { track: 'Lydis' });
    const way: unknown[] = [];
    for (let running = '66.80.0.1'; way.length < 6; ) {
      const told = toldToInstall(await fileAt(bellhop, mac, 'T46S', running));
      way.push(told);
      const next = /66\.[\d.]+\d/.exec(told ?? '')?.[0];
      if (next === undefined || next === running) break;
      running = next;
    }
    // The last one is told on to a phone that runs it: a file without it would be another one, and be loaded again.
    expect(way).toEqual([OLD, SINCE, NEW, NEW]);
    await mark('66.82.0.20', { state: 'blocked' });
    expect(toldToInstall(await fileAt(bellhop, mac, 'T46S', '66.80.0.1'))).toBeUndefined();
    expect((await api('GET', `/cpes/${mac}/firmware`)).json).toMatchObject({
      do: 'refuse',
      because: 'noWayThere',
      needed: '66.83.188.6',
      wanted: '66.86.0.15',
    });
    await fileAt(bellhop, mac, 'T46S', '66.86.0.15');
    await mark('66.82.0.20', { state: 'released' });
    await mark('66.86.0.15', { comesFrom: null });
    await mark('66.83.188.6', { comesFrom: null });
    await choose(null);
  });

  test('a DECT base is told its own file and those of its handsets, all of one release', async () => {
    const base = await addPhone('805ec0100004', { model: 'W60B', track: undefined });
    await upload(bellhop, 'W60B-77.85.0.20.rom');
    await upload(bellhop, 'W53H-88.85.0.20.rom', { model: 'W60B', version: '77.85.0.20', role: 'w53h' });
    expect((await api('PUT', `/accounts/${accountId}/firmware/Yealink/W60B`, { version: '77.85.0.20' })).status).toBe(
      200,
    );
    const file = await fileAt(bellhop, base, 'W60B', '77.81.0.35');
    expect(toldToInstall(file)).toBe('W60B-77.85.0.20.rom');
    const handset = file.get('over_the_air.url.w53h') ?? '';
    expect(handset).toMatch(/\/firmware\/W53H-88\.85\.0\.20\.rom$/);
    expect(await (await fetch(handset)).text()).toBe('firmware W53H-88.85.0.20.rom');
  });

  test('a file in use stays: chosen, or recommended; another one goes', async () => {
    await choose('66.82.0.20');
    await mark('66.83.188.6', { state: 'recommended' });
    const [chosen, recommended] = [await api('DELETE', `/firmware/${OLD}`), await api('DELETE', `/firmware/${SINCE}`)];
    expect([chosen.status, chosen.json.detail]).toEqual([409, 'chosen by account 1001']);
    expect([recommended.status, recommended.json.detail]).toEqual([409, 'recommended for Yealink T46S (Lydis)']);
    await upload(bellhop, 'T46S-66.85.0.5.rom');
    expect((await api('DELETE', '/firmware/T46S-66.85.0.5.rom')).status).toBe(204);
    expect((await bellhop.phone('firmware/T46S-66.85.0.5.rom')).status).toBe(404);
    await choose(null);
    await mark('66.83.188.6', { state: 'released' });
  });
});

describe('updating many phones', () => {
  test('DEV-10: what each would get is told beforehand, and those that would get nothing say why', async () => {
    const { json } = await api('POST', '/accounts', { name: 'Mill', number: '1002' });
    const at = (mac: string, more: object = {}) => addPhone(mac, { accountId: json.id, ...more });
    await at('805ec0200001');
    await at('805ec0200002');
    await at('805ec0200003', { model: 'T48S' });
    await at('805ec0200004', { model: 'Desktop phone', track: 'generic profile' });
    await api('PUT', `/accounts/${json.id}/firmware/Yealink/T46S`, { version: '66.86.0.15' });
    expect(
      (await api('PUT', `/accounts/${json.id}/firmware/Yealink/Desktop phone`, { version: '66.86.0.15' })).status,
    ).toBe(422);
    await fileAt(bellhop, '805ec0200001', 'T46S', '66.82.0.20');
    await fileAt(bellhop, '805ec0200002', 'T46S', '66.86.0.15');
    const macs = [1, 2, 3, 4, 9].map((last) => `805EC020000${last}`);
    const preview = (await api('POST', '/cpes/firmware-preview', { macs })).json;
    expect(preview.items).toMatchObject([
      {
        mac: '805ec0200001',
        do: 'install',
        running: '66.82.0.20',
        wanted: '66.86.0.15',
        offered: '66.86.0.15',
        isOlder: false,
      },
      { mac: '805ec0200002', do: 'stay', running: '66.86.0.15' },
      { mac: '805ec0200003', do: 'refuse', because: 'nothingChosen' },
      { mac: '805ec0200004', do: 'refuse', because: 'genericProfile' },
      { mac: '805ec0200009', do: 'refuse', because: 'notFound' },
    ]);
    const bad = await api('POST', '/cpes/firmware-preview', { macs: ['805ec0200001', 'x', 'y'] });
    expect(bad.json.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual(['/macs/1', '/macs/2']);
  });
});

describe('encryption', () => {
  test('DEV-20, DEV-22, FAC-93: a phone that is too old stays at the unencrypted proxy, gets the firmware first, and encrypts after it', async () => {
    const { json } = await api('POST', '/accounts', { name: 'Locksmith', number: '1003' });
    const mac = await addPhone('805ec0300001', { accountId: json.id });
    const [channelId] = (await api('GET', `/cpes/${mac}`)).json.channelIds;
    await api('PATCH', `/channels/${channelId}`, { encryptedSip: true });
    await api('PUT', `/accounts/${json.id}/sip-proxy`, { proxy: 'sip.example.com:5080', force: true });
    await mark('66.83.188.6', { state: 'recommended' });
    const encryption = { enabled: true, proxy: 'sips.example.com:5062', force: true };
    const at = async (firmware: string) => {
      const file = await fileAt(bellhop, mac, 'T46S', firmware);
      return [
        toldToInstall(file),
        ...['address', 'port', 'transport_type'].map((key) => file.get(`account.1.sip_server.1.${key}`)),
        file.get('account.1.srtp_encryption'),
      ];
    };
    await api('PUT', `/accounts/${json.id}/sip-encryption`, encryption);
    expect(await at('66.83.188.5')).toEqual([undefined, 'sip.example.com', '5080', '0', '0']);
    expect((await api('GET', `/cpes/${mac}/firmware`)).json.encryption).toEqual({
      do: 'refuse',
      because: 'firmwareTooOld',
      needed: '66.83.188.6',
    });
    await api('PUT', `/accounts/${json.id}/sip-encryption`, { ...encryption, recommendedFirmware: true });
    expect(await at('66.83.188.5')).toEqual([SINCE, 'sip.example.com', '5080', '0', '0']);
    expect((await api('GET', `/cpes/${mac}/firmware`)).json.encryption).toEqual({
      do: 'upgradeFirst',
      version: '66.83.188.6',
      next: '66.83.188.6',
    });
    expect(await at('66.83.188.6')).toEqual([SINCE, 'sips.example.com', '5062', '2', '2']);
    // Nor back again: older firmware would leave it without a line.
    await api('PUT', `/accounts/${json.id}/firmware/Yealink/T46S`, { version: '66.82.0.20' });
    expect(await at('66.83.188.6')).toEqual([undefined, 'sips.example.com', '5062', '2', '2']);
    expect((await api('GET', `/cpes/${mac}/firmware`)).json).toMatchObject({ do: 'refuse', because: 'endsEncryption' });
    await mark('66.83.188.6', { state: 'released' });
  });

  test('DEV-21: a phone on the generic profile gets neither encryption nor firmware until it has a model of its own', async () => {
    const { json } = await api('POST', '/accounts', { name: 'Florist', number: '1004' });
    const mac = await addPhone('805ec0300002', {
      accountId: json.id,
      model: 'Desktop phone',
      track: 'generic profile',
    });
    const [channelId] = (await api('GET', `/cpes/${mac}`)).json.channelIds;
    await api('PATCH', `/channels/${channelId}`, { encryptedSip: true });
    await api('PUT', `/accounts/${json.id}/firmware/Yealink/T46S`, { version: '66.86.0.15', track: 'Lydis' });
    await api('PUT', `/accounts/${json.id}/sip-encryption`, {
      enabled: true,
      proxy: 'sips.example.com:5062',
      force: true,
    });
    const at = async () => {
      const file = await fileAt(bellhop, mac, 'T46S', '66.83.188.6');
      return [toldToInstall(file), file.get('account.1.srtp_encryption')];
    };
    expect(await at()).toEqual([undefined, '0']);
    expect((await api('GET', `/cpes/${mac}/firmware`)).json).toMatchObject({
      do: 'refuse',
      because: 'genericProfile',
      encryption: { do: 'refuse', because: 'genericProfile' },
    });
    expect((await api('PATCH', `/cpes/${mac}`, { model: 'T46S', track: 'Lydis' })).status).toBe(200);
    expect(await at()).toEqual([NEW, '2']);
  });
});

describe('phones in trouble', () => {
  const troubled = async (call = api) =>
    (await call('GET', '/firmware/troubled')).json.items.map(
      ({ mac, trouble, ran, offered }: Record<string, unknown>) => [mac, trouble, offered ?? ran],
    );

  test('DEV-9: those that do not take what they are offered, and those that went back by themselves; of one tenant alone', async () => {
    const { json } = await api('POST', '/accounts', { name: 'Smithy', number: '1005' });
    const other = await bellhop.person('accountAdmin', { accountIds: [accountId] });
    const [stuck, back, named] = ['805ec0400001', '805ec0400002', '805ec0400003'];
    for (const mac of [stuck, back, named]) await addPhone(mac, { accountId: json.id });
    await api('PUT', `/accounts/${json.id}/firmware/Yealink/T46S`, { version: '66.86.0.15' });
    for (const fetches of [1, 2]) {
      await fileAt(bellhop, stuck, 'T46S', '66.83.188.6');
      expect((await api('GET', `/cpes/${stuck}/firmware`)).json).toMatchObject({ offered: '66.86.0.15', fetches });
    }
    expect(await troubled()).toEqual([]);
    await fileAt(bellhop, stuck, 'T46S', '66.83.188.6');
    await fileAt(bellhop, back, 'T46S', '66.86.0.15');
    await fileAt(bellhop, back, 'T46S', '66.82.0.20');
    expect(await troubled()).toEqual([
      [stuck, 'stuck', '66.86.0.15'],
      [back, 'downgraded', '66.86.0.15'],
    ]);
    expect(await troubled(other.api)).toEqual([]);
    const first = (await api('GET', '/firmware/troubled?limit=1')).json;
    const rest = (await api('GET', `/firmware/troubled?limit=1&cursor=${first.next}`)).json;
    expect([first.items[0].mac, rest.items[0].mac, rest.next]).toEqual([stuck, back, null]);
    // It takes it after all; and an older version that an admin chose is no trouble.
    await fileAt(bellhop, stuck, 'T46S', '66.86.0.15');
    await api('PUT', `/accounts/${json.id}/firmware/Yealink/T46S`, { version: '66.82.0.20' });
    await fileAt(bellhop, back, 'T46S', '66.82.0.20');
    expect(await troubled()).toEqual([]);
  });
});
