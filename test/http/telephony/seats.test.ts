// Who is on which channel: linked by an administrator from either side, or logged in by himself.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestBellhop, T46S_AGENT, type TestBellhop } from '../../support/bellhop.ts';
import { pointers, type TestAccount, testAccount } from '../../support/telephony-account.ts';

let bellhop: TestBellhop;
let shop: TestAccount;
const channels: string[] = [];
const MAC = '805ec0123456';

beforeAll(async () => {
  bellhop = await startTestBellhop();
  shop = await testAccount(bellhop);
  for (const number of ['201', '202', '203', '204']) await shop.user(number);
  for (let i = 0; i < 5; i += 1) channels.push((await shop.call('POST', 'channels', {})).json.id);
});
afterAll(() => bellhop?.close());

const seat = async (i: number) => (await shop.call('GET', `channels/${channels[i]}/seat`)).json;
const link = (i: number, linkedTo: string | null) => shop.call('PATCH', `channels/${channels[i]}/seat`, { linkedTo });
const linkFrom = (user: string, ...of: number[]) =>
  shop.call('PUT', `extensions/${user}/channels`, { channelIds: of.map((i) => channels[i]) });
const logIn = (i: number, user: string, more = {}) =>
  shop.call('POST', 'logins', { channelId: channels[i], user, ...more });
const twinning = (user: string, on: boolean) => shop.call('PATCH', `extensions/${user}`, { rights: { twinning: on } });

describe('from the channel', () => {
  test('DEV-23, FAC-118, FAC-125, FAC-129: a user is linked, seen on the channel and from the user, and routed there', async () => {
    const linked = await link(0, '201');
    expect([linked.status, linked.json], linked.text).toMatchObject([
      200,
      { linkedTo: '201', provisioning: 'noPhone' },
    ]);
    expect(linked.headers.get('etag')).toBe('"1"');
    expect(await seat(0)).toEqual(linked.json);
    expect((await shop.call('GET', 'extensions/201/channels')).json.items).toEqual([linked.json]);
  });

  test('DEV-24, FAC-119, FAC-120: nobody else logs in on it; another user is linked only after it was unlinked', async () => {
    const login = await logIn(0, '202');
    expect([login.status, pointers(login)]).toEqual([422, ['/channelId']]);
    const other = await link(0, '202');
    expect([other.status, pointers(other)]).toEqual([422, ['/linkedTo']]);
  });

  test('DEV-25, FAC-121, FAC-126: unlinked, and others log in again', async () => {
    expect((await link(0, null)).json).not.toHaveProperty('linkedTo');
    expect((await logIn(0, '202')).status).toBe(201);
    expect(await seat(0)).toMatchObject({ loggedIn: '202' });
    expect((await shop.call('DELETE', `logins/${channels[0]}`)).status).toBe(204);
    expect(await seat(0)).not.toHaveProperty('loggedIn');
  });

  test('DEV-26, FAC-125: who is logged in on another phone cannot be chosen; whoever is on this one makes room', async () => {
    await logIn(1, '203');
    const refused = await link(0, '203');
    expect([refused.status, pointers(refused)]).toEqual([422, ['/linkedTo']]);
    expect((await link(1, '204')).json).toMatchObject({ linkedTo: '204' });
    expect((await shop.call('GET', 'logins')).json.items).toEqual([]);
    await link(1, null);
  });

  test('only a user extension of the account is linked', async () => {
    await shop.extension({ kind: 'group', number: '300', name: 'G', members: [] });
    for (const number of ['300', '399']) expect(pointers(await link(0, number))).toEqual(['/linkedTo']);
    expect((await shop.call('GET', 'channels/none/seat')).status).toBe(404);
    const other = await testAccount(bellhop);
    expect((await other.call('GET', `channels/${channels[0]}/seat`)).status).toBe(404);
  });

  test('a revision that somebody else changed meanwhile is refused', async () => {
    const { revision } = await seat(0);
    const path = `channels/${channels[0]}/seat`;
    await shop.call('PATCH', path, { linkedTo: '201' }, { 'if-match': `"${revision}"` });
    const late = await shop.call('PATCH', path, { linkedTo: null }, { 'if-match': `"${revision}"` });
    expect(late.status).toBe(412);
    await link(0, null);
  });
});

