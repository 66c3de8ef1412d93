// Compiles TypeScript for a test that starts another process: Node 20 runs none by itself.

import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';

const PROJECT_ROOT = resolve(import.meta.dirname, '../..');

export interface Compiled {
  /** The compiled file of a source, both as paths from the project's root. */
  readonly script: (source: string) => string;
  readonly remove: () => Promise<void>;
}

/** Compiles the sources and what they import into a folder of the project, where node_modules is found. */
export async function compile(...sources: string[]): Promise<Compiled> {
  const cache = join(PROJECT_ROOT, '.cache');
  await mkdir(cache, { recursive: true });
  const outDir = await mkdtemp(join(cache, 'test-dist-'));
  const config = {
    extends: join(PROJECT_ROOT, 'tsconfig.json'),
    compilerOptions: { noEmit: false, noCheck: true, rootDir: PROJECT_ROOT, outDir },
    include: [],
    files: sources.map((source) => join(PROJECT_ROOT, source)),
  };
  const configFile = join(outDir, 'tsconfig.json');
  await writeFile(configFile, JSON.stringify(config));
  const tsc = join(PROJECT_ROOT, 'node_modules/typescript/bin/tsc');
  await promisify(execFile)(process.execPath, [tsc, '-p', configFile], { cwd: dirname(configFile) });
  return {
    script: (source) => join(outDir, source.replace(/\.ts$/, '.js')),
    remove: () => rm(outDir, { recursive: true, force: true }),
  };
}
