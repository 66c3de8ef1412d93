// The pages of plans: what changes on which phones, who is late and why, and a question before anything is done.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addAccount } from '../../server/cpe/accounts.ts';
import { addCpes } from '../../server/cpe/cpes.ts';
import { FIRST_PARTNER } from '../../server/cpe/partners.ts';
import { parseMac } from '../../server/domain/mac.ts';
import { NO_COUNTS, type Plan } from '../../server/domain/plan.ts';
import { openChange, sealChange } from '../../server/plans/changes.ts';
import { openPortal, type TestPortal, type Visitor } from './support.ts';

let portal: TestPortal;
let admin: Visitor;
beforeAll(async () => {
  portal = await openPortal();
  admin = await portal.loggedIn();
});
afterAll(() => portal.close());

const MAC = parseMac('805ec0670001') ?? expect.fail();
const plan = (): Plan => ({
  id: 'plan-1',
  revision: 1,
  createdAt: new Date(),
  changedAt: new Date(),
  name: 'New <time> server',
  partnerId: FIRST_PARTNER,
  kind: 'none',
  change: sealChange(portal.cpe.sealer, { kind: 'none' }),
  targets: { macs: [MAC] },
  word: 'resync',
  schedule: {},
  waves: { canary: 1, percents: [] },
  pacing: {},
  stopRule: { latePercent: 5, afterMinutes: 15 },
  state: 'previewed',
  requestedBy: 'admin',
  counts: { ...NO_COUNTS, late: 1, waiting: 311 },
  waveCounts: [{ size: 312, out: 0, back: 0, late: 1, waiting: 311 }],
});

test('plans are listed, shown as grouped differences, and started only after a question', async () => {
  expect((await admin.get('/plans')).body).toContain('There are no plans yet.');
  const { plans, phones } = portal.store.plans;
  await plans.insert(plan());
  const lines = [{ sign: '+', text: 'ntp = <b>a.example</b>' }] as const;
  await phones.putGroups([
    {
      planId: 'plan-1',
      id: 'g',
      phones: 312,
      reboots: 'maybe',
      files: [{ name: '{mac}.cfg', lines, count: 4 }],
      examples: [MAC],
    },
  ]);
  await phones.add([{ planId: 'plan-1', mac: MAC, state: 'late', why: 'notFetched', wave: 0, order: 0 }]);

  expect((await admin.get('/plans')).body).toContain('New &lt;time&gt; server');
  const { body } = await admin.get('/plans/plan-1');
  for (const part of [
    '312 phones',
    'may restart',
    '+ ntp = &lt;b&gt;a.example&lt;/b&gt;',
    'and 3 more lines',
    'said yes, but fetched nothing',
  ])
    expect(body).toContain(part);
  expect(body).toContain('href="/plans/plan-1/start"');
  expect(body).not.toContain('href="/plans/plan-1/pause"');

  const question = await admin.get('/plans/plan-1/start');
  expect(question.body).toContain('the plan stops by itself');
  expect((await plans.find('plan-1'))?.state).toBe('previewed');
  expect((await admin.post('/plans/plan-1/start', { revision: '7' })).statusCode).toBe(412);
  const started = await admin.post('/plans/plan-1/start', { revision: '1' });
  expect([started.statusCode, started.headers.location]).toEqual([303, '/plans/plan-1']);
  expect((await plans.find('plan-1'))?.state).toBe('scheduled');
  // What cannot be done now is not asked for.
  expect((await admin.get('/plans/plan-1/start')).statusCode).toBe(303);
  expect((await admin.get('/plans/none')).statusCode).toBe(404);
});

