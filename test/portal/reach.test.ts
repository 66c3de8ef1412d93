// The pages about reachability: what they show, what is switched there, and to whom.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addAccount } from '../../server/cpe/accounts.ts';
import { accountLists, userLists } from '../../server/pbx/blocking/blocking.ts';
import type { TelephonyDeps } from '../../server/pbx/deps.ts';
import { putReach } from '../../server/pbx/reach/edit.ts';
import { loadReach } from '../../server/pbx/reach/user-reach.ts';
import { addOfKind } from '../../server/pbx/records.ts';
import { readMoment, timesText, whenText } from '../../server/portal/reach-view.ts';
import { EXAMPLE } from '../routing/reach/example.ts';
import { openPortal, type TestPortal, type Visitor } from './support.ts';

let portal: TestPortal;
let admin: Visitor;
let anna: Visitor;
let deps: TelephonyDeps;
let accountId: string;
const PASSWORD = 'correct horse 7';
const PAGE = '/reach/1001/200';
const standing = () => loadReach(deps, { accountId, extension: '200' });

async function enter(username: string, role: string): Promise<Visitor> {
  const fields = { name: username, mail: '', role, accounts: '1001', language: 'nl', password: PASSWORD };
  expect((await admin.post('/people/add', { ...fields, username })).statusCode).toBe(303);
  const visitor = portal.visitor();
  expect((await visitor.post('/login', { username, password: PASSWORD })).statusCode).toBe(303);
  await visitor.post('/language', { language: 'nl', back: '/me' }, '/me');
  return visitor;
}

beforeAll(async () => {
  portal = await openPortal();
  admin = await portal.loggedIn();
  accountId = (await addAccount(portal.cpe, { name: 'Bakery', number: '1001' })).id;
  deps = portal.telephony;
  anna = await enter('anna', 'endUser');
  const person = await addOfKind(deps, 'telephonyUser', accountId, {
    displayName: 'Anna',
    language: 'nl',
    username: 'anna',
  });
  await addOfKind(deps, 'extension', accountId, { kind: 'user', number: '200', name: 'Anna', userId: person.id });
  await addOfKind(deps, 'extension', accountId, { kind: 'user', number: '201', name: 'Ben' });
  await addOfKind(deps, 'number', accountId, { e164: '+31201111111', kind: 'fixed' });
  await putReach(deps, { accountId, extension: '200' }, EXAMPLE, undefined);
});
afterAll(() => portal?.close());

