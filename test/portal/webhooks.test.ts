// Webhooks in the portal: empty, added with the secret shown once, tested, removed.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPortal, type TestPortal, type Visitor } from './support.ts';

let portal: TestPortal;
let admin: Visitor;
beforeAll(async () => {
  portal = await openPortal();
  admin = await portal.loggedIn();
});
afterAll(() => portal.close());

test('an empty page says what to do', async () => {
  expect((await admin.get('/webhooks')).body).toMatch(/There is no webhook yet|Er is nog geen webhook/);
});

test('D: one is added with its secret shown once, keeps what was typed when refused, is tested, renewed and removed', async () => {
  const typed = { name: 'Tickets <1>', url: 'https://hooks.example/x', on: 'on', 'cpe.added': 'on' };
  const refused = await admin.post('/webhooks/add', { ...typed, url: 'https://10.0.0.1/x' });
  expect([refused.statusCode, refused.body.includes('https://10.0.0.1/x')]).toEqual([422, true]);
  expect((await admin.post('/webhooks/add', { ...typed, account: '4711' })).statusCode).toBe(422);
  const added = await admin.post('/webhooks/add', typed);
  const secret = /whsec_[0-9a-f]{64}/.exec(added.body)?.[0];
  expect(secret).toBeDefined();
  const [webhook] = await portal.store.notices.webhooks.list({}, '_id', { limit: 2 });
  expect(webhook).toMatchObject({ name: 'Tickets <1>', events: ['cpe.added'], on: true });
  const page = `/webhooks/${webhook?.id}`;
  expect((await admin.get(page)).body).not.toContain('whsec_');
  expect((await admin.get('/webhooks')).body).toContain('Tickets &lt;1&gt;');

  expect((await admin.post(`${page}/test`, {}, page)).statusCode).toBe(303);
  expect((await admin.get(page)).body).toMatch(/Test message|Testbericht/);
  const renewed = /whsec_[0-9a-f]{64}/.exec((await admin.post(`${page}/secret`, {}, page)).body)?.[0];
  expect(renewed).not.toBe(secret);
  const { on: _on, ...off } = typed;
  await admin.post(page, off, page);
  expect(await portal.store.notices.webhooks.find(webhook?.id ?? '')).toMatchObject({ on: false });
  expect((await admin.post(`${page}/remove`, {}, page)).statusCode).toBe(303);
  expect((await admin.get(page)).statusCode).toBe(404);
});
