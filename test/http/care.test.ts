// Looking after one phone over real sockets: why it does not work.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestBellhop, T46S_AGENT, type TestBellhop } from '../support/bellhop.ts';

const MAC = '805ec0123456';
let bellhop: TestBellhop;
let accountId: string;

beforeAll(async () => {
  bellhop = await startTestBellhop();
  accountId = (await bellhop.api('POST', '/accounts', { name: 'Bakery', number: '1001' })).json.id;
  const phone = { vendor: 'Yealink', model: 'T46S', accountId, createChannel: true, devices: [{ mac: MAC }] };
  expect((await bellhop.api('POST', '/cpes', phone)).status).toBe(201);
});
afterAll(() => bellhop?.close());

const first = async (language = 'en') => (await bellhop.api('GET', `/cpes/${MAC}/why?language=${language}`)).json.first;

describe('GET /cpes/{mac}/why', () => {
  test('tells from the first boot on what stands in the way, and nothing once nothing does', async () => {
    expect(await first()).toMatchObject({ check: 'seen', because: 'never' });

    await bellhop.api('DELETE', `/cpes/${MAC}/enrolment`);
    expect((await bellhop.phone(`${MAC}.cfg`, { userAgent: T46S_AGENT })).status).toBe(404);
    const refused = await first('nl');
    expect(refused).toMatchObject({ check: 'trusted', because: 'refused' });
    expect(refused.text).toMatch(/^Een aanvraag voor dit MAC is op .* vanaf 127\.0\.0\.1 geweigerd\.$/);
    expect(refused.whatToDo).toContain('open het venster');

    await bellhop.api('POST', `/cpes/${MAC}/enrolment`, {});
    expect((await bellhop.phone(`${MAC}.cfg`, { userAgent: T46S_AGENT })).status).toBe(200);
    expect(await first()).toBeNull();

    await bellhop.api('PATCH', `/cpes/${MAC}`, { settings: { extra: 'features.x.y = 1' } });
    expect(await first()).toMatchObject({ check: 'newest', because: 'behind' });
    expect((await bellhop.phone(`${MAC}.cfg`, { userAgent: T46S_AGENT })).status).toBe(200);

    expect((await bellhop.phone(`${MAC}.cfg`, { userAgent: T46S_AGENT.replace('T46S', 'T48S') })).status).toBe(200);
    expect(await first()).toMatchObject({ check: 'model', because: 'other' });
  });

  test('another tenant’s phone is not there', async () => {
    const other = (await bellhop.api('POST', '/partners', { name: 'Other' })).json.id;
    const { api } = await bellhop.person('partnerAdmin', { partnerId: other });
    const foreign = await api('GET', `/cpes/${MAC}/why`);
    const missing = await api('GET', '/cpes/805ec0ffffff/why');
    expect([foreign.status, foreign.json.type]).toEqual([404, missing.json.type]);
  });
});

