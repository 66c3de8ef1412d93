// The API over real sockets: its fixed points, bad input that changes nothing, revisions, pages and repeated requests.
import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Answer, readConfigFile, startTestBellhop, type TestBellhop } from '../support/bellhop.ts';

let bellhop: TestBellhop;
let accountId: string;
const api: TestBellhop['api'] = (...args) => bellhop.api(...args);

beforeAll(async () => {
  bellhop = await startTestBellhop();
  const added = await api('POST', '/accounts', { name: 'Bakery', number: '1001', areaCode: '020' });
  accountId = added.json.id;
});
afterAll(() => bellhop.close());

const problem = (answer: Answer) => ({
  status: answer.status,
  type: answer.headers.get('content-type')?.split(';')[0],
  pointers: (answer.json.errors ?? []).map((e: { pointer: string }) => e.pointer),
});
const countCpes = async () => (await api('GET', '/cpes?limit=1000')).json.items.length;

describe('tokens', () => {
  test('a wrong password and an unknown user are the same 401; no token, no call', async () => {
    const wrong = await api('POST', '/tokens', { username: 'admin', password: 'nope' });
    const nobody = await api('POST', '/tokens', { username: 'nobody', password: 'nope' });
    expect([wrong.status, nobody.status]).toEqual([401, 401]);
    expect(wrong.json.title).toBe(nobody.json.title);
    const without = await api('GET', '/cpes', undefined, { authorization: '' });
    expect(problem(without)).toMatchObject({ status: 401, type: 'application/problem+json' });
    expect((await api('GET', '/cpes', undefined, { authorization: `Bearer ${'0'.repeat(64)}` })).status).toBe(401);
  });
});

describe('device models and recognition (DEV-37)', () => {
  test('lists the 77 rows of the matrix with capabilities and gates', async () => {
    const { items } = (await api('GET', '/device-models')).json;
    expect(items).toHaveLength(77);
    expect(
      items.find((m: { model: string; track: string }) => m.model === 'T46S' && m.track === 'Lydis'),
    ).toMatchObject({
      vendor: 'Yealink',
      firmwareGates: { sipEncryption: '66.83.188.6' },
      capabilities: { lineKeys: 27, maxChannels: 16, sipEncryption: 'firmwareUnknown' },
    });
  });

  test('says what a phone is taken for', async () => {
    const answer = await api('POST', '/recognitions', { userAgent: 'Yealink SIP-T46S 66.83.188.6 80:5e:c0:12:34:56' });
    expect(answer.json).toMatchObject({
      vendor: 'Yealink',
      model: 'T46S',
      mac: '805ec0123456',
      firmware: '66.83.188.6',
      capabilities: { sipEncryption: 'yes' },
    });
    expect((await api('POST', '/recognitions', { userAgent: 'x'.repeat(65_536) })).status).toBe(200);
  });
});

