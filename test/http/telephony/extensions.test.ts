// Extensions over the API: numbers, every kind with its rules, PINs, and who uses what.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EXTENSION_KINDS } from '../../../server/domain/telephony/extension.ts';
import { startTestBellhop, type TestBellhop } from '../../support/bellhop.ts';
import { pointers, type TestAccount, testAccount } from '../../support/telephony-account.ts';

let bellhop: TestBellhop;
let shop: TestAccount;
const to = (number: string) => ({ kind: 'extension', number });
const outside = { kind: 'number', e164: '+31201234567' };

beforeAll(async () => {
  bellhop = await startTestBellhop();
  shop = await testAccount(bellhop);
  for (const number of ['201', '202', '203']) {
    const added = await shop.user(number);
    if (added.status !== 201) throw new Error(added.text);
  }
});
afterAll(() => bellhop?.close());

describe('numbers', () => {
  const forward = (number: string) => ({
    kind: 'forward',
    number,
    name: 'Out',
    to: outside.e164,
    callerNumber: { kind: 'caller' },
  });

  test('EXT-6, EXT-7: the first one fixes how many digits all have', async () => {
    const fresh = await testAccount(bellhop);
    expect((await fresh.extension(forward('4001'))).status).toBe(201);
    expect((await fresh.call('GET', 'telephony')).json.extensionLength).toBe(4);
    const other = await fresh.extension(forward('401'));
    expect([other.status, pointers(other)]).toEqual([422, ['/number']]);
    expect(other.json.errors[0].detail).toContain('4 digits');
    const settings = await fresh.call('PATCH', 'telephony', { extensionLength: 3 });
    expect([settings.status, pointers(settings)]).toEqual([422, ['/extensionLength']]);
  });

  test('EXT-7: two first ones at the same moment agree on one length', async () => {
    const fresh = await testAccount(bellhop);
    const [one, two] = await Promise.all([fresh.extension(forward('500')), fresh.extension(forward('5000'))]);
    expect([one.status, two.status].toSorted()).toEqual([201, 422]);
    const kept = (await fresh.call('GET', 'extensions')).json.items;
    expect(kept).toHaveLength(1);
    expect((await fresh.call('GET', 'telephony')).json.extensionLength).toBe(kept[0].number.length);
  });

  test.each([
    ['a letter', '2a1'],
    ['a system extension', '900'],
    ['the beginning of parking and a line', '9301'],
    ['the emergency number', '112'],
  ])('EXT-10: %s is refused', async (_, number) => {
    const refused = await shop.extension(forward(number));
    expect([refused.status, pointers(refused)]).toEqual([422, ['/number']]);
  });

  test('EXT-5: a number is there once', async () => {
    expect((await shop.extension(forward('201'))).json.type).toBe('urn:bellhop:error:TELEPHONY_KEY_TAKEN');
  });

  test('EXT-33: the next available one is above those of users, and no reserved one', async () => {
    expect((await shop.call('GET', 'next-extension')).json.number).toBe('204');
    const fresh = await testAccount(bellhop);
    expect((await fresh.call('GET', 'next-extension')).status).toBe(422);
    await fresh.user('899');
    expect((await fresh.call('GET', 'next-extension')).json.number).toBe('911');
    await fresh.user('999');
    expect((await fresh.call('GET', 'next-extension')).json.number).toBe('100');
  });
});

const MINIMAL: Readonly<Record<string, object>> = {
  group: { members: ['201', '202'] },
  voicemail: { pin: '2580' },
  autoAnswer: { sound: 'SOUND' },
  authentication: { by: 'callerNumber', defaultTo: to('201'), entries: [{ callerNumber: '+3120' }] },
  system: { to: 'voicemail' },
  lbr: { routing: { by: 'postcode', defaultTo: to('201'), entries: [{ from: '1000', until: '1999', to: to('202') }] } },
  tbr: { failover: to('201') },
  callLimit: { limit: 3, callerNumber: { kind: 'caller' }, within: to('201'), above: { kind: 'busy' } },
  forward: { to: outside.e164, callerNumber: { kind: 'called' } },
  selector: { fallback: to('201') },
};

