// Looks at every phone of a plan before anything is done: what of its files would change, who would start anew, who is refused
// and why; in groups of phones whose files change in the same way; and lays the waves so that each begins with one of every group.
import type { Mac } from '../domain/mac.ts';
import { NO_COUNTS, type Plan, type PlanGroup, type PlanPhone, type PlanPhoneReason } from '../domain/plan.ts';
import { AppError, type ErrorCode } from '../errors.ts';
import type { JobContext } from '../work/context.ts';
import { fieldsOf, isOfAccount, openChange } from './changes.ts';
import type { PlanDesk } from './deps.ts';
import { examine, type Intent, isOfPhone, type Verdict } from './examine.ts';
import { countWaves, layWaves } from './next-steps.ts';
import { filterOf, type TargetPhone, targetPhones } from './phones.ts';

/** Of more ways to change, the lines of the first are kept; all are counted. */
const MOST_GROUPS = 300;
const EXAMPLES = 5;
const CHUNK = 500;

/** What the plan is about, read from its record. */
export async function intentOf(desk: PlanDesk, plan: Plan): Promise<Intent> {
  const change = openChange(desk.cpe.sealer, plan.change);
  const fields = isOfAccount(change) ? (await fieldsOf(desk.cpe, change)).planned : {};
  return { change, word: plan.word, fields };
}

/** @returns what the plan's record says of it; the phones and groups are in the store then */
export async function previewPlan(
  desk: PlanDesk,
  plan: Plan,
  job: Pick<JobContext, 'progress'>,
): Promise<Pick<Plan, 'counts' | 'waveCounts'>> {
  const { phones } = desk.plans;
  const intent = await intentOf(desk, plan);
  const total = await desk.cpe.records.cpes.count(filterOf(plan.targets));
  await phones.clear(plan.id);
  const groups = new Map<string, PlanGroup>();
  const turns: Pick<PlanPhone, 'mac' | 'group' | 'why'>[] = [];
  const counts = { ...NO_COUNTS };
  let done = 0;
  for await (const batch of targetPhones(desk, plan.targets)) {
    const found: PlanPhone[] = [];
    for (const phone of batch) {
      const verdict = await verdictOn(desk, phone, intent);
      const planPhone = toPlanPhone(plan.id, phone, verdict);
      counts[planPhone.state] += 1;
      if (verdict.state === 'waiting') {
        noteGroup(groups, plan.id, phone.records.cpe.mac, verdict);
        turns.push(planPhone);
      }
      found.push(planPhone);
    }
    await phones.add(found);
    done += batch.length;
    await job.progress({ done, total });
  }
  await phones.putGroups([...groups.values()]);
  return { counts, waveCounts: await layTurns(desk, plan, turns) };
}

const WHY_REFUSED: Readonly<Partial<Record<ErrorCode, PlanPhoneReason>>> = {
  FILE_TOO_LARGE: 'fileTooLarge',
  ROTATION_PENDING: 'rotationPending',
};

/** As examine() says; a phone whose files cannot be made is refused and holds nobody else up. */
export async function verdictOn(desk: PlanDesk, phone: TargetPhone, intent: Intent): Promise<Verdict> {
  try {
    return await examine(desk, phone, intent);
  } catch (error) {
    if (!isOfPhone(error)) throw error;
    return { state: 'refused', why: (error instanceof AppError && WHY_REFUSED[error.code]) || 'doesNotFit' };
  }
}

function toPlanPhone(planId: string, { records: { cpe }, report }: TargetPhone, verdict: Verdict): PlanPhone {
  const { accountId, mac } = cpe;
  const base = {
    planId,
    mac,
    wave: 0,
    order: 0,
    ...(accountId !== undefined && { accountId }),
    ...(report && { address: report.address }),
  };
  if (verdict.state !== 'waiting') return { ...base, ...verdict };
  const { group, ...rest } = verdict;
  return { ...base, ...rest, group: group.id, ...(!report && { why: 'neverSeen' }) };
}

function noteGroup(
  groups: Map<string, PlanGroup>,
  planId: string,
  mac: Mac,
  { group }: Extract<Verdict, { state: 'waiting' }>,
): void {
  const former = groups.get(group.id);
  if (former) {
    const examples = former.examples.length < EXAMPLES ? [...former.examples, mac] : former.examples;
    groups.set(group.id, { ...former, phones: former.phones + 1, examples });
    return;
  }
  const isKept = groups.size < MOST_GROUPS;
  const files = isKept ? group.files : group.files.map((file) => ({ ...file, lines: [] }));
  groups.set(group.id, { ...group, files, planId, phones: 1, examples: [mac] });
}

/** One phone of each group after the other, so that a canary shows each way of changing; never seen ones come last. */
async function layTurns(
  desk: PlanDesk,
  plan: Plan,
  turns: readonly Pick<PlanPhone, 'mac' | 'group' | 'why'>[],
): Promise<Plan['waveCounts']> {
  const seen = turns.filter(({ why }) => why !== 'neverSeen');
  const rank = new Map<string, number>();
  const ranked = seen.map((phone) => {
    const key = phone.group ?? '';
    const place = rank.get(key) ?? 0;
    rank.set(key, place + 1);
    return { mac: phone.mac, place };
  });
  ranked.sort((a, b) => a.place - b.place);
  const waves = layWaves(plan.waves, ranked.length);
  const laid = ranked.map(({ mac }, order) => ({ mac, change: { order, wave: waves[order] ?? 0 } }));
  for (let from = 0; from < laid.length; from += CHUNK)
    await desk.plans.phones.set(plan.id, laid.slice(from, from + CHUNK));
  return countWaves(laid.map(({ change }) => ({ state: 'waiting' as const, wave: change.wave })));
}
