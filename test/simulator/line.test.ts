// What a simulated phone complains about, from a server that does everything wrong.
import { createServer, type RequestListener } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readBootFile, readConfig } from '../../scripts/simulator/families/yealink-config.ts';
import { withoutToken } from '../../scripts/simulator/line.ts';
import { spreadOf } from '../../scripts/simulator/report.ts';
import { phoneOf } from './booted.ts';

const GOOD = '#!version:1.0.0.1\nfeatures.dnd.allow = 1\n';
let own: RequestListener = () => undefined;
let url: string;
const server = createServer((request, response) => {
  if (request.url?.endsWith('/805ec0000001.cfg')) own(request, response);
  else response.writeHead(404, { 'Content-Length': 0 }).end();
});

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  url = typeof address === 'object' && address ? `http://127.0.0.1:${address.port}/` : '';
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

async function faultsOf(answer: RequestListener, hasChannel = false): Promise<readonly string[]> {
  own = answer;
  const wish = { mac: '805ec0000001', model: 'T46S', firmware: '66.86.0.15', firstUrl: url, hasChannel };
  const { faults } = await phoneOf(wish).boot();
  for (const { request } of faults) if (!hasChannel) expect(request).toBe(`GET ${url}805ec0000001.cfg`);
  return faults.map(({ why }) => why);
}

const sends =
  (body: string, headers: Record<string, string> = {}): RequestListener =>
  (_, response) =>
    response
      .writeHead(200, { 'Content-Type': 'text/plain', 'Content-Length': Buffer.byteLength(body), ...headers })
      .end(body);

describe('an own file that', () => {
  it.each<[string, RequestListener, readonly string[]]>([
    ['is fine', sends(GOOD), []],
    [
      'comes in chunks',
      (_, response) => response.writeHead(200, { 'Content-Type': 'text/plain' }).end(GOOD),
      ['Transfer-Encoding: chunked', 'no Content-Length'],
    ],
    ['is a page', sends(GOOD, { 'Content-Type': 'text/html' }), ['Content-Type is text/html']],
    [
      'is a redirect',
      (_, response) => response.writeHead(302, { Location: '/x', 'Content-Length': 0 }).end(),
      ['status 302, not 200'],
    ],
    [
      'is cut off',
      (request, response) => {
        response.writeHead(200, { 'Content-Type': 'text/plain', 'Content-Length': 500 }).write(GOOD);
        setTimeout(() => request.socket.destroy(), 50);
      },
      [`the connection ended after ${GOOD.length} of 500 bytes`],
    ],
    ['holds a blank value', sends(`${GOOD}account.1.label = \n`), ['line 3: account.1.label is blank']],
    [
      'names itself as a CA',
      (request, response) =>
        sends(`${GOOD}static.trusted_certificates.url = ${url}805ec0000001.cfg\n`)(request, response),
      ['is no certificate'],
    ],
  ])('%s', async (_, answer, expected) => {
    expect(await faultsOf(answer)).toEqual(expected);
  });

  it('holds no account is told of a phone that has a channel', async () => {
    expect(await faultsOf(sends(GOOD), true)).toEqual(['no file gives the phone an account']);
  });

  it('changes between boots is told at the second', async () => {
    const phone = phoneOf({
      mac: '805ec0000001',
      model: 'T46S',
      firmware: '66.86.0.15',
      firstUrl: url,
      hasChannel: false,
    });
    own = sends(GOOD);
    expect((await phone.boot()).faults).toEqual([]);
    own = sends(`${GOOD}features.dnd.allow = 0\n`);
    expect((await phone.boot()).faults.map(({ why }) => why)).toEqual(['has other bytes than at the boot before']);
  });
});

describe('a Yealink file', () => {
  it.each([
    ['', ['is empty', 'the first line is not #!version:1.0.0.1']],
    ['features.dnd.allow = 1\n', ['the first line is not #!version:1.0.0.1']],
    [`${GOOD}account.1.label = "Anna"\n`, ['line 3: account.1.label is quoted']],
    [`${GOOD}account.1.label: Anna\n`, ['line 3 is no `key = value`']],
    [`${GOOD}account.1.label = Anna`, ['ends within a line']],
    [`${GOOD}account.1.label = A\u0001nna\n`, ['holds control characters']],
    [`${GOOD}# a comment\n\naccount.1.label = Anna "the" Baker\n`, []],
  ])('%j', (text, problems) => expect(readConfig(Buffer.from(text)).problems).toEqual(problems));

  it('is read with the last line of a key', () => {
    expect(readConfig(Buffer.from(`${GOOD}features.dnd.allow = 0\n`)).settings.get('features.dnd.allow')).toBe('0');
  });

  it('of the boot kind names what to fetch, by model too', () => {
    const text = [
      '#!version:1.0.0.1',
      'include:config "common.cfg"',
      '[T46S, T48S]include:config own.cfg',
      '[T54W]include:config other.cfg',
      'overwrite_mode = 1',
      '',
    ].join('\n');
    expect(readBootFile(Buffer.from(text), ['T46S'])).toEqual({ includes: ['common.cfg', 'own.cfg'], problems: [] });
    expect(readBootFile(Buffer.from('#!version:1.0.0.1\nx = 1\n'), ['T46S']).problems).toHaveLength(2);
  });
});

it('a report shows no token', () => {
  expect(withoutToken('http://h/p/0123456789abcdef0123456789abcdef/805ec0000001.cfg')).toBe(
    'http://h/p/<token>/805ec0000001.cfg',
  );
});

it('a spread takes the nearest rank', () => {
  const hundred = Array.from({ length: 100 }, (_, i) => 100 - i);
  expect(spreadOf(hundred)).toEqual({ count: 100, p50Ms: 50, p95Ms: 95, maxMs: 100 });
  expect(spreadOf([])).toEqual({ count: 0, p50Ms: 0, p95Ms: 0, maxMs: 0 });
});
