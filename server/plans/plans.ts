// Plans as people handle them: made, started, held, gone on with, ended, taken back. What is done to phones is done by the
// plan's job alone; here only its state changes, each time from the states in which that may be.

import type { EventOf } from '../audit/log.ts';
import { hasEnded } from '../domain/job.ts';
import { type Mac, parseMac } from '../domain/mac.ts';
import {
  type Change,
  NO_COUNTS,
  type Pacing,
  type Plan,
  type PlanState,
  type PlanWord,
  type Schedule,
  type StopRule,
  type Targets,
  type Waves,
} from '../domain/plan.ts';
import { AppError, type FieldError, invalid, refuseIf } from '../errors.ts';
import { findJob, startNewJob } from '../work/jobs.ts';
import { checkChange, isOfAccount, openChange, sealChange } from './changes.ts';
import type { PlanDesk } from './deps.ts';
import { findPlan, movePlan } from './kept.ts';
import { filterOf } from './phones.ts';
import { unstage } from './turns.ts';

export interface NewPlan {
  readonly name?: string;
  readonly change: Change;
  /** For what an account changes: nothing, since it concerns all of the account's phones. */
  readonly targets?: Omit<Targets, 'macs'> & { readonly macs?: readonly string[] };
  /** By default what the change needs: `reboot` for a restart and for firmware, else `resync`. */
  readonly word?: PlanWord;
  readonly schedule?: Schedule;
  readonly waves?: Waves;
  readonly pacing?: Pacing;
  readonly stopRule?: StopRule;
  /** Goes on from preview to run by itself. */
  readonly startsItself?: boolean;
}

/** One of each kind first, then a tenth, then the rest. */
export const WAVES: Waves = { canary: 5, percents: [10] };
/** An office of a hundred phones behind one address starts within five minutes. */
export const PACING = { perMinute: 300, perAddressPerMinute: 30 } as const satisfies Pacing;
/** A phone normally needs 5 to 10 minutes. Source: DEV-14 */
export const STOP_RULE: StopRule = { latePercent: 5, afterMinutes: 15 };
const MOST_MACS = 10_000;

/**
 * Makes a plan and has its phones looked at.
 * @throws INPUT_INVALID, ACCOUNT_NOT_FOUND, MODEL_NOT_FOUND, FIRMWARE_NOT_FOUND; REVISION_STALE  the account is not the expected one
 */
export async function addPlan(desk: NotingDesk, wish: NewPlan, expected?: number): Promise<Plan> {
  const { cpe } = desk;
  const { targets, errors } = readTargets(wish);
  refuseIf([...errors, ...ruleProblems(wish)]);
  await checkChange(cpe, wish.change, expected);
  const owner = await ownerOf(desk, targets);
  const at = cpe.now();
  const { kind } = wish.change;
  const plan: Plan = {
    id: newPlanId(at, cpe.randomHex),
    revision: 1,
    createdAt: at,
    changedAt: at,
    name: wish.name?.trim() ?? '',
    ...owner,
    kind,
    change: sealChange(cpe.sealer, wish.change),
    targets,
    word: wish.word ?? (kind === 'none' || kind === 'updateFirmware' || kind === 'firmware' ? 'reboot' : 'resync'),
    schedule: wish.schedule ?? {},
    waves: wish.waves ?? WAVES,
    pacing: wish.pacing ?? PACING,
    stopRule: wish.stopRule ?? STOP_RULE,
    ...(wish.startsItself && { startsItself: true }),
    state: 'draft',
    requestedBy: desk.origin.actor.kind === 'person' ? desk.origin.actor.username : desk.origin.actor.name,
    counts: NO_COUNTS,
    waveCounts: [],
  };
  const taken = await desk.plans.plans.insert(plan);
  if (taken.length > 0) throw new Error('a random plan id came twice');
  const begun = await setToWork(desk, plan, ['draft'], 'draft');
  await noteStep(desk, begun, 'add');
  return begun;
}

const TIME_DIGITS = 9;
const ID_BYTES = 6;

/** Sorts newest first. */
function newPlanId(at: Date, randomHex: (bytes: number) => string): string {
  const left = 36 ** TIME_DIGITS - 1 - at.getTime();
  return `${left.toString(36).padStart(TIME_DIGITS, '0')}-${randomHex(ID_BYTES)}`;
}

