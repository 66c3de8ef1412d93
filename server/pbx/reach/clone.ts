// Copies one user's reachability to others: some at once, many as a job that goes on where it was cut off. A preview says what
// each of them would get otherwise. Source
import type { Origin } from '../../domain/actor.ts';
import type { Job } from '../../domain/job.ts';
import { AppError, type FieldError, invalid, refuseIf } from '../../errors.ts';
import { checkReach } from '../../routing/reach/check.ts';
import { type CloneNote, cloneReach } from '../../routing/reach/clone.ts';
import type { JobContext } from '../../work/context.ts';
import type { JobDeps } from '../../work/deps.ts';
import { startNewJob } from '../../work/jobs.ts';
import type { TelephonyDeps } from '../deps.ts';
import { loopsIn } from '../edit.ts';
import { fitting, keep, settingsWrites, stateWrites } from './edit.ts';
import {
  type AccountTelephony,
  loadReach,
  ownerOf,
  surroundingsOf,
  telephonyOf,
  type UserReach,
  type WhoseReach,
} from './user-reach.ts';

export interface CloneReport {
  readonly extension: string;
  readonly name: string;
  /** Whether settings of his own are overwritten. */
  readonly overwrites: boolean;
  readonly notes: readonly CloneNote[];
}

/** This many are written in one step; more of them become a job. */
export const CLONES_AT_ONCE = 10;

/** Everybody but the source, or those named. @throws INPUT_INVALID  nobody, the source itself, or no user extension */
export async function cloneTargets(
  deps: TelephonyDeps,
  source: WhoseReach,
  to: readonly string[] | 'all',
): Promise<readonly string[]> {
  await loadReach(deps, source);
  const { extensions } = await telephonyOf(deps, source.accountId);
  const users = extensions.filter(({ value }) => value.kind === 'user').map(({ key }) => key);
  const others = users.filter((extension) => extension !== source.extension);
  const wanted = to === 'all' ? others : [...new Set(to)];
  if (wanted.length === 0) throw invalid([{ pointer: '/to', detail: 'needs at least one other user' }]);
  const problems = wanted.flatMap((extension, i): readonly FieldError[] => {
    if (extension === source.extension) return [{ pointer: `/to/${i}`, detail: 'is the user it is copied from' }];
    return others.includes(extension) ? [] : [{ pointer: `/to/${i}`, detail: `there is no user ${extension}` }];
  });
  refuseIf(problems);
  return wanted;
}

/** What each of them would get, changing nothing. Source */
export async function previewClones(
  deps: TelephonyDeps,
  source: WhoseReach,
  targets: readonly string[],
): Promise<readonly CloneReport[]> {
  const { reports } = await made(deps, source, targets);
  return reports;
}

/** Copies to a few, all or none. @throws INPUT_INVALID  also when calls would go round without end then; REVISION_STALE */
export async function cloneTo(
  deps: TelephonyDeps,
  source: WhoseReach,
  targets: readonly string[],
): Promise<readonly CloneReport[]> {
  const { clones, reports } = await made(deps, source, targets);
  const writes = clones.map((next) => ({ next, settings: settingsWrites(deps, next) }));
  for (const { next, settings } of writes)
    for (const { record } of settings)
      refuseIf((await loopsIn(deps, record, next.record)).map(({ detail }) => ({ pointer: '/to', detail })));
  await keep(
    deps,
    writes.flatMap(({ next, settings }) => [...settings, ...stateWrites(deps, next, fitting(next))]),
  );
  return reports;
}

async function made(deps: TelephonyDeps, source: WhoseReach, targets: readonly string[]) {
  const from = await loadReach(deps, source);
  const telephony = await telephonyOf(deps, source.accountId);
  const clones: UserReach[] = [];
  const reports: CloneReport[] = [];
  for (const extension of targets) {
    const standing = await loadReach(deps, { accountId: source.accountId, extension });
    const { next, notes } = cloned(from, standing, telephony);
    clones.push(next);
    reports.push({ extension, name: standing.name, overwrites: standing.record !== undefined, notes });
  }
  return { clones, reports };
}

function cloned(from: UserReach, standing: UserReach, telephony: AccountTelephony) {
  const source = ownerOf(from.extension, telephony);
  const target = ownerOf(standing.extension, telephony);
  const { reach, notes } = cloneReach(from.reach, source, target, telephony.numbers);
  refuseIf(checkReach(reach, surroundingsOf(standing.account, standing.extension, telephony)));
  return { next: { ...standing, reach }, notes };
}

/** Copies to many. */
export async function startClone(
  jobs: JobDeps,
  deps: TelephonyDeps,
  requestedBy: Origin,
  { accountId, extension }: WhoseReach,
  targets: readonly string[],
): Promise<Job> {
  const { account } = await loadReach(deps, { accountId, extension });
  const input = { accountId, extension, users: targets.length };
  const bulk = JSON.stringify(targets);
  return startNewJob(jobs, { kind: 'reachClone', requestedBy, input, bulk, accountId, partnerId: account.partnerId });
}

export interface CloneResult {
  readonly cloned: number;
  /** Who was gone by then. */
  readonly gone: readonly string[];
}

/** One attempt at it: some users at a time, each step all or none. */
export async function runClone(
  deps: TelephonyDeps,
  context: Pick<JobContext, 'input' | 'bulk' | 'checkpoint' | 'keep' | 'progress'>,
): Promise<CloneResult> {
  const source = { accountId: String(context.input.accountId), extension: String(context.input.extension) };
  const targets = listOf(JSON.parse(await context.bulk()));
  const gone = [...listOf(context.checkpoint?.gone)];
  let done = typeof context.checkpoint?.done === 'number' ? context.checkpoint.done : 0;
  await context.progress({ done, total: targets.length });
  while (done < targets.length) {
    const next = targets.slice(done, done + CLONES_AT_ONCE);
    const there = await stillThere(deps, source.accountId, next);
    if (there.length > 0) await cloneTo(deps, source, there);
    gone.push(...next.filter((extension) => !there.includes(extension)));
    done += next.length;
    await context.keep({ done, gone });
    await context.progress({ done, total: targets.length });
  }
  return { cloned: done - gone.length, gone };
}

async function stillThere(
  deps: TelephonyDeps,
  accountId: string,
  wanted: readonly string[],
): Promise<readonly string[]> {
  const found = await Promise.all(
    wanted.map(async (extension) => {
      try {
        await loadReach(deps, { accountId, extension });
        return [extension];
      } catch (error) {
        if (error instanceof AppError && error.code === 'TELEPHONY_NOT_FOUND') return [];
        throw error;
      }
    }),
  );
  return found.flat();
}

function listOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
}
