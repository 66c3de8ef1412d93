// The pages about people and one's own login; what each role is shown; every page as every role.
import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { may } from '../../server/access/permissions.ts';
import { addAccount } from '../../server/cpe/accounts.ts';
import { addCpes } from '../../server/cpe/cpes.ts';
import { ROLES, type Role } from '../../server/domain/actor.ts';
import { personOf } from '../../server/domain/user.ts';
import { openPortal, PASSWORD, type TestPortal, type Visitor } from './support.ts';

let portal: TestPortal;
let admin: Visitor;
const STRONG = 'correct horse 7';
const fields = { name: 'Ann', mail: '', role: 'technician', accounts: '1001', language: 'en', password: STRONG };

beforeAll(async () => {
  portal = await openPortal();
  admin = await portal.loggedIn();
  const { id } = await addAccount(portal.cpe, { name: 'Bakery', number: '1001' });
  await addCpes(portal.cpe, { vendor: 'Yealink', model: 'T46S', accountId: id, devices: [{ mac: '805ec0123456' }] });
});
afterAll(() => portal?.close());

async function add(role: Role, given: object = {}): Promise<string> {
  const username = `${role.toLowerCase()}-${Math.random().toString(36).slice(2, 8)}`;
  const isAbove = role === 'platformAdmin' || role === 'partnerAdmin';
  const body = { ...fields, username, role, accounts: isAbove ? '' : '1001', ...given };
  const answer = await admin.post('/people/add', body);
  expect(answer.statusCode, answer.body).toBe(303);
  return username;
}
const enter = async (username: string, password = STRONG): Promise<Visitor> => {
  const visitor = portal.visitor();
  expect((await visitor.post('/login', { username, password })).statusCode).toBe(303);
  return visitor;
};

describe('every page as every role', () => {
  const PAGES = [
    ['/phones', 'cpes.read'],
    ['/phones/805ec0123456', 'cpes.read'],
    ['/phones/805ec0123456/state', 'cpes.read'],
    ['/phones/805ec0123456/files/805ec0123456.cfg', 'cpes.read'],
    ['/phones/805ec0123456/window/open', 'cpes.window'],
    ['/phones/805ec0123456/window/close', 'cpes.window'],
    ['/quarantine', 'quarantine.read'],
    ['/people', 'people.read'],
    ['/people/add', 'people.add'],
    ['/me', 'profile.own'],
  ] as const;

  test.each(ROLES)('%s', async (role) => {
    const username = await add(role);
    const visitor = await enter(username);
    const user = await portal.store.people.users.find(username);
    if (!user) throw new Error('nobody');
    for (const [url, action] of PAGES) {
      const allowed = may(personOf(user), action);
      const refused = url === '/phones' ? 303 : 403;
      expect((await visitor.get(url)).statusCode, url).toBe(allowed ? 200 : refused);
    }
    const { body } = await visitor.get('/me');
    expect(body.includes('href="/people"')).toBe(may(personOf(user), 'people.read'));
    expect(body.includes('href="/quarantine"')).toBe(may(personOf(user), 'quarantine.read'));
  });

  test('EXT-2: everybody finds the help of the apps that have one on his own page', async () => {
    const { body } = await (await enter(await add('endUser'))).get('/me');
    expect(body).toContain('<a href="https://help.example.com/ios?a=1&amp;b=2" rel="noreferrer">');
    expect(body.match(/help\.example\.com/g)).toHaveLength(1);
  });

  test('a technician opens a window and is shown no token', async () => {
    const visitor = await enter(await add('technician'));
    const url = '/phones/805ec0123456/window/open';
    const answer = await visitor.post(url, { minutes: '15', networks: '' });
    expect(answer.statusCode).toBe(200);
    expect(answer.body).toContain('/p/</code>');
    expect(answer.body).not.toMatch(/\/p\/[0-9a-f]{32}/);
    expect((await admin.post(url, { minutes: '15', networks: '' })).body).toMatch(/\/p\/[0-9a-f]{32}/);
  });
});

describe('people', () => {
  test('are listed, changed and deleted; what is wrong is said in the language of the page', async () => {
    const username = await add('endUser');
    expect((await admin.get('/people')).body).toContain(`href="/people/${username}"`);
    const page = `/people/${username}`;
    const bad = await admin.post(page, { ...fields, mail: 'x', accounts: '', password: 'kort' }, page, {
      'accept-language': 'nl',
    });
    expect(bad.statusCode).toBe(422);
    expect(bad.body).toContain('Kies ten minste 10 tekens');
    const noAccount = await admin.post(page, { ...fields, password: '', accounts: '9999' });
    expect(noAccount.body).toContain('Name one account at least');
    const changed = await admin.post(page, { ...fields, password: '', name: 'Ann <b>', manageCpes: 'on' });
    expect(changed.statusCode).toBe(303);
    expect((await admin.get(page)).body).toContain('value="Ann &lt;b&gt;"');
    expect(await portal.store.people.users.find(username)).toMatchObject({
      role: 'technician',
      rights: ['manageCpes'],
    });
    expect((await admin.post(`${page}/remove`, {}, page)).headers.location).toBe('/people');
    expect((await admin.get(page)).statusCode).toBe(404);
  });

  test('an account admin is offered no role above their own', async () => {
    const visitor = await enter(await add('accountAdmin'));
    const { body } = await visitor.get('/people/add');
    expect(body).toContain('value="technician"');
    expect(body).not.toContain('value="partnerAdmin"');
    const forged = await visitor.post('/people/add', {
      ...fields,
      username: 'forged',
      role: 'platformAdmin',
      accounts: '',
    });
    expect(forged.statusCode).toBe(422);
    expect(await portal.store.people.users.find('forged')).toBeUndefined();
  });
});