function readTargets({ change, targets = {} }: NewPlan): {
  readonly targets: Targets;
  readonly errors: readonly FieldError[];
} {
  const errors: FieldError[] = [];
  if (isOfAccount(change)) {
    const others = Object.keys(targets).filter(
      (name) => name !== 'accountId' || targets.accountId !== change.accountId,
    );
    for (const name of others)
      errors.push({
        pointer: `/targets/${name}`,
        detail: "this change concerns all the account's phones: change the CPEs themselves to reach some of them",
      });
    const byModel = 'model' in change ? { vendor: change.vendor, model: change.model } : {};
    const byVendor = change.kind === 'ringtones' ? { vendor: change.vendor } : {};
    return { targets: { accountId: change.accountId, ...byModel, ...byVendor }, errors };
  }
  const { macs: texts, ...plain } = targets;
  const macs: Mac[] = [];
  for (const [i, text] of (texts ?? []).entries()) {
    const mac = parseMac(text);
    if (mac) macs.push(mac);
    else errors.push({ pointer: `/targets/macs/${i}`, detail: 'is no MAC: it takes twelve hex digits' });
  }
  if (macs.length > MOST_MACS) errors.push({ pointer: '/targets/macs', detail: `are more than ${MOST_MACS}` });
  if (Object.keys(targets).length === 0)
    errors.push({ pointer: '/targets', detail: 'must say which phones: an account, a model, MACs' });
  return { targets: { ...plain, ...(texts && { macs: [...new Set(macs)] }) }, errors };
}

function ruleProblems({ waves, schedule, name = '' }: NewPlan): readonly FieldError[] {
  const errors: FieldError[] = [];
  const { percents = [] } = waves ?? {};
  if (percents.some((percent, i) => percent <= (percents[i - 1] ?? 0)))
    errors.push({ pointer: '/waves/percents', detail: 'must grow: each is a share of all phones' });
  const { window } = schedule ?? {};
  if (window && window.from === window.until)
    errors.push({ pointer: '/schedule/window/until', detail: 'must be another time than from' });
  if (name.length > 100) errors.push({ pointer: '/name', detail: 'must be 100 characters at most' });
  return errors;
}

/** Whose plan it is: the account's when it concerns one account alone, else the partner's. */
async function ownerOf(
  { cpe: { records } }: PlanDesk,
  targets: Targets,
): Promise<Pick<Plan, 'partnerId' | 'accountId'>> {
  if (targets.accountId !== undefined) {
    const account = await records.accounts.find(targets.accountId);
    if (!account) throw new AppError('ACCOUNT_NOT_FOUND', { detail: targets.accountId });
    return { partnerId: account.partnerId, accountId: account.id };
  }
  const [first] = await records.cpes.list(filterOf(targets), 'mac', { limit: 1 });
  if (!first) throw invalid([{ pointer: '/targets', detail: 'name no phone that is there' }]);
  const sameAccount = { accountId: first.accountId ?? null };
  const isOne = (await records.cpes.count({ $and: [filterOf(targets), { $nor: [sameAccount] }] })) === 0;
  const isPartners =
    (await records.cpes.count({ $and: [filterOf(targets), { $nor: [{ partnerId: first.partnerId }] }] })) === 0;
  if (!isPartners)
    refuseIf([
      { pointer: '/targets', detail: 'phones of several partners: name an account, or phones of one partner' },
    ]);
  return { partnerId: first.partnerId, ...(isOne && first.accountId !== undefined && { accountId: first.accountId }) };
}

/** Looks at the phones again. @throws PLAN_NOT_FOUND, PLAN_STATE */
async function previewAgain(desk: PlanDesk, id: string): Promise<Plan> {
  const plan = await findPlan(desk, id);
  if (plan.startedAt) throw new AppError('PLAN_STATE', { detail: 'it has begun' });
  return setToWork(desk, plan, ['previewed', 'stopped', ...(await stalled(desk, plan))], 'draft');
}

/** What was shown is to be done, at its time. @throws PLAN_NOT_FOUND, PLAN_STATE, REVISION_STALE */
async function startPlan(desk: PlanDesk, id: string, expected?: number): Promise<Plan> {
  return setToWork(desk, await findPlan(desk, id), ['previewed'], 'scheduled', expected);
}

/** Nobody else is told until it goes on. @throws PLAN_NOT_FOUND, PLAN_STATE */
function pausePlan(desk: PlanDesk, id: string): Promise<Plan> {
  return movePlan(desk, id, ['scheduled', 'running'], (plan) => ({ ...plan, state: 'paused' }));
}

/** Goes on; who was late until now no longer stops it. @throws PLAN_NOT_FOUND, PLAN_STATE */
async function resumePlan(desk: PlanDesk, id: string): Promise<Plan> {
  const plan = await findPlan(desk, id);
  const isStalled = (await stalled(desk, plan)).length > 0;
  if (isStalled) return setToWork(desk, plan, [plan.state], plan.state);
  return setToWork(desk, plan, ['paused', 'stopped'], plan.startedAt ? 'running' : 'scheduled');
}

/** A plan that ought to be worked on, and whose job has ended: nobody goes on with it by itself. */
async function stalled(desk: PlanDesk, { state, jobId }: Plan): Promise<readonly PlanState[]> {
  const isWorkedOn = state === 'draft' || state === 'scheduled' || state === 'running' || state === 'undoing';
  if (!isWorkedOn) return [];
  const job = jobId === undefined ? undefined : await findJob(desk.jobs, jobId).catch(() => undefined);
  return !job || hasEnded(job) ? [state] : [];
}

