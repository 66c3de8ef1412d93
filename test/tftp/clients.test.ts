// Programs that others wrote, against our server. scripts/test installs them; without them these tests fail.

import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { tftpGet } from '../../scripts/simulator/tftp-client.ts';
import { toNetascii } from '../../server/tftp/netascii.ts';
import { found, MISSING, onDisk, randomBytes, STORED, serving, temporaryFolder } from './support.ts';

const run = promisify(execFile);
const HOST = '127.0.0.1';
const SIZES = [0, 1, 511, 512, 513, 1428, 1024 * 100];

const PROGRAMS = [
  { program: 'tftp', version: '-V', debianPackage: 'tftp-hpa' },
  { program: 'atftp', version: '--version', debianPackage: 'atftp' },
  { program: 'curl', version: '--version', debianPackage: 'curl' },
] as const;

beforeAll(async () => {
  for (const { program, version, debianPackage } of PROGRAMS) {
    await run(program, [version]).catch((error: unknown) => {
      throw new Error(`The tests need ${program}: apt-get install ${debianPackage}`, { cause: error });
    });
  }
});

interface Exchange {
  readonly port: number;
  readonly remote: string;
  readonly local: string;
}

type Command = (exchange: Exchange) => readonly [program: string, ...args: string[]];

const atftp =
  (way: '--get' | '--put', options: readonly string[]): Command =>
  ({ port, remote, local }) => [
    'atftp',
    ...options.flatMap((option) => ['--option', option]),
    way,
    '-r',
    remote,
    '-l',
    local,
    HOST,
    `${port}`,
  ];

/** curl takes `tsize 0` for a fault and refuses an empty file, from tftpd-hpa too; without options it does not. */
const CANNOT_READ_EMPTY = ['curl', 'curl, blksize 1428'];

const READS: readonly (readonly [name: string, command: Command])[] = [
  ['tftp-hpa', ({ port, remote, local }) => ['tftp', '-m', 'octet', HOST, `${port}`, '-c', 'get', remote, local]],
  ['curl', ({ port, remote, local }) => ['curl', '-sS', '-o', local, `tftp://${HOST}:${port}/${remote}`]],
  [
    'curl, blksize 1428',
    ({ port, remote, local }) => [
      'curl',
      '-sS',
      '--tftp-blksize',
      '1428',
      '-o',
      local,
      `tftp://${HOST}:${port}/${remote}`,
    ],
  ],
  [
    'curl without options',
    ({ port, remote, local }) => ['curl', '-sS', '--tftp-no-options', '-o', local, `tftp://${HOST}:${port}/${remote}`],
  ],
  ['atftp', atftp('--get', [])],
  ['atftp, blksize 1428 and tsize', atftp('--get', ['blksize 1428', 'tsize 0', 'timeout 3'])],
  ['atftp, windowsize 8', atftp('--get', ['windowsize 8'])],
  ['atftp, windowsize 16 and blksize 8192', atftp('--get', ['windowsize 16', 'blksize 8192'])],
];

const WRITES: readonly (readonly [name: string, command: Command])[] = [
  ['tftp-hpa', ({ port, remote, local }) => ['tftp', '-m', 'octet', HOST, `${port}`, '-c', 'put', local, remote]],
  ['curl', ({ port, remote, local }) => ['curl', '-sS', '-T', local, `tftp://${HOST}:${port}/${remote}`]],
  ['atftp', atftp('--put', [])],
  ['atftp, blksize 1428 and tsize', atftp('--put', ['blksize 1428', 'tsize 0'])],
  ['atftp, windowsize 8', atftp('--put', ['windowsize 8'])],
];

async function runs(command: Command, exchange: Exchange): Promise<string> {
  const [program, ...args] = command(exchange);
  const { stdout, stderr } = await run(program, args, { timeout: 20_000 });
  return stdout + stderr;
}