describe('accounts and channels', () => {
  test('an account has the defaults of its country; its number is its own', async () => {
    const one = await api('GET', `/accounts/${accountId}`);
    expect(one.json).toMatchObject({ country: 'NL', language: 'nl', timeZone: 'Europe/Amsterdam', areaCode: '020' });
    expect(problem(await api('POST', '/accounts', { name: 'Other', number: '1001' })).status).toBe(409);
    const bad = await api('POST', '/accounts', {
      name: ' ',
      number: 'a b',
      country: 'Holland',
      timeZone: 'Mars/Olympus',
      networks: ['300.1.1.1'],
    });
    expect(problem(bad)).toEqual({
      status: 422,
      type: 'application/problem+json',
      pointers: ['/name', '/number', '/country', '/timeZone', '/networks/0'],
    });
  });

  test('channels are named by the account number, EC and two digits; the password shows only when asked for (DEV-5)', async () => {
    const id = (await api('POST', '/accounts', { name: 'Florist', number: '2002' })).json.id;
    const first = await api('POST', `/accounts/${id}/channels`, {});
    const second = await api('POST', `/accounts/${id}/channels?reveal=secret`, {
      dtmf: 'info',
      callLimit: 5,
      encryptedSip: true,
    });
    expect(first.json).toMatchObject({ name: '2002EC01', username: '2002ec01', dtmf: 'rfc4733', encryptedSip: false });
    expect(first.json.password).toBeUndefined();
    expect(second.json).toMatchObject({ name: '2002EC02', dtmf: 'info', callLimit: 5, encryptedSip: true });
    expect(second.json.password).toMatch(/^[0-9a-f]{24}$/);
    const read = await api('GET', `/channels/${second.json.id}?reveal=secret`);
    expect(read.json.password).toBe(second.json.password);
    expect((await api('POST', `/accounts/${id}/channels`, { name: '2002EC01' })).status).toBe(409);
    const bad = await api('POST', `/accounts/${id}/channels`, { callLimit: 6, dtmf: 'morse' });
    expect(problem(bad).pointers).toEqual(['/dtmf', '/callLimit']);
  });

  test('DEV-4: a channel without a CPE has the name and password to type into a phone that is configured by hand', async () => {
    const id = (await api('POST', '/accounts', { name: 'Baker', number: '2004' })).json.id;
    const given = { username: 'door', password: 'By-Hand-123' };
    const added = await api('POST', `/accounts/${id}/channels`, given);
    expect([added.status, added.json.name]).toEqual([201, '2004EC01']);
    const read = await api('GET', `/channels/${added.json.id}?reveal=secret`);
    expect(read.json).toMatchObject({ ...given, callLimit: 2, dtmf: 'rfc4733' });
    expect((await api('GET', `/cpes?q=${given.username}`)).json.items).toEqual([]);
    // And a phone that provisions itself may take it over later.
    const device = { vendor: 'Yealink', model: 'T53', accountId: id, devices: [{ mac: '805ec0100009' }] };
    await api('POST', '/cpes', device);
    await api('PATCH', '/cpes/805ec0100009', { channelIds: [added.json.id] });
    const file = await api('GET', '/cpes/805ec0100009/files/805ec0100009.cfg?reveal=secret');
    expect(readConfigFile(file.text).get('account.1.password')).toBe(given.password);
  });

  test('a channel that a CPE uses cannot be deleted (DEV-6)', async () => {
    const added = await api('POST', '/cpes', {
      vendor: 'Yealink',
      model: 'T53',
      accountId,
      createChannel: true,
      devices: [{ mac: '805ec0100001' }],
    });
    const { channelId } = added.json.items[0];
    const refused = await api('DELETE', `/channels/${channelId}`);
    expect(refused.status).toBe(409);
    expect(refused.json.detail).toContain('805ec0100001');
    await api('DELETE', '/cpes/805ec0100001');
    expect((await api('DELETE', `/channels/${channelId}`)).status).toBe(204);
  });
});

