// Carries one job out on this node: claims it, renews the lease while it runs, writes down how it ended. A node that dies
// lets its lease run out, and another goes on from the last checkpoint. A node that cannot renew in time stops by itself
// before its lease is over, so two never work on one job.
import type { Job, JobKind, JobLogLine, JobNote, JobProgress, JobState } from '../domain/job.ts';
import { AppError, statusOf, titleOf } from '../errors.ts';
import type { Logger } from '../log.ts';
import { type JobContext, JobRests, JobStopped, type JobWork, originOf } from './context.ts';
import type { JobChange, JobDeps } from './deps.ts';

export interface RunDeps extends JobDeps {
  readonly works: Readonly<Record<JobKind, JobWork>>;
  /** This node, for people: host name and process. */
  readonly node: string;
  readonly leaseMs: number;
  readonly backoff: Backoff;
  /** Aborted when this node stops. */
  readonly stopping: AbortSignal;
  readonly log: Logger;
}

export interface Backoff {
  readonly firstMs: number;
  readonly mostMs: number;
}

/** Waiting doubles with each attempt. */
export function backoffMs({ firstMs, mostMs }: Backoff, attempts: number): number {
  return Math.min(mostMs, firstMs * 2 ** Math.max(0, attempts - 1));
}

const TOKEN_BYTES = 16;
/** Progress is written this often at most. */
const PROGRESS_MS = 250;
/** A lease is renewed this many times before it would run out. */
const RENEWALS = 3;

/**
 * Runs a job to its end, or to the end of this attempt.
 * @param alive  called at each renewal of the lease
 * @returns false when it was not to be had: it runs elsewhere, is not due, or has ended
 */
export async function runJob(
  deps: RunDeps,
  id: string,
  alive: () => Promise<unknown> = async () => {},
): Promise<boolean> {
  if (deps.stopping.aborted) return false;
  const token = deps.randomHex(TOKEN_BYTES);
  const claimed = await deps.jobs.claim(id, { node: deps.node, token, ms: deps.leaseMs });
  if (!claimed) return false;
  const { job, former } = claimed;
  const attempt = openAttempt(deps, job, token, alive);
  try {
    const wasCutOff = former !== 'queued';
    const last = job.log.at(-1)?.note;
    const rested = !wasCutOff && (last === 'started' || last === 'takenOver');
    if (!rested) await attempt.write({ log: [attempt.line(wasCutOff ? 'takenOver' : 'started', { node: deps.node })] });
    const work = deps.works[job.kind];
    if (job.attempts > work.maxAttempts) throw new AppError('JOB_CUT_OFF_TOO_OFTEN');
    const result = await work.run(attempt.context);
    await attempt.write({ state: 'done', result, log: [attempt.line('done')], finishedAt: deps.now() });
  } catch (error) {
    await endBadly(deps, job, attempt, error);
  } finally {
    attempt.close();
  }
  return true;
}

interface Attempt {
  readonly context: JobContext;
  readonly line: (note: JobNote, values?: JobLogLine['values']) => JobLogLine;
  /** @throws JobStopped  the lease is lost */
  readonly write: (change: JobChange) => Promise<JobState>;
  readonly close: () => void;
}

