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
import { countWaves, type Next, nextSteps, type StepInput, type StepPhone } from './next-steps.ts';
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
  const field = openField(deps, planId, round);
  const turns = createTurns(deps, field, round);
  const looks = createLooks(deps, field, round);
  const tally = createTally(deps, planId, job, field, round);
  const { now } = deps.cpe;

  await turns.mendCutOff();
  for (;;) {
    job.check();
    const plan = await findPlan(deps, planId);
    if (plan.state !== round.state || plan.jobId !== job.id) return turns.settled();
    await looks.forReturns();
    await turns.tellUnheard();
    const steps = nextSteps({ ...round.rules, phones: field.all().map(round.asStep) }, now());
    await field.note(steps.late.map((mac) => ({ mac, change: { state: 'late', why: whyLate(field.find(mac)) } })));
    await tally();
    if (steps.next.do === 'stop') {
      await turns.settled();
      await tally();
      return patchPlan(deps, planId, [round.state], () => ({ state: 'stopped', reason: 'tooManyLate' }));
    }
    const isUnsure = field.all().some((phone) => round.tellAgainAt(phone) !== undefined);
    if (steps.next.do === 'finish' && turns.inFlight() === 0 && !isUnsure) {
      await turns.giveToQuiet();
      await tally();
      return round.finish(plan);
    }
    const macs = steps.tell.slice(0, MOST_IN_FLIGHT - turns.inFlight());
    if (macs.length > 0) {
      await turns.give(macs, round.word);
      await atEndOfTurn();
      continue;
    }
    await rest(deps, job, looks.nextAt(steps.next, turns.inFlight()), turns.inFlight());
  }
}

/** Waits within the attempt for a moment, or ends it until then. @throws JobRests  nothing is under way, and it is long until then */
async function rest({ cpe, sleep }: PlanRunDeps, { signal }: PlanJob, until: number, inFlight: number): Promise<void> {
  const waitMs = until - cpe.now().getTime();
  if (inFlight === 0 && waitMs > WAIT_MS) throw new JobRests(new Date(until));
  await sleep(Math.min(Math.max(waitMs, 50), 1_000), signal);
}

/** The phones of a round as they stand in the store, and what is written of them. */
interface Field {
  readonly all: () => readonly PlanPhone[];
  readonly find: (mac: Mac) => PlanPhone | undefined;
  readonly note: (changes: readonly { readonly mac: Mac; readonly change: Partial<PlanPhone> }[]) => Promise<void>;
  /** @returns the ones that are this attempt's now, and no other's */
  readonly take: (macs: readonly Mac[]) => Promise<readonly PlanPhone[]>;
}

function openField({ plans, cpe }: PlanRunDeps, planId: string, round: Round): Field {
  const phones = new Map(round.phones);
  const taker = cpe.randomHex(TAKER_BYTES);
  const changed = (mac: Mac, change: Partial<PlanPhone>): readonly PlanPhone[] => {
    const phone = phones.get(mac);
    if (!phone) return [];
    phones.set(mac, { ...phone, ...change });
    return [{ ...phone, ...change }];
  };
  return {
    all: () => [...phones.values()],
    find: (mac) => phones.get(mac),
    note: async (changes) => {
      if (changes.length === 0) return;
      await plans.phones.set(planId, changes);
      for (const { mac, change } of changes) changed(mac, change);
    },
    take: async (macs) => {
      const change = { ...round.taken(cpe.now()), takenBy: taker };
      const mine = await plans.phones.take(planId, macs, round.from, taker, change);
      return mine.flatMap((mac) => changed(mac, change));
    },
  };
}

