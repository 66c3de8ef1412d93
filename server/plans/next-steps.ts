// What a plan does next: whom to tell now, who is late, whether to stop, when to look again. Reads nothing and does nothing,
// so that each rule can be shown on its own; run-plan.ts carries it out.
import type { Mac } from '../domain/mac.ts';
import type { Opening } from '../domain/maintenance-window.ts';
import type { Pacing, StopRule, WaveCount, Waves } from '../domain/plan.ts';

/** A phone as far as its turn depends on it. */
export interface StepPhone {
  readonly mac: Mac;
  readonly accountId?: string | undefined;
  readonly address?: string | undefined;
  readonly wave: number;
  /** apart: it has no turn and counts nowhere, such as one that is refused or was never seen. */
  readonly state: 'waiting' | 'out' | 'back' | 'late' | 'apart';
  /** When its turn came. */
  readonly outAt?: Date | undefined;
}

export interface StepInput {
  /** In the order of their turns. */
  readonly phones: readonly StepPhone[];
  readonly pacing: Pacing;
  /** Absent: nobody is waited for, and no wave waits for the one before. */
  readonly stopRule?: StopRule | undefined;
  readonly notBefore?: Date | undefined;
  /** The hours of a phone's account; absent: any hour will do. */
  readonly openingFor?: ((accountId: string | undefined) => Opening) | undefined;
}

export type Next =
  | { readonly do: 'look'; readonly at: Date }
  | { readonly do: 'stop'; readonly wave: number; readonly late: number; readonly size: number }
  | { readonly do: 'finish' };

export interface Steps {
  /** Whose turn it is now; empty when the plan stops. */
  readonly tell: readonly Mac[];
  /** Who is late from now on. */
  readonly late: readonly Mac[];
  readonly next: Next;
}

const MINUTE_MS = 60_000;
/** A tenth of a minute's phones at most go in a tenth of a minute, so that they do not all start at its beginning. */
const SLICES = 10;
/** With nothing else to wait for, the clock is looked at this often. */
const IDLE_MS = 15 * MINUTE_MS;

export function nextSteps(input: StepInput, now: Date): Steps {
  const { stopRule, notBefore } = input;
  const late = stopRule ? input.phones.filter((phone) => isLate(phone, stopRule, now)).map(({ mac }) => mac) : [];
  const isNowLate = new Set(late);
  const phones = input.phones.map((phone) => (isNowLate.has(phone.mac) ? { ...phone, state: 'late' as const } : phone));
  const waves = countWaves(phones);
  const broken = stopRule && waves.findIndex(({ late: count, size }) => count * 100 > size * stopRule.latePercent);
  const brokenWave = broken === undefined ? undefined : waves[broken];
  if (broken !== undefined && brokenWave)
    return { tell: [], late, next: { do: 'stop', wave: broken, late: brokenWave.late, size: brokenWave.size } };
  const isGoing = phones.some(({ state }) => state === 'waiting' || (state === 'out' && stopRule !== undefined));
  if (!isGoing) return { tell: [], late, next: { do: 'finish' } };
  if (notBefore && now < notBefore) return { tell: [], late, next: { do: 'look', at: notBefore } };

  const open = stopRule ? waves.findIndex(({ waiting, out }) => waiting + out > 0) : undefined;
  const candidates = phones.filter(({ state, wave }) => state === 'waiting' && (open === undefined || wave === open));
  const { tell, at } = choose(candidates, phones, input, now);
  const deadlines = stopRule ? phones.flatMap((phone) => deadlineOf(phone, stopRule) ?? []) : [];
  const times = [...at, ...deadlines].map((time) => time.getTime());
  const soonest = times.reduce((least, time) => Math.min(least, time), now.getTime() + IDLE_MS);
  return { tell, late, next: { do: 'look', at: new Date(Math.max(now.getTime(), soonest)) } };
}

