// scripts/bench: measures the first rows of design.md's speed table, each beside its yardstick in the same run.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { configRows } from './config-rows.ts';
import { firmwareRows } from './firmware-rows.ts';
import { growthRows } from './growth-rows.ts';
import { planRows } from './plan-rows.ts';
import { canPin } from './processes.ts';
import { projectDir } from './project-dir.ts';
import { queueRows } from './queue-rows.ts';
import { rebootRows } from './reboot-rows.ts';
import type { Row } from './rounds.ts';
import { routingRows } from './routing-rows.ts';
import type { Run } from './run.ts';
import { startRows } from './start-row.ts';
import { stormRows } from './storm-rows.ts';
import { tftpRows } from './tftp-rows.ts';

const USAGE = `scripts/bench [options]

Measures the built server beside yardsticks, in turn, round by round; a figure is the median of the rounds' ratios. The server
and the yardstick run on one core, load and database on another where the machine has two. On a busy machine look at the ratio
by CPU: it compares the CPU time that each process took for one request or byte.

  --only LETTERS    rows to measure, such as a,b,c,d1,e,f,g,h,i,o,p,q,r (all)
  --rounds N        rounds of each row (5)
  --seconds N       of load in a round, where it is measured by time (3)
  --json FILE       where the figures go (bench.json in the project)
  --profile FOLDER  CPU profiles of the server, written there when it ends

Exits with 1 when a target is missed.
`;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      help: { type: 'boolean', short: 'h' },
      only: { type: 'string' },
      rounds: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '3' },
      json: { type: 'string', default: join(projectDir(), 'bench.json') },
      profile: { type: 'string' },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const only = values.only?.split(',').map((id) => id.trim());
  const folder = await mkdtemp(join(tmpdir(), 'bellhop-bench-'));
  const pins = await canPin();
  const run: Run = {
    folder,
    rounds: wholeNumber('--rounds', values.rounds),
    seconds: wholeNumber('--seconds', values.seconds),
    pins,
    profileTo: values.profile === undefined ? undefined : resolve(values.profile),
    wants: (id) => only === undefined || only.some((wanted) => id.startsWith(wanted)),
    say: (what) => void process.stderr.write(`${what} ...\n`),
  };
  const machine = {
    at: new Date().toISOString(),
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    node: process.version,
    pinned: pins,
    /** Other work of the machine disturbs the figures: under 0.5 is calm. */
    loadBefore: loadavg()[0] ?? 0,
  };
  try {
    const rows = [
      ...(await configRows(run)),
      ...(await tftpRows(run)),
      ...(await startRows(run)),
      ...(await stormRows(run)),
      ...(await growthRows(run)),
      ...(await firmwareRows(run)),
      ...(await planRows(run)),
      ...(await rebootRows(run)),
      ...(await queueRows(run)),
      ...(await routingRows(run)),
    ];
    process.stdout.write(tableOf(rows));
    process.stdout.write(
      `\n${machine.cores} x ${machine.cpu}, Node ${machine.node}, ${pins ? 'server on one core, load on another' : 'not pinned to cores'}; ` +
        `load before: ${machine.loadBefore.toFixed(1)}; ${run.rounds} rounds\n`,
    );
    await writeFile(values.json, `${JSON.stringify({ machine, rounds: run.rounds, rows }, undefined, 2)}\n`);
    return rows.every(({ met }) => met) ? 0 : 1;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function tableOf(rows: readonly Row[]): string {
  const cells = rows.map((row) => [
    row.id,
    row.what,
    `${figure(row.ours)} ${row.unit}`,
    row.yardstick,
    row.theirs === undefined ? '' : `${figure(row.theirs)} ${row.unit}`,
    row.ratio === undefined ? '' : row.ratio.toFixed(2),
    row.ratios.length === 0 ? '' : `${Math.min(...row.ratios).toFixed(2)}-${Math.max(...row.ratios).toFixed(2)}`,
    row.ratioByCpu === undefined ? '' : row.ratioByCpu.toFixed(2),
    row.target,
    row.met ? 'met' : 'MISSED',
  ]);
  const all = [['', 'what', 'Bellhop', 'yardstick', '', 'ratio', 'range', 'by CPU', 'target', ''], ...cells];
  const widths = all[0]?.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0))) ?? [];
  return `${all
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')}\n`;
}

function figure(value: number): string {
  return value >= 100 ? String(Math.round(value)) : value.toFixed(2);
}

function wholeNumber(name: string, text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1)
    throw new Error(`${name} must be a whole number from 1, but is "${text}"`);
  return number;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(2);
  },
);
