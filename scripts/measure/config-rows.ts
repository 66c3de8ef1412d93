// A phone's own file over HTTP: unchanged, known already, and for the first time. Source: design.md "Speed that is asked for"
import { type ChildProcess, execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type MeasuredServer, startServer } from './bellhop.ts';
import { addSamplePhones, type OwnFile, textAt } from './phones.ts';
import { freePorts, LOAD_CORE, MEASURED_CORE, measured, onCore, start, stop, untilAnswers } from './processes.ts';
import { compare, type Measurement, type Row } from './rounds.ts';
import type { Run } from './run.ts';
import { loadWith } from './wrk.ts';

const run = promisify(execFile);
const UNIT = 'requests/s';
const UNCHANGED = {
  what: 'own file, unchanged',
  yardstick: 'bare Fastify, same bytes',
  unit: UNIT,
  atLeast: 0.6,
} as const;
const KNOWN = { what: 'own file, 304', yardstick: 'bare Fastify, same bytes', unit: UNIT, atLeast: 0.8 } as const;
const FIRST = {
  what: 'own file, first time',
  yardstick: 'bare Fastify, same template',
  unit: UNIT,
  atLeast: 0.5,
} as const;

/** Phones that come before the first measured one, so that both processes are as fast as they get. */
const WARM_PHONES = 400;
const PHONES_A_ROUND = 500;
const WARM_SECONDS = 2;

interface Yardstick {
  readonly child: ChildProcess;
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** A server that has just started, its phones, and the yardstick beside it. */
interface Scene extends Run {
  readonly server: MeasuredServer;
  readonly bare: Yardstick;
  readonly files: readonly OwnFile[];
}

export async function configRows(given: Run): Promise<readonly Row[]> {
  const { folder, rounds, pins, profileTo, wants, say } = given;
  if (!['a', 'b', 'c'].some(wants)) return [];
  const dataDir = join(folder, 'config-data');
  const count = wants('c') ? WARM_PHONES + rounds * PHONES_A_ROUND : 1;
  say(`adding ${count} phones`);
  const before = await startServer({ dataDir, pins, profileTo: undefined });
  const added = await addSamplePhones(before, count).finally(before.close);
  const server = await startServer({ dataDir, pins, profileTo });
  const files = added.map(({ url, userAgent }) => ({ userAgent, url: server.phones + url.replace(/^.*\/p\//, '') }));
  try {
    const bare = await startYardstick(folder, firstOf(files), pins);
    try {
      const scene = { ...given, server, bare, files };
      // The cold one first: the others would warm the server's caches.
      const first = wants('c') ? [await firstTime(scene)] : [];
      return [...(wants('a') || wants('b') ? await everyDay(scene) : []), ...first];
    } finally {
      await bare.close();
    }
  } finally {
    await server.close();
  }
}

async function startYardstick(folder: string, file: OwnFile, pins: boolean): Promise<Yardstick> {
  const bytes = await textAt(file.url, file.userAgent);
  const path = join(folder, 'own.cfg');
  await writeFile(path, bytes);
  const [port = 0] = await freePorts(1);
  const script = join(import.meta.dirname, 'yardstick.js');
  const child = start(onCore(MEASURED_CORE, pins, process.execPath, [script, String(port), path]), {
    stdio: 'inherit',
  });
  const url = `http://127.0.0.1:${port}/`;
  const close = () => stop(child);
  try {
    await untilAnswers(`${url}same`, child, performance.now());
    const rendered = await textAt(`${url}rendered/x`, file.userAgent);
    const [ours, theirs] = [bytes, rendered].map((text) => text.split('\n').length);
    if (ours !== theirs) throw new Error(`the yardstick renders ${theirs} lines, the server ${ours}`);
  } catch (error) {
    await close();
    throw error;
  }
  return { child, url, close };
}

/** One phone that comes again and again. */
async function everyDay({ rounds, seconds, pins, wants, say, server, bare, files }: Scene): Promise<readonly Row[]> {
  const { url, userAgent } = firstOf(files);
  const plain = { 'User-Agent': userAgent };
  const known = { ...plain, 'If-None-Match': (await fetch(url, { headers: plain })).headers.get('etag') ?? '' };
  const again = await fetch(url, { headers: known });
  if (again.status !== 304) throw new Error(`a known ETag is answered ${again.status}`);

  const ours = (headers: Record<string, string>) => () =>
    measured(server.child, () => loadWith({ url, seconds, headers, pins }));
  const theirs = () => measured(bare.child, () => loadWith({ url: `${bare.url}same`, seconds, headers: plain, pins }));
  for (const warm of [url, `${bare.url}same`])
    await loadWith({ url: warm, seconds: WARM_SECONDS, headers: plain, pins });
  const rows: Row[] = [];
  if (wants('a')) {
    say('a: unchanged file');
    rows.push(await compare({ id: 'a', ...UNCHANGED }, rounds, ours(plain), theirs));
  }
  if (wants('b')) {
    say('b: known ETag');
    rows.push(await compare({ id: 'b', ...KNOWN }, rounds, ours(known), theirs));
  }
  return rows;
}

/** Phones that come once each, to a server that has just started. */
async function firstTime({ folder, rounds, pins, say, server, bare, files }: Scene): Promise<Row> {
  const list = join(folder, 'urls.txt');
  const fetchAll = async (child: ChildProcess, wanted: readonly OwnFile[]): Promise<Measurement> => {
    await writeFile(list, wanted.map(({ url, userAgent }) => `${url}\t${userAgent}\n`).join(''));
    const load = onCore(LOAD_CORE, pins, process.execPath, [join(import.meta.dirname, 'each-once.js'), list]);
    return measured(child, async () => {
      const { stdout } = await run(load.command, [...load.args]);
      return { rate: Number(stdout), count: wanted.length };
    });
  };
  const rendered = files.map(({ userAgent }, i) => ({ userAgent, url: `${bare.url}rendered/${i}` }));
  const ofRound = (all: readonly OwnFile[], round: number): readonly OwnFile[] =>
    all.slice(WARM_PHONES + round * PHONES_A_ROUND, WARM_PHONES + (round + 1) * PHONES_A_ROUND);
  say('c: first time');
  // The very first one has been fetched for the yardstick.
  await fetchAll(server.child, files.slice(1, WARM_PHONES));
  await fetchAll(bare.child, rendered.slice(1, WARM_PHONES));
  return compare(
    { id: 'c', ...FIRST },
    rounds,
    (round) => fetchAll(server.child, ofRound(files, round)),
    (round) => fetchAll(bare.child, ofRound(rendered, round)),
  );
}

function firstOf(files: readonly OwnFile[]): OwnFile {
  const [file] = files;
  if (!file) throw new Error('there is no phone');
  return file;
}
