// What the listeners stand: half requests, far too long ones, floods of connections; and that neither serves the other's.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ADMIN_SERVER, limitConnections, PHONE_SERVER } from '../../server/http/listener-limits.ts';
import { startTestBellhop, type TestBellhop } from '../support/bellhop.ts';

let bellhop: TestBellhop;
let phonePort: number;

beforeAll(async () => {
  bellhop = await startTestBellhop();
  phonePort = bellhop.ports.http ?? 0;
});
afterAll(async () => {
  await bellhop.close();
});

/** Sends text and returns all that comes until the server closes. */
async function exchange(port: number, text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  let got = '';
  socket.on('data', (piece) => {
    got += piece.toString('latin1');
  });
  socket.on('error', () => {});
  socket.write(text);
  await once(socket, 'close');
  return got;
}

describe('what is no request', () => {
  const LONG = `GET /p/x HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`;

  test.each([
    ['noise', '\x16\x03\x01\x02\x00\x01\x00\r\n\r\n'],
    ['a head of 20 KB', LONG],
    ['two lengths', 'POST /p/x HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc'],
    [
      'length and chunks',
      'POST /p/x HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
  ])('%s: a phone listener says 400 and no word more, the admin listener a problem', async (_, text) => {
    const bare = await exchange(phonePort, text);
    expect(bare).toBe('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
    const problem = await exchange(bellhop.ports.admin, text);
    expect(problem).toContain('HTTP/1.1 400 Bad Request\r\n');
    expect(problem).toContain('application/problem+json');
    expect(problem).toContain('urn:bellhop:error:REQUEST_UNREADABLE');
  });

  test('a URL that cannot be decoded: 404 for phones, a problem for others', async () => {
    expect((await fetch(`http://127.0.0.1:${phonePort}/p/%zz`)).status).toBe(404);
    const answer = await fetch(`http://127.0.0.1:${bellhop.ports.admin}/api/v1/cpes/%zz`);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ type: 'urn:bellhop:error:REQUEST_UNREADABLE' });
  });
});

describe('peers that take their time', () => {
  test('both listeners have a limit for every phase', () => {
    for (const limits of [PHONE_SERVER, ADMIN_SERVER]) {
      expect(limits.headersTimeout).toBeLessThanOrEqual(10_000);
      expect(limits.headersTimeout).toBeLessThan(limits.requestTimeout);
      expect(limits.maxHeaderSize).toBeLessThanOrEqual(8192);
    }
  });

  test('a head that never ends is cut off after its time, and so is a connection that says nothing', async () => {
    // Both wait for the same clock, side by side.
    const started = performance.now();
    const [slow, silent] = await Promise.all([
      exchange(phonePort, 'GET /p/x HTTP/1.1\r\nHost: a\r\n'),
      exchange(phonePort, ''),
    ]);
    expect(slow).toContain('400 Bad Request');
    expect(silent).not.toContain('200');
    expect(performance.now() - started).toBeGreaterThan(8_000);
    expect(performance.now() - started).toBeLessThan(30_000);
  });
});

describe('connections of one address', () => {
  async function openAll(port: number, count: number): Promise<Socket[]> {
    const sockets = Array.from({ length: count }, () => connect(port, '127.0.0.1').on('error', () => {}));
    await Promise.all(sockets.map((socket) => once(socket, 'connect')));
    return sockets;
  }

  test('500 phones behind one address, two connections each, are all answered', async () => {
    const idle = await openAll(phonePort, 500);
    const answers = await Promise.all(
      Array.from({ length: 500 }, () =>
        exchange(phonePort, 'GET /nothing HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'),
      ),
    );
    for (const socket of idle) socket.destroy();
    expect(answers.filter((answer) => answer.startsWith('HTTP/1.1 404'))).toHaveLength(500);
  });

  test('one too many is told 503 and when to come again; places are given back; a trusted proxy is not counted', async () => {
    const server = createServer((_request, response) => response.end('here'));
    const trusting = createServer((_request, response) => response.end('here'));
    limitConnections(server, { trustedProxies: [], isPlain: true, maxPerAddress: 3 });
    limitConnections(trusting, { trustedProxies: ['127.0.0.0/8'], isPlain: true, maxPerAddress: 3 });
    const ports = await Promise.all(
      [server, trusting].map(async (one) => {
        await once(one.listen(0, '127.0.0.1'), 'listening');
        const address = one.address();
        return typeof address === 'object' && address ? address.port : 0;
      }),
    );
    const [port = 0, trustingPort = 0] = ports;
    const ask = 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n';
    const held = [...(await openAll(port, 3)), ...(await openAll(trustingPort, 3))];
    await wait(100);
    const refused = await exchange(port, '');
    expect(refused).toContain('503 Service Unavailable\r\nRetry-After: 5');
    expect(await exchange(trustingPort, ask)).toContain('200 OK');
    for (const socket of held) socket.destroy();
    await wait(100);
    expect(await exchange(port, ask)).toContain('200 OK');
    server.close();
    trusting.close();
  });
});

describe('each listener serves its own and nothing of the other', () => {
  const ADMIN_PATHS = [
    '/',
    '/phones',
    '/login',
    '/api/v1/accounts',
    '/api/v1/openapi.json',
    '/healthz',
    '/readyz',
    '/metrics',
    '/assets/x',
  ];
  const PHONE_PATHS = ['/p/y000000000066.cfg', '/p/805ec0123456.cfg', '/p/bellhop-ca.pem', '/p/', '/p'];

  test.each(ADMIN_PATHS)('%s is the same bare 404 on the phone listener, whoever asks', async (path) => {
    for (const method of ['GET', 'POST', 'DELETE', 'OPTIONS']) {
      const headers = { authorization: `Bearer ${bellhop.token}` };
      const answer = await fetch(`http://127.0.0.1:${phonePort}${path}`, { method, headers });
      expect([method, answer.status, await answer.text()]).toEqual([method, 404, '']);
      expect([...answer.headers.keys()].sort()).toEqual(['connection', 'content-length', 'date', 'keep-alive']);
    }
  });

  test.each(PHONE_PATHS)('%s is not on the admin listener', async (path) => {
    const answer = await fetch(`http://127.0.0.1:${bellhop.ports.admin}${path}`, { redirect: 'manual' });
    expect(answer.status).toBe(404);
  });
});

test('answers of the API are kept by nobody and taken for nothing else', async () => {
  for (const path of ['/accounts', '/nothing', '/openapi.json']) {
    const { headers } = await bellhop.api('GET', path);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toBe("default-src 'none'; frame-ancestors 'none'");
  }
});
