// What plans need: their store, the records and files of phones, jobs to run in, and somebody who tells a phone. store/
// implements PlanStore; a desk has the rest.
import type { CpeDeps, RecordStore } from '../cpe/deps.ts';
import type { Outcome } from '../cpe/tell/outcome.ts';
import type { Tellable } from '../devices/notify.ts';
import type { Origin } from '../domain/actor.ts';
import type { Mac } from '../domain/mac.ts';
import type { Plan, PlanGroup, PlanPhone, PlanPhoneState } from '../domain/plan.ts';
import type { CpeReport } from '../domain/records.ts';
import type { PreviewDeps } from '../provisioning/preview.ts';
import type { JobDeps } from '../work/deps.ts';

export interface PlanStore {
  readonly plans: RecordStore<Plan>;
  readonly phones: PlanPhoneStore;
}

/** The phones of plans, and in which groups their files change. */
export interface PlanPhoneStore {
  /** Drops what a former preview wrote. */
  readonly clear: (planId: string) => Promise<void>;
  readonly add: (phones: readonly PlanPhone[]) => Promise<void>;
  readonly putGroups: (groups: readonly PlanGroup[]) => Promise<void>;
  /** Largest first. */
  readonly groups: (planId: string) => Promise<readonly PlanGroup[]>;
  /** By MAC. */
  readonly list: (
    planId: string,
    filter: { readonly state?: PlanPhoneState; readonly group?: string },
    page: { readonly limit: number; readonly after?: string },
  ) => Promise<readonly PlanPhone[]>;
  readonly findMany: (planId: string, macs: readonly Mac[]) => Promise<readonly PlanPhone[]>;
  /** All, in the order of their turns, without what was and is put into their records. */
  readonly all: (planId: string) => Promise<readonly PlanPhone[]>;
  /**
   * Of these the ones that stand in one of the states move on to the change, and carry the name of who took them.
   * @returns the ones that this call moved
   */
  readonly take: (
    planId: string,
    macs: readonly Mac[],
    from: readonly PlanPhoneState[],
    by: string,
    change: Partial<PlanPhone>,
  ) => Promise<readonly Mac[]>;
  readonly set: (
    planId: string,
    changes: readonly { readonly mac: Mac; readonly change: Partial<PlanPhone> }[],
  ) => Promise<void>;
}

/** What a plan is made and looked at with; a desk is one. */
export interface PlanDesk {
  readonly origin: Origin;
  readonly plans: PlanStore;
  readonly cpe: CpeDeps;
  readonly preview: PreviewDeps;
  readonly reports: { readonly findReports: (macs: readonly Mac[]) => Promise<ReadonlyMap<string, CpeReport>> };
  readonly jobs: JobDeps;
}

/** What it is carried out with. */
export interface PlanRunDeps extends PlanDesk {
  readonly tell: (mac: Mac, what: Tellable) => Promise<Pick<Outcome, 'result'>>;
  /** Waits within an attempt; ends early when the signal is aborted. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}
