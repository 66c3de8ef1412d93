// The embedded MongoDB engine as the rest of the server sees it: one address that stays the same while the process behind
// it may die and come back. Its process is host.mjs; one engine holds one data folder (facts/embedded-database.md).

import { chmodSync, mkdirSync, mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import mongoose from 'mongoose';
import type { BaseLogger } from 'pino';
import { connectionOptions, embeddedUri } from './connection-options.ts';
import { type EngineAddress, forgetAddress, isServerAlive, readAddress, recordAddress } from './engine-address.ts';
import { EngineError } from './engine-error.ts';
import { type HostProcess, startHost } from './engine-process.ts';
import { findLauncher } from './launcher.ts';

export type EngineLog = Pick<BaseLogger, 'debug' | 'info' | 'warn' | 'error'>;

export type EngineState = 'up' | 'restarting' | 'closed';

export interface EngineOptions {
  /** BELLHOP_DATA; the engine keeps to `db/` in it. */
  readonly dataDir: string;
  /** Where a newer C library is kept when this machine needs one; `<project>/.cache/libc-<arch>` if absent. */
  readonly cacheDir?: string | undefined;
  readonly log: EngineLog;
  /** The Node that runs the engine; this process's own if absent. */
  readonly nodePath?: string | undefined;
  /** Most memory for WiredTiger's cache; the process itself takes some 90 MB beside it. */
  readonly cacheSizeMb?: number | undefined;
}

export interface Engine {
  /** Names the database too; the same after a restart of the engine. */
  readonly uri: string;
  readonly state: () => EngineState;
  /** The engine's process; undefined while there is none. */
  readonly pid: () => number | undefined;
  /** @returns a function that ends the listening */
  readonly onStateChange: (listener: (state: EngineState) => void) => () => void;
  /** Closes cleanly and removes the socket. Close every connection first. */
  readonly close: () => Promise<void>;
}

/** The folder of the engine's own files inside the data folder. */
export const ENGINE_FOLDER = 'db';

const DEFAULT_CACHE_MB = 128;
const FIRST_RESTART_MS = 100;
const LONGEST_RESTART_MS = 10_000;
/** An engine that stayed up this long starts its back-off anew. */
const STEADY_MS = 60_000;
/** How long a killed server's engine may take to close its files. */
const LEFTOVER_LIMIT_MS = 20_000;
const LEFTOVER_CHECK_MS = 200;

/**
 * Opens the engine on a data folder and keeps it up until it is closed.
 * @throws EngineError DATA_FOLDER_IN_USE, ENGINE_NOT_AVAILABLE, ENGINE_FAILED
 */
export async function openEngine(options: EngineOptions): Promise<Engine> {
  const { log, cacheSizeMb = DEFAULT_CACHE_MB } = options;
  const dataDir = resolve(options.dataDir);
  const engineDir = join(dataDir, ENGINE_FOLDER);
  const launcher = await findLauncher(options);
  mkdirSync(engineDir, { recursive: true, mode: 0o700 });

  const runDir = makeRunDir();
  const folders = { dataDir, engineDir, runDir };
  const uri = embeddedUri(join(runDir, 'mongodb.sock'));

  const start = async (): Promise<HostProcess> => {
    const host = await startHost(launcher, folders, log);
    try {
      await prepare(uri, cacheSizeMb);
    } catch (error) {
      await host.close();
      throw new EngineError('ENGINE_FAILED', 'the embedded database started but does not answer', { cause: error });
    }
    return host;
  };

  try {
    const leftover = await readAddress(dataDir);
    const first = await retryWhileLeftover(start, leftover);
    if (leftover !== undefined) await rm(leftover.runDir, { recursive: true, force: true });
    await recordAddress(dataDir, { uri, runDir, serverPid: process.pid, serverStartedAt: performance.timeOrigin });
    log.info({ dataDir, pid: first.pid }, 'embedded database is up');
    return supervise({ first, start, uri, folders, log });
  } catch (error) {
    await rm(runDir, { recursive: true, force: true });
    throw error;
  }
}

interface Supervision {
  readonly first: HostProcess;
  readonly start: () => Promise<HostProcess>;
  readonly uri: string;
  readonly folders: { readonly dataDir: string; readonly runDir: string };
  readonly log: EngineLog;
}

function supervise({ first, start, uri, folders, log }: Supervision): Engine {
  let state: EngineState = 'up';
  let host: HostProcess | undefined = first;
  const listeners = new Set<(state: EngineState) => void>();
  const stop = new AbortController();

  const enter = (next: EngineState) => {
    if (state === next) return;
    state = next;
    for (const listener of listeners) listener(next);
  };

  const watch = async () => {
    let waitMs = FIRST_RESTART_MS;
    while (!stop.signal.aborted) {
      if (host !== undefined) {
        const upSince = Date.now();
        const { exitCode, signal } = await host.ended;
        if (stop.signal.aborted) return;
        log.error({ pid: host.pid, exitCode, signal }, 'embedded database died, restarting it');
        host = undefined;
        enter('restarting');
        if (Date.now() - upSince > STEADY_MS) waitMs = FIRST_RESTART_MS;
      }
      await sleep(waitMs, undefined, { signal: stop.signal }).catch(() => {});
      if (stop.signal.aborted) return;
      waitMs = Math.min(waitMs * 2, LONGEST_RESTART_MS);
      try {
        host = await start();
        log.info({ pid: host.pid }, 'embedded database is up again');
        if (!stop.signal.aborted) enter('up');
      } catch (error) {
        log.error({ err: error, retryInMs: waitMs }, 'embedded database does not restart');
      }
    }
  };
  const watching = watch();

  const shutDown = async () => {
    stop.abort();
    await host?.close();
    await watching;
    // A restart under way when the close came has just finished.
    await host?.close();
    await forgetAddress(folders.dataDir);
    await rm(folders.runDir, { recursive: true, force: true });
    enter('closed');
    log.info('embedded database closed');
  };
  let closing: Promise<void> | undefined;

  return {
    uri,
    state: () => state,
    pid: () => host?.pid,
    onStateChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => {
      closing ??= shutDown();
      return closing;
    },
  };
}

/** A private folder whose path leaves room for a socket's name: such a path has at most some 100 bytes. */
function makeRunDir(): string {
  const base = tmpdir();
  const runDir = mkdtempSync(join(base.length <= 40 ? base : '/tmp', 'bellhop-'));
  chmodSync(runDir, 0o700);
  return runDir;
}

/** Sees that the engine answers, and bounds its cache, which it sizes at 256 MB by itself. */
async function prepare(uri: string, cacheSizeMb: number): Promise<void> {
  const client = new mongoose.mongo.MongoClient(uri, connectionOptions);
  try {
    const wiredTigerEngineRuntimeConfig = `cache_size=${cacheSizeMb}M`;
    await client.db('admin').command({ setParameter: 1, wiredTigerEngineRuntimeConfig });
  } finally {
    await client.close();
  }
}

/** A server that was killed leaves an engine that is still closing; its folder is free in a moment. */
async function retryWhileLeftover<T>(start: () => Promise<T>, previous: EngineAddress | undefined): Promise<T> {
  const until = Date.now() + LEFTOVER_LIMIT_MS;
  for (;;) {
    try {
      return await start();
    } catch (error) {
      const isLocked = error instanceof EngineError && error.code === 'DATA_FOLDER_IN_USE';
      const isLeftover = previous !== undefined && !isServerAlive(previous);
      if (!isLocked || !isLeftover || Date.now() > until) throw error;
      await sleep(LEFTOVER_CHECK_MS);
    }
  }
}
