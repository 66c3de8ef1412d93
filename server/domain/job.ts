// Long work as people and programs see it: what it is, how far it is, what it said on the way, how it ended.
// Plain shapes; work/ has the rules, store/ keeps them, jobs/ carries them out.
import type { Origin } from './actor.ts';

/** What kinds of work there are. A new one is named here, run in jobs/kinds.ts, and called `job.kind.*` in texts.ts. */
export const JOB_KINDS = ['csvImport', 'resync', 'reboot', 'rotation', 'plan', 'reachClone', 'tidy'] as const;
export type JobKind = (typeof JOB_KINDS)[number];

/** `cancelling`: asked to stop, and still at its present step. The last three are the end. */
export const JOB_STATES = ['queued', 'running', 'cancelling', 'done', 'failed', 'cancelled'] as const;
export type JobState = (typeof JOB_STATES)[number];

/** What a job may note of itself; said to people by `job.log.*` in texts.ts. */
export const JOB_NOTES = [
  'started',
  'takenOver',
  'released',
  'retry',
  'failed',
  'done',
  'cancelled',
  'rowsChecked',
  'writing',
  'settled',
] as const;
export type JobNote = (typeof JOB_NOTES)[number];

export interface JobLogLine {
  /** Counts from 1 and never repeats within a job. */
  readonly seq: number;
  readonly at: Date;
  readonly note: JobNote;
  readonly values: Readonly<Record<string, string | number>>;
}

/** The newest lines are kept, this many. */
export const JOB_LOG_LINES = 200;

/** How far it is; a total of 0: not known yet. */
export interface JobProgress {
  readonly done: number;
  readonly total: number;
}

/** What JSON and the store both carry as it is. */
export type JobData = Readonly<Record<string, unknown>>;

export interface Job {
  /** Sorts by the time it was asked for. */
  readonly id: string;
  readonly kind: JobKind;
  /** Small settings of this run, such as `dryRun`; bulky input lies apart (JobStore.inputOf). */
  readonly input: JobData;
  readonly partnerId?: string;
  readonly accountId?: string;
  readonly requestedBy: Origin;
  readonly state: JobState;
  readonly progress: JobProgress;
  readonly log: readonly JobLogLine[];
  /** How often a node began it. */
  readonly attempts: number;
  /** Where a next attempt goes on from. */
  readonly checkpoint?: JobData;
  readonly result?: JobData;
  /** Why it failed, or why the last attempt did. */
  readonly error?: { readonly code: string; readonly detail: string };
  /** Not begun before this. */
  readonly notBefore: Date;
  /** The node that works on it now. */
  readonly node?: string;
  /** Grows with every change. */
  readonly revision: number;
  readonly createdAt: Date;
  readonly startedAt?: Date;
  readonly finishedAt?: Date;
}

export function hasEnded({ state }: Pick<Job, 'state'>): boolean {
  return state === 'done' || state === 'failed' || state === 'cancelled';
}
