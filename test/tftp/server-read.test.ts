import { truncate } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { tftpGet, tftpPut } from '../../scripts/simulator/tftp-client.ts';
import type { FileBody } from '../../server/provisioning/file-request.ts';
import { netasciiDecoder, toNetascii } from '../../server/tftp/netascii.ts';
import type { Packet } from '../../server/tftp/packet.ts';
import { barePeer, found, MISSING, NEVER, network, onDisk, randomBytes, SOON, serving } from './support.ts';

const HOST = '127.0.0.1';
const ack = (block: number): Packet => ({ kind: 'ack', block });
const blocksOf = (packets: readonly Packet[]): (number | string)[] =>
  packets.map((packet) => (packet.kind === 'data' ? packet.block : packet.kind));

/** Both kinds of body with the same bytes. */
async function bodies(bytes: Buffer): Promise<FileBody[]> {
  return [{ kind: 'bytes', bytes }, await onDisk(bytes)];
}

describe('a file read', () => {
  const blockSizes = [undefined, 8, 512, 1428, 65_464];
  const windowSizes = [undefined, 4, 64];

  it.each(blockSizes)('arrives whole at every size around multiples of the block, blksize %s', async (blockSize) => {
    const block = blockSize ?? 512;
    const sizes = [0, 1, block - 1, block, block + 1, 2 * block - 1, 2 * block, 5 * block, 5 * block + 7];
    let files = 0;
    for (const size of sizes) {
      const bytes = randomBytes(size, size);
      for (const body of await bodies(bytes)) {
        const { port } = await serving({ answer: () => found(body) });
        for (const windowSize of windowSizes) {
          const options = { ...(blockSize && { blockSize }), ...(windowSize && { windowSize }) };
          const got = await tftpGet({ host: HOST, port, file: 'f', transferSize: true, ...options });
          if (got.equals(bytes)) files += 1;
        }
      }
    }
    expect(files).toBe(sizes.length * 2 * windowSizes.length);
  });

  it.each([
    ['in lock step from memory', 1, 'bytes'],
    ['in windows from disk', 16, 'stored'],
  ] as const)('goes on past block 65,535 with block 0, %s', async (_name, windowSize, kind) => {
    const bytes = randomBytes(7, 8 * (65_536 + 40) + 3);
    const body = kind === 'bytes' ? found(bytes) : found(await onDisk(bytes));
    const { port } = await serving({ answer: () => body });
    const got = await tftpGet({ host: HOST, port, file: 'f', blockSize: 8, windowSize });
    expect(got.equals(bytes)).toBe(true);
  });

  it('is asked of the pipeline as the phone asked, its address in IPv4 or IPv6', async () => {
    const dual = await serving({ host: '::', answer: () => found(Buffer.from('x')) });
    await tftpGet({ host: '127.0.0.1', port: dual.port, file: '\\\\a/b.cfg' });
    await tftpGet({ host: '::1', port: dual.port, file: 'B.CFG' });
    expect(dual.requests).toEqual([
      { transport: 'tftp', method: 'GET', path: 'a/b.cfg', remoteAddress: '127.0.0.1', at: expect.any(Date) },
      { transport: 'tftp', method: 'GET', path: 'B.CFG', remoteAddress: '::1', at: expect.any(Date) },
    ]);
  });

  it('is logged by its last name alone, for what stands before may be a token', async () => {
    const server = await serving({ answer: () => found(Buffer.from('x')) });
    await tftpGet({ host: HOST, port: server.port, file: 'secret-token/805ec0123456.cfg' });
    await server.close();
    expect(server.logged.join('')).toContain('805ec0123456.cfg');
    expect(server.logged.join('')).not.toContain('secret-token');
  });
});

