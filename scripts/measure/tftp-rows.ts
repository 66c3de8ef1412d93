// One large file over TFTP, beside tftpd-hpa with the same client. Source: design.md "Speed that is asked for"
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { openAdminApi } from '../simulator/admin-api.ts';
import { tftpGet } from '../simulator/tftp-client.ts';
import { ADMIN_PASSWORD, startServer } from './bellhop.ts';
import { freePorts, LOAD_CORE, MEASURED_CORE, onCore, start, stop } from './processes.ts';
import { compare, type Measurement, type Row } from './rounds.ts';
import type { Run } from './run.ts';

const run = promisify(execFile);
const FILE = 'bench.rom';
const SIZE_BYTES = 16 * 1024 * 1024;
const HPA = '/usr/sbin/in.tftpd';

interface Kind {
  readonly id: string;
  readonly what: string;
  readonly yardstick: string;
  readonly blockSize: number;
  readonly windowSize?: number;
  readonly atLeast: number;
}

const KINDS: readonly Kind[] = [
  { id: 'd1', what: 'TFTP 16 MB, blksize 512', yardstick: 'tftpd-hpa', blockSize: 512, atLeast: 0.8 },
  { id: 'd2', what: 'TFTP 16 MB, blksize 1428', yardstick: 'tftpd-hpa', blockSize: 1428, atLeast: 0.8 },
  {
    // tftpd-hpa knows no windows (RFC 7440): it sends block by block.
    id: 'd3',
    what: 'TFTP 16 MB, 1428, windowsize 8',
    yardstick: 'tftpd-hpa, no windows',
    blockSize: 1428,
    windowSize: 8,
    atLeast: 1,
  },
];

export async function tftpRows({ folder, rounds, pins, profileTo, wants, say }: Run): Promise<readonly Row[]> {
  const kinds = KINDS.filter(({ id }) => wants(id));
  if (kinds.length === 0) return [];
  if (process.getuid?.() !== 0) {
    say('d: left out, tftpd-hpa runs as root alone');
    return [];
  }
  const image = randomBytes(SIZE_BYTES);
  const server = await startServer({ dataDir: join(folder, 'tftp-data'), pins, profileTo });
  try {
    const api = await openAdminApi(server.api, { username: 'admin', password: ADMIN_PASSWORD });
    await api.addFirmware(FILE, 'Yealink', '66.86.0.20', image);
    const hpa = await startHpa(join(folder, 'tftpboot'), image, pins);
    try {
      const rows: Row[] = [];
      for (const { id, what, yardstick, blockSize, windowSize, atLeast } of kinds) {
        say(`${id}: ${what}`);
        // tftpd-hpa sends from processes of its own that nobody waits for: their CPU time is not to be had.
        const fetchFrom = (port: number, file: string) => async (): Promise<Measurement> => {
          const script = join(import.meta.dirname, 'tftp-fetch.js');
          const asked = [port, file, SIZE_BYTES, blockSize, ...(windowSize === undefined ? [] : [windowSize])];
          const load = onCore(LOAD_CORE, pins, process.execPath, [script, ...asked.map(String)]);
          return { rate: Number((await run(load.command, [...load.args])).stdout) / 1e6 };
        };
        const ours = fetchFrom(server.tftpPort, `firmware/${FILE}`);
        rows.push(
          await compare({ id, what, yardstick, unit: 'MB/s', atLeast }, rounds, ours, fetchFrom(hpa.port, FILE)),
        );
      }
      return rows;
    } finally {
      await hpa.close();
    }
  } finally {
    await server.close();
  }
}

async function startHpa(folder: string, image: Buffer, pins: boolean) {
  await mkdir(folder);
  await chmod(folder, 0o755);
  await writeFile(join(folder, FILE), image, { mode: 0o644 });
  await writeFile(join(folder, 'small'), 'small', { mode: 0o644 });
  const [port = 0] = await freePorts(1);
  const args = ['--listen', '--foreground', '--address', `127.0.0.1:${port}`, '--user', 'root', '--secure', folder];
  const child = start(onCore(MEASURED_CORE, pins, HPA, args), { stdio: 'ignore' });
  for (let tries = 0; ; tries += 1) {
    const there = await tftpGet({ host: '127.0.0.1', port, file: 'small', timeoutMs: 200, retries: 1 }).catch(
      () => undefined,
    );
    if (there) break;
    if (tries > 20 || child.exitCode !== null) {
      await stop(child);
      throw new Error('tftpd-hpa does not answer');
    }
    await wait(100);
  }
  return { port, close: () => stop(child) };
}
