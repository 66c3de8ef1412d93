// Follows one job for somebody who looks on: gives it whenever it changed, says in between that it is still there, and ends
// with it. The store is asked twice a second, because not every deployment can tell of changes by itself.
import { setTimeout as sleep } from 'node:timers/promises';
import { hasEnded, type Job } from '../domain/job.ts';
import { AppError } from '../errors.ts';
import type { JobDeps } from './deps.ts';

/** What a follower has seen already; also the id of the event that showed it, as `<revision>-<seq>`. */
export interface Seen {
  readonly revision: number;
  readonly seq: number;
}

export const NOTHING_SEEN: Seen = { revision: 0, seq: 0 };

export function seenOf(job: Job): Seen {
  return { revision: job.revision, seq: job.log.at(-1)?.seq ?? 0 };
}

export function seenText({ revision, seq }: Seen): string {
  return `${revision}-${seq}`;
}

/** Reads Last-Event-ID; anything else than an id of ours: nothing was seen. */
export function parseSeen(text: unknown): Seen {
  const [, revision, seq] = (typeof text === 'string' && /^(\d{1,9})-(\d{1,9})$/.exec(text)) || [];
  return revision === undefined ? NOTHING_SEEN : { revision: Number(revision), seq: Number(seq) };
}

export interface WatchTimes {
  readonly askMs: number;
  readonly beatMs: number;
}

const TIMES: WatchTimes = { askMs: 500, beatMs: 15_000 };
/** Followers at a time on one node; each asks the store twice a second. */
const MAX_FOLLOWERS = 100;

export type Watch = (id: string, seen: Seen, signal: AbortSignal) => AsyncGenerator<Job | 'beat'>;

/** @returns a follower of jobs that refuses with TOO_MANY_FOLLOWERS when there are too many at a time */
export function createWatch({ jobs }: Pick<JobDeps, 'jobs'>, times = TIMES, maxFollowers = MAX_FOLLOWERS): Watch {
  let followers = 0;
  return (id, seen, signal) => {
    if (followers >= maxFollowers) throw new AppError('TOO_MANY_FOLLOWERS');
    return follow(id, seen, signal);
  };

  async function* follow(id: string, seen: Seen, signal: AbortSignal): AsyncGenerator<Job | 'beat'> {
    followers += 1;
    try {
      let { revision } = seen;
      let saidAt = performance.now();
      while (!signal.aborted) {
        const job = await jobs.find(id);
        if (!job) return;
        if (job.revision > revision) {
          revision = job.revision;
          saidAt = performance.now();
          yield job;
        } else if (performance.now() - saidAt >= times.beatMs) {
          saidAt = performance.now();
          yield 'beat';
        }
        if (hasEnded(job)) return;
        await sleep(times.askMs, undefined, { signal }).catch(() => {});
      }
    } finally {
      followers -= 1;
    }
  }
}
