// A phone's turn: the change goes into its record, or comes out of it again. Each step may be repeated, since the process may
// die after any of them, and each leaves what others changed meanwhile alone.
import { isDeepStrictEqual } from 'node:util';
import { channelsToSwitch } from '../cpe/encryption.ts';
import type { Mac } from '../domain/mac.ts';
import type { Change, Plan, PlanPhone, PlanPhoneReason } from '../domain/plan.ts';
import type { StagedFields } from '../domain/staged.ts';
import { AppError } from '../errors.ts';
import { changedCpe, holds, isOfAccount } from './changes.ts';
import type { PlanDesk } from './deps.ts';
import { etagNow, phonesWithRecords } from './phones.ts';
import { rewriteRecord, TRIES } from './rewrite.ts';
import { rotatePhone, takeRotationBack } from './rotate.ts';

/** Lets a phone have what the plan holds for it. @returns why it could not; nothing when it has it */
export async function giveTurn(
  desk: PlanDesk,
  plan: Plan,
  change: Change,
  { mac }: PlanPhone,
): Promise<PlanPhoneReason | undefined> {
  if (change.kind === 'none' || change.kind === 'updateFirmware') return undefined;
  if (change.kind === 'rotation') return rotatePhone(desk, plan, change, mac);
  if (change.kind === 'sipEncryption') await switchChannelsOf(desk, plan, change.enabled, mac);
  const outcome = await rewriteRecord(desk.cpe.records.cpes, mac, async (cpe) => {
    if (isOfAccount(change)) return cpe.planId === plan.id ? undefined : { ...cpe, planId: plan.id };
    const [noted] = await desk.plans.phones.findMany(plan.id, [mac]);
    if (noted?.planned && isDeepStrictEqual(cpe.settings, noted.planned)) return undefined;
    const changed = await changedCpe(desk.cpe, change, cpe);
    // What stood there first: once the record is written, nothing else knows.
    const former = { settings: cpe.settings, changedAt: cpe.changedAt };
    await desk.plans.phones.set(plan.id, [{ mac, change: { former, planned: changed.settings } }]);
    return changed;
  });
  return outcome === 'gone' ? 'gone' : undefined;
}

/** What it switches is noted first, so that it can be taken back. Source: FAC-96, FAC-98 */
async function switchChannelsOf(desk: PlanDesk, { id }: Plan, on: boolean, mac: Mac): Promise<void> {
  const { cpes, channels } = desk.cpe.records;
  const cpe = await cpes.find(mac);
  if (!cpe) return;
  const found = channelsToSwitch(on, { cpe, channels: await channels.findMany(cpe.channelIds) });
  if (found.length === 0) return;
  const [noted] = await desk.plans.phones.findMany(id, [mac]);
  const ids = found.map((channel) => channel.id);
  const switchedChannels = [...new Set([...(noted?.switchedChannels ?? []), ...ids])];
  await desk.plans.phones.set(id, [{ mac, change: { switchedChannels } }]);
  await rewriteChannels(desk, ids, on);
}

async function rewriteChannels(
  { cpe: { records } }: PlanDesk,
  ids: readonly string[],
  encryptedSip: boolean,
): Promise<void> {
  for (const id of ids)
    await rewriteRecord(records.channels, id, async (channel) =>
      channel.encryptedSip === encryptedSip ? undefined : { ...channel, encryptedSip },
    );
}

/** Takes it back. @returns why it could not: somebody changed the phone since, or took it away */
export async function takeTurnBack(
  desk: PlanDesk,
  plan: Plan,
  change: Change,
  { mac }: PlanPhone,
): Promise<PlanPhoneReason | undefined> {
  if (change.kind === 'rotation') return takeRotationBack(desk, plan, mac);
  let why: PlanPhoneReason | undefined;
  if (change.kind === 'sipEncryption') {
    const [noted] = await desk.plans.phones.findMany(plan.id, [mac]);
    await rewriteChannels(desk, noted?.switchedChannels ?? [], !change.enabled);
  }
  const outcome = await rewriteRecord(desk.cpe.records.cpes, mac, async (cpe) => {
    if (isOfAccount(change)) {
      if (cpe.planId !== plan.id) return undefined;
      const { planId: _, ...rest } = cpe;
      return rest;
    }
    const [noted] = await desk.plans.phones.findMany(plan.id, [mac]);
    if (!noted?.former || !noted.planned || isDeepStrictEqual(cpe.settings, noted.former.settings)) return undefined;
    if (!isDeepStrictEqual(cpe.settings, noted.planned)) {
      why = 'changedSince';
      return undefined;
    }
    return { ...cpe, ...noted.former };
  });
  return outcome === 'gone' ? 'gone' : why;
}

/** Whether the phone's own file is byte by byte what it was before its turn. */
export async function isRestored(desk: PlanDesk, { mac, formerEtag }: PlanPhone): Promise<boolean> {
  const [phone] = await phonesWithRecords(desk, await desk.cpe.records.cpes.findMany([mac]));
  return phone !== undefined && etagNow(desk, phone) === formerEtag;
}

/** Lays what the plan holds beside the account's own values. @returns false when another plan holds the account */
export async function stage(desk: PlanDesk, plan: Plan, accountId: string, planned: StagedFields): Promise<boolean> {
  const staged = { planId: plan.id, fields: planned };
  return rewriteAccount(desk, accountId, (account) => {
    if (account.staged && account.staged.planId !== plan.id) return 'no';
    return account.staged ? 'asItIs' : { ...account, staged };
  });
}

/** What the plan held is the account's own from now on, for every phone. */
export async function commit(desk: PlanDesk, plan: Plan, accountId: string): Promise<boolean> {
  return rewriteAccount(desk, accountId, ({ staged, ...account }) =>
    staged?.planId === plan.id ? { ...account, ...staged.fields } : 'asItIs',
  );
}

/** What the plan held is gone. */
export async function unstage(desk: PlanDesk, plan: Plan, accountId: string): Promise<boolean> {
  return rewriteAccount(desk, accountId, ({ staged, ...account }) => (staged?.planId === plan.id ? account : 'asItIs'));
}

/**
 * Back to before the commit: the account has its former values, and the plan holds its own for the phones that carry its id.
 * @returns false when the account was changed since, or another plan holds it
 */
export async function restage(desk: PlanDesk, plan: Plan, accountId: string): Promise<boolean> {
  const { former = {}, planned = {} } = plan;
  return rewriteAccount(desk, accountId, (account) => {
    if (account.staged) return account.staged.planId === plan.id ? 'asItIs' : 'no';
    if (!holds(account, planned)) return 'no';
    return { ...account, ...former, staged: { planId: plan.id, fields: planned } };
  });
}

type Account = NonNullable<Awaited<ReturnType<PlanDesk['cpe']['records']['accounts']['find']>>>;

async function rewriteAccount(
  { cpe: { records } }: PlanDesk,
  accountId: string,
  next: (account: Account) => Account | 'asItIs' | 'no',
): Promise<boolean> {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const account = await records.accounts.find(accountId);
    if (!account) throw new AppError('ACCOUNT_NOT_FOUND', { detail: accountId });
    const changed = next(account);
    if (changed === 'asItIs' || changed === 'no') return changed === 'asItIs';
    const outcome = await records.accounts.replace({ ...changed, revision: account.revision + 1 }, account.revision);
    if (outcome === 'done') return true;
  }
  throw new AppError('REVISION_STALE', { detail: accountId });
}
