// Ordering over the API: the pages of the wizard in one body, previews, changes, ends, SIM cards, and the catalogue behind it.
import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestBellhop, type TestBellhop } from '../../support/bellhop.ts';
import { pointers, type TestAccount, testAccount } from '../../support/telephony-account.ts';

const STUDIO = 'https://studio.example.com/open?from=bellhop';
const STUDIO_SECRET = 'a secret that both were given, long enough';
let bellhop: TestBellhop;
let shop: TestAccount;
const day = (fromNow: number) => new Date(Date.now() + fromNow * 86_400_000).toISOString().slice(0, 10);
const mobile = (given: object = {}) => ({
  data: 'data-small',
  sms: 'sms-pay',
  sim: { kind: 'later' },
  number: { kind: 'portIn', e164: '+31612300000' },
  ...given,
});
const person = (name: string) => ({
  kind: 'new',
  displayName: name,
  firstName: 'A',
  infix: 'van',
  lastName: 'B',
  mail: 'a@b.nl',
  language: 'nl',
});
const expert = (number: string, e164: string, given: object = {}) =>
  shop.order({
    product: 'expert',
    contractMonths: 24,
    extension: { number, name: `User ${number}`, pin: '2580', areaCode: '020' },
    user: person(`Mobile ${number}`),
    mobile: mobile({ number: { kind: 'portIn', e164 }, ...given }),
  });

beforeAll(async () => {
  bellhop = await startTestBellhop({ env: { BELLHOP_STUDIO_URL: STUDIO, BELLHOP_STUDIO_SECRET: STUDIO_SECRET } });
  shop = await testAccount(bellhop, { timeZone: 'Etc/UTC' });
});
afterAll(() => bellhop?.close());

