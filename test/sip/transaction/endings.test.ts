// Two ends of a network that loses, doubles and reorders: whatever it does, every transaction ends, and nothing stays behind.
// Source: RFC 3261 17, RFC 6026
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readMessage } from '../../../server/sip/message/read.ts';
import { createTransactions, type Incoming, type TransactionLayer } from '../../../server/sip/transaction/layer.ts';
import { TIMING } from '../../../server/sip/transaction/timers.ts';
import type { Peer } from '../../../server/sip/transport/hop.ts';
import { createVirtualClock } from './virtual-clock.ts';

interface Network {
  /** Of each packet in turn, from 0 to 99: lost below this. */
  readonly lossPercent: number;
  readonly fates: readonly { readonly dice: number; readonly delayMs: number; readonly copies: number }[];
  readonly transport: Peer['transport'];
}

type Finals = { answers: number[]; failures: string[] };

/** One request through the network. @param answers  statuses that the server end gives, each after so long */
function exchange(
  network: Network,
  method: string,
  answers: readonly { readonly status: number; readonly afterMs: number }[],
) {
  const clock = createVirtualClock();
  const sent: { text: string; at: number }[] = [];
  const seen: Incoming[] = [];
  const finals: Finals = { answers: [], failures: [] };
  let packets = 0;
  let names = 0;
  const randomHex = (bytes: number) => String(++names).padStart(bytes * 2, '0');

  const carry = (to: () => TransactionLayer, source: Peer) => async (bytes: Buffer) => {
    sent.push({ text: bytes.toString('latin1'), at: clock.now() });
    const fate = network.fates[packets++ % network.fates.length] ?? { dice: 99, delayMs: 0, copies: 1 };
    if (network.transport === 'udp' && fate.dice < network.lossPercent) return;
    for (let copy = 0; copy < (network.transport === 'udp' ? fate.copies : 1); copy++) {
      clock.after(fate.delayMs + copy, () => {
        const message = readMessage(bytes);
        if (message) to().receive(message, source);
      });
    }
  };
  const peer: Peer = { transport: network.transport, address: '192.0.2.1', port: 5060 };
  const client: TransactionLayer = createTransactions({
    clock,
    randomHex,
    onRequest: () => undefined,
    send: carry(() => server, peer),
  });
  const server: TransactionLayer = createTransactions({
    clock,
    randomHex,
    send: carry(() => client, peer),
    onRequest: (incoming) => {
      seen.push(incoming);
      if (incoming.request.method === 'ACK') return;
      for (const { status, afterMs } of answers) clock.after(afterMs, () => incoming.respond({ status }));
    },
  });
  client.send({
    branch: 'z9hG4bKone',
    peer,
    request: {
      method,
      uri: 'sip:a@192.0.2.1',
      headers: [
        ['Via', `SIP/2.0/${network.transport.toUpperCase()} 192.0.2.1:5060;branch=z9hG4bKone;rport`],
        ['From', '<sip:b@192.0.2.1>;tag=1'],
        ['To', '<sip:a@192.0.2.1>'],
        ['Call-ID', 'one'],
        ['CSeq', `1 ${method}`],
      ],
    },
    onResponse: ({ status }) => finals.answers.push(status),
    onFailure: (why) => finals.failures.push(why),
  });
  return { clock, client, server, sent, seen, finals };
}

const CLEAR: Network = { lossPercent: 0, fates: [{ dice: 99, delayMs: 1, copies: 1 }], transport: 'udp' };
const DEAF: Network = { lossPercent: 100, fates: [{ dice: 0, delayMs: 0, copies: 1 }], transport: 'udp' };
const LONG_MS = 2 * TIMING.patienceMs + 200_000;

describe('when a request is sent again', () => {
  const times = (method: string) => {
    const { clock, sent, finals } = exchange(DEAF, method, []);
    clock.pass(LONG_MS);
    expect(finals).toEqual({ answers: [], failures: ['timeout'] });
    return sent.map(({ at }) => at);
  };

  test('NOTIFY over UDP: T1, doubling to T2, for 64 T1 (17.1.2.2, timers E and F)', () => {
    expect(times('NOTIFY')).toEqual([0, 500, 1500, 3500, 7500, 11500, 15500, 19500, 23500, 27500, 31500]);
  });

  test('INVITE over UDP: doubling without end, for 64 T1 (17.1.1.2, timers A and B)', () => {
    expect(times('INVITE')).toEqual([0, 500, 1500, 3500, 7500, 15500, 31500]);
  });

  test('over TCP never', () => {
    const { clock, sent, client } = exchange({ ...CLEAR, transport: 'tcp' }, 'NOTIFY', []);
    clock.pass(LONG_MS);
    expect(sent).toHaveLength(1);
    expect(client.count()).toBe(0);
  });

  test('while proceeding every T2, and timer F still ends it (17.1.2.2)', () => {
    const { clock, sent, finals } = exchange(CLEAR, 'NOTIFY', [{ status: 100, afterMs: 10 }]);
    clock.pass(40_000);
    const requests = sent.filter(({ text }) => text.startsWith('NOTIFY'));
    expect(requests.map(({ at }) => at)).toEqual([0, 500, 4500, 8500, 12500, 16500, 20500, 24500, 28500]);
    expect(finals).toEqual({ answers: expect.arrayContaining([100]), failures: ['timeout'] });
  });
});