describe('adding CPEs (DEV-1, DEV-2, DEV-38)', () => {
  test.each([
    ['a MAC with 11 digits', { devices: [{ mac: '805ec0123456' }, { mac: '805ec012345' }] }, ['/devices/1/mac']],
    [
      'a MAC twice in the list',
      { devices: [{ mac: '805ec0123456' }, { mac: '80:5E:C0:12:34:56' }] },
      ['/devices/1/mac'],
    ],
    ['a group address', { devices: [{ mac: '01:00:5e:00:00:01' }] }, ['/devices/0/mac']],
    ['an unknown model', { model: 'T99', devices: [{ mac: '805ec0123456' }] }, ['/model']],
    ['a retired model', { model: 'CP860', devices: [{ mac: '805ec0123456' }] }, ['/model']],
    ['an unknown track', { track: 'Acme', devices: [{ mac: '805ec0123456' }] }, ['/track']],
    ['no device', { devices: [] }, ['/devices']],
    ['an unknown account', { accountId: 'nobody', devices: [{ mac: '805ec0123456' }] }, ['/accountId']],
    ['a channel without account', { createChannel: true, devices: [{ mac: '805ec0123456' }] }, ['/createChannel']],
    [
      'every bad row at once',
      { devices: [{ mac: 'x' }, { mac: '805ec0123456' }, { mac: '12' }] },
      ['/devices/0/mac', '/devices/2/mac'],
    ],
    ['a member that is not known', { devices: [{ mac: '805ec0123456', colour: 'red' }] }, ['/devices/0/colour']],
  ])('%s is refused, every bad place named, and nothing is added', async (_what, body, pointers) => {
    const before = await countCpes();
    const answer = await api('POST', '/cpes', { vendor: 'Yealink', model: 'T46S', ...body });
    expect(problem(answer)).toEqual({ status: 422, type: 'application/problem+json', pointers });
    expect(await countCpes()).toBe(before);
  });

  test('a MAC that is there already names its row; the others are not added either', async () => {
    await api('POST', '/cpes', { vendor: 'Yealink', model: 'T46S', devices: [{ mac: '805ec0200001' }] });
    const before = await countCpes();
    const answer = await api('POST', '/cpes', {
      vendor: 'Yealink',
      model: 'T46S',
      devices: [{ mac: '805ec0200002' }, { mac: '805ec0200001' }],
    });
    expect(problem(answer)).toMatchObject({ status: 422, pointers: ['/devices/1/mac'] });
    expect(await countCpes()).toBe(before);
  });

  test('two at once with one MAC in common: one wins whole, the other adds nothing', async () => {
    const batch = (from: number) =>
      Array.from({ length: 40 }, (_, i) => ({ mac: (0x805ec0300000 + from + i).toString(16) }));
    const both = await Promise.all(
      [0, 39].map((from) =>
        api('POST', '/cpes', {
          vendor: 'Yealink',
          model: 'T46S',
          accountId,
          createChannel: true,
          devices: batch(from),
        }),
      ),
    );
    expect(both.map(({ status }) => status).toSorted()).toEqual([201, 422]);
    const { items } = (await api('GET', '/cpes?limit=1000')).json;
    expect(items.filter(({ mac }: { mac: string }) => mac.startsWith('805ec03')).length).toBe(40);
  });

  test('a CPE without account stays with its owner and still gets a file', async () => {
    await api('POST', '/cpes', {
      vendor: 'Yealink',
      model: 'T54W',
      track: 'Enreach',
      language: 'de',
      country: 'DE',
      devices: [{ mac: '805ec0400001', serialNumber: 'SN-1' }],
    });
    const cpe = (await api('GET', '/cpes/80-5E-C0-40-00-01')).json;
    expect(cpe).toMatchObject({ mac: '805ec0400001', track: 'Enreach', serialNumber: 'SN-1', channelIds: [] });
    const file = readConfigFile((await api('GET', '/cpes/805ec0400001/files/805ec0400001.cfg')).text);
    expect([file.get('lang.gui'), file.get('voice.tone.country'), file.get('account.1.enable')]).toEqual([
      'German',
      'Germany',
      '0',
    ]);
  });

  test('a request repeated with its Idempotency-Key is done once and answered the same', async () => {
    const body = { vendor: 'Yealink', model: 'T46S', devices: [{ mac: '805ec0500001' }] };
    const key = { 'idempotency-key': 'add-500001' };
    const first = await api('POST', '/cpes', body, key);
    const again = await api('POST', '/cpes', body, key);
    expect([first.status, again.status, again.text]).toEqual([201, 201, first.text]);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect((await api('POST', '/cpes', { ...body, model: 'T48S' }, key)).status).toBe(409);
    const bad = { ...body, devices: [{ mac: 'x' }] };
    expect((await api('POST', '/cpes', bad, { 'idempotency-key': 'bad' })).status).toBe(422);
    expect((await api('POST', '/cpes', bad, { 'idempotency-key': 'bad' })).status).toBe(422);
  });
});

