// Carries a plan out, as one attempt at its job: looks at its phones, waits for its time, lays the change beside what stands,
// goes through the phones, and makes it the account's own; or goes back the same way. Where an attempt ends, the next goes on.

import type { Mac } from '../domain/mac.ts';
import { nextWindow } from '../domain/maintenance-window.ts';
import type { Change, Plan, PlanPhone, StopReason } from '../domain/plan.ts';
import { isRegisteredSince } from '../domain/registration.ts';
import { JobRests, JobStopped } from '../work/context.ts';
import { fieldsOf, isOfAccount, openChange } from './changes.ts';
import type { PlanRunDeps } from './deps.ts';
import { findPlan, patchPlan } from './kept.ts';
import type { StepPhone } from './next-steps.ts';
import { targetPhones } from './phones.ts';
import { intentOf, previewPlan, verdictOn } from './preview-plan.ts';
import { returnWithChange, returnWithout } from './returns.ts';
import { goRound, type PlanJob, type Round } from './round.ts';
import { commit, giveTurn, isRestored, restage, stage, takeTurnBack, unstage } from './turns.ts';

/** A job may begin before its plan says that it is the one. */
const SETTLE_MS = 30_000;
const SETTLE_LOOK_MS = 500;

/** One attempt at a plan's job. @throws JobRests  there is nothing to do until then */
export async function runPlan(deps: PlanRunDeps, job: PlanJob): Promise<{ readonly state: Plan['state'] }> {
  const planId = String(job.input.planId);
  try {
    for (;;) {
      const plan = await findPlan(deps, planId);
      if (plan.jobId !== job.id) return waitForPlan(deps, plan, job);
      const step = STEPS[plan.state];
      if (!step) return { state: plan.state };
      await step(deps, plan, job);
    }
  } catch (error) {
    if (error instanceof JobStopped && error.because === 'cancelled')
      await patchPlan(deps, planId, ['scheduled', 'running'], () => ({ state: 'paused' }));
    throw error;
  }
}

type Step = (deps: PlanRunDeps, plan: Plan, job: PlanJob) => Promise<void>;

const STEPS: Readonly<Partial<Record<Plan['state'], Step>>> = {
  draft: lookAtAll,
  scheduled: begin,
  running: carryOut,
  undoing: takeBack,
};

function waitForPlan({ cpe }: PlanRunDeps, { state }: Plan, job: PlanJob): { readonly state: Plan['state'] } {
  const now = cpe.now().getTime();
  if (now - new Date(String(job.input.since)).getTime() > SETTLE_MS) return { state };
  throw new JobRests(new Date(now + SETTLE_LOOK_MS));
}

async function lookAtAll(deps: PlanRunDeps, plan: Plan, job: PlanJob): Promise<void> {
  const found = await previewPlan(deps, plan, job);
  await patchPlan(deps, plan.id, ['draft'], ({ startsItself }) => ({
    ...found,
    state: startsItself ? 'scheduled' : 'previewed',
    previewedAt: deps.cpe.now(),
  }));
}

/** Waits for its time, makes sure that what was shown is what will be, and lays the change beside what stands. */
async function begin(deps: PlanRunDeps, plan: Plan): Promise<void> {
  const now = deps.cpe.now();
  const { notBefore } = plan.schedule;
  if (notBefore && now < notBefore) throw new JobRests(notBefore);
  if (!plan.startsItself && (await hasChanged(deps, plan))) return stop(deps, plan, 'changedSincePreview');
  const change = openChange(deps.cpe.sealer, plan.change);
  if (isOfAccount(change)) {
    const { account, former, planned } = await fieldsOf(deps.cpe, change);
    // What was laid by an attempt that was cut off stays: it is what phones may have by now.
    if (account.staged?.planId !== plan.id) {
      await patchPlan(deps, plan.id, ['scheduled'], () => ({ former, planned }));
      if (!(await stage(deps, plan, change.accountId, planned))) return stop(deps, plan, 'otherPlan');
    }
  }
  await patchPlan(deps, plan.id, ['scheduled'], () => ({ state: 'running', startedAt: now }));
}

