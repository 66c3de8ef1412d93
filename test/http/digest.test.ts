// Trust way 2 end to end: digest challenges and answers over real sockets (RFC 7616; facts of the three families that use it).
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestBellhop, type TestBellhop } from '../support/bellhop.ts';
import { addPhones, askPlain, digestHeader, nonceOf, type Reply, reasonsFor } from './phone-trust-support.ts';

const YEALINK = '805ec0bb0001';
const AASTRA = '00085dbb0001';
const GIGASET = '7c2f80bb0001';
const AGENTS = {
  [YEALINK]: 'Yealink SIP-T46S 66.86.0.15 80:5e:c0:bb:00:01',
  [AASTRA]: 'Aastra6731i MAC:00-08-5D-BB-00-01 V:3.3.1.4365-SIP',
  [GIGASET]: 'N510 IP PRO/42.258.00.000.000;7C2F80BB0001',
};
let server: TestBellhop;
let accountId: string;

beforeAll(async () => {
  server = await startTestBellhop();
  ({ accountId } = await addPhones(server, { macs: [YEALINK] }));
  await addPhones(server, { macs: [AASTRA], vendor: 'Aastra', model: '6731i', accountId });
  await addPhones(server, { macs: [GIGASET], vendor: 'Gigaset', model: 'N510 IP PRO', accountId });
});
afterAll(() => server.close());

const ask = (path: string, headers: Record<string, string> = {}): Promise<Reply> =>
  askPlain(server.ports.http, path, headers);

async function credentialsOf(mac: string): Promise<{ username: string; password: string }> {
  const { status, json } = await server.api('POST', `/cpes/${mac}/digest?reveal=secret`);
  expect(status).toBe(200);
  return json;
}

async function authorised(
  path: string,
  as: { username: string; password: string },
  more: { nonce?: string; nc?: number; algorithm?: 'MD5' | 'SHA-256'; userAgent?: string } = {},
) {
  const agent: Record<string, string> = more.userAgent ? { 'user-agent': more.userAgent } : {};
  const nonce = more.nonce ?? nonceOf(await ask(path, agent), more.algorithm);
  return ask(path, { ...agent, authorization: digestHeader({ ...as, uri: path, ...more, nonce }) });
}

describe('a challenge', () => {
  test('comes below digest/ alone, and says the same whether the MAC exists or not', async () => {
    expect((await ask(`/p/${YEALINK}.cfg`)).status).toBe(404);
    const answers = await Promise.all(['805ec0bb0001', '805ec0999999'].map((mac) => ask(`/p/digest/${mac}.cfg`)));
    const told = answers.map(({ status, headers: { date: _, ...headers }, body }) =>
      JSON.stringify({ status, headers, body }).replace(/nonce=\\"[^"]+\\"/g, 'nonce'),
    );
    expect(answers[0]?.status).toBe(401);
    expect(told[0]).toBe(told[1]);
  });

  test('offers SHA-256 first, and MD5 alone to phones that are known to do only that', async () => {
    const offered = async (userAgent?: string) => {
      const { headers } = await ask(`/p/digest/${YEALINK}.cfg`, userAgent ? { 'user-agent': userAgent } : {});
      return [...String(headers['www-authenticate']).matchAll(/algorithm=([\w-]+)/g)].map(([, name]) => name);
    };
    expect(await offered()).toEqual(['SHA-256', 'MD5']);
    expect(await offered(AGENTS[GIGASET])).toEqual(['MD5']);
    expect(await offered(AGENTS[YEALINK])).toEqual(['MD5']);
  });

  test('public files need none there', async () => {
    expect((await ask('/p/digest/y000000000066.cfg')).status).toBe(200);
  });
});

