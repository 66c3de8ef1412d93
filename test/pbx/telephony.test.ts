// What calls are decided by, loaded from a store in which it was put by the use cases.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { putIpListing } from '../../server/cpe/accounts.ts';
import { putAccountBlocking, putUserBlocking } from '../../server/pbx/blocking/blocking.ts';
import { changeSchema } from '../../server/pbx/number-plans/schemas.ts';
import { changeOrder, connectSim, terminateOrder } from '../../server/pbx/orders.ts';
import { changeQueue } from '../../server/pbx/queues.ts';
import { switchReach } from '../../server/pbx/reach/edit.ts';
import { addOfKind, changeOfKind } from '../../server/pbx/records.ts';
import { changeSettings } from '../../server/pbx/settings.ts';
import { telephonyOf } from '../../server/pbx/telephony.ts';
import { begin } from '../../server/routing/call/begin.ts';
import { compile } from '../../server/routing/compile.ts';
import { openTelephonyDesk, type TelephonyDesk } from '../support/telephony-desk.ts';

let shop: TelephonyDesk;
beforeAll(async () => {
  shop = await openTelephonyDesk();
});
afterAll(() => shop?.desks.close());

const load = (iso = '2026-11-24T11:00:00Z') => telephonyOf(shop.deps, shop.account.id, new Date(iso));
const NOW = new Date('2026-11-24T11:00:00Z');
const SEEN = { transport: 'http', lastFile: 'a.cfg', lastAt: NOW } as const;
const there = async (iso: string) => (await load(iso)).snapshot.extensions.map(({ number }) => number).toSorted();

