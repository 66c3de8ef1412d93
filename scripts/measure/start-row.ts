// From nothing to the first file: the built program, an empty data folder. Source: design.md "Speed that is asked for"
import { join } from 'node:path';
import { startServer } from './bellhop.ts';
import { median, type Row, underLimit } from './rounds.ts';
import type { Run } from './run.ts';

const LIMIT_SEC = 3;

export async function startRows({ folder, rounds, pins, profileTo, wants, say }: Run): Promise<readonly Row[]> {
  if (!wants('e')) return [];
  say('e: start to first file');
  const seconds: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const server = await startServer({ dataDir: join(folder, `start-data-${round}`), pins, profileTo });
    seconds.push(server.firstFileMs / 1000);
    await server.close();
  }
  return [underLimit({ id: 'e', what: 'start to first file', unit: 's', value: median(seconds), limit: LIMIT_SEC })];
}
