// One way through the phones of a plan: forwards, where each gets the change, or back, where it is taken from each. The same
// loop for both: asks nextSteps, takes phones, writes their records, tells them, sees who came back. Whatever is done is
// written before, so another attempt goes on from the store alone; a phone whose telling was cut off may have heard: it is
// waited for, and told again only when it did not come.
import { setImmediate as atEndOfTurn } from 'node:timers/promises';
import type { Tellable } from '../devices/notify.ts';
import type { Mac } from '../domain/mac.ts';
import {
  NO_COUNTS,
  type Plan,
  type PlanPhone,
  type PlanPhoneReason,
  type PlanPhoneState,
  type ToldResult,
} from '../domain/plan.ts';
import { AppError } from '../errors.ts';
import { type JobContext, JobRests } from '../work/context.ts';
import type { PlanRunDeps } from './deps.ts';
import { findPlan, patchPlan } from './kept.ts';
import { countWaves, nextSteps, type StepInput, type StepPhone } from './next-steps.ts';
import { type Reported, whyLate } from './returns.ts';

/** What differs between the two ways. */
export interface Round {
  /** The plan is in this state while the round goes on. */
  readonly state: Plan['state'];
  readonly from: readonly PlanPhoneState[];
  readonly word: Tellable | undefined;
  readonly rules: Omit<StepInput, 'phones'>;
  /** When one is told again that an attempt told which was cut off, and that has not come since: nobody knows whether it heard. */
  readonly tellAgainAt: (phone: PlanPhone) => Date | undefined;
  /** Its time begins anew. */
  readonly retold: (at: Date) => Partial<PlanPhone>;
  readonly taken: (at: Date) => Partial<PlanPhone>;
  /** Writes the phone's record; may be done again. @returns why it could not be */
  readonly move: (phone: PlanPhone) => Promise<PlanPhoneReason | undefined>;
  /** What is noted once the record is written and the phone was told, or was not. */
  readonly moved: (phone: PlanPhone, told: ToldResult | undefined) => Promise<Partial<PlanPhone>>;
  /** Taken by an attempt that was cut off before that. */
  readonly isCutOff: (phone: PlanPhone) => boolean;
  /** How it counts for its turn. */
  readonly asStep: (phone: PlanPhone) => StepPhone;
  /** Whether it is waited for. */
  readonly isOutstanding: (phone: PlanPhone) => boolean;
  /** What its report says of its way back; nothing new: undefined. */
  readonly returned: (phone: PlanPhone, report: Reported) => Partial<PlanPhone> | undefined;
  readonly finish: (plan: Plan) => Promise<void>;
  readonly phones: ReadonlyMap<Mac, PlanPhone>;
}

export type PlanJob = Pick<JobContext, 'id' | 'input' | 'progress' | 'check' | 'signal'>;

/** Told at a time; an answer may take half a minute. */
const MOST_IN_FLIGHT = 100;
/** Records written at a time. */
const AT_ONCE = 8;
/** Who came back is looked for this often while somebody is out. */
const LOOK_MS = 5_000;
/** Up to this the attempt waits itself; beyond it lets others use the node. */
const WAIT_MS = 2_000;
const MOST_REPORTS = 1_000;
const TAKER_BYTES = 8;

