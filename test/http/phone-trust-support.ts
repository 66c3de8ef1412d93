// Phones that prove who they are: requests with client certificates and with digest answers, over real sockets.
import { createHash } from 'node:crypto';
import { type RequestOptions, request as requestPlain } from 'node:http';
import { Agent, request as requestTls } from 'node:https';
import type { TestBellhop } from '../support/bellhop.ts';

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

export interface Asking {
  readonly cert?: string;
  readonly key?: string;
  readonly agent?: Agent;
  readonly headers?: Record<string, string>;
  readonly tls?: {
    minVersion: 'TLSv1' | 'TLSv1.2' | 'TLSv1.3';
    maxVersion: 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3';
    ciphers?: string;
  };
}

/** Over TLS; the server's certificate is not what these tests are about. */
export function askTls(
  port: number | undefined,
  path: string,
  { cert, key, agent, headers = {}, tls }: Asking = {},
): Promise<Reply> {
  const options = { host: '127.0.0.1', port, path, headers, rejectUnauthorized: false, servername: '' };
  const given = { ...(cert && { cert }), ...(key && { key }), ...tls };
  return replyOf((done) => requestTls({ ...options, ...given, agent: agent ?? new Agent({ keepAlive: false }) }, done));
}

export function askPlain(
  port: number | undefined,
  path: string,
  headers: Record<string, string> = {},
  localAddress?: string,
): Promise<Reply> {
  const options: RequestOptions = { host: '127.0.0.1', port, path, headers, ...(localAddress && { localAddress }) };
  return replyOf((done) => requestPlain(options, done));
}

function replyOf(
  send: (done: (response: import('node:http').IncomingMessage) => void) => ReturnType<typeof requestPlain>,
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    send((response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString('utf8'),
        }),
      );
    })
      .on('error', reject)
      .end();
  });
}

/** The challenge of an algorithm among those of a 401. */
export function nonceOf({ headers }: Reply, algorithm = 'MD5'): string {
  const challenges = [headers['www-authenticate'] ?? []]
    .flat()
    .join('\n')
    .split(/\n|, (?=Digest )/);
  const one = challenges.find((text) => text.includes(`algorithm=${algorithm},`));
  return /nonce="([^"]+)"/.exec(one ?? '')?.[1] ?? '';
}

/** The Authorization header of RFC 7616 3.4, written here a second time. */
export function digestHeader(given: {
  readonly username: string;
  readonly password: string;
  readonly uri: string;
  readonly nonce: string;
  readonly nc?: number;
  readonly method?: string;
  readonly algorithm?: 'MD5' | 'SHA-256';
}): string {
  const { username, password, uri, nonce, nc = 1, method = 'GET', algorithm = 'MD5' } = given;
  const hash = (text: string) =>
    createHash(algorithm === 'MD5' ? 'md5' : 'sha256')
      .update(text)
      .digest('hex');
  const count = nc.toString(16).padStart(8, '0');
  const response = hash(
    `${hash(`${username}:bellhop:${password}`)}:${nonce}:${count}:0a4f113b:auth:${hash(`${method}:${uri}`)}`,
  );
  return (
    `Digest username="${username}", realm="bellhop", nonce="${nonce}", uri="${uri}", algorithm=${algorithm}, ` +
    `qop=auth, nc=${count}, cnonce="0a4f113b", response="${response}"`
  );
}

/** Adds phones of an account; their first-boot windows are closed unless asked otherwise. */
export async function addPhones(
  server: TestBellhop,
  given: {
    readonly macs: readonly string[];
    readonly vendor?: string;
    readonly model?: string;
    readonly accountId?: string;
    readonly open?: boolean;
  },
): Promise<{ readonly accountId: string; readonly channelIds: readonly string[] }> {
  const { macs, vendor = 'Yealink', model = 'T46S', open = false } = given;
  const number = `N${macs[0]?.slice(-6)}`;
  const accountId =
    given.accountId ?? String((await server.api('POST', '/accounts', { name: number, number })).json.id);
  const added = await server.api('POST', '/cpes', {
    vendor,
    model,
    accountId,
    createChannel: true,
    devices: macs.map((mac) => ({ mac })),
  });
  if (added.status !== 201) throw new Error(added.text);
  if (!open) for (const mac of macs) await server.api('DELETE', `/cpes/${mac}/enrolment`);
  return { accountId, channelIds: added.json.items.map(({ channelId }: { channelId: string }) => channelId) };
}

/** Why a phone was refused last, as the portal shows it. */
export async function reasonsFor(server: TestBellhop, mac: string): Promise<readonly string[]> {
  const { json } = await server.api('GET', '/quarantine');
  return json.items
    .filter((entry: { mac?: string }) => entry.mac === mac)
    .map(({ reason }: { reason: string }) => reason);
}
