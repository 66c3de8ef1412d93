import { describe, expect, it } from 'vitest';
import { tftpGet } from '../../scripts/simulator/tftp-client.ts';
import type { Packet } from '../../server/tftp/packet.ts';
import { readRequest } from '../../server/tftp/request.ts';
import { barePeer, found, MISSING, NEVER, randomBytes, randomNumbers, STORED, serving } from './support.ts';

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
    const server = await serving({ answer: () => found(FILE), limits: { retry: NEVER, ...limits } });
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

  it('a request refused by the pipeline gives its place back', async () => {
    const server = await serving({ limits: { maxTransfers: 1 } });
    for (let asked = 0; asked < 5; asked += 1) {
      await expect(tftpGet({ host: HOST, port: server.port, file: 'f' })).rejects.toMatchObject({ code: 1 });
    }
  });

  it('uploads have fewer', async () => {
    const server = await serving({ answer: () => STORED, limits: { retry: NEVER, maxUploads: 1 } });
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
      answer: ({ path }) => {
        if (path === 'never') return new Promise(() => {});
        return path === 'slow' ? { status: 'notFound', delayMs: 20_000 } : found(FILE);
      },
      limits: { retry: NEVER, graceMs: 50 },
    });
    const peers = await Promise.all(Array.from({ length: 4 }, () => barePeer()));
    const asked = ['f', 'slow', 'never', 'f'].entries();
    for (const [index, file] of asked) peers[index]?.ask(index === 3 ? 'write' : 'read', file, server.port);
    await expect.poll(() => server.requests.length).toBe(3);
    expect(await Promise.all([peers[0], peers[3]].map((peer) => peer?.take(1)))).toMatchObject([
      [{ kind: 'data', block: 1 }],
      [ack(0)],
    ]);
    await server.close();
    const told = await Promise.all(peers.map((peer) => peer.take(1)));
    expect(told).toMatchObject(Array(4).fill([error(0)]));
    const after = await resources();
    expect(after.timers).toBeLessThanOrEqual(before.timers);
    // The four peers' own sockets are still open.
    expect(after.sockets).toBe(before.sockets + 4);
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
