// The pages by themselves: who may see them, forged forms, escaping, finding phones, the first-boot window, errors.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addAccount } from '../../server/cpe/accounts.ts';
import { addCpes } from '../../server/cpe/cpes.ts';
import { parseMac } from '../../server/domain/mac.ts';
import { hashToken } from '../../server/domain/sealed.ts';
import { askedLanguage } from '../../server/portal/language.ts';
import { momentOf, sizeText } from '../../server/portal/moments.ts';
import { localPath } from '../../server/portal/session.ts';
import { mac } from '../support/records.ts';
import { openPortal, PASSWORD, type TestPortal, type Visitor } from './support.ts';

const T46S = mac('805ec0123456');
const EVIL = '<script>alert("x")</script>';
const AGENT = 'Yealink SIP-T46S 66.83.188.6 80:5e:c0:12:34:56';

let portal: TestPortal;
let admin: Visitor;
let accountId: string;

beforeAll(async () => {
  portal = await openPortal();
  const { cpe, store } = portal;
  const empty = await (await portal.loggedIn()).get('/phones', { 'accept-language': 'nl' });
  expect(empty.body).toContain('Nog geen toestellen');
  expect(empty.body).toContain('/api/v1/cpes');

  accountId = (await addAccount(cpe, { name: `Bakery ${EVIL}`, number: '1001' })).id;
  const yealink = { vendor: 'Yealink', model: 'T46S', accountId };
  await addCpes(cpe, { ...yealink, createChannel: true, devices: [{ mac: T46S }] });
  await addCpes(cpe, { vendor: 'Gigaset', model: 'N510 IP PRO', devices: [{ mac: '7c2f80000001' }] });
  store.notebook.reported({
    mac: T46S,
    address: '192.0.2.7',
    transport: 'http',
    lastFile: '805ec0123456.cfg',
    lastAt: new Date(),
    userAgent: 'Yealink SIP-T48S 66.86.0.15 80:5e:c0:12:34:56',
    firmware: '66.86.0.15',
  });
  for (const reason of ['windowClosed', 'wrongToken'] as const) {
    store.notebook.refused({
      reason,
      mac: T46S,
      address: '198.51.100.9',
      transport: 'https',
      file: `${'ab'.repeat(16)}/805ec0123456.cfg`,
      userAgent: reason === 'wrongToken' ? EVIL : AGENT,
      at: new Date(Date.now() + 60_000),
    });
  }
  store.notebook.refused({
    reason: 'unknownMac',
    mac: mac('805ec0999999'),
    address: '198.51.100.9',
    transport: 'tftp',
    file: 'x.cfg',
    userAgent: undefined,
    at: new Date(),
  });
  admin = await portal.loggedIn();
});
afterAll(() => portal?.close());

