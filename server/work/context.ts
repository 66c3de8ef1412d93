// What a running job is handed: ways to say how far it is, to keep a place to go on from, and to learn that it has to stop.
// Each of them is a step: where a cancelled job, or one whose lease is lost, ends by an exception.
import type { Origin } from '../domain/actor.ts';
import type { Job, JobData, JobNote, JobProgress } from '../domain/job.ts';

/** Thrown by a step of a job that has to stop. A kind lets it pass. */
export class JobStopped extends Error {
  readonly because: 'cancelled' | 'leaseLost' | 'nodeStops';
  constructor(because: JobStopped['because']) {
    super(`the job stops: ${because}`);
    this.name = 'JobStopped';
    this.because = because;
  }
}

/** Thrown by a job that has nothing to do until then: it is begun again at that time, here or elsewhere, as the same attempt. */
export class JobRests extends Error {
  readonly until: Date;
  constructor(until: Date) {
    super(`the job rests until ${until.toISOString()}`);
    this.name = 'JobRests';
    this.until = until;
  }
}

export interface JobContext {
  readonly id: string;
  /** Who asked for it, through the door `job`. */
  readonly origin: Origin;
  readonly input: JobData;
  /** What a former attempt kept; undefined at the first. */
  readonly checkpoint: JobData | undefined;
  readonly bulk: () => Promise<string>;
  /** A step. Written at most a few times a second, so it may be called often. */
  readonly progress: (progress: JobProgress) => Promise<void>;
  /** A step, written at once. */
  readonly log: (note: JobNote, values?: Readonly<Record<string, string | number>>) => Promise<void>;
  /** A step, written at once: after it the next attempt begins with this checkpoint. */
  readonly keep: (checkpoint: JobData) => Promise<void>;
  /** A step that writes nothing. */
  readonly check: () => void;
  /** Aborted when the job has to stop, for what waits long within a step. */
  readonly signal: AbortSignal;
}

/** How a kind of job is carried out. An attempt may be repeated from its last checkpoint: every step must bear that. */
export interface JobWork {
  /** Attempts in all, those cut off by the death of a node included. */
  readonly maxAttempts: number;
  /** @returns the result; an AppError that is the asker's fault (4xx) is final, anything else is tried again */
  readonly run: (context: JobContext) => Promise<JobData>;
}

export function originOf({ requestedBy }: Job): Origin {
  return { ...requestedBy, door: 'job' };
}
