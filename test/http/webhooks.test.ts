// Webhooks over real sockets: added through the API, told by a real POST to a real receiver, signed, logged, tenants apart.
import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startTestBellhop, T46S_AGENT, type TestBellhop } from '../support/bellhop.ts';
import { openReceiver, type Received, type Receiver } from '../support/receiver.ts';

vi.setConfig({ testTimeout: 30_000 });

let bellhop: TestBellhop;
let receiver: Receiver;
let accountId: string;
let otherId: string;
let nextMac = 0x805ec0100000;

beforeAll(async () => {
  bellhop = await startTestBellhop({ env: { BELLHOP_WEBHOOK_PRIVATE: 'on' } });
  receiver = await openReceiver();
  accountId = (await bellhop.api('POST', '/accounts', { name: 'Bakery', number: '1001' })).json.id;
  otherId = (await bellhop.api('POST', '/accounts', { name: 'Florist', number: '1002' })).json.id;
});
afterAll(async () => {
  await bellhop?.close();
  await receiver?.close();
});

const EVERYTHING = ['cpe.added', 'cpe.changed', 'cpe.removed', 'cpe.firstSeen', 'cpe.refused', 'job.ended'];
const addWebhook = async (given: object = {}, api = bellhop.api) =>
  api('POST', '/webhooks', { name: 'Tickets', url: receiver.url, events: EVERYTHING, ...given });
const addCpe = async (account: string) => {
  const mac = (nextMac++).toString(16);
  const model = { vendor: 'Yealink', model: 'T46S', accountId: account };
  const added = await bellhop.api('POST', '/cpes', { ...model, devices: [{ mac }] });
  expect(added.status, added.text).toBe(201);
  return { mac, url: String(added.json.items[0].provisioningUrl) };
};
const told = (path: string): Received[] => receiver.received.filter((one) => one.path === path);
const kinds = (path: string) => told(path).map(({ body }) => JSON.parse(body).event);
const pathFor = (name: string) => ({ url: receiver.url.replace('/hook', `/${name}`) });

/** The recipe of docs/webhooks.md. */
function isSigned({ headers, body }: Received, secret: string): boolean {
  const expected = createHmac('sha256', secret).update(`${headers['bellhop-timestamp']}.${body}`).digest('hex');
  return String(headers['bellhop-signature']).split(',').includes(`v1=${expected}`);
}

describe('events', () => {
  test('D: what happens to a phone is told once, signed, to the webhook of its account and not to another', async () => {
    const own = await addWebhook({ accountId, ...pathFor('own') });
    expect(own.status, own.text).toBe(201);
    await addWebhook({ accountId: otherId, ...pathFor('other') });
    const { mac, url } = await addCpe(accountId);
    await bellhop.api('PATCH', `/cpes/${mac}`, { settings: { vlan: { enabled: true, deviceId: 7, pcId: 8 } } });
    await bellhop.phone(`${url.split('/p/')[1]}${mac}.cfg`, { userAgent: T46S_AGENT });
    await expect
      .poll(() => kinds('/own').toSorted(), { timeout: 10_000 })
      .toEqual(['cpe.added', 'cpe.changed', 'cpe.firstSeen']);
    await bellhop.api('DELETE', `/cpes/${mac}`);
    await expect.poll(() => kinds('/own'), { timeout: 10_000 }).toContain('cpe.removed');
    const bodies = told('/own').map(({ body }) => JSON.parse(body));
    expect(bodies.find(({ event }) => event === 'cpe.changed')).toMatchObject({
      accountId,
      subject: { kind: 'cpe', id: mac },
      data: { mac, changed: ['/settings'] },
    });
    for (const one of told('/own')) {
      expect(isSigned(one, own.json.secret)).toBe(true);
      expect(isSigned({ ...one, body: `${one.body} ` }, own.json.secret)).toBe(false);
      expect(one.headers['bellhop-delivery']).toBe(JSON.parse(one.body).id);
      expect(one.body).not.toMatch(/password|token|whsec/i);
    }
    expect(new Set(bodies.map(({ id }) => id)).size).toBe(bodies.length);
    expect(told('/other')).toEqual([]);
  });

  test('a refused phone and an ended job are told', async () => {
    await addWebhook(pathFor('more'));
    const { mac } = await addCpe(accountId);
    await bellhop.api('DELETE', `/cpes/${mac}/enrolment`);
    await bellhop.phone(`${mac}.cfg`, { userAgent: T46S_AGENT });
    expect((await bellhop.api('POST', `/cpes/${mac}/resync`)).status).toBe(202);
    await expect
      .poll(() => kinds('/more'), { timeout: 15_000 })
      .toEqual(expect.arrayContaining(['cpe.refused', 'job.ended']));
    const refused = told('/more')
      .map(({ body }) => JSON.parse(body))
      .find(({ event }) => event === 'cpe.refused');
    expect(refused).toMatchObject({ accountId, data: { mac, reason: expect.any(String), address: '127.0.0.1' } });
  });

  test('one that was taken back is not told: nothing is added when a row is bad', async () => {
    await addWebhook({ accountId, ...pathFor('batch') });
    const { mac } = await addCpe(accountId);
    await expect.poll(() => kinds('/batch'), { timeout: 10_000 }).toEqual(['cpe.added']);
    const model = { vendor: 'Yealink', model: 'T46S', accountId };
    const again = await bellhop.api('POST', '/cpes', { ...model, devices: [{ mac: '805ec0999999' }, { mac }] });
    expect(again.status).toBe(422);
    const { mac: next } = await addCpe(accountId);
    await expect
      .poll(() => told('/batch').map(({ body }) => JSON.parse(body).data.mac), { timeout: 10_000 })
      .toEqual([mac, next]);
  });
});