describe('logging in', () => {
  test.each([
    ['/phones', '/login'],
    ['/phones?account=1001', '/login?next=%2Fphones%3Faccount%3D1001'],
    [`/phones/${T46S}/files/${T46S}.cfg`, `/login?next=%2Fphones%2F${T46S}%2Ffiles%2F${T46S}.cfg`],
    ['/quarantine', '/login?next=%2Fquarantine'],
  ])('a stranger at %s is sent to the login', async (url, login) => {
    const answer = await portal.visitor().get(url);
    expect(answer.statusCode).toBe(303);
    expect(answer.headers.location).toBe(login);
    expect(answer.body).toBe('');
  });

  test('/ leads to the phones', async () => {
    expect((await portal.visitor().get('/')).headers.location).toBe('/phones');
  });

  test('the login leads back to the page asked for, with a cookie that scripts and other sites cannot use', async () => {
    const visitor = portal.visitor();
    const fields = { username: 'admin', password: PASSWORD, next: '/quarantine' };
    const answer = await visitor.post('/login', fields, '/login?next=/quarantine');
    expect(answer.statusCode).toBe(303);
    expect(answer.headers.location).toBe('/quarantine');
    const cookie = answer.cookies.find(({ name }) => name === 'bellhop_session');
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict', path: '/' });
    expect(cookie?.secure).toBeUndefined();
    expect((await visitor.get('/quarantine')).statusCode).toBe(200);
  });

  test('by HTTPS every cookie is secure', async () => {
    const https = { 'x-forwarded-proto': 'https' };
    const visitor = portal.visitor();
    const page = await visitor.get('/login', https);
    const answer = await visitor.post('/login', { username: 'admin', password: PASSWORD }, '/login', https);
    const cookies = [...page.cookies, ...answer.cookies];
    expect(cookies.map(({ name }) => name).toSorted()).toEqual(['_csrf', 'bellhop_device', 'bellhop_session']);
    for (const cookie of cookies) expect(cookie).toMatchObject({ secure: true, httpOnly: true, sameSite: 'Strict' });
  });

  test('a wrong password is said as text, too many as well, and the name typed is kept but escaped', async () => {
    const visitor = portal.visitor();
    const wrong = await visitor.post('/login', { username: '"><b>', password: 'wrong' });
    expect(wrong.statusCode).toBe(401);
    expect(wrong.body).toContain('User name or password is wrong');
    expect(wrong.body).toContain('value="&quot;&gt;&lt;b&gt;"');
    const tries = { 'x-forwarded-for': '203.0.113.5', 'accept-language': 'nl' };
    for (let i = 0; i < 10; i++)
      await visitor.post('/login', { username: 'admin', password: 'wrong' }, '/login', tries);
    const many = await visitor.post('/login', { username: 'admin', password: PASSWORD }, '/login', tries);
    expect(many.statusCode).toBe(429);
    expect(many.body).toContain('Te vaak mislukt ingelogd: wacht tien minuten');
  });

  test('after logging out the former cookie opens nothing', async () => {
    const visitor = await portal.loggedIn();
    const session = visitor.cookies.get('bellhop_session') ?? '';
    expect((await visitor.post('/logout', {}, '/phones')).headers.location).toBe('/login');
    expect(visitor.cookies.has('bellhop_session')).toBe(false);
    const again = await portal.visitor().get('/phones', { cookie: `bellhop_session=${session}` });
    expect(again.statusCode).toBe(303);
  });

  test('a part that refreshes itself leaves the page when the login has ended', async () => {
    const headers = { 'hx-request': 'true', 'hx-current-url': `http://evil.example/phones/${T46S}` };
    const answer = await portal.visitor().get(`/phones/${T46S}/state`, headers);
    expect(answer.statusCode).toBe(401);
    expect(answer.headers['hx-redirect']).toBe(`/login?next=%2Fphones%2F${T46S}`);
  });

  test.each([
    ['https://evil.example/x', '/x'],
    ['//evil.example/x', '/phones'],
    ['/\\evil.example', '/phones'],
    ['/.//evil.example', '/phones'],
    ['javascript:alert(1)', '/phones'],
    ['', '/'],
    [undefined, '/phones'],
    ['/phones?a=1&b=2', '/phones?a=1&b=2'],
  ])('a login never leads away: %s', (wanted, path) => {
    expect(localPath(wanted)).toBe(path);
  });
});

describe('forged forms', () => {
  test.each(['/login', '/logout', '/language', `/phones/${T46S}/window/open`, `/phones/${T46S}/window/close`])(
    '%s without its token is refused as text, and does nothing',
    async (url) => {
      const before = await portal.cpe.records.cpes.find(T46S);
      const fields = { username: 'admin', password: PASSWORD, language: 'nl', back: '/', minutes: '15', networks: '' };
      for (const _csrf of ['', 'x'.repeat(40)]) {
        const answer = await admin.post(url, { ...fields, _csrf }, null);
        expect(answer.statusCode).toBe(403);
        expect(answer.body).toContain('This form is no longer valid');
      }
      expect(await portal.cpe.records.cpes.find(T46S)).toEqual(before);
    },
  );
});