describe('kinds', () => {
  test('EXT-11, EXT-70, EXT-71: every kind that is not ordered is made with its fields, read back, and deleted (EXT-16)', async () => {
    const kinds = Object.keys(MINIMAL);
    expect(kinds.length).toBe(EXTENSION_KINDS.length - 4);
    for (const [i, kind] of kinds.entries()) {
      if (kind === 'autoAnswer') continue;
      const number = String(300 + i);
      const added = await shop.extension({ kind, number, name: `A ${kind}`, ...MINIMAL[kind] });
      expect(added.status, `${kind}: ${added.text}`).toBe(201);
      expect(added.json).toMatchObject({ kind, number, name: `A ${kind}` });
      expect((await shop.call('GET', `extensions/${number}`)).json).toEqual(added.json);
      expect((await shop.call('DELETE', `extensions/${number}`)).status).toBe(204);
      expect((await shop.call('GET', `extensions/${number}`)).status).toBe(404);
    }
  });

  test.each(['user', 'ivr', 'queue', 'smartApp'])('EXT-16, EXT-19: a %s is made by an order', async (kind) => {
    const fields = { user: { pin: '2580' }, smartApp: { app: 'x' }, ivr: {}, queue: {} }[kind];
    const refused = await shop.extension({ kind, number: '390', name: 'X', ...fields });
    expect([refused.status, pointers(refused)]).toEqual([422, ['/kind']]);
  });

  const bad: readonly (readonly [string, object, readonly string[]])[] = [
    ['EXT-75: only users are members of a group', { kind: 'group', members: ['201', '399'] }, ['/members/1']],
    [
      'EXT-76: the time before no-answer forwarding is needed',
      { kind: 'group', members: [], forwardOnNoAnswer: [outside] },
      ['/forwardAfterSec'],
    ],
    [
      'EXT-78: a forward goes to several, each of which must be there',
      { kind: 'group', members: [], forwardAlways: [outside, to('398')] },
      ['/forwardAlways/1/number'],
    ],
    ['EXT-89, EXT-90: a mailbox has a PIN that is no row', { kind: 'voicemail', pin: '1234' }, ['/pin']],
    ['EXT-90: nor the one-time PIN of users', { kind: 'voicemail', pin: '0000' }, ['/pin']],
    [
      'EXT-93: deleting after mailing takes the sound along',
      { kind: 'voicemail', pin: '2580', mail: { to: 'a@b.nl', deleteAfter: true } },
      ['/mail/deleteAfter'],
    ],
    [
      'EXT-94: text messages are refused without a provider',
      { kind: 'voicemail', pin: '2580', smsTo: '+31612345678' },
      ['/smsTo'],
    ],
    [
      'EXT-99: PINs of the list are digits',
      { kind: 'authentication', by: 'pin', defaultTo: to('201'), entries: [{ pin: 'x' }] },
      ['/entries/0/pin'],
    ],
    [
      'EXT-99: no PIN stands twice in it',
      { kind: 'authentication', by: 'pin', defaultTo: to('201'), entries: [{ pin: '2580' }, { pin: '2580' }] },
      ['/entries/1/pin'],
    ],
    [
      'EXT-98: how callers are known is one of two',
      { kind: 'authentication', by: 'face', defaultTo: to('201') },
      ['/by'],
    ],
    ['EXT-111: there are three targets', { kind: 'system', to: 'moon' }, ['/to']],
    ['EXT-113: one variant is chosen', { kind: 'lbr', routing: { by: 'colour' } }, ['/routing/by']],
    [
      'EXT-118: fields of that variant are needed',
      { kind: 'lbr', routing: { by: 'callerNumber', defaultTo: to('201') } },
      ['/routing/withheldTo'],
    ],
    [
      'EXT-120: keys are unique',
      {
        kind: 'lbr',
        routing: {
          by: 'calledNumber',
          defaultTo: to('201'),
          entries: [
            { key: '020', to: to('201') },
            { key: '020', to: to('202') },
          ],
        },
      },
      ['/routing/entries/1/key'],
    ],
    [
      'EXT-117, EXT-122: postcodes have the length that is set',
      { kind: 'lbr', routing: { by: 'postcode', defaultTo: to('201'), entries: [{ from: '10', to: to('201') }] } },
      ['/routing/entries/0/from'],
    ],
    [
      'EXT-120: ranges of postcodes do not overlap',
      {
        kind: 'lbr',
        routing: {
          by: 'postcode',
          defaultTo: to('201'),
          entries: [
            { from: '1000', until: '1500', to: to('201') },
            { from: '1400', to: to('202') },
          ],
        },
      },
      ['/routing/entries/1/from'],
    ],
    [
      'EXT-133: a limit is at least one',
      { kind: 'callLimit', limit: 0, callerNumber: { kind: 'caller' }, within: to('201'), above: { kind: 'busy' } },
      ['/limit'],
    ],
    [
      'EXT-133: a company number that is sent must be the account’s',
      {
        kind: 'callLimit',
        limit: 1,
        callerNumber: { kind: 'number', e164: '+31209999999' },
        within: to('201'),
        above: { kind: 'busy' },
      },
      ['/callerNumber/e164'],
    ],
    [
      'EXT-137: a forward goes to a telephone number',
      { kind: 'forward', to: '201', callerNumber: { kind: 'caller' } },
      ['/to'],
    ],
    ['EXT-14: a destination must be there first', { kind: 'selector', fallback: to('397') }, ['/fallback/number']],
    ['EXT-69: a user who was not ordered is no member', { kind: 'group', members: ['396'] }, ['/members/0']],
    ['EXT-72: a sound must be there', { kind: 'autoAnswer', sound: 'none' }, ['/sound']],
    [
      'a name is one line',
      { kind: 'forward', to: outside.e164, callerNumber: { kind: 'caller' }, name: 'a\nb' },
      ['/name'],
    ],
  ];
  test.each(bad)('%s', async (_, value, wrong) => {
    const refused = await shop.extension({ number: '391', name: 'Bad', ...value });
    expect([refused.status, pointers(refused)], refused.text).toEqual([422, wrong]);
  });

  test('EXT-69: once ordered, a user is a member, and a queue’s agent', async () => {
    const group = { kind: 'group', number: '393', name: 'G', members: ['205'] };
    expect(pointers(await shop.extension(group))).toEqual(['/members/0']);
    await shop.order({ product: 'queue', callLimit: 2, extension: { number: '394', name: 'Q' } });
    const join = () => shop.call('PATCH', 'queues/394', { members: [{ agent: '205' }] });
    expect((await join()).status).toBe(422);
    expect((await shop.user('205')).status).toBe(201);
    expect((await shop.extension(group)).status).toBe(201);
    expect((await join()).status).toBe(200);
  });

  test('EXT-116: area codes are not offered in Latvia', async () => {
    const latvia = await testAccount(bellhop, { country: 'LV', timeZone: 'Europe/Riga' });
    const routing = { by: 'areaCode', defaultTo: outside, withheldTo: outside, mobileTo: outside };
    const refused = await latvia.extension({ kind: 'lbr', number: '20', name: 'X', routing });
    expect([refused.status, pointers(refused)]).toEqual([422, ['/routing/by']]);
    expect((await shop.extension({ kind: 'lbr', number: '392', name: 'X', routing })).status).toBe(201);
  });

  test('EXT-102 to EXT-108: options of a menu', async () => {
    const order = await shop.order({ product: 'ivr', extension: { number: '700', name: 'Main' } });
    expect(order.status, order.text).toBe(201);
    await shop.order({ product: 'ivr', extension: { number: '701', name: 'Sub' } });
    const options = [
      { keys: '1', to: to('201'), prefix: 'Sales ' },
      { keys: '2', to: to('701') },
    ];
    const changed = await shop.call('PATCH', 'extensions/700', { options });
    expect(changed.json, changed.text).toMatchObject({ maxDigits: 1, options });
    const longer = await shop.call('PATCH', 'extensions/700', { options: [...options, { keys: '33', to: to('202') }] });
    expect([longer.status, pointers(longer)]).toEqual([422, ['/options/2/keys']]);
    const six = [...options, { keys: '333333', to: to('202') }];
    expect((await shop.call('PATCH', 'extensions/700', { maxDigits: 6, options: six })).status).toBe(200);
    const lowered = await shop.call('PATCH', 'extensions/700', { maxDigits: 3 });
    expect([lowered.status, pointers(lowered)]).toEqual([422, ['/options/2/keys']]);
    const twice = await shop.call('PATCH', 'extensions/700', { options: [options[0], options[0]] });
    expect(pointers(twice)).toEqual(['/options/1/keys']);
    for (const maxDigits of [0, 7])
      expect((await shop.call('PATCH', 'extensions/700', { maxDigits })).status).toBe(422);
  });
});

