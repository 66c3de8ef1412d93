// Makers' redirect services against local stand-ins that check each request as the services are documented to do.
import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startTestBellhop, type TestBellhop } from '../support/bellhop.ts';

interface Asked {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}
type Reply = (asked: Asked) => string | number;

async function openService() {
  let reply: Reply = () => 500;
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const one = { path: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks).toString('utf8') };
      asked.push(one);
      const answer = reply(one);
      response.statusCode = typeof answer === 'number' ? answer : 200;
      response.end(typeof answer === 'number' ? '' : answer);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const at = server.address();
  return {
    url: `http://127.0.0.1:${typeof at === 'object' && at ? at.port : 0}`,
    asked,
    replyWith: (next: Reply) => {
      reply = next;
    },
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

/** As an RPS: refuses whatever is not signed over exactly what came. */
function rps(devices: Map<string, string>, foreign: readonly string[]): Reply {
  const refused = (msg: string) => JSON.stringify({ ret: -1, data: null, error: { msg } });
  return ({ path, headers, body }) => {
    const header = (name: string) => String(headers[name]);
    const text = [
      'POST',
      `Content-MD5:${createHash('md5').update(body).digest('base64')}`,
      `X-Ca-Key:key-1`,
      `X-Ca-Nonce:${header('x-ca-nonce')}`,
      `X-Ca-Timestamp:${header('x-ca-timestamp')}`,
      path.slice(1),
    ].join('\n');
    if (header('x-ca-signature') !== createHmac('sha256', 'secret-1').update(text).digest('base64')) return 401;
    const given = JSON.parse(body);
    const ok = (data: unknown) => JSON.stringify({ ret: 0, data, error: null });
    if (path.endsWith('/device/list'))
      return ok({ data: [...devices.keys()].map((mac) => ({ id: `id-${mac}`, mac: mac.toUpperCase() })) });
    if (path.endsWith('/device/edit')) {
      devices.set(given.id.slice(3), given.uniqueServerUrl);
      return ok(null);
    }
    const [mac] = given.macs;
    if (path.endsWith('/device/delete')) return devices.delete(mac) ? ok(null) : refused('device.not.found');
    if (devices.has(mac) || foreign.includes(mac)) return refused('device.mac.existed');
    if (given.serverId !== 'server-1') return refused('server.not.found');
    devices.set(mac, given.uniqueServerUrl);
    return ok(null);
  };
}

/** As Gigaset's: Basic authentication, MAC-ID behind the MAC, a MAC once. */
function gigaset(devices: Map<string, string>): Reply {
  const answer = (ok: boolean, told: string) =>
    `<?xml version="1.0"?><methodResponse><params><param><value><array><data><value><boolean>${ok ? 1 : 0}</boolean></value><value>${told}</value></data></array></value></param></params></methodResponse>`;
  return ({ headers, body }) => {
    if (headers.authorization !== `Basic ${Buffer.from('user:pass').toString('base64')}`) return 401;
    const method = /<methodName>(.*?)<\/methodName>/.exec(body)?.[1];
    const [first = '', url = ''] = [...body.matchAll(/<string>(.*?)<\/string>/g)].map(([, text = '']) => text);
    const mac = first.slice(0, 12);
    if (method === 'autoprov.deregisterDevice')
      return devices.delete(mac) ? answer(true, 'OK') : answer(false, `mac_not_found:${mac}`);
    if (!/^[0-9A-F]{12}-A1B2$/.test(first)) return answer(false, `mac_invalid:${first}`);
    if (devices.has(mac)) return answer(false, `mac_already_in_use:${mac}`);
    devices.set(mac, url);
    return answer(true, 'OK:device-password');
  };
}

let bellhop: TestBellhop;
const services = new Map<string, Awaited<ReturnType<typeof openService>>>();
const serviceOf = (name: string) => {
  const found = services.get(name);
  if (!found) throw new Error(`no ${name}`);
  return found;
};
const YEALINK = '805ec0600001';
const GIGASET = '7c2f80600001';

beforeAll(async () => {
  for (const name of ['rps', 'gigaset']) services.set(name, await openService());
  bellhop = await startTestBellhop({
    env: {
      BELLHOP_YEALINK_RPS_URL: serviceOf('rps').url,
      BELLHOP_YEALINK_RPS_KEY: 'key-1',
      BELLHOP_YEALINK_RPS_SECRET: 'secret-1',
      BELLHOP_YEALINK_RPS_SERVER: 'server-1',
      BELLHOP_GIGASET_URL: `${serviceOf('gigaset').url}/apxml/rpc.do`,
      BELLHOP_GIGASET_USER: 'user',
      BELLHOP_GIGASET_PASSWORD: 'pass',
    },
  });
  const add = (vendor: string, model: string, mac: string) =>
    bellhop.api('POST', '/cpes', { vendor, model, devices: [{ mac }] });
  await add('Yealink', 'T46S', YEALINK);
  await add('Gigaset', 'N510 IP PRO', GIGASET);
  await add('Aastra/Mitel', '6867i', '08000f600001');
});
afterAll(async () => {
  await bellhop?.close();
  for (const service of services.values()) await service.close();
});
beforeEach(() => {
  for (const service of services.values()) service.asked.length = 0;
});

describe('Yealink RPS', () => {
  test('D: a phone is registered with its first-boot URL, signed as RPS wants it; again it is changed; it is taken away', async () => {
    const devices = new Map<string, string>();
    serviceOf('rps').replyWith(rps(devices, []));
    const put = await bellhop.api('PUT', `/cpes/${YEALINK}/redirect`, {});
    expect([put.status, put.json]).toEqual([200, { service: 'yealinkRps' }]);
    expect(devices.get(YEALINK)).toMatch(/^https?:\/\/127\.0\.0\.1:\d+\/p\/[0-9a-f]{32}\/$/);
    await bellhop.api('DELETE', `/cpes/${YEALINK}/enrolment`);
    expect((await bellhop.api('PUT', `/cpes/${YEALINK}/redirect`, {})).status).toBe(200);
    expect(devices.get(YEALINK)).toMatch(/^https?:\/\/127\.0\.0\.1:\d+\/p\/$/);
    for (const _ of [1, 2]) expect((await bellhop.api('DELETE', `/cpes/${YEALINK}/redirect`)).status).toBe(200);
    expect(devices.size).toBe(0);
    const audit = await bellhop.api('GET', `/audit?subject=${YEALINK}`);
    expect(audit.json.items.filter(({ action }: { action: string }) => action === 'redirected')).toHaveLength(4);
    expect(audit.text).not.toContain('secret-1');
  });

  test('a phone of another owner, a service that is down, and one that talks nonsense are told apart', async () => {
    const put = async () => (await bellhop.api('PUT', `/cpes/${YEALINK}/redirect`, {})).json;
    serviceOf('rps').replyWith(rps(new Map(), [YEALINK]));
    expect(await put()).toMatchObject({ status: 409, detail: 'device.mac.existed' });
    serviceOf('rps').replyWith(() => 500);
    expect((await put()).status).toBe(503);
    serviceOf('rps').replyWith(() => '<html>');
    expect((await put()).status).toBe(503);
  });
});

describe('Gigaset', () => {
  test('D: a base is registered by MAC and MAC-ID, put anew without a clash, and taken away', async () => {
    const devices = new Map<string, string>();
    serviceOf('gigaset').replyWith(gigaset(devices));
    const path = `/cpes/${GIGASET}/redirect`;
    expect((await bellhop.api('PUT', path, {})).json.errors[0].pointer).toBe('/macId');
    const put = await bellhop.api('PUT', path, { macId: 'a1b2' });
    expect([put.status, put.json], put.text).toEqual([200, { service: 'gigaset' }]);
    expect((await bellhop.api('PUT', path, { macId: 'A1B2' })).status).toBe(200);
    expect(devices.get(GIGASET.toUpperCase())).toMatch(/\/p\//);
    const wrong = await bellhop.api('PUT', path, { macId: 'ZZZZ' });
    expect([wrong.status, wrong.json.detail]).toEqual([409, 'mac_invalid']);
    expect((await bellhop.api('DELETE', path)).status).toBe(200);
    expect(serviceOf('gigaset').asked.every(({ path: asked }) => asked === '/apxml/rpc.do')).toBe(true);
  });
});

test('a maker without a service, a phone of another tenant, and a technician get nowhere', async () => {
  expect((await bellhop.api('PUT', '/cpes/08000f600001/redirect', {})).status).toBe(409);
  const partnerId = (await bellhop.api('POST', '/partners', { name: 'Other' })).json.id;
  const stranger = await bellhop.person('partnerAdmin', { partnerId });
  expect((await stranger.api('PUT', `/cpes/${YEALINK}/redirect`, {})).status).toBe(404);
  const accountId = (await bellhop.api('POST', '/accounts', { name: 'Bakery', number: '1001' })).json.id;
  const technician = await bellhop.person('technician', { accountIds: [accountId] });
  expect((await technician.api('PUT', `/cpes/${YEALINK}/redirect`, {})).status).toBe(403);
  expect([...services.values()].flatMap(({ asked }) => asked)).toEqual([]);
});
