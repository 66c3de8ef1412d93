// Encryption switched for an account or for one channel, and the phones that have to start anew for it: only those that encrypt
// from then on, or did until then. Source: DEV-16 to DEV-18, FAC-90, FAC-91, FAC-96 to FAC-99
import { putSipEncryption } from '../cpe/accounts.ts';
import { editChannel, type NewChannel } from '../cpe/channels.ts';
import { switchChannels } from '../cpe/encryption.ts';
import { canEncrypt } from '../devices/can-encrypt.ts';
import type { Mac } from '../domain/mac.ts';
import type { Plan } from '../domain/plan.ts';
import type { Account, Channel } from '../domain/records.ts';
import type { PlanDesk } from './deps.ts';
import { phonesWithRecords, stateOf, type TargetPhone, targetPhones } from './phones.ts';
import { addPlan, type NotingDesk } from './plans.ts';

export interface EncryptionWish {
  readonly enabled: boolean;
  /** host or host:port */
  readonly proxy: string;
  /** Also switch the channels of phones that can encrypt; when it goes off they are switched in any case. */
  readonly force: boolean;
  readonly recommendedFirmware: boolean;
  /** By default when it goes off. */
  readonly reboot?: boolean;
}

/**
 * Switches encryption of an account.
 * @returns the plan, when phones are restarted: with `force` and `reboot` it brings the change as well, phone by phone
 * @throws INPUT_INVALID, ACCOUNT_NOT_FOUND, REVISION_STALE, PLAN_IN_THE_WAY
 */
export async function switchAccountEncryption(
  desk: NotingDesk,
  accountId: string,
  { enabled, proxy, force, recommendedFirmware, reboot }: EncryptionWish,
  expected?: number,
): Promise<{ readonly account: Account } | { readonly plan: Plan }> {
  if (force && reboot) {
    const change = { kind: 'sipEncryption', accountId, enabled, proxy, recommendedFirmware } as const;
    return { plan: await addPlan(desk, { change, word: 'reboot', startsItself: true }, expected) };
  }
  const isMeant = enabled
    ? (phone: TargetPhone) => canEncrypt(phone.records.cpe)
    : (phone: TargetPhone) => encrypts(desk, phone);
  const macs = (reboot ?? !enabled) ? await macsOf(desk, accountId, isMeant) : [];
  const account = await putSipEncryption(desk.cpe, accountId, { enabled, proxy }, recommendedFirmware, expected);
  if (force || !enabled) await switchChannels(desk.cpe, accountId, enabled);
  const plan = await restart(desk, macs);
  return plan ? { plan } : { account };
}

/**
 * Changes a channel; the phone on it is restarted when it encrypts from then on, or no longer does.
 * @throws as editChannel. Source: DEV-18, FAC-91, FAC-99
 */
export async function changeChannel(
  desk: NotingDesk,
  id: string,
  patch: NewChannel,
  expected?: number,
): Promise<{ readonly channel: Channel; readonly plan: Plan | undefined }> {
  if (patch.encryptedSip === undefined)
    return { channel: await editChannel(desk.cpe, id, patch, expected), plan: undefined };
  const before = await encryptionAt(desk, id);
  const channel = await editChannel(desk.cpe, id, patch, expected);
  const after = await encryptionAt(desk, id);
  const turned = [...after].flatMap(([mac, lines]) => (before.get(mac) === lines ? [] : [mac]));
  return { channel, plan: await restart(desk, turned) };
}

/** By phone of the channel: which of its lines encrypt. */
async function encryptionAt(desk: PlanDesk, channelIds: string): Promise<ReadonlyMap<Mac, string>> {
  const phones = await phonesWithRecords(desk, await desk.cpe.records.cpes.list({ channelIds }, 'mac', { limit: 2 }));
  return new Map(phones.map((phone) => [phone.records.cpe.mac, encryptedLines(desk, phone).join()]));
}

function encryptedLines(desk: PlanDesk, phone: TargetPhone): readonly number[] {
  const state = stateOf(phone, desk.cpe.now());
  if (!state) return [];
  return desk.preview.files.contextOf(state).channels.flatMap(({ srtp, index }) => (srtp.value ? [index] : []));
}

function encrypts(desk: PlanDesk, phone: TargetPhone): boolean {
  return encryptedLines(desk, phone).length > 0;
}

async function macsOf(
  desk: PlanDesk,
  accountId: string,
  isMeant: (phone: TargetPhone) => boolean,
): Promise<readonly Mac[]> {
  const macs: Mac[] = [];
  for await (const batch of targetPhones(desk, { accountId }))
    macs.push(...batch.filter(isMeant).map(({ records }) => records.cpe.mac));
  return macs;
}

async function restart(desk: NotingDesk, macs: readonly Mac[]): Promise<Plan | undefined> {
  if (macs.length === 0) return undefined;
  return addPlan(desk, { change: { kind: 'none' }, targets: { macs }, word: 'reboot', startsItself: true });
}