describe.each(READS)('%s reads', (name, command) => {
  const sizes = SIZES.filter((size) => size > 0 || !CANNOT_READ_EMPTY.includes(name));

  it('files of every size, from memory and from disk', async () => {
    const folder = temporaryFolder();
    const files = new Map(sizes.map((size) => [`size-${size}`, randomBytes(size, size)]));
    let whole = 0;
    for (const stored of [false, true]) {
      const server = await serving({
        answer: async ({ path }) => {
          const bytes = files.get(path);
          if (bytes === undefined) return MISSING;
          return found(stored ? await onDisk(bytes) : bytes);
        },
      });
      for (const [remote, bytes] of files) {
        const local = join(folder, remote);
        await runs(command, { port: server.port, remote, local });
        if ((await readFile(local)).equals(bytes)) whole += 1;
      }
      expect(server.requests).toHaveLength(sizes.length);
    }
    expect(whole).toBe(sizes.length * 2);
  });
});

describe.each(WRITES)('%s writes', (_name, command) => {
  it('files of every size', async () => {
    const folder = temporaryFolder();
    const server = await serving({ answer: () => STORED });
    let whole = 0;
    for (const size of SIZES) {
      const local = join(folder, `size-${size}`);
      const content = randomBytes(size, size);
      await writeFile(local, content);
      await runs(command, { port: server.port, remote: `size-${size}`, local });
      const request = server.requests.at(-1);
      if (request?.path === `size-${size}` && request.upload?.equals(content)) whole += 1;
    }
    expect(whole).toBe(SIZES.length);
    expect(server.requests).toHaveLength(SIZES.length);
  });
});

describe('tftp-hpa in netascii', () => {
  const text = Buffer.from('first line\nsecond line\n'.repeat(200));

  it('reads and writes text', async () => {
    const local = join(temporaryFolder(), 'text');
    const server = await serving({ answer: ({ method }) => (method === 'GET' ? found(text) : STORED) });
    await run('tftp', ['-m', 'ascii', HOST, `${server.port}`, '-c', 'get', 'text', local]);
    expect(await readFile(local)).toEqual(text);
    await run('tftp', ['-m', 'ascii', HOST, `${server.port}`, '-c', 'put', local, 'back']);
    expect(server.requests.at(-1)?.upload).toEqual(text);
    expect(await tftpGet({ host: HOST, port: server.port, file: 'text', mode: 'netascii' })).toEqual(toNetascii(text));
  });
});

describe('a refusal is understood', () => {
  it('by tftp-hpa', async () => {
    const { port } = await serving({});
    const local = join(temporaryFolder(), 'none');
    const said = await runs(() => ['tftp', HOST, `${port}`, '-c', 'get', 'none', local], { port, remote: '', local });
    expect(said).toContain('File not found');
  });

  it('by curl, reading and writing', async () => {
    const { port } = await serving({});
    const url = `tftp://${HOST}:${port}/none`;
    // 68: file not found; 69: permission problem.
    await expect(run('curl', ['-sS', url])).rejects.toMatchObject({ code: 68 });
    const local = join(temporaryFolder(), 'file');
    await writeFile(local, 'x');
    await expect(run('curl', ['-sS', '-T', local, url])).rejects.toMatchObject({ code: 69 });
  });
});

describe('tftp2’s own client', () => {
  it('reads a file', async () => {
    const bytes = randomBytes(2, 2000);
    const { port } = await serving({ answer: () => found(bytes) });
    const script = `const tftp = require('tftp2')('${HOST}', ${port});
      const got = [];
      const done = () => { process.stdout.write(Buffer.concat(got).toString('hex')); tftp.close(); };
      tftp.read('f', (data) => got.push(data), done);`;
    const { stdout } = await run(process.execPath, ['-e', script], { cwd: join(import.meta.dirname, '../..') });
    expect(stdout).toBe(bytes.toString('hex'));
  });
});
