// TBR: where a call goes by day and time. Source: EXT-123 to EXT-129
import type { TbrExtension } from '../../domain/telephony/extension.ts';
import { type Outcome, sent } from './outcome.ts';
import { timed } from './reachability.ts';
import { say, type Turn } from './turn.ts';

export function routeByTime(turn: Turn, extension: TbrExtension): Outcome {
  const period = timed(turn, extension);
  say(turn, period === undefined ? 'outsidePeriods' : 'inPeriod', { extension: extension.number });
  return sent(period ?? extension.failover);
}
