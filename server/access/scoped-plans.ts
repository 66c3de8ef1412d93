// Plans as far as an actor's reach goes. What is written of a plan's phones is written by whoever found the plan first; what
// is read of them for people asks for the plan itself.
import type { Reach } from '../domain/actor.ts';
import type { PlanStore } from '../plans/deps.ts';
import { fenced, fencesOf } from './scoped-records.ts';

export function scopedPlans(store: PlanStore, reach: Exclude<Reach, { over: 'platform' }>): PlanStore {
  const plans = fenced(store.plans, fencesOf(reach).plans);
  const isMine = async (planId: string): Promise<boolean> => (await plans.find(planId)) !== undefined;
  const { phones } = store;
  return {
    plans,
    phones: {
      ...phones,
      list: async (planId, filter, page) => ((await isMine(planId)) ? phones.list(planId, filter, page) : []),
      groups: async (planId) => ((await isMine(planId)) ? phones.groups(planId) : []),
    },
  };
}