describe('the wizard', () => {
  const wish = {
    product: 'starter',
    reference: 'PO 12',
    extension: { number: '201', name: 'Anna', pin: '2580', areaCode: '020' },
    user: { kind: 'new', displayName: 'Anna', language: 'nl' },
  };

  test('EXT-24, EXT-30: the Confirm page shows pages, active extensions and the order, and nothing is written', async () => {
    const { json, text } = await shop.call('POST', 'order-previews', wish);
    expect(json, text).toMatchObject({
      pages: ['inventory', 'addOns', 'extension', 'confirm'],
      activeExtensions: [],
      extension: '201',
      deliveredOn: day(0),
      notes: ['lengthIsFixed'],
      lines: [{ id: 'starter' }],
    });
    expect((await shop.call('GET', 'extensions')).json.items).toEqual([]);
    expect((await shop.call('GET', 'orders')).json.items).toEqual([]);
  });

  test('EXT-24: each product has its own pages', async () => {
    const pages = async (given: object) => (await shop.call('POST', 'order-previews', given)).json.pages;
    const extension = { number: '250', name: 'X' };
    expect(await pages({ product: 'ivr', extension })).toEqual(['inventory', 'extension', 'confirm']);
    expect(await pages({ product: 'queue', callLimit: 5, extension })).toEqual(['inventory', 'extension', 'confirm']);
    expect(await pages({ product: 'smart-app-basic', extension: { ...extension, app: 'x' } })).toEqual([
      'inventory',
      'addOns',
      'extension',
      'confirm',
    ]);
    const user = { ...wish, product: 'expert', mobile: mobile() };
    expect(await pages(user)).toEqual([
      'inventory',
      'subscription',
      'addOns',
      'user',
      'sim',
      'numbers',
      'fmc',
      'confirm',
    ]);
  });

  test('EXT-22, EXT-31, EXT-32: placed, it makes the user, the extension and a delivered order', async () => {
    const placed = await shop.order(wish);
    expect([placed.status, placed.json], placed.text).toMatchObject([
      201,
      {
        number: 'O000001',
        product: 'starter',
        state: 'delivered',
        reference: 'PO 12',
        invoiceEndCustomer: true,
        extension: '201',
      },
    ]);
    expect(placed.json).not.toHaveProperty('deliveryDate');
    const { json: extension } = await shop.call('GET', 'extensions/201');
    expect(extension).toMatchObject({ kind: 'user', name: 'Anna', areaCode: '020', tier: 'starter', hasPin: true });
    expect((await shop.call('GET', `users/${extension.userId}`)).json).toMatchObject({ displayName: 'Anna' });
  });

  test('EXT-32: for a user who is there, or a new one, and not for none', async () => {
    const { userId } = (await shop.call('GET', 'extensions/201')).json;
    const existing = await shop.order({
      ...wish,
      extension: { ...wish.extension, number: '202' },
      user: { kind: 'existing', id: userId },
    });
    expect(existing.status, existing.text).toBe(201);
    expect((await shop.call('GET', 'extensions/202')).json.userId).toBe(userId);
    const { user: _, ...without } = { ...wish, extension: { ...wish.extension, number: '203' } };
    expect(pointers(await shop.order(without))).toEqual(['/user']);
    expect(pointers(await shop.order({ ...without, user: { kind: 'existing', id: 'none' } }))).toEqual(['/user/id']);
  });

  test('EXT-32, EXT-33: the next available number is taken where none is given', async () => {
    const { number: _, ...extension } = wish.extension;
    const placed = await shop.order({ ...wish, extension, user: { kind: 'new', displayName: 'Next', language: 'nl' } });
    expect(placed.json, placed.text).toMatchObject({ extension: '203' });
  });

  test('EXT-32, EXT-44, EXT-45: what is wrong is named at its place in the order, and nothing of it is made', async () => {
    const bad = await shop.order({ ...wish, extension: { number: '900', name: 'X', pin: '1111', areaCode: '020' } });
    expect([bad.status, pointers(bad).toSorted()]).toEqual([422, ['/extension/number', '/extension/pin']]);
    expect(pointers(await shop.order({ ...wish, extension: { number: '209', name: 'X' } })).toSorted()).toEqual([
      '/extension/areaCode',
      '/extension/pin',
    ]);
    const taken = await shop.order({ ...wish, user: { kind: 'new', displayName: 'Other', language: 'nl' } });
    expect(taken.status).toBe(409);
    const names = (await shop.call('GET', 'users')).json.items.map(
      ({ displayName }: { displayName: string }) => displayName,
    );
    expect(names).toEqual(['Anna', 'Next']);
  });

  test('EXT-56: the display name of a user is there once', async () => {
    const again = await shop.order({ ...wish, extension: { ...wish.extension, number: '209' } });
    expect([again.status, again.json.type]).toEqual([409, 'urn:bellhop:error:TELEPHONY_KEY_TAKEN']);
    expect((await shop.call('GET', 'extensions/209')).status).toBe(404);
  });

  test('EXT-29: without invoicing, the order says that it is added by hand', async () => {
    const given = { ...wish, invoiceEndCustomer: false, extension: { ...wish.extension, number: '210' } };
    expect((await shop.call('POST', 'order-previews', { ...given, user: person('Hand') })).json.notes).toEqual([
      'invoiceByHand',
    ]);
    const placed = await shop.order({ ...given, user: person('Hand') });
    expect(placed.json).toMatchObject({ invoiceEndCustomer: false });
  });

  test('EXT-25, EXT-31: it starts on its day, and says so until then', async () => {
    const given = {
      ...wish,
      startDate: day(3),
      extension: { ...wish.extension, number: '211' },
      user: person('Later'),
    };
    const placed = await shop.order(given);
    expect(placed.json, placed.text).toMatchObject({ state: 'planned', startDate: day(3), deliveryDate: day(3) });
  });

  test('EXT-65, EXT-66, EXT-67: a queue has its call limit, a menu nothing more', async () => {
    const queue = { product: 'queue', extension: { number: '300', name: 'Sales' } };
    expect(pointers(await shop.order(queue))).toEqual(['/callLimit']);
    expect(pointers(await shop.order({ ...queue, callLimit: 0 }))).toEqual(['/callLimit']);
    expect((await shop.order({ ...queue, callLimit: 12 })).status).toBe(201);
    expect((await shop.call('GET', 'queues/300')).json).toMatchObject({ number: '300', callLimit: 12, members: [] });
    const ivr = { product: 'ivr', extension: { number: '301', name: 'Menu' } };
    expect(pointers(await shop.order({ ...ivr, callLimit: 3 }))).toEqual(['/callLimit']);
    expect((await shop.order(ivr)).status).toBe(201);
    expect((await shop.call('GET', 'extensions/301')).json).toMatchObject({ kind: 'ivr', maxDigits: 1, options: [] });
  });

  test('EXT-28: two orders at the same moment both stand, with numbers of their own', async () => {
    const placed = await Promise.all(
      ['220', '221', '222'].map((number) =>
        shop.order({ ...wish, extension: { ...wish.extension, number }, user: person(`Both ${number}`) }),
      ),
    );
    expect(placed.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(new Set(placed.map(({ json }) => json.number)).size).toBe(3);
  });
});

describe('smart apps', () => {
  const extension = { number: '400', name: 'Bot', app: 'bot-1' };

  test('EXT-68, EXT-142, EXT-144: ordered, it is an extension that others lead to', async () => {
    expect((await shop.order({ product: 'smart-app-basic', extension })).status).toBe(201);
    expect((await shop.call('GET', 'extensions/400')).json).toMatchObject({
      kind: 'smartApp',
      app: 'bot-1',
      level: '1',
    });
    const selector = { kind: 'selector', number: '401', name: 'S', fallback: { kind: 'extension', number: '400' } };
    expect((await shop.extension(selector)).status).toBe(201);
  });

  test('EXT-145: its add-on comes with the higher level alone', async () => {
    const order = { extension: { ...extension, number: '402' }, addOns: ['contact-connect'] };
    expect(pointers(await shop.order({ ...order, product: 'smart-app-basic' }))).toEqual(['/addOns/0']);
    const preview = await shop.call('POST', 'order-previews', { ...order, product: 'smart-app-plus' });
    expect(preview.json.notes).toEqual(['needsWebUser']);
    expect((await shop.order({ ...order, product: 'smart-app-plus' })).status).toBe(201);
  });

  test('EXT-143, EXT-149: its studio is opened by a signed address that says who comes and for what, for five minutes', async () => {
    const { status, json, text } = await shop.call('POST', 'extensions/400/studio');
    expect(status, text).toBe(201);
    const url = new URL(json.url);
    expect([url.origin, url.searchParams.get('from')]).toEqual(['https://studio.example.com', 'bellhop']);
    const [head = '', body = '', signature] = (url.searchParams.get('token') ?? '').split('.');
    expect(createHmac('sha256', STUDIO_SECRET).update(`${head}.${body}`).digest('base64url')).toBe(signature);
    const read = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString());
    expect(read(head)).toEqual({ alg: 'HS256', typ: 'JWT' });
    const claims = read(body);
    expect(claims).toMatchObject({ sub: 'admin', aud: url.origin, account: shop.id, extension: '400', app: 'bot-1' });
    expect([claims.exp - claims.iat, new Date(claims.exp * 1000).toISOString()]).toEqual([300, json.expiresAt]);
    expect(url.href).not.toContain(STUDIO_SECRET);
    for (const none of ['401', '999']) expect((await shop.call('POST', `extensions/${none}/studio`)).status).toBe(404);
  });

  test('EXT-146, EXT-147: the web user is linked when ordering, or later', async () => {
    const given = { product: 'smart-app-plus', addOns: ['contact-connect'] };
    const now = await shop.order({ ...given, extension: { ...extension, number: '403', webUser: 'bot' } });
    expect(now.status).toBe(201);
    expect((await shop.call('GET', 'extensions/403')).json.webUser).toBe('bot');
    expect((await shop.call('PATCH', 'extensions/402', { webUser: 'bot2' })).json.webUser).toBe('bot2');
  });
});

