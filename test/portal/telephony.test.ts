// The pages about an account's telephony: empty states, adding the common kinds, what is refused, taking away.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addAccount } from '../../server/cpe/accounts.ts';
import { addChannel } from '../../server/cpe/channels.ts';
import { addCpes } from '../../server/cpe/cpes.ts';
import { attachChannels } from '../../server/cpe/encryption.ts';
import type { Account } from '../../server/domain/records.ts';
import { FACILITY_TEXTS } from '../../server/domain/texts-facilities.ts';
import { TELEPHONY_PAGE_TEXTS } from '../../server/domain/texts-telephony-pages.ts';
import { linkUser } from '../../server/pbx/channel-links.ts';
import { changeExtension } from '../../server/pbx/extensions.ts';
import { BOXES } from '../../server/portal/encryption.ts';
import { openPortal, type TestPortal, type Visitor } from './support.ts';

let portal: TestPortal;
let admin: Visitor;
let shop: Account;
let page: string;
const en = (key: keyof typeof TELEPHONY_PAGE_TEXTS) => TELEPHONY_PAGE_TEXTS[key].en;

beforeAll(async () => {
  portal = await openPortal();
  admin = await portal.loggedIn();
  await admin.post('/language', { language: 'en', back: '/phones' }, '/phones');
});
afterAll(() => portal?.close());

const add = (what: string, fields: Record<string, string>) => admin.post(`${page}/add/${what}`, fields);
const anna = { product: 'starter', number: '201', name: 'Anna', pin: '2580', areaCode: '020' };

describe('an account with nothing', () => {
  test('without an account the page says what to do; with one it goes there', async () => {
    expect((await admin.get('/telephony')).body).toContain(en('telephony.accounts.empty'));
    shop = await addAccount(portal.cpe, { name: 'Bakery', number: '1001', areaCode: '020' });
    page = `/telephony/${shop.id}`;
    const only = await admin.get('/telephony');
    expect([only.statusCode, only.headers.location]).toEqual([303, page]);
    await addAccount(portal.cpe, { name: 'Mill', number: '1002' });
    expect((await admin.get('/telephony')).body).toMatch(/Bakery[\s\S]*Mill/);
  });

  test('every part says what it is for and how to begin', async () => {
    const { body } = await admin.get(page);
    for (const part of ['extensions', 'users', 'queues', 'numbers'] as const)
      expect(body).toContain(en(`telephony.${part}.empty`));
    for (const what of ['user', 'queue', 'ivr', 'group', 'voicemail', 'forward', 'number'])
      expect(body).toContain(`href="${page}/add/${what}"`);
  });

  test('in Dutch too', async () => {
    await admin.post('/language', { language: 'nl', back: page }, page);
    expect((await admin.get(page)).body).toContain('Nog geen wachtrijen.');
    await admin.post('/language', { language: 'en', back: page }, page);
  });

  test('FAC-1, FAC-66, FAC-111: its facilities stand there with their state, and which number to choose for emergency calls', async () => {
    const { body } = await admin.get(page);
    expect(body).toContain('on for 0 of the 0 users who may have it');
    expect(body).toContain(FACILITY_TEXTS['facility.emergency.advice'].en);
    expect(body).not.toContain(FACILITY_TEXTS['facility.recordingOutgoing'].en);
  });

  test('FAC-75, FAC-76, FAC-80: IP listing is advised while it is off, explained before it is switched on, and off again', async () => {
    const advice = FACILITY_TEXTS['facility.ipListing.advice'].en;
    const off = (await admin.get(page)).body;
    expect(off).toContain(advice);
    expect(off).not.toContain('Allowed IP addresses');
    const switching = `${page}/ip-listing`;
    const warning = (await admin.get(switching)).body;
    for (const key of ['facility.ipListing.how', 'facility.ipListing.doors'] as const)
      expect(warning).toContain(FACILITY_TEXTS[key].en);
    expect((await admin.post(switching, { active: 'yes' }, null)).statusCode).toBe(422);
    expect((await portal.cpe.records.accounts.find(shop.id))?.ipListing).toBeUndefined();

    const done = await admin.post(switching, { active: 'yes' });
    expect([done.statusCode, done.headers.location]).toEqual([303, `${page}#facilities`]);
    const on = (await admin.get(page)).body;
    expect(on).toContain('Allowed IP addresses: 0');
    expect(on).not.toContain(advice);
    expect((await admin.get(switching)).body).toContain(FACILITY_TEXTS['facility.ipListing.warnOff'].en);
    await admin.post(switching, { active: 'no' });
    expect((await portal.cpe.records.accounts.find(shop.id))?.ipListing).toEqual({ active: false, allow: [] });
  });

  test('FAC-96, FAC-98: encryption is switched on with what goes along, and off by a plan, each on a page of its own', async () => {
    const switching = `${page}/encryption`;
    const { id, accountId } = await addChannel(portal.cpe, shop.id, { name: 'Oven' });
    const devices = [{ mac: '805ec0720001' }];
    const [added] = await addCpes(portal.cpe, { vendor: 'Yealink', model: 'T53', accountId, devices });
    if (!added) throw new Error('no phone');
    await attachChannels(portal.cpe, added.cpe.mac, { channelIds: [id] }, false);
    const stands = async () => [
      (await portal.cpe.records.accounts.find(shop.id))?.sipEncryption.at(-1)?.value,
      (await portal.cpe.records.channels.find(id))?.encryptedSip,
    ];
    const before = (await admin.get(switching)).body;
    for (const box of BOXES) expect(before).toContain(FACILITY_TEXTS[`facility.encryption.${box}`].en);
    expect(before).not.toContain(FACILITY_TEXTS['facility.encryption.offExplain'].en);
    const bad = await admin.post(switching, { proxy: 'not a host', force: 'on' });
    expect([bad.statusCode, bad.body.includes(FACILITY_TEXTS['facility.encryption.proxy.bad'].en)]).toEqual([
      422,
      true,
    ]);
    expect(await stands()).toEqual([undefined, false]);

    const proxy = 'sips.example.com:5062';
    const on = await admin.post(switching, { proxy, force: 'on' });
    expect([on.statusCode, on.headers.location]).toEqual([303, `${page}#facilities`]);
    expect(await stands()).toEqual([{ enabled: true, proxy }, true]);
    expect((await admin.get(page)).body).toContain(`let the phones reach ${proxy}`);

    const off = await admin.post(`${switching}/off`, {}, switching);
    expect(off.headers.location).toMatch(/^\/plans\/./);
    expect((await admin.get(String(off.headers.location))).body).toContain('Encrypted calls');
    // The plan brings it, phone by phone.
    expect(await stands()).toEqual([{ enabled: true, proxy }, true]);
  });

  test('FAC-74: outside the Netherlands there is none', async () => {
    const { id } = await addAccount(portal.cpe, { name: 'Brasserie', number: '1009', country: 'BE' });
    expect((await admin.get(`/telephony/${id}`)).body).not.toContain('ip-listing');
    expect((await admin.get(`/telephony/${id}/ip-listing`)).statusCode).toBe(404);
  });

  test('an account that is not there is a page that says so', async () => {
    expect((await admin.get('/telephony/none')).statusCode).toBe(404);
  });
});

