// What holds for a whole account, groups with rights, and a queue with every group of its options, over the API.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestBellhop, type TestBellhop } from '../../support/bellhop.ts';
import { pointers, type TestAccount, testAccount } from '../../support/telephony-account.ts';

let bellhop: TestBellhop;
let shop: TestAccount;
beforeAll(async () => {
  bellhop = await startTestBellhop();
  shop = await testAccount(bellhop);
  for (const number of ['201', '202', '203']) await shop.user(number);
  await shop.order({ product: 'queue', callLimit: 5, extension: { number: '300', name: 'Sales' } });
});
afterAll(() => bellhop?.close());

const settings = (patch: object) => shop.call('PATCH', 'telephony', patch);
const user = (number: string, patch: object) => shop.call('PATCH', `extensions/${number}`, patch);

describe('facilities of an account', () => {
  test('FAC-1, FAC-41, FAC-47, FAC-64, FAC-70: what is on from the start, and set', async () => {
    expect((await shop.call('GET', 'telephony')).json).toMatchObject({
      recording: { active: false, outgoing: false },
      aiAssistant: true,
      musicOnHold: [],
    });
    const set = await settings({
      recording: { active: true, outgoing: true },
      aiAssistant: false,
      externalCallLimit: 4,
    });
    expect(set.json, set.text).toMatchObject({
      recording: { active: true, outgoing: true },
      aiAssistant: false,
      externalCallLimit: 4,
    });
    expect(pointers(await settings({ externalCallLimit: 0 }))).toEqual(['/externalCallLimit']);
  });

  test('CALL-8, CALL-32: how long transferred and parked calls wait has a default, and limits', async () => {
    expect((await shop.call('GET', 'telephony')).json).toMatchObject({ parkRecallSec: 300, transferRingSec: 30 });
    expect((await settings({ parkRecallSec: 120 })).json).toMatchObject({ parkRecallSec: 120, transferRingSec: 30 });
    expect(pointers(await settings({ parkRecallSec: 1, transferRingSec: 900 }))).toEqual([
      '/parkRecallSec',
      '/transferRingSec',
    ]);
  });

  test('FAC-48, FAC-49: each direction of a user on its own, or as the account says', async () => {
    const set = await user('201', { recordIncoming: false, recordOutgoing: true, rights: { callRecording: true } });
    expect(set.json, set.text).toMatchObject({ recordIncoming: false, recordOutgoing: true });
    const left = await user('201', { recordIncoming: null, recordOutgoing: null });
    expect(left.json).not.toHaveProperty('recordIncoming');
    expect(left.json).not.toHaveProperty('recordOutgoing');
  });

  test('CALL-24, FAC-36, FAC-42: rights of a user are off until they are given', async () => {
    const before = (await shop.call('GET', 'extensions/202')).json.rights;
    expect(Object.values(before)).toEqual([false, false, false, false, false]);
    const given = await user('202', { rights: { parkCalls: true, timeConfiguration: true, twinning: true } });
    expect(given.json.rights).toEqual({ ...before, parkCalls: true, timeConfiguration: true, twinning: true });
  });

  test('FAC-66, FAC-68: for how many users the assistant is on; switching the account on sets all on who may have it', async () => {
    const gym = await testAccount(bellhop);
    await gym.user('203');
    for (const number of ['201', '202'])
      await gym.order({
        product: 'expert',
        contractMonths: 24,
        mobile: {
          data: 'data-small',
          sms: 'sms-pay',
          sim: { kind: 'later' },
          number: { kind: 'portIn', e164: `+31612300${number}` },
        },
        extension: { number, name: `User ${number}`, pin: '2580', areaCode: '020' },
        user: { kind: 'new', displayName: number, firstName: 'A', lastName: 'B', mail: 'a@b.nl', language: 'nl' },
      });
    await gym.call('POST', 'numbers', { e164: '+31201239001' });
    const turn = async (aiAssistant: boolean) => {
      const set = await gym.call('PATCH', 'telephony', { aiAssistant, emergencyCallerId: '+31201239001' });
      expect(set.status, set.text).toBe(200);
      return (await gym.call('GET', 'facilities')).json.assistant;
    };
    await gym.call('PATCH', 'extensions/201', { aiAssistant: false });
    // It is on already: saving it once more switches nobody on.
    expect(await turn(true)).toEqual({ active: true, on: 1, eligible: 2 });
    expect(await turn(false)).toEqual({ active: false, on: 0, eligible: 2 });
    expect(await turn(true)).toEqual({ active: true, on: 2, eligible: 2 });
    expect((await gym.call('GET', 'extensions/203')).json.aiAssistant).toBe(false);
  });

  test('FAC-87, FAC-94: encryption is off by default; once on, where the network must let phones go is said', async () => {
    const encryption = { enabled: true, proxy: 'securevoip.example.com:5062' };
    const seen = async () => {
      const { json } = await shop.call('GET', 'facilities');
      const said = json.advice.filter((each: string) => each.includes('securevoip.example.com:5062'));
      return [json.encryption, said.length];
    };
    expect(await seen()).toEqual([{ active: false }, 0]);
    await shop.call('PUT', 'sip-encryption', encryption);
    expect(await seen()).toEqual([{ active: true, proxy: encryption.proxy }, 1]);
    await shop.call('PUT', 'sip-encryption', { ...encryption, enabled: false });
    expect(await seen()).toEqual([{ active: false }, 0]);
  });

  test('FAC-1, FAC-75, FAC-80, FAC-111: what is on and what is advised, and the allow-list only while IP listing is on', async () => {
    const advice = async () => (await shop.call('GET', 'facilities')).json;
    const before = await advice();
    expect(before).toMatchObject({ encryption: { active: false }, ipListing: { active: false } });
    expect(before.ipListing).not.toHaveProperty('allowed');
    expect(before.advice).toEqual([
      expect.stringMatching(/always reachable and staffed.*alarm number/),
      expect.stringMatching(/advised.*fraud or misuse.*liable/),
    ]);
    const listing = (active: boolean) =>
      bellhop.api('PUT', `/accounts/${shop.id}/ip-listing`, {
        active,
        allow: [{ first: '192.0.2.1', last: '192.0.2.1' }],
      });
    await listing(true);
    const after = await advice();
    expect([after.ipListing, after.advice.length]).toEqual([{ active: true, allowed: 1 }, 1]);
    await listing(false);
    expect((await advice()).ipListing).toEqual({ active: false });
  });

  test('FAC-108, FAC-109: once there are numbers, settings are saved only with one for emergency calls, a company number', async () => {
    await shop.call('POST', 'numbers', { e164: '+31201230001' });
    await shop.call('POST', 'numbers', { e164: '+31201230002', linkedTo: '201' });
    expect(pointers(await settings({ aiAssistant: true }))).toEqual(['/emergencyCallerId']);
    expect(pointers(await settings({ emergencyCallerId: '+31201230002' }))).toEqual(['/emergencyCallerId']);
    expect(pointers(await settings({ emergencyCallerId: '+31209999999' }))).toEqual(['/emergencyCallerId']);
    expect((await settings({ emergencyCallerId: '+31201230001', aiAssistant: true })).status).toBe(200);
  });

  test('FAC-112, FAC-114, FAC-115: a user may have his own, and it is neither removed nor made personal', async () => {
    expect((await user('202', { emergencyCallerId: '+31201230001' })).status).toBe(200);
    expect(pointers(await user('202', { emergencyCallerId: '+31201230002' }))).toEqual(['/emergencyCallerId']);
    const removed = await shop.call('DELETE', 'numbers/+31201230001?references=clear');
    expect([removed.status, pointers(removed).toSorted()]).toEqual([
      409,
      ['/extension/202/emergencyCallerId', expect.stringContaining('/emergencyCallerId')],
    ]);
    const linked = await shop.call('PATCH', 'numbers/+31201230001', { linkedTo: '203' });
    expect(linked.status).toBe(409);
  });
});

