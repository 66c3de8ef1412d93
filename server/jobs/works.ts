// Which use case carries out which kind of job.
import { setTimeout as sleep } from 'node:timers/promises';
import type { DeskFor } from '../access/desk.ts';
import { may } from '../access/permissions.ts';
import { importCpes } from '../cpe/csv/import-cpes.ts';
import { rotateAccount } from '../cpe/rotate-account.ts';
import type { Outcome } from '../cpe/tell/outcome.ts';
import type { Tellable } from '../devices/notify.ts';
import type { JobKind } from '../domain/job.ts';
import { type Mac, parseMac } from '../domain/mac.ts';
import { AppError } from '../errors.ts';
import { runClone } from '../pbx/reach/clone.ts';
import { runPlan } from '../plans/run-plan.ts';
import type { JobContext, JobWork } from '../work/context.ts';

const MAX_ATTEMPTS = 5;
/** A plan may run for days, over many deaths of nodes. */
const PLAN_ATTEMPTS = 100;

export interface WorksDeps {
  readonly desk: DeskFor;
  /** Housekeeping, safe to repeat. */
  readonly tidy: () => Promise<void>;
  readonly tell: (mac: Mac, what: Tellable) => Promise<Outcome>;
}

export function jobWorks({ desk, tidy, tell }: WorksDeps): Readonly<Record<JobKind, JobWork>> {
  return {
    csvImport: {
      maxAttempts: MAX_ATTEMPTS,
      run: async (job) => {
        const mayChangeModel = may(job.origin.actor, 'cpes.changeModel');
        return { ...(await importCpes(desk(job.origin).cpe, job, { mayChangeModel })) };
      },
    },
    resync: telling('resync'),
    reboot: telling('reboot'),
    rotation: {
      maxAttempts: MAX_ATTEMPTS,
      run: async (job) => ({ ...(await rotateAccount(desk(job.origin).cpe, job)) }),
    },
    plan: {
      maxAttempts: PLAN_ATTEMPTS,
      run: async (job) => ({ ...(await runPlan({ ...desk(job.origin), tell, sleep: sleepUnless }, job)) }),
    },
    reachClone: {
      maxAttempts: MAX_ATTEMPTS,
      run: async (job) => ({ ...(await runClone(desk(job.origin).telephony, job)) }),
    },
    tidy: { maxAttempts: 1, run: async () => tidy().then(() => ({})) },
  };

  /** Once: a phone that was told twice starts twice. */
  function telling(what: Tellable): JobWork {
    return {
      maxAttempts: 1,
      run: async (job: JobContext) => {
        const mac = parseMac(String(job.input.mac));
        // Within the reach of who asked, also now.
        if (!mac || !(await desk(job.origin).cpe.records.cpes.find(mac)))
          throw new AppError('CPE_NOT_FOUND', { detail: String(job.input.mac) });
        return { ...(await tell(mac, what)) };
      },
    };
  }
}

/** Ends early, and without a word, when the signal is aborted. */
async function sleepUnless(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => {});
}
