// Asking for a job, finding it, cancelling it.
import type { Origin } from '../domain/actor.ts';
import { hasEnded, type Job, type JobData, type JobKind } from '../domain/job.ts';
import { AppError } from '../errors.ts';
import type { JobDeps } from './deps.ts';

export interface NewJob {
  readonly kind: JobKind;
  readonly input?: JobData;
  /** Input of up to some megabytes, kept apart from the job. */
  readonly bulk?: string;
  readonly partnerId?: string;
  readonly accountId?: string;
  readonly requestedBy: Origin;
  /** Of repeating work: the moment it stands for. There is one job of a kind for a moment, however many nodes ask. */
  readonly moment?: Date;
}

const ID_BYTES = 6;

/** @returns the job; undefined when the one for this moment was asked for already */
export async function startJob(
  deps: JobDeps,
  { bulk, moment, input = {}, ...asked }: NewJob,
): Promise<Job | undefined> {
  const at = deps.now();
  const job: Job = {
    ...asked,
    id: `${sortable(moment ?? at)}-${moment ? asked.kind.toLowerCase() : deps.randomHex(ID_BYTES)}`,
    input,
    state: 'queued',
    progress: { done: 0, total: 0 },
    log: [],
    attempts: 0,
    notBefore: at,
    revision: 1,
    createdAt: at,
  };
  if (!(await deps.jobs.insert(job, bulk))) return undefined;
  await deps.announce(job.id, at);
  return job;
}

/** Starts a job that nobody else can have started. */
export async function startNewJob(deps: JobDeps, asked: Omit<NewJob, 'moment'>): Promise<Job> {
  const job = await startJob(deps, asked);
  if (!job) throw new Error('a random job id came twice');
  return job;
}

/** Milliseconds in as many characters for the next thousand years. */
function sortable(at: Date): string {
  return at.getTime().toString(36).padStart(9, '0');
}

/** @throws JOB_NOT_FOUND */
export async function findJob({ jobs }: Pick<JobDeps, 'jobs'>, id: string): Promise<Job> {
  const job = await jobs.find(id);
  if (!job) throw new AppError('JOB_NOT_FOUND', { detail: id.slice(0, 64) });
  return job;
}

/**
 * A job that waits ends at once, one that runs at its next step; what it did until then stands as its kind says.
 * @throws JOB_NOT_FOUND, JOB_ENDED
 */
export async function cancelJob(deps: JobDeps, id: string): Promise<Job> {
  const cancelled = await deps.jobs.cancel(id, deps.now());
  const job = await findJob(deps, id);
  if (!cancelled) throw new AppError('JOB_ENDED', { detail: job.state });
  if (!hasEnded(job)) await deps.announce(id, deps.now());
  return job;
}
