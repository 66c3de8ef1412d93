// Simulated calls over the API: over an account's stored telephony and over telephony sent along, with scripted events.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Answer, startTestBellhop, type TestBellhop } from '../../support/bellhop.ts';
import { pointers, type TestAccount, testAccount } from '../../support/telephony-account.ts';

let bellhop: TestBellhop;
let shop: TestAccount;
let desk: string;

const simulate = (body: object) => bellhop.api('POST', '/simulations/calls', body);
/** Who logged in where on the phones of the account. */
const logins: Record<string, string> = {};
const inShop = ({ facts, ...body }: { facts?: object; [field: string]: unknown }) =>
  simulate({ accountId: shop.id, facts: { logins, ...facts }, ...body });
const user = (number: string, more: object = {}) => ({ kind: 'user', number, name: `User ${number}`, ...more });

/** Reachability of somebody whose phone is answered by 202 after ten seconds. */
const reach = {
  profiles: [
    {
      id: 'default',
      name: 'Default',
      noAnswer: { mode: 'on', to: { kind: 'extension', number: '202' }, afterSec: 10 },
    },
  ],
  callClasses: [{ id: 'base', name: 'Everybody' }],
  statuses: [{ id: 'in', name: 'In' }],
  matrix: [],
  defaults: { profile: 'default', callClass: 'base', status: 'in' },
};

beforeAll(async () => {
  bellhop = await startTestBellhop();
  shop = await testAccount(bellhop, { country: 'NL', language: 'nl', timeZone: 'Europe/Amsterdam', areaCode: '020' });
  for (const number of ['201', '202']) {
    const added = await shop.user(number);
    expect(added.status, added.text).toBe(201);
    const channel = await shop.call('POST', 'channels', {});
    expect(channel.status, channel.text).toBe(201);
    logins[channel.json.username] = number;
    if (number === '202') desk = channel.json.username;
  }
  expect((await shop.call('PUT', 'extensions/201/reach', reach)).status).toBe(200);
  expect((await shop.call('POST', 'numbers', { e164: '+31201234567', linkedTo: '201' })).status).toBe(201);
});
afterAll(() => bellhop?.close());

describe("over an account's telephony", () => {
  test('R-14 R-64: a call from outside to a personal number rings its user, then whoever he forwards to, who answers', async () => {
    const { status, json, text } = await inShop({
      from: '0612345678',
      to: '+31201234567',
      at: '2026-11-24T10:00:00Z',
      events: [
        { type: 'wait', afterSec: 12 },
        { type: 'answered', by: '202', afterSec: 3 },
        { type: 'hangUp', party: 'callee', afterSec: 60 },
      ],
    });
    expect(status, text).toBe(200);
    expect(json.decision.waitsFor).toBe('ringing');
    expect(json.timeline.map(({ at, event }: { at: string; event: string }) => [at, event])).toEqual([
      ['2026-11-24T10:00:00.000Z', 'begin'],
      ['2026-11-24T10:00:10.000Z', 'timer'],
      ['2026-11-24T10:00:15.000Z', 'answered'],
      ['2026-11-24T10:01:15.000Z', 'calleeHungUp'],
    ]);
    expect(json.ends).toEqual({
      is: 'over',
      why: 'calleeHungUp',
      text: 'Het gesprek is afgelopen. De gebelde hing op.',
    });
    expect(json.steps.map(({ text: told }: { text: string }) => told)).toContain(
      'Gesprek van buiten, van +31612345678 naar +31201234567.',
    );
    const because = json.steps.map((step: { because: string }) => step.because);
    expect(because).toEqual(expect.arrayContaining(['inbound', 'personalNumber', 'rings', 'noAnswer', 'forwards']));
    const rung = json.timeline[1].actions.find((action: { do: string }) => action.do === 'ring');
    expect(rung.targets.map(({ channel }: { channel: string }) => channel)).toEqual([desk]);
  });

  test('EXT-48 EXT-134: what is the case meanwhile is told, and decides', async () => {
    const busy = await inShop({ from: '202', to: '201', facts: { userCalls: { 201: 1 }, unregistered: [desk] } });
    expect(busy.json.ends.is).toBe('ringing');
    const gone = await inShop({ from: '201', to: '202', facts: { unregistered: [desk] } });
    expect(gone.json.ends).toMatchObject({ is: 'over', why: 'unreachable' });
  });

  test('texts come in English when asked for', async () => {
    const { json } = await inShop({ from: '201', to: '299', language: 'en' });
    expect(json.ends.text).toBe('The call is over. There is no such number.');
    expect(json.steps.at(-1).text).toBe('There is no extension 299.');
  });

  test('SYS-11: a PIN that the script keys is shown nowhere', async () => {
    const { text, json } = await inShop({
      from: '201',
      to: '907',
      events: [
        { type: 'keys', keys: '2580', afterSec: 5 },
        { type: 'keys', keys: '7391', afterSec: 5 },
        { type: 'keys', keys: '7391', afterSec: 5 },
        { type: 'wait', afterSec: 5 },
      ],
    });
    expect(json.steps.map((step: { because: string }) => step.because)).toContain('pinChanged');
    expect(text).not.toMatch(/2580|7391/);
    expect(json.timeline.filter(({ event }: { event: string }) => event === 'digit')).toHaveLength(12);
    for (const { event, about } of json.timeline) if (event === 'digit') expect(about).toBe('*');
  });

  test('nothing is kept of it', async () => {
    const before = await shop.call('GET', 'extensions/201/reach/now');
    await inShop({ from: '201', to: '910', events: [{ type: 'keys', keys: '1202', afterSec: 3 }] });
    expect((await shop.call('GET', 'extensions/201/reach/now')).json).toEqual(before.json);
  });
});