describe('pages', () => {
  test('nothing inline, nothing from elsewhere, nothing kept by the browser', async () => {
    const urls = [
      '/phones',
      `/phones/${T46S}`,
      `/phones/${T46S}/files/${T46S}.cfg`,
      '/quarantine',
      '/login',
      '/nothing',
    ];
    const visitorOf = (url: string) => (url === '/login' ? portal.visitor() : admin);
    for (const url of urls) {
      const { headers, body } = await visitorOf(url).get(url);
      const policy = String(headers['content-security-policy']);
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toContain('unsafe');
      expect(headers['cache-control']).toBe('no-store');
      expect(body).toContain('<h1>');
      expect(body).not.toMatch(/<script(?![^>]* src="\/assets\/)|<style|<[^>]*\s(?:style|on\w+)=/);
      expect(body).not.toMatch(/(?:src|href|action)="(?![/#])/);
    }
  });

  test('assets are named by what is in them and may be kept for ever', async () => {
    const page = (await portal.visitor().get('/login')).body;
    const urls = [...page.matchAll(/(?:href|src)="(\/assets\/[0-9a-f]{12}\/[\w.]+)"/g)].map(([, url]) => url ?? '');
    expect(new Set(urls.map((url) => url.split('/').at(-1)))).toEqual(
      new Set(['portal.css', 'portal.js', 'icon.svg', 'htmx.js']),
    );
    for (const url of urls) {
      const answer = await portal.visitor().get(url);
      expect(answer.statusCode).toBe(200);
      expect(answer.headers['cache-control']).toContain('immutable');
    }
  });

  test('names that people and phones give are escaped everywhere', async () => {
    for (const url of ['/phones', `/phones/${T46S}`, `/phones/${T46S}/files/${T46S}.cfg`, '/quarantine']) {
      const { statusCode, body } = await admin.get(url);
      expect(statusCode).toBe(200);
      expect(body).not.toContain('<script>alert');
    }
    expect((await admin.get('/phones')).body).toContain('Bakery &lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;');
    expect((await admin.get('/quarantine')).body).toContain('&lt;script&gt;alert');
  });

  test('the language is the one of the browser until another is chosen', async () => {
    const visitor = await portal.loggedIn();
    expect((await visitor.get('/phones', { 'accept-language': 'nl-BE,en;q=0.5' })).body).toContain('<html lang="nl">');
    expect((await visitor.get('/phones', { 'accept-language': 'de' })).body).toContain('<html lang="en">');
    const chosen = await visitor.post('/language', { language: 'nl', back: '/phones?account=1001' }, '/phones');
    expect(chosen.headers.location).toBe('/phones?account=1001');
    expect((await visitor.get('/phones', { 'accept-language': 'en' })).body).toContain('<h1>Toestellen</h1>');
    expect((await visitor.post('/language', { language: 'xx', back: '/' }, '/phones')).statusCode).toBe(422);
  });

  test.each([
    ['en;q=0.4, nl;q=0.8', 'nl'],
    ['nl;q=0, en', 'en'],
    ['fr, NL-nl', 'nl'],
    ['*', 'en'],
    [undefined, 'en'],
  ])('Accept-Language %s is answered in %s', (header, language) => {
    expect(askedLanguage(header)).toBe(language);
  });

  test('times and sizes are said in the language of the page', () => {
    const now = new Date('2026-11-22T12:00:00Z');
    const at = (seconds: number) => new Date(now.getTime() + seconds * 1000);
    expect(momentOf('nl', at(-200), now)).toEqual({
      iso: '2026-11-22T11:56:40.000Z',
      utc: '2026-11-22 11:56:40 UTC',
      relative: '3 minuten geleden',
    });
    expect(momentOf('en', at(7200), now).relative).toBe('in 2 hours');
    expect(sizeText('en', 999)).toBe('999 bytes');
    expect(sizeText('nl', 11_150)).toBe('11,2 kB');
  });
});

describe('the list of phones', () => {
  test('shows where each stands, and says when a phone is another model than it is set to', async () => {
    const { body } = await admin.get('/phones');
    expect(body).toContain('2 phones');
    expect(body).toContain('80:5e:c0:12:34:56');
    expect(body).toContain('7c:2f:80:00:00:01');
    expect(body).toContain('192.0.2.7');
    expect(body).toContain('66.86.0.15');
    expect(body).toContain('Says it is a Yealink T48S, but is set to Yealink T46S (Lydis) here.');
  });

  test('a whole MAC leads to the phone, its beginning to those that share it', async () => {
    expect((await admin.get('/phones?q=80-5E-C0-12-34-56')).headers.location).toBe(`/phones/${T46S}`);
    const { body } = await admin.get('/phones?q=80:5e:C0');
    expect(body).toContain('80:5e:c0:12:34:56');
    expect(body).not.toContain('7c:2f:80:00:00:01');
    expect((await admin.get('/phones?q=80:5e:c0:12:34:57')).body).toContain('No phone fits this search.');
  });

  test('an account shows its phones only', async () => {
    const { body } = await admin.get('/phones?account=1001');
    expect(body).toContain('1 phone');
    expect(body).not.toContain('7c:2f:80:00:00:01');
    expect((await admin.get('/phones?account=77')).body).toContain('There is no account with number 77.');
  });

  test('what is searched by stands as chips that take it away again, and what cannot be is said', async () => {
    const { body } = await admin.get('/phones?account=1001&model=T46S&neverSeen=false');
    expect(body).toContain('Model: T46S');
    expect(body).toContain('Never seen: no');
    expect(body).toContain('href="/phones?account=1001&amp;neverSeen=false"');
    expect(body).toContain('80:5e:c0:12:34:56');
    expect(body).toContain('href="/phones/export?account=1001&amp;model=T46S&amp;neverSeen=false"');
    const bad = (await admin.get('/phones?address=1.2&firmware=x')).body;
    expect(bad).toContain('IP address or network: &quot;1.2&quot; is nothing to search by.');
    expect(bad).toContain('Firmware, whole or its beginning: &quot;x&quot; is nothing to search by.');
    expect(bad).not.toContain('80:5e:c0:12:34:56');
    const csv = (await admin.get('/phones/export?account=1001&model=T46S')).body;
    expect(csv.trim().split('\r\n')).toHaveLength(2);
    const none = await admin.get('/phones/export?account=77');
    expect([none.statusCode, none.headers.location]).toEqual([303, '/phones?account=77']);
  });

  test('a search is saved by name, shared with its account, and thrown away after asking', async () => {
    const page = '/views/add?query=account%3D1001%26model%3DT46S';
    const fields = { name: `Bakers ${EVIL}`, query: 'account=1001&model=T46S', shared: 'yes' };
    const saved = await admin.post('/views/add', fields, page);
    expect(saved.headers.location).toBe(`/phones?accountId=${accountId}&model=T46S`);
    const again = await admin.post('/views/add', fields, page);
    expect([again.statusCode, again.body.includes('You have a search of this name already.')]).toEqual([422, true]);
    const list = (await admin.get(String(saved.headers.location))).body;
    expect(list).toContain('Bakers &lt;script&gt;');
    expect(list).toContain('80:5e:c0:12:34:56');
    const remove = /href="(\/views\/[^"]+\/remove)"/.exec(list)?.[1] ?? '';
    expect((await admin.get(remove)).body).toContain('Others will not see it any more either.');
    expect((await admin.post(remove, {})).headers.location).toBe('/phones');
    expect((await admin.get('/phones')).body).not.toContain('Bakers');
  });

  test('a hundred a page, in the order of the MACs', async () => {
    const devices = Array.from({ length: 150 }, (_, i) => ({ mac: `805ec1${String(i).padStart(6, '0')}` }));
    await addCpes(portal.cpe, { vendor: 'Yealink', model: 'T42S', devices });
    const first = await admin.get('/phones?q=805ec1');
    const next = /href="(\/phones\?after=[^"]+)"/.exec(first.body)?.[1]?.replaceAll('&amp;', '&');
    expect(first.body.match(/<th scope="row"/g)).toHaveLength(100);
    expect(next).toBe('/phones?after=805ec1000099&q=805ec1');
    const second = await admin.get(next ?? '');
    expect(second.body.match(/<th scope="row"/g)).toHaveLength(50);
    expect(second.body).not.toContain('rel="next"');
    for (const { mac } of devices) await portal.cpe.records.cpes.remove(mac);
  });
});

