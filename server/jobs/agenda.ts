// Agenda: spreads due jobs over the nodes, and repeats what repeats. It only says when and where; what a job is, who may
// work on it and how it ended stands in the job itself (work/), so a word of Agenda's that gets lost or comes twice does no
// harm: whatever is due is found again every few seconds.
import { MongoBackend, type MongoBackendConfig } from '@agendajs/mongo-backend';
import { Agenda } from 'agenda';
import type { Origin } from '../domain/actor.ts';
import { startJob } from '../work/jobs.ts';
import { type RunDeps, runJob } from '../work/run.ts';

export type Database = Extract<MongoBackendConfig, { mongo: unknown }>['mongo'];

export interface JobTimes {
  /** How often Agenda looks for something to do. */
  readonly lookMs: number;
  /** How often due jobs are looked for that nobody was told of. */
  readonly sweepMs: number;
  readonly tidyMs: number;
}

export interface JobAgenda {
  /** Says that a job is due at a time. */
  readonly announce: (id: string, at: Date) => Promise<void>;
  /** From here on this node works on jobs. */
  readonly start: () => Promise<void>;
  /** Running jobs are to have ended when this is called (RunDeps.stopping). */
  readonly stop: () => Promise<void>;
}

const COLLECTION = 'agendaJobs';
/** Jobs at a time on one node. */
const AT_A_TIME = 2;
const SWEEP_LIMIT = 20;
const STOP_LIMIT_MS = 8_000;
const HOUSEKEEPER: Origin = { actor: { kind: 'machine', name: 'tidy' }, door: 'job' };

/** @param deps  all but `announce`, which is what this gives */
export async function openAgenda(
  db: Database,
  deps: Omit<RunDeps, 'announce'>,
  { lookMs, sweepMs, tidyMs }: JobTimes,
): Promise<JobAgenda> {
  const { log, leaseMs } = deps;
  const backend = new MongoBackend({ mongo: db, collection: COLLECTION });
  const agenda = new Agenda({ backend, processEvery: lookMs, defaultLockLifetime: leaseMs, removeOnComplete: true });
  agenda.on('error', (err) => log.warn({ err }, 'Agenda failed'));
  agenda.on('fail', (err) => log.warn({ err }, 'a task of Agenda failed'));
  await agenda.ready;

  const announce = async (jobId: string, at: Date) => void (await agenda.schedule(at, 'run', { jobId }));
  const running: RunDeps = { ...deps, announce };

  // A node that was too busy to renew a lease in time must not come to its own aid.
  const here = new Set<string>();
  const runHere = async (jobId: string, alive: () => Promise<unknown>): Promise<void> => {
    if (here.has(jobId)) return;
    here.add(jobId);
    await runJob(running, jobId, alive).finally(() => here.delete(jobId));
  };
  agenda.define<{ jobId: string }>('run', async (task) => runHere(task.attrs.data.jobId, () => task.touch()), {
    concurrency: AT_A_TIME,
    lockLimit: AT_A_TIME,
  });
  agenda.define('sweep', async () => {
    for (const id of await deps.jobs.due(SWEEP_LIMIT)) await announce(id, deps.now());
  });
  agenda.define('tidy', async () => {
    const moment = new Date(Math.floor(deps.now().getTime() / tidyMs) * tidyMs);
    await startJob(running, { kind: 'tidy', requestedBy: HOUSEKEEPER, moment });
  });

  return {
    announce,
    start: async () => {
      await agenda.every(sweepMs, 'sweep');
      await agenda.every(tidyMs, 'tidy');
      await agenda.start();
    },
    stop: async () => {
      await agenda.drain({ timeout: STOP_LIMIT_MS, closeConnection: false });
    },
  };
}
