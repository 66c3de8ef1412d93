// Every listener of a running server, with what must hold of its answers. A new one joins with one record.
import fc from 'fast-check';
import { fromSchema, type JsonRoute } from './api-routes.ts';
import type { FuzzedServer } from './fuzzed-server.ts';
import { anyText, bytesLike, textLike } from './inputs.ts';
import { FILE_NAMES, MACS, PATHS, TFTP_DATAGRAMS, TOKEN, USER_AGENTS } from './samples.ts';
import { listener, must, type Target } from './target.ts';
import { askDatagram, askHttp, askRaw, type HttpAnswer } from './wires.ts';

const headerText = (...samples: readonly string[]) =>
  textLike(...samples).map((text) => text.replace(/[^\t\x20-\x7e\x80-\xff]/g, '').slice(0, 3000));
const METHODS = ['GET', 'HEAD', 'PUT', 'POST', 'DELETE', 'OPTIONS', 'PATCH'] as const;

const phoneRequest = fc.record({
  method: fc.constantFrom('GET', 'GET', 'GET', ...METHODS),
  // Percent-encoded or raw: what a request line can carry.
  path: fc
    .tuple(textLike(...PATHS, '../../etc/passwd', '%2e%2e%2fsecret.key', '..%5c..%5c'), fc.boolean())
    .map(([path, encoded]) => `/p/${encoded ? percentEncoded(path) : path.replace(/[^\x21-\x7e]/g, '')}`),
  headers: fc.record(
    {
      'user-agent': headerText(...USER_AGENTS),
      range: headerText('bytes=0-99', 'bytes=-1', 'bytes=5-,7-9'),
      'if-none-match': headerText('*', 'W/"abc"', '"a", "b"'),
      'if-range': headerText('"a"'),
      authorization: headerText('Digest username="a", nonce="b", uri="/p/x", response="c"', 'Basic YTpi'),
      'x-forwarded-for': headerText('192.0.2.1, 10.0.0.1'),
      'content-type': headerText('text/plain', 'application/json; charset=utf-8'),
    },
    { requiredKeys: [] },
  ),
  body: anyText,
});

/** Of lone surrogates, which no URL can hold, what UTF-8 makes of them. */
function percentEncoded(text: string): string {
  return encodeURIComponent(Buffer.from(text).toString());
}

const rawRequest = bytesLike(
  ...[
    'GET /p/y000000000066.cfg HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
    'GET /p/%zz%00 HTTP/1.0\r\n\r\n',
    'PUT /p/805ec0123456-local.cfg HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nConnection: close\r\n\r\nabc',
    'POST /p/x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n3\r\nabc\r\n0\r\n\r\n',
    'GET http://other/p/x HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n',
    'OPTIONS * HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
  ].map((text) => Buffer.from(text)),
);

const AUTHORIZATIONS = [`Bearer ${TOKEN}`, `bearer ${TOKEN}${TOKEN}`, 'Basic YWRtaW46YWRtaW4=', 'Bearer'] as const;