describe('privacy groups', () => {
  const grant = {
    over: '201',
    pickup: true,
    retrieveParked: true,
    presence: true,
    notifications: true,
    listenIn: true,
  };

  test('FAC-15, FAC-16, FAC-17: members, and rights over extensions, all off by default', async () => {
    const added = await shop.call('POST', 'privacy-groups', {
      name: 'Reception',
      description: 'front',
      members: ['202'],
      grants: [{ ...grant, notificationDelaySec: 5 }, { over: '203' }],
    });
    expect(added.json, added.text).toMatchObject({
      description: 'front',
      grants: [
        { ...grant, notificationDelaySec: 5 },
        {
          over: '203',
          pickup: false,
          retrieveParked: false,
          presence: false,
          notifications: false,
          listenIn: false,
          notificationDelaySec: 0,
        },
      ],
    });
    const more = await shop.call('PATCH', `privacy-groups/${added.json.id}`, { members: ['202', '203'] });
    expect(more.json.members).toEqual(['202', '203']);
  });

  test.each([
    ['a member who is no user', { members: ['300'] }, '/members/0'],
    ['a member who is not there', { members: ['299'] }, '/members/0'],
    ['rights over what is not there', { members: [], grants: [{ over: '299' }] }, '/grants/0/over'],
    [
      'a delay below nothing',
      { members: [], grants: [{ ...grant, notificationDelaySec: -1 }] },
      '/grants/0/notificationDelaySec',
    ],
  ])('FAC-15, FAC-17: %s is refused', async (_, value, pointer) => {
    const refused = await shop.call('POST', 'privacy-groups', { name: 'Bad', ...value });
    expect([refused.status, pointers(refused)]).toEqual([422, [pointer]]);
  });

  test('FAC-12, FAC-13: the assistant group of a user is a privacy group that is there', async () => {
    const { id } = (await shop.call('GET', 'privacy-groups/Reception')).json;
    expect((await user('201', { assistantGroupId: id })).json.assistantGroupId).toBe(id);
    expect(pointers(await user('201', { assistantGroupId: 'none' }))).toEqual(['/assistantGroupId']);
  });

  test('CALL-35: where the right to listen in is given, the description of the API says what the law asks for', async () => {
    const { paths } = (await bellhop.api('GET', '/openapi.json')).json;
    const { schema } = paths['/api/v1/accounts/{id}/privacy-groups'].post.requestBody.content['application/json'];
    const { description } = schema.properties.grants.items.properties.listenIn;
    for (const word of ['European and national law', 'training and coaching', 'told when', 'gone through at once'])
      expect(description.replaceAll('\n', ' ')).toContain(word);
  });

  test('EXT-80, EXT-81, EXT-82: a group extension gives a privacy group rights, and no calls', async () => {
    const { id } = (await shop.call('GET', 'privacy-groups/Reception')).json;
    const group = { kind: 'group', number: '310', name: 'Shop', members: ['201'], outsidersPickUp: true };
    const added = await shop.extension({ ...group, privacyGroups: [{ groupId: id, pickup: true }] });
    expect(added.json, added.text).toMatchObject({
      members: ['201'],
      outsidersPickUp: true,
      outsidersSee: false,
      privacyGroups: [{ groupId: id, pickup: true, notifications: false }],
    });
    const unknown = await shop.call('PATCH', 'extensions/310', { privacyGroups: [{ groupId: 'none' }] });
    expect(pointers(unknown)).toEqual(['/privacyGroups/0/groupId']);
  });

  test('EXT-83, FAC-20: one that is in use is refused, or taken out of where it is', async () => {
    const { id } = (await shop.call('GET', 'privacy-groups/Reception')).json;
    const refused = await shop.call('DELETE', `privacy-groups/${id}`);
    expect([refused.status, pointers(refused).toSorted()]).toEqual([
      409,
      ['/extension/201/assistantGroupId', '/extension/310/privacyGroups/0/groupId'],
    ]);
    expect((await shop.call('DELETE', `privacy-groups/${id}?references=clear`)).status).toBe(204);
    expect((await shop.call('GET', 'extensions/310')).json.privacyGroups).toEqual([]);
  });
});

