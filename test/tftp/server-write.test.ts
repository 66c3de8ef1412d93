import { describe, expect, it } from 'vitest';
import { tftpPut } from '../../scripts/simulator/tftp-client.ts';
import { type FileAnswer, MAX_UPLOAD_BYTES } from '../../server/provisioning/file-request.ts';
import { toNetascii } from '../../server/tftp/netascii.ts';
import type { Packet } from '../../server/tftp/packet.ts';
import { barePeer, MISSING, NEVER, network, randomBytes, SOON, STORED, serving } from './support.ts';

const HOST = '127.0.0.1';
const NO_LINGER = { lingerMs: 1 };
const ack = (block: number): Packet => ({ kind: 'ack', block });
const data = (block: number, length = 512): Packet => ({ kind: 'data', block, payload: Buffer.alloc(length, block) });

/** A peer whose upload has begun. */
async function uploading(options: Readonly<Record<string, string>>, limits: object, answer: () => FileAnswer) {
  const server = await serving({ answer, limits });
  const peer = await barePeer();
  peer.ask('write', 'f', server.port, options);
  const opening = await peer.next();
  return { server, peer, port: opening.port, opening: opening.packet };
}

describe('an upload', () => {
  it('arrives whole at every size around multiples of the block, in lock step and in windows', async () => {
    const server = await serving({ answer: () => STORED, limits: NO_LINGER });
    const sizes = [0, 1, 511, 512, 513, 1023, 1024, 1025, 512 * 20, 512 * 20 + 5];
    let files = 0;
    for (const size of sizes) {
      for (const windowSize of [undefined, 1, 7, 64]) {
        const content = randomBytes(size, size);
        const file = `f${files}`;
        const options = windowSize === undefined ? {} : { windowSize, transferSize: true };
        await tftpPut({ host: HOST, port: server.port, file, ...options }, content);
        const request = server.requests.at(-1);
        if (request?.path === file && request.upload?.equals(content)) files += 1;
      }
    }
    expect(files).toBe(sizes.length * 4);
    expect(server.requests[0]).toMatchObject({ transport: 'tftp', method: 'PUT', remoteAddress: HOST });
  });

  it('goes on past block 65,535 with block 0', async () => {
    const server = await serving({ answer: () => STORED, limits: NO_LINGER });
    const content = randomBytes(5, 8 * (65_536 + 40) + 3);
    await tftpPut({ host: HOST, port: server.port, file: 'f', blockSize: 8, windowSize: 16 }, content);
    expect(server.requests[0]?.upload?.equals(content)).toBe(true);
  });

  it('in netascii is stored with our line ends, wherever the blocks are cut', async () => {
    const server = await serving({ answer: () => STORED, limits: NO_LINGER });
    const text = Buffer.from(`${'some line\n'.repeat(300)}a\rb\r\nend\r`);
    const blockSizes = [8, 9, 10, 11, 512];
    for (const blockSize of blockSizes) {
      const options = { host: HOST, port: server.port, file: `f${blockSize}`, mode: 'netascii', blockSize } as const;
      await tftpPut(options, toNetascii(text));
    }
    expect(server.requests.filter(({ upload }) => upload?.equals(text))).toHaveLength(blockSizes.length);
  });

  it('is acknowledged to its end only when it is stored', async () => {
    let store: (answer: FileAnswer) => void = () => {};
    const stored = new Promise<FileAnswer>((resolve) => {
      store = resolve;
    });
    const server = await serving({ answer: () => stored, limits: { retry: NEVER } });
    const peer = await barePeer();
    peer.ask('write', 'f', server.port);
    const { packet, port } = await peer.next();
    expect(packet).toEqual(ack(0));
    peer.send(data(1), port);
    expect(await peer.take(1)).toEqual([ack(1)]);
    peer.send(data(2, 5), port);
    await expect.poll(() => server.requests.length).toBe(1);
    peer.send(data(2, 5), port);
    peer.ask('read', 'marker', server.port);
    await expect.poll(() => server.requests.length).toBe(2);
    expect(peer.waiting).toBe(0);
    store(STORED);
    expect((await peer.take(2)).map((answer) => answer.kind)).toContain('ack');
  });

  it('has its last ACK repeated when the client did not get it', async () => {
    const { peer, port, server } = await uploading({}, { retry: NEVER, lingerMs: 20_000 }, () => STORED);
    peer.send(data(1, 3), port);
    expect(await peer.take(1)).toEqual([ack(1)]);
    peer.send(data(1, 3), port);
    peer.send(data(1, 3), port);
    expect(await peer.take(2)).toEqual([ack(1), ack(1)]);
    expect(server.requests).toHaveLength(1);
  });

  it('is decided on once though every packet comes twice', async () => {
    const server = await serving({ answer: () => STORED, limits: { retry: NEVER } });
    const doubling = await network(server.port, () => ({ copies: 2, late: false }));
    const content = randomBytes(9, 512 * 50 + 1);
    await tftpPut({ host: HOST, port: doubling.port, file: 'f', timeoutMs: 20_000 }, content);
    expect(server.requests.map(({ upload }) => upload?.equals(content))).toEqual([true]);
  });
});