describe('an INVITE', () => {
  test('that rings and is never answered ends, at both ends (call-control.md 1.1, timer C)', () => {
    const { clock, client, server, finals } = exchange(CLEAR, 'INVITE', [{ status: 180, afterMs: 100 }]);
    clock.pass(100_000);
    expect([client.count(), server.count()]).toEqual([1, 1]);
    clock.pass(LONG_MS);
    expect([client.count(), server.count(), clock.pending()]).toEqual([0, 0, 0]);
    expect(finals.failures).toEqual(['timeout']);
  });

  test('that is refused is acknowledged in its own transaction (17.1.1.3)', () => {
    const { clock, sent, seen } = exchange(CLEAR, 'INVITE', [{ status: 486, afterMs: 100 }]);
    clock.pass(LONG_MS);
    const acks = sent.filter(({ text }) => text.startsWith('ACK '));
    expect(acks).toHaveLength(1);
    expect(acks[0]?.text).toMatch(/branch=z9hG4bKone[\s\S]*\r\nTo: <sip:a@192.0.2.1>;tag=\w+\r\n[\s\S]*CSeq: 1 ACK/);
    expect(seen).toHaveLength(1);
  });

  test('that is accepted absorbs repetitions for 64 T1 and hands on further 2xx (RFC 6026)', () => {
    const { clock, server, finals } = exchange(CLEAR, 'INVITE', [
      { status: 200, afterMs: 100 },
      { status: 200, afterMs: 1000 },
    ]);
    clock.pass(31_000);
    expect(finals.answers).toEqual([200, 200]);
    expect(server.count()).toBe(1);
    clock.pass(LONG_MS);
    expect(server.count()).toBe(0);
  });
});

describe('over any network', () => {
  const fate = fc.record({ dice: fc.nat(99), delayMs: fc.nat(3_000), copies: fc.integer({ min: 1, max: 3 }) });
  const network = fc.record({
    lossPercent: fc.constantFrom(0, 10, 40, 80),
    fates: fc.array(fate, { minLength: 1, maxLength: 40 }),
    transport: fc.constantFrom('udp' as const, 'tcp' as const),
  });
  const answers = fc.array(
    fc.record({ status: fc.constantFrom(100, 180, 200, 202, 401, 486, 503, 603), afterMs: fc.nat(60_000) }),
    { maxLength: 4 },
  );

  test.each(['INVITE', 'NOTIFY'])(
    'every %s ends, answered or failed just once, and is handed on just once',
    (method) => {
      let runs = 0;
      fc.assert(
        fc.property(network, answers, (net, given) => {
          runs += 1;
          const { clock, client, server, seen, finals } = exchange(net, method, given);
          clock.pass(LONG_MS);
          expect([client.count(), server.count(), clock.pending()]).toEqual([0, 0, 0]);
          const final = finals.answers.filter((status) => status >= 200);
          const ends = finals.failures.length + (method === 'INVITE' ? Math.min(final.length, 1) : final.length);
          expect(ends).toBe(1);
          const asked = seen.filter(({ request }) => request.method === method);
          // A copy that comes when all is long over is a request of its own.
          expect(asked.length).toBeLessThanOrEqual(1 + net.fates.length);
        }),
        { numRuns: 300 },
      );
      expect(runs).toBe(300);
    },
  );
});

describe('bounded', () => {
  test('over the limit a request is answered 503 and not kept', async () => {
    const sent: string[] = [];
    const layer = createTransactions({
      clock: createVirtualClock(),
      randomHex: () => 'ab',
      maxTransactions: 1,
      onRequest: () => undefined,
      send: async (bytes) => void sent.push(bytes.toString()),
    });
    for (const n of [1, 2]) {
      const text = `OPTIONS sip:a@h SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK${n}\r\nFrom: <sip:b@h>;tag=1\r\nTo: <sip:a@h>\r\nCall-ID: 1\r\nCSeq: 1 OPTIONS\r\n\r\n`;
      const message = readMessage(Buffer.from(text));
      if (message) layer.receive(message, { transport: 'udp', address: '192.0.2.9', port: 5060 });
    }
    expect(layer.count()).toBe(1);
    expect(sent.map((text) => text.split('\r\n', 1)[0])).toEqual(['SIP/2.0 503 Service Unavailable']);
    layer.close();
    expect(layer.count()).toBe(0);
  });
});