describe('a user extension', () => {
  test('EXT-39 to EXT-43: has its settings, and rights apart', async () => {
    const { json } = await shop.call('GET', 'extensions/201');
    expect(json).toMatchObject({
      tier: 'starter',
      offerSecondCall: true,
      voicemail: { pinVerification: 'untrusted-only' },
      rights: {
        timeConfiguration: false,
        twinning: false,
        callRecording: false,
        parkCalls: false,
        reportingApp: false,
      },
      hasPin: true,
      aiAssistant: false,
    });
    const changed = await shop.call('PATCH', 'extensions/201', { rights: { parkCalls: true }, offerSecondCall: false });
    expect(changed.json.rights).toEqual({ ...json.rights, parkCalls: true });
    const tier = await shop.call('PATCH', 'extensions/201', { tier: 'expert' });
    expect([tier.status, pointers(tier)]).toEqual([422, ['/tier']]);
  });

  test.each([
    ['EXT-45: 1111', '1111', 422],
    ['EXT-45: 1234', '1234', 422],
    ['EXT-46: 4321', '4321', 422],
    ['EXT-46: five digits', '25803', 422],
    ['EXT-44: the one-time PIN', '0000', 200],
    ['a good one', '8305', 200],
  ])('its login PIN: %s', async (_, pin, status) => {
    const answer = await shop.call('PATCH', 'extensions/202', { pin });
    expect(answer.status).toBe(status);
    if (status === 422) expect(pointers(answer)).toEqual(['/pin']);
  });

  test('EXT-46: PINs are kept as hashes, never shown, and masked in the audit log', async () => {
    await shop.call('PATCH', 'extensions/202', { pin: '8306', voicemailPin: '5927' });
    const shown = (await shop.call('GET', 'extensions/202')).text;
    expect(shown).not.toMatch(/argon2|"8306"|"5927"/);
    const log = (await bellhop.api('GET', '/audit?limit=1000')).text;
    expect(log).toContain('/pins/voicemailPin');
    expect(log).not.toMatch(/argon2|"8306"|"5927"/);
  });

  test('EXT-52: call recording takes the facility of the account', async () => {
    const right = { rights: { callRecording: true } };
    expect(pointers(await shop.call('PATCH', 'extensions/203', right))).toEqual(['/rights/callRecording']);
    expect((await shop.call('PATCH', 'telephony', { recording: { active: true } })).status).toBe(200);
    expect((await shop.call('PATCH', 'extensions/203', right)).status).toBe(200);
  });

  test('EXT-51: the reporting app takes a licence; FAC-68: starters have no assistant', async () => {
    expect(pointers(await shop.call('PATCH', 'extensions/203', { rights: { reportingApp: true } }))).toEqual([
      '/rights/reportingApp',
    ]);
    expect(pointers(await shop.call('PATCH', 'extensions/203', { aiAssistant: true }))).toEqual(['/aiAssistant']);
    await shop.user('204', 'Reporter', { addOns: ['reporting'] });
    expect((await shop.call('PATCH', 'extensions/204', { rights: { reportingApp: true } })).status).toBe(200);
  });
});

