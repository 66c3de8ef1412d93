// Transfers over a network that loses, doubles and reorders: each datagram 5% each, both ways, by a seeded chance.

import { describe, expect, it } from 'vitest';
import { tftpGet, tftpPut } from '../../scripts/simulator/tftp-client.ts';
import { type Fate, found, network, onDisk, randomBytes, randomNumbers, SOON, STORED, serving } from './support.ts';

/** The network's decisions, with a count of each kind. */
function chance(seed: number) {
  const random = randomNumbers(seed);
  const met = { lost: 0, doubled: 0, late: 0 };
  const fateOf = (): Fate => {
    const fate = { lost: random() < 0.05, doubled: random() < 0.05, late: random() < 0.05 };
    if (fate.lost) met.lost += 1;
    else if (fate.doubled) met.doubled += 1;
    else if (fate.late) met.late += 1;
    const copies = fate.doubled ? 2 : 1;
    return { copies: fate.lost ? 0 : copies, late: fate.late };
  };
  return { met, fateOf };
}

const CLIENT = { host: '127.0.0.1', file: 'f', timeoutMs: 80, retries: 100 };

const WAYS = [
  { seed: 1, blockSize: undefined, windowSize: undefined },
  { seed: 2, blockSize: 1428, windowSize: 1 },
  { seed: 3, blockSize: 512, windowSize: 4 },
  { seed: 4, blockSize: 512, windowSize: 8 },
  { seed: 5, blockSize: 64, windowSize: 64 },
];

describe.each(WAYS)('over a bad network, blksize $blockSize, windowsize $windowSize', (way) => {
  const { seed, blockSize, windowSize } = way;
  const options = { ...CLIENT, ...(blockSize && { blockSize }), ...(windowSize && { windowSize }) };
  const content = randomBytes(seed, 120 * (blockSize ?? 512));

  it.each(['bytes', 'stored'] as const)('a file read (%s) arrives byte for byte', async (kind) => {
    const body = kind === 'bytes' ? content : await onDisk(content);
    const server = await serving({ answer: () => found(body), limits: { retry: SOON } });
    const { met, fateOf } = chance(seed);
    const bad = await network(server.port, fateOf);
    const got = await tftpGet({ ...options, port: bad.port });
    expect(got.equals(content)).toBe(true);
    expect(met.lost + met.doubled + met.late).toBeGreaterThan(2);
  });

  it('an upload arrives byte for byte, and once', async () => {
    const limits = { retry: SOON, lingerMs: 10_000 };
    const server = await serving({ answer: () => STORED, limits });
    const { met, fateOf } = chance(seed + 100);
    const bad = await network(server.port, fateOf);
    await tftpPut({ ...options, port: bad.port }, content);
    expect(server.requests.map(({ upload }) => upload?.equals(content))).toEqual([true]);
    expect(met.lost + met.doubled + met.late).toBeGreaterThan(2);
  });
});