describe('adding', () => {
  test('EXT-7 EXT-26: within a customer one orders for him; the first extension is warned of, and later ones are told the length', async () => {
    const first = (await admin.get(`${page}/add/user`)).body;
    expect(first).toContain(en('telephony.length.first'));
    // EXT-26
    expect(first).toContain(`action="${page}/add/user"`);
    expect(first).not.toContain('Mill');
    const added = await add('user', anna);
    expect([added.statusCode, added.headers.location]).toEqual([303, `${page}?added=201`]);
    const next = (await admin.get(`${page}/add/user`)).body;
    expect(next).toContain('All extensions of this account have 3 digits');
    // EXT-30, EXT-33
    expect(next).toContain('In use: 201');
    expect(next).toContain('value="202"');
  });

  test('EXT-18: what else is set up for an account is offered once it has a user', async () => {
    const weir = await addAccount(portal.cpe, { name: 'Weir', number: '1003' });
    const further = [`href="/telephony/${weir.id}/blocking"`, 'href="/reach?account=1003"'];
    const offered = async () => {
      const { body } = await admin.get(`/telephony/${weir.id}`);
      return further.map((link) => body.includes(link));
    };
    expect(await offered()).toEqual([false, false]);
    expect((await admin.post(`/telephony/${weir.id}/add/user`, anna)).statusCode).toBe(303);
    expect(await offered()).toEqual([true, true]);
  });

  test('EXT-28: after an order, straight on to the next one', async () => {
    const added = await add('user', { ...anna, number: '202', name: 'Ben', again: '1' });
    expect(added.headers.location).toBe(`${page}/add/user?added=202`);
    expect((await admin.get(`${page}/add/user?added=202`)).body).toContain('202 is added.');
  });

  test('EXT-70: each of the common kinds, listed on the page', async () => {
    const forms: readonly (readonly [string, Record<string, string>])[] = [
      ['group', { number: '300', name: 'Shop', members: '201, 202' }],
      ['voicemail', { number: '301', name: 'Box', pin: '8305' }],
      ['forward', { number: '302', name: 'Mobile', to: '06 12 34 56 78' }],
      ['ivr', { number: '303', name: 'Menu' }],
      ['queue', { number: '304', name: 'Sales', callLimit: '7' }],
      ['number', { e164: '020 123 45 67' }],
    ];
    for (const [what, fields] of forms) {
      const added = await add(what, fields);
      expect(added.statusCode, `${what}: ${added.body}`).toBe(303);
    }
    const { body } = await admin.get(page);
    for (const shown of [
      'Shop',
      'members: 2',
      'Box',
      '+31612345678',
      'options: 0',
      'places: 7',
      '+31201234567',
      'company number',
    ])
      expect(body).toContain(shown);
    for (const part of ['extensions', 'users', 'queues', 'numbers'] as const)
      expect(body).not.toContain(en(`telephony.${part}.empty`));
    expect(body).toContain(en('telephony.noEmergency'));
  });

  test.each([
    ['user', { ...anna, number: '900', name: 'X' }, 'telephony.bad.number'],
    ['user', { ...anna, number: '210', name: 'X', pin: '1111' }, 'telephony.bad.pin'],
    ['user', { ...anna, number: '210', name: 'X', product: 'expert' }, 'telephony.bad.form'],
    ['user', { ...anna, number: '210', name: 'X', product: 'no such' }, 'telephony.bad.product'],
    ['user', { ...anna, number: '201', name: 'X' }, 'telephony.taken'],
    ['group', { number: '310', name: 'X', members: '201 999' }, 'telephony.bad.members'],
    ['voicemail', { number: '310', name: 'X', pin: '1234' }, 'telephony.bad.pin'],
    ['forward', { number: '310', name: 'X', to: 'the moon' }, 'telephony.bad.to'],
    ['queue', { number: '310', name: 'X', callLimit: '0' }, 'telephony.bad.callLimit'],
    ['number', { e164: '+31201234567' }, 'telephony.taken'],
    ['number', { e164: '12' }, 'telephony.bad.e164'],
  ] as const)('%s %j is refused, and what was typed stays', async (what, fields, key) => {
    const refused = await add(what, fields);
    expect([409, 422], refused.body).toContain(refused.statusCode);
    expect(refused.body).toContain(en(key).replaceAll("'", '&#39;'));
    if ('name' in fields) expect(refused.body).toContain(`value="${fields.name}"`);
    expect(refused.body).not.toContain('value="1111"');
  });

  test('without a token nothing is added', async () => {
    expect((await admin.post(`${page}/add/number`, { e164: '+31201234999' }, null)).statusCode).toBe(422);
    expect((await admin.get(page)).body).not.toContain('+31201234999');
  });

  test('a user shows the phone that he is on, and what names hold is escaped', async () => {
    const channel = await addChannel(portal.cpe, shop.id, { name: 'Desk <1>' });
    await linkUser(portal.telephony, shop.id, '201', [channel.id]);
    expect((await admin.get(page)).body).toContain('Desk &lt;1&gt;');
  });
});