/** Whether a phone would get something else than was shown. Tags of files are brought up to date on the way. */
async function hasChanged(deps: PlanRunDeps, plan: Plan): Promise<boolean> {
  const intent = await intentOf(deps, plan);
  let isOther = false;
  for await (const batch of targetPhones(deps, plan.targets)) {
    const macs = batch.map(({ records }) => records.cpe.mac);
    const noted = new Map((await deps.plans.phones.findMany(plan.id, macs)).map((phone) => [phone.mac, phone]));
    const renewed: { readonly mac: Mac; readonly change: Partial<PlanPhone> }[] = [];
    for (const phone of batch) {
      const { mac } = phone.records.cpe;
      const verdict = await verdictOn(deps, phone, intent);
      const former = noted.get(mac);
      const group = verdict.state === 'waiting' ? verdict.group.id : undefined;
      if (former?.state !== verdict.state || former.group !== group) isOther = true;
      if (verdict.state !== 'waiting') continue;
      const { formerEtag, plannedEtag } = verdict;
      renewed.push({ mac, change: { ...(formerEtag && { formerEtag }), ...(plannedEtag && { plannedEtag }) } });
    }
    await deps.plans.phones.set(plan.id, renewed);
  }
  return isOther;
}

async function stop(deps: PlanRunDeps, plan: Plan, reason: StopReason): Promise<void> {
  await patchPlan(deps, plan.id, ['scheduled', 'undoing'], () => ({ state: 'stopped', reason }));
}

async function carryOut(deps: PlanRunDeps, plan: Plan, job: PlanJob): Promise<void> {
  const change = openChange(deps.cpe.sealer, plan.change);
  const phones = await phonesOf(deps, plan);
  const { word, stopRule, schedule, pacing } = plan;
  const lines = stopRule.mustRegister ? await linesOf(deps, [...phones.keys()]) : undefined;
  await goRound(deps, plan.id, job, {
    phones,
    state: 'running',
    from: ['waiting'],
    word: word === 'none' ? undefined : word,
    rules: {
      pacing,
      ...(word !== 'none' && { stopRule }),
      ...(schedule.window && { openingFor: await openings(deps, schedule.window, phones) }),
    },
    tellAgainAt: ({ state, told, outAt }) =>
      state === 'out' && told === 'cutOff' && outAt ? deadlineAfter(outAt, plan) : undefined,
    retold: (at) => ({ outAt: at }),
    taken: (at) => ({ state: 'out', outAt: at }),
    move: (phone) => giveTurn(deps, plan, change, phone),
    moved: async (_, told) => ({ isApplied: true, ...(told && { told }) }),
    isCutOff: ({ state, isApplied }) => state === 'out' && isApplied !== true,
    asStep: (phone) => stepForwards(plan, phone),
    isOutstanding: ({ state, outAt }) =>
      word !== 'none' && outAt !== undefined && (state === 'out' || state === 'late'),
    returned: (phone, report) => {
      const since = word === 'reboot' ? phone.outAt : undefined;
      const isRegistered = isRegisteredSince(lines?.get(phone.mac) ?? [], report.registrations, since);
      return returnWithChange(phone, report, isRegistered === false);
    },
    finish: async (now) => {
      if (isOfAccount(change)) await commit(deps, now, change.accountId);
      await patchPlan(deps, now.id, ['running'], () => ({ state: 'done', endedAt: deps.cpe.now() }));
    },
  });
}

async function phonesOf({ plans }: PlanRunDeps, { id }: Plan): Promise<ReadonlyMap<Mac, PlanPhone>> {
  return new Map((await plans.phones.all(id)).map((phone) => [phone.mac, phone]));
}

async function openings(
  { cpe: { records, now } }: PlanRunDeps,
  window: NonNullable<Plan['schedule']['window']>,
  phones: ReadonlyMap<Mac, PlanPhone>,
): Promise<NonNullable<Round['rules']['openingFor']>> {
  const ids = [...new Set([...phones.values()].flatMap(({ accountId }) => accountId ?? []))];
  const zones = new Map((await records.accounts.findMany(ids)).map(({ id, timeZone }) => [id, timeZone]));
  return (accountId) => nextWindow(window, zones.get(accountId ?? '') ?? 'UTC', now());
}

const MINUTE_MS = 60_000;

/** By then a phone is to be back. */
function deadlineAfter(at: Date, { stopRule }: Pick<Plan, 'stopRule'>): Date {
  return new Date(at.getTime() + stopRule.afterMinutes * MINUTE_MS);
}