describe('netascii', () => {
  const text = Buffer.from(`line\nother\r\nthird\r${'longer line\n'.repeat(9000)}\r`);

  it('turns line ends into CR LF, from memory and from disk, at any block size', async () => {
    let files = 0;
    for (const body of await bodies(text)) {
      const { port } = await serving({ answer: () => found(body) });
      for (const blockSize of [8, 512, 1428, 40_000]) {
        const wire = await tftpGet({ host: HOST, port, file: 'f', mode: 'netascii', blockSize, windowSize: 8 });
        const decoder = netasciiDecoder();
        expect(wire.equals(toNetascii(text))).toBe(true);
        if (Buffer.concat([decoder(wire), decoder(Buffer.alloc(0))]).equals(text)) files += 1;
      }
    }
    expect(files).toBe(8);
  });

  it('has the size on the wire as tsize, or none when only the end will tell', async () => {
    const sizes: (string | undefined)[] = [];
    for (const mode of ['octet', 'NetASCII']) {
      for (const body of await bodies(text)) {
        const { port } = await serving({ answer: () => found(body) });
        const peer = await barePeer();
        const options = new Map([
          ['tsize', '0'],
          ['blksize', '600'],
        ]);
        peer.send({ kind: 'read', file: 'f', mode, options }, port);
        const { packet } = await peer.next();
        sizes.push(packet.kind === 'optionAck' ? packet.options.get('tsize') : 'no OACK');
      }
    }
    expect(sizes).toEqual([`${text.length}`, `${text.length}`, `${toNetascii(text).length}`, undefined]);
  });
});

describe('options', () => {
  it('are answered with an OACK, and data starts at its ACK', async () => {
    const { port } = await serving({ answer: () => found(Buffer.alloc(100)), limits: { retry: NEVER } });
    const peer = await barePeer();
    peer.ask('read', 'f', port, { BLKSIZE: '64', tsize: '0', timeout: '5', unknown: '1' });
    const opening = await peer.next();
    expect(opening.packet).toEqual({
      kind: 'optionAck',
      options: new Map([
        ['blksize', '64'],
        ['timeout', '5'],
        ['tsize', '100'],
      ]),
    });
    peer.send(ack(0), opening.port);
    expect(blocksOf(await peer.take(1))).toEqual([1]);
  });

  it('none granted, none answered: block 1 comes at once', async () => {
    const { port } = await serving({ answer: () => found(Buffer.alloc(100)), limits: { retry: NEVER } });
    const peer = await barePeer();
    peer.ask('read', 'f', port, { blksize: 'large', unknown: '1' });
    expect(blocksOf(await peer.take(1))).toEqual([1]);
  });

  it('refused by the client with an ERROR, end the transfer', async () => {
    const server = await serving({ answer: () => found(Buffer.alloc(100)) });
    const peer = await barePeer();
    peer.ask('read', 'f', server.port, { tsize: '0' });
    const opening = await peer.next();
    peer.send({ kind: 'error', code: 8, message: 'only wanted the size' }, opening.port);
    await expect.poll(() => server.logged.join('')).toContain('only wanted the size');
    // The place is free again: the same request is a new one.
    peer.ask('read', 'f', server.port, { tsize: '0' });
    expect((await peer.next()).port).not.toBe(opening.port);
  });
});

describe('windows (RFC 7440)', () => {
  const start = async (limits: object, options: Readonly<Record<string, string>>, size = 512 * 10) => {
    const server = await serving({ answer: () => found(Buffer.alloc(size)), limits });
    const peer = await barePeer();
    peer.ask('read', 'f', server.port, options);
    const { port } = await peer.next();
    peer.send(ack(0), port);
    return { server, peer, port };
  };

  it('an ACK inside the window starts the next window behind it', async () => {
    const { peer, port } = await start({ retry: NEVER }, { windowsize: '4' });
    expect(blocksOf(await peer.take(4))).toEqual([1, 2, 3, 4]);
    peer.send(ack(2), port);
    expect(blocksOf(await peer.take(4))).toEqual([3, 4, 5, 6]);
    peer.send(ack(6), port);
    expect(blocksOf(await peer.take(4))).toEqual([7, 8, 9, 10]);
    peer.send(ack(10), port);
    expect(blocksOf(await peer.take(1))).toEqual([11]);
  });

  it('an ACK of a past window, or of what was never sent, causes nothing', async () => {
    const { peer, port } = await start({ retry: NEVER }, { windowsize: '4' });
    await peer.take(4);
    peer.send(ack(4), port);
    await peer.take(4);
    for (const block of [4, 3, 0, 9, 12, 65_535]) peer.send(ack(block), port);
    peer.send(ack(8), port);
    expect(blocksOf(await peer.take(3))).toEqual([9, 10, 11]);
    expect(peer.waiting).toBe(0);
  });

  it('a whole window is sent again when nothing is heard', async () => {
    const { peer } = await start({ retry: SOON }, { windowsize: '3' });
    expect(blocksOf(await peer.take(9))).toEqual([1, 2, 3, 1, 2, 3, 1, 2, 3]);
  });
});