describe('taking away', () => {
  test('EXT-16, EXT-15: asked first, with the places that use it, which are cleared only when ticked', async () => {
    const group = `${page}/remove/extension/300`;
    await add('group', { number: '305', name: 'Other', members: '' });
    const url = `${page}/remove/number/%2B31201234567`;
    expect((await admin.get(url)).body).toContain(en('telephony.remove.explain'));
    expect((await admin.get(group)).body).not.toContain(en('telephony.remove.clear'));
    expect((await admin.post(group, {})).headers.location).toBe(page);
    expect((await admin.get(page)).body).not.toContain('Shop');
    const other = { kind: 'extension', accountId: shop.id, keyOrId: '305' } as const;
    await changeExtension(portal.telephony, other, { forwardAlways: [{ kind: 'extension', number: '302' }] }, 'refuse');
    const used = `${page}/remove/extension/302`;
    expect((await admin.get(used)).body).toMatch(/extension 305 Other/);
    expect((await admin.post(used, {})).statusCode).toBe(409);
    expect((await admin.post(used, { clear: 'on' })).statusCode).toBe(303);
    expect((await admin.get(page)).body).not.toContain('+31612345678');
  });

  test('EXT-16: what was ordered ends with its order', async () => {
    expect((await admin.get(`${page}/remove/extension/201`)).body).toContain(en('telephony.remove.ordered'));
    expect((await admin.get(page)).body).not.toContain(`${page}/remove/extension/201`);
  });
});