describe('my login', () => {
  test('a second factor: the picture, the code, the recovery codes once, and the login that asks for it', async () => {
    const username = await add('technician');
    const visitor = await enter(username);
    expect((await visitor.get('/me/totp.svg')).statusCode).toBe(404);
    await visitor.post('/me/totp', {}, '/me');
    const { body } = await visitor.get('/me');
    const picture = await visitor.get('/me/totp.svg');
    expect(picture.headers['content-type']).toContain('image/svg+xml');
    expect(picture.body).toMatch(/^<svg /);
    const secret = /<code class="break">([A-Z2-7]+)<\/code>/.exec(body)?.[1] ?? '';
    const app = new TOTP({ secret: Secret.fromBase32(secret) });
    expect((await visitor.post('/me/totp/confirm', { code: '12' }, '/me')).body).toContain(
      'not the code that the app shows',
    );
    const on = await visitor.post(
      '/me/totp/confirm',
      { code: app.generate({ timestamp: Date.now() - 30_000 }) },
      '/me',
    );
    const codes = [...on.body.matchAll(/<code>([0-9a-f-]{19})<\/code>/g)].map(([, code]) => code ?? '');
    expect(codes).toHaveLength(10);
    expect((await visitor.get('/me')).body).not.toContain(codes[0]);
    const other = portal.visitor();
    const asked = await other.post('/login', { username, password: STRONG });
    expect(asked.statusCode).toBe(401);
    expect(asked.body).toContain('name="totp"');
    expect((await other.post('/login', { username, password: STRONG, totp: app.generate() })).statusCode).toBe(303);
    const again = portal.visitor();
    expect((await again.post('/login', { username, password: STRONG, totp: codes[3] ?? '' })).statusCode).toBe(303);
    expect((await visitor.post('/me/totp/remove', { current: STRONG }, '/me')).statusCode).toBe(303);
    expect((await visitor.get('/me')).body).toContain('Set up');
  });

  test('another password ends the other sessions; a session can be ended alone', async () => {
    const username = await add('endUser');
    const [one, two, three] = [await enter(username), await enter(username), await enter(username)];
    const ids = [...(await one.get('/me')).body.matchAll(/name="id" value="([0-9a-f]{64})"/g)].map(
      ([, id]) => id ?? '',
    );
    expect(ids).toHaveLength(2);
    await one.post('/me/sessions/end', { id: ids[0] ?? '' }, '/me');
    expect([(await two.get('/me')).statusCode, (await three.get('/me')).statusCode].toSorted()).toEqual([200, 303]);
    expect((await one.post('/me/password', { current: 'wrong', next: 'a better horse' }, '/me')).statusCode).toBe(403);
    expect((await one.post('/me/password', { current: STRONG, next: 'a better horse' }, '/me')).statusCode).toBe(200);
    expect([(await two.get('/me')).statusCode, (await three.get('/me')).statusCode]).toEqual([303, 303]);
    expect((await one.get('/me')).statusCode).toBe(200);
  });

  test('an API token is shown once, opens no pages, and can be ended', async () => {
    const made = await admin.post('/me/tokens', { name: 'ci', scopes: 'cpes.read', days: '7' }, '/me');
    const token = /<code id="token" class="url">([0-9a-f]{64})</.exec(made.body)?.[1] ?? '';
    expect(token).toHaveLength(64);
    const { body } = await admin.get('/me');
    expect(body).toContain('cpes.read');
    expect(body).not.toContain(token);
    expect((await portal.visitor().get('/phones', { cookie: `bellhop_session=${token}` })).statusCode).toBe(303);
    const bad = await admin.post('/me/tokens', { name: 'ci', scopes: 'nope', days: '999' }, '/me');
    expect(bad.body).toContain('Choose 1 to 366 days.');
  });

  test('forms without their token change nothing', async () => {
    const forged = await admin.post('/me/password', { current: PASSWORD, next: 'a better horse' }, null);
    expect(forged.statusCode).toBeGreaterThanOrEqual(400);
    expect(
      (await admin.post('/people/add', { ...fields, username: 'forged' }, null)).statusCode,
    ).toBeGreaterThanOrEqual(400);
    expect(await portal.store.people.users.find('forged')).toBeUndefined();
  });
});
