// The responder over loopback: who is answered and with what, what comes again, and what never gets an answer.
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import fc from 'fast-check';
import { pino } from 'pino';
import { afterEach, describe, expect, test } from 'vitest';
import { type PnpOptions, startPnp } from '../../../server/sip/pnp/responder.ts';
import { type Asked, answerTo, bodyOf, headerOf, subscribe } from './packets.ts';

const URL = 'http://prov.example.com:8080/p/0123456789abcdef0123456789abcdef/';
const KNOWN = '805ec0123456';
/** Longer than anything takes to come over loopback. */
const SILENCE_MS = 150;
/** T1 that is never reached within a test. */
const SLOW_MS = 30_000;

interface Phone {
  readonly port: number;
  readonly received: string[];
  readonly ask: (asked?: Asked) => void;
  readonly say: (text: string | Uint8Array) => void;
  /** Resolves when so many messages have come. */
  readonly until: (count: number) => Promise<void>;
}

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

async function start(given: Partial<PnpOptions> = {}) {
  const lookups: string[] = [];
  let count = 0;
  const responder = await startPnp({
    host: '127.0.0.1',
    port: 0,
    publicHost: '127.0.0.1',
    firstBootUrl: async (mac, from) => {
      lookups.push(`${mac} ${from}`);
      return mac === KNOWN ? URL : undefined;
    },
    randomHex: (bytes) => String(++count).padStart(bytes * 2, '0'),
    log: pino({ level: 'silent' }),
    t1Ms: SLOW_MS,
    ...given,
  });
  closers.push(responder.close);
  return { responder, lookups };
}

async function phoneOf(port: number): Promise<Phone> {
  const socket: Socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  closers.push(async () => socket.close());
  const received: string[] = [];
  socket.on('message', (datagram) => received.push(datagram.toString()));
  const own = socket.address().port;
  return {
    port: own,
    received,
    ask: (asked) => socket.send(subscribe(own, asked), port, '127.0.0.1'),
    say: (text) => socket.send(text, port, '127.0.0.1'),
    until: async (count) => {
      for (let i = 0; i < 500 && received.length < count; i++) await wait(10);
      expect(received.length).toBeGreaterThanOrEqual(count);
    },
  };
}

function notifiesAmong(received: readonly string[]): readonly string[] {
  return received.filter((text) => text.startsWith('NOTIFY '));
}

describe('a phone with an open window', () => {
  test('gets 200 OK and NOTIFY with the URL, in one dialog (yealink.md 1.2)', async () => {
    const { responder, lookups } = await start();
    const phone = await phoneOf(responder.port);
    phone.ask();
    await phone.until(2);
    const [ok = '', notify = ''] = phone.received;
    expect(lookups).toEqual([`${KNOWN} 127.0.0.1`]);
    expect(ok).toMatch(/^SIP\/2\.0 200 OK\r\n/);
    expect(headerOf(ok, 'Expires')).toBe('0');
    expect(headerOf(ok, 'To')).toMatch(/;tag=\w+$/);
    expect(notify).toMatch(new RegExp(`^NOTIFY sip:MAC${KNOWN}@127\\.0\\.0\\.1:${phone.port} SIP/2\\.0\\r\\n`));
    expect(headerOf(notify, 'From')).toBe(headerOf(ok, 'To'));
    expect(headerOf(notify, 'To')).toBe(headerOf(ok, 'From'));
    expect(headerOf(notify, 'Call-ID')).toBe('call-1');
    expect(bodyOf(notify)).toBe(URL);
  });

  test('that repeats its question gets the same answer, and no second NOTIFY', async () => {
    const { responder, lookups } = await start();
    const phone = await phoneOf(responder.port);
    phone.ask();
    await phone.until(2);
    phone.ask();
    phone.ask();
    await phone.until(4);
    await wait(SILENCE_MS);
    expect(phone.received[2]).toBe(phone.received[0]);
    expect(phone.received[3]).toBe(phone.received[0]);
    expect(notifiesAmong(phone.received)).toHaveLength(1);
    expect(lookups).toHaveLength(1);
  });

  test('that repeats it while the store is still asked is looked up once', async () => {
    let open: (url: string) => void = () => {};
    const gate = new Promise<string>((resolve) => {
      open = resolve;
    });
    let lookups = 0;
    const { responder } = await start({
      firstBootUrl: () => {
        lookups += 1;
        return gate;
      },
    });
    const phone = await phoneOf(responder.port);
    phone.ask();
    phone.ask();
    await wait(SILENCE_MS);
    expect(phone.received).toEqual([]);
    open(URL);
    await phone.until(2);
    await wait(SILENCE_MS);
    expect(lookups).toBe(1);
    expect(phone.received).toHaveLength(2);
  });

  test('that asks anew gets a new dialog, and the NOTIFY of the old one ends', async () => {
    const { responder } = await start({ t1Ms: 200 });
    const phone = await phoneOf(responder.port);
    phone.ask();
    await phone.until(2);
    phone.ask({ callId: 'call-2', branch: 'z9hG4bK-two' });
    await phone.until(6);
    const ids = notifiesAmong(phone.received).map((text) => headerOf(text, 'Call-ID'));
    expect(ids[0]).toBe('call-1');
    expect(ids).toContain('call-2');
    expect(ids.slice(ids.indexOf('call-2'))).not.toContain('call-1');
  });
});

