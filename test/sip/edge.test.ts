// The SIP edge over real sockets: UDP, TCP and TLS, and as a client that is challenged.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { connect as tlsConnect } from 'node:tls';
import { pino } from 'pino';
import { afterEach, describe, expect, test } from 'vitest';
import { bestChallenge, digestAnswer } from '../../server/domain/digest-client.ts';
import { type SipEdgeOptions, startSipEdge } from '../../server/sip/edge.ts';
import { firstHeader } from '../../server/sip/message/message.ts';
import { createTransactions, type Incoming } from '../../server/sip/transaction/layer.ts';
import { TIMING } from '../../server/sip/transaction/timers.ts';
import { openTransport, type SipTransport } from '../../server/sip/transport/transport.ts';
import { selfSigned } from './self-signed.ts';

const log = pino({ level: 'silent' });
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

let names = 0;
const randomHex = (bytes: number) => (++names).toString(16).padStart(bytes * 2, '0');
const FAST = { ...TIMING, t1Ms: 10, t2Ms: 40, t4Ms: 50 };

async function startEdge(given: Partial<SipEdgeOptions> = {}) {
  const edge = await startSipEdge({
    plain: { host: '127.0.0.1', port: 0 },
    tls: { host: '127.0.0.1', port: 0, options: selfSigned() },
    publicHost: '127.0.0.1',
    randomHex,
    log,
    timing: FAST,
    resolver: { addresses: async () => [] },
    ...given,
  });
  closers.push(edge.close);
  return edge;
}

function request(method: string, transport: string, more: readonly string[] = [], branch = 'z9hG4bKtest'): string {
  return [
    `${method} sip:bellhop@127.0.0.1 SIP/2.0`,
    `Via: SIP/2.0/${transport} 203.0.113.9:5099;branch=${branch};rport`,
    'From: <sip:phone@127.0.0.1>;tag=a',
    'To: <sip:bellhop@127.0.0.1>',
    'Call-ID: edge-1',
    `CSeq: 1 ${method}`,
    ...more,
    'Content-Length: 0',
    '',
    '',
  ].join('\r\n');
}

async function overUdp(port: number, text: string): Promise<{ answer: string; port: number }> {
  const socket = createSocket('udp4');
  closers.push(() => socket.close());
  socket.send(text, port, '127.0.0.1');
  const [bytes] = await once(socket, 'message');
  return { answer: String(bytes), port: socket.address().port };
}

async function overStream(socket: Socket, chunks: readonly string[], until: RegExp): Promise<string> {
  closers.push(() => socket.destroy());
  let heard = '';
  socket.on('data', (chunk) => {
    heard += String(chunk);
  });
  for (const chunk of chunks) {
    socket.write(chunk);
    await wait(5);
  }
  for (let i = 0; i < 300 && !until.test(heard); i++) await wait(10);
  return heard;
}

describe('the edge answers', () => {
  test.each([
    ['OPTIONS', 'SIP/2.0 200 OK'],
    ['INVITE', 'SIP/2.0 405 Method Not Allowed'],
    ['CANCEL', 'SIP/2.0 481 Call/Transaction Does Not Exist'],
    ['JUMP', 'SIP/2.0 501 Not Implemented'],
  ])('%s with %s', async (method, first) => {
    const edge = await startEdge();
    const { answer } = await overUdp(edge.transport.port, request(method, 'UDP'));
    expect(answer.split('\r\n', 1)[0]).toBe(first);
    expect(answer).toMatch(/^To: <sip:bellhop@127\.0\.0\.1>;tag=\w+\r$/m);
  });

  test('to where it came from, and says so (RFC 3581 4)', async () => {
    const edge = await startEdge();
    const { answer, port } = await overUdp(edge.transport.port, request('OPTIONS', 'UDP'));
    expect(answer).toContain(`branch=z9hG4bKtest;rport=${port};received=127.0.0.1`);
  });

  test('420 to an extension that is required (RFC 3261 8.2.2.3)', async () => {
    const edge = await startEdge();
    const { answer } = await overUdp(edge.transport.port, request('OPTIONS', 'UDP', ['Require: nothing']));
    expect(answer).toContain('SIP/2.0 420 Bad Extension');
    expect(answer).toContain('Unsupported: nothing');
  });

  test('the same bytes to a request that comes twice (17.2.2)', async () => {
    const edge = await startEdge();
    const socket = createSocket('udp4');
    closers.push(() => socket.close());
    const heard: string[] = [];
    socket.on('message', (bytes) => heard.push(String(bytes)));
    for (let i = 0; i < 2; i++) socket.send(request('OPTIONS', 'UDP'), edge.transport.port, '127.0.0.1');
    for (let i = 0; i < 100 && heard.length < 2; i++) await wait(5);
    expect(heard).toHaveLength(2);
    expect(heard[1]).toBe(heard[0]);
  });

  test('nothing to what is no SIP', async () => {
    const edge = await startEdge();
    const socket = createSocket('udp4');
    closers.push(() => socket.close());
    const heard: unknown[] = [];
    socket.on('message', (bytes) => heard.push(bytes));
    for (const text of ['hello', '', 'OPTIONS sip:a SIP/2.0\r\n\r\n', 'SIP/2.0 200 OK\r\n\r\n'])
      socket.send(text, edge.transport.port, '127.0.0.1');
    await wait(100);
    expect(heard).toEqual([]);
  });
});