describe('from the user', () => {
  test('DEV-23, DEV-26, FAC-37, FAC-38, FAC-39, FAC-40, FAC-124, FAC-127: one channel; a second takes twinning', async () => {
    expect((await linkFrom('201', 0)).json.items).toMatchObject([{ channelId: channels[0], linkedTo: '201' }]);
    expect(await seat(0)).toMatchObject({ linkedTo: '201' });
    const two = await linkFrom('201', 0, 1);
    expect([two.status, pointers(two)]).toEqual([422, ['/channelIds']]);
    const other = await linkFrom('202', 0);
    expect([other.status, pointers(other)]).toEqual([422, ['/channelIds/0']]);
  });

  test('FAC-36, FAC-122, FAC-128: two with twinning, and never three; none at all unlinks', async () => {
    await twinning('201', true);
    expect((await linkFrom('201', 0, 1)).json.items).toHaveLength(2);
    expect(pointers(await linkFrom('201', 0, 1, 2))).toEqual(['/channelIds']);
    expect(pointers(await link(2, '201'))).toEqual(['/linkedTo']);
    const off = await twinning('201', false);
    expect([off.status, pointers(off)]).toEqual([422, ['/rights/twinning']]);
    expect((await linkFrom('201')).json.items).toEqual([]);
    expect((await twinning('201', false)).status).toBe(200);
    expect(await seat(1)).not.toHaveProperty('linkedTo');
  });

  test('all or none: a channel that is not there leaves the others as they were', async () => {
    await twinning('201', true);
    const refused = await shop.call('PUT', 'extensions/201/channels', { channelIds: [channels[0], 'none'] });
    expect([refused.status, pointers(refused)]).toEqual([422, ['/channelIds/1']]);
    expect(await seat(0)).not.toHaveProperty('linkedTo');
    await twinning('201', false);
  });
});

describe('logging in', () => {
  test('FAC-29, FAC-35: on one device; on a second only by leaving the first', async () => {
    expect((await logIn(0, '202')).status).toBe(201);
    const second = await logIn(1, '202');
    expect([second.status, pointers(second)]).toEqual([422, ['/user']]);
    expect((await logIn(1, '202', { elsewhere: true })).status).toBe(201);
    expect(await seat(0)).not.toHaveProperty('loggedIn');
    expect(await seat(1)).toMatchObject({ loggedIn: '202' });
  });

  test('FAC-31, FAC-33, FAC-34: on two with twinning; a third leaves both; out on one of them alone', async () => {
    await twinning('202', true);
    expect((await logIn(2, '202')).status).toBe(201);
    expect(pointers(await logIn(3, '202'))).toEqual(['/user']);
    expect((await logIn(3, '202', { elsewhere: true })).status).toBe(201);
    expect(
      (await shop.call('GET', 'logins')).json.items.map(({ channelId }: { channelId: string }) => channelId),
    ).toEqual([channels[3]]);
    await logIn(4, '202');
    await shop.call('DELETE', `logins/${channels[3]}`);
    expect(await seat(4)).toMatchObject({ loggedIn: '202' });
  });

  test('a linked channel counts as one of them, and is not left', async () => {
    await link(0, '203');
    expect(pointers(await logIn(1, '203', { elsewhere: true }))).toEqual(['/user']);
    await link(0, null);
  });

  test('whoever logs in where somebody is takes his place, and two at once leave one', async () => {
    expect((await logIn(4, '204')).status).toBe(201);
    expect(await seat(4)).toMatchObject({ loggedIn: '204' });
    await shop.call('DELETE', `logins/${channels[4]}`);
    const both = await Promise.all([logIn(4, '201'), logIn(4, '203')]);
    expect(both.map(({ status }) => status).toSorted()).toSatisfy(
      (given: number[]) => given[0] === 201 && [201, 412].includes(given[1] ?? 0),
    );
    expect((await shop.call('GET', 'logins')).json.items).toHaveLength(1);
  });

  test('EXT-15: a login goes with its user, and follows his number', async () => {
    await shop.call('DELETE', `logins/${channels[4]}`);
    await logIn(4, '204');
    expect((await shop.call('PATCH', 'extensions/204?references=follow', { number: '214' })).status).toBe(200);
    expect(await seat(4)).toMatchObject({ loggedIn: '214' });
  });
});