describe('what goes wrong on the way', () => {
  it.each([
    ['the OACK', { tsize: '0' }, ['optionAck', 'optionAck', 'optionAck']],
    ['block 1', {}, [1, 1, 1]],
  ])('%s is sent again when nothing is heard', async (_name, options, expected) => {
    const { port } = await serving({ answer: () => found(Buffer.alloc(100)) });
    const peer = await barePeer();
    peer.ask('read', 'f', port, options);
    expect(blocksOf(await peer.take(3))).toEqual(expected);
  });

  it('as soon as the client asked by its timeout option', async () => {
    const { port } = await serving({ answer: () => found(Buffer.alloc(100)), limits: { retry: NEVER } });
    const peer = await barePeer();
    peer.ask('read', 'f', port, { timeout: '1' });
    expect(blocksOf(await peer.take(2))).toEqual(['optionAck', 'optionAck']);
  });

  it('a client that is slow but alive is not given up', async () => {
    const retry = { firstMs: 30, maxMs: 30, tries: 2, silenceMs: 20_000 };
    const { port } = await serving({ answer: () => found(Buffer.alloc(512 * 8)), limits: { retry } });
    const peer = await barePeer();
    peer.ask('read', 'f', port);
    for (let block = 1; block <= 9; block += 1) {
      // Each block only when it has come twice.
      for (let seen = 0; seen < 2; ) {
        const { packet, port: transferPort } = await peer.next();
        if (packet.kind === 'data' && packet.block === block) seen += 1;
        if (seen === 2) peer.send(ack(block), transferPort);
      }
    }
  });

  it('a client that stays silent is given up', async () => {
    const retry = { firstMs: 10, maxMs: 10, tries: 3, silenceMs: 10_000 };
    const server = await serving({ answer: () => found(Buffer.alloc(100)), limits: { retry } });
    const peer = await barePeer();
    peer.ask('read', 'f', server.port);
    await expect.poll(() => server.logged.join('')).toContain('TFTP peer fell silent');
    expect(blocksOf(await peer.take(4))).toEqual([1, 1, 1, 1]);
    expect(peer.waiting).toBe(0);
  });

  it.each([
    ['in lock step', 1],
    ['in windows', 8],
  ])('every ACK doubled causes no block to be sent twice, %s (Sorcerer’s Apprentice)', async (_name, windowSize) => {
    const bytes = randomBytes(1, 512 * 200);
    const { port } = await serving({ answer: () => found(bytes), limits: { retry: NEVER } });
    const doubling = await network(port, (way) => ({ copies: way === 'toServer' ? 2 : 1, late: false }));
    const got = await tftpGet({ host: HOST, port: doubling.port, file: 'f', windowSize, timeoutMs: 20_000 });
    expect(got.equals(bytes)).toBe(true);
    // 200 whole blocks, the empty last one, and the OACK.
    expect(doubling.seen.toClient).toBe(202);
    await expect.poll(() => doubling.seen.toServer).toBe(windowSize === 1 ? 203 : 28);
  });

  it('a datagram from another identifier gets ERROR 5 and disturbs nothing', async () => {
    const { port } = await serving({ answer: () => found(Buffer.alloc(600)), limits: { retry: NEVER } });
    const [peer, stranger] = [await barePeer(), await barePeer()];
    peer.ask('read', 'f', port);
    const opening = await peer.next();
    stranger.send(ack(1), opening.port);
    stranger.send({ kind: 'error', code: 0, message: 'die' }, opening.port);
    expect((await stranger.take(2)).map((packet) => packet.kind === 'error' && packet.code)).toEqual([5, 5]);
    for (let sent = 0; sent < 100; sent += 1) stranger.send(ack(1), opening.port);
    peer.send(ack(1), opening.port);
    expect(await peer.take(1)).toEqual([{ kind: 'data', block: 2, payload: Buffer.alloc(88) }]);
    // A flood of them is not answered one by one.
    expect((await stranger.take(14)).length).toBe(14);
    expect(stranger.waiting).toBe(0);
  });

  it('the same request again, while its transfer lives, starts no second one', async () => {
    let give: () => void = () => {};
    const given = new Promise<void>((resolve) => {
      give = resolve;
    });
    const server = await serving({
      answer: () => given.then(() => found(Buffer.alloc(600))),
      limits: { retry: NEVER },
    });
    const peer = await barePeer();
    for (let sent = 0; sent < 3; sent += 1) peer.ask('read', 'f', server.port);
    await expect.poll(() => server.requests.length).toBe(1);
    give();
    const opening = await peer.next();
    for (let sent = 0; sent < 3; sent += 1) peer.ask('read', '/f', server.port);
    peer.ask('read', 'other', server.port);
    const other = await peer.next();
    expect(other.port).not.toBe(opening.port);
    peer.send(ack(1), opening.port);
    expect((await peer.next()).port).toBe(opening.port);
    peer.send(ack(2), opening.port);
    await expect.poll(() => server.logged.join('')).toContain('TFTP transfer done');
    expect(server.requests.map((request) => request.path)).toEqual(['f', 'other']);
    expect(peer.waiting).toBe(0);
  });

  it('a file that has shrunk on disk ends in an ERROR, never in a short file', async () => {
    const body = await onDisk(randomBytes(3, 100_000));
    if (body.kind === 'stored') await truncate(body.storedPath, 99_000);
    const server = await serving({ answer: () => found(body) });
    const got = tftpGet({ host: HOST, port: server.port, file: 'f' });
    await expect(got).rejects.toMatchObject({ name: 'TftpError', code: 0 });
    expect(server.logged.join('')).toContain('stored file cannot be read');
  });

  it('a file that is gone from disk is an ERROR too', async () => {
    const server = await serving({ answer: () => found({ kind: 'stored', storedPath: '/nowhere/f', sizeBytes: 9 }) });
    await expect(tftpGet({ host: HOST, port: server.port, file: 'f' })).rejects.toMatchObject({ code: 0 });
    expect(server.logged.join('')).toContain('stored file cannot be opened');
  });

  it('a pipeline that breaks its promise never to fail is an ERROR and leaves the place free', async () => {
    const server = await serving({ answer: () => Promise.reject(new Error('bug')), limits: { maxTransfers: 1 } });
    const peer = await barePeer();
    for (let asked = 1; asked <= 3; asked += 1) {
      peer.ask('read', 'f', server.port);
      expect(await peer.take(1)).toMatchObject([{ kind: 'error', code: 0 }]);
      expect(server.requests).toHaveLength(asked);
    }
    await expect(tftpPut({ host: HOST, port: server.port, file: 'f' }, Buffer.alloc(9))).rejects.toMatchObject({
      code: 0,
    });
    expect(server.logged.join('')).toContain('pipeline failed');
  });
});

