// One run of the engine's host process: started, watched until it is up, closed. Restarting is engine.ts's.

import { type ChildProcess, fork } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { EngineLog } from './engine.ts';
import { dataFolderInUse, EngineError, engineNotAvailable } from './engine-error.ts';
import type { Launcher } from './launcher.ts';

/** Past this the process is killed: the journal makes that safe, it only costs a recovery at the next start. */
const CLOSE_LIMIT_MS = 20_000;

export interface HostProcess {
  readonly pid: number;
  /** Settles when the process has ended, whoever ended it. */
  readonly ended: Promise<Ending>;
  /** Asks for a clean close, waits for it, kills after {@link CLOSE_LIMIT_MS}. */
  close(): Promise<void>;
}

export interface Ending {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface HostFolders {
  readonly dataDir: string;
  readonly engineDir: string;
  /** Short private folder for the socket; the child's temporary folder too. */
  readonly runDir: string;
}

/**
 * Starts the host and waits until it answers.
 * @throws EngineError DATA_FOLDER_IN_USE, ENGINE_NOT_AVAILABLE (the native library does not load), ENGINE_FAILED
 */
export async function startHost(launcher: Launcher, folders: HostFolders, log: EngineLog): Promise<HostProcess> {
  const child = fork(launcher.hostScript, [folders.engineDir, folders.runDir], {
    execPath: launcher.execPath,
    execArgv: [...launcher.execArgs],
    // Nothing of the server's environment (passwords, NODE_OPTIONS) is the engine's business.
    env: { TMPDIR: folders.runDir, NODE_NO_WARNINGS: '1' },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const lastWords = relayStderr(child, log);
  const ended = endingOf(child);
  await upOrFailed(child, ended, folders.dataDir, lastWords);
  const { pid } = child;
  if (pid === undefined) throw new EngineError('ENGINE_FAILED', 'the embedded database ended as soon as it was up');
  return { pid, ended, close: () => closeHost(child, ended, log) };
}

function endingOf(child: ChildProcess): Promise<Ending> {
  return new Promise((resolve) => {
    child.once('exit', (exitCode, signal) => resolve({ exitCode, signal }));
    child.once('error', () => resolve({ exitCode: null, signal: null }));
  });
}

function upOrFailed(child: ChildProcess, ended: Promise<Ending>, dataDir: string, lastWords: () => string) {
  return new Promise<void>((resolve, reject) => {
    child.once('message', (message) => {
      const report = readReport(message);
      if (report.kind === 'up') resolve();
      else reject(failure(report, dataDir));
    });
    child.once('error', (error) =>
      reject(new EngineError('ENGINE_FAILED', `the embedded database did not start: ${error.message}`)),
    );
    ended.then(({ exitCode, signal }) => {
      const how = signal === null ? `exit code ${exitCode}` : `signal ${signal}`;
      const said = lastWords();
      reject(
        new EngineError('ENGINE_FAILED', `the embedded database ended while starting (${how})${said && `: ${said}`}`),
      );
    });
  });
}

type Report = { kind: 'up' } | { kind: 'failed'; during: string; message: string };

function readReport(message: unknown): Report {
  if (typeof message === 'object' && message !== null && 'kind' in message) {
    if (message.kind === 'up') return { kind: 'up' };
    if ('during' in message && 'message' in message)
      return { kind: 'failed', during: String(message.during), message: String(message.message) };
  }
  return { kind: 'failed', during: 'start', message: `unknown message from the engine process: ${String(message)}` };
}

function failure(report: { during: string; message: string }, dataDir: string): EngineError {
  if (report.message.includes('DBPathInUse')) return dataFolderInUse(dataDir);
  if (report.during === 'load') return engineNotAvailable(report.message);
  return new EngineError('ENGINE_FAILED', `the embedded database could not open ${dataDir}: ${report.message}`);
}

/** Passes the engine's own complaints to the log. @returns the last lines of them, for an error message */
function relayStderr(child: ChildProcess, log: EngineLog): () => string {
  const recent: string[] = [];
  if (child.stderr !== null) {
    createInterface({ input: child.stderr }).on('line', (line) => {
      recent.push(line);
      if (recent.length > 5) recent.shift();
      log.warn({ line }, 'embedded database says');
    });
  }
  return () => recent.join(' | ');
}

async function closeHost(child: ChildProcess, ended: Promise<Ending>, log: EngineLog): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const killer = setTimeout(() => {
    log.error({ pid: child.pid }, 'embedded database did not close in time, killing it');
    child.kill('SIGKILL');
  }, CLOSE_LIMIT_MS);
  // A child that is just ending has closed its end already; that is the ending waited for.
  if (child.connected) child.send('close', () => {});
  await ended;
  clearTimeout(killer);
}