describe('who uses what', () => {
  test('EXT-15: what is used is not deleted, and the answer lists where; clearing takes it out', async () => {
    await shop.extension({
      kind: 'forward',
      number: '410',
      name: 'Mobile',
      to: outside.e164,
      callerNumber: { kind: 'caller' },
    });
    await shop.extension({ kind: 'group', number: '411', name: 'Group', members: ['201'], forwardAlways: [to('410')] });
    await shop.extension({ kind: 'selector', number: '412', name: 'Choose', fallback: to('410') });
    const refused = await shop.call('DELETE', 'extensions/410');
    expect(refused.json.type).toBe('urn:bellhop:error:TELEPHONY_IN_USE');
    const places = ['/extension/411/forwardAlways/0/number', '/extension/412/fallback/number'];
    expect(pointers(refused).toSorted()).toEqual(places);
    expect(
      (await shop.call('GET', 'extensions/410/uses')).json.items
        .map(({ pointer }: { pointer: string }) => pointer)
        .toSorted(),
    ).toEqual(places);
    // A selector cannot do without its fallback, so nothing at all is done.
    const cleared = await shop.call('DELETE', 'extensions/410?references=clear');
    expect([cleared.status, pointers(cleared)]).toEqual([409, [places[1]]]);
    expect((await shop.call('GET', 'extensions/411')).json.forwardAlways).toEqual([to('410')]);
    await shop.call('PATCH', 'extensions/412', { fallback: to('411') });
    expect((await shop.call('DELETE', 'extensions/410?references=clear')).status).toBe(204);
    expect((await shop.call('GET', 'extensions/411')).json).not.toHaveProperty('forwardAlways');
  });

  test('EXT-15: what is used is renamed with everything that names it, or not at all', async () => {
    await shop.extension({
      kind: 'forward',
      number: '420',
      name: 'Mobile',
      to: outside.e164,
      callerNumber: { kind: 'caller' },
    });
    await shop.extension({ kind: 'group', number: '421', name: 'G', members: [], forwardOnBusy: [to('420'), outside] });
    const refused = await shop.call('PATCH', 'extensions/420', { number: '429' });
    expect([refused.status, pointers(refused)]).toEqual([409, ['/extension/421/forwardOnBusy/0/number']]);
    expect((await shop.call('PATCH', 'extensions/420?references=follow', { number: '421' })).status).toBe(409);
    expect((await shop.call('PATCH', 'extensions/420?references=follow', { number: '429' })).status).toBe(200);
    expect((await shop.call('GET', 'extensions/421')).json.forwardOnBusy).toEqual([to('429'), outside]);
    expect((await shop.call('GET', 'extensions/420')).status).toBe(404);
  });

  test('FAC-20: a privacy group in use is not deleted', async () => {
    const group = (
      await shop.call('POST', 'privacy-groups', {
        name: 'Helpers',
        members: ['202'],
        grants: [{ over: '201', pickup: true }],
      })
    ).json;
    await shop.call('PATCH', 'extensions/201', { assistantGroupId: group.id });
    const refused = await shop.call('DELETE', `privacy-groups/${group.id}`);
    expect([refused.status, pointers(refused)]).toEqual([409, ['/extension/201/assistantGroupId']]);
    expect((await shop.call('DELETE', `privacy-groups/${group.id}?references=clear`)).status).toBe(204);
    expect((await shop.call('GET', 'extensions/201')).json).not.toHaveProperty('assistantGroupId');
  });
});