/** Goes on until the round is finished or stops, or somebody changed the plan's state. @throws JobRests */
export async function goRound(deps: PlanRunDeps, planId: string, job: PlanJob, round: Round): Promise<void> {
  const phones = new Map(round.phones);
  const flights = new Map<Mac, Promise<void>>();
  const taker = deps.cpe.randomHex(TAKER_BYTES);
  const { now } = deps.cpe;
  let lookedAt = 0;
  let told = '';

  const note = async (
    changes: readonly { readonly mac: Mac; readonly change: Partial<PlanPhone> }[],
  ): Promise<void> => {
    if (changes.length === 0) return;
    await deps.plans.phones.set(planId, changes);
    for (const { mac, change } of changes) {
      const phone = phones.get(mac);
      if (phone) phones.set(mac, { ...phone, ...change });
    }
  };
  const write = async (some: readonly PlanPhone[]): Promise<readonly PlanPhone[]> => {
    const written: PlanPhone[] = [];
    await eachOf(some, AT_ONCE, async (phone) => {
      const why = await round.move(phone);
      if (why) await note([{ mac: phone.mac, change: { state: 'left', why } }]);
      else written.push(phone);
    });
    return written;
  };
  const take = async (macs: readonly Mac[]): Promise<readonly PlanPhone[]> => {
    const change = { ...round.taken(now()), takenBy: taker };
    const mine = await deps.plans.phones.take(planId, macs, round.from, taker, change);
    return mine.flatMap((mac) => {
      const phone = phones.get(mac);
      if (!phone) return [];
      phones.set(mac, { ...phone, ...change });
      return [{ ...phone, ...change }];
    });
  };
  const tellOne = async (phone: PlanPhone, word: Tellable): Promise<void> => {
    const result = await resultOfTelling(deps, phone.mac, word);
    await note([{ mac: phone.mac, change: await round.moved(phone, result) }]);
  };
  const depart = (phone: PlanPhone, word: Tellable): void => {
    const flight = tellOne(phone, word).finally(() => flights.delete(phone.mac));
    flights.set(phone.mac, flight);
  };
  const giveTurns = async (macs: readonly Mac[], word: Tellable | undefined): Promise<void> => {
    const written = await write(await take(macs));
    if (word === undefined) {
      await eachOf(written, AT_ONCE, async (phone) =>
        note([{ mac: phone.mac, change: await round.moved(phone, undefined) }]),
      );
      return;
    }
    for (const phone of written) depart(phone, word);
  };
  const tellUnheard = async (): Promise<void> => {
    const { word } = round;
    const at = now();
    const unheard = [...phones.values()].filter((phone) => {
      const again = flights.has(phone.mac) ? undefined : round.tellAgainAt(phone);
      return again !== undefined && again <= at;
    });
    if (word === undefined) return;
    const some = unheard.slice(0, MOST_IN_FLIGHT - flights.size);
    await note(some.map(({ mac }) => ({ mac, change: round.retold(now()) })));
    for (const phone of some) depart(phone, word);
  };
  const mendCutOff = async (): Promise<void> => {
    const left = await write([...phones.values()].filter(round.isCutOff));
    const result = round.word && ('cutOff' as const);
    await eachOf(left, AT_ONCE, async (phone) =>
      note([{ mac: phone.mac, change: await round.moved(phone, phone.why === 'neverSeen' ? undefined : result) }]),
    );
  };
  const lookForReturns = async (): Promise<void> => {
    const outstanding = [...phones.values()].filter(round.isOutstanding);
    if (now().getTime() - lookedAt < WAIT_MS) return;
    lookedAt = now().getTime();
    for (let from = 0; from < outstanding.length; from += MOST_REPORTS) {
      const some = outstanding.slice(from, from + MOST_REPORTS);
      const reports = await deps.reports.findReports(some.map(({ mac }) => mac));
      await note(
        some.flatMap((phone) => {
          const report = reports.get(phone.mac);
          const change = report && round.returned(phone, report);
          return change ? [{ mac: phone.mac, change }] : [];
        }),
      );
    }
  };
  const tally = async (): Promise<void> => {
    const counts = { ...NO_COUNTS };
    for (const { state } of phones.values()) counts[state] += 1;
    const waveCounts = countWaves([...phones.values()].map(round.asStep));
    const text = JSON.stringify([counts, waveCounts]);
    if (text === told) return;
    told = text;
    await patchPlan(deps, planId, [round.state], () => ({ counts, waveCounts }));
    const turns = [...phones.values()].filter(({ state }) => state !== 'unchanged' && state !== 'refused').length;
    await job.progress({ done: turns - counts.waiting - counts.out, total: turns });
  };
  const settled = async (): Promise<void> => {
    while (flights.size > 0) await Promise.all(flights.values());
  };

  await mendCutOff();
  for (;;) {
    job.check();
    const plan = await findPlan(deps, planId);
    if (plan.state !== round.state || plan.jobId !== job.id) return settled();
    await lookForReturns();
    await tellUnheard();
    const steps = nextSteps({ ...round.rules, phones: [...phones.values()].map(round.asStep) }, now());
    await note(steps.late.map((mac) => ({ mac, change: { state: 'late', why: whyLate(phones.get(mac)) } })));
    await tally();
    if (steps.next.do === 'stop') {
      await settled();
      await tally();
      return patchPlan(deps, planId, [round.state], () => ({ state: 'stopped', reason: 'tooManyLate' }));
    }
    const isUnsure = [...phones.values()].some((phone) => round.tellAgainAt(phone) !== undefined);
    if (steps.next.do === 'finish' && flights.size === 0 && !isUnsure) {
      // Who was never seen cannot be told; it finds what it gets at its first boot.
      const quiet = [...phones.values()].filter(({ state }) => round.from.includes(state));
      await giveTurns(
        quiet.map(({ mac }) => mac),
        undefined,
      );
      await tally();
      return round.finish(plan);
    }
    const macs = steps.tell.slice(0, MOST_IN_FLIGHT - flights.size);
    if (macs.length > 0) {
      await giveTurns(macs, round.word);
      await atEndOfTurn();
      continue;
    }
    const isWaiting = [...phones.values()].some(round.isOutstanding);
    const idleMs = flights.size > 0 ? 0 : LOOK_MS;
    const soonest = steps.next.do === 'look' ? steps.next.at.getTime() : now().getTime() + idleMs;
    const until = isWaiting ? Math.min(soonest, now().getTime() + LOOK_MS) : soonest;
    const waitMs = until - now().getTime();
    if (flights.size === 0 && waitMs > WAIT_MS) throw new JobRests(new Date(until));
    await deps.sleep(Math.min(Math.max(waitMs, 50), 1_000), job.signal);
  }
}

async function resultOfTelling(deps: PlanRunDeps, mac: Mac, word: Tellable): Promise<ToldResult> {
  try {
    return (await deps.tell(mac, word)).result;
  } catch (error) {
    // The phone was taken away between its turn and the telling.
    if (error instanceof AppError) return 'unreachable';
    throw error;
  }
}

async function eachOf<T>(items: readonly T[], atOnce: number, work: (item: T) => Promise<void>): Promise<void> {
  const left = [...items];
  const worker = async (): Promise<void> => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, left.length) }, worker));
}
