// Logins to queues on a real store: kept per agent and queue, and what calls are decided by afterwards.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findRecord, removeRecord } from '../../server/pbx/edit.ts';
import { ownQueues, queueAgents, setQueueLogin } from '../../server/pbx/queue-logins.ts';
import { changeQueue } from '../../server/pbx/queues.ts';
import { changeOfKind } from '../../server/pbx/records.ts';
import { telephonyOf } from '../../server/pbx/telephony.ts';
import { openTelephonyDesk, type TelephonyDesk } from '../support/telephony-desk.ts';

let shop: TelephonyDesk;
beforeAll(async () => {
  shop = await openTelephonyDesk();
  for (const number of ['201', '202', '203']) await shop.user(number);
  for (const number of ['300', '301'])
    await shop.order({ product: 'queue', callLimit: 5, extension: { number, name: `Queue ${number}` } });
  await shop.extension({
    kind: 'forward',
    number: '400',
    name: 'Out',
    to: '+31612345678',
    callerNumber: { kind: 'caller' },
  });
  await edit('300', { members: [{ agent: '201' }, { agent: '400', kind: 'forward' }] });
  await edit('301', { access: 'closed', members: [{ agent: '201' }] });
});
afterAll(() => shop?.desks.close());

const which = (keyOrId: string) => ({ kind: 'queue', accountId: shop.account.id, keyOrId }) as const;
const edit = (queue: string, patch: object) => changeQueue(shop.deps, which(queue), patch);
const login = (queue: string, agent: string, status: 'active' | 'inactive' = 'active') =>
  setQueueLogin(shop.deps, { accountId: shop.account.id, queue, agent }, status);
const agents = async (queue: string) =>
  (await queueAgents(shop.deps, shop.account.id, queue)).map(({ agent, status }) => `${agent} ${status}`);
const live = async () => (await telephonyOf(shop.deps, shop.account.id, shop.deps.now())).live.queueLogins;

describe('logging in and out', () => {
  test('Q-40, Q-41, Q-45, Q-48: who logs out stays a member, at his rank, and comes back to it', async () => {
    expect(await agents('300')).toEqual(['201 active', '400 active']);
    await login('300', '201', 'inactive');
    expect(await agents('300')).toEqual(['201 inactive', '400 active']);
    expect(await live()).toEqual({ 300: { 201: 'inactive' } });
    await login('300', '201');
    expect(await agents('300')).toEqual(['201 active', '400 active']);
    expect((await live())['300']).toEqual({ 201: 'active' });
  });

  test('Q-44, Q-47: into an open queue whoever likes, behind all others; into a closed one members alone', async () => {
    await login('300', '202');
    expect(await agents('300')).toEqual(['201 active', '400 active', '202 active']);
    await login('301', '201');
    await expect(login('301', '202')).rejects.toMatchObject({ code: 'QUEUE_LOGIN_REFUSED' });
    await expect(login('301', '203', 'inactive')).rejects.toMatchObject({ code: 'QUEUE_LOGIN_REFUSED' });
    expect(await agents('301')).toEqual(['201 active']);
    expect(await live()).toEqual({ 300: { 201: 'active', 202: 'active' }, 301: { 201: 'active' } });
  });

  test('Q-17: a forward extension cannot, nor who is not there', async () => {
    await expect(login('300', '400', 'inactive')).rejects.toMatchObject({ code: 'TELEPHONY_NOT_FOUND' });
    await expect(login('300', '299')).rejects.toMatchObject({ code: 'TELEPHONY_NOT_FOUND' });
    await expect(login('399', '201')).rejects.toMatchObject({ code: 'TELEPHONY_NOT_FOUND' });
  });

  test('many at once lose nothing', async () => {
    await Promise.all([login('300', '203'), login('300', '201', 'inactive'), login('301', '201', 'inactive')]);
    expect(await agents('300')).toEqual(['201 inactive', '400 active', '202 active', '203 active']);
    expect(await live()).toMatchObject({ 300: { 201: 'inactive', 203: 'active' }, 301: { 201: 'inactive' } });
  });

  test('Q-55, Q-59: a user sees open queues, and closed ones as their member', async () => {
    const seen = async (extension: string) =>
      (await ownQueues(shop.deps, { accountId: shop.account.id, extension })).map(
        ({ queue, isMember, status }) => `${queue} ${isMember} ${status}`,
      );
    expect(await seen('201')).toEqual(['300 true inactive', '301 true inactive']);
    expect(await seen('202')).toEqual(['300 true active']);
  });
});

describe('Q-36, Q-37: what an administrator does to members', () => {
  test('goes before what they did: whoever he sets, removes or adds again is as he says', async () => {
    const others = [{ agent: '400', kind: 'forward' }, { agent: '202' }, { agent: '203' }];
    await edit('300', { members: [{ agent: '201', active: true }, ...others] });
    expect(await agents('300')).toContain('201 active');
    await login('300', '201', 'inactive');
    await edit('300', { wrapUpSec: 20 });
    expect(await agents('300')).toContain('201 inactive');
    await edit('300', { members: [{ agent: '201', active: true }, ...others] });
    expect(await agents('300')).toContain('201 active');
    await login('300', '201', 'inactive');
    await edit('300', { members: others });
    await edit('300', { members: [{ agent: '201' }, ...others] });
    expect(await agents('300')).toContain('201 active');
    expect((await live())['300']).toEqual({ 202: 'active', 203: 'active' });
  });

  test('and leaves those alone whom he does not change', async () => {
    await login('300', '202', 'inactive');
    await edit('300', { wrapUpSec: 30 });
    expect(await agents('300')).toContain('202 inactive');
  });

  test('EXT-15: logins follow a queue and a user to another number, and go with them', async () => {
    const { deps, account } = shop;
    await changeOfKind(deps, { kind: 'extension', accountId: account.id, keyOrId: '300' }, { number: '310' }, 'follow');
    expect((await live())['310']).toMatchObject({ 202: 'inactive' });
    expect(await live()).not.toHaveProperty('300');
    const gone = async (number: string) =>
      removeRecord(deps, await findRecord(deps, 'extension', account.id, number), 'clear');
    await gone('203');
    expect((await live())['310']).toEqual({ 202: 'inactive' });
    await gone('310');
    expect(await live()).toEqual({ 301: { 201: 'inactive' } });
  });
});
