import { describe, expect, it } from 'vitest';
import { tftpGet } from '../../scripts/simulator/tftp-client.ts';
import type { FileAnswer } from '../../server/provisioning/file-request.ts';
import type { Packet } from '../../server/tftp/packet.ts';
import { readRequest } from '../../server/tftp/request.ts';
import {
  type BarePeer,
  barePeer,
  found,
  MISSING,
  NEVER,
  randomBytes,
  randomNumbers,
  STORED,
  serving,
} from './support.ts';

const HOST = '127.0.0.1';
const FILE = randomBytes(1, 512 * 3);
const ack = (block: number): Packet => ({ kind: 'ack', block });
const error = (code: number) => ({ kind: 'error', code });

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Open sockets, timers and reads of this process, counted; those of the test before have had time to close. */
async function resources(): Promise<{ sockets: number; timers: number; reads: number }> {
  for (let turns = 0; turns < 5; turns += 1) await turn();
  const kinds = process.getActiveResourcesInfo();
  const count = (kind: string): number => kinds.filter((one) => one === kind).length;
  return { sockets: count('UDPWrap'), timers: count('Timeout'), reads: count('FSReqPromise') };
}

describe('places for transfers', () => {
  it.each([
    ['of one address', { maxTransfersPerAddress: 5 }],
    ['in all', { maxTransfers: 5 }],
  ])('%s are bounded: beyond them ERROR 0, and those begun are finished', async (_name, limits) => {
    const server = await serving({ answer: () => found(FILE), limits: { retry: NEVER, maxWaiting: 0, ...limits } });
    const peers = await Promise.all(Array.from({ length: 8 }, () => barePeer()));
    for (const peer of peers) peer.ask('read', 'f', server.port);
    const openings = await Promise.all(peers.map((peer) => peer.next()));
    expect(openings.map(({ packet }) => packet.kind)).toEqual([...Array(5).fill('data'), ...Array(3).fill('error')]);
    expect(openings[5]?.packet).toMatchObject({ code: 0, message: expect.stringContaining('try again later') });
    expect(server.requests).toHaveLength(5);

    const received: Buffer[] = [];
    for (const [index, peer] of peers.entries()) {
      let { packet, port } = openings[index] ?? (await peer.next());
      while (packet.kind === 'data') {
        received.push(packet.payload);
        peer.send(ack(packet.block), port);
        if (packet.payload.length < 512) break;
        ({ packet, port } = await peer.next());
      }
    }
    expect(Buffer.concat(received).equals(Buffer.concat(Array(5).fill(FILE)))).toBe(true);
    // The places are free again.
    expect((await tftpGet({ host: HOST, port: server.port, file: 'f' })).equals(FILE)).toBe(true);
  });

  it('who finds no place waits for one, and gets the file when it is free; nobody gets an error', async () => {
    const server = await serving({ answer: () => found(FILE), limits: { maxTransfers: 2 } });
    const files = await Promise.all(
      Array.from({ length: 40 }, () => tftpGet({ host: HOST, port: server.port, file: 'f', timeoutMs: 3000 })),
    );
    expect(files.filter((file) => file.equals(FILE))).toHaveLength(40);
    expect(server.requests).toHaveLength(40);
  });

  it('a request refused by the pipeline gives its place back', async () => {
    const server = await serving({ limits: { maxTransfers: 1 } });
    for (let asked = 0; asked < 5; asked += 1) {
      await expect(tftpGet({ host: HOST, port: server.port, file: 'f' })).rejects.toMatchObject({ code: 1 });
    }
  });

  it('uploads have fewer', async () => {
    const server = await serving({ answer: () => STORED, limits: { retry: NEVER, maxUploads: 1, maxWaiting: 0 } });
    const peer = await barePeer();
    peer.ask('write', 'a', server.port);
    expect(await peer.take(1)).toEqual([ack(0)]);
    peer.ask('write', 'b', server.port);
    expect(await peer.take(1)).toMatchObject([error(0)]);
  });
});

describe('a storm of garbage', () => {
  /** Anything: noise, halves of requests, packets of transfers that are not. */
  function garbage(random: () => number, seed: number): Buffer {
    const datagram = randomBytes(seed, Math.floor(random() * 60));
    if (random() < 0.7 && datagram.length >= 2) datagram.writeUInt16BE(Math.floor(random() * 8), 0);
    return datagram;
  }

  it('of 100,000 datagrams leaves nothing behind, and the server answers after it', async () => {
    const limits = { maxErrorsPerSecond: 1 };
    const server = await serving({ answer: ({ path }) => (path === 'f' ? found(FILE) : MISSING), limits });
    const peer = await barePeer();
    const random = randomNumbers(7);
    const before = await resources();
    let malformed = 0;
    for (let sent = 1; sent <= 100_000; sent += 1) {
      const datagram = garbage(random, sent);
      if (readRequest(datagram).kind === 'refused') malformed += 1;
      peer.send(datagram, server.port);
      // As many as one turn of the event loop reads: none may be lost on the way.
      if (sent % 32 === 0) await turn();
    }
    const refused = () => server.logged.filter((line) => line.includes('TFTP request refused')).length;
    await expect.poll(refused).toBe(malformed);
    expect(malformed).toBeGreaterThan(10_000);
    const after = await resources();
    expect(after).toEqual({ ...before, timers: expect.any(Number) });
    expect(after.timers).toBeLessThanOrEqual(before.timers);
    // Answered sparingly: one ERROR a second, however long it took.
    expect(peer.waiting).toBeLessThan(malformed / 100);
    expect((await tftpGet({ host: HOST, port: server.port, file: 'f' })).equals(FILE)).toBe(true);
  });

  it('an ERROR is never answered, so two servers cannot answer each other for ever', async () => {
    const server = await serving({});
    const peer = await barePeer();
    peer.send({ kind: 'error', code: 4, message: 'x' }, server.port);
    peer.send(ack(1), server.port);
    peer.send({ kind: 'data', block: 1, payload: FILE }, server.port);
    peer.ask('read', 'f', server.port);
    expect(await peer.take(1)).toMatchObject([error(1)]);
    expect(peer.waiting).toBe(0);
  });
});