describe('one phone', () => {
  test('shows how it stands, by which scheme it fetches and why, and its files', async () => {
    const { body } = await admin.get(`/phones/${T46S}`);
    expect(body).toContain('HTTPS: this phone first loads our CA');
    expect(body).toContain('The phone has not fetched its own file yet.');
    expect(body).toContain('Says it is a Yealink T48S');
    expect(body).toContain(`href="/phones/${T46S}/files/${T46S}.cfg"`);
    expect(body).toContain('The phone has sent nothing yet.');
  });

  test('a phone that cannot check our CA is said to fetch without encryption', async () => {
    const { body } = await admin.get('/phones/7c2f80000001');
    expect(body).toContain('HTTP, without encryption: this phone cannot check a certificate of our own CA.');
  });

  test('a file line by line with the layers, secrets masked, one layer alone on wish', async () => {
    const [channel] = await portal.cpe.records.channels.list({ accountId }, 'name', { limit: 1 });
    if (!channel) throw new Error('no channel');
    const url = `/phones/${T46S}/files/${T46S}.cfg`;
    const { body } = await admin.get(url);
    expect(body).toContain('<code>account.1.password = ********</code>');
    expect(body).not.toContain(portal.cpe.sealer.unseal(channel.password));
    expect(body).toMatch(/<tr class="layer-channel first">\s*<td class="line-number">\d+<\/td>/);
    const alone = (await admin.get(`${url}?layer=channel`)).body;
    expect(alone).toContain('account.1.password');
    expect(alone).not.toContain('static.auto_provision.server.url');
    expect((await admin.get(`${url}?layer=nonsense`)).statusCode).toBe(422);
  });

  test('what the phone sent is shown too, its secrets masked', async () => {
    const bytes = Buffer.from(`account.1.password = geheim\nring = ${EVIL}\n`);
    await portal.store.provisioning.saveUpload(T46S, 'localConfig', bytes, new Date());
    expect((await admin.get(`/phones/${T46S}`)).body).toContain('Settings changed on the phone');
    const { body } = await admin.get(`/phones/${T46S}/files/${T46S}-local.cfg`);
    expect(body).not.toContain('geheim');
    expect(body).toContain('ring = &lt;script&gt;');
  });

  test('an unknown phone and an unknown file are said as text', async () => {
    for (const url of ['/phones/805ec0000000', '/phones/nonsense', '/phones/nonsense/state']) {
      const answer = await admin.get(url);
      expect(answer.statusCode).toBe(404);
      expect(answer.body).toContain('There is no CPE with this MAC');
    }
    const file = await admin.get(`/phones/${T46S}/files/none.cfg`);
    expect(file.statusCode).toBe(404);
    expect(file.body).toContain('This CPE has no such file');
  });
});

