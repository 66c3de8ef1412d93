// A newer C library for the engine's process alone, in a private folder: three packages of the next Debian release, fetched
// with apt from the machine's own mirror and unpacked, never installed. Needs no root and leaves apt's own state untouched.

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { type AptSource, mainSources, sourceForSuite } from './apt-sources.ts';
import type { EngineLog } from './engine.ts';
import { engineNotAvailable } from './engine-error.ts';

const run = promisify(execFile);

const SUITE = 'trixie';
const PACKAGES = ['libc6', 'libstdc++6', 'libgcc-s1'];
const TRIPLETS: Readonly<Record<string, { triplet: string; loader: string }>> = {
  x64: { triplet: 'x86_64-linux-gnu', loader: 'ld-linux-x86-64.so.2' },
  arm64: { triplet: 'aarch64-linux-gnu', loader: 'ld-linux-aarch64.so.1' },
};

export interface NewerLibc {
  readonly loader: string;
  readonly libraryPath: string;
}

export interface NewerLibcOptions {
  /** Where it is kept; made at the first call. */
  readonly libcDir: string;
  readonly nodePath: string;
  readonly runningGlibc: string;
  readonly log: EngineLog;
}

/** @throws EngineError ENGINE_NOT_AVAILABLE */
export async function newerLibc({ libcDir, nodePath, runningGlibc, log }: NewerLibcOptions): Promise<NewerLibc> {
  const kept = libcIn(libcDir);
  if (existsSync(kept.loader)) return kept;

  const old = `it needs glibc 2.38 and this system has ${runningGlibc}`;
  if (!existsSync('/usr/bin/apt-get') || !existsSync('/usr/bin/dpkg'))
    throw engineNotAvailable(`${old}; a newer one is fetched by itself on Debian only`);

  log.info(
    { libcDir, packages: PACKAGES, suite: SUITE },
    'fetching a newer C library for the embedded database, once (14 MB)',
  );
  try {
    await fetchInto(libcDir, nodePath);
  } catch (error) {
    // Another process may have been quicker; what it put there is as good.
    if (!existsSync(kept.loader))
      throw engineNotAvailable(`${old}, and fetching a newer one failed: ${messageOf(error)}`, error);
  }
  return kept;
}

function libcIn(folder: string): NewerLibc {
  const names = TRIPLETS[process.arch];
  if (names === undefined) throw engineNotAvailable(`there is no engine for ${process.arch}`);
  const libraryPath = join(folder, 'usr/lib', names.triplet);
  return { loader: join(libraryPath, names.loader), libraryPath };
}

/** Unpacks beside the target and renames at the end, so that the target is whole or not there. */
async function fetchInto(libcDir: string, nodePath: string): Promise<void> {
  await mkdir(dirname(libcDir), { recursive: true });
  const work = await mkdtemp(`${libcDir}.tmp-`);
  try {
    const candidates = mainSources(await readAptSources(), await debianCodename());
    if (candidates.length === 0) throw new Error('apt has no source of Debian main');
    const unpacked = await firstThatWorks(candidates, (source, index) => fetchFrom(source, join(work, String(index))));
    const { loader, libraryPath } = libcIn(unpacked);
    await run(loader, ['--library-path', libraryPath, nodePath, '--version']);
    // Whole already: another process was quicker, and may be running from it.
    if (existsSync(libcIn(libcDir).loader)) return;
    await rm(libcDir, { recursive: true, force: true });
    await rename(unpacked, libcDir);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** @returns the folder with the packages unpacked */
async function fetchFrom(source: AptSource, work: string): Promise<string> {
  const [lists, cache, debs, root] = ['lists', 'cache', 'debs', 'root'].map((name) => join(work, name));
  if (lists === undefined || cache === undefined || debs === undefined || root === undefined)
    throw new Error('no folder');
  for (const folder of [join(lists, 'partial'), join(cache, 'archives/partial'), debs, root])
    await mkdir(folder, { recursive: true });

  const sourceFile = join(work, `suite.${source.format}`);
  const configFile = join(work, 'apt.conf');
  await writeFile(sourceFile, sourceForSuite(source, SUITE), { mode: 0o600 });
  await writeFile(configFile, aptConfig({ sourceFile, lists, cache }), { mode: 0o600 });
  const apt = ['LC_ALL=C', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-q', '-c', configFile];
  await run('env', [...apt, 'update']);
  await run('env', [...apt, 'download', ...PACKAGES], { cwd: debs });
  for (const deb of await readdir(debs)) await run('dpkg', ['-x', join(debs, deb), root]);
  return root;
}

interface AptFolders {
  readonly sourceFile: string;
  readonly lists: string;
  readonly cache: string;
}

/** The machine's apt settings (proxy, credentials) stay in force; its sources, caches, pins and hooks do not. */
function aptConfig({ sourceFile, lists, cache }: AptFolders): string {
  return [
    '#clear APT::Update::Pre-Invoke;',
    '#clear APT::Update::Post-Invoke;',
    '#clear APT::Update::Post-Invoke-Success;',
    '#clear APT::Default-Release;',
    'APT::Sandbox::User "root";',
    'APT::Update::Error-Mode "any";',
    'Acquire::Languages "none";',
    'Acquire::Retries "2";',
    `Dir::Etc::sourcelist "${sourceFile}";`,
    'Dir::Etc::sourceparts "-";',
    'Dir::Etc::preferences "-";',
    'Dir::Etc::preferencesparts "-";',
    `Dir::State::lists "${lists}";`,
    `Dir::Cache "${cache}";`,
    '',
  ].join('\n');
}

async function firstThatWorks<T, R>(items: readonly T[], attempt: (item: T, index: number) => Promise<R>): Promise<R> {
  const failures: string[] = [];
  for (const [index, item] of items.entries()) {
    try {
      return await attempt(item, index);
    } catch (error) {
      failures.push(messageOf(error));
    }
  }
  throw new Error(failures.join('; '));
}

async function readAptSources(): Promise<{ format: 'list' | 'sources'; text: string }[]> {
  const parts = '/etc/apt/sources.list.d';
  const names = existsSync(parts) ? (await readdir(parts)).sort() : [];
  const files = ['/etc/apt/sources.list', ...names.map((name) => join(parts, name))].filter(existsSync);
  const found: { format: 'list' | 'sources'; text: string }[] = [];
  for (const file of files) {
    const format = file.endsWith('.list') ? 'list' : file.endsWith('.sources') ? 'sources' : undefined;
    if (format !== undefined) found.push({ format, text: await readFile(file, 'utf8') });
  }
  return found;
}

async function debianCodename(): Promise<string> {
  const release = await readFile('/etc/os-release', 'utf8');
  const codename = /^VERSION_CODENAME="?([a-z]+)"?$/m.exec(release)?.[1];
  if (codename === undefined || !/^ID=debian$/m.test(release)) throw new Error('this system is not Debian');
  return codename;
}

/** The reason in one line: of a failed command what it wrote, apt's `E:` lines first. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const stderr = 'stderr' in error ? String(error.stderr).trim() : '';
  if (stderr === '') return error.message;
  const lines = stderr.split('\n');
  const errors = lines.filter((line) => line.startsWith('E:'));
  return (errors.length > 0 ? errors : lines).slice(-2).join(' ');
}
