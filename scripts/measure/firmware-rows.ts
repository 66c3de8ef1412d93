// Firmware over HTTP to many phones at once, beside nginx with the same file. Source: design.md "Speed that is asked for"
import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { Agent, get } from 'node:http';
import { join } from 'node:path';
import { openAdminApi } from '../simulator/admin-api.ts';
import { ADMIN_PASSWORD, startServer } from './bellhop.ts';
import { freePorts, MEASURED_CORE, measured, memoryMbOf, onCore, start, stop, untilAnswers } from './processes.ts';
import { compare, type Row, underLimit } from './rounds.ts';
import type { Run } from './run.ts';

const FILE = 'bench.rom';
const SIZE_BYTES = 32 * 1024 * 1024;
const AT_ONCE = 64;
/** Over its memory before: what streams of 64 connections need, far below 64 images. */
const GROWTH_LIMIT_MB = 120;

export async function firmwareRows({ folder, rounds, pins, profileTo, wants, say }: Run): Promise<readonly Row[]> {
  if (!wants('h')) return [];
  say(`h: firmware to ${AT_ONCE} phones at once`);
  const image = randomBytes(SIZE_BYTES);
  const server = await startServer({ dataDir: join(folder, 'firmware-data'), pins, profileTo });
  try {
    const api = await openAdminApi(server.api, { username: 'admin', password: ADMIN_PASSWORD });
    await api.addFirmware(FILE, 'Yealink', '66.86.0.20', image);
    const nginx = await startNginx(join(folder, 'nginx'), image, pins);
    try {
      let most = 0;
      const url = `${server.phones}firmware/${FILE}`;
      await fetchAtOnce(url);
      const before = await memoryMbOf(server.child);
      const row = await compare(
        {
          id: 'h1',
          what: `firmware 32 MB, ${AT_ONCE} at once`,
          yardstick: 'nginx, same file',
          unit: 'MB/s',
          atLeast: 0.5,
        },
        rounds,
        () =>
          measured(server.child, async () => {
            const done = await fetchAtOnce(url);
            most = Math.max(most, await memoryMbOf(server.child));
            return done;
          }),
        () => measured(nginx.child, () => fetchAtOnce(nginx.url)),
      );
      return [
        row,
        underLimit({
          id: 'h2',
          what: 'memory it takes for that',
          unit: 'MB',
          value: most - before,
          limit: GROWTH_LIMIT_MB,
        }),
      ];
    } finally {
      await nginx.close();
    }
  } finally {
    await server.close();
  }
}

/** @returns MB per second, and how many MB */
async function fetchAtOnce(url: string): Promise<{ readonly rate: number; readonly count: number }> {
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
  const started = performance.now();
  const sizes = await Promise.all(Array.from({ length: AT_ONCE }, () => sizeAt(url, agent)));
  agent.destroy();
  if (sizes.some((size) => size !== SIZE_BYTES)) throw new Error(`${url}: not every image came whole`);
  const count = (AT_ONCE * SIZE_BYTES) / 1e6;
  return { rate: (count * 1000) / (performance.now() - started), count };
}

function sizeAt(url: string, agent: Agent): Promise<number> {
  return new Promise((resolve, reject) => {
    get(url, { agent }, (response) => {
      let size = 0;
      response.on('data', (chunk: Buffer) => {
        size += chunk.length;
      });
      response.on('end', () => resolve(size));
      response.on('error', reject);
    }).on('error', reject);
  });
}

async function startNginx(folder: string, image: Buffer, pins: boolean) {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, FILE), image);
  const [port = 0] = await freePorts(1);
  const config = join(folder, 'nginx.conf');
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${folder}/${name};`,
  );
  await writeFile(
    config,
    `daemon off; master_process off; pid ${folder}/nginx.pid; error_log ${folder}/error.log;
events { worker_connections 1024; }
http { access_log off; sendfile on; ${temporary.join(' ')}
  server { listen 127.0.0.1:${port}; root ${folder}; } }
`,
  );
  const child = start(onCore(MEASURED_CORE, pins, 'nginx', ['-c', config, '-p', folder]), { stdio: 'ignore' });
  const url = `http://127.0.0.1:${port}/${FILE}`;
  const close = () => stop(child);
  try {
    await untilAnswers(url, child, performance.now());
  } catch (error) {
    await close();
    throw error;
  }
  return { child, url, close };
}