function openAttempt(deps: RunDeps, job: Job, token: string, alive: () => Promise<unknown>): Attempt {
  const { jobs, leaseMs, log, now, stopping } = deps;
  const stop = new AbortController();
  let state = job.state;
  let seq = job.log.at(-1)?.seq ?? 0;
  let renewedAt = performance.now();
  let wroteProgressAt = 0;
  let waiting: JobProgress | undefined;

  const halt = (because: JobStopped['because']) => stop.abort(new JobStopped(because));
  const onStopping = () => halt('nodeStops');
  stopping.addEventListener('abort', onStopping, { once: true });

  const told = (found: JobState | undefined): JobState => {
    if (found === undefined) {
      halt('leaseLost');
      throw new JobStopped('leaseLost');
    }
    state = found;
    if (state === 'cancelling') halt('cancelled');
    return found;
  };
  // Whether the lease is over is the store's to say; who cannot ask it for so long must take it to be so. A renewal counts
  // from before it was sent, so that is no later than in the store.
  const haltIfOver = () => {
    if (performance.now() - renewedAt > leaseMs) halt('leaseLost');
  };
  let isAsking = false;
  const renew = async (): Promise<void> => {
    const begun = performance.now();
    isAsking = true;
    try {
      told(await jobs.renew(job.id, token, leaseMs));
      renewedAt = begun;
      await alive();
    } catch (err) {
      if (err instanceof JobStopped) return;
      log.warn({ err, jobId: job.id }, 'lease of a job could not be renewed');
      haltIfOver();
    } finally {
      isAsking = false;
    }
  };
  const timer = setInterval(() => {
    if (isAsking) haltIfOver();
    else void renew();
  }, leaseMs / RENEWALS);

  const line: Attempt['line'] = (note, values = {}) => {
    seq += 1;
    return { seq, at: now(), note, values };
  };
  const write: Attempt['write'] = async (change) => {
    const progress = change.progress ?? waiting;
    waiting = undefined;
    return told(await jobs.change(job.id, token, { ...change, ...(progress && { progress }) }));
  };
  const check = () => stop.signal.throwIfAborted();
  const step = async (change: JobChange) => {
    check();
    await write(change);
    check();
  };
  return {
    line,
    write,
    close: () => {
      clearInterval(timer);
      stopping.removeEventListener('abort', onStopping);
    },
    context: {
      id: job.id,
      origin: originOf(job),
      input: job.input,
      checkpoint: job.checkpoint,
      bulk: async () => (await jobs.inputOf(job.id)) ?? '',
      progress: async (progress) => {
        const at = performance.now();
        if (at - wroteProgressAt < PROGRESS_MS && progress.done < progress.total) {
          waiting = progress;
          return check();
        }
        wroteProgressAt = at;
        await step({ progress });
      },
      log: (note, values) => step({ log: [line(note, values)] }),
      keep: (checkpoint) => step({ checkpoint }),
      check,
      signal: stop.signal,
    },
  };
}

async function endBadly(deps: RunDeps, job: Job, { line, write }: Attempt, error: unknown): Promise<void> {
  const { log, now, works, backoff } = deps;
  const { id: jobId, kind } = job;
  try {
    if (error instanceof JobStopped) {
      if (error.because === 'cancelled')
        await write({ state: 'cancelled', log: [line('cancelled')], finishedAt: now() });
      if (error.because === 'nodeStops')
        await write({
          state: 'queued',
          log: [line('released', { node: deps.node })],
          release: { afterMs: 0 },
          uncounted: true,
        });
      if (error.because === 'leaseLost') log.warn({ jobId, kind }, 'job stopped here: its lease is lost');
      return;
    }
    if (error instanceof JobRests) {
      const afterMs = Math.max(0, error.until.getTime() - now().getTime());
      await write({ state: 'queued', release: { afterMs }, uncounted: true });
      await deps.announce(jobId, error.until);
      return;
    }
    const failure = describe(error);
    log.warn({ err: error, jobId, kind, attempt: job.attempts }, 'attempt at a job failed');
    if (failure.isFinal || job.attempts >= works[kind].maxAttempts) {
      const { code, detail } = failure;
      await write({ state: 'failed', error: { code, detail }, log: [line('failed', { detail })], finishedAt: now() });
      return;
    }
    const { code, detail } = failure;
    const afterMs = backoffMs(backoff, job.attempts);
    const values = { detail, seconds: Math.ceil(afterMs / 1000) };
    await write({ state: 'queued', error: { code, detail }, log: [line('retry', values)], release: { afterMs } });
    await deps.announce(jobId, new Date(now().getTime() + afterMs));
  } catch (err) {
    // Whatever could not be written is seen by the next node: the lease runs out and the job is taken over.
    log.warn({ err, jobId, kind }, 'the end of an attempt could not be written');
  }
}

function describe(error: unknown): { code: string; detail: string; isFinal: boolean } {
  if (!(error instanceof AppError)) return { code: 'INTERNAL', detail: titleOf('INTERNAL'), isFinal: false };
  const { code, detail = titleOf(code) } = error;
  return { code, detail, isFinal: statusOf(code) < 500 && code !== 'REVISION_STALE' };
}