describe('the first-boot window', () => {
  const url = `/phones/${T46S}/window/open`;

  test('opening shows the new URL in that answer only, and closing ends it', async () => {
    const opened = await admin.post(url, { minutes: '15', networks: '192.0.2.0/24, 198.51.100.9' });
    const token = /<code id="url"[^>]*>[^<]*\/p\/([0-9a-f]{32})\/<\/code>/.exec(opened.body)?.[1] ?? '';
    const { enrolment } = (await portal.cpe.records.cpes.find(T46S)) ?? {};
    expect(enrolment?.token.hash).toBe(hashToken(token));
    expect(enrolment?.networks).toEqual(['192.0.2.0/24', '198.51.100.9']);
    const minutes = ((enrolment?.until.getTime() ?? 0) - Date.now()) / 60_000;
    expect(minutes).toBeGreaterThan(14);
    expect(minutes).toBeLessThanOrEqual(15);
    const page = (await admin.get(`/phones/${T46S}`)).body;
    expect(page).toContain('only from 192.0.2.0/24, 198.51.100.9');
    expect(page).not.toContain(token);

    const closed = await admin.post(`/phones/${T46S}/window/close`, {});
    expect(closed.headers.location).toBe(`/phones/${T46S}`);
    expect((await portal.cpe.records.cpes.find(T46S))?.enrolment).toBeUndefined();
  });

  test('a bad network is said at its field, and nothing is opened', async () => {
    const answer = await admin.post(url, { minutes: '15', networks: '192.0.2.0/24 <b>' });
    expect(answer.statusCode).toBe(422);
    expect(answer.body).toContain('&quot;&lt;b&gt;&quot; is no address');
    expect((await portal.cpe.records.cpes.find(T46S))?.enrolment).toBeUndefined();
    expect((await admin.post(url, { minutes: '1000000', networks: '' })).statusCode).toBe(422);
  });

  test('looking at either page changes nothing', async () => {
    const before = await portal.cpe.records.cpes.find(T46S);
    expect((await admin.get(url)).statusCode).toBe(200);
    expect((await admin.get(`/phones/${T46S}/window/close`)).statusCode).toBe(200);
    expect(await portal.cpe.records.cpes.find(T46S)).toEqual(before);
  });
});

