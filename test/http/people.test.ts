// People, their logins, sessions and API tokens, through the API over real sockets.
import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestBellhop, type TestBellhop } from '../support/bellhop.ts';

let bellhop: TestBellhop;
let accountId: string;
let otherAccountId: string;
beforeAll(async () => {
  bellhop = await startTestBellhop();
  accountId = (await bellhop.api('POST', '/accounts', { name: 'Bakery', number: '1001' })).json.id;
  otherAccountId = (await bellhop.api('POST', '/accounts', { name: 'Florist', number: '2002' })).json.id;
});
afterAll(() => bellhop?.close());

const newcomer = (given: object = {}) => ({
  username: `new-${Math.random().toString(36).slice(2, 10)}`,
  name: 'New',
  role: 'technician',
  accountIds: [accountId],
  password: 'correct horse 9',
  ...given,
});
const pointers = (json: { errors?: { pointer: string }[] }) => (json.errors ?? []).map(({ pointer }) => pointer);
const login = (username: string, password: string, totp?: string, headers?: Record<string, string>) =>
  bellhop.apiWith(undefined)('POST', '/tokens', { username, password, ...(totp !== undefined && { totp }) }, headers);

describe('who may give what', () => {
  test.each([
    ['a higher role', { role: 'partnerAdmin', accountIds: [] }, ['/role']],
    ['the highest role', { role: 'platformAdmin', accountIds: [] }, ['/role']],
    ['a right of which one has none', { rights: ['manageCpes'] }, ['/rights']],
    ['no account', { accountIds: [] }, ['/accountIds']],
    ['an account that is not there', { accountIds: ['none'] }, ['/accountIds/0']],
    ['another partner', { partnerId: 'none' }, ['/partnerId', '/accountIds/0']],
    ['a bad name', { username: 'A b' }, ['/username']],
    ['a bad mail address', { mail: 'x' }, ['/mail']],
    ['a common password', { password: 'Welkom2026!' }, ['/password']],
  ])('an account admin may not give %s', async (_what, given, where) => {
    const { api } = await bellhop.person('accountAdmin', { accountIds: [accountId] });
    const answer = await api('POST', '/people', newcomer(given));
    expect([answer.status, pointers(answer.json)]).toEqual([422, where]);
  });

  test('EXT-148: the mail address of a login is one person’s, of whichever tenant, however it is written', async () => {
    const { api } = await bellhop.person('accountAdmin', { accountIds: [accountId] });
    const first = await api('POST', '/people', newcomer({ mail: 'Web.User@Example.com' }));
    expect(first.status, first.text).toBe(201);
    const elsewhere = await bellhop.person('accountAdmin', { accountIds: [otherAccountId] });
    const again = newcomer({ mail: 'web.user@example.com', accountIds: [otherAccountId] });
    const second = await elsewhere.api('POST', '/people', again);
    expect([second.status, pointers(second.json)]).toEqual([422, ['/mail']]);
    expect(second.text).not.toContain(first.json.username);
    const other = await elsewhere.api('POST', '/people', newcomer({ accountIds: [otherAccountId] }));
    const path = `/people/${other.json.username}`;
    expect(pointers((await elsewhere.api('PATCH', path, { mail: 'WEB.USER@example.com' })).json)).toEqual(['/mail']);
    expect((await api('PATCH', `/people/${first.json.username}`, { mail: 'web.user@example.com' })).status).toBe(200);
    expect((await api('PATCH', `/people/${first.json.username}`, { mail: null })).status).toBe(200);
    expect((await elsewhere.api('PATCH', path, { mail: 'web.user@example.com' })).status).toBe(200);
  });

  test('nor an account beyond their own; nor see or change who has one', async () => {
    const { api } = await bellhop.person('accountAdmin', { accountIds: [accountId] });
    const beyond = await api('POST', '/people', newcomer({ accountIds: [accountId, otherAccountId] }));
    expect(pointers(beyond.json)).toEqual(['/accountIds/1']);
    const both = await bellhop.person('technician', { accountIds: [accountId, otherAccountId] });
    const boss = await bellhop.person('partnerAdmin');
    for (const { username } of [both, boss]) {
      expect((await api('GET', `/people/${username}`)).status).toBe(404);
      expect((await api('PATCH', `/people/${username}`, { disabled: true })).status).toBe(404);
      expect((await api('DELETE', `/people/${username}`)).status).toBe(404);
    }
    const listed = (await api('GET', '/people?limit=1000')).json.items;
    expect(listed.every((one: { accountIds: string[] }) => one.accountIds.join() === accountId)).toBe(true);
    const own = await api('POST', '/people', newcomer());
    expect(own.status).toBe(201);
    const lifted = await api('PATCH', `/people/${own.json.username}`, { role: 'partnerAdmin' });
    expect(pointers(lifted.json)).toEqual(['/role']);
  });

  test('nor change or delete a peer who has a right that they lack', async () => {
    const { api } = await bellhop.person('accountAdmin', { accountIds: [accountId] });
    const peer = await bellhop.person('accountAdmin', { accountIds: [accountId], rights: ['manageCpes'] });
    const path = `/people/${peer.username}`;
    expect((await api('GET', path)).status).toBe(200);
    expect((await api('PATCH', path, { password: 'a better horse' })).status).toBe(403);
    expect((await api('DELETE', path)).status).toBe(403);
    expect((await login(peer.username, peer.password)).status).toBe(201);
    expect((await peer.api('PATCH', path, { name: 'Ann' })).status).toBe(200);
  });

  test('a name is one person’s; the revision guards a change', async () => {
    const person = newcomer();
    const added = await bellhop.api('POST', '/people', person);
    expect(added.json).toMatchObject({ partnerId: 'first', hasPassword: true, hasSecondFactor: false });
    expect(added.text).not.toContain('argon2');
    expect((await bellhop.api('POST', '/people', person)).status).toBe(409);
    const path = `/people/${person.username}`;
    expect((await bellhop.api('PATCH', path, { name: 'Ann' }, { 'if-match': '"1"' })).json.name).toBe('Ann');
    expect((await bellhop.api('PATCH', path, { name: 'Bob' }, { 'if-match': '"1"' })).status).toBe(412);
  });

  test('the last platform admin can be neither removed, disabled nor made less', async () => {
    expect((await bellhop.api('DELETE', '/people/admin')).status).toBe(409);
    expect((await bellhop.api('PATCH', '/people/admin', { disabled: true })).status).toBe(409);
    expect((await bellhop.api('PATCH', '/people/admin', { role: 'partnerAdmin' })).status).toBe(409);
    const second = await bellhop.person('platformAdmin');
    expect((await bellhop.api('DELETE', `/people/${second.username}`)).status).toBe(204);
    expect((await second.api('GET', '/me')).status).toBe(401);
  });
});

