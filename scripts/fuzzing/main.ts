// scripts/fuzz: gives every parser and listener random input, and says how each took it.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { projectDir } from '../measure/project-dir.ts';
import { type FuzzedServer, openFuzzedServer } from './fuzzed-server.ts';
import { LISTENERS } from './listeners.ts';
import { PARSERS } from './parsers.ts';
import { type Outcome, SLOW_MS, type Target } from './target.ts';

const TARGETS = [...PARSERS, ...LISTENERS];
const USAGE = `scripts/fuzz [options]

Gives every parser that reads what others wrote, and every listener of a server of its own, input that is nearly right, cut,
repeated or senseless. A target fails when it throws, answers what it must not, takes over ${SLOW_MS} ms each of several times, or
keeps memory. Then the smallest input that breaks it is printed, and the seed that finds it again.

  --cases N    in all (1000000); listeners get fewer than parsers, by what a case costs
  --seed N     of the random input (another one each run)
  --only NAME  targets whose name holds this
  --list       names the targets

Exits with 1 when a target fails.
`;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      help: { type: 'boolean', short: 'h' },
      list: { type: 'boolean' },
      cases: { type: 'string', default: '1000000' },
      seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
      only: { type: 'string', default: '' },
    },
  });
  if (values.help) return say(USAGE);
  if (values.list) return say(TARGETS.map(({ name }) => `${name}\n`).join(''));
  const targets = TARGETS.filter(({ name }) => name.includes(values.only));
  if (targets.length === 0) throw new Error(`no target's name holds "${values.only}"; --list names them`);
  const cases = wholeNumber('--cases', values.cases);
  const seed = wholeNumber('--seed', values.seed);
  say(`seed ${seed}\n${row('target', 'cases', 'cases/s', 'slowest', 'memory')}`);
  const outcomes = await fuzzAll(targets, cases, seed);
  const failed = outcomes.filter(({ failure }) => failure);
  for (const outcome of failed) say(failureText(outcome, seed));
  const done = outcomes.reduce((sum, outcome) => sum + outcome.cases, 0);
  say(`${done} cases for ${outcomes.length} targets, ${failed.length} failed, seed ${seed}\n`);
  return failed.length > 0 ? 1 : 0;
}

async function fuzzAll(targets: readonly Target[], cases: number, seed: number): Promise<readonly Outcome[]> {
  const shares = targets.reduce((sum, { cost }) => sum + 1 / cost, 0);
  let opened: Promise<FuzzedServer> | undefined;
  const server = (): Promise<FuzzedServer> => {
    opened ??= openFuzzedServer({ projectDir: projectDir() });
    return opened;
  };
  const outcomes: Outcome[] = [];
  try {
    for (const target of targets) {
      const share = Math.ceil(cases / target.cost / shares);
      const outcome = await target.fuzz({ cases: share, seed, server });
      outcomes.push(outcome);
      say(outcomeRow(outcome));
    }
  } finally {
    await (await opened)?.close();
  }
  return outcomes;
}

function outcomeRow({ name, cases, perSec, slowestMs, grownBytes, failure }: Outcome): string {
  const grown = `${(grownBytes / 1024 / 1024).toFixed(1)} MB`;
  return row(name, String(cases), String(Math.round(perSec)), `${slowestMs.toFixed(1)} ms`, grown, failure && 'FAILED');
}

function row(name: string, ...cells: readonly (string | undefined)[]): string {
  return `${name.padEnd(24)}${cells.map((cell) => (cell ?? '').padStart(11)).join('')}\n`;
}

function failureText({ name, failure }: Outcome, seed: number): string {
  return [
    `\n${name} failed: ${failure?.why}`,
    ...(failure?.input === undefined ? [] : [`smallest input: ${failure.input}`]),
    `again: ${join('scripts', 'fuzz')} --only '${name}' --seed ${seed}\n\n`,
  ].join('\n');
}

function say(text: string): 0 {
  process.stdout.write(text);
  return 0;
}

function wholeNumber(name: string, text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 0) throw new Error(`${name} must be a whole number, but is "${text}"`);
  return number;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(2);
  },
);
