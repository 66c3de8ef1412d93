// Reachability over the API: an admin's and one's own, switching, copying to others, wiping, and what would become of a call.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CLONES_AT_ONCE } from '../../../server/pbx/reach/clone.ts';
import { startTestBellhop, type TestBellhop, type TestPerson } from '../../support/bellhop.ts';

let bellhop: TestBellhop;
let accountId: string;
let account: string;
let anna: TestPerson;
const FIXED = '+31201111111';
const MOBILE = '+31612345670';

const api = (method: string, path: string, body?: object, headers?: Record<string, string>) =>
  bellhop.api(method, `${account}${path}`, body, headers);
const user = async (number: string, userId?: string) => {
  const added = await api('POST', '/orders', {
    product: 'starter',
    extension: { number, name: `User ${number}`, pin: '2580', areaCode: '020' },
    user:
      userId === undefined
        ? { kind: 'new', displayName: `User ${number}`, language: 'nl' }
        : { kind: 'existing', id: userId },
  });
  expect(added.status, added.text).toBe(201);
};
const reachOf = async (number: string) => (await api('GET', `/extensions/${number}/reach`)).json;
const nowOf = async (number: string) => (await api('GET', `/extensions/${number}/reach/now`)).json;

/** A profile as one sends it: what is left out is inherited. */
const profile = (id: string, more: object = {}) => ({ id, name: id, ...more });
const settings = (more: object = {}) => ({
  profiles: [
    profile('default'),
    profile('away', { unconditional: { mode: 'on', to: { kind: 'voicemail', of: '200' } } }),
    profile('mine', {
      callerId: { mode: 'on', e164: FIXED },
      devices: { mode: 'on', mobile: true },
    }),
  ],
  callClasses: [
    { id: 'base', name: 'Everybody' },
    { id: 'family', name: 'Family', contacts: [{ name: 'Home', numbers: ['06 1234 5678'] }] },
  ],
  statuses: [
    { id: 'in', name: 'In' },
    { id: 'dnd', name: 'Quiet', availability: 'busy' },
  ],
  matrix: [
    { status: 'dnd', callClass: 'base', profile: 'away' },
    { status: 'in', callClass: 'family', profile: 'mine' },
  ],
  defaults: { profile: 'default', callClass: 'base', status: 'in', doNotDisturb: 'dnd' },
  ...more,
});

beforeAll(async () => {
  bellhop = await startTestBellhop();
  const added = await bellhop.api('POST', '/accounts', { name: 'Bakery', number: '1001', language: 'nl' });
  accountId = added.json.id;
  account = `/accounts/${accountId}`;
  anna = await bellhop.person('endUser', { accountIds: [accountId] });
  const person = await api('POST', '/users', { displayName: 'Anna', language: 'nl', username: anna.username });
  await user('200', person.json.id);
  for (let number = 201; number < 215; number += 1) await user(String(number));
  await api('POST', '/numbers', { e164: FIXED, kind: 'fixed', linkedTo: '200' });
  await api('POST', '/numbers', { e164: MOBILE, kind: 'mobile', linkedTo: '201' });
});
afterAll(() => bellhop?.close());

