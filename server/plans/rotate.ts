// A rotation as a phone's turn of a plan: new secrets of the CPE and its channels beside the old ones, which those records keep;
// the plan notes only what it replaced and when. Each step may be repeated. Source: design.md "Rotation"
import type { CpeDeps } from '../cpe/deps.ts';
import { rotatedChannel, rotatedCpe } from '../cpe/rotation.ts';
import { restoredChannel, restoredCpe } from '../cpe/take-back.ts';
import type { Mac } from '../domain/mac.ts';
import type { Change, Plan, PlanPhoneReason, RotatedNote } from '../domain/plan.ts';
import type { Channel, Cpe } from '../domain/records.ts';
import { AppError } from '../errors.ts';
import type { CpeRecords } from '../provisioning/world.ts';
import type { PlanDesk } from './deps.ts';
import { etagNow, phonesWithRecords } from './phones.ts';
import { rewriteRecord } from './rewrite.ts';

type Rotation = Extract<Change, { kind: 'rotation' }>;

/** What there is to rotate: a CPE without digest credentials has none. */
function dueOf({ secrets }: Rotation, cpe: Cpe): Pick<RotatedNote, 'secrets' | 'channelIds'> {
  return {
    secrets: secrets.filter((kind) => kind !== 'sipPassword').filter((kind) => kind !== 'digest' || cpe.digest),
    channelIds: secrets.includes('sipPassword') ? cpe.channelIds : [],
  };
}

/** The same records with other secrets, as a phone would get them. @throws ROTATION_PENDING */
export function rotatedRecords(deps: CpeDeps, change: Rotation, records: CpeRecords): CpeRecords {
  const { secrets, channelIds } = dueOf(change, records.cpe);
  const at = deps.now();
  return {
    ...records,
    cpe: rotatedCpe(deps, records.cpe, secrets, at),
    channels: records.channels.map((channel) =>
      channelIds.includes(channel.id) ? rotatedChannel(deps, channel, at) : channel,
    ),
  };
}

/** @returns why it could not be done; nothing when the phone has new secrets */
export async function rotatePhone(
  desk: PlanDesk,
  { id }: Plan,
  change: Rotation,
  mac: Mac,
): Promise<PlanPhoneReason | undefined> {
  const { cpe: deps, plans } = desk;
  const { cpes, channels } = deps.records;
  const [noted] = await plans.phones.findMany(id, [mac]);
  const cpe = await cpes.find(mac);
  if (!cpe) return 'gone';
  const rotated = noted?.rotated ?? { at: deps.now(), ...dueOf(change, cpe) };
  const { at, secrets, channelIds } = rotated;
  try {
    // Looked at as a whole before anything is written.
    for (const channel of await channels.findMany(channelIds)) newChannel(deps, channel, at);
    await plans.phones.set(id, [{ mac, change: { rotated } }]);
    const outcome = await rewriteRecord(cpes, mac, async (now) => {
      const due = secrets.filter((kind) => !now.former?.some((former) => former.kind === kind && isAt(former, at)));
      return due.length === 0 ? undefined : rotatedCpe(deps, now, due, at);
    });
    if (outcome === 'gone') return 'gone';
    for (const channelId of channelIds)
      await rewriteRecord(channels, channelId, async (channel) => newChannel(deps, channel, at));
  } catch (error) {
    if (error instanceof AppError && error.code === 'ROTATION_PENDING') return 'rotationPending';
    throw error;
  }
  const [phone] = await phonesWithRecords(desk, await cpes.findMany([mac]));
  const plannedEtag = phone && etagNow(desk, phone);
  if (plannedEtag !== undefined) await plans.phones.set(id, [{ mac, change: { plannedEtag } }]);
  return undefined;
}

/** @returns undefined when it was done before */
function newChannel(deps: CpeDeps, channel: Channel, at: Date): Channel | undefined {
  return channel.formerPasswords?.some((former) => isAt(former, at)) ? undefined : rotatedChannel(deps, channel, at);
}

const isAt = ({ replacedAt }: { readonly replacedAt: Date }, at: Date): boolean =>
  replacedAt.getTime() === at.getTime();

const WHY_NOT = { taken: 'secretTaken', changedSince: 'changedSince' } as const;

/** Puts the former secrets back: all of a phone's, or none when one of them is not good any more. @returns why it could not */
export async function takeRotationBack(
  { cpe: deps, plans }: PlanDesk,
  { id }: Plan,
  mac: Mac,
): Promise<PlanPhoneReason | undefined> {
  const { cpes, channels } = deps.records;
  const [noted] = await plans.phones.findMany(id, [mac]);
  const cpe = await cpes.find(mac);
  if (!cpe) return 'gone';
  if (!noted?.rotated) return undefined;
  const { rotated } = noted;
  const way = { at: rotated.at, backAt: rotated.backAt ?? deps.now() };
  const there = await channels.findMany(rotated.channelIds);
  for (const found of [
    restoredCpe(cpe, rotated.secrets, way),
    ...there.map((channel) => restoredChannel(channel, way)),
  ])
    if (typeof found === 'string') return WHY_NOT[found];
  await plans.phones.set(id, [{ mac, change: { rotated: { ...rotated, backAt: way.backAt } } }]);
  let why: PlanPhoneReason | undefined;
  const unless = <T extends object>(found: T | 'taken' | 'changedSince', standing: T): T | undefined => {
    if (typeof found === 'string') why = WHY_NOT[found];
    else if (found !== standing) return found;
    return undefined;
  };
  await rewriteRecord(cpes, mac, async (now) => unless(restoredCpe(now, rotated.secrets, way), now));
  for (const { id: channelId } of there)
    await rewriteRecord(channels, channelId, async (now) => unless(restoredChannel(now, way), now));
  return why;
}
