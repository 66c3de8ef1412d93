// The job that imports CPEs from CSV: all rows or none. It may be cut off at any point and be run again: the checkpoint
// names the batch that was begun, and that batch is brought to its end before anything else is done.
// Source: DEV-1, DEV-2

import type { Origin } from '../../domain/actor.ts';
import type { Job } from '../../domain/job.ts';
import { AppError } from '../../errors.ts';
import type { JobContext } from '../../work/context.ts';
import type { JobDeps } from '../../work/deps.ts';
import { startNewJob } from '../../work/jobs.ts';
import type { CpeDeps } from '../deps.ts';
import { type BadRow, type PlanOptions, planImport } from './plan.ts';
import { readCsvRows } from './read-rows.ts';

export interface ImportResult {
  readonly dryRun: boolean;
  readonly added: number;
  readonly updated: number;
  readonly unchanged: number;
  /** When there are any, nothing is written. */
  readonly bad: readonly BadRow[];
}

export interface CsvImport {
  readonly text: string;
  /** Only say what would be done. */
  readonly dryRun: boolean;
}

/**
 * Starts an import; its result is an {@link ImportResult}.
 * @throws INPUT_INVALID  the file as a whole cannot be used (readCsvRows)
 */
export async function startImport(deps: JobDeps, requestedBy: Origin, { text, dryRun }: CsvImport): Promise<Job> {
  const rows = readCsvRows(text).length;
  return startNewJob(deps, { kind: 'csvImport', requestedBy, input: { dryRun, rows }, bulk: text });
}

/** Imports what a dry run looked at. @throws JOB_NOT_FOUND  it is no dry run of an import that found nothing wrong */
export async function importAfterDryRun(
  deps: JobDeps,
  requestedBy: Origin,
  { id, kind, input, state, result }: Job,
): Promise<Job> {
  const isFine = state === 'done' && Array.isArray(result?.bad) && result.bad.length === 0;
  if (kind !== 'csvImport' || input.dryRun !== true || !isFine) throw new AppError('JOB_NOT_FOUND', { detail: id });
  const text = await deps.jobs.inputOf(id);
  if (text === undefined) throw new AppError('JOB_INPUT_GONE');
  return startImport(deps, requestedBy, { text, dryRun: false });
}

/** One attempt at it. */
export async function importCpes(deps: CpeDeps, context: JobContext, options: PlanOptions): Promise<ImportResult> {
  const begun = context.checkpoint;
  if (begun && typeof begun.batch === 'string') {
    const isDone = await deps.records.settle(begun.batch);
    if (isDone) return resultOf(begun);
    await context.log('settled');
  }
  const rows = readCsvRows(await context.bulk());
  const total = rows.length;
  await context.progress({ done: 0, total });
  const plan = await planImport(deps, rows, options, (done) => context.progress({ done, total }));
  const { added, changes, unchanged, bad } = plan;
  const dryRun = context.input.dryRun === true;
  const result = { dryRun, added: added.length, updated: changes.length, unchanged, bad };
  await context.log('rowsChecked', { rows: total, bad: new Set(bad.map(({ row }) => row)).size });
  if (dryRun || bad.length > 0 || added.length + changes.length === 0) return result;

  const batch = deps.newId();
  await context.log('writing', { added: added.length, updated: changes.length });
  await context.keep({ batch, added: added.length, updated: changes.length, unchanged });
  const taken = await deps.records.addTogether(batch, { cpes: added, channels: [], changes }, deps.now());
  // Somebody was faster: the next attempt looks at all rows anew.
  if (taken) throw new AppError('REVISION_STALE', { detail: taken.macs.slice(0, 10).join(', ') });
  return result;
}

function resultOf({ added, updated, unchanged }: Readonly<Record<string, unknown>>): ImportResult {
  return { dryRun: false, added: Number(added), updated: Number(updated), unchanged: Number(unchanged), bad: [] };
}