describe('streams', () => {
  test('TCP: several in one write, one over several, a ping in between gets its pong (RFC 5626 4.4.1)', async () => {
    const edge = await startEdge();
    const one = request('OPTIONS', 'TCP', [], 'z9hG4bK1');
    const two = request('OPTIONS', 'TCP', [], 'z9hG4bK2');
    const chunks = [`${one}\r\n\r\n${two.slice(0, 50)}`, two.slice(50, 51), two.slice(51)];
    const heard = await overStream(connect(edge.transport.port, '127.0.0.1'), chunks, /z9hG4bK2[\s\S]*\r\n\r\n/);
    expect(heard.match(/SIP\/2\.0 200 OK/g)).toHaveLength(2);
    expect(heard).toMatch(/^\r\nSIP\/2\.0 200/);
  });

  test('TLS', async () => {
    const edge = await startEdge();
    const socket = tlsConnect({ port: edge.transport.tlsPort ?? 0, host: '127.0.0.1', rejectUnauthorized: false });
    const heard = await overStream(socket, [request('OPTIONS', 'TLS')], /\r\n\r\n/);
    expect(heard).toMatch(/^SIP\/2\.0 200 OK/);
  });

  test('without Content-Length: 400, then closed (18.3)', async () => {
    const edge = await startEdge();
    const text = request('OPTIONS', 'TCP').replace('Content-Length: 0\r\n', '');
    const socket = connect(edge.transport.port, '127.0.0.1');
    const closed = once(socket, 'close');
    const heard = await overStream(socket, [text], /\r\n\r\n/);
    expect(heard).toContain('SIP/2.0 400 Content-Length is missing');
    await closed;
  });
});

describe('as a client', () => {
  const challenge = 'Digest realm="phone", nonce="n1", qop="auth", algorithm=SHA-256';

  /** A phone that answers as it is told. */
  async function phone(respond: (incoming: Incoming) => void) {
    const heard: Incoming[] = [];
    const transport: SipTransport = await openTransport({
      plain: { host: '127.0.0.1', port: 0 },
      tls: { host: '127.0.0.1', port: 0, options: selfSigned() },
      publicHost: '127.0.0.1',
      log,
      receive: (message, peer) => layer.receive(message, peer),
    });
    const layer = createTransactions({
      send: transport.send,
      randomHex,
      onRequest: (incoming) => {
        heard.push(incoming);
        respond(incoming);
      },
    });
    closers.push(async () => {
      layer.close();
      await transport.close();
    });
    return { transport, heard };
  }

  test.each(['udp', 'tcp', 'tls'] as const)(
    'answers a challenge over %s (RFC 3261 22, RFC 8760)',
    async (transport) => {
      const { heard, transport: end } = await phone(({ request: asked, respond }) => {
        const proof = firstHeader(asked, 'authorization');
        const [, cnonce = ''] = /cnonce="(\w+)"/.exec(proof ?? '') ?? [];
        const known = bestChallenge([challenge]) ?? expect.fail();
        const use = { method: 'NOTIFY', uri: asked.uri, count: 1, cnonce };
        if (proof === digestAnswer(known, { username: 'u', password: 'p' }, use)) respond({ status: 200 });
        else respond({ status: 401, headers: [['WWW-Authenticate', challenge]] });
      });
      const edge = await startEdge();
      const port = transport === 'tls' ? end.tlsPort : end.port;
      const uri = `sip:u@127.0.0.1:${port};transport=${transport}`;
      const options = { method: 'NOTIFY', headers: [['Event', 'check-sync']] as const };
      const wrong = await edge.user.request(uri, { ...options, credentials: { username: 'u', password: 'x' } });
      expect(wrong).toMatchObject({ kind: 'answered', status: 401 });
      const right = await edge.user.request(uri, { ...options, credentials: { username: 'u', password: 'p' } });
      expect(right).toMatchObject({ kind: 'answered', status: 200 });
      expect(heard).toHaveLength(4);
      expect(heard.map(({ request: asked }) => firstHeader(asked, 'cseq'))).toEqual([
        '1 NOTIFY',
        '2 NOTIFY',
        '1 NOTIFY',
        '2 NOTIFY',
      ]);
    },
  );

  test('times out on a silent phone, and cannot reach a closed port over TCP', async () => {
    const edge = await startEdge();
    const silent = await phone(() => undefined);
    const asked = { method: 'NOTIFY' };
    expect(await edge.user.request(`sip:127.0.0.1:${silent.transport.port}`, asked)).toEqual({ kind: 'timeout' });
    expect(await edge.user.request('sip:127.0.0.1:1;transport=tcp', asked)).toEqual({ kind: 'unreachable' });
    expect(await edge.user.request('sip:nobody.invalid', asked)).toEqual({ kind: 'unreachable' });
    await wait(100);
    expect(edge.transactions()).toBe(0);
  });
});

describe('digest', () => {
  test('the example of RFC 7616 3.9.1, MD5 and SHA-256', () => {
    const line = (algorithm: string) =>
      `Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=${algorithm}, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"`;
    const use = {
      method: 'GET',
      uri: '/dir/index.html',
      count: 1,
      cnonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ',
    };
    const who = { username: 'Mufasa', password: 'Circle of Life' };
    const response = (lines: readonly string[]) =>
      /response="(\w+)"/.exec(digestAnswer(bestChallenge(lines) ?? expect.fail(), who, use))?.[1];
    expect(response([line('MD5')])).toBe('8ca523f5e9506fed4657c9700eebdbec');
    expect(response([line('MD5'), line('SHA-256')])).toBe(
      '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1',
    );
    expect(bestChallenge(['Basic realm="x"', line('MD5-sess')])).toBeUndefined();
  });
});
