// What jobs need: a store with leases, and a word to whoever starts them. A lease is a node's right to work on a job for a
// while; its token stands in every write, so a node that lost it can change nothing any more. Leases run by the database's
// clock, so that nodes need not agree on the time.
import type { Job, JobData, JobKind, JobLogLine, JobProgress, JobState } from '../domain/job.ts';

export interface JobFilter {
  readonly state?: JobState;
  readonly kind?: JobKind;
  readonly accountId?: string;
  /** Who asked for it. */
  readonly username?: string;
}

/** What a worker changes of its job; what is not named stays. */
export interface JobChange {
  readonly state?: JobState;
  readonly progress?: JobProgress;
  readonly checkpoint?: JobData;
  readonly result?: JobData;
  readonly error?: { readonly code: string; readonly detail: string };
  readonly log?: readonly JobLogLine[];
  /** Gives the lease back; the job may be begun again after so many ms. */
  readonly release?: { readonly afterMs: number };
  /** The lease ends with the job. */
  readonly finishedAt?: Date;
  /** This attempt does not count: the node stops, the job is not to blame. */
  readonly uncounted?: boolean;
}

/** Implemented by store/. */
export interface JobStore {
  /** @returns false  there is a job with this id already */
  readonly insert: (job: Job, bulk?: string) => Promise<boolean>;
  readonly find: (id: string) => Promise<Job | undefined>;
  /** Newest first, without results and logs. */
  readonly list: (
    filter: JobFilter,
    page: { readonly limit: number; readonly before?: string },
  ) => Promise<readonly Job[]>;
  /** The bulky input, as it was given. */
  readonly inputOf: (id: string) => Promise<string | undefined>;
  /**
   * Takes a job that is due, or whose node let its lease run out.
   * @returns the job as it is now, and what its state was; undefined when it is not to be had
   */
  readonly claim: (
    id: string,
    lease: { readonly node: string; readonly token: string; readonly ms: number },
  ) => Promise<{ readonly job: Job; readonly former: JobState } | undefined>;
  /** @returns the state of the job; undefined: the lease is lost */
  readonly renew: (id: string, token: string, ms: number) => Promise<JobState | undefined>;
  /** @returns the state of the job after it; undefined: the lease is lost and nothing was written */
  readonly change: (id: string, token: string, change: JobChange) => Promise<JobState | undefined>;
  /** Queued: cancelled. Running: told to stop. @returns false  it has ended, or there is none */
  readonly cancel: (id: string, at: Date) => Promise<boolean>;
  /** Jobs that could be claimed now. */
  readonly due: (limit: number) => Promise<readonly string[]>;
  /** Drops jobs that ended before the time; of one kind, or of all. */
  readonly removeEnded: (before: Date, kind?: JobKind) => Promise<number>;
}

export interface JobDeps {
  readonly jobs: JobStore;
  readonly now: () => Date;
  readonly randomHex: (bytes: number) => string;
  /** Says that a job is due at a time. A word that gets lost only costs time: whatever is due is found again. */
  readonly announce: (id: string, at: Date) => Promise<void>;
}