describe('an upload refused', () => {
  it.each([
    ['notFound', MISSING, 2],
    ['tooLarge', { status: 'tooLarge' }, 3],
    ['busy', { status: 'busy', retryAfterSec: 1 }, 0],
    ['an answer that fits no write', { status: 'notModified', etag: '"e"' }, 0],
  ] as const)('%s', async (_name, answer, code) => {
    const { port } = await serving({ answer: () => answer });
    const put = tftpPut({ host: HOST, port, file: 'f' }, randomBytes(1, 1500));
    await expect(put).rejects.toMatchObject({ name: 'TftpError', code });
  });

  it('has its ERROR repeated when the client did not get it', async () => {
    const { peer, port } = await uploading({}, { retry: NEVER, lingerMs: 20_000 }, () => MISSING);
    peer.send(data(1, 3), port);
    peer.send(data(1, 3), port);
    expect(await peer.take(2)).toMatchObject(Array(2).fill({ kind: 'error', code: 2 }));
  });

  it('is one byte too large, announced or not; the largest is taken', async () => {
    const server = await serving({ answer: () => STORED, limits: NO_LINGER });
    const options = { host: HOST, port: server.port, file: 'f', blockSize: 60_000, windowSize: 2 };
    await tftpPut({ ...options, transferSize: true }, Buffer.alloc(MAX_UPLOAD_BYTES));
    const tooLarge = Buffer.alloc(MAX_UPLOAD_BYTES + 1);
    await expect(tftpPut({ ...options, transferSize: true }, tooLarge)).rejects.toMatchObject({ code: 3 });
    await expect(tftpPut(options, tooLarge)).rejects.toMatchObject({ code: 3 });
    expect(server.requests.map(({ upload }) => upload?.length)).toEqual([MAX_UPLOAD_BYTES]);
  });

  it('is announced too large, and refused before anything is sent', async () => {
    const { opening, server } = await uploading({ tsize: `${MAX_UPLOAD_BYTES + 1}` }, {}, () => STORED);
    expect(opening).toMatchObject({ kind: 'error', code: 3 });
    expect(server.requests).toEqual([]);
  });
});

describe('on the way', () => {
  it('a block whose ACK was lost is acknowledged again, and taken once', async () => {
    const { peer, port, server } = await uploading({}, { retry: NEVER }, () => STORED);
    for (const block of [1, 1, 1]) peer.send(data(block), port);
    expect(await peer.take(3)).toEqual([ack(1), ack(1), ack(1)]);
    peer.send(data(2, 3), port);
    await peer.take(1);
    expect(server.requests[0]?.upload?.length).toBe(515);
  });

  it('options are answered with an OACK, tsize as it was sent', async () => {
    const { opening } = await uploading({ tsize: '77', blksize: '100', windowsize: '3' }, {}, () => STORED);
    expect(opening).toEqual({
      kind: 'optionAck',
      options: new Map([
        ['blksize', '100'],
        ['windowsize', '3'],
        ['tsize', '77'],
      ]),
    });
  });

  it('the first answer is repeated while nothing comes', async () => {
    const { peer } = await uploading({}, { retry: SOON }, () => STORED);
    expect(await peer.take(2)).toEqual([ack(0), ack(0)]);
  });

  it('a gap in a window is reported once, and the window goes on from there', async () => {
    const { peer, port, server } = await uploading({ windowsize: '4' }, { retry: NEVER }, () => STORED);
    for (const block of [1, 3, 4]) peer.send(data(block), port);
    expect(await peer.take(1)).toEqual([ack(1)]);
    for (const block of [2, 3, 4, 5]) peer.send(data(block), port);
    expect(await peer.take(1)).toEqual([ack(5)]);
    peer.send(data(6, 0), port);
    expect(await peer.take(1)).toEqual([ack(6)]);
    expect(peer.waiting).toBe(0);
    expect(server.requests[0]?.upload?.length).toBe(512 * 5);
  });

  it('what was received of an unfinished window is acknowledged when nothing more comes', async () => {
    const { peer, port } = await uploading({ windowsize: '4' }, { retry: SOON }, () => STORED);
    for (const block of [1, 2]) peer.send(data(block), port);
    const answers = await peer.take(3);
    expect(answers.at(-1)).toEqual(ack(2));
  });

  it('a stranger’s block is not taken', async () => {
    const { peer, port, server } = await uploading({}, { retry: NEVER }, () => STORED);
    const stranger = await barePeer();
    stranger.send({ kind: 'data', block: 1, payload: Buffer.from('evil') }, port);
    expect(await stranger.take(1)).toMatchObject([{ kind: 'error', code: 5 }]);
    peer.send({ kind: 'data', block: 1, payload: Buffer.from('good') }, port);
    await peer.take(1);
    expect(server.requests.map(({ upload }) => upload?.toString())).toEqual(['good']);
  });

  it('an ERROR from the client ends it', async () => {
    const { peer, port, server } = await uploading({}, { retry: NEVER }, () => STORED);
    peer.send({ kind: 'error', code: 0, message: 'cancelled here' }, port);
    await expect.poll(() => server.logged.join('')).toContain('cancelled here');
    expect(server.requests).toEqual([]);
  });
});