describe('changing a CPE (DEV-11, DEV-12, DEV-21)', () => {
  const mac = '805ec0600001';
  const file = async () => readConfigFile((await api('GET', `/cpes/${mac}/files/${mac}.cfg`)).text);
  beforeAll(async () => {
    await api('POST', '/cpes', {
      vendor: 'Yealink',
      model: 'T46S',
      accountId,
      createChannel: true,
      devices: [{ mac }],
    });
  });

  test.each([
    ['VLAN 4095', { settings: { vlan: { enabled: true, deviceId: 4095 } } }, '/settings/vlan/deviceId'],
    ['an enabled VLAN without id', { settings: { vlan: { enabled: true } } }, '/settings/vlan'],
    ['a proxy with a bad port', { settings: { sipProxy: 'pbx.example.com:99999' } }, '/settings/sipProxy'],
    ['an unknown setting', { settings: { colour: 'red' } }, '/settings/colour'],
    ['a password with a colon', { settings: { adminPassword: 'ab:cdefg' } }, '/settings/adminPassword'],
    ['a raw line without =', { settings: { extra: 'features.x.y = 1\nnonsense' } }, '/settings/extra'],
    ['a raw key that is none', { settings: { extra: [{ key: 'a b', value: '1' }] } }, '/settings/extra/0'],
    [
      'a raw value with a line break',
      { settings: { extra: { 'features.x': '1\nlinekey.1.type = 5' } } },
      '/settings/extra/0',
    ],
    ['a channel that is not there', { channelIds: ['nobody'] }, '/channelIds/0'],
    ['an unknown track', { track: 'Acme' }, '/track'],
    ['handsets on a desk phone', { handsets: [{ index: 1, name: 'x' }] }, '/handsets'],
    ['an unknown account', { accountId: 'nobody' }, '/accountId'],
  ])('%s is refused and changes nothing', async (_what, patch, pointer) => {
    const before = await api('GET', `/cpes/${mac}`);
    const answer = await api('PATCH', `/cpes/${mac}`, patch);
    expect(answer.status, answer.text).toBe(422);
    expect(problem(answer).pointers).toContain(pointer);
    expect((await api('GET', `/cpes/${mac}`)).json.revision).toBe(before.json.revision);
  });

  test.each([
    ['without a body', {}],
    ['saying JSON and sending nothing', { 'content-type': 'application/json' }],
  ])('a call whose body may be left out takes none: %s', async (_name, headers) => {
    const base = `http://127.0.0.1:${bellhop.ports.admin}/api/v1`;
    const send = (path: string) =>
      fetch(`${base}${path}`, { method: 'POST', headers: { authorization: `Bearer ${bellhop.token}`, ...headers } });
    const [{ mac }] = (await bellhop.api('GET', '/cpes?limit=1')).json.items;
    expect((await send(`/cpes/${mac}/enrolment`)).status).toBe(201);
    expect((await send(`/cpes/${mac}/resync`)).status).toBe(202);
    expect((await send('/accounts')).status).toBe(422);
  });

  test('settings merge, null takes one away, and the file follows at once', async () => {
    await api('PATCH', `/cpes/${mac}`, {
      settings: {
        vlan: { enabled: true, deviceId: 20, pcId: 30 },
        sipProxy: 'pbx.example.com:5080',
        offerSecondCall: false,
      },
    });
    let now = await file();
    expect([
      now.get('static.network.vlan.internet_port_vid'),
      now.get('account.1.sip_server.1.port'),
      now.get('call_waiting.enable'),
    ]).toEqual(['20', '5080', '0']);
    await api('PATCH', `/cpes/${mac}`, { settings: { vlan: { deviceId: 21 }, offerSecondCall: null } });
    now = await file();
    expect([
      now.get('static.network.vlan.internet_port_vid'),
      now.get('static.network.vlan.pc_port_vid'),
      now.get('call_waiting.enable'),
    ]).toEqual(['21', '30', '1']);
  });

  test('raw lines win over everything, repeat, and say so in the layers', async () => {
    await api('PATCH', `/cpes/${mac}`, {
      settings: { extra: 'call_waiting.tone = 0\nmy.own.key = a\nmy.own.key = b' },
    });
    const { items } = (await api('GET', `/cpes/${mac}/files/${mac}.cfg/lines`)).json;
    const of = (key: string) =>
      items
        .filter((line: { key?: string }) => line.key === key)
        .map((l: { text: string; layer: string; writtenIn?: string }) => [l.text, l.layer, l.writtenIn]);
    expect(of('call_waiting.tone')).toEqual([['call_waiting.tone = 0', 'extra', 'cpe']]);
    expect(of('my.own.key')).toEqual([
      ['my.own.key = a', 'extra', 'cpe'],
      ['my.own.key = b', 'extra', 'cpe'],
    ]);
    expect(of('static.network.vlan.internet_port_vid')[0][1]).toBe('cpe');
    await api('PATCH', `/cpes/${mac}`, { settings: { extra: null } });
  });

  test('If-Match answers 412 on a lost race and passes with the revision that stands', async () => {
    const { headers } = await api('GET', `/cpes/${mac}`);
    const etag = headers.get('etag') ?? '';
    expect(
      (await api('PATCH', `/cpes/${mac}`, { settings: { showMissedCalls: false } }, { 'if-match': etag })).status,
    ).toBe(200);
    expect(
      (await api('PATCH', `/cpes/${mac}`, { settings: { showMissedCalls: true } }, { 'if-match': etag })).status,
    ).toBe(412);
    expect((await api('GET', `/cpes/${mac}`)).json.settings.showMissedCalls).toBe(false);
  });

  test('secrets are masked in every view unless asked for', async () => {
    await api('PATCH', `/cpes/${mac}`, { settings: { adminPassword: 'Very-Secret-1' } });
    const views = await Promise.all(
      [`/cpes/${mac}`, `/cpes/${mac}/files/${mac}.cfg`, `/cpes/${mac}/files/${mac}.cfg/lines`, '/cpes?limit=1000'].map(
        (path) => api('GET', path),
      ),
    );
    for (const { text } of views) expect(text).not.toContain('Very-Secret-1');
    const revealed = await api('GET', `/cpes/${mac}/files/${mac}.cfg?reveal=secret`);
    expect(revealed.text).toContain('static.security.user_password = admin:Very-Secret-1');
    expect(revealed.text).toBe((await bellhop.phone(`${mac}.cfg`)).text);
  });

  test('encryption follows account, channel and firmware (DEV-16, DEV-17, DEV-20)', async () => {
    await api('PUT', `/accounts/${accountId}/sip-encryption`, {
      enabled: true,
      proxy: 'sip.example.com:5062',
      force: true,
    });
    const [id] = (await api('GET', `/cpes/${mac}`)).json.channelIds;
    await api('PATCH', `/channels/${id}`, { encryptedSip: true });
    const srtpAt = async (firmware: string) =>
      readConfigFile(
        (await bellhop.phone(`${mac}.cfg`, { userAgent: `Yealink SIP-T46S ${firmware} 80:5e:c0:60:00:01` })).text,
      ).get('account.1.srtp_encryption');
    expect([await srtpAt('66.83.188.5'), await srtpAt('66.83.188.6'), await srtpAt('67.99.0.1')]).toEqual([
      '0',
      '2',
      '0',
    ]);
  });
});