describe('numbers and addresses', () => {
  test('FAC-105, FAC-113, FAC-114: what emergency calls of nobody send is a company number of the account', async () => {
    const path = `channels/${channels[2]}/seat`;
    await shop.call('POST', 'numbers', { e164: '+31201110001' });
    await shop.call('POST', 'numbers', { e164: '+31201110002', linkedTo: '201' });
    const set = await shop.call('PATCH', path, { emergencyCallerId: '+31201110001' });
    expect(set.json, set.text).toMatchObject({ emergencyCallerId: '+31201110001' });
    for (const wrong of ['+31201110002', '+31209999999'])
      expect(pointers(await shop.call('PATCH', path, { emergencyCallerId: wrong }))).toEqual(['/emergencyCallerId']);
  });

  test('FAC-115: such a number is neither removed nor made personal before another one is chosen', async () => {
    const removed = await shop.call('DELETE', 'numbers/+31201110001?references=clear');
    expect([removed.status, pointers(removed)]).toEqual([409, [`/channelLink/${channels[2]}/emergencyCallerId`]]);
    const linked = await shop.call('PATCH', 'numbers/+31201110001', { linkedTo: '201' });
    expect(linked.status).toBe(409);
    await shop.call('PATCH', `channels/${channels[2]}/seat`, { emergencyCallerId: null });
    expect((await shop.call('DELETE', 'numbers/+31201110001')).status).toBe(204);
  });

  test('FAC-85, FAC-123, FAC-130: with IP listing the phone must come from a listed address, and the channel says so', async () => {
    const device = { vendor: 'Yealink', model: 'T46S', track: 'Lydis', accountId: shop.id, createChannel: true };
    const added = await bellhop.api('POST', '/cpes', { ...device, devices: [{ mac: MAC }] });
    const { channelId, provisioningUrl } = added.json.items[0];
    channels.push(channelId);
    const i = channels.length - 1;
    expect((await link(i, '201')).json).toMatchObject({ macs: [MAC], provisioning: 'done' });
    const file = await bellhop.phone(`${new URL(provisioningUrl).pathname.split('/p/')[1]}${MAC}.cfg`, {
      userAgent: T46S_AGENT,
    });
    expect(file.status, file.text).toBe(200);
    const listing = (allow: object[]) => bellhop.api('PUT', `/accounts/${shop.id}/ip-listing`, { active: true, allow });
    expect((await listing([])).status).toBe(200);
    expect(await seat(i)).toMatchObject({ provisioning: 'addressUnknown' });
    await listing([{ first: '127.0.0.1', last: '127.0.0.1' }]);
    expect(await seat(i)).toMatchObject({ provisioning: 'done' });
  });

  test('EXT-15: a channel that somebody is linked to is not deleted; what is known of a deleted one goes', async () => {
    await link(0, '203');
    const refused = await bellhop.api('DELETE', `/channels/${channels[0]}`);
    expect([refused.status, refused.json.type]).toEqual([409, 'urn:bellhop:error:TELEPHONY_IN_USE']);
    await link(0, null);
    await logIn(0, '203', { elsewhere: true });
    expect((await bellhop.api('DELETE', `/channels/${channels[0]}`)).status).toBe(204);
    expect((await shop.call('GET', `logins/${channels[0]}`)).status).toBe(404);
  });
});
