// TBR: where a call goes by day and time. Source: EXT-123 to EXT-129
import type { TbrExtension } from '../../domain/telephony/extension.ts';
import { routeByTime } from '../number-plan/by-time.ts';
import { type Outcome, sent } from './outcome.ts';
import type { Turn } from './turn.ts';

export function callByTime({ compiled, now, steps }: Turn, { number, failover }: TbrExtension): Outcome {
  const routes = compiled.timeRoutes.get(number);
  if (routes === undefined) return sent(failover);
  const { to, step } = routeByTime(routes, now);
  steps.push(step);
  return sent(to);
}
