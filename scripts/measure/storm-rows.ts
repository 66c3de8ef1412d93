// Everybody boots at once: phones of all families by HTTP, HTTPS and TFTP, each with all its files. None may fail, none may wait
// long, and the server must not swell. Source: design.md "Speed that is asked for"
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { FleetReport } from '../simulator/report.ts';
import { ADMIN_PASSWORD, type MeasuredServer, startServer } from './bellhop.ts';
import { LOAD_CORE, memoryMbOf, onCore } from './processes.ts';
import { type Row, underLimit } from './rounds.ts';
import type { Run } from './run.ts';

const run = promisify(execFile);
const PHONES = 10_000;
/** Boots that go on at the same time: what one simulating process can do without making phones wait for itself. */
const AT_ONCE = 1_000;
const SLOWEST_SEC = 5;
const STORM_LIMIT_MB = 400;
/** Of the memory before the storm, a minute after it. */
const AFTER_LIMIT = 1.25;
const LOOK_MS = 250;
const CALM_MS = 60_000;

export async function stormRows({ folder, pins, profileTo, wants, say }: Run): Promise<readonly Row[]> {
  if (!wants('f')) return [];
  say(`f: ${PHONES} phones boot, ${AT_ONCE} at a time`);
  const server = await startServer({ dataDir: join(folder, 'storm-data'), pins, profileTo });
  try {
    const memory = watchMemory(server);
    const report = await storm(server, join(folder, 'storm.json'), pins);
    const { most, first } = memory.end();
    await wait(CALM_MS);
    const after = (await memoryMbOf(server.child)) / first;
    const slowest = report.requestTimes.all?.maxMs ?? Number.POSITIVE_INFINITY;
    if (report.failed > 0) say(`f: ${report.failed} phones failed, such as ${JSON.stringify(report.failures[0])}`);
    for (const [scheme, { count, p50Ms, p95Ms, maxMs }] of Object.entries(report.requestTimes)) {
      const times = [p50Ms, p95Ms, maxMs].map((ms) => `${(ms / 1000).toFixed(1)} s`);
      say(`f: ${scheme}: ${count} requests, median ${times[0]}, 95 of 100 under ${times[1]}, slowest ${times[2]}`);
    }
    const name = `boot storm, ${report.phones} phones, ${report.requests} requests`;
    return [
      underLimit({
        id: 'f1',
        what: `${name}: slowest`,
        unit: 's',
        value: slowest / 1000,
        limit: SLOWEST_SEC,
        holds: report.failed === 0 && report.phones === PHONES,
      }),
      underLimit({ id: 'f2', what: 'memory in the storm', unit: 'MB', value: most, limit: STORM_LIMIT_MB }),
      underLimit({
        id: 'f3',
        what: 'memory a minute later, of before',
        unit: 'times',
        value: after,
        limit: AFTER_LIMIT,
      }),
    ];
  } finally {
    await server.close();
  }
}

async function storm(
  { phones, httpsPhones, tftpPort, api }: MeasuredServer,
  json: string,
  pins: boolean,
): Promise<FleetReport> {
  const script = join(import.meta.dirname, '../simulator/main.js');
  const where = ['--server', phones, '--https', httpsPhones, '--tftp', `tftp://127.0.0.1:${tftpPort}/`, '--api', api];
  const what = ['--password', ADMIN_PASSWORD, '--count', String(PHONES), '--first-mac', '1', '--transport', 'mixed'];
  const how = [
    '--boots',
    '1',
    '--concurrency',
    String(AT_ONCE),
    '--timeout',
    '30',
    '--addresses',
    'own',
    '--json',
    json,
  ];
  const load = onCore(LOAD_CORE, pins, process.execPath, [script, ...where, ...what, ...how]);
  // It ends with 1 when a phone failed: its report says which.
  await run(load.command, [...load.args], { maxBuffer: 64 * 1024 * 1024 }).catch(() => undefined);
  return JSON.parse(await readFile(json, 'utf8'));
}

function watchMemory({ child }: MeasuredServer) {
  const seen: number[] = [];
  const look = (): void =>
    void memoryMbOf(child).then(
      (value) => seen.push(value),
      () => undefined,
    );
  look();
  const timer = setInterval(look, LOOK_MS);
  return {
    end: () => {
      clearInterval(timer);
      return { most: Math.max(...seen), first: seen[0] ?? Number.NaN };
    },
  };
}