describe('closing', () => {
  it('lets transfers in flight finish, and takes no new ones', async () => {
    const limits = { retry: NEVER, graceMs: 20_000 };
    const server = await serving({ answer: () => found(FILE), limits });
    const before = await resources();
    const peer = await barePeer();
    peer.ask('read', 'f', server.port);
    const { port } = await peer.next();
    const closed = server.close();
    peer.ask('read', 'late', server.port);
    for (const block of [1, 2, 3]) {
      peer.send(ack(block), port);
      expect(await peer.take(1)).toMatchObject([{ kind: 'data', block: block + 1 }]);
    }
    peer.send(ack(4), port);
    await closed;
    expect(server.requests.map(({ path }) => path)).toEqual(['f']);
    const after = await resources();
    expect(after.timers).toBeLessThanOrEqual(before.timers);
    // The listener is gone; the peer's own socket has come.
    expect(after.sockets).toBe(before.sockets);
  });

  it('after its grace tells those still waiting, whatever they wait for, and leaves nothing open', async () => {
    const before = await resources();
    const server = await serving({
      answer: ({ path, method }) => {
        if (path === 'never') return new Promise(() => {});
        if (path === 'slow') return { status: 'notFound', delayMs: 20_000 };
        return method === 'GET' ? found(FILE) : STORED;
      },
      limits: { retry: NEVER, graceMs: 100, lingerMs: 20_000 },
    });
    const last = { kind: 'data', block: 1, payload: Buffer.from('x') } as const;
    const waits: readonly ((peer: BarePeer) => Promise<void>)[] = [
      async function forAnAck(peer) {
        peer.ask('read', 'f', server.port);
        expect((await peer.next()).packet.kind).toBe('data');
      },
      async function forData(peer) {
        peer.ask('write', 'f', server.port);
        expect((await peer.next()).packet).toEqual(ack(0));
      },
      async function forTheDelay(peer) {
        peer.ask('read', 'slow', server.port);
      },
      async function forThePipeline(peer) {
        peer.ask('read', 'never', server.port);
      },
      async function forThePipelineToDecide(peer) {
        peer.ask('write', 'never', server.port);
        peer.send(last, (await peer.next()).port);
      },
    ];
    const each = 10;
    const peers = await Promise.all(Array.from({ length: each * waits.length }, () => barePeer()));
    await Promise.all(peers.map((peer, index) => waits[index % waits.length]?.(peer)));
    // All but those whose upload has not ended.
    await expect.poll(() => server.requests.length).toBe(each * (waits.length - 1));

    const done = await barePeer();
    done.ask('write', 'done', server.port);
    done.send(last, (await done.next()).port);
    expect(await done.take(1)).toEqual([ack(1)]);

    await server.close();
    const told = await Promise.all(peers.map((peer) => peer.take(1)));
    expect(told).toMatchObject(Array(each * waits.length).fill([error(0)]));
    // It has its last ACK; only its repetition ends.
    expect(done.waiting).toBe(0);
    const after = await resources();
    // The peers' own sockets are still open.
    expect(after.sockets).toBe(before.sockets + peers.length + 1);
    // The test runner has a few timers of its own, now and then.
    expect(after.timers).toBeLessThan(before.timers + each / 2);
  });

  it('cuts short the repeating of last answers, and what the pipeline says too late is not sent', async () => {
    const answers: ((answer: FileAnswer) => void)[] = [];
    const server = await serving({
      answer: ({ path }) => (path === 'late' ? new Promise((resolve) => answers.push(resolve)) : STORED),
      limits: { retry: NEVER, lingerMs: 20_000 },
    });
    const before = await resources();
    const peers = await Promise.all(Array.from({ length: 20 }, () => barePeer()));
    for (const [index, peer] of peers.entries()) {
      peer.ask('write', index < 10 ? 'late' : 'done', server.port);
      peer.send({ kind: 'data', block: 1, payload: FILE.subarray(0, 9) }, (await peer.next()).port);
    }
    await expect.poll(() => server.requests.length).toBe(20);
    await server.close();
    for (const answer of answers) answer(STORED);
    const after = await resources();
    expect(after.timers).toBeLessThan(before.timers + 5);
    const kinds = await Promise.all(peers.map(async (peer) => (await peer.take(1)).map((packet) => packet.kind)));
    expect(kinds).toEqual([...Array(10).fill(['error']), ...Array(10).fill(['ack'])]);
    expect(peers.map((peer) => peer.waiting)).toEqual(Array(20).fill(0));
  });
});

describe('the port', () => {
  it('cannot be had twice, and is free again after closing', async () => {
    const first = await serving({});
    expect(first.address).toBe(HOST);
    await expect(serving({ port: first.port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await first.close();
    const second = await serving({ port: first.port, answer: () => found(FILE) });
    expect((await tftpGet({ host: HOST, port: second.port, file: 'f' })).equals(FILE)).toBe(true);
  });
});
