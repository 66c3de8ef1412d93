// Signing in to the portal with another service: a whole server, a real OpenID Connect provider, a browser's steps (SSO-1).
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestBellhop, type TestBellhop } from '../support/bellhop.ts';
import { browse, CLIENT, startIdentityProvider, type TestIdentityProvider } from '../support/identity-provider.ts';

const PASSWORD = 'tulip-harbour-42';
let theirs: TestIdentityProvider;
let bellhop: TestBellhop;
let portal: string;
let accountId: string;

beforeAll(async () => {
  // The portal's port is known only once it listens, and the provider must know it: a fixed one of this test.
  const port = 30_000 + (process.pid % 20_000);
  portal = `http://127.0.0.1:${port}`;
  theirs = await startIdentityProvider([`${portal}/login/sign-on/callback`]);
  bellhop = await startTestBellhop({
    env: {
      BELLHOP_ADMIN_LISTEN: `127.0.0.1:${port}`,
      BELLHOP_OIDC_ISSUER: theirs.issuer,
      BELLHOP_OIDC_CLIENT_ID: CLIENT.clientId,
      BELLHOP_OIDC_CLIENT_SECRET: CLIENT.clientSecret,
      BELLHOP_OIDC_NAME: 'Example 365',
    },
  });
  accountId = (await bellhop.api('POST', '/accounts', { name: 'Bakery', number: '1001' })).json.id;
});
afterAll(async () => {
  await bellhop.close();
  await theirs.close();
});

async function addPerson(username: string, given: Record<string, unknown> = {}): Promise<void> {
  const body = {
    username,
    name: username,
    role: 'accountAdmin',
    password: PASSWORD,
    accountIds: [accountId],
    ...given,
  };
  const added = await bellhop.api('POST', '/people', body);
  expect(added.status, added.text).toBe(201);
}

/** A browser's cookies for the portal. */
function visitor() {
  const cookies = new Map<string, string>();
  const ask = async (path: string, form?: Record<string, string>): Promise<Response> => {
    const answer = await fetch(portal + path, {
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(form && { method: 'POST', body: new URLSearchParams(form) }),
    });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '') cookies.delete(name);
      else cookies.set(name, value);
    }
    return answer;
  };
  const csrf = async (path: string) => /name="_csrf" value="([^"]+)"/.exec(await (await ask(path)).text())?.[1] ?? '';
  return {
    ask,
    csrf,
    cookies,
    /** Where the callback leads, or what the page says. */
    signOn: async (login: string, next = '/phones') => {
      const away = await ask(`/login/sign-on?next=${encodeURIComponent(next)}`);
      expect(away.status).toBe(303);
      const back = new URL(await browse(away.headers.get('location') ?? '', { login }));
      const answer = await ask(back.pathname + back.search);
      return { status: answer.status, page: await answer.text() };
    },
    logIn: async (username: string) => {
      await ask('/login', { username, password: PASSWORD, _csrf: await csrf('/login') });
    },
  };
}

test('the login page offers it by the name that the operator chose', async () => {
  expect(await (await visitor().ask('/login')).text()).toContain('Example 365');
});

describe('whom it signs in', () => {
  test('nobody who is not linked', async () => {
    await addPerson('stranger', { mail: 'stranger@example.test' });
    const browser = visitor();
    const { status, page } = await browser.signOn('stranger');
    expect([status, page.includes('role="alert"')]).toEqual([403, true]);
    expect((await browser.ask('/me')).status).toBe(303);
  });

  test('who linked their login, wherever they wanted to go', async () => {
    await addPerson('anna');
    const browser = visitor();
    await browser.logIn('anna');
    const leaving = await browser.ask('/me/sign-on', { _csrf: await browser.csrf('/me') });
    const url = /url=([^"]+)"/.exec(await leaving.text())?.[1]?.replaceAll('&amp;', '&') ?? '';
    const back = new URL(await browse(url, { login: 'anna-at-theirs' }));
    expect((await browser.ask(back.pathname + back.search)).status).toBe(200);

    const later = visitor();
    const { status, page } = await later.signOn('anna-at-theirs', '/me?x=1');
    expect([status, /url=([^"]+)"/.exec(page)?.[1]]).toEqual([200, '/me?x=1']);
    expect(await (await later.ask('/me')).text()).toContain('anna');
  });

  test('no second user with the same identity', async () => {
    await addPerson('berta');
    const browser = visitor();
    await browser.logIn('berta');
    const leaving = await browser.ask('/me/sign-on', { _csrf: await browser.csrf('/me') });
    const url = /url=([^"]+)"/.exec(await leaving.text())?.[1]?.replaceAll('&amp;', '&') ?? '';
    const back = new URL(await browse(url, { login: 'anna-at-theirs' }));
    expect((await browser.ask(back.pathname + back.search)).status).toBe(409);
  });

  test('not who was disabled', async () => {
    await bellhop.api('PATCH', '/people/anna', { disabled: true });
    expect((await visitor().signOn('anna-at-theirs')).status).toBe(401);
  });

  test('SSO-5: the people of an account that trusts the issuer, by their mail address, and nobody above it', async () => {
    await addPerson('carla', { mail: 'carla@example.test' });
    await addPerson('boss', { mail: 'boss@example.test', role: 'partnerAdmin', accountIds: [], partnerId: 'first' });
    expect((await visitor().signOn('carla')).status).toBe(403);
    expect((await bellhop.api('PATCH', `/accounts/${accountId}`, { signOnIssuer: theirs.issuer })).status).toBe(200);
    const browser = visitor();
    expect((await browser.signOn('carla')).status).toBe(200);
    expect(await (await browser.ask('/me')).text()).toContain(theirs.issuer);
    expect((await visitor().signOn('boss')).status).toBe(403);
  });

  test('an issuer that is no URL is refused', async () => {
    const { status, json } = await bellhop.api('PATCH', `/accounts/${accountId}`, { signOnIssuer: 'microsoft' });
    expect([status, json.errors[0].pointer]).toEqual([422, '/signOnIssuer']);
  });
});

test('a link that leads elsewhere afterwards stays here', async () => {
  await addPerson('dora', { mail: 'dora@example.test' });
  const { page } = await visitor().signOn('dora', 'https://evil.example/x');
  expect(/url=([^"]+)"/.exec(page)?.[1]).toBe('/x');
});

test('a callback that nobody began opens nothing', async () => {
  const browser = visitor();
  expect((await browser.ask('/login/sign-on/callback?code=x&state=y')).status).toBe(401);
  expect(browser.cookies.has('bellhop_session')).toBe(false);
});

test('what happened stands in the audit log: who was linked, who logged in', async () => {
  const { items } = (await bellhop.api('GET', '/audit?subject=carla')).json;
  const actions = items.map(({ action }: { action: string }) => action);
  expect(actions).toEqual(expect.arrayContaining(['added', 'changed', 'loggedIn']));
});
