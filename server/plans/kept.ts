// A plan's record: found, and changed from the states in which that may be done.
import { edit } from '../cpe/deps.ts';
import type { Plan, PlanState } from '../domain/plan.ts';
import { AppError } from '../errors.ts';
import type { PlanDesk } from './deps.ts';

type Desk = Pick<PlanDesk, 'plans' | 'cpe'>;

/** @throws PLAN_NOT_FOUND */
export async function findPlan({ plans }: Pick<Desk, 'plans'>, id: string): Promise<Plan> {
  const plan = await plans.plans.find(id);
  if (!plan) throw new AppError('PLAN_NOT_FOUND', { detail: id.slice(0, 64) });
  return plan;
}

/** @throws PLAN_NOT_FOUND, REVISION_STALE; PLAN_STATE  it is in none of these states */
export function movePlan(
  { plans, cpe }: Desk,
  id: string,
  from: readonly PlanState[],
  change: (plan: Plan) => Plan,
  expected?: number,
): Promise<Plan> {
  return edit(cpe, plans.plans, id, expected, { missing: 'PLAN_NOT_FOUND' }, (plan) => {
    if (!from.includes(plan.state)) throw new AppError('PLAN_STATE', { detail: `it is ${plan.state}` });
    return change(plan);
  });
}

/** The same for whoever carries it out: in any other state it is left as somebody else put it. */
export async function patchPlan(
  desk: Desk,
  id: string,
  from: readonly PlanState[],
  change: (plan: Plan) => Partial<Plan>,
): Promise<void> {
  try {
    await movePlan(desk, id, from, (plan) => ({ ...plan, ...change(plan) }));
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'PLAN_STATE') throw error;
  }
}