/**
 * Ends it with nothing done; or, for what is changed in each CPE, with those done that are done.
 * @throws PLAN_NOT_FOUND; PLAN_STATE  phones have the account's change already: go on, or undo it
 */
async function abortPlan(desk: PlanDesk, id: string): Promise<Plan> {
  const found = await findPlan(desk, id);
  const change = openChange(desk.cpe.sealer, found.change);
  const from: readonly PlanState[] = ['draft', 'previewed', 'scheduled', 'paused', 'stopped'];
  if (isOfAccount(change) && (await hadTurns(desk, id)))
    throw new AppError('PLAN_STATE', { detail: 'phones have the change already: go on with it, or undo it' });
  const plan = await movePlan(desk, id, from, (now) => ({ ...now, state: 'aborted', endedAt: desk.cpe.now() }));
  if (isOfAccount(change)) await unstage(desk, plan, change.accountId);
  return plan;
}

async function hadTurns({ plans }: PlanDesk, id: string): Promise<boolean> {
  for (const state of ['out', 'back', 'late'] as const)
    if ((await plans.phones.list(id, { state }, { limit: 1 })).length > 0) return true;
  return false;
}

/** Takes the change from every phone that has it. @throws PLAN_NOT_FOUND; PLAN_STATE  there is nothing to take back */
async function undoPlan(desk: PlanDesk, id: string): Promise<Plan> {
  const plan = await findPlan(desk, id);
  if (plan.kind === 'none' || plan.kind === 'updateFirmware')
    throw new AppError('PLAN_STATE', { detail: 'it changed no files: there is nothing to take back' });
  return setToWork(desk, plan, ['running', 'paused', 'stopped', 'done'], 'undoing');
}

/** What can be done with a plan once it is made. */
export const PLAN_STEPS = ['preview', 'start', 'pause', 'resume', 'abort', 'undo'] as const;
export type PlanStep = (typeof PLAN_STEPS)[number];

const STEPPED: Readonly<Record<PlanStep, (desk: PlanDesk, id: string, expected?: number) => Promise<Plan>>> = {
  preview: previewAgain,
  start: startPlan,
  pause: pausePlan,
  resume: resumePlan,
  abort: abortPlan,
  undo: undoPlan,
};

/**
 * Does one thing with a plan, and notes who did it.
 * @param expected  the revision of the plan that the caller saw; heeded where what was seen is agreed to: at `start`
 * @throws PLAN_NOT_FOUND; PLAN_STATE  it is in no state in which that can be done; REVISION_STALE
 */
export async function stepPlan(desk: NotingDesk, id: string, step: PlanStep, expected?: number): Promise<Plan> {
  const plan = await STEPPED[step](desk, id, expected);
  await noteStep(desk, plan, step);
  return plan;
}

/** A desk at which people work: what they do with plans is noted. */
export interface NotingDesk extends PlanDesk {
  readonly note: (action: 'planStepped', of: EventOf, details: Readonly<Record<string, unknown>>) => Promise<string>;
}

async function noteStep(desk: NotingDesk, plan: Plan, step: PlanStep | 'add'): Promise<void> {
  const { id, name, kind, partnerId, accountId } = plan;
  const subject = { kind: 'plan', id, label: name === '' ? kind : name } as const;
  const tenant = { partnerId, ...(accountId !== undefined && { accountId }) };
  await desk.note('planStepped', { subject, tenant }, { step, kind, state: plan.state, phones: plan.counts });
}

/** A job of its own works on it from now on; one that did before ends at its next step. */
async function setToWork(
  desk: PlanDesk,
  { id, partnerId, accountId }: Plan,
  from: readonly PlanState[],
  state: PlanState,
  expected?: number,
): Promise<Plan> {
  // Refused before there is a job.
  await movePlanCheck(desk, id, from, expected);
  const at = desk.cpe.now();
  const job = await startNewJob(desk.jobs, {
    kind: 'plan',
    input: { planId: id, since: at.toISOString() },
    requestedBy: desk.origin,
    partnerId,
    ...(accountId !== undefined && { accountId }),
  });
  return movePlan(
    desk,
    id,
    from,
    ({ reason: _, endedAt: _e, ...plan }) => ({ ...plan, state, jobId: job.id, forgivenAt: at }),
    expected,
  );
}

async function movePlanCheck(desk: PlanDesk, id: string, from: readonly PlanState[], expected?: number): Promise<void> {
  const plan = await findPlan(desk, id);
  if (expected !== undefined && plan.revision !== expected) throw new AppError('REVISION_STALE');
  if (!from.includes(plan.state)) throw new AppError('PLAN_STATE', { detail: `it is ${plan.state}` });
}
