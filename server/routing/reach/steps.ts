// How decisions about reachability say why. The texts stand in domain/texts-reach.ts under `reach.step.<because>`.
import type { REACH_TEXTS } from '../../domain/texts-reach.ts';
import type { Step } from '../step.ts';

type StepKey = Extract<keyof typeof REACH_TEXTS, `reach.step.${string}`>;
export type ReachBecause = StepKey extends `reach.step.${infer Because}` ? Because : never;
export type ReachStep = Step<ReachBecause>;

export function reachStep(rule: string, because: ReachBecause, values: ReachStep['values'] = {}): ReachStep {
  return { room: 'reach', rule, because, values };
}
