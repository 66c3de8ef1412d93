// A phone's own file over HTTP: unchanged, known already, and for the first time. Source: design.md "Speed that is asked for"
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startServer } from './bellhop.ts';
import { addSamplePhones, type OwnFile, textAt } from './phones.ts';
import { freePort, LOAD_CORE, MEASURED_CORE, onCore, start, stop, untilAnswers } from './processes.ts';
import { compare, type Row } from './rounds.ts';
import type { Run } from './run.ts';
import { requestsPerSecond } from './wrk.ts';

const run = promisify(execFile);
const BARE = 'bare Fastify, same bytes';
/** Phones that come before the first measured one, so that both processes are as fast as they get. */
const WARM_PHONES = 400;
const PHONES_A_ROUND = 400;

export async function configRows({
  folder,
  rounds,
  seconds,
  pins,
  profileTo,
  wants,
  say,
}: Run): Promise<readonly Row[]> {
  if (!['a', 'b', 'c'].some(wants)) return [];
  const dataDir = join(folder, 'config-data');
  const count = wants('c') ? WARM_PHONES + rounds * PHONES_A_ROUND : 1;
  say(`adding ${count} phones`);
  const before = await startServer({ dataDir, pins, profileTo: undefined });
  const added = await addSamplePhones(before, count).finally(before.close);
  const server = await startServer({ dataDir, pins, profileTo });
  const files = added.map(({ url, userAgent }) => ({ userAgent, url: server.phones + url.replace(/^.*\/p\//, '') }));
  const bare = await startYardstick(folder, files[0], pins).catch(async (error: unknown) => {
    await server.close();
    throw error;
  });
  try {
    const rows: Row[] = [];
    // The cold one first: the others would warm the server's caches.
    if (wants('c')) rows.push(await firstTime({ folder, rounds, pins, say }, files, bare.url));
    const measure = (url: string, headers: Record<string, string> = {}) =>
      requestsPerSecond({ url, seconds, headers, pins });
    const [file] = files;
    if (!file) throw new Error('there is no phone');
    const headers = { 'User-Agent': file.userAgent };
    const etag = (await fetch(file.url, { headers })).headers.get('etag') ?? '';
    const known = { ...headers, 'If-None-Match': etag };
    const again = await fetch(file.url, { headers: known });
    if (again.status !== 304) throw new Error(`a known ETag is answered ${again.status}`);
    for (const url of [file.url, `${bare.url}same`]) await requestsPerSecond({ url, seconds: 2, headers, pins });
    const unit = 'requests/s';
    if (wants('a')) {
      say('a: unchanged file');
      const what = { id: 'a', what: 'own file, unchanged', yardstick: BARE, unit, atLeast: 0.6 };
      rows.push(
        await compare(
          what,
          rounds,
          () => measure(file.url, headers),
          () => measure(`${bare.url}same`, headers),
        ),
      );
    }
    if (wants('b')) {
      say('b: known ETag');
      const what = { id: 'b', what: 'own file, 304', yardstick: BARE, unit, atLeast: 0.8 };
      rows.push(
        await compare(
          what,
          rounds,
          () => measure(file.url, known),
          () => measure(`${bare.url}same`, headers),
        ),
      );
    }
    return rows.toSorted((x, y) => x.id.localeCompare(y.id));
  } finally {
    await bare.close();
    await server.close();
  }
}

async function startYardstick(folder: string, file: OwnFile | undefined, pins: boolean) {
  if (!file) throw new Error('there is no phone');
  const bytes = await textAt(file.url, file.userAgent);
  const path = join(folder, 'own.cfg');
  await writeFile(path, bytes);
  const port = await freePort();
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
  return { url, close };
}

async function firstTime(
  { folder, rounds, pins, say }: Pick<Run, 'folder' | 'rounds' | 'pins' | 'say'>,
  files: readonly OwnFile[],
  bareUrl: string,
): Promise<Row> {
  const list = join(folder, 'urls.txt');
  const fetchAll = async (wanted: readonly OwnFile[]): Promise<number> => {
    await writeFile(list, wanted.map(({ url, userAgent }) => `${url}\t${userAgent}\n`).join(''));
    const script = join(import.meta.dirname, 'each-once.js');
    const load = onCore(LOAD_CORE, pins, process.execPath, [script, list]);
    return Number((await run(load.command, [...load.args])).stdout);
  };
  const bare = files.map(({ userAgent }, i) => ({ userAgent, url: `${bareUrl}rendered/${i}` }));
  say('c: first time');
  await fetchAll(files.slice(1, WARM_PHONES));
  await fetchAll(bare.slice(1, WARM_PHONES));
  const ofRound = (all: readonly OwnFile[], round: number) =>
    all.slice(WARM_PHONES + round * PHONES_A_ROUND, WARM_PHONES + (round + 1) * PHONES_A_ROUND);
  return compare(
    {
      id: 'c',
      what: 'own file, first time',
      yardstick: 'bare Fastify, same template',
      unit: 'requests/s',
      atLeast: 0.5,
    },
    rounds,
    (round) => fetchAll(ofRound(files, round)),
    (round) => fetchAll(ofRound(bare, round)),
  );
}
