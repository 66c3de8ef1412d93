// What the commands that work on the store share: how they speak to the person who runs them.

import { type Logger, pino } from 'pino';
import { ConfigError } from '../server/config.ts';
import { AppError } from '../server/errors.ts';
import { ArchiveError } from '../server/store/archive/archive-error.ts';
import type { ArchiveSummary } from '../server/store/archive.ts';
import { EngineError } from '../server/store/engine/engine-error.ts';

const PROGRESS_EVERY_MS = 2_000;

/** Runs a command to its exit code. An expected failure is said in one line; anything else with where it came from. */
export async function runCommand(command: (log: Logger) => Promise<number>): Promise<void> {
  try {
    process.exitCode = await command(pino({ level: 'warn' }, pino.destination(2)));
  } catch (error) {
    process.stderr.write(`${explain(error)}\n`);
    process.exitCode = 1;
  }
}

/** @returns the exit code: asking for help is no mistake */
export function usage(text: string, isAsked: boolean | undefined): number {
  process.stderr.write(`${text}\n`);
  return isAsked ? 0 : 2;
}

/**
 * Says what is being done every now and then: a small store is done before the first line. Ctrl-C ends the command at the
 * next line, so that it cleans up; while things are put in place there is none. A second Ctrl-C ends it at once.
 */
export function progressLines(): (line: string) => void {
  let saidAt = Date.now();
  let isInterrupted = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      isInterrupted = true;
    });
  }
  return (line) => {
    if (isInterrupted) throw new ArchiveError('INTERRUPTED', 'interrupted; nothing was changed');
    if (Date.now() - saidAt < PROGRESS_EVERY_MS) return;
    saidAt = Date.now();
    process.stderr.write(`${line}\n`);
  };
}

export function describe({ collections, documents, files, sizeBytes }: ArchiveSummary): string {
  const size = `${(sizeBytes / 1024 / 1024).toFixed(1)} MB`;
  return `${documents} documents of ${collections} collections and ${files} files (${size})`;
}

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const isExpected =
    error instanceof AppError ||
    error instanceof ArchiveError ||
    error instanceof EngineError ||
    error instanceof ConfigError ||
    'syscall' in error ||
    ('code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')) ||
    error.name.startsWith('Mongo');
  return isExpected ? error.message : (error.stack ?? error.message);
}