describe('DEV-19, FAC-100: encryption at the moment that a device comes onto a channel', () => {
  const add = async (mac: string, more: object = {}) =>
    api('POST', '/cpes', { vendor: 'Yealink', model: 'T53', accountId, devices: [{ mac }], ...more });
  const transportOf = async (mac: string) =>
    readConfigFile((await api('GET', `/cpes/${mac}/files/${mac}.cfg`)).text).get(
      'account.1.sip_server.1.transport_type',
    );
  const isEncrypted = async (id: string) => (await api('GET', `/channels/${id}`)).json.encryptedSip;
  let channelId: string;

  test('DEV-19, FAC-100: with a channel that is created for it', async () => {
    await api('PUT', `/accounts/${accountId}/sip-encryption`, { enabled: true, proxy: 'sip.example.com:5062' });
    const added = await add('805ec0710001', { createChannel: true, encryptedSip: true });
    expect(added.status, added.text).toBe(201);
    channelId = added.json.items[0].channelId;
    expect([await isEncrypted(channelId), await transportOf('805ec0710001')]).toEqual([true, '2']);
  });

  test('DEV-19, FAC-100: on or off with a channel that was there, and other channels stay as they are', async () => {
    await api('PATCH', '/cpes/805ec0710001', { channelIds: [] });
    await add('805ec0710002', { createChannel: true });
    const [own] = (await api('GET', '/cpes/805ec0710002')).json.channelIds;
    const off = await api('PATCH', '/cpes/805ec0710002', { channelIds: [own, channelId], encryptedSip: false });
    expect(off.status, off.text).toBe(200);
    expect([await isEncrypted(own), await isEncrypted(channelId)]).toEqual([false, false]);
    await api('PATCH', '/cpes/805ec0710002', { channelIds: [own] });
    await api('PATCH', '/cpes/805ec0710001', { channelIds: [channelId], encryptedSip: true });
    expect([await isEncrypted(own), await isEncrypted(channelId)]).toEqual([false, true]);
    expect([await transportOf('805ec0710002'), await transportOf('805ec0710001')]).toEqual(['0', '2']);
  });

  test('FAC-92, FAC-100: refused for a model that cannot encrypt, and where no channel comes', async () => {
    const generic = { model: 'Desktop phone', track: 'generic profile' };
    const refused = await add('805ec0710003', { ...generic, createChannel: true, encryptedSip: true });
    expect(problem(refused).pointers).toEqual(['/encryptedSip']);
    expect(problem(await add('805ec0710003', { encryptedSip: true })).pointers).toEqual(['/encryptedSip']);
    await api('PATCH', '/cpes/805ec0710001', { channelIds: [] });
    await add('805ec0710003', generic);
    const attach = (encryptedSip: boolean, channelIds: readonly string[]) =>
      api('PATCH', '/cpes/805ec0710003', { channelIds, encryptedSip });
    expect(problem(await attach(true, [channelId])).pointers).toEqual(['/encryptedSip']);
    expect((await api('GET', '/cpes/805ec0710003')).json.channelIds).toEqual([]);
    expect((await attach(false, [channelId])).status).toBe(200);
    expect(problem(await attach(false, [channelId])).pointers).toEqual(['/encryptedSip']);
  });
});