describe('GET /cpes?...', () => {
  test('DEV-1 finds phones by what is known of them, and names every wish that cannot be', async () => {
    const find = async (query: string) => (await bellhop.api('GET', `/cpes?${query}`)).json;
    expect((await find('firmware=66.83&address=127.0.0.0/8&q=Bakery')).items).toMatchObject([{ mac: MAC }]);
    expect((await find('neverSeen=true')).items).toEqual([]);
    expect((await find('wantedNotFetched=true')).items).toEqual([]);
    const bad = await find('address=1.2&seenAfter=soon');
    expect(bad.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual([
      '/querystring/seenAfter',
      '/querystring/address',
    ]);
    expect((await bellhop.api('GET', '/cpes.csv?neverSeen=true')).text.trim().split('\r\n')).toHaveLength(1);
    expect((await bellhop.api('GET', '/cpes.csv?firmware=66.83')).text).toContain('80:5e:c0:12:34:56');
  });
});

describe('GET /cpes/{mac}/timeline and /drift', () => {
  test('DEV-31 DEV-34 what the phone asked for and got, how its file changed, and what its user changed', async () => {
    const local = `${MAC}-local.cfg`;
    const items = async (kind: string) => (await bellhop.api('GET', `/cpes/${MAC}/timeline?kind=${kind}`)).json.items;
    // What was fetched is noted half a second later, if it is still what the phone gets: looking notes it now.
    expect((await items('file')).length).toBeGreaterThan(0);
    await bellhop.api('PATCH', `/cpes/${MAC}`, { settings: { extra: 'features.x.y = 2' } });
    const own = await bellhop.phone(`${MAC}.cfg`, { userAgent: T46S_AGENT });
    const token = /\/p\/([0-9a-f]{32})\//.exec(own.text)?.[1];
    const body = '#!version:1.0.0.1\nfeatures.x.y = 3\naccount.1.password = guess\n';
    const sent = await bellhop.phone(`${token}/${local}`, { method: 'PUT', userAgent: T46S_AGENT, body });
    expect(sent.status).toBe(201);

    expect((await items('upload'))[0]).toMatchObject({
      request: { file: local, status: 'stored', upload: 'localConfig', size: body.length, trustedBy: 'lastingToken' },
    });
    const request = (await items('request'))[0].request;
    expect(request).toMatchObject({
      file: `${MAC}.cfg`,
      status: 'ok',
      size: Buffer.byteLength(own.text),
      address: '127.0.0.1',
    });
    const [newest, former] = await items('file');
    expect(newest.file.diff).toContainEqual({ op: '+', text: 'features.x.y = 2' });
    expect(newest.file.diff).toContainEqual({ op: '-', text: 'features.x.y = 1' });
    expect(former).toBeDefined();
    expect(JSON.stringify(await items('file'))).not.toContain(token);
    expect((await items('refused'))[0].refused).toMatchObject({ reason: 'windowClosed' });
    expect((await items('change')).length).toBeGreaterThan(2);

    const drift = (await bellhop.api('GET', `/cpes/${MAC}/drift`)).json;
    expect(drift.uploadedAt).not.toBeNull();
    expect(drift.items).toContainEqual({ key: 'features.x.y', set: '3', sent: '2' });
    expect(drift.items).toContainEqual({ key: 'account.1.password', set: '********', sent: '********' });
  });
});

describe('POST /cpes/{mac}/replacement', () => {
  const [former, next] = ['805ec0000001', '805ec0000002'];
  const fetch = (file: string, mac: string) =>
    bellhop.phone(file, { userAgent: T46S_AGENT.replace(/\S+$/, mac.replace(/(..)(?!$)/g, '$1:')) });

  test('DEV-1 DEV-2 the new phone gets the files of the former one, whose own URL opens nothing any more', async () => {
    const phone = { vendor: 'Yealink', model: 'T46S', accountId, createChannel: true, devices: [{ mac: former }] };
    const { channelId } = (await bellhop.api('POST', '/cpes', phone)).json.items[0];
    const own = await fetch(`${former}.cfg`, former);
    const token = /\/p\/([0-9a-f]{32})\//.exec(own.text)?.[1];
    const { status, json } = await bellhop.api('POST', `/cpes/${former}/replacement`, { mac: next });
    expect([status, json.mac, json.replaces]).toEqual([201, next, former]);
    expect(json.provisioningUrl).toMatch(/\/p\/[0-9a-f]{32}\/$/);
    expect((await fetch(`${token}/${former}.cfg`, former)).status).toBe(404);
    expect((await fetch(`${token}/${next}.cfg`, next)).status).toBe(404);
    const fetched = await fetch(`${next}.cfg`, next);
    const line = (text: string) => /^account\.1\.password = .+$/m.exec(text)?.[0];
    expect(line(fetched.text)).toBe(line(own.text) ?? 'none');
    expect((await bellhop.api('GET', `/cpes/${former}`)).status).toBe(404);
    const { json: standing } = await bellhop.api('GET', `/cpes/${next}`);
    expect(standing).toMatchObject({ replaces: former, channelIds: [channelId] });
  });

  test('a technician gets the URL without its token; another tenant’s phone is not there', async () => {
    const technician = await bellhop.person('technician', { accountIds: [accountId] });
    const done = await technician.api('POST', `/cpes/${next}/replacement`, { mac: '805ec0000003' });
    expect([done.status, done.json.provisioningUrl.endsWith('/p/')]).toEqual([201, true]);
    const other = (await bellhop.api('POST', '/partners', { name: 'Third' })).json.id;
    const { api } = await bellhop.person('partnerAdmin', { partnerId: other });
    const foreign = await api('POST', '/cpes/805ec0000003/replacement', { mac: '805ec0000004' });
    expect([foreign.status, foreign.json.type]).toEqual([404, 'urn:bellhop:error:CPE_NOT_FOUND']);
    const bad = await bellhop.api('POST', '/cpes/805ec0000003/replacement', { mac: MAC, model: 'none' });
    expect([bad.status, bad.json.errors.map(({ pointer }: { pointer: string }) => pointer)]).toEqual([
      422,
      ['/mac', '/model'],
    ]);
  });
});

describe('/saved-views', () => {
  test('are saved, changed against a lost race, and deleted', async () => {
    const saved = await bellhop.api('POST', '/saved-views', {
      name: 'Old',
      query: 'firmware=66.83',
      sharedWith: accountId,
    });
    expect([saved.status, saved.json.owner]).toEqual([201, 'admin']);
    const path = `/saved-views/${saved.json.id}`;
    const stale = await bellhop.api('PATCH', path, { name: 'X' }, { 'if-match': '"7"' });
    expect(stale.status).toBe(412);
    expect((await bellhop.api('PATCH', path, { name: 'Older' }, { 'if-match': '"1"' })).json.name).toBe('Older');
    expect((await bellhop.api('GET', '/saved-views')).json.items).toMatchObject([
      { name: 'Older', sharedWith: accountId },
    ]);
    expect((await bellhop.api('DELETE', path)).status).toBe(204);
    expect((await bellhop.api('GET', path)).status).toBe(404);
  });
});

test('CALL-56: other ring tones wait for the phone to start again, and until then that is what stands in the way', async () => {
  const mac = '805ec0123457';
  const phone = { vendor: 'Yealink', model: 'T46S', accountId, createChannel: true, devices: [{ mac }] };
  expect((await bellhop.api('POST', '/cpes', phone)).status).toBe(201);
  const userAgent = T46S_AGENT.replace(/56$/, '57');
  const start = async () => expect((await bellhop.phone(`${mac}.cfg`, { userAgent })).status).toBe(200);
  const inTheWay = async () => (await bellhop.api('GET', `/cpes/${mac}/why`)).json.first;
  await start();
  await expect.poll(inTheWay).toBeNull();
  const tones = { internal: 'Ring2', force: true, reboot: false };
  expect((await bellhop.api('PUT', `/accounts/${accountId}/ringtones/Yealink`, tones)).status).toBe(200);
  expect(await inTheWay()).toMatchObject({ check: 'newest', because: 'behind' });
  await start();
  await expect.poll(inTheWay).toBeNull();
});