describe('mobile users', () => {
  test('EXT-53 to EXT-55, EXT-59: a subscription with bundles that go with it', async () => {
    const placed = await expert('230', '+31612300230');
    expect(placed.json, placed.text).toMatchObject({
      contractMonths: 24,
      state: 'waitingForSim',
      mobile: { data: 'data-small', sms: 'sms-pay', numberType: 'portIn', number: '+31612300230' },
    });
    expect(pointers(await expert('231', '+31612300231', { data: 'sms-pay' }))).toEqual(['/mobile/data']);
    expect(pointers(await expert('231', '+31612300231', { sms: 'data-small' }))).toEqual(['/mobile/sms']);
  });

  test('EXT-58: the number is a free one of the account, or brought along', async () => {
    const free = { number: { kind: 'new', e164: '+31612300232' } };
    expect(pointers(await expert('232', '', free))).toEqual(['/mobile/number/e164']);
    await shop.call('POST', 'numbers', { e164: '+31612300232', kind: 'mobile' });
    expect((await expert('232', '', free)).status).toBe(201);
    for (const e164 of ['+31612300230', '+31612300232']) {
      const kept = (await shop.call('GET', `numbers/${encodeURIComponent(e164)}`)).json;
      expect(kept).toMatchObject({ kind: 'mobile', linkedTo: e164.endsWith('30') ? '230' : '232' });
    }
    expect(pointers(await expert('233', '', free))).toEqual(['/mobile/number/e164']);
  });

  test('EXT-57, EXT-60, EXT-61, EXT-62: with a SIM card at once, or connected later', async () => {
    for (const iccid of ['8931000000000001234', '8931000000000005678', '8931000000000015678'])
      expect((await shop.call('POST', 'sims', { iccid })).status).toBe(201);
    const now = await expert('234', '+31612300234', { sim: { kind: 'activate', digits: '1234' } });
    expect(now.json, now.text).toMatchObject({ state: 'delivered', mobile: { sim: '8931000000000001234' } });
    const later = await expert('235', '+31612300235');
    expect(later.json.state).toBe('waitingForSim');
    // It can be set up already.
    expect((await shop.call('PATCH', 'extensions/235', { offerSecondCall: false })).status).toBe(200);
  });

  test('EXT-63, EXT-64: a SIM card is linked once; digits that fit none or several are asked for again', async () => {
    const { items } = (await shop.call('GET', 'orders')).json;
    const { number } = items.find(({ extension }: { extension: string }) => extension === '235');
    const connect = (digits: string) => shop.call('POST', `orders/${number}/sim`, { digits });
    for (const digits of ['1234', '9999', '5678']) expect(pointers(await connect(digits))).toEqual(['/digits']);
    const connected = await connect('05678');
    expect(connected.json, connected.text).toMatchObject({
      state: 'delivered',
      mobile: { sim: '8931000000000005678' },
    });
    expect((await shop.call('GET', 'sims/8931000000000005678')).json.linkedTo).toBe('235');
    expect(pointers(await connect('5678'))).toEqual(['/digits']);
  });
});