describe('numbers of a user', () => {
  const free = async (query = '') => (await api('GET', `/free-numbers${query}`)).json;
  const e164s = ({ items }: { items: { e164: string }[] }) => items.map(({ e164 }) => e164);
  const PLANNED = '+31201230001';
  const EMERGENCY = '+31201230002';
  const OPEN = ['+31201230003', '+31201230004'];

  test('R-64 R-65 R-67 FAC-114: only free ones are offered and linked, several at once; every other one is named', async () => {
    for (const e164 of [PLANNED, EMERGENCY, ...OPEN]) await api('POST', '/numbers', { e164 });
    await api('PATCH', '/telephony', { emergencyCallerId: EMERGENCY });
    const [main] = (await api('GET', '/number-plans')).json.items;
    const plans = [{ slot: 1, name: 'Day', numbers: [{ e164: PLANNED, to: '204' }] }];
    expect((await api('PATCH', `/number-plans/${main.id}`, { plans })).status).toBe(200);

    expect(e164s(await free())).toEqual(OPEN);
    const first = await free('?limit=1');
    expect([e164s(first), e164s(await free(`?limit=1&cursor=${first.next}`))]).toEqual([
      OPEN.slice(0, 1),
      OPEN.slice(1),
    ]);

    const link = (user: string, numbers: readonly string[]) => api('PUT', `/extensions/${user}/numbers`, { numbers });
    const refused = await link('205', [OPEN[0] ?? '', PLANNED, EMERGENCY, FIXED, '+31209999999']);
    expect([refused.status, refused.json.errors.map(({ pointer }: { pointer: string }) => pointer)]).toEqual([
      422,
      ['/numbers/1', '/numbers/2', '/numbers/3', '/numbers/4'],
    ]);
    expect(e164s(await free())).toEqual(OPEN);
    expect(e164s((await link('205', OPEN)).json)).toEqual(OPEN);
    expect(await free()).toEqual({ items: [], next: null });
    expect(e164s((await link('205', OPEN.slice(1))).json)).toEqual(OPEN.slice(1));
    expect(e164s(await free())).toEqual(OPEN.slice(0, 1));
    const taken = await api('PATCH', `/numbers/${OPEN[1]}`, { linkedTo: '206' });
    expect([taken.status, taken.json.errors[0].pointer]).toEqual([422, '/linkedTo']);
    expect((await link('205', [])).json.items).toEqual([]);
    expect((await link('299', [])).status).toBe(404);
  });
});

describe('settings', () => {
  test('R-1 R-69 R-70 DEV-33: everybody begins with the default configuration, in the language of the account', async () => {
    const { json, headers } = await api('GET', '/extensions/203/reach');
    expect(headers.get('etag')).toBe('"0"');
    expect(json.statuses.map(({ name }: { name: string }) => name)).toEqual(['Gewoon', 'Niet storen']);
    expect(json.profiles[1].unconditional).toEqual({ mode: 'on', to: { kind: 'voicemail', of: '203' } });
    expect(json.defaults).toEqual({ profile: 'default', callClass: 'base', status: 'base', doNotDisturb: 'dnd' });
  });

  test('R-71 R-80: there is the matrix and no other way, before and after a wipe; no way out of it is taken', async () => {
    const mode = async () => (await api('GET', '/extensions/207/reach/now')).json.mode;
    expect(await mode()).toBe('matrix');
    const other = await api('PUT', '/extensions/207/reach', { ...settings(), mode: 'contactAndStatus' });
    expect([other.status, other.json.errors[0].pointer]).toEqual([422, '/mode']);
    expect((await api('POST', '/extensions/207/reach/wipe', { confirm: '207' })).status).toBe(200);
    expect(await mode()).toBe('matrix');
  });

  test('R-3 R-25: are set whole, with what is left out filled in, under their revision', async () => {
    const first = await api('PUT', '/extensions/200/reach', settings(), { 'if-match': '"0"' });
    expect(first.status, first.text).toBe(200);
    expect(first.headers.get('etag')).toBe('"1"');
    expect(first.json.profiles[1].noAnswer).toEqual({ mode: 'inherit', afterSec: 20 });
    expect((await api('PUT', '/extensions/200/reach', settings(), { 'if-match': '"0"' })).status).toBe(412);
    expect(await reachOf('200')).toEqual(first.json);
  });

  test('every mistake is named at its place, and nothing is kept', async () => {
    const before = await reachOf('200');
    const refused = await api(
      'PUT',
      '/extensions/200/reach',
      settings({
        profiles: [
          profile('default', { inheritsFrom: 'away' }),
          profile('away', { unconditional: { mode: 'on', to: { kind: 'extension', number: '999' } } }),
          profile('mine', { callerId: { mode: 'on', e164: '+31209999999' } }),
        ],
        roamingStatus: 'nowhere',
      }),
    );
    expect(refused.status).toBe(422);
    expect(refused.json.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual([
      '/roamingStatus',
      '/profiles/0/inheritsFrom',
      '/profiles/1/unconditional/to',
      '/profiles/2/callerId/e164',
    ]);
    const grammar = await api(
      'PUT',
      '/extensions/200/reach',
      settings({ statuses: [{ id: 'in', name: 'In', availability: 'gone' }] }),
    );
    expect(grammar.json.errors[0].pointer).toBe('/statuses/0/availability');
    expect(await reachOf('200')).toEqual(before);
  });

  test('R-22: what a class names is not ended under it', async () => {
    const classes = [
      { id: 'base', name: 'Everybody' },
      { id: 'desk', name: 'Desk', extensions: ['214'] },
    ];
    const matrix = settings().matrix.slice(0, 1);
    expect((await api('PUT', '/extensions/213/reach', { ...settings(), callClasses: classes, matrix })).status).toBe(
      200,
    );
    const { items } = (await api('GET', '/orders')).json;
    const { number } = items.find(({ extension }: { extension: string }) => extension === '214');
    const endDate = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10);
    const refused = await api('POST', `/orders/${number}/terminate`, { endDate });
    expect([refused.status, refused.json.errors[0].pointer]).toEqual([409, '/reach/213/callClasses/1/extensions/0']);
    expect((await api('PUT', '/extensions/213/reach', settings())).status).toBe(200);
    expect((await api('POST', `/orders/${number}/terminate`, { endDate })).status).toBe(200);
  });
});

