// The audit log and personal data as pages.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { auditedCpe, machineOrigin } from '../../server/audit/audited-desk.ts';
import { createAuditLog } from '../../server/audit/log.ts';
import { addAccount } from '../../server/cpe/accounts.ts';
import { addChannel } from '../../server/cpe/channels.ts';
import { addCpes } from '../../server/cpe/cpes.ts';
import type { CpeDeps } from '../../server/cpe/deps.ts';
import { openPortal, type TestPortal, type Visitor } from './support.ts';

const MAC = '805ec0123456';
const EVIL = '<script>alert("x")</script>';
const EN = { 'accept-language': 'en' };
let portal: TestPortal;
let admin: Visitor;
let deps: CpeDeps;
let accountId: string;

beforeAll(async () => {
  portal = await openPortal();
  admin = await portal.loggedIn();
  expect((await admin.get('/audit', { 'accept-language': 'nl' })).body).toContain('Er is nog niets gebeurd.');
  const { now, randomHex } = portal.cpe;
  const log = createAuditLog({ sink: portal.store.audit, key: Buffer.alloc(32), now, randomHex });
  deps = auditedCpe(portal.cpe, log, machineOrigin('set-up', 'command'));
  accountId = (await addAccount(deps, { name: `Bakery ${EVIL}`, number: '1001' })).id;
  await addCpes(deps, { vendor: 'Yealink', model: 'T46S', accountId, devices: [{ mac: MAC }] });
});
afterAll(() => portal.close());

describe('audit page', () => {
  test('strangers do not see it', async () => {
    for (const page of ['/audit', '/audit/export.csv', '/personal-data'])
      expect((await portal.visitor().get(page)).statusCode).toBe(303);
  });

  test('shows who, what and the changes, escaped, linked from the phone', async () => {
    expect((await admin.get(`/phones/${MAC}`)).body).toContain(`href="/audit?subject=${MAC}"`);
    const { body } = await admin.get('/audit', EN);
    expect(body).toContain('80:5e:c0:12:34:56 Yealink T46S');
    expect(body).toContain('<ins>T46S</ins>');
    expect(body).toContain('/lastingToken/hash');
    expect(body).toContain('<ins>********</ins>');
    expect(body).not.toContain(EVIL);
  });

  test('a change made in the portal stands there with its door and its user', async () => {
    await admin.post(`/phones/${MAC}/window/close`, {});
    const { body } = await admin.get(`/audit?subject=${MAC}&action=windowClosed`, EN);
    expect(body).toContain('first boot closed</td>');
    expect(body).toMatch(/admin<\/span><div class="faint small">portal · 127\.0\.0\.1/);
  });

  test('filters, and says when nothing fits', async () => {
    const rows = async (query: string) =>
      ((await admin.get(`/audit?${query}`, EN)).body.match(/<th scope="row">/g) ?? []).length;
    expect(await rows('q=1001&action=added')).toBe(1);
    expect(await rows('actor=admin')).toBe(1);
    expect(await rows('from=2999-01-01')).toBe(0);
    expect((await admin.get('/audit?from=2999-01-01', EN)).body).toContain('Nothing fits this search.');
    expect(await rows('from=nonsense')).toBeGreaterThan(1);
  });

  test('turns pages, and downloads as CSV', async () => {
    for (let i = 0; i < 60; i++) await addChannel(deps, accountId, { displayName: `User ${i}` });
    const first = (await admin.get('/audit?q=user+', EN)).body;
    const next = /href="(\/audit\?after=[^"]+)"/.exec(first)?.[1]?.replaceAll('&amp;', '&') ?? '';
    expect(first).toContain('User 59');
    expect((await admin.get(next, EN)).body).toContain('<ins>User 0</ins>');
    const csv = await admin.get('/audit/export.csv?q=user+');
    expect(csv.headers['content-disposition']).toContain('audit.csv');
    expect(csv.body.match(/User \d+/g)).toHaveLength(60);
  });
});

describe('personal data pages', () => {
  test('download, then erase after a page that says what would be done', async () => {
    const anna = await addChannel(deps, accountId, { displayName: 'Anna Jansen' });
    const typed = { username: '', channel: anna.name };
    const file = await admin.post('/personal-data/export', typed, '/personal-data');
    expect(JSON.parse(file.body).sources).toHaveLength(8);
    expect(file.body).toContain('Anna Jansen');

    const plan = await admin.post('/personal-data/erase', typed, '/personal-data', EN);
    expect(plan.body).toContain(`Yes, erase ${anna.name}`);
    expect((await portal.store.channels.find(anna.id))?.displayName).toBe('Anna Jansen');
    const done = await admin.post('/personal-data/erase', { ...typed, confirmed: 'yes' }, '/personal-data', EN);
    expect(done.body).toContain('<h1>Erased</h1>');
    expect((await portal.store.channels.find(anna.id))?.displayName).toBeUndefined();
    expect((await admin.get(`/audit?subject=${anna.id}`)).body).not.toContain('Anna Jansen');
  });

  test('says what is wrong with what was typed; a forged form does nothing', async () => {
    const nobody = await admin.post('/personal-data/erase', { username: 'nobody', channel: '' }, '/personal-data', EN);
    expect([nobody.statusCode, nobody.body.includes('Nothing is held about this person')]).toEqual([404, true]);
    const forged = await admin.post(
      '/personal-data/erase',
      { username: 'x', channel: '', confirmed: 'yes', _csrf: 'forged' },
      null,
    );
    expect(forged.statusCode).toBe(403);
  });
});