describe('answers other than a file', () => {
  it.each([
    ['notFound', MISSING, 1],
    ['busy', { status: 'busy', retryAfterSec: 5 }, 0],
    ['tooLarge', { status: 'tooLarge' }, 3],
    ['an answer that fits no read', { status: 'stored', created: true }, 0],
  ] as const)('%s', async (_name, answer, code) => {
    const { port } = await serving({ answer: () => answer });
    await expect(tftpGet({ host: HOST, port, file: 'f' })).rejects.toMatchObject({ name: 'TftpError', code });
  });

  it('notFound is said after its delay, and nothing else waits for it', async () => {
    const { port } = await serving({
      answer: ({ path }) => ({ status: 'notFound', delayMs: path === 'slow' ? 300 : 0 }),
    });
    const [slow, quick] = [await barePeer(), await barePeer()];
    slow.ask('read', 'slow', port);
    quick.ask('read', 'quick', port);
    const first = await Promise.race([slow.next().then(() => 'slow'), quick.next().then(() => 'quick')]);
    expect(first).toBe('quick');
    expect(await slow.take(slow.waiting)).toEqual([]);
  });

  it('malformed requests are ERROR 4, and never reach the pipeline', async () => {
    const server = await serving({});
    const peer = await barePeer();
    peer.send({ kind: 'read', file: 'f', mode: 'mail', options: new Map() }, server.port);
    peer.send({ kind: 'write', file: '/', mode: 'octet', options: new Map() }, server.port);
    peer.send(Buffer.from('\0\x01half'), server.port);
    expect(await peer.take(3)).toMatchObject(Array(3).fill({ kind: 'error', code: 4 }));
    expect(server.requests).toEqual([]);
  });
});
