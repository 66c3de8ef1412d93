// How the host process is started on this machine: with the server's own Node, and where the C library is older than
// the engine needs, through the loader of a newer one (facts/embedded-database.md "It needs glibc 2.38").

import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { EngineLog } from './engine.ts';
import { engineNotAvailable } from './engine-error.ts';
import { newerLibc } from './newer-libc.ts';

const NEEDED_GLIBC = [2, 38] as const;
const PLATFORMS = ['linux-x64', 'linux-arm64', 'darwin-arm64'];

export interface Launcher {
  readonly execPath: string;
  /** Stand before the script. */
  readonly execArgs: readonly string[];
  readonly hostScript: string;
}

export interface LauncherOptions {
  readonly cacheDir?: string | undefined;
  readonly nodePath?: string | undefined;
  readonly log: EngineLog;
}

/**
 * Fetches a newer C library first if this machine needs one and has none yet.
 * @throws EngineError ENGINE_NOT_AVAILABLE
 */
export async function findLauncher({ cacheDir, nodePath = process.execPath, log }: LauncherOptions): Promise<Launcher> {
  const platform = `${process.platform}-${process.arch}`;
  if (!PLATFORMS.includes(platform)) throw engineNotAvailable(`there is no engine for ${platform}`);

  const projectRoot = findProjectRoot();
  const hostScript = join(projectRoot, 'server/store/engine/host.mjs');
  const plain = { execPath: nodePath, execArgs: [], hostScript };
  if (process.platform !== 'linux') return plain;

  const glibc = runningGlibc();
  if (glibc === undefined) throw engineNotAvailable('it needs glibc, and this system has another C library');
  if (isAtLeast(glibc, NEEDED_GLIBC)) return plain;

  const libcDir = cacheDir ?? join(projectRoot, '.cache', `libc-${process.arch}`);
  const { loader, libraryPath } = await newerLibc({ libcDir, nodePath, log, runningGlibc: glibc });
  return { execPath: loader, execArgs: ['--library-path', libraryPath, nodePath], hostScript };
}

/** The version of the C library this process runs on, such as `2.36`; undefined without glibc. */
function runningGlibc(): string | undefined {
  if (process.report === undefined) return undefined;
  // Else the report looks up the names of all peers, which may take seconds.
  Object.assign(process.report, { excludeNetwork: true });
  const report: unknown = process.report.getReport();
  if (typeof report !== 'object' || report === null || !('header' in report)) return undefined;
  const { header } = report;
  if (typeof header !== 'object' || header === null || !('glibcVersionRuntime' in header)) return undefined;
  return String(header.glibcVersionRuntime);
}

function isAtLeast(version: string, [neededMajor, neededMinor]: readonly [number, number]): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > neededMajor || (major === neededMajor && minor >= neededMinor);
}

/** The folder of package.json: the source tree, beside which the compiled server stands too. */
function findProjectRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error(`no package.json above ${import.meta.url}`);
    folder = parent;
  }
  return folder;
}
