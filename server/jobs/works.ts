// Which use case carries out which kind of job. Source: issue "Jobs"
import type { DeskFor } from '../access/desk.ts';
import { may } from '../access/permissions.ts';
import { importCpes } from '../cpe/csv/import-cpes.ts';
import type { JobKind } from '../domain/job.ts';
import type { JobWork } from '../work/context.ts';

const MAX_ATTEMPTS = 5;

/** @param tidy  housekeeping, safe to repeat */
export function jobWorks(desk: DeskFor, tidy: () => Promise<void>): Readonly<Record<JobKind, JobWork>> {
  return {
    csvImport: {
      maxAttempts: MAX_ATTEMPTS,
      run: async (job) => {
        const mayChangeModel = may(job.origin.actor, 'cpes.changeModel');
        return { ...(await importCpes(desk(job.origin).cpe, job, { mayChangeModel })) };
      },
    },
    tidy: { maxAttempts: 1, run: async () => tidy().then(() => ({})) },
  };
}