describe('an order that stands', () => {
  const orderOf = async (extension: string) => {
    const { items } = (await shop.call('GET', 'orders?limit=200')).json;
    return items.find((one: { extension?: string }) => one.extension === extension);
  };

  test('EXT-34: its page has seven tabs', async () => {
    await shop.call('POST', 'privacy-groups', {
      name: 'Desk',
      members: ['202'],
      grants: [{ over: '201', presence: true }],
    });
    const channel = (await shop.call('POST', 'channels', {})).json;
    await shop.call('PUT', 'extensions/201/channels', { channelIds: [channel.id] });
    const { number } = await orderOf('201');
    const { tabs } = (await shop.call('GET', `orders/${number}`)).json;
    expect(Object.keys(tabs)).toEqual([
      'general',
      'privacySettings',
      'registeredChannels',
      'invoicing',
      'purchase',
      'orders',
      'usage',
    ]);
    expect(tabs).toMatchObject({
      general: { number: '201' },
      privacySettings: [{ name: 'Desk', isMember: false, grants: [{ over: '201', presence: true }] }],
      registeredChannels: [{ id: channel.id }],
      invoicing: [{ id: 'starter', cents: 0 }],
      orders: [{ what: 'placed', by: 'admin' }],
    });
  });

  test('EXT-35: changed from its day on; today at once', async () => {
    const { number } = await orderOf('234');
    const change = (body: object) => shop.call('POST', `orders/${number}/change`, body);
    expect(pointers(await change({ product: 'advanced', planDate: day(-1) }))).toEqual(['/planDate']);
    expect(pointers(await change({ product: 'starter', planDate: day(1) }))).toEqual(['/product']);
    const planned = await change({ product: 'professional', planDate: day(5) });
    expect(planned.json, planned.text).toMatchObject({
      product: 'expert',
      change: { product: 'professional', planDate: day(5) },
    });
    expect((await shop.call('GET', 'extensions/234')).json.tier).toBe('expert');
    const now = await change({ product: 'advanced', addOns: ['reporting'], planDate: day(0) });
    expect(now.json, now.text).toMatchObject({ product: 'advanced', addOns: ['reporting'] });
    expect(now.json).not.toHaveProperty('change');
    expect((await shop.call('GET', 'extensions/234')).json.tier).toBe('advanced');
  });

  test('FAC-67: the assistant of a user is switched off and on again', async () => {
    const assistant = (aiAssistant: boolean) => shop.call('PATCH', 'extensions/234', { aiAssistant });
    const kept = async () => (await shop.call('GET', 'extensions/234')).json.aiAssistant;
    for (const on of [false, true]) {
      expect((await assistant(on)).status).toBe(200);
      expect(await kept()).toBe(on);
    }
  });

  test('EXT-51: a licence that goes takes the right along', async () => {
    const { number } = await orderOf('234');
    const right = await shop.call('PATCH', 'extensions/234', { rights: { reportingApp: true } });
    expect(right.json.rights.reportingApp).toBe(true);
    await shop.call('POST', `orders/${number}/change`, { addOns: [], planDate: day(0) });
    expect((await shop.call('GET', 'extensions/234')).json.rights.reportingApp).toBe(false);
  });

  test('EXT-36, EXT-37: terminated from tomorrow on, with a reference', async () => {
    const { number } = await orderOf('222');
    const terminate = (body: object) => shop.call('POST', `orders/${number}/terminate`, body);
    for (const endDate of [day(-1), day(0)]) expect(pointers(await terminate({ endDate }))).toEqual(['/endDate']);
    const ended = await terminate({ endDate: day(1), reference: 'left' });
    expect(ended.json, ended.text).toMatchObject({ state: 'delivered', endDate: day(1), endReference: 'left' });
    expect((await shop.call('GET', 'extensions/222')).status).toBe(200);
  });

  test('EXT-15, EXT-36: one whose extension is used is terminated only when those places are cleared with it', async () => {
    await shop.extension({ kind: 'group', number: '500', name: 'G', members: ['221'] });
    const { number } = await orderOf('221');
    const refused = await shop.call('POST', `orders/${number}/terminate`, { endDate: day(1) });
    expect([refused.status, pointers(refused)]).toEqual([409, ['/extension/500/members/0']]);
    const cleared = await shop.call('POST', `orders/${number}/terminate`, { endDate: day(1), references: 'clear' });
    expect(cleared.status, cleared.text).toBe(200);
  });

  test('EXT-16: an ordered extension is not deleted beside its order', async () => {
    const refused = await shop.call('DELETE', 'extensions/202');
    expect([refused.status, refused.json.type]).toEqual([409, 'urn:bellhop:error:TELEPHONY_ORDERED']);
  });
});