describe('Q-40, Q-46, SYS-7, SYS-8: logins to queues', () => {
  const agents = () => shop.call('GET', 'queues/350/agents');
  const set = (agent: string, status: string) => shop.call('PUT', `queues/350/agents/${agent}`, { status });
  const kept = ({ json }: Answer) =>
    json.timeline.flatMap(({ actions }: { actions: { do: string }[] }) =>
      actions.filter((action) => action.do === 'keepQueueLogin'),
    );

  test('are set, listed by rank in pages, and audited', async () => {
    const added = await shop.order({ product: 'queue', callLimit: 5, extension: { number: '350', name: 'Sales' } });
    expect(added.status, added.text).toBe(201);
    expect((await set('202', 'active')).json, 'open: he becomes a member').toMatchObject({
      agent: '202',
      name: 'User 202',
      status: 'active',
      since: expect.stringContaining('T'),
    });
    expect((await set('201', 'active')).status).toBe(200);
    expect((await set('201', 'inactive')).json.status).toBe('inactive');
    expect((await agents()).json.items.map(({ agent, status }: { [at: string]: string }) => [agent, status])).toEqual([
      ['202', 'active'],
      ['201', 'inactive'],
    ]);
    const first = (await shop.call('GET', 'queues/350/agents?limit=1')).json;
    expect([first.items[0].agent, first.items.length]).toEqual(['202', 1]);
    const second = (await shop.call('GET', `queues/350/agents?limit=1&cursor=${first.next}`)).json;
    expect([second.items[0].agent, second.next]).toEqual(['201', null]);
    const audit = (await bellhop.api('GET', '/audit')).json.items;
    const noted = audit.filter(({ subject }: { subject: { kind: string } }) => subject.kind === 'queueLogin');
    expect(noted.map(({ action }: { action: string }) => action)).toEqual(['changed', 'added', 'added']);
    expect((await set('299', 'active')).status).toBe(404);
    expect(pointers(await set('201', 'sleepy'))).toEqual(['/status']);
  });

  test('a simulated 903 and 904 say what would be kept, and keep nothing', async () => {
    const before = (await agents()).json;
    const dial = (to: string) =>
      inShop({
        from: '201',
        to,
        events: [
          { type: 'keys', keys: '350', afterSec: 3 },
          { type: 'wait', afterSec: 3 },
        ],
      });
    expect(kept(await dial('903'))).toEqual([
      { do: 'keepQueueLogin', queue: '350', agent: '201', status: 'active', added: false },
    ]);
    expect(kept(await dial('904'))).toMatchObject([{ status: 'inactive' }]);
    expect((await agents()).json).toEqual(before);
  });

  test('Q-42, Q-43: a simulated call to the queue is offered to who is logged in, and facts go before that', async () => {
    const rings = async (facts: object) => {
      const { json } = await inShop({ from: '0612345678', to: '+31201234500', facts });
      return json.timeline.flatMap(({ actions }: { actions: { do: string; targets?: { user: string }[] }[] }) =>
        actions.flatMap((action) => (action.do === 'ring' ? (action.targets ?? []).map(({ user: who }) => who) : [])),
      );
    };
    await shop.call('POST', 'numbers', { e164: '+31201234500' });
    const [main] = (await shop.call('GET', 'number-plans')).json.items;
    const plans = [{ slot: 1, name: 'Day', numbers: [{ e164: '+31201234500', to: '350' }] }];
    const planned = await shop.call('PATCH', `number-plans/${main.id}`, { plans });
    expect(planned.status, planned.text).toBe(200);
    expect((await shop.call('PUT', `number-plans/${main.id}/override`, { kind: 'permanent', plan: 1 })).status).toBe(
      200,
    );
    expect(await rings({})).toEqual(['202']);
    expect(await rings({ queueLogins: { 350: { 201: 'active', 202: 'inactive' } } })).toEqual(['201']);
  });

  test('one’s own, by whoever has an extension', async () => {
    const anna = await bellhop.person('endUser', { accountIds: [shop.id] });
    expect((await anna.api('GET', '/me/queues')).json.type).toContain('REACH_NOT_YOURS');
    const [user] = (await shop.call('GET', 'users')).json.items;
    await shop.call('PATCH', `users/${user.id}`, { username: anna.username });
    const own = await anna.api('GET', '/me/queues');
    expect(own.json.items, own.text).toEqual([
      { queue: '350', name: 'Sales', access: 'open', isMember: true, status: 'inactive' },
    ]);
    expect((await anna.api('PUT', '/me/queues/350', { status: 'active' })).json.items[0].status).toBe('active');
    expect((await agents()).json.items[1]).toMatchObject({ agent: '201', status: 'active' });
    expect((await anna.api('PUT', `/accounts/${shop.id}/queues/350/agents/202`, { status: 'inactive' })).status).toBe(
      403,
    );
  });
});

