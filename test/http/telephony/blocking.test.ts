// Call blocking over the API: both levels, what can be blocked, and who may.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestBellhop, type TestBellhop } from '../../support/bellhop.ts';
import { pointers, type TestAccount, testAccount } from '../../support/telephony-account.ts';

let bellhop: TestBellhop;
let shop: TestAccount;
beforeAll(async () => {
  bellhop = await startTestBellhop();
  shop = await testAccount(bellhop, { language: 'en' });
  for (const number of ['201', '202']) expect((await shop.user(number)).status).toBe(201);
});
afterAll(() => bellhop?.close());

describe('call blocking', () => {
  test('CB-1 CB-2 CB-5 CB-7 the account: all categories are there, none is blocked until that is saved', async () => {
    const before = await shop.call('GET', 'blocking');
    expect([before.json.blocked, before.headers.get('etag')]).toEqual([[], '"0"']);
    expect(before.json.available[0]).toMatchObject({ id: 'international', name: 'international' });
    const saved = await shop.call('PUT', 'blocking', { blocked: ['premium', 'satellite'] }, { 'if-match': '"0"' });
    expect([saved.status, saved.json.blocked]).toEqual([200, ['premium', 'satellite']]);
    expect((await shop.call('PUT', 'blocking', { blocked: [] }, { 'if-match': '"0"' })).status).toBe(412);
    const unblocked = await shop.call('PUT', 'blocking', { blocked: ['satellite'] });
    expect(unblocked.json.blocked).toEqual(['satellite']);
  });

  test('CB-3 CB-4 CB-8 CB-11 a user: further categories, beside what the account blocks', async () => {
    await shop.call('PUT', 'blocking', { blocked: ['satellite'] });
    const saved = await shop.call('PUT', 'extensions/201/blocking', { blocked: ['mobile'] });
    expect(saved.json).toMatchObject({ blocked: ['mobile'], blockedByAccount: ['satellite'] });
    expect((await shop.call('GET', 'extensions/201/blocking')).json).toEqual(saved.json);
    expect((await shop.call('GET', 'extensions/202/blocking')).json.blocked).toEqual([]);
    expect((await shop.call('GET', 'extensions/209/blocking')).status).toBe(404);
    // It is the user's: with the number of the extension it follows.
    await shop.call('PATCH', 'extensions/201?references=follow', { number: '211' });
    expect((await shop.call('GET', 'extensions/211/blocking')).json.blocked).toEqual(['mobile']);
    await shop.call('PATCH', 'extensions/211?references=follow', { number: '201' });
  });

  test("CB-5 an account's own categories, and what is wrong with them", async () => {
    const own = { id: 'cuba', name: 'Cuba', leading: ['+53'], except: [] };
    const saved = await shop.call('PUT', 'blocking', { blocked: ['cuba'], categories: [own] });
    expect(saved.json.available.at(-1)).toEqual(own);
    const refused = await shop.call('PUT', 'blocking', {
      blocked: ['cuba', 'mars'],
      categories: [own, { ...own, name: undefined }, { id: 'cheap', leading: ['+31'] }],
    });
    expect([refused.status, pointers(refused)]).toEqual([
      422,
      ['/categories/1/id', '/categories/1/name', '/categories/2/name', '/blocked/1'],
    ]);
    const user = await shop.call('PUT', 'extensions/202/blocking', { blocked: ['mars'] });
    expect(pointers(user)).toEqual(['/blocked/0']);
  });

  test('CB-14 end users see and change neither level', async () => {
    const { api } = await bellhop.person('endUser', { accountIds: [shop.id] });
    for (const path of ['blocking', 'extensions/201/blocking'])
      for (const method of ['GET', 'PUT']) {
        const body = method === 'PUT' ? { blocked: [] } : undefined;
        expect((await api(method, `/accounts/${shop.id}/${path}`, body)).status, `${method} ${path}`).toBe(403);
      }
  });
});
