// When a plan reaches phones and how carefully, as a form asks for it: in words and numbers that fit most plans as they stand.
import { DateTime } from 'luxon';
import { PLAN_WORDS, type PlanWord, type Schedule } from '../domain/plan.ts';
import { type FieldError, refuseIf } from '../errors.ts';
import { type NewPlan, PACING, STOP_RULE, WAVES } from '../plans/plans.ts';
import type { Typed } from './plan-forms.ts';

export const WHENS = ['now', 'at', 'window'] as const;
const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;
const DAYS = [1, 2, 3, 4, 5, 6, 7] as const;

/** What stands in the form before somebody changes it: at once, as carefully as a plan is that says nothing. */
export const USUAL: Typed = {
  when: 'now',
  from: '22:00',
  until: '05:00',
  word: '',
  canary: String(WAVES.canary),
  percents: WAVES.percents.join(', '),
  perMinute: String(PACING.perMinute),
  perAddressPerMinute: String(PACING.perAddressPerMinute),
  latePercent: String(STOP_RULE.latePercent),
  afterMinutes: String(STOP_RULE.afterMinutes),
};

/** Limits of the numbers, as in the API. */
export const NUMBERS = {
  canary: { min: 0, max: 10_000 },
  perMinute: { min: 1, max: 100_000 },
  perAddressPerMinute: { min: 1, max: 100_000 },
  latePercent: { min: 0, max: 100 },
  afterMinutes: { min: 1, max: 10_080 },
} as const;
type NumberName = keyof typeof NUMBERS;

type Timing = Pick<NewPlan, 'word' | 'schedule' | 'waves' | 'pacing' | 'stopRule'>;

/**
 * @param timeZone  in which a moment is typed
 * @throws INPUT_INVALID  naming every bad field by its name in the form
 */
export function timingOf(typed: Typed, timeZone: string): Timing {
  const errors: FieldError[] = [];
  const number = (name: NumberName): number => {
    const value = Number(typed[name]);
    const { min, max } = NUMBERS[name];
    const isGood = /^\d{1,6}$/.test(typed[name] ?? '') && value >= min && value <= max;
    if (!isGood) errors.push({ pointer: `/${name}`, detail: `must be a whole number from ${min} to ${max}` });
    return value;
  };
  const percents = (typed.percents ?? '').split(/[\s,;%]+/).flatMap((text) => (text === '' ? [] : [Number(text)]));
  if (percents.length > 20 || percents.some((percent) => !Number.isInteger(percent) || percent < 1 || percent > 100))
    errors.push({ pointer: '/percents', detail: 'must be whole numbers from 1 to 100, growing' });
  const waves = { canary: number('canary'), percents };
  const pacing = { perMinute: number('perMinute'), perAddressPerMinute: number('perAddressPerMinute') };
  const stopRule = { latePercent: number('latePercent'), afterMinutes: number('afterMinutes') };
  const schedule = scheduleOf(typed, timeZone, errors);
  refuseIf(errors);
  const word: PlanWord | undefined = PLAN_WORDS.find((one) => one === typed.word);
  return { schedule, waves, pacing, stopRule, ...(word && { word }) };
}

function scheduleOf(typed: Typed, timeZone: string, errors: FieldError[]): Schedule {
  if (typed.when === 'at') {
    const at = DateTime.fromISO(typed.at ?? '', { zone: timeZone });
    if (!at.isValid) errors.push({ pointer: '/at', detail: 'must be a date and a time' });
    return { notBefore: at.toJSDate() };
  }
  if (typed.when !== 'window') return {};
  const { from = '', until = '' } = typed;
  for (const [name, time] of Object.entries({ from, until }))
    if (!TIME.test(time)) errors.push({ pointer: `/${name}`, detail: 'must be a time such as 22:00' });
  const days = DAYS.filter((day) => typed[`day${day}`] !== undefined);
  return { window: { from, until, ...(days.length > 0 && days.length < DAYS.length && { days }) } };
}
