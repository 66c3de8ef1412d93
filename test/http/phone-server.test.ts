// The phones' listener by itself, over real sockets, with a pipeline that answers what the test says.
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { buildPhoneServer } from '../../server/http/phone-server.ts';
import { pathAfterPrefix } from '../../server/http/phones.ts';
import { createLog } from '../../server/log.ts';
import { type FileAnswer, type FileRequest, MAX_UPLOAD_BYTES } from '../../server/provisioning/file-request.ts';

const FILE: FileAnswer = {
  status: 'ok',
  contentType: 'text/plain',
  etag: '"e"',
  body: { kind: 'bytes', bytes: Buffer.from('0123456789') },
};
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function listener(answer: FileAnswer | (() => never), trustedProxies: readonly string[] = []) {
  const asked: FileRequest[] = [];
  const server = buildPhoneServer({
    serveFile: async (request) => {
      asked.push(request);
      return typeof answer === 'function' ? answer() : answer;
    },
    log: createLog('silent'),
    trustedProxies,
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  closing.push(async () => {
    server.closeAllConnections();
    server.close();
  });
  return { asked, server, url: `http://127.0.0.1:${port}`, port };
}

/** Sends bytes as they are and returns all that comes until the server ends the connection. */
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

test.each([
  ['/p/805ec0123456.cfg', '805ec0123456.cfg'],
  ['/p/token/805ec0123456.cfg?x=1', 'token/805ec0123456.cfg'],
  ['/p//token//a.cfg', 'token/a.cfg'],
  ['/p/a%20b.cfg', 'a b.cfg'],
  ['/p/%2e%2e%2fetc%2fpasswd', '../etc/passwd'],
  ['/p/a%2525', 'a%25'],
  ['http://192.0.2.1:8080/p/a.cfg', 'a.cfg'],
  ['/p/', ''],
  ['/p/%zz', undefined],
  ['/p', undefined],
  ['/P/a.cfg', undefined],
  ['/api/v1/cpes', undefined],
  ['*', undefined],
  ['', undefined],
])('%s asks for %s', (target, path) => expect(pathAfterPrefix(target)).toBe(path));

test.each([
  ['the peer, whatever it says, when it is no proxy of ours', [], '192.0.2.7', '127.0.0.1'],
  ['who a trusted proxy says', ['127.0.0.0/8'], '192.0.2.7', '192.0.2.7'],
  [
    'the last that is no proxy: what stands before it anybody could write',
    ['127.0.0.0/8'],
    '10.9.9.9, 192.0.2.7, 127.0.0.3',
    '192.0.2.7',
  ],
  ['IPv4 written as IPv6', ['127.0.0.1'], '::ffff:192.0.2.7', '192.0.2.7'],
  ['the proxy itself when it says nothing that is an address', ['127.0.0.1'], '192.0.2.7, unknown', '127.0.0.1'],
])('asked by: %s', async (_, proxies, said, expected) => {
  const { url, asked } = await listener(FILE, proxies);
  await fetch(`${url}/p/a.cfg`, { headers: { 'x-forwarded-for': said } });
  expect(asked.map(({ remoteAddress }) => remoteAddress)).toEqual([expected]);
});

describe('answers', () => {
  test('a HEAD tells the length and sends nothing', async () => {
    const { url } = await listener(FILE);
    const head = await fetch(`${url}/p/a.cfg`, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length'), head.headers.get('etag')]).toEqual([200, '10', '"e"']);
    expect(await head.text()).toBe('');
  });

  test('methods that no phone uses are not there, and the pipeline does not hear of them', async () => {
    const { url, asked } = await listener(FILE);
    for (const method of ['OPTIONS', 'DELETE', 'PATCH', 'PROPFIND']) {
      const answer = await fetch(`${url}/p/a.cfg`, { method });
      expect([answer.status, answer.headers.get('content-length'), await answer.text()]).toEqual([404, '0', '']);
    }
    expect(asked).toEqual([]);
  });

  test('a fault of ours is 503 and nothing more', async () => {
    const { url } = await listener(() => {
      throw new Error('secret detail');
    });
    const answer = await fetch(`${url}/p/a.cfg`);
    expect([answer.status, await answer.text()]).toEqual([503, '']);
  });

  test('a file on disk that is gone is 503, not half an answer', async () => {
    const { url } = await listener({
      ...FILE,
      body: { kind: 'stored', storedPath: '/nonexistent/image.rom', sizeBytes: 10 },
    });
    expect((await fetch(`${url}/p/firmware/image.rom`)).status).toBe(503);
  });
});

describe('uploads', () => {
  const head = 'PUT /p/a.cfg HTTP/1.1\r\nHost: a\r\n';

  test('arrive whole, with a length or in chunks', async () => {
    const { url, port, asked } = await listener({ status: 'stored', created: true });
    expect((await fetch(`${url}/p/a.cfg`, { method: 'PUT', body: 'all of it' })).status).toBe(201);
    await exchange(
      port,
      `${head}Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nall\r\n6\r\n of it\r\n0\r\n\r\n`,
    );
    expect(asked.map(({ upload }) => upload?.toString())).toEqual(['all of it', 'all of it']);
  });

  test('too long ones are 413 and end the connection, by their length at once, in chunks when it is too much', async () => {
    const { port, asked } = await listener({ status: 'stored', created: true });
    const declared = await exchange(port, `${head}Content-Length: ${MAX_UPLOAD_BYTES + 1}\r\n\r\n`);
    const size = MAX_UPLOAD_BYTES + 1;
    const chunked = await exchange(
      port,
      `${head}Transfer-Encoding: chunked\r\n\r\n${size.toString(16)}\r\n${'x'.repeat(size)}`,
    );
    for (const answer of [declared, chunked]) expect(answer).toMatch(/^HTTP\/1\.1 413 [\s\S]*Connection: close/);
    expect(asked).toEqual([]);
  });

  test('one that is cut off reaches nobody', async () => {
    const { port, asked, server } = await listener({ status: 'stored', created: true });
    const socket = connect(port, '127.0.0.1');
    socket.write(`${head}Content-Length: 10\r\n\r\nhalf`);
    await once(server, 'request');
    socket.destroy();
    await once(socket, 'close');
    expect(asked).toEqual([]);
  });
});

test('a listener that closes answers what is under way, then ends the connection', async () => {
  const { port, server } = await listener(FILE);
  const socket = connect(port, '127.0.0.1');
  let got = '';
  socket.on('data', (piece) => {
    got += piece.toString('latin1');
  });
  socket.write('GET /p/a.cfg HTTP/1.1\r\nHo');
  await once(server, 'connection');
  server.close();
  socket.write('st: a\r\n\r\n');
  await once(socket, 'close');
  expect(got).toMatch(/^HTTP\/1\.1 200 [\s\S]*Connection: close[\s\S]*0123456789$/);
});