describe('sessions', () => {
  test('are listed, ended one by one, and all others by another password', async () => {
    const { username, password, api } = await bellhop.person('technician', { accountIds: [accountId] });
    const second = bellhop.apiWith((await login(username, password)).json.token);
    const third = bellhop.apiWith((await login(username, password)).json.token);
    const { items } = (await api('GET', '/me/sessions')).json;
    expect(items).toHaveLength(3);
    expect(items.map(({ door }: { door: string }) => door)).toEqual(['api', 'api', 'api']);
    const { id } = (await second('GET', '/me/sessions')).json.items.find(
      ({ isCurrent }: { isCurrent: boolean }) => isCurrent,
    );
    const stranger = await bellhop.person('technician', { accountIds: [accountId] });
    expect((await stranger.api('DELETE', `/me/sessions/${id}`)).status).toBe(404);
    expect((await api('DELETE', `/me/sessions/${id}`)).status).toBe(204);
    expect((await second('GET', '/me')).status).toBe(401);
    const change = (current: string, next: string) => api('PUT', '/me/password', { current, next });
    expect((await change('wrong', 'a better horse')).status).toBe(403);
    expect(pointers((await change(password, 'short')).json)).toEqual(['/next']);
    expect((await change(password, 'a better horse')).status).toBe(204);
    expect([(await api('GET', '/me')).status, (await third('GET', '/me')).status]).toEqual([200, 401]);
    expect([(await login(username, password)).status, (await login(username, 'a better horse')).status]).toEqual([
      401, 201,
    ]);
  });

  test('of somebody disabled end, and they cannot log in', async () => {
    const { username, password, api } = await bellhop.person('technician', { accountIds: [accountId] });
    const token = await api('POST', '/me/tokens', { name: 'x', scopes: ['cpes.*'], days: 1 });
    await bellhop.api('PATCH', `/people/${username}`, { disabled: true });
    expect((await api('GET', '/me')).status).toBe(401);
    expect((await bellhop.apiWith(token.json.token)('GET', '/cpes')).status).toBe(401);
    expect((await login(username, password)).status).toBe(401);
  });
});