/** Nobody is to blame where nothing could be told; and who was looked at counts no more. */
function stepForwards(
  { forgivenAt, stopRule }: Plan,
  { mac, accountId, address, wave, state, why, told, outAt }: PlanPhone,
): StepPhone {
  const isQuiet = why === 'neverSeen' || told === 'cannot';
  const isForgiven =
    state === 'late' &&
    forgivenAt !== undefined &&
    outAt !== undefined &&
    deadlineAfter(outAt, { stopRule }) <= forgivenAt;
  const counts = state === 'waiting' || state === 'out' || state === 'back' || state === 'late';
  const isApart = !counts || isForgiven || (isQuiet && state !== 'back');
  return { mac, accountId, address, wave, outAt, state: isApart ? 'apart' : state };
}

const MOST_CPES = 1_000;

/** The channels of each phone. */
async function linesOf(
  { cpe: { records } }: PlanRunDeps,
  macs: readonly Mac[],
): Promise<ReadonlyMap<Mac, readonly string[]>> {
  const lines = new Map<Mac, readonly string[]>();
  for (let from = 0; from < macs.length; from += MOST_CPES)
    for (const { mac, channelIds } of await records.cpes.findMany(macs.slice(from, from + MOST_CPES)))
      lines.set(mac, channelIds);
  return lines;
}

const HAD_TURN = ['out', 'back', 'late'] as const;

async function takeBack(deps: PlanRunDeps, plan: Plan, job: PlanJob): Promise<void> {
  const change = openChange(deps.cpe.sealer, plan.change);
  const phones = await phonesOf(deps, plan);
  if (!(await layAside(deps, plan, change, phones))) return stop(deps, plan, 'overtaken');
  const { word, pacing } = plan;
  await goRound(deps, plan.id, job, {
    phones,
    state: 'undoing',
    from: HAD_TURN,
    word: word === 'none' ? undefined : word,
    rules: { pacing },
    tellAgainAt: (phone) => (isUnsureOfUndo(phone) ? deadlineAfter(phone.undoneAt, plan) : undefined),
    retold: (at) => ({ undoneAt: at }),
    taken: (at) => ({ state: 'undone', undoneAt: at }),
    move: (phone) => takeTurnBack(deps, plan, change, phone),
    moved: async (phone, told) => {
      const restored = await isRestored(deps, phone);
      return { isRestored: restored, ...(told && { undoTold: told }), ...(!restored && { why: 'fileDiffers' }) };
    },
    isCutOff: (phone) => phone.state === 'undone' && phone.isRestored === undefined,
    asStep: stepBackwards,
    isOutstanding: isUnsureOfUndo,
    returned: returnWithout,
    finish: async (now) => {
      if (isOfAccount(change)) await unstage(deps, now, change.accountId);
      await patchPlan(deps, now.id, ['undoing'], () => ({ state: 'undone', endedAt: deps.cpe.now() }));
    },
  });
}

/** The server was stopped while it was told of the way back, and it has not fetched its former file since. */
function isUnsureOfUndo(phone: PlanPhone): phone is PlanPhone & { readonly undoneAt: Date } {
  const { state, undoTold, undoneAt, fetchedAt } = phone;
  if (state !== 'undone' || undoTold !== 'cutOff' || !undoneAt) return false;
  return !fetchedAt || fetchedAt < undoneAt;
}

function stepBackwards({ mac, accountId, address, state, why, undoneAt }: PlanPhone): StepPhone {
  const isDue = HAD_TURN.some((had) => had === state);
  const isApart = !isDue || why === 'neverSeen';
  return { mac, accountId, address, wave: 0, outAt: undoneAt, state: isApart ? 'apart' : 'waiting' };
}

/**
 * Brings the account to where each phone follows what it has now, and can be taken back on its own.
 * @returns false when the account was changed since
 */
async function layAside(
  deps: PlanRunDeps,
  plan: Plan,
  change: Change,
  phones: ReadonlyMap<Mac, PlanPhone>,
): Promise<boolean> {
  if (!isOfAccount(change) || !plan.planned) return true;
  const account = await deps.cpe.records.accounts.find(change.accountId);
  if (account?.staged?.planId === plan.id) return true;
  // Another plan may have marked them since: they are to stay with this one's values until their turn comes.
  for (const phone of phones.values())
    if (HAD_TURN.some((state) => state === phone.state)) await giveTurn(deps, plan, change, phone);
  return restage(deps, plan, change.accountId);
}
