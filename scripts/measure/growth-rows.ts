// What a full store costs: the same phones come to a server with few CPEs and to one with many, and it holds its memory idle.
// Source: design.md "Speed that is asked for"
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { type MeasuredServer, startServer } from './bellhop.ts';
import { addSamplePhones, type OwnFile } from './phones.ts';
import { LOAD_CORE, measured, memoryMbOf, onCore } from './processes.ts';
import { compare, type Measurement, type Row, underLimit } from './rounds.ts';
import type { Run } from './run.ts';

const run = promisify(execFile);
const FEW = 1_000;
const MANY = 100_000;
const PHONES_A_ROUND = 200;
/** A ratio of rates: at most 1.25 times the cost. */
const AT_LEAST = 1 / 1.25;
const IDLE_LIMIT_MB = 200;
const SETTLE_MS = 20_000;

export async function growthRows(given: Run): Promise<readonly Row[]> {
  const { rounds, wants, say } = given;
  if (!wants('g') && !wants('i')) return [];
  const visitors = rounds * PHONES_A_ROUND;
  say(`g: a store with ${MANY} CPEs`);
  const full = await filled(given, 'many', MANY - visitors, visitors);
  const rows: Row[] = [];
  try {
    if (wants('i')) {
      await wait(SETTLE_MS);
      const value = await memoryMbOf(full.server.child);
      rows.push(underLimit({ id: 'i', what: `memory, idle, ${MANY} CPEs`, unit: 'MB', value, limit: IDLE_LIMIT_MB }));
    }
    if (!wants('g')) return rows;
    say(`g: a store with ${FEW} CPEs`);
    const small = await filled(given, 'few', Math.max(0, FEW - visitors), visitors);
    try {
      const fetchFrom =
        ({ server, files }: Filled) =>
        (round: number) =>
          fetchOnce(given, server, files.slice(round * PHONES_A_ROUND, (round + 1) * PHONES_A_ROUND));
      rows.unshift(
        await compare(
          {
            id: 'g',
            what: `own file, first time, ${MANY} CPEs`,
            yardstick: `the same with ${FEW}`,
            unit: 'requests/s',
            atLeast: AT_LEAST,
          },
          rounds,
          fetchFrom(full),
          fetchFrom(small),
        ),
      );
      return rows;
    } finally {
      await small.server.close();
    }
  } finally {
    await full.server.close();
  }
}

interface Filled {
  readonly server: MeasuredServer;
  readonly files: readonly OwnFile[];
}

/** Filled, then started anew: nothing of the filling lies in its memory. */
async function filled(
  { folder, pins, profileTo }: Run,
  name: string,
  bystanders: number,
  visitors: number,
): Promise<Filled> {
  const dataDir = join(folder, `growth-${name}`);
  const before = await startServer({ dataDir, pins, profileTo: undefined });
  const added = await addSamplePhones(before, visitors, bystanders).finally(before.close);
  const server = await startServer({ dataDir, pins, profileTo });
  return {
    server,
    files: added.map(({ url, userAgent }) => ({ userAgent, url: server.phones + url.replace(/^.*\/p\//, '') })),
  };
}

async function fetchOnce(
  { folder, pins }: Run,
  { child }: MeasuredServer,
  wanted: readonly OwnFile[],
): Promise<Measurement> {
  const list = join(folder, 'growth-urls.txt');
  await writeFile(list, wanted.map(({ url, userAgent }) => `${url}\t${userAgent}\n`).join(''));
  const load = onCore(LOAD_CORE, pins, process.execPath, [join(import.meta.dirname, 'each-once.js'), list]);
  return measured(child, async () => {
    const { stdout } = await run(load.command, [...load.args]);
    return { rate: Number(stdout), count: wanted.length };
  });
}