describe('everything of an account', () => {
  test('is there as it was set, in plain data that survives JSON', async () => {
    await shop.user('201');
    await shop.user('202');
    const desk = await shop.channel({ callLimit: 3 });
    const other = await shop.channel();
    const { deps, account } = shop;
    await addOfKind(deps, 'number', account.id, { e164: '+31201234567' });
    await addOfKind(deps, 'channelLink', account.id, {
      channelId: desk.id,
      linkedTo: '201',
      emergencyCallerId: '+31201234567',
    });
    await addOfKind(deps, 'channelLogin', account.id, {
      channelId: other.id,
      user: '202',
      since: '2026-11-24T08:00:00Z',
    });
    const group = await addOfKind(deps, 'privacyGroup', account.id, {
      name: 'Reception',
      members: ['202'],
      grants: [{ over: '201', pickup: true }],
    });
    await shop.order({ product: 'queue', callLimit: 7, extension: { number: '300', name: 'Sales' } });
    const queue = { kind: 'queue', accountId: account.id, keyOrId: '300' } as const;
    await changeQueue(deps, queue, { members: [{ agent: '201' }] });
    await changeSettings(deps, account.id, { emergencyCallerId: '+31201234567', externalCallLimit: 8 });
    const plans = { plans: [{ slot: 1, name: 'Day', numbers: [{ e164: '+31201234567', to: '300' }] }] };
    await changeSchema(deps, { accountId: account.id, schema: `main-${account.id}` }, plans);
    await putAccountBlocking(deps, account.id, { blocked: ['premium'] }, undefined);
    await putUserBlocking(deps, account.id, '202', { blocked: ['international'] }, undefined);
    await switchReach(deps, { accountId: account.id, extension: '201' }, { type: 'doNotDisturb', on: true });

    const { snapshot, live } = await load();
    expect(snapshot.account).toMatchObject({
      id: account.id,
      country: 'NL',
      timeZone: 'Europe/Amsterdam',
      areaCode: '020',
      extensionLength: 3,
      emergencyCallerId: '+31201234567',
      externalCallLimit: 8,
      recording: { active: false, outgoing: false },
      musicOnHold: [],
    });
    expect(snapshot.extensions.map(({ kind, number, name }) => `${kind} ${number} ${name}`).toSorted()).toEqual([
      'queue 300 Sales',
      'user 201 User 201',
      'user 202 User 202',
    ]);
    expect(snapshot.users.map(({ displayName }) => displayName).toSorted()).toEqual(['User 201', 'User 202']);
    expect(snapshot.channels).toEqual([
      {
        name: desk.username,
        device: 'fixed',
        areaCode: '020',
        callLimit: 3,
        linkedTo: '201',
        emergencyCallerId: '+31201234567',
      },
      { name: other.username, device: 'fixed', areaCode: '020', callLimit: 2 },
    ]);
    expect(snapshot.numbers).toEqual([{ e164: '+31201234567', kind: 'fixed' }]);
    expect(snapshot.privacyGroups).toMatchObject([{ id: group.id, name: 'Reception', members: ['202'] }]);
    expect(snapshot.queues).toMatchObject([
      { number: '300', name: 'Sales', callLimit: 7, members: [{ agent: '201' }] },
    ]);
    expect(Object.keys(snapshot.reach).toSorted()).toEqual(['201', '202']);
    expect(snapshot.numberPlanSchemas).toMatchObject([{ isMain: true, number: 1, ...plans }]);
    expect(snapshot.blocking).toEqual({
      account: { blocked: ['premium'], categories: [] },
      users: { '202': { blocked: ['international'] } },
    });
    expect(live.logins).toEqual({ [other.username]: '202' });
    expect(live.reach['201']?.manual?.status).toBeDefined();
    expect(JSON.parse(JSON.stringify({ snapshot, live }))).toEqual({ snapshot, live });
    expect(JSON.stringify({ snapshot, live })).not.toMatch(/argon2|2580/);
  });

  test('a call is decided by it: 201 rings 202 where he is logged in', async () => {
    const { snapshot, live } = await load();
    const origin = { kind: 'user', extension: '201', device: 'fixed' } as const;
    const { actions } = begin(compile(snapshot), live, { id: 'a', origin, to: '202' }, Date.parse('2026-11-24T11:00Z'));
    const rings = actions.flatMap((action) => (action.do === 'ring' ? action.targets : []));
    expect(rings.map(({ id }) => id)).toEqual([Object.keys(live.logins)[0]]);
  });

  test('an account that has nothing has an empty one, and one that is not there none', async () => {
    const fresh = await openTelephonyDesk();
    const { snapshot } = await telephonyOf(fresh.deps, fresh.account.id, new Date('2026-11-24T11:00:00Z'));
    expect([snapshot.extensions, snapshot.channels, snapshot.queues]).toEqual([[], [], []]);
    expect(snapshot.account).not.toHaveProperty('extensionLength');
    await expect(telephonyOf(fresh.deps, 'none', new Date())).rejects.toMatchObject({ code: 'ACCOUNT_NOT_FOUND' });
    await fresh.desks.close();
  });

  test('FAC-71: the list of addresses comes along', async () => {
    const { cpe } = shop.desks.within({ over: 'platform' });
    const listing = { active: true, allow: [{ first: '192.0.2.1', last: '192.0.2.9' }] };
    await putIpListing(cpe, shop.account.id, listing);
    expect((await load()).snapshot.account.ipListing).toEqual(listing);
  });

  test('FAC-71, FAC-77: a phone at another address than a listed one, or that of its last login, is not known', async () => {
    const { deps, account } = shop;
    const [desk, other] = await deps.channels.list({ accountId: account.id }, 'name', { limit: 2 });
    if (!desk || !other) throw new Error('no channels');
    const seen = async (address: string) => {
      const macs = await shop.cpes([desk.id, other.id]);
      const { notebook } = shop.desks.store;
      for (const mac of macs) notebook.reported({ mac, address, ...SEEN });
      await notebook.flush();
      const loaded = await telephonyOf(deps, account.id, NOW);
      return Object.keys(loaded.live.unknownAddress).toSorted();
    };
    expect(await seen('192.0.2.5')).toEqual([]);
    expect(await seen('198.51.100.1')).toEqual([desk.username, other.username].toSorted());
    const which = { kind: 'channelLogin', accountId: account.id, keyOrId: other.id } as const;
    await changeOfKind(deps, which, { address: '198.51.100.1' }, 'refuse');
    expect(await seen('198.51.100.1')).toEqual([desk.username]);
  });

  test('FAC-79: at a new address that is listed a phone calls out without a login, at another it does not', async () => {
    const { deps, account } = shop;
    const [desk] = await deps.channels.list({ accountId: account.id }, 'name', { limit: 1 });
    if (!desk) throw new Error('no channel');
    const [mac] = await shop.cpes([desk.id]);
    if (!mac) throw new Error('no phone');
    const calls = async (address: string) => {
      const { notebook } = shop.desks.store;
      notebook.reported({ mac, address, ...SEEN });
      await notebook.flush();
      const { snapshot, live } = await telephonyOf(deps, account.id, NOW);
      const origin = { kind: 'channel', channel: desk.username } as const;
      const { actions } = begin(compile(snapshot), live, { id: 'a', origin, to: '202' }, NOW.getTime());
      return actions.map((action) => action.do);
    };
    expect(await calls('192.0.2.6')).toContain('ring');
    expect(await calls('203.0.113.9')).not.toContain('ring');
    expect(await calls('192.0.2.7')).toContain('ring');
  });

  test('FAC-72, FAC-123, FAC-130: a linked phone at an address that is not listed is offered calls and makes none, until the list has it', async () => {
    const { deps, account, desks } = shop;
    const [desk] = await deps.channels.list({ accountId: account.id }, 'name', { limit: 1 });
    if (!desk) throw new Error('no channel');
    const [mac] = await shop.cpes([desk.id]);
    if (!mac) throw new Error('no phone');
    desks.store.notebook.reported({ mac, address: '203.0.113.77', ...SEEN });
    await desks.store.notebook.flush();
    const rings = async (from: string, to: string) => {
      const { snapshot, live } = await telephonyOf(deps, account.id, NOW);
      expect(snapshot.channels.find(({ name }) => name === desk.username)?.linkedTo).toBe('201');
      const origin = { kind: 'channel', channel: from } as const;
      const at = { ...live, reach: {} };
      const { actions } = begin(compile(snapshot), at, { id: 'a', origin, to }, NOW.getTime());
      return actions.some((action) => action.do === 'ring');
    };
    const { channelId } = (await deps.records.list('channelLogin', account.id, { limit: 1 }))[0]?.value ?? {};
    const other = channelId === undefined ? undefined : await deps.channels.find(channelId);
    if (!other) throw new Error('nobody is logged in');
    const { cpe } = desks.within({ over: 'platform' });
    const list = (last: string) => ({ first: '192.0.2.1', last });
    await putIpListing(cpe, account.id, { active: true, allow: [list('192.0.2.9')] });
    expect([await rings(desk.username, '202'), await rings(other.username, '201')]).toEqual([false, true]);
    const here = { first: '203.0.113.77', last: '203.0.113.77' };
    await putIpListing(cpe, account.id, { active: true, allow: [list('192.0.2.9'), here] });
    expect([await rings(desk.username, '202'), await rings(other.username, '201')]).toEqual([true, true]);
  });
});