export const LISTENERS: readonly Target[] = [
  listener('phone http', phoneRequest, async ({ phonePort }, request) => {
    const answer = await askHttp(phonePort, request);
    must(answer.status < 500, `a phone is not answered ${answer.status}`);
    mustBeBare(answer);
  }),
  listener('phone http, raw', rawRequest, async ({ phonePort }, bytes) => {
    mustBeHttpOrNothing(await askRaw(phonePort, bytes));
  }),
  listener('tftp', bytesLike(...TFTP_DATAGRAMS), async ({ tftpPort }, datagram) => {
    const answer = await askDatagram(tftpPort, datagram);
    must(answer === undefined || answer.length >= 4, 'a TFTP answer is a packet');
  }),
  listener('api, raw', rawRequest, async ({ adminPort }, bytes) => {
    mustBeHttpOrNothing(await askRaw(adminPort, bytes));
  }),
  listener('api, credentials', headerText(...AUTHORIZATIONS), async ({ adminPort }, authorization) => {
    const { status, text } = await askHttp(adminPort, { path: '/api/v1/accounts', headers: { authorization } });
    must(status === 401, `nobody comes in: ${status}`);
    must(text.includes('TOKEN_MISSING'), 'the answer says what is missing');
  }),
  listener('api, bodies', apiRequest(), askApi),
  listener(
    'portal',
    fc.tuple(textLike('/phones', '/login?next=/phones', '/quarantine', '/phones/805ec0123456'), headerText('a=b; c=d')),
    async ({ adminPort }, [path, cookie]) => {
      const target = `/${path.replace(/[^\x21-\x7e]/g, '')}`.replace(/^\/{2,}/, '/');
      const { status } = await askHttp(adminPort, { path: target, headers: { cookie } });
      must(status < 500, `a visitor is not answered ${status}`);
    },
  ),
];

interface ApiRequest {
  readonly route: number;
  readonly names: readonly number[];
  readonly other: string;
  readonly ifMatch: string | undefined;
  readonly query: string;
  readonly seed: number;
}

function apiRequest(): fc.Arbitrary<ApiRequest> {
  return fc.record({
    route: fc.nat(9999),
    names: fc.array(fc.nat(99), { minLength: 3, maxLength: 3 }),
    other: textLike(...MACS, 'Yealink', 'T46S', '805ec0123456.cfg', TOKEN),
    ifMatch: fc.option(headerText('"1"', '*', 'W/"2"'), { nil: undefined }),
    query: textLike('', 'limit=5&cursor=ODA1', 'reveal=secret', 'limit=-1'),
    seed: fc.nat(),
  });
}

/** Which routes there are is known once the server runs, so a body is made here, from the case's own seed. */
async function askApi({ adminPort, token, routes, known }: FuzzedServer, request: ApiRequest): Promise<void> {
  const route = routes[request.route % routes.length];
  if (!route) throw new Error('the API describes no routes');
  const path = pathOf(route, known, request);
  const body = route.body && fc.sample(fromSchema(route.body), { numRuns: 1, seed: request.seed })[0];
  const answer = await askHttp(adminPort, {
    method: route.method,
    path,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(request.ifMatch && { 'if-match': request.ifMatch }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  must(answer.status < 500, `${route.method} ${path} with ${JSON.stringify(body)} is not answered ${answer.status}`);
  if (answer.status >= 400) must(answer.text.includes('urn:bellhop:error:'), 'an error says what it is');
}

/** What is deleted must not be what other cases need. */
function pathOf({ method, path }: JsonRoute, known: readonly string[], { names, other, query }: ApiRequest): string {
  let at = 0;
  const filled = path.replace(/\{[^}]+\}/g, () => {
    const pick = names[at++] ?? 0;
    const name = method !== 'DELETE' && pick < 80 ? known[pick % known.length] : other;
    return percentEncoded(name ?? other);
  });
  const asked = query.replace(/[^\x21-\x7e]/g, '').replace('#', '');
  return asked === '' ? filled : `${filled}?${asked}`;
}

/** Phones get files and bare statuses, never a page. */
function mustBeBare({ status, headers, text }: HttpAnswer): void {
  if (status >= 400) must(text === '', `a refusal has no body, but: ${text.slice(0, 80)}`);
  must(!/html/i.test(headers['content-type'] ?? ''), 'a phone gets no page');
}

function mustBeHttpOrNothing(answer: string): void {
  if (answer === '') return;
  const status = /^HTTP\/1\.1 (\d{3}) /.exec(answer)?.[1];
  must(status !== undefined, `an answer begins as HTTP does, but: ${answer.slice(0, 80)}`);
  must(Number(status) < 500, `it is not answered ${status}`);
}

/** Files that anybody may have, for the check that a server still serves after all that. */
export const PUBLIC_FILE = FILE_NAMES[2];
