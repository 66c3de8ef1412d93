// Schemas for tests, short to write.
import { DateTime } from 'luxon';
import type { NumberPlanSchema, PlannedTime } from '../../../server/domain/telephony/number-plan.ts';

export const AMSTERDAM = 'Europe/Amsterdam';
export const WORKDAYS = [1, 2, 3, 4, 5];

export function schema(fields: Partial<NumberPlanSchema> = {}): NumberPlanSchema {
  const plans = Array.from({ length: 9 }, (_, n) => ({ slot: n + 1, name: `Plan ${n + 1}`, numbers: [] }));
  return { id: 's1', name: 'Main', number: 1, isMain: true, plans, holidays: [], times: [], ...fields };
}

export function weekly(days: number[], startTime: string, endTime: string, plan: number): PlannedTime {
  return { kind: 'weekly', days, startTime, endTime, plan };
}

export function always(plan: number): PlannedTime {
  return { kind: 'period', startTime: '00:00', endTime: '24:00', plan };
}

export function holiday(start: string, end: string, plan: number, id = `h-${start}`) {
  const [startDate = '', startTime = ''] = start.split(' ');
  const [endDate = '', endTime = ''] = end.split(' ');
  return { id, description: 'Holiday', startDate, startTime, endDate, endTime, plan };
}

/** `2026-11-24 10:00` on the wall of a zone, in milliseconds. */
export function at(wall: string, zone = AMSTERDAM): number {
  return DateTime.fromISO(wall.replace(' ', 'T'), { zone }).toMillis();
}