describe('key layouts (DEV-7, DEV-8)', () => {
  const path = () => `/accounts/${accountId}/key-layouts/Yealink/T46S`;
  const key = (more: object) => ({
    pages: [{ keys: [{ position: 1, function: 'blf', value: '202', label: 'Anna', ...more }] }],
  });

  test.each([
    ['FAC-4: a position beyond the model', key({ position: 28 }), '/pages/0/keys/0/position'],
    ['position 0', key({ position: 0 }), '/pages/0/keys/0/position'],
    ['a label with a line break', key({ label: 'A\nB = C' }), '/pages/0/keys/0/label'],
    ['an unknown function', key({ function: 'teleport' }), '/pages/0/keys/0/function'],
    ['a BLF without value', { pages: [{ keys: [{ position: 1, function: 'blf' }] }] }, '/pages/0/keys/0/value'],
    [
      'a key twice',
      {
        pages: [
          {
            keys: [
              { position: 1, function: 'line' },
              { position: 1, function: 'dnd' },
            ],
          },
        ],
      },
      '/pages/0/keys/1/position',
    ],
    [
      'FAC-4: a module too many',
      { pages: [{ module: 6, keys: [{ position: 41, function: 'dnd' }] }] },
      '/pages/0/keys/0/position',
    ],
    ['a channel the model lacks', key({ channel: 17 }), '/pages/0/keys/0/channel'],
  ])('%s is refused and changes nothing', async (_what, layout, pointer) => {
    const answer = await api('PUT', path(), layout);
    expect(problem(answer)).toMatchObject({ status: 422, pointers: [pointer] });
    expect((await api('GET', path())).status).toBe(404);
  });

  test('a layout is kept, read back, and lies on the phones of the model', async () => {
    const layout = {
      pages: [
        {
          keys: [
            { position: 1, function: 'line' },
            { position: 2, function: 'blf', value: '202', label: 'Anna' },
          ],
        },
        { keys: [{ position: 1, function: 'dnd' }] },
      ],
    };
    expect((await api('PUT', path(), layout)).status).toBe(200);
    expect((await api('GET', path())).json).toMatchObject(layout);
    await api('POST', '/cpes', {
      vendor: 'Yealink',
      model: 'T46S',
      accountId,
      createChannel: true,
      devices: [{ mac: '805ec0700001' }],
    });
    const file = readConfigFile((await api('GET', '/cpes/805ec0700001/files/805ec0700001.cfg')).text);
    expect([
      file.get('linekey.2.label'),
      file.get('linekey.2.extension'),
      file.get('linekey.10.type'),
      file.get('linekey.3.type'),
    ]).toEqual(['Anna', '*8', '5', '0']);
  });

  test('an unknown model and an unknown account are 404', async () => {
    expect((await api('PUT', `/accounts/${accountId}/key-layouts/Yealink/T99`, { pages: [] })).status).toBe(404);
    expect((await api('PUT', '/accounts/nobody/key-layouts/Yealink/T46S', { pages: [] })).status).toBe(404);
    expect((await api('PUT', `/accounts/${accountId}/key-layouts/Aastra%2FMitel/6867i`, { pages: [] })).status).toBe(
      200,
    );
  });
});