describe('switching', () => {
  const on = (body: object) => api('POST', '/extensions/200/reach/overrides', body);
  const off = (kind: string) => api('DELETE', `/extensions/200/reach/overrides/${kind}`);

  test('R-73 R-74 R-75 DEV-31: do not disturb is a status, and off is off', async () => {
    const switched = await on({ kind: 'doNotDisturb' });
    expect(switched.status, switched.text).toBe(200);
    expect(switched.json).toMatchObject({ doNotDisturb: true, status: { id: 'dnd', source: 'doNotDisturb' } });
    const call = await api('POST', '/extensions/200/reach/decisions', { number: '0201234567' });
    expect(call.json).toMatchObject({ profile: 'away', route: { do: 'forward' } });
    expect(call.json.steps[0]).toEqual({
      rule: 'R-73',
      because: 'status.doNotDisturb',
      text: 'Niet storen staat aan: status Quiet.',
    });
    expect((await off('doNotDisturb')).json).toMatchObject({
      doNotDisturb: false,
      status: { id: 'in', source: 'base' },
    });
  });

  test('R-74: choosing that status is switching it on', async () => {
    expect((await on({ kind: 'status', status: 'dnd' })).json.doNotDisturb).toBe(true);
    expect((await on({ kind: 'status', status: 'in' })).json.doNotDisturb).toBe(false);
    expect((await off('status')).json.status.source).toBe('base');
  });

  test('R-52 R-53: a status until a time, which is told and must lie ahead', async () => {
    const until = new Date(Date.now() + 3_600_000).toISOString();
    expect((await on({ kind: 'status', status: 'dnd', until })).json).toMatchObject({ changesAt: until, next: 'In' });
    const past = await on({ kind: 'status', status: 'dnd', until: '2020-01-01T00:00:00Z' });
    expect([past.status, past.json.errors[0].pointer]).toEqual([422, '/until']);
    expect((await on({ kind: 'status', status: 'gone' })).json.errors[0].pointer).toBe('/status');
    await off('status');
  });

  test('R-59 R-82 R-85 DEV-34: devices and forwards, switched off in the portal as well as on a phone', async () => {
    await on({ kind: 'devices', fixed: true, mobile: false, web: false });
    await on({ kind: 'always', to: { kind: 'number', e164: '+31611111111' } });
    expect(await nowOf('200')).toMatchObject({
      devices: { fixed: true, mobile: false, web: false },
      forwards: { always: { kind: 'number', e164: '+31611111111' } },
    });
    const call = await api('POST', '/extensions/200/reach/decisions', {});
    expect(call.json.route).toMatchObject({ do: 'forward', onward: { to: { e164: '+31611111111' } } });
    await off('always');
    await off('devices');
    expect(await nowOf('200')).not.toHaveProperty('devices');
    expect((await nowOf('200')).forwards).toEqual({});
    const itself = await on({ kind: 'busy', to: { kind: 'extension', number: '200' } });
    expect([itself.status, itself.json.errors[0].pointer]).toEqual([422, '/to']);
  });

  test('a status that the settings lose is not in force any more', async () => {
    await on({ kind: 'status', status: 'dnd' });
    const statuses = [{ id: 'in', name: 'In' }];
    const defaults = { profile: 'default', callClass: 'base', status: 'in' };
    const put = await api('PUT', '/extensions/200/reach', { ...settings(), statuses, matrix: [], defaults });
    expect(put.status, put.text).toBe(200);
    expect(await nowOf('200')).not.toHaveProperty('manual');
    expect((await on({ kind: 'doNotDisturb' })).json.type).toBe('urn:bellhop:error:REACH_NO_DND_STATUS');
    await api('PUT', '/extensions/200/reach', settings());
  });

  test('two who switch at once both take effect', async () => {
    const to = { kind: 'number', e164: '+31611111111' };
    const answers = await Promise.all([
      on({ kind: 'busy', to }),
      on({ kind: 'always', to }),
      on({ kind: 'noAnswer', to }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(Object.keys((await nowOf('200')).forwards).toSorted()).toEqual(['always', 'busy', 'noAnswer']);
    for (const kind of ['busy', 'always', 'noAnswer']) await off(kind);
  });
});

describe('one’s own', () => {
  test('R-66: an end user sees and changes his own, and nobody else’s', async () => {
    const own = await anna.api('GET', '/me/reach');
    expect(own.status, own.text).toBe(200);
    expect(own.json).toEqual(await reachOf('200'));
    const changed = await anna.api('PUT', '/me/reach', settings({ roamingStatus: 'dnd' }), {
      'if-match': String(own.headers.get('etag')),
    });
    expect(changed.json.roamingStatus).toBe('dnd');
    expect((await anna.api('POST', '/me/reach/overrides', { kind: 'doNotDisturb' })).json.doNotDisturb).toBe(true);
    expect((await anna.api('DELETE', '/me/reach/overrides/doNotDisturb')).json.doNotDisturb).toBe(false);
    for (const [method, path] of [
      ['GET', `${account}/extensions/200/reach`],
      ['PUT', `${account}/extensions/201/reach`],
      ['POST', `${account}/extensions/201/reach/overrides`],
      ['POST', `${account}/extensions/200/reach/wipe`],
      ['POST', `${account}/extensions/200/reach/clones`],
    ] as const)
      expect((await anna.api(method, path, method === 'GET' ? undefined : {})).status, path).toBe(403);
  });

  test('whoever has no extension is told so', async () => {
    const nobody = await bellhop.person('endUser', { accountIds: [accountId] });
    const answer = await nobody.api('GET', '/me/reach');
    expect([answer.status, answer.json.type]).toEqual([404, 'urn:bellhop:error:REACH_NOT_YOURS']);
  });

  test('an admin of another account reaches nobody here', async () => {
    const other = (await bellhop.api('POST', '/accounts', { name: 'Florist', number: '1002' })).json.id;
    const admin = await bellhop.person('accountAdmin', { accountIds: [other] });
    for (const path of [`${account}/extensions/200/reach`, `${account}/extensions/200/reach/now`])
      expect((await admin.api('GET', path)).status).toBe(404);
    expect((await admin.api('PUT', `${account}/extensions/200/reach`, settings())).status).toBe(404);
  });

  test('changes are in the audit log', async () => {
    const { json } = await bellhop.api('GET', `/audit?kind=reach&limit=100`);
    const kinds = json.items.map(({ subject, action }: { subject: { kind: string; label: string }; action: string }) =>
      [subject.kind, subject.label, action].join(' '),
    );
    expect(kinds).toContain('reach 200 added');
    expect(kinds).toContain('reach 200 changed');
  });
});

describe('copying', () => {
  const clone = (body: object) => api('POST', '/extensions/200/reach/clones', body);

  test('R-34 R-35 R-36 R-38 R-39: a preview tells what each would get, and changes nothing', async () => {
    const before = await reachOf('201');
    const { status, json, text } = await clone({ to: ['201', '202'], dryRun: true });
    expect(status, text).toBe(200);
    const [first, second] = json.items;
    expect(first).toMatchObject({ extension: '201', name: 'User 201', overwrites: false });
    expect(first.notes).toEqual([
      { because: 'ownVoicemail', rule: 'R-36', pointer: '/profiles/1/unconditional/to', from: '200', to: '201' },
      { because: 'otherKind', rule: 'R-39', pointer: '/profiles/2/callerId/e164', from: FIXED, to: MOBILE },
    ]);
    // Has neither a mobile phone nor a number of his own.
    expect(second.notes.map(({ because }: { because: string }) => because)).toEqual([
      'ownVoicemail',
      'callerIdOff',
      'allDevicesOn',
    ]);
    expect(await reachOf('201')).toEqual(before);
  });

  test('R-34 R-35 R-37: only when confirmed, over what was there, the source unchanged', async () => {
    const source = await reachOf('200');
    expect((await clone({ to: ['202'] })).json.errors[0].pointer).toBe('/confirm');
    await api('POST', '/extensions/202/reach/overrides', { kind: 'doNotDisturb' });
    expect((await clone({ to: ['202'], confirm: true })).status).toBe(200);
    const copy = await reachOf('202');
    expect(copy.profiles[2]).toMatchObject({
      callerId: { mode: 'off' },
      devices: { mode: 'on', fixed: true, mobile: false, web: true },
    });
    expect(copy.profiles[1].unconditional.to).toEqual({ kind: 'voicemail', of: '202' });
    expect([copy.matrix, copy.statuses]).toEqual([source.matrix, source.statuses]);
    expect(await reachOf('200')).toEqual(source);
    expect((await nowOf('202')).doNotDisturb).toBe(true);
  });

  test('R-34: every user that cannot be copied to is named', async () => {
    const refused = await clone({ to: ['200', '201', '888'], confirm: true });
    expect(refused.json.errors).toEqual([
      { pointer: '/to/0', detail: 'is the user it is copied from' },
      { pointer: '/to/2', detail: 'there is no user 888' },
    ]);
  });

  test('R-34: to everybody at once is a job when they are many', async () => {
    const started = await clone({ to: 'all', confirm: true });
    expect(started.status, started.text).toBe(202);
    let job = (await bellhop.api('GET', `/jobs/${started.json.jobId}`)).json;
    while (!['done', 'failed'].includes(job.state)) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      job = (await bellhop.api('GET', `/jobs/${started.json.jobId}`)).json;
    }
    expect(job.result, JSON.stringify(job.error)).toEqual({ cloned: 14, gone: [] });
    expect(12).toBeGreaterThan(CLONES_AT_ONCE);
    const source = await reachOf('200');
    for (let number = 201; number < 213; number += 1)
      expect((await reachOf(String(number))).matrix).toEqual(source.matrix);
  });
});

describe('wiping', () => {
  test('R-68 R-69 DEV-33: only when confirmed; afterwards the default configuration holds, and calls ring everywhere', async () => {
    const wipe = (confirm: string) => api('POST', '/extensions/202/reach/wipe', { confirm });
    expect((await wipe('200')).json.errors[0].pointer).toBe('/confirm');
    expect((await reachOf('202')).defaults.status).toBe('in');
    const wiped = await wipe('202');
    expect(wiped.json.defaults).toEqual({ profile: 'default', callClass: 'base', status: 'base', doNotDisturb: 'dnd' });
    expect(await nowOf('202')).toMatchObject({ status: { id: 'base' }, doNotDisturb: false });
    await api('POST', '/extensions/202/reach/overrides', { kind: 'doNotDisturb' });
    const call = await api('POST', '/extensions/202/reach/decisions', { number: '0201234567' });
    expect(call.json.route).toMatchObject({ do: 'forward', onward: { to: { kind: 'voicemail', of: '202' } } });
  });
});
