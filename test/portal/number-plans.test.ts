// The page of number plans: the week as a picture, what holds now, switching by hand with a page that asks first.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hashPin } from '../../server/access/pins.ts';
import { addAccount } from '../../server/cpe/accounts.ts';
import type { TelephonyDeps } from '../../server/pbx/deps.ts';
import { addSchema, schemasOf } from '../../server/pbx/number-plans/schemas.ts';
import { openPortal, type TestPortal, type Visitor } from './support.ts';

let portal: TestPortal;
let admin: Visitor;
let deps: TelephonyDeps;
let account: string;
let page: string;
let switching: string;

beforeAll(async () => {
  portal = await openPortal();
  admin = await portal.loggedIn();
  await admin.post('/language', { language: 'en', back: '/phones' }, '/phones');
  const { cpe, store } = portal;
  const { accounts, channels, cpes } = cpe.records;
  const { findReports } = store.notebook;
  deps = {
    ...{ records: store.telephony, catalogues: store.telephony, accounts, channels, cpes, findReports, hashPin },
    ...{ sounds: store.sounds, now: cpe.now, newId: cpe.newId },
  };
});
afterAll(() => portal?.close());

async function seeded(): Promise<void> {
  account = (await addAccount(portal.cpe, { name: 'Bakery <b>', number: '1001', language: 'en' })).id;
  const { id } = await addSchema(deps, account, {
    name: 'Shop <i>',
    plans: [
      { slot: 1, name: 'Open & "on"' },
      { slot: 2, name: 'Night' },
    ],
    times: [{ kind: 'period', plan: 2 }],
    holidays: [{ description: '<script>', startDate: '2027-04-27', endDate: '2027-04-27', plan: 1 }],
  });
  page = `/number-plans?account=${account}&schema=${id}`;
  switching = `/number-plans/${account}/${id}/switch`;
}

describe('number plans', () => {
  test('without an account the page says what to do', async () => {
    const { body, statusCode } = await admin.get('/number-plans');
    expect([statusCode, body.includes('There is no account yet')]).toEqual([200, true]);
  });

  test('an account of which nothing was set shows its main schema, and what to do', async () => {
    await seeded();
    const { body } = await admin.get('/number-plans');
    expect(body).toContain('Main schema');
    expect(body).toContain('This schema has no number plans yet');
    expect(body).toContain('no number plan holds now');
    expect((await schemasOf(deps, account)).all[0]?.revision).toBe(0);
  });

  test('NP-5 NP-37 NP-38 the week is an SVG with a bar for each time, what holds now in green, nothing inline', async () => {
    const { body, headers } = await admin.get(page);
    expect(body).toContain('Shop &lt;i&gt;: 2 Night holds now');
    expect(body.match(/class="plan-now"/g)?.length).toBeGreaterThanOrEqual(7);
    expect(body).toContain('00:00–24:00: 2 Night');
    expect(body).not.toMatch(/ style=|<style|<script>|<b>|<i>/);
    expect(headers['content-security-policy']).toContain("style-src 'self'");
    const holiday = (await admin.get(`${page}&week=2027-04-29`)).body;
    expect(holiday).toContain('Tue 27 Apr 00:00–24:00: 1 Open &amp; &quot;on&quot; (&lt;script&gt;)');
    expect(holiday).not.toContain('plan-now');
    expect(holiday).toContain('week=2027-04-19');
  });

  test('NP-17 NP-39 what is worth a warning is said, in both languages', async () => {
    expect((await admin.get(page)).body).toContain('A number plan is chosen that has no numbers yet');
    const dutch = await portal.loggedIn();
    await dutch.post('/language', { language: 'nl', back: '/phones' }, '/phones');
    expect((await dutch.get(page)).body).toContain('Er wordt een nummerplan gekozen waarin nog geen nummers staan');
  });

  test('NP-17 NP-44 NP-45 NP-47 switching asks first, warns of an empty plan, and is undone the same way', async () => {
    const asked = await admin.get(`${switching}?kind=permanent&plan=1`);
    expect(asked.body).toContain('Yes, switch now');
    expect(asked.body).toContain('This plan has no numbers yet');
    expect((await admin.get(page)).body).toContain('2 Night holds now');
    const from = `${switching}?kind=permanent&plan=1`;
    const done = await admin.post(switching, { kind: 'permanent', plan: '1' }, from);
    expect([done.statusCode, done.headers.location]).toEqual([303, page]);
    const shown = (await admin.get(page)).body;
    expect(shown).toContain('1 Open &amp; &quot;on&quot; holds now');
    expect(shown).toContain('Nothing changes by itself');
    await admin.post(switching, { kind: 'none' }, `${switching}?kind=none`);
    expect((await admin.get(page)).body).toContain('2 Night holds now');
  });

  test('a forged form, a plan that is not there and a foreign account change nothing', async () => {
    const forged = { kind: 'permanent', plan: '1', _csrf: 'forged' };
    expect((await admin.post(switching, forged, null)).statusCode).toBe(403);
    expect((await admin.get(`${switching}?kind=permanent&plan=9`)).statusCode).toBe(404);
    const from = `${switching}?kind=none`;
    expect((await admin.post(switching, { kind: 'temporary', plan: '9' }, from)).statusCode).toBe(404);
    expect((await admin.post(switching, { kind: 'temporary' }, from)).statusCode).toBe(422);
    expect((await admin.get('/number-plans?account=none')).statusCode).toBe(404);
    expect((await admin.get(page)).body).toContain('2 Night holds now');
  });
});