describe('making a plan', () => {
  const OTHER = '805ec0670002';
  const usual = {
    when: 'now',
    from: '22:00',
    until: '05:00',
    word: '',
    canary: '5',
    percents: '10',
    perMinute: '300',
    perAddressPerMinute: '30',
    latePercent: '5',
    afterMinutes: '15',
    name: '',
  };
  let accountId: string;
  beforeAll(async () => {
    accountId = (await addAccount(portal.cpe, { name: 'Bakery', number: '1001' })).id;
    await addCpes(portal.cpe, { vendor: 'Yealink', model: 'T46S', accountId, devices: [{ mac: MAC }, { mac: OTHER }] });
    await addCpes(portal.cpe, { vendor: 'Yealink', model: 'T42S', accountId, devices: [{ mac: '805ec0670003' }] });
  });
  const made = async (url: string, fields: Record<string, string>) => {
    const answer = await admin.post(url, { ...usual, ...fields });
    expect(answer.statusCode, answer.body).toBe(303);
    const plan =
      (await portal.store.plans.plans.find(String(answer.headers.location).split('/').at(-1) ?? '')) ?? expect.fail();
    return { plan, change: openChange(portal.cpe.sealer, plan.change) };
  };

  test('DEV-11, DEV-12 ticked phones get another VLAN by a plan, at a moment of their account', async () => {
    const list = await admin.get('/phones?account=1001');
    expect(list.body).toContain(`name="mac" value="${OTHER}"`);
    expect(list.body).toContain('href="/plans/add?account=1001"');
    const url = `/plans/add?account=1001&mac=${MAC}&mac=${OTHER}&kind=cpeSettings`;
    const fields = { vlan: 'on', 'vlan.deviceId': '20', showMissedCalls: 'false', language: 'default' };
    const { plan, change } = await made(url, { ...fields, when: 'at', at: '2027-01-04T22:30', canary: '1' });
    expect(change).toEqual({
      kind: 'cpeSettings',
      patch: { vlan: { enabled: true, deviceId: 20 }, showMissedCalls: false, language: null },
    });
    expect(plan).toMatchObject({
      state: 'draft',
      targets: { macs: [MAC, OTHER] },
      accountId,
      waves: { canary: 1, percents: [10] },
      pacing: { perMinute: 300, perAddressPerMinute: 30 },
      stopRule: { latePercent: 5, afterMinutes: 15 },
      schedule: { notBefore: new Date('2027-01-04T21:30:00Z') },
    });
  });

  test('the phones of a search are those that are found; those of an account are its own', async () => {
    const found = await made(`/plans/add?account=1001&model=T46S&kind=none`, {
      word: 'reboot',
      when: 'window',
      day6: 'on',
    });
    expect(found.plan).toMatchObject({
      targets: { macs: [MAC, OTHER] },
      word: 'reboot',
      schedule: { window: { from: '22:00', until: '05:00', days: [6] } },
    });
    expect((await made('/plans/add?account=1001&kind=updateFirmware', {})).plan.targets).toEqual({ accountId });
  });

  test('secrets that are ticked are rotated by a plan, none ticked is refused', async () => {
    const url = '/plans/add?account=1001&kind=rotation';
    expect((await admin.post(url, usual)).body).toContain('tick at least one');
    const { plan, change } = await made(url, { 'secret.lastingToken': 'on', 'secret.sipPassword': 'on' });
    expect(change).toEqual({ kind: 'rotation', secrets: ['lastingToken', 'sipPassword'] });
    expect(plan.targets).toEqual({ accountId });
  });

  test('DEV-7, DEV-8 keys are laid out from what stands there, and refused key by key', async () => {
    expect((await admin.get('/plans/add?account=1001&kind=keyLayout')).body).toContain('of=Yealink%7CT46S');
    const url = '/plans/add?account=1001&kind=keyLayout&of=Yealink%7CT46S';
    expect((await admin.get(url)).body).toContain('name="key27.function"');
    const refused = await admin.post(url, { ...usual, 'key2.function': 'blf' });
    expect(refused.statusCode).toBe(422);
    expect(refused.body).toContain('Keys: a key of function blf needs a value');
    const { change } = await made(url, { 'key2.function': 'blf', 'key2.value': '201', 'key2.label': 'Ann' });
    expect(change).toMatchObject({
      accountId,
      model: 'T46S',
      layout: { pages: [{ keys: [{ position: 2, function: 'blf', value: '201', label: 'Ann' }] }] },
    });
  });

  test('DEV-9, DEV-13, DEV-16, DEV-28 firmware, proxy, encryption and ringtones are changed for a whole account', async () => {
    const of = (kind: string, more = '') => `/plans/add?account=1001&kind=${kind}${more}`;
    const proxy = await made(of('sipProxy'), { proxy: 'sip.example.net' });
    expect(proxy.change).toEqual({ kind: 'sipProxy', accountId, proxy: 'sip.example.net' });
    const encryption = { enabled: 'true', proxy: 'tls.example.net:5061', recommendedFirmware: 'on' };
    expect((await made(of('sipEncryption'), encryption)).change).toEqual({
      kind: 'sipEncryption',
      accountId,
      enabled: true,
      proxy: 'tls.example.net:5061',
      recommendedFirmware: true,
    });
    const ringtones = await made(of('ringtones', '&of=Yealink'), { 'ring.internal': 'Ring3.wav' });
    expect(ringtones.change).toMatchObject({ vendor: 'Yealink', ringtones: { internal: 'Ring3.wav', group: null } });
    const line = '&of=Yealink%7CT46S%7CLydis';
    expect((await admin.get(of('firmware', line))).body).toContain('There is no firmware for this model yet.');
    expect((await made(of('firmware', line), { version: 'keep' })).change).toMatchObject({
      track: 'Lydis',
      version: null,
    });
  });

  test('what cannot be is said at its field, and nothing is made', async () => {
    const before = (await portal.store.plans.plans.list({}, 'id', { limit: 100 })).length;
    for (const [fields, said] of [
      [{}, 'Change: fill in what is to change'],
      [{ vlan: 'on', 'vlan.deviceId': '5000' }, 'VLAN of the phone: '],
      [{ timeZone: 'Europe/Rom' }, 'Time zone, such as Europe/Amsterdam: '],
      [{ syslog: 'true', canary: 'x' }, 'First so many phones: must be a whole number'],
      [{ syslog: 'true', when: 'at', at: 'soon' }, 'Time: must be a date and a time'],
    ] as const) {
      const answer = await admin.post('/plans/add?account=1001&kind=cpeSettings', { ...usual, ...fields });
      expect(answer.statusCode, said).toBe(422);
      expect(answer.body).toContain(said);
    }
    const none = await admin.post('/plans/add?account=1001&q=805ec0999999&kind=none', usual);
    expect(none.body).toContain('no phone is found by this search');
    expect((await admin.get('/plans/add?kind=sipProxy')).body).toContain('Which account is it?');
    expect((await portal.store.plans.plans.list({}, 'id', { limit: 100 })).length).toBe(before);
  });
});
