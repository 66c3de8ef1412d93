// One POST to where a tenant says, against real servers: what is called, and above all what is not.
import { createServer } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { makeAuthority, signServerCertificate } from '../../server/certificates/authority.ts';
import { certificateNames } from '../../server/certificates/names.ts';
import { createSend } from '../../server/outbound/request.ts';
import { openReceiver, type Receiver } from '../support/receiver.ts';

const open: { close: () => Promise<void> | void }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});
const receiver = async (tls?: Parameters<typeof openReceiver>[0]): Promise<Receiver> => {
  const opened = await openReceiver(tls);
  open.push(opened);
  return opened;
};
const to = (address: string) => async () => [{ address, family: address.includes(':') ? 6 : 4 }];
const message = (url: string) => ({ url, headers: { 'X-One': 'two' }, body: '{"a":1}' });

describe('what is called', () => {
  test('the body and headers arrive as given, and the status comes back', async () => {
    const there = await receiver();
    const outcome = await createSend({ allowsPrivate: true })(message(there.url));
    expect(outcome).toEqual({ ms: expect.any(Number), status: 204 });
    expect(there.received).toMatchObject([{ path: '/hook', body: '{"a":1}', headers: { 'x-one': 'two' } }]);
  });

  test('a name is resolved once, and the connection goes to that address', async () => {
    const there = await receiver();
    let asked = 0;
    const resolve = async () => {
      asked += 1;
      return [{ address: '127.0.0.1', family: 4 }];
    };
    const send = createSend({ allowsPrivate: true, resolve });
    expect((await send(message(`http://hooks.example:${there.port}/`))).status).toBe(204);
    expect([asked, there.received[0]?.headers.host]).toEqual([1, `hooks.example:${there.port}`]);
  });

  test('a redirect is not followed', async () => {
    const [there, elsewhere] = [await receiver(), await receiver()];
    there.answer(307, { location: elsewhere.url });
    expect((await createSend({ allowsPrivate: true })(message(there.url))).status).toBe(307);
    expect(elsewhere.received).toEqual([]);
  });

  test('an endless answer is cut off', async () => {
    const there = await receiver();
    there.answer(200, {}, 'x'.repeat(4_000_000));
    expect((await createSend({ allowsPrivate: true })(message(there.url))).status).toBe(200);
  });
});

describe('what is not called', () => {
  test.each([
    'http://127.0.0.1',
    'https://127.0.0.1',
    'https://[::1]',
    'https://[::ffff:127.0.0.1]',
    'https://10.1.2.3',
    'https://169.254.169.254',
    'https://2130706433',
    'https://0x7f.1',
    'https://0.0.0.0',
    'https://100.64.0.1',
    'https://[fd00::1]',
    'https://[fe80::1]',
    'https://[64:ff9b::7f00:1]',
    'https://[2002:7f00:1::]',
  ])('%s', async (origin) => {
    const there = await receiver();
    const { failure, status } = await createSend({ allowsPrivate: false })(message(`${origin}:${there.port}/`));
    expect([status, failure]).toEqual([undefined, origin.startsWith('http:') ? 'notHttps' : 'privateAddress']);
    expect(there.received).toEqual([]);
  });

  test.each(['127.0.0.1', '::1', '192.168.1.5', '::ffff:10.0.0.1'])('a name that resolves to %s', async (address) => {
    const send = createSend({ allowsPrivate: false, resolve: to(address) });
    expect((await send(message('https://hooks.example/'))).failure).toBe('privateAddress');
  });

  test('a name with one public and one private address', async () => {
    const resolve = async () => [...(await to('192.0.43.8')()), ...(await to('10.0.0.1')())];
    expect((await createSend({ allowsPrivate: false, resolve })(message('https://hooks.example/'))).failure).toBe(
      'privateAddress',
    );
  });

  test('a name that answers public first and private at the second asking is asked once only', async () => {
    const answers = ['192.0.43.8', '127.0.0.1'];
    let asked = 0;
    const resolve = async () => {
      const address = answers[asked++] ?? '127.0.0.1';
      return [{ address, family: 4 }];
    };
    const there = await receiver();
    const send = createSend({ allowsPrivate: false, resolve, timeoutMs: 200 });
    expect((await send(message(`https://hooks.example:${there.port}/`))).status).toBeUndefined();
    expect([asked, there.received.length]).toEqual([1, 0]);
  });
});

describe('what fails', () => {
  test('a certificate that nobody vouches for', async () => {
    const now = new Date();
    const authority = await makeAuthority(now);
    const made = await signServerCertificate(authority, certificateNames('hooks.example', []), now);
    const there = await receiver({ key: made.keyPem, cert: made.certificatePem });
    const ca = authority.certificatePem;
    const options = { allowsPrivate: true, resolve: to('127.0.0.1') };
    const url = `https://hooks.example:${there.port}/`;
    expect((await createSend(options)(message(url))).failure).toBe('certificate');
    expect(there.received).toEqual([]);
    expect((await createSend({ ...options, ca })(message(url))).status).toBe(204);
    const other = await createSend({ ...options, ca })(message(`https://other.example:${there.port}/`));
    expect(other.failure).toBe('certificate');
  });

  test('nobody listens; nobody answers; what answers is no HTTP; there is no such name', async () => {
    const gone = await receiver();
    await gone.close();
    const send = createSend({ allowsPrivate: true, timeoutMs: 200 });
    expect((await send(message(gone.url))).failure).toBe('refused');
    const silent = await receiver();
    silent.hang();
    expect((await send(message(silent.url))).failure).toBe('timeout');
    const noise = createServer((socket) => socket.end('nonsense\r\n\r\n'));
    await new Promise<void>((resolve) => noise.listen(0, '127.0.0.1', resolve));
    open.push({ close: () => void noise.close() });
    const port = (noise.address() as { port: number }).port;
    expect((await send(message(`http://127.0.0.1:${port}/`))).failure).toBe('badAnswer');
    const none = async () => [];
    expect((await createSend({ allowsPrivate: true, resolve: none })(message('http://none.example/'))).failure).toBe(
      'notFound',
    );
  });
});