describe('refused requests', () => {
  test('each with why and what to do; a known phone can be let in from there', async () => {
    const { body } = await admin.get('/quarantine');
    expect(body).toContain('Nobody added this MAC');
    expect(body).toContain('its first-boot window is closed');
    expect(body).toContain('It came with a token that is not, or no longer, its own');
    expect(body).toContain(`href="/phones/${T46S}/window/open?from=198.51.100.9"`);
    expect(body).not.toContain('/phones/805ec0999999');
    expect(body).not.toContain('ab'.repeat(16));
    const form = await admin.get(`/phones/${T46S}/window/open?from=198.51.100.9`);
    expect(form.body).toContain('name="networks" value="198.51.100.9"');
  });
});

describe('when it goes wrong', () => {
  test('a page that is not there is a page', async () => {
    const answer = await portal.visitor().get('/nothing', { 'accept-language': 'nl' });
    expect(answer.statusCode).toBe(404);
    expect(answer.body).toContain('Dit is er niet');
    expect(answer.body).not.toContain('/quarantine');
  });

  test('while the database is away every page says so, and when to come back', async () => {
    portal.setAvailable(false);
    try {
      for (const url of ['/phones', '/login', `/phones/${T46S}`]) {
        const answer = await admin.get(url);
        expect(answer.statusCode).toBe(503);
        expect(answer.headers['retry-after']).toBe('5');
        expect(answer.body).toContain('The database does not answer');
      }
    } finally {
      portal.setAvailable(true);
    }
  });

  test('a bug says nothing inside', async () => {
    const { cpes } = portal.store;
    const { ids } = cpes;
    Object.assign(cpes, { ids: () => Promise.reject(new Error('inside')) });
    try {
      const answer = await admin.get('/phones');
      expect(answer.statusCode).toBe(500);
      expect(answer.body).toContain('Something went wrong inside');
      expect(answer.body).toContain('Request id');
      expect(answer.body).not.toContain('Error:');
    } finally {
      Object.assign(cpes, { ids });
    }
  });

  test('a MAC in any spelling is the same phone', async () => {
    expect(parseMac('80:5E:C0:12:34:56')).toBe(T46S);
    expect((await admin.get('/phones/80:5E:C0:12:34:56')).statusCode).toBe(200);
  });
});