describe('ringtones (DEV-28 to DEV-30)', () => {
  const ringer = async (mac: string) =>
    readConfigFile((await api('GET', `/cpes/${mac}/files/${mac}.cfg`)).text).get(
      'distinctive_ring_tones.alert_info.1.ringer',
    );
  const add = (mac: string) =>
    api('POST', '/cpes', { vendor: 'Yealink', model: 'T46S', accountId, devices: [{ mac }] });
  const set = (body: object) => api('PUT', `/accounts/${accountId}/ringtones/Yealink`, body);

  test('CALL-54: without force only phones added later get them; with force all do', async () => {
    await add('805ec0800001');
    expect((await set({ internal: 'Ring2' })).status).toBe(200);
    await add('805ec0800002');
    expect([await ringer('805ec0800001'), await ringer('805ec0800002')]).toEqual(['%NULL%', '2']);
    await set({ internal: 'Ring3.wav', force: true, reboot: false });
    expect([await ringer('805ec0800001'), await ringer('805ec0800002')]).toEqual(['3', '3']);
    const file = readConfigFile((await api('GET', '/cpes/805ec0800001/files/805ec0800001.cfg')).text);
    expect(file.get('distinctive_ring_tones.alert_info.1.text')).toBe('alert-community-1');
  });

  test('CALL-52 CALL-57: each brand has tones of its own, chosen apart, and the account shows for which calls', async () => {
    const mitel = `/accounts/${accountId}/ringtones/Aastra%2FMitel`;
    const tones = async (vendor: string) => (await api('GET', `/ringtones/${vendor}`)).json.items;
    const [ofYealink, ofMitel] = [await tones('Yealink'), await tones('Aastra%2FMitel')];
    expect(ofMitel.length).toBeGreaterThan(0);
    expect(ofMitel).not.toEqual(ofYealink);
    const chosen = async () => (await api('GET', `/accounts/${accountId}`)).json.ringtones;
    const before = (await chosen()).Yealink;
    const [tone] = ofMitel;
    const all = { internal: tone, group: tone, queue: tone, national: tone, international: null };
    expect((await api('PUT', mitel, all)).status).toBe(200);
    expect((await chosen())['Aastra/Mitel']).toMatchObject(all);
    expect((await chosen()).Yealink).toEqual(before);
    expect(problem(await api('PUT', mitel, { queue: 'Splash' }))).toMatchObject({ status: 422, pointers: ['/queue'] });
  });

  test('CALL-58: with none for any kind of call, forced, phones ring as they did', async () => {
    await add('805ec0800003');
    const fileOf = async () => (await api('GET', '/cpes/805ec0800003/files/805ec0800003.cfg')).text;
    const none = { internal: null, group: null, queue: null, national: null, international: null };
    await set({ ...none, force: true });
    const before = await fileOf();
    await set({ ...none, internal: 'Ring2', queue: 'Splash', force: true });
    expect(await fileOf()).not.toBe(before);
    expect((await set({ ...none, force: true })).status).toBe(200);
    expect(await fileOf()).toBe(before);
    expect(await ringer('805ec0800003')).toBe('%NULL%');
  });

  test('a ringtone that the vendor lacks is refused', async () => {
    expect((await api('GET', '/ringtones/Yealink')).json.items).toContain('Splash');
    expect(problem(await set({ queue: 'Ring99' }))).toMatchObject({ status: 422, pointers: ['/queue'] });
    expect(problem(await api('PUT', `/accounts/${accountId}/ringtones/Auerswald`, { queue: 'Ring1' })).status).toBe(
      422,
    );
    expect((await api('GET', '/ringtones/Nobody')).status).toBe(404);
  });
});