/** Who of the candidates may go now, and when it is worth to look again for the others. */
function choose(
  candidates: readonly StepPhone[],
  all: readonly StepPhone[],
  { pacing, openingFor }: StepInput,
  now: Date,
) {
  const gates = createGates(pacing, all, now);
  const tell: Mac[] = [];
  const at: Date[] = [];
  const openings = new Map<string | undefined, Opening | undefined>();
  for (const phone of candidates) {
    const { accountId, mac } = phone;
    if (!openings.has(accountId)) openings.set(accountId, openingFor?.(accountId));
    const opening = openings.get(accountId);
    if (opening && now < opening.opens) {
      at.push(opening.opens);
      continue;
    }
    const fullUntil = gates.pass(phone);
    if (fullUntil === undefined) {
      tell.push(mac);
      continue;
    }
    at.push(fullUntil.at);
    if (fullUntil.forAll) break;
  }
  return { tell, at };
}

interface Limit {
  readonly most: number;
  readonly withinMs: number;
  readonly keyOf: (phone: StepPhone) => string | undefined;
  readonly forAll: boolean;
}

function limitsOf({ perMinute, perAccountPerMinute, perAddressPerMinute }: Pacing): readonly Limit[] {
  const of = (most: number | undefined, keyOf: Limit['keyOf'], forAll: boolean): readonly Limit[] =>
    most === undefined
      ? []
      : [
          { most, withinMs: MINUTE_MS, keyOf, forAll },
          { most: Math.ceil(most / SLICES), withinMs: MINUTE_MS / SLICES, keyOf, forAll },
        ];
  return [
    ...of(perMinute, () => '', true),
    ...of(perAccountPerMinute, ({ accountId }) => accountId, false),
    ...of(perAddressPerMinute, ({ address }) => address, false),
  ];
}

/** How many went in the time that still counts, for each limit and each thing that it counts by. */
function createGates(pacing: Pacing, all: readonly StepPhone[], now: Date) {
  const gates = limitsOf(pacing).map((limit) => ({ ...limit, gone: new Map<string, number[]>() }));
  const note = (phone: StepPhone, time: number): void => {
    for (const { keyOf, gone, withinMs } of gates) {
      const key = keyOf(phone);
      if (key === undefined || time <= now.getTime() - withinMs) continue;
      const times = gone.get(key);
      if (times) times.push(time);
      else gone.set(key, [time]);
    }
  };
  for (const phone of all) if (phone.outAt) note(phone, phone.outAt.getTime());
  return {
    /** Lets it through, or says until when there is no room for it. */
    pass: (phone: StepPhone): { readonly at: Date; readonly forAll: boolean } | undefined => {
      for (const { keyOf, gone, most, withinMs, forAll } of gates) {
        const times = gone.get(keyOf(phone) ?? '') ?? [];
        if (keyOf(phone) === undefined || times.length < most) continue;
        const oldest = times.reduce((least, time) => Math.min(least, time));
        return { at: new Date(oldest + withinMs), forAll };
      }
      note(phone, now.getTime());
      return undefined;
    },
  };
}

function deadlineOf({ state, outAt }: StepPhone, { afterMinutes }: StopRule): Date | undefined {
  return state === 'out' && outAt ? new Date(outAt.getTime() + afterMinutes * MINUTE_MS) : undefined;
}

function isLate(phone: StepPhone, rule: StopRule, now: Date): boolean {
  const deadline = deadlineOf(phone, rule);
  return deadline !== undefined && deadline <= now;
}

/** By wave, from the first on. */
export function countWaves(phones: readonly Pick<StepPhone, 'state' | 'wave'>[]): readonly WaveCount[] {
  const counts: { size: number; out: number; back: number; late: number; waiting: number }[] = [];
  for (const { state, wave } of phones) {
    if (state === 'apart') continue;
    while (counts.length <= wave) counts.push({ size: 0, out: 0, back: 0, late: 0, waiting: 0 });
    const count = counts[wave];
    if (!count) continue;
    count.size += 1;
    count[state] += 1;
  }
  return counts;
}

/**
 * The wave of each of so many phones, in their order: never falling.
 * @returns one number for each phone
 */
export function layWaves({ canary, percents }: Waves, phones: number): readonly number[] {
  const ends = [canary, ...percents.map((percent) => Math.ceil((phones * percent) / 100)), phones];
  const growing = ends.map((_, i) => Math.min(phones, Math.max(...ends.slice(0, i + 1)))).filter((end) => end > 0);
  const waves = growing.filter((end, i) => end > (growing[i - 1] ?? 0));
  let wave = 0;
  return Array.from({ length: phones }, (_, i) => {
    while (i >= (waves[wave] ?? phones)) wave += 1;
    return wave;
  });
}