describe('the NOTIFY (RFC 3261 17.1.2.2)', () => {
  test('comes again, slower and slower, and is given up', async () => {
    const { responder } = await start({ t1Ms: 10 });
    const phone = await phoneOf(responder.port);
    phone.ask();
    await wait(1_200);
    const sent = notifiesAmong(phone.received);
    // 0, 1, 3, 7, 15 and then every 8 T1 up to 64 T1 are eleven times; timers of a busy machine come late.
    expect(sent.length).toBeGreaterThanOrEqual(6);
    expect(sent.length).toBeLessThanOrEqual(11);
    expect(new Set(sent).size).toBe(1);
    await wait(SILENCE_MS);
    expect(notifiesAmong(phone.received)).toHaveLength(sent.length);
  });

  test.each(['200 OK', '481 Call/Transaction Does Not Exist'])('ends with %s', async (status) => {
    const { responder } = await start({ t1Ms: 100 });
    const phone = await phoneOf(responder.port);
    phone.ask();
    await phone.until(2);
    phone.say(answerTo(phone.received[1] ?? '', status));
    await wait(300);
    const count = phone.received.length;
    await wait(1_000);
    expect(phone.received).toHaveLength(count);
  });

  test('does not end with an answer to something else', async () => {
    const { responder } = await start({ t1Ms: 50 });
    const phone = await phoneOf(responder.port);
    phone.ask();
    await phone.until(2);
    phone.say(answerTo(phone.received[1] ?? '').replace(/branch=z9hG4bK\w+/, 'branch=z9hG4bKother'));
    await phone.until(4);
  });
});

describe('silence', () => {
  test.each<[string, Asked]>([
    ['an unknown MAC, or a closed window', { mac: '805ec0999999' }],
    ['another event', { event: 'presence' }],
    ['a question without MAC', { uri: 'sip:bob@local' }],
  ])('for %s', async (_, asked) => {
    const { responder } = await start();
    const phone = await phoneOf(responder.port);
    phone.ask(asked);
    await wait(SILENCE_MS);
    expect(phone.received).toEqual([]);
  });

  test('while the store is away, and an answer once it is back', async () => {
    let isAway = true;
    const { responder } = await start({
      firstBootUrl: async () => {
        if (isAway) throw new Error('away');
        return URL;
      },
    });
    const phone = await phoneOf(responder.port);
    phone.ask();
    await wait(SILENCE_MS);
    expect(phone.received).toEqual([]);
    isAway = false;
    phone.ask();
    await phone.until(2);
  });

  test('beyond so many questions a second', async () => {
    const { responder, lookups } = await start({ rate: { perAddress: 3, inAll: 100 } });
    const phone = await phoneOf(responder.port);
    for (let i = 0; i < 20; i++) phone.ask({ callId: `call-${i}`, mac: '805ec0999999' });
    await wait(SILENCE_MS);
    // The second may turn in between.
    expect(lookups.length).toBeGreaterThanOrEqual(3);
    expect(lookups.length).toBeLessThanOrEqual(6);
  });
});

test('packets at random do no harm', async () => {
  const { responder } = await start();
  const phone = await phoneOf(responder.port);
  const whole = subscribe(phone.port, { mac: '805ec0999999' });
  const packets = fc.sample(
    fc.oneof(
      fc.uint8Array({ minLength: 1, maxLength: 1400 }),
      fc.tuple(fc.nat(whole.length), fc.string({ maxLength: 20 })).map(([at, put]) => {
        return Buffer.from(whole.slice(0, at) + put + whole.slice(at + 5));
      }),
    ),
    200,
  );
  for (const packet of packets) phone.say(packet);
  await wait(1_100);
  expect(phone.received).toEqual([]);
  // The rate limit counts from when the packets were read, which a busy machine may do late: ask as a phone does, again and again.
  for (let i = 0; i < 50 && phone.received.length < 2; i++) {
    phone.ask();
    await wait(200);
  }
  expect(phone.received.length).toBeGreaterThanOrEqual(2);
});

test('a group that cannot be joined is no reason not to start', async () => {
  const { responder } = await start({ group: '192.0.2.1' });
  const phone = await phoneOf(responder.port);
  phone.ask();
  await phone.until(2);
});