describe('who sees it', () => {
  const fields = { name: 'Ann', mail: '', accounts: '1001', language: 'en', password: 'correct horse 7' };
  const enter = async (username: string, role: string) => {
    expect((await admin.post('/people/add', { ...fields, username, role })).statusCode).toBe(303);
    const visitor = portal.visitor();
    await visitor.post('/login', { username, password: fields.password });
    return visitor;
  };

  test('EXT-23: an admin without the right to order is told whom to ask, and cannot', async () => {
    const visitor = await enter('keeper', 'accountAdmin');
    const { body } = await visitor.get(page);
    expect(body).toContain(en('telephony.askProvider'));
    expect(body).not.toContain(`${page}/add/user`);
    expect(body).toContain(`${page}/add/group`);
    expect((await visitor.get(`${page}/add/user`)).statusCode).toBe(403);
  });

  test('a technician reads, and another account is not there for him', async () => {
    const visitor = await enter('tech', 'technician');
    const { body } = await visitor.get(page);
    expect(body).not.toContain('/add/');
    expect(body).not.toContain('/remove/');
    const [mill] = await portal.cpe.records.accounts.list({ number: '1002' }, 'number', { limit: 1 });
    expect((await visitor.get(`/telephony/${mill?.id}`)).statusCode).toBe(404);
    expect((await visitor.get(`/phonebooks/${mill?.id}`)).statusCode).toBe(404);
    const book = await visitor.get(`/phonebooks/${page.split('/').at(-1)}`);
    expect(book.statusCode).toBe(200);
    expect(book.body).not.toContain('/add');
    expect((await visitor.get(`/phonebooks/${page.split('/').at(-1)}/add`)).statusCode).toBe(403);
    expect(body).not.toContain('/plans/add');
    expect((await visitor.get('/phones')).body).not.toContain('/plans/add');
    expect((await visitor.get('/plans/add?kind=none')).statusCode).toBe(403);
  });
});

test('the phonebook of an account is filled, searched, given to phones and emptied', async () => {
  const { id } = await addAccount(portal.cpe, { name: 'Book <shop>', number: '7788' });
  const book = `/phonebooks/${id}`;
  expect((await admin.get(`/telephony/${id}`)).body).toContain(`href="${book}"`);
  expect((await admin.get(book)).body).toContain('Nobody is in it yet.');
  const entry = { name: '<b>Ann</b>', work: '+31 20 123 4567', mobile: '', home: '', fax: '' };
  const bad = await admin.post(`${book}/add`, { ...entry, work: 'x' });
  expect(bad.statusCode).toBe(422);
  expect(bad.body).toContain('Work: give a number');
  expect(bad.body).toContain('value="&lt;b&gt;Ann&lt;/b&gt;"');
  expect((await admin.post(`${book}/add`, entry)).statusCode).toBe(303);
  expect((await admin.post(`${book}/add`, { ...entry, name: 'Bob', work: '201' })).statusCode).toBe(303);
  const found = (await admin.get(`${book}?q=ann`)).body;
  expect(found).toContain('+31201234567');
  expect(found).not.toContain('Bob');
  const ann = /phonebooks\/[^/"]+\/([^/"]+)\/remove/.exec(found)?.[1] ?? expect.fail();

  const edited = { ...entry, mobile: '0612345678', work: '', revision: '1' };
  expect((await admin.post(`${book}/${ann}`, edited)).statusCode).toBe(303);
  expect((await admin.post(`${book}/${ann}`, edited)).statusCode).toBe(412);
  const now = await portal.store.phonebooks.find(id);
  expect(now?.entries.find((one) => one.id === ann)).toEqual({
    id: ann,
    revision: 2,
    name: entry.name,
    mobile: '0612345678',
  });

  const choice = { on: 'on', name: '', search: 'phone' };
  expect((await admin.post(book, choice)).statusCode).toBe(422);
  expect((await admin.post(book, { ...choice, name: 'Shop' })).statusCode).toBe(303);
  expect((await portal.store.accounts.find(id))?.phonebook).toEqual({ name: 'Shop', search: 'phone' });

  expect((await admin.get(`${book}/${ann}/remove`)).body).toContain('The name also goes from the phones');
  expect((await portal.store.phonebooks.find(id))?.entries.length).toBe(2);
  expect((await admin.post(`${book}/${ann}/remove`, {})).statusCode).toBe(303);
  expect((await portal.store.phonebooks.find(id))?.entries.map(({ name }) => name)).toEqual(['Bob']);
  expect((await admin.get('/phonebooks/none')).statusCode).toBe(404);
});
