// Alarms through the API: settings per account, who may, and a whole server that raises one and mails it.
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startTestBellhop, type TestBellhop } from '../support/bellhop.ts';
import { openSmtp, type TestSmtp } from '../support/smtp.ts';

vi.setConfig({ testTimeout: 60_000 });

let bellhop: TestBellhop;
let smtp: TestSmtp;
let accountId: string;
beforeAll(async () => {
  smtp = await openSmtp();
  bellhop = await startTestBellhop({
    env: {
      BELLHOP_SMTP_URL: smtp.url,
      BELLHOP_MAIL_FROM: 'bellhop@example.com',
      BELLHOP_PORTAL_URL: 'https://portal.example.com',
    },
  });
  accountId = (await bellhop.api('POST', '/accounts', { name: 'Bakery', number: '1001', language: 'en' })).json.id;
});
afterAll(async () => {
  await bellhop?.close();
  await smtp?.close();
});

test('settings are off at first, are set whole, name every bad field, and end with 412 in a lost race', async () => {
  const path = `/accounts/${accountId}/alarm-settings`;
  const first = await bellhop.api('GET', path);
  expect([first.json, first.headers.get('etag')]).toEqual([{ kinds: [], mail: [], notSeenHours: 24 }, '"0"']);
  const bad = await bellhop.api('PUT', path, { kinds: [], mail: ['a@b.nl', 'x', 'a\n@b.nl'], notSeenHours: 24 });
  expect(bad.json.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual(['/mail/1', '/mail/2']);
  const wish = { kinds: ['notSeen'], mail: ['a@b.nl'], notSeenHours: 8 };
  expect((await bellhop.api('PUT', path, wish, { 'if-match': '"0"' })).json).toEqual(wish);
  expect((await bellhop.api('PUT', path, wish, { 'if-match': '"0"' })).status).toBe(412);
  expect((await bellhop.api('GET', path)).json).toEqual(wish);
});

test('an account admin sets those of that account alone, and the platform its own', async () => {
  const other = (await bellhop.api('POST', '/accounts', { name: 'Florist', number: '1002' })).json.id;
  const { api } = await bellhop.person('accountAdmin', { accountIds: [other] });
  const wish = { kinds: [], mail: [], notSeenHours: 24 };
  expect((await api('PUT', `/accounts/${other}/alarm-settings`, wish)).status).toBe(200);
  expect((await api('PUT', `/accounts/${accountId}/alarm-settings`, wish)).status).toBe(404);
  expect((await api('PUT', '/alarm-settings', wish)).status).toBe(403);
  expect((await bellhop.api('PUT', '/alarm-settings', wish)).status).toBe(200);
});

test('D: a window that closes soon is mailed once by a running server and listed to its own account alone', async () => {
  const wish = { kinds: ['windowExpiring'], mail: ['noc@example.com'], notSeenHours: 24 };
  await bellhop.api('PUT', `/accounts/${accountId}/alarm-settings`, wish);
  const mac = '805ec0500001';
  await bellhop.api('POST', '/cpes', { vendor: 'Yealink', model: 'T46S', accountId, devices: [{ mac }] });
  await bellhop.api('POST', `/cpes/${mac}/enrolment`, { minutes: 30 });
  await expect.poll(() => smtp.mails.length, { timeout: 40_000 }).toBe(1);
  expect(smtp.mails[0]?.text).toContain('has not started yet');
  const { api } = await bellhop.person('technician', { accountIds: [accountId] });
  const listed = (await api('GET', '/alarms?standing=true')).json.items;
  expect(listed).toMatchObject([{ kind: 'windowExpiring', accountId, subject: { id: mac } }]);
  const stranger = await bellhop.person('partnerAdmin', {
    partnerId: (await bellhop.api('POST', '/partners', { name: 'Other' })).json.id,
  });
  expect((await stranger.api('GET', '/alarms')).json.items).toEqual([]);
});