describe('lists and descriptions', () => {
  test('pages with a cursor give every CPE once', async () => {
    const seen: string[] = [];
    let cursor = '';
    do {
      const page = (await api('GET', `/cpes?limit=7${cursor && `&cursor=${cursor}`}`)).json;
      seen.push(...page.items.map(({ mac }: { mac: string }) => mac));
      cursor = page.next ?? '';
    } while (cursor !== '');
    expect(seen).toEqual([...new Set(seen)].toSorted());
    expect(seen.length).toBe(await countCpes());
    expect(problem(await api('GET', '/cpes?limit=many')).status).toBe(422);
  });

  test('the OpenAPI description validates and names every fixed point', async () => {
    const { json } = await api('GET', '/openapi.json', undefined, { authorization: '' });
    const result = await new Validator().validate(json);
    expect(result.errors ?? []).toEqual([]);
    expect(json.openapi).toBe('3.1.0');
    const paths = Object.keys(json.paths);
    for (const path of [
      '/tokens',
      '/device-models',
      '/recognitions',
      '/accounts',
      '/accounts/{id}/channels',
      '/cpes',
      '/cpes/{mac}',
      '/cpes/{mac}/files',
      '/cpes/{mac}/files/{name}',
      '/cpes/{mac}/enrolment',
      '/accounts/{id}/key-layouts/{vendor}/{model}',
      '/accounts/{id}/ringtones/{vendor}',
      '/accounts/{id}/sip-encryption',
    ]) {
      expect(
        paths.map((p) => p.replace('/api/v1', '')),
        path,
      ).toContain(path);
    }
  });

  test('what is not there, is not JSON or too large is told as a problem', async () => {
    expect(problem(await api('GET', '/nothing'))).toMatchObject({ status: 404, type: 'application/problem+json' });
    const broken = await fetch(`http://127.0.0.1:${bellhop.ports.admin}/api/v1/cpes`, {
      method: 'POST',
      body: '{',
      headers: { authorization: `Bearer ${bellhop.token}`, 'content-type': 'application/json' },
    });
    expect([broken.status, broken.headers.get('content-type')?.split(';')[0]]).toEqual([
      400,
      'application/problem+json',
    ]);
  });

  test('health, readiness and metrics answer on the admin listener', async () => {
    const get = async (path: string) => fetch(`http://127.0.0.1:${bellhop.ports.admin}${path}`);
    expect((await get('/healthz')).status).toBe(200);
    expect((await get('/readyz')).status).toBe(200);
    expect(await (await get('/metrics')).text()).toContain('bellhop_phone_requests_total');
  });
});