describe('the matrix', () => {
  test('R-2 R-3: one cell per status and class, with its profile, colour and what that does; the active status is marked', async () => {
    const { body, statusCode } = await admin.get(PAGE);
    expect(statusCode, body).toBe(200);
    expect(body.match(/class="reach-cell /g)).toHaveLength(EXAMPLE.statuses.length * EXAMPLE.callClasses.length);
    expect(body).toMatch(/reach-blue"><strong>private<\/strong><span>mobile<\/span>/);
    expect(body).toMatch(/reach-blue"><strong>voicemail<\/strong><span>everything to voicemail<\/span>/);
    expect(body).toContain('Mon–Fri 07:00–16:30');
    expect(body.match(/<th scope="col" class="is-now">/g)).toHaveLength(1);
    expect(body).toContain('does not hold for them');
    expect((await admin.get(PAGE, { 'accept-language': 'nl' })).body).toContain('ma–vr 07:00–16:30');
  });

  test('R-3: cells are chosen on the page, and two who do so at once do not overwrite one another', async () => {
    const edit = `${PAGE}?edit=matrix`;
    const { revision = 0 } = (await standing()).record ?? {};
    const fields = { revision: String(revision), 'work.base': 'private', 'out.base': 'voicemail' };
    expect((await admin.post(`${PAGE}/matrix`, fields, edit)).statusCode).toBe(303);
    expect((await standing()).reach.matrix).toEqual([
      { status: 'work', callClass: 'base', profile: 'private' },
      { status: 'out', callClass: 'base', profile: 'voicemail' },
    ]);
    const stale = await admin.post(`${PAGE}/matrix`, fields, edit);
    expect([stale.statusCode, stale.body.includes('It was changed by someone else')]).toEqual([412, true]);
    const unknown = { revision: String(revision + 1), 'work.base': 'gone' };
    expect((await admin.post(`${PAGE}/matrix`, unknown, edit)).statusCode).toBe(422);
    await putReach(deps, { accountId, extension: '200' }, EXAMPLE, undefined);
  });
});

test('CB-13 R-50: from the list of users to his reachability, where the status and class that hold otherwise are chosen', async () => {
  expect((await admin.get(`/telephony/${accountId}`)).body).toMatch(new RegExp(`<a href="${PAGE}">200</a>`));
  const edit = `${PAGE}?edit=matrix`;
  const { reach, record } = await standing();
  const other = reach.statuses.find(({ id }) => id !== reach.defaults.status && id !== reach.defaults.doNotDisturb);
  const fields = { revision: String(record?.revision), 'fallback.status': other?.id ?? '' };
  expect((await admin.get(edit)).body).toContain(`<option value="${reach.defaults.status}" selected>`);
  expect((await admin.post(`${PAGE}/matrix`, fields, edit)).statusCode).toBe(303);
  expect((await standing()).reach.defaults).toEqual({ ...reach.defaults, status: other?.id });
  const unknown = { revision: String((await standing()).record?.revision), 'fallback.callClass': 'gone' };
  expect((await admin.post(`${PAGE}/matrix`, unknown, edit)).statusCode).toBe(422);
  await putReach(deps, { accountId, extension: '200' }, EXAMPLE, undefined);
});

describe('call blocking', () => {
  const page = () => `/telephony/${accountId}/blocking`;
  const box = (body: string, id: string) =>
    body.match(new RegExp(`<input type="checkbox" name="blocks.${id}"([^>]*)>`))?.[1];

  test('CB-2 CB-7 CB-10: of the account: found from its page, ticked, saved, and not over somebody else’s change', async () => {
    expect((await admin.get(`/telephony/${accountId}`)).body).toContain(`href="${page()}"`);
    const { body } = await admin.get(page());
    expect([box(body, 'premium'), body.includes('name="revision" value="0"')]).toEqual(['', true]);
    const saved = await admin.post(page(), { revision: '0', 'blocks.premium': 'on' }, page());
    expect(saved.headers.location).toBe(`${page()}?saved=yes`);
    expect((await accountLists(deps, accountId)).record.value.blocked).toEqual(['premium']);
    expect(box((await admin.get(page())).body, 'premium')).toBe(' checked');
    const stale = await admin.post(page(), { revision: '0' }, page());
    expect([stale.statusCode, (await accountLists(deps, accountId)).record.value.blocked]).toEqual([412, ['premium']]);
  });

  test('CB-3 CB-4 CB-11 CB-12: of a user: from the list of extensions by his reachability; what the account blocks stays', async () => {
    expect((await admin.get(`/telephony/${accountId}`)).body).toContain(`href="${PAGE}"`);
    const own = `${page()}/200`;
    expect((await admin.get(PAGE)).body).toContain(`href="${own}"`);
    expect(box((await admin.get(own)).body, 'premium')).toBe(' checked disabled');
    const saved = await admin.post(own, { revision: '0', 'blocks.international': 'on' }, own);
    expect(saved.statusCode).toBe(303);
    expect((await userLists(deps, accountId, '200')).user.value.blocked).toEqual(['international']);
    expect(box((await admin.get(own)).body, 'international')).toBe(' checked');
    expect((await userLists(deps, accountId, '201')).user.value.blocked).toEqual([]);
    expect((await admin.get(`${page()}/299`)).statusCode).toBe(404);
  });

  test('CB-14: end users see neither', async () => {
    for (const url of [page(), `${page()}/200`]) {
      expect((await anna.get(url)).statusCode).toBe(403);
      expect((await anna.post(url, { revision: '1' }, '/me')).statusCode).toBe(403);
    }
    expect((await anna.get('/me/reach')).body).not.toContain('/blocking');
  });
});

describe('switching', () => {
  test('R-73 R-75 DEV-31: do not disturb, on and off', async () => {
    expect((await anna.post('/me/reach/dnd-on', {}, '/me/reach')).statusCode).toBe(303);
    expect((await standing()).facts.manual).toEqual({ status: 'dnd' });
    const { body } = await anna.get('/me/reach');
    expect(body).toContain('Niet storen uitzetten');
    expect(body).toContain('reach-now is-dnd');
    expect((await admin.get('/reach?account=1001')).body).toContain('class="state dnd"');
    expect((await admin.post(`${PAGE}/dnd-off`, {}, PAGE)).statusCode).toBe(303);
    expect((await anna.get('/me/reach')).body).toContain('Niet storen aanzetten');
  });

  test('R-77: an admin is advised to take programmable do-not-disturb keys off the phones; the user is not bothered', async () => {
    const advice = /programmeerbare niet-storen-toets|programmable do-not-disturb key/;
    expect((await admin.get(PAGE)).body).toMatch(advice);
    expect((await anna.get('/me/reach')).body).not.toMatch(advice);
  });

  test('R-52 R-53: a status until a time of the account’s clock; back to the schedule', async () => {
    const set = (until: string) => anna.post('/me/reach/status', { status: 'abroad', until }, '/me/reach');
    expect((await set('2099-07-01T12:00')).statusCode).toBe(303);
    expect((await standing()).facts.manual).toEqual({ status: 'abroad', until: '2099-07-01T10:00:00.000Z' });
    expect((await anna.get('/me/reach')).body).toContain('Daarna, 1 juli 12:00:');
    for (const until of ['2020-01-01T00:00', 'tomorrow']) {
      const refused = await set(until);
      expect([refused.statusCode, refused.body.includes('Kies een dag en tijd in de toekomst')]).toEqual([422, true]);
    }
    await anna.post('/me/reach/status', { status: '' }, '/me/reach');
    expect((await standing()).facts).toEqual({});
  });

  test.each([
    ['201', { kind: 'extension', number: '201' }],
    ['020 123 45 67', { kind: 'number', e164: '+31201234567' }],
    ['Voicemail', { kind: 'voicemail', of: '200' }],
  ])('R-82 R-85 DEV-34: a forward to %s, and off again', async (to, expected) => {
    expect((await anna.post('/me/reach/forward', { kind: 'always', to }, '/me/reach')).statusCode).toBe(303);
    expect((await standing()).facts.forwards).toEqual({ always: expected });
    expect((await anna.post('/me/reach/forward-off', { kind: 'always' }, '/me/reach')).statusCode).toBe(303);
    expect((await standing()).facts).toEqual({});
  });

  test('R-82: a forward that leads nowhere or back is refused in words', async () => {
    for (const to of ['200', '299', 'somewhere']) {
      const refused = await anna.post('/me/reach/forward', { kind: 'busy', to }, '/me/reach');
      expect([refused.statusCode, refused.body.includes('Geef een bestaand toestelnummer')]).toEqual([422, true]);
    }
  });

  test('R-59 R-60: devices, and by the profile again', async () => {
    await anna.post('/me/reach/devices', { fixed: 'on' }, '/me/reach');
    expect((await standing()).facts.devices).toEqual({ fixed: true, mobile: false, web: false });
    expect((await anna.get('/me/reach')).body).toContain('Weer volgens het profiel');
    await anna.post('/me/reach/devices-off', {}, '/me/reach');
    expect((await standing()).facts).toEqual({});
  });
});

describe('the rest of the page', () => {
  test('R-2: what would become of a call is told step by step', async () => {
    const { body } = await anna.get('/me/reach?from=0612345678&at=2026-11-24T10:00');
    expect(body).toContain('<li>0612345678 is een contact van Family.</li>');
    expect(body).toContain('<li>De mobiele telefoon gaat over.</li>');
  });

  test('R-66: an end user sees his own page alone; who has no extension is told what to do', async () => {
    expect((await anna.get(PAGE)).statusCode).toBe(403);
    expect((await anna.get('/reach')).statusCode).toBe(403);
    const nobody = await enter('nobody', 'endUser');
    expect((await nobody.get('/me/reach')).body).toContain('nog geen toestelnummer gekoppeld');
    expect((await nobody.post('/me/reach/dnd-on', {}, '/me')).statusCode).toBe(404);
  });

  test('a technician looks, and changes nothing', async () => {
    const technician = await enter('tess', 'technician');
    const { body, statusCode } = await technician.get(PAGE);
    expect([statusCode, body.includes('reach-cell')]).toEqual([200, true]);
    expect(body).not.toContain('dnd-on');
    expect((await technician.post(`${PAGE}/dnd-on`, {}, '/me')).statusCode).toBe(403);
  });

  test('R-68: wiping asks first', async () => {
    await putReach(
      deps,
      { accountId, extension: '201' },
      { ...EXAMPLE, matrix: [], profiles: EXAMPLE.profiles.slice(0, 1) },
      undefined,
    );
    const wipe = '/reach/1001/201/wipe';
    expect((await admin.get(wipe)).body).toContain('This cannot be undone');
    expect((await loadReach(deps, { accountId, extension: '201' })).reach.statuses).toHaveLength(5);
    expect((await admin.post(wipe, {})).statusCode).toBe(303);
    expect((await loadReach(deps, { accountId, extension: '201' })).reach.statuses).toHaveLength(2);
  });

  test('an account that is not there, and one without users, say what to do', async () => {
    expect((await admin.get('/reach?account=9999')).body).toContain('There is no account with this number');
    await addAccount(portal.cpe, { name: 'Empty', number: '1002' });
    expect((await admin.get('/reach?account=1002')).body).toContain('Add an extension for a user first');
    expect((await admin.get('/reach/9999/200')).statusCode).toBe(404);
  });
});

describe('times', () => {
  test('R-27 are written as people read them', () => {
    const weekly = (days: number[]) => ({ kind: 'weekly', days, start: '07:00', end: '16:30' }) as const;
    expect(timesText(weekly([1, 2, 3, 4, 5]), 'nl')).toBe('ma–vr 07:00–16:30');
    expect(timesText(weekly([7, 1, 3]), 'en')).toBe('Mon, Wed, Sun 07:00–16:30');
    const period = { kind: 'period', start: '2026-12-24T12:00', end: '2027-01-02T00:00' } as const;
    expect(timesText(period, 'nl')).toBe('24 dec 12:00 – 2 jan 00:00');
  });

  test('R-53 are those of the account’s clock', () => {
    const now = new Date('2026-11-24T22:30:00Z');
    const zone = 'Europe/Amsterdam';
    expect(whenText(new Date('2026-11-24T22:45:00Z'), now, zone, 'en')).toBe('23:45');
    expect(whenText(new Date('2026-11-24T23:00:00Z'), now, zone, 'en')).toBe('Wednesday 00:00');
    expect(whenText(new Date('2026-12-24T11:00:00Z'), now, zone, 'nl')).toBe('24 december 12:00');
    expect(readMoment('2026-07-01T12:00', zone)?.toISOString()).toBe('2026-07-01T10:00:00.000Z');
    expect(readMoment('noon', zone)).toBeUndefined();
  });
});