describe('a queue', () => {
  const queue = (patch: object) => shop.call('PATCH', 'queues/300', patch);
  /** One patch for each group of options, in the order of the specification. */
  const GROUPS: readonly (readonly [string, object])[] = [
    [
      'number plan name and number are its extension’s, members',
      { members: [{ agent: '201' }, { agent: '202', active: false }] },
    ],
    ['options of an agent', { members: [{ agent: '201', options: { ringTimeoutSec: 9, wrapUpSec: 3, weight: 7 } }] }],
    ['access', { access: 'closed' }],
    ['language', { language: 'en' }],
    ['strategy', { strategy: 'fewest-calls' }],
    ['position', { announcePosition: true, announceEverySec: 60 }],
    ['expected wait', { announceWait: true }],
    ['ring timeout', { ringTimeoutSec: 25 }],
    ['wrap-up', { wrapUpSec: 15 }],
    ['weight', { weight: 40 }],
    ['call limit', { callLimit: 33 }],
    ['break-out', { breakOutTo: '202' }],
    ['music', { music: false }],
    ['skipping the introduction', { skipIntroduction: true }],
    ['ringback tone', { ringbackTone: true }],
    ['second call', { offerSecondCall: true }],
    ['forwarding', { forwarding: { when: 'busyNoAnswer', to: '203;+31201239999', afterSec: 90 } }],
    ['individual forwards', { individualForwards: 'allow' }],
    ['no agent', { noAgentTo: '203' }],
  ];

  test('Q-3, Q-130: there is nothing to set before it was ordered; its call limit comes with the order and is a setting', async () => {
    const settingsOf = (number: string) => shop.call('GET', `queues/${number}`);
    expect((await settingsOf('305')).status).toBe(404);
    expect((await shop.call('PATCH', 'queues/305', { callLimit: 4 })).status).toBe(404);
    const aside = await shop.extension({ kind: 'queue', number: '305', name: 'Not ordered' });
    expect([aside.status, (await settingsOf('305')).status]).toEqual([422, 404]);
    const ordered = await shop.order({ product: 'queue', callLimit: 3, extension: { number: '305', name: 'Ordered' } });
    expect(ordered.status, ordered.text).toBe(201);
    expect((await settingsOf('305')).json.callLimit).toBe(3);
    expect((await shop.call('PATCH', 'queues/305', { callLimit: 4 })).status).toBe(200);
    expect((await settingsOf('305')).json.callLimit).toBe(4);
  });

  test('Q-25, Q-27, EXT-65: each group of options is set by itself and leaves the others', async () => {
    let expected = (await shop.call('GET', 'queues/300')).json;
    for (const [name, patch] of GROUPS) {
      const { json, status, text } = await queue(patch);
      expect(status, `${name}: ${text}`).toBe(200);
      const { revision: _, changedAt: __, members, ...rest } = json;
      const { revision: ___, changedAt: ____, members: _____, ...before } = { ...expected, ...patch };
      expect(rest, name).toEqual(before);
      if ('members' in patch) expect(members, name).toMatchObject(Object(Reflect.get(patch, 'members')));
      expected = json;
    }
    expect(GROUPS.length).toBe(19);
  });

  test('Q-33, Q-34, EXT-136: members are users and forwards, each once', async () => {
    const forward = {
      kind: 'forward',
      number: '320',
      name: 'Out',
      to: '+31612345678',
      callerNumber: { kind: 'caller' },
    };
    await shop.extension(forward);
    expect((await queue({ members: [{ agent: '201' }, { agent: '320', kind: 'forward' }] })).status).toBe(200);
    expect(pointers(await queue({ members: [{ agent: '310' }] }))).toEqual(['/members/0/agent']);
    expect(pointers(await queue({ members: [{ agent: '201' }, { agent: '201' }] }))).toEqual(['/members/1/agent']);
    const removed = await shop.call('DELETE', 'extensions/320');
    expect([removed.status, pointers(removed)]).toEqual([409, ['/queue/300/members/1/agent']]);
  });

  test('EXT-14, EXT-15: destinations in texts are checked, and follow a new number', async () => {
    expect(pointers(await queue({ noAgentTo: '203;299' }))).toEqual(['/noAgentTo']);
    expect((await shop.call('PATCH', 'extensions/203?references=follow', { number: '213' })).status).toBe(200);
    const { json } = await shop.call('GET', 'queues/300');
    expect([json.noAgentTo, json.forwarding.to]).toEqual(['213', '213;+31201239999']);
  });
});
