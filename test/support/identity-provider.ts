// A real OpenID Connect provider on loopback with its own login and consent pages, and a browser that walks through them.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';

export const CLIENT = { clientId: 'bellhop-test', clientSecret: 'a-secret-of-thirty-two-characters' } as const;

export interface TestIdentityProvider {
  readonly issuer: string;
  readonly close: () => Promise<void>;
}

/** Everybody has the account whose name they type; its address is `<name>@example.test`. */
export async function startIdentityProvider(callbacks: readonly string[], port = 0): Promise<TestIdentityProvider> {
  const server = createServer();
  await listen(server, port);
  const { port: bound } = server.address() as AddressInfo;
  const issuer = `http://127.0.0.1:${bound}`;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: CLIENT.clientId,
        client_secret: CLIENT.clientSecret,
        redirect_uris: [...callbacks],
        token_endpoint_auth_method: 'client_secret_post',
      },
    ],
    claims: { openid: ['sub'], email: ['email'], profile: ['preferred_username'] },
    conformIdTokenClaims: false,
    findAccount: async (_context, id) => ({
      accountId: id,
      claims: async () => ({
        sub: id,
        email: `${id}@example.test`,
        preferred_username: `${id.toUpperCase()}@example.test`,
      }),
    }),
  });
  server.on('request', provider.callback());
  return {
    issuer,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
}

/**
 * Follows every redirect and sends every form until the browser is sent to the callback, which is not asked for.
 * @returns the URL of the callback
 */
export async function browse(
  start: string,
  { login, deny = false }: { login: string; deny?: boolean },
): Promise<string> {
  const cookies = new Map<string, string>();
  const home = new URL(start).origin;
  let url = start;
  let form: URLSearchParams | undefined;
  for (let hop = 0; hop < 20; hop++) {
    if (new URL(url).origin !== home) return url;
    const answer = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(form && { method: 'POST', body: form }),
    });
    for (const line of answer.headers.getSetCookie()) keepCookie(cookies, line);
    form = undefined;
    const location = answer.headers.get('location');
    if (location !== null) {
      url = new URL(location, url).href;
      continue;
    }
    const page = await answer.text();
    const action = /<form[^>]*action="([^"]+)"/.exec(page)?.[1];
    if (action === undefined) throw new Error(`no form at ${url}: ${answer.status} ${page.slice(0, 300)}`);
    const isLogin = page.includes('name="login"');
    const abort = /<a href="([^"]+)"[^>]*>\[?\s*(?:Cancel|Abort)/i.exec(page)?.[1];
    if (deny && !isLogin && abort !== undefined) {
      url = new URL(abort, url).href;
      continue;
    }
    form = new URLSearchParams(isLogin ? { prompt: 'login', login, password: 'any' } : { prompt: 'consent' });
    url = new URL(action, url).href;
  }
  throw new Error('the provider redirects without end');
}

function keepCookie(cookies: Map<string, string>, line: string): void {
  const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
  if (name === undefined || value === undefined) return;
  if (value === '') cookies.delete(name);
  else cookies.set(name, value);
}