describe('over telephony sent along', () => {
  const telephony = {
    account: { country: 'NL', language: 'en', extensionLength: 3, areaCode: '020' },
    extensions: [
      user('201'),
      user('202'),
      {
        kind: 'ivr',
        number: '700',
        name: 'Menu',
        maxDigits: 1,
        options: [{ keys: '1', to: { kind: 'extension', number: '202' } }],
      },
    ],
    channels: [
      { name: 'a', linkedTo: '201' },
      { name: 'b', linkedTo: '202' },
    ],
    numbers: [{ e164: '+31201234567' }],
    numberPlanSchemas: [
      {
        id: 'main',
        name: 'Main',
        number: 1,
        plans: [{ slot: 1, name: 'Day', numbers: [{ e164: '+31201234567', to: '700', prefix: 'Shop ' }] }],
        times: [{ kind: 'weekly', days: [1, 2, 3, 4, 5], startTime: '09:00', endTime: '17:00', plan: 1 }],
      },
    ],
  };

  test('NP-18 NP-35 NP-41 EXT-106: an active plan leads to the menu, a key to a user; at night nobody is reached', async () => {
    const call = { telephony, from: 'anonymous', to: '0201234567' };
    const day = await simulate({
      ...call,
      at: '2026-11-24T10:00:00Z',
      events: [
        { type: 'keys', keys: '1', afterSec: 2 },
        { type: 'answered', by: '202', afterSec: 2 },
      ],
    });
    expect(day.status, day.text).toBe(200);
    expect(day.json.ends).toEqual({ is: 'talking', text: 'Both talk.' });
    const rung = day.json.timeline.flatMap((moment: { actions: { do: string; targets: object[] }[] }) =>
      moment.actions.filter((action) => action.do === 'ring').flatMap(({ targets }) => targets),
    );
    expect(rung).toMatchObject([{ channel: 'b', shown: { prefix: 'Shop ' } }]);
    const night = await simulate({ ...call, at: '2026-11-24T20:00:00Z' });
    expect(night.json.ends).toMatchObject({ is: 'over', why: 'noActivePlan' });
    expect(night.json.decision.actions).toEqual([{ do: 'refuse', sipStatus: 480, reason: 'noActivePlan' }]);
  });

  test('every mistake is named at its place', async () => {
    const answer = await simulate({
      telephony: {
        account: { timeZone: 'Nowhere/Else' },
        extensions: [
          user('201'),
          {
            kind: 'ivr',
            number: '700',
            name: 'Menu',
            options: [{ keys: '12', to: { kind: 'extension', number: '201' } }],
          },
        ],
      },
      from: '201',
      to: '700',
    });
    expect(answer.status).toBe(422);
    expect(pointers(answer)).toEqual(['/telephony/account/timeZone', '/telephony/extensions/1/options/0/keys']);
    const grammar = await simulate({
      telephony,
      from: '201',
      to: '202',
      events: [{ type: 'answered' }, { type: 'sings' }],
    });
    expect(pointers(grammar)).toEqual(['/events/0/by', '/events/1/type']);
    expect(pointers(await simulate({ from: '201', to: '202' }))).toEqual(['/accountId']);
    expect(pointers(await inShop({ telephony, from: '201', to: '202' }))).toEqual(['/accountId']);
  });
});

describe('who may', () => {
  test('whoever reads telephony, within reach; an account of somebody else is not there', async () => {
    const other = await testAccount(bellhop);
    const technician = await bellhop.person('technician', { accountIds: [shop.id] });
    const own = await technician.api('POST', '/simulations/calls', {
      accountId: shop.id,
      from: '201',
      to: '202',
      facts: { logins },
    });
    expect([own.status, own.json.ends.is]).toEqual([200, 'ringing']);
    const foreign = await technician.api('POST', '/simulations/calls', { accountId: other.id, from: '201', to: '202' });
    expect([foreign.status, foreign.json.detail]).toEqual([404, other.id]);
    const endUser = await bellhop.person('endUser', { accountIds: [shop.id] });
    const refused = await endUser.api('POST', '/simulations/calls', { accountId: shop.id, from: '201', to: '202' });
    expect(refused.status).toBe(403);
  });
});