describe('what is ordered works from day to day', () => {
  const which = (keyOrId: string) => ({ kind: 'order', accountId: shop.account.id, keyOrId }) as const;

  test('EXT-31: from its start date on, which begins at midnight where the account is', async () => {
    await shop.user('210', { startDate: '2026-12-01' });
    expect(await there('2026-11-30T22:59:59Z')).not.toContain('210');
    expect(await there('2026-11-30T23:00:00Z')).toContain('210');
  });

  test('EXT-38: until 00:00 of its end date there, though nothing settled it', async () => {
    const order = await shop.user('211');
    await terminateOrder(shop.deps, which(order.key), { endDate: '2026-12-24' }, 'admin');
    expect(await there('2026-12-23T22:59:59Z')).toContain('211');
    expect(await there('2026-12-23T23:00:00Z')).not.toContain('211');
  });

  test('EXT-35: another product holds from its day on', async () => {
    await addOfKind(shop.deps, 'sim', shop.account.id, { iccid: '8931000000000000001' });
    await addOfKind(shop.deps, 'number', shop.account.id, { e164: '+31612345678', kind: 'mobile' });
    const order = await shop.user('212', {
      product: 'expert',
      mobile: {
        data: 'data-small',
        sms: 'sms-pay',
        sim: { kind: 'later' },
        number: { kind: 'new', e164: '+31612345678' },
      },
    });
    // EXT-61: without its SIM card the user is there to be set up, and no call reaches him.
    expect(await there('2026-11-24T11:00:00Z')).not.toContain('212');
    await connectSim(shop.deps, which(order.key), { digits: '0001' }, 'admin');
    expect(await there('2026-11-24T11:00:00Z')).toContain('212');
    expect((await load()).snapshot.channels).toContainEqual(
      expect.objectContaining({ device: 'mobile', linkedTo: '212' }),
    );
    await changeOrder(shop.deps, which(order.key), { product: 'advanced', planDate: '2026-12-10' }, 'admin');
    const tier = async (iso: string) =>
      (await load(iso)).snapshot.extensions.flatMap((one) =>
        one.kind === 'user' && one.number === '212' ? one.tier : [],
      );
    expect(await tier('2026-12-09T12:00:00Z')).toEqual(['expert']);
    expect(await tier('2026-12-10T12:00:00Z')).toEqual(['advanced']);
  });
});