describe('deliveries', () => {
  test('a test is sent and stands in the log with status and time; the log carries no secret', async () => {
    const { json } = await addWebhook(pathFor('test'));
    const asked = await bellhop.api('POST', `/webhooks/${json.id}/test`);
    expect(asked.status).toBe(202);
    const log = () => bellhop.api('GET', `/webhooks/${json.id}/deliveries/${asked.json.id}`);
    await expect.poll(async () => (await log()).json.state, { timeout: 10_000 }).toBe('delivered');
    const one = await log();
    expect(one.json).toMatchObject({ attempts: 1, lastTry: { status: 204, ms: expect.any(Number) } });
    expect(one.text).not.toContain(json.secret);
    expect((await bellhop.api('GET', `/webhooks/${json.id}`)).text).not.toContain('whsec');
  });

  test('what fails is tried again with the same id and bytes, and arrives', async () => {
    const failing = await openReceiver();
    failing.answer(500);
    const { json } = await addWebhook({ accountId: otherId, url: failing.url });
    await addCpe(otherId);
    await expect.poll(() => failing.received.length, { timeout: 10_000 }).toBe(1);
    failing.answer(200);
    await expect.poll(() => failing.received.length, { timeout: 15_000 }).toBe(2);
    const [first, second] = failing.received;
    expect(second?.body).toBe(first?.body);
    expect(second?.headers['bellhop-delivery']).toBe(first?.headers['bellhop-delivery']);
    const log = () => bellhop.api('GET', `/webhooks/${json.id}/deliveries`);
    await expect
      .poll(async () => (await log()).json.items[0], { timeout: 5_000 })
      .toMatchObject({
        state: 'delivered',
        attempts: 2,
      });
    await failing.close();
  });

  test('a new secret signs beside the old one; one switched off gets nothing', async () => {
    const { json } = await addWebhook({ accountId, ...pathFor('renewed') });
    const renewed = await bellhop.api('POST', `/webhooks/${json.id}/secret`);
    expect(renewed.json.secret).not.toBe(json.secret);
    await bellhop.api('POST', `/webhooks/${json.id}/test`);
    await expect.poll(() => told('/renewed').length, { timeout: 10_000 }).toBe(1);
    const [one] = told('/renewed');
    expect([json.secret, renewed.json.secret].map((secret) => one && isSigned(one, secret))).toEqual([true, true]);
    const off = await bellhop.api('PATCH', `/webhooks/${json.id}`, { on: false });
    expect(off.json.on).toBe(false);
    expect((await bellhop.api('POST', `/webhooks/${json.id}/test`)).status).toBe(409);
  });
});

describe('who may', () => {
  test('an account admin has webhooks of that account alone; another’s answer like those that are not there', async () => {
    const all = (await addWebhook(pathFor('all'))).json;
    const { api } = await bellhop.person('accountAdmin', { accountIds: [accountId] });
    expect((await addWebhook({}, api)).status).toBe(422);
    expect((await addWebhook({ accountId: otherId }, api)).status).toBe(422);
    const own = await addWebhook({ accountId, ...pathFor('mine') }, api);
    expect(own.status, own.text).toBe(201);
    const seen = (await api('GET', '/webhooks')).json.items;
    expect(seen.every((one: { accountId?: string }) => one.accountId === accountId)).toBe(true);
    for (const [method, path] of [
      ['GET', ''],
      ['PATCH', ''],
      ['DELETE', ''],
      ['POST', '/secret'],
      ['POST', '/test'],
      ['GET', '/deliveries'],
    ] as const) {
      const body = method === 'PATCH' ? { name: 'x' } : undefined;
      const foreign = await api(method, `/webhooks/${all.id}${path}`, body);
      const none = await api(method, `/webhooks/none${path}`, body);
      expect([foreign.status, foreign.json.type], `${method} ${path}`).toEqual([none.status, none.json.type]);
      expect(foreign.status).toBe(404);
    }
  });

  test('every bad field is named; a lost race is 412; what was done stands in the audit log without the secret', async () => {
    const bad = await addWebhook({ name: '', url: 'ftp://x', events: [] });
    expect(bad.json.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual(['/name', '/url', '/events']);
    const { json } = await addWebhook();
    const stale = await bellhop.api('PATCH', `/webhooks/${json.id}`, { name: 'x' }, { 'if-match': '"9"' });
    expect(stale.status).toBe(412);
    expect((await bellhop.api('DELETE', `/webhooks/${json.id}`)).status).toBe(204);
    const audit = await bellhop.api('GET', `/audit?subject=${json.id}`);
    expect(audit.json.items.map(({ action }: { action: string }) => action)).toEqual(['removed', 'added']);
    expect(audit.text).not.toContain('whsec');
  });
});