describe('API tokens', () => {
  test('do what their scopes say, of what the role may, and never manage logins', async () => {
    const { api } = await bellhop.person('accountAdmin', { accountIds: [accountId] });
    const added = await api('POST', '/me/tokens', { name: 'monitor', scopes: ['cpes.read', 'accounts.*'], days: 366 });
    expect(added.status).toBe(201);
    const call = bellhop.apiWith(added.json.token);
    const statuses = async (...asked: readonly (readonly [string, string])[]) =>
      Promise.all(asked.map(async ([method, path]) => (await call(method, path)).status));
    expect(await statuses(['GET', '/cpes'], ['GET', '/accounts'], ['POST', '/accounts'])).toEqual([200, 200, 403]);
    expect(await statuses(['GET', '/quarantine'], ['GET', '/me'], ['POST', '/me/tokens'])).toEqual([403, 403, 403]);
    const { items } = (await api('GET', '/me/tokens')).json;
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({ name: 'monitor', isCurrent: false, scopes: ['cpes.read', 'accounts.*'] });
    expect(items[0].lastUsedAt).toBeDefined();
    expect(JSON.stringify(items)).not.toContain(added.json.token);
    await api('DELETE', `/me/tokens/${items[0].id}`);
    expect(await statuses(['GET', '/cpes'])).toEqual([401]);
  });

  test('with a bad scope, one beyond the role, or a life too long are refused', async () => {
    const { api } = await bellhop.person('technician', { accountIds: [accountId] });
    const bad = await api('POST', '/me/tokens', { name: ' ', scopes: ['cpes', 'people.*', 'cpes.read'], days: 367 });
    expect(pointers(bad.json)).toEqual(['/scopes/0', '/scopes/1', '/name', '/days']);
  });
});

describe('a second factor (RFC 6238)', () => {
  test('is asked for once confirmed, each code good once, recovery codes once each', async () => {
    const { username, password, api } = await bellhop.person('technician', { accountIds: [accountId] });
    const begun = await api('POST', '/me/totp');
    expect(begun.json.uri).toContain('otpauth://totp/Bellhop');
    const app = new TOTP({ secret: Secret.fromBase32(begun.json.secret) });
    expect((await login(username, password)).status).toBe(201);
    expect(pointers((await api('PUT', '/me/totp', { code: '000000' })).json)).toEqual(['/code']);
    // The code of the step before is taken too (one step either way), which leaves the present one for the login.
    const before = app.generate({ timestamp: Date.now() - 30_000 });
    const confirmed = await api('PUT', '/me/totp', { code: before });
    expect(confirmed.json.recoveryCodes).toHaveLength(10);
    const needed = await login(username, password);
    expect([needed.status, needed.json.type]).toEqual([401, 'urn:bellhop:error:TOTP_NEEDED']);
    expect((await login(username, password, before)).json.type).toBe('urn:bellhop:error:LOGIN_FAILED');
    const now = app.generate();
    expect((await login(username, 'wrong password', now)).json.type).toBe('urn:bellhop:error:LOGIN_FAILED');
    expect((await login(username, password, now)).status).toBe(201);
    expect((await login(username, password, now)).status).toBe(401);
    const [recovery] = confirmed.json.recoveryCodes;
    expect((await login(username, password, recovery)).status).toBe(201);
    expect((await login(username, password, recovery)).status).toBe(401);
    expect((await bellhop.api('GET', `/people/${username}`)).json.hasSecondFactor).toBe(true);
    expect((await api('POST', '/me/totp')).status).toBe(409);
    expect((await api('POST', '/me/totp/removal', { password: 'wrong' })).status).toBe(403);
    expect((await api('POST', '/me/totp/removal', { password })).status).toBe(204);
    expect((await login(username, password)).status).toBe(201);
  });

  test('an admin takes it off for who lost it', async () => {
    const { username, password, api } = await bellhop.person('technician', { accountIds: [accountId] });
    const app = new TOTP({ secret: Secret.fromBase32((await api('POST', '/me/totp')).json.secret) });
    await api('PUT', '/me/totp', { code: app.generate() });
    expect((await login(username, password)).status).toBe(401);
    expect((await bellhop.api('PATCH', `/people/${username}`, { totp: false })).status).toBe(200);
    expect((await login(username, password)).status).toBe(201);
  });
});