describe('an answer', () => {
  const path = `/p/digest/${YEALINK}.cfg`;

  test.each(['MD5', 'SHA-256'] as const)('with %s opens the own file; the same again does not', async (algorithm) => {
    const as = await credentialsOf(YEALINK);
    const nonce = nonceOf(await ask(path), algorithm);
    expect((await authorised(path, as, { nonce, algorithm })).status).toBe(200);
    const replayed = await authorised(path, as, { nonce, algorithm });
    expect(replayed.status).toBe(401);
    expect(String(replayed.headers['www-authenticate'])).toContain('stale=true');
    expect((await authorised(path, as, { nonce, algorithm, nc: 2 })).status).toBe(200);
  });

  test('made for another file, by another password, or to a nonce of nobody opens nothing, and is told as wrong', async () => {
    const as = await credentialsOf(YEALINK);
    const nonce = nonceOf(await ask(path));
    const forOther = digestHeader({ ...as, uri: '/p/digest/805ec0999999.cfg', nonce });
    expect((await ask(path, { authorization: forOther })).status).toBe(401);
    const wrong = await authorised(path, { ...as, password: 'guessed' });
    expect(wrong.status).toBe(401);
    expect(String(wrong.headers['www-authenticate'])).not.toContain('stale');
    expect((await authorised(path, as, { nonce: 'ihadthis.yesterday.AAAAAAAAAAAAAAAAAAAAAA' })).status).toBe(401);
    expect(await reasonsFor(server, YEALINK)).toContain('wrongDigest');
  });

  test("another phone's credentials open nothing, nor do they for a MAC that nobody added", async () => {
    const as = await credentialsOf(AASTRA);
    expect((await authorised(path, as)).status).toBe(401);
    expect((await authorised('/p/digest/805ec0999999.cfg', as)).status).toBe(401);
  });
});

describe('the credentials', () => {
  test.each([
    [
      YEALINK,
      `${YEALINK}.cfg`,
      /auto_provision\.server\.username = phone_805ec0bb0001\n[^\n]*auto_provision\.server\.password = /,
    ],
    [
      AASTRA,
      `${AASTRA.toUpperCase()}.cfg`,
      /http digest username: phone_00085dbb0001\n[^\n]*http digest password: [0-9a-f]{20}\n/,
    ],
    [GIGASET, `${GIGASET.toUpperCase()}.xml`, /S_PROV_USERNAME[^>]*phone_7c2f80bb0001[\s\S]*S_PROV_PASSWORD/],
  ])(
    'of %s stand in its file, which sends it to where it is challenged; masked for people',
    async (mac, file, pattern) => {
      const { password } = await credentialsOf(mac);
      const own = await server.api('GET', `/cpes/${mac}/files/${file}?reveal=secret`);
      expect(own.text).toMatch(pattern);
      expect(own.text).toContain(password);
      expect(own.text).toMatch(/p\/digest/);
      const masked = await server.api('GET', `/cpes/${mac}/files/${file}`);
      expect(masked.text).not.toContain(password);
      expect((await server.api('GET', `/cpes/${mac}/digest`)).json.password).toBeUndefined();
      expect((await server.api('GET', `/cpes/${mac}`)).text).not.toContain(password);
    },
  );

  test('taken away, they stay good until the phone comes by its token', async () => {
    const as = await credentialsOf(AASTRA);
    const path = `/p/digest/${AASTRA.toUpperCase()}.cfg`;
    expect((await server.api('DELETE', `/cpes/${AASTRA}/digest`)).status).toBe(204);
    const own = await authorised(path, as);
    expect(own.status).toBe(200);
    const token = /http path: (\S+)/.exec(own.body)?.[1] ?? '';
    expect(token).toMatch(/^p\/[0-9a-f]{32}$/);
    expect((await authorised(path, as)).status).toBe(200);
    expect((await ask(`/${token}/${AASTRA.toUpperCase()}.cfg`)).status).toBe(200);
    expect((await authorised(path, as)).status).toBe(401);
  });
});

test('Gigaset answers the first 401 with what its maker gave it, the second with its own: no break-in (4.1)', async () => {
  const as = await credentialsOf(GIGASET);
  const path = `/p/digest/${GIGASET.toUpperCase()}.xml`;
  const agent = { 'user-agent': AGENTS[GIGASET] };
  const first = await ask(path, agent);
  expect(first.status).toBe(401);
  const factory = digestHeader({
    username: GIGASET.toUpperCase(),
    password: 'factory-secret',
    uri: path,
    nonce: nonceOf(first),
  });
  const second = await ask(path, { ...agent, authorization: factory });
  expect(second.status).toBe(401);
  expect(nonceOf(second)).not.toBe(nonceOf(first));
  expect(
    (await ask(path, { ...agent, authorization: digestHeader({ ...as, uri: path, nonce: nonceOf(second) }) })).status,
  ).toBe(200);
  expect(await reasonsFor(server, GIGASET)).toEqual([]);
});

test('Aastra begins with aastra/aastra: no break-in either (3.1)', async () => {
  await credentialsOf(AASTRA);
  const path = `/p/digest/${AASTRA.toUpperCase()}.cfg`;
  const before = await reasonsFor(server, AASTRA);
  expect((await authorised(path, { username: 'aastra', password: 'aastra' })).status).toBe(401);
  expect(await reasonsFor(server, AASTRA)).toEqual(before);
});