/** Turns of phones: taken, written, told. Who is told is in flight until it answered, or did not. */
function createTurns(deps: PlanRunDeps, field: Field, round: Round) {
  const flights = new Map<Mac, Promise<void>>();

  const write = async (some: readonly PlanPhone[]): Promise<readonly PlanPhone[]> => {
    const written: PlanPhone[] = [];
    await eachOf(some, AT_ONCE, async (phone) => {
      const why = await round.move(phone);
      if (why) await field.note([{ mac: phone.mac, change: { state: 'left', why } }]);
      else written.push(phone);
    });
    return written;
  };
  const noteMoved = async (phone: PlanPhone, told: ToldResult | undefined): Promise<void> =>
    field.note([{ mac: phone.mac, change: await round.moved(phone, told) }]);
  const tellOne = async (phone: PlanPhone, word: Tellable): Promise<void> =>
    noteMoved(phone, await resultOfTelling(deps, phone.mac, word));
  const depart = (phone: PlanPhone, word: Tellable): void => {
    const flight = tellOne(phone, word).finally(() => flights.delete(phone.mac));
    flights.set(phone.mac, flight);
  };
  const give = async (macs: readonly Mac[], word: Tellable | undefined): Promise<void> => {
    const written = await write(await field.take(macs));
    if (word === undefined) return eachOf(written, AT_ONCE, (phone) => noteMoved(phone, undefined));
    for (const phone of written) depart(phone, word);
  };

  return {
    give,
    inFlight: () => flights.size,
    settled: async (): Promise<void> => {
      while (flights.size > 0) await Promise.all(flights.values());
    },
    /** Who was never seen cannot be told; it finds what it gets at its first boot. */
    giveToQuiet: () => {
      const quiet = field.all().filter(({ state }) => round.from.includes(state));
      return give(
        quiet.map(({ mac }) => mac),
        undefined,
      );
    },
    /** Those of whom nobody knows whether they heard, when they did not come in time. */
    tellUnheard: async (): Promise<void> => {
      const { word } = round;
      if (word === undefined) return;
      const at = deps.cpe.now();
      const unheard = field.all().filter((phone) => {
        const again = flights.has(phone.mac) ? undefined : round.tellAgainAt(phone);
        return again !== undefined && again <= at;
      });
      const some = unheard.slice(0, MOST_IN_FLIGHT - flights.size);
      await field.note(some.map(({ mac }) => ({ mac, change: round.retold(deps.cpe.now()) })));
      for (const phone of some) depart(phone, word);
    },
    /** What an attempt that was cut off had begun: written to its end, and not told, since it may have been. */
    mendCutOff: async (): Promise<void> => {
      const left = await write(field.all().filter(round.isCutOff));
      const result = round.word && ('cutOff' as const);
      await eachOf(left, AT_ONCE, (phone) => noteMoved(phone, phone.why === 'neverSeen' ? undefined : result));
    },
  };
}

/** Who came back, looked for every few seconds. */
function createLooks({ cpe: { now }, reports }: PlanRunDeps, field: Field, round: Round) {
  let lookedAt = 0;
  return {
    forReturns: async (): Promise<void> => {
      if (now().getTime() - lookedAt < WAIT_MS) return;
      lookedAt = now().getTime();
      const outstanding = field.all().filter(round.isOutstanding);
      for (let from = 0; from < outstanding.length; from += MOST_REPORTS) {
        const some = outstanding.slice(from, from + MOST_REPORTS);
        const found = await reports.findReports(some.map(({ mac }) => mac));
        await field.note(
          some.flatMap((phone) => {
            const report = found.get(phone.mac);
            const change = report && round.returned(phone, report);
            return change ? [{ mac: phone.mac, change }] : [];
          }),
        );
      }
    },
    /** When there is something to do again, as a time in ms. */
    nextAt: (next: Next, inFlight: number): number => {
      const idleMs = inFlight > 0 ? 0 : LOOK_MS;
      const soonest = next.do === 'look' ? next.at.getTime() : now().getTime() + idleMs;
      return field.all().some(round.isOutstanding) ? Math.min(soonest, now().getTime() + LOOK_MS) : soonest;
    },
  };
}

/** @returns what writes into the plan how many phones stand where, and tells the job; nothing when it is as it was */
function createTally(deps: PlanRunDeps, planId: string, job: PlanJob, field: Field, round: Round): () => Promise<void> {
  let told = '';
  return async () => {
    const phones = field.all();
    const counts = { ...NO_COUNTS };
    for (const { state } of phones) counts[state] += 1;
    const waveCounts = countWaves(phones.map(round.asStep));
    const text = JSON.stringify([counts, waveCounts]);
    if (text === told) return;
    told = text;
    await patchPlan(deps, planId, [round.state], () => ({ counts, waveCounts }));
    const turns = phones.length - counts.unchanged - counts.refused;
    await job.progress({ done: turns - counts.waiting - counts.out, total: turns });
  };
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
