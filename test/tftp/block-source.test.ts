import { appendFile, readdir, readlink } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { tftpGet } from '../../scripts/simulator/tftp-client.ts';
import { type BlockSource, bytesSource, openStoredSource } from '../../server/tftp/block-source.ts';
import { barePeer, found, NEVER, onDisk, randomBytes, serving } from './support.ts';

interface Drained {
  readonly lengths: readonly number[];
  readonly bytes: Buffer;
}

/** All blocks to the short one, waiting where the source is not ready. */
async function drain(source: BlockSource, blockBytes: number): Promise<Drained> {
  const blocks: Buffer[] = [];
  while (blocks.length === 0 || blocks.at(-1)?.length === blockBytes) {
    const block = source.next();
    if (block !== 'notYet') blocks.push(Buffer.from(block));
    else await new Promise<void>((ready, failed) => source.watch({ ready, failed }));
  }
  await source.close();
  return { lengths: blocks.map((block) => block.length), bytes: Buffer.concat(blocks) };
}

async function stored(bytes: Buffer) {
  const body = await onDisk(bytes);
  if (body.kind !== 'stored') throw new Error('onDisk() gave something else');
  return body;
}

/** Whether this process has the file open. */
async function isOpen(path: string): Promise<boolean> {
  const descriptors = await readdir('/proc/self/fd');
  const targets = await Promise.all(descriptors.map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')));
  return targets.includes(path);
}

describe('blocks from disk', () => {
  it.each([
    [8, 8],
    [512, 512],
    [512, 512 * 64],
    [1428, 1428 * 8],
    [65_464, 131_072],
  ])('are those from memory, %i bytes a block, %i a window', async (blockBytes, windowBytes) => {
    const sizes = [0, 1, 16_383, 16_384, 16_385, 32_768, 65_464 * 2, 200_001];
    let same = 0;
    for (const size of sizes) {
      const bytes = randomBytes(size, size);
      const fromDisk = await openStoredSource(await stored(bytes), blockBytes, windowBytes, false);
      const expected = await drain(bytesSource(bytes, blockBytes), blockBytes);
      expect(expected.bytes.equals(bytes)).toBe(true);
      const got = await drain(fromDisk, blockBytes);
      expect(got.lengths).toEqual(expected.lengths);
      if (got.bytes.equals(bytes)) same += 1;
    }
    expect(same).toBe(sizes.length);
  });

  it('end where the file ended when it was answered, though it has grown since', async () => {
    const body = await stored(randomBytes(1, 20_000));
    await appendFile(body.storedPath, 'more');
    const { bytes } = await drain(await openStoredSource(body, 512, 512, false), 512);
    expect(bytes.equals(randomBytes(1, 20_000))).toBe(true);
  });

  it('leave no file open, however the transfer ends', async () => {
    const body = await stored(randomBytes(1, 100_000));
    const server = await serving({ answer: () => found(body), limits: { retry: NEVER } });
    await tftpGet({ host: '127.0.0.1', port: server.port, file: 'f' });
    const peer = await barePeer();
    peer.ask('read', 'f', server.port);
    const { port } = await peer.next();
    expect(await isOpen(body.storedPath)).toBe(true);
    peer.send({ kind: 'error', code: 0, message: 'no more' }, port);
    await expect.poll(() => isOpen(body.storedPath)).toBe(false);
  });
});