describe('who may, and what', () => {
  test('EXT-23: an admin without the right to order does not; with it he does', async () => {
    const without = await bellhop.person('accountAdmin', { accountIds: [shop.id] });
    const path = `/accounts/${shop.id}/orders`;
    const order = { product: 'ivr', extension: { number: '310', name: 'M' } };
    expect((await without.api('POST', path, order)).status).toBe(403);
    const allowed = await bellhop.person('accountAdmin', { accountIds: [shop.id], rights: ['order'] });
    expect((await allowed.api('POST', path, order)).status).toBe(201);
  });

  test('EXT-25, EXT-27: products and add-ons are data of the partner, by country', async () => {
    const catalogue = (await bellhop.api('GET', '/catalogue')).json;
    expect(catalogue.products.map(({ id }: { id: string }) => id)).toEqual(
      expect.arrayContaining(['starter', 'advanced', 'professional', 'expert', 'ivr', 'queue']),
    );
    const addOns = [
      ...catalogue.addOns,
      { id: 'sauna', name: { nl: 'Sauna', en: 'Sauna' }, kinds: ['user'], countries: ['FI'], salesCents: 900 },
    ];
    expect((await bellhop.api('PUT', '/catalogue', { ...catalogue, addOns })).status).toBe(200);
    const finland = await testAccount(bellhop, { country: 'FI', language: 'en', timeZone: 'Europe/Helsinki' });
    const wish = {
      product: 'starter',
      addOns: ['sauna'],
      extension: { number: '201', name: 'A', pin: '2580', areaCode: '09' },
      user: { kind: 'new', displayName: 'A', language: 'en' },
    };
    const here = await finland.call('POST', 'order-previews', wish);
    expect(here.json.lines, here.text).toContainEqual({ id: 'sauna', salesCents: 900, purchaseCents: 0 });
    expect(pointers(await shop.order({ ...wish, extension: { ...wish.extension, number: '240' } }))).toEqual([
      '/addOns/0',
    ]);
    const twice = { ...catalogue, addOns: [...addOns, addOns[0]] };
    expect((await bellhop.api('PUT', '/catalogue', twice)).status).toBe(422);
  });
});
