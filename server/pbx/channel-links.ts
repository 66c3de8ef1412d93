// Who is put on a channel by an administrator, and what emergency calls of nobody send there. The link can be made from the
// channel or from the user. Source: FAC-37 to FAC-40, FAC-105, FAC-113, FAC-118 to FAC-130
import { isShutOut } from '../domain/ip-listing.ts';
import type { Channel } from '../domain/records.ts';
import type { ChannelLink } from '../domain/telephony/channel-link.ts';
import type { ExtensionNumber } from '../domain/telephony/destination.ts';
import { AppError, type FieldError, invalid, refuseIf } from '../errors.ts';
import type { TelephonyDeps, TelephonyWrite } from './deps.ts';
import { accountOf, newRecord, nextOf, write } from './edit.ts';
import { ofKind, type TelephonyRecord } from './kinds.ts';
import { mergePatch } from './merge-patch.ts';
import { readKind } from './records.ts';
import { refusePersonal } from './settings.ts';

type LinkRecord = TelephonyRecord<'channelLink'>;
type LoginRecord = TelephonyRecord<'channelLogin'>;

/** done: on the phone. noPhone: waits for one. addressUnknown: its address is not on the list of addresses (FAC-123). */
export const PROVISIONING_STATES = ['done', 'noPhone', 'addressUnknown'] as const;
export type ProvisioningState = (typeof PROVISIONING_STATES)[number];

/** A channel as telephony sees it. */
export interface ChannelSeat {
  readonly channelId: string;
  readonly name: string;
  readonly linkedTo?: ExtensionNumber;
  /** Absent: nobody is linked. Source: FAC-130 */
  readonly provisioning?: ProvisioningState;
  /** Who logged in by himself. */
  readonly loggedIn?: ExtensionNumber;
  readonly emergencyCallerId?: string;
  /** The phones on it. Source: FAC-127 */
  readonly macs: readonly string[];
  /** Of the link; 0 while nothing was set. */
  readonly revision: number;
}

/** @throws ACCOUNT_NOT_FOUND, CHANNEL_NOT_FOUND. Source: FAC-129 */
export async function channelSeat(deps: TelephonyDeps, accountId: string, channelId: string): Promise<ChannelSeat> {
  const account = await accountOf(deps, accountId);
  const { id, name } = await channelOf(deps, accountId, channelId);
  const link = await deps.records.findByKey('channelLink', accountId, id);
  const login = await deps.records.findByKey('channelLogin', accountId, id);
  const cpes = await deps.cpes.list({ channelIds: id }, 'mac', { limit: 10 });
  const reports = await deps.findReports(cpes.map(({ mac }) => mac));
  const provisioning = (): ProvisioningState => {
    if (cpes.length === 0) return 'noPhone';
    return [...reports.values()].some(({ address }) => isShutOut(address, account.ipListing))
      ? 'addressUnknown'
      : 'done';
  };
  const { linkedTo, emergencyCallerId } = link?.value ?? {};
  return {
    channelId: id,
    name,
    ...(linkedTo !== undefined && { linkedTo, provisioning: provisioning() }),
    ...(login && { loggedIn: login.value.user }),
    ...(emergencyCallerId !== undefined && { emergencyCallerId }),
    macs: cpes.map(({ mac }) => mac),
    revision: link?.revision ?? 0,
  };
}

/**
 * From the channel: who is on it, and what emergency calls send.
 * @param patch  RFC 7396: linkedTo, emergencyCallerId
 * @throws ACCOUNT_NOT_FOUND, CHANNEL_NOT_FOUND, INPUT_INVALID, REVISION_STALE
 * Source: FAC-113, FAC-125, FAC-126
 */
export async function changeSeat(
  deps: TelephonyDeps,
  { accountId, channelId, expected }: { accountId: string; channelId: string; expected?: number | undefined },
  patch: unknown,
): Promise<ChannelSeat> {
  await accountOf(deps, accountId);
  const { id } = await channelOf(deps, accountId, channelId);
  const former = await deps.records.findByKey('channelLink', accountId, id);
  if (expected !== undefined && expected !== (former?.revision ?? 0)) throw new AppError('REVISION_STALE');
  const value = readKind('channelLink', mergePatch(former?.value ?? {}, withChannel(patch, id)));
  await refusePersonal(deps, accountId, value.emergencyCallerId, '/emergencyCallerId');
  const { emergencyCallerId: sent } = value;
  if (sent !== undefined && !(await deps.records.findByKey('number', accountId, sent)))
    throw invalid([{ pointer: '/emergencyCallerId', detail: `there is no number ${sent}` }]);
  const all = await seatsOf(deps, accountId);
  const writes = await linkWrites(deps, accountId, all, value, former);
  if (value.linkedTo !== undefined && value.linkedTo !== former?.value.linkedTo)
    refuseIf(await tooMany(deps, accountId, value.linkedTo, [...linkedChannels(all, value.linkedTo), id]));
  await write(deps, writes);
  return channelSeat(deps, accountId, id);
}

/**
 * From the user: on which channels he is, all others left. None: he is unlinked.
 * @throws ACCOUNT_NOT_FOUND, TELEPHONY_NOT_FOUND, INPUT_INVALID, REVISION_STALE
 * Source: FAC-37 to FAC-39, FAC-122, FAC-127, FAC-128
 */
export async function linkUser(
  deps: TelephonyDeps,
  accountId: string,
  user: ExtensionNumber,
  channelIds: readonly string[],
): Promise<readonly ChannelSeat[]> {
  await accountOf(deps, accountId);
  const found = await deps.records.findByKey('extension', accountId, user);
  if (found?.value.kind !== 'user') throw new AppError('TELEPHONY_NOT_FOUND', { detail: user });
  const all = await seatsOf(deps, accountId);
  refuseIf((await tooMany(deps, accountId, user, channelIds)).map((one) => ({ ...one, pointer: '/channelIds' })));
  const writes: TelephonyWrite[] = [];
  const problems: FieldError[] = [];
  for (const [i, channelId] of channelIds.entries()) {
    const channel = await deps.channels.find(channelId);
    if (channel?.accountId !== accountId) {
      problems.push({ pointer: `/channelIds/${i}`, detail: 'there is no such channel' });
      continue;
    }
    const former = all.links.find(({ key }) => key === channelId);
    const value = { ...(former?.value ?? { channelId }), linkedTo: user };
    try {
      writes.push(...(await linkWrites(deps, accountId, all, value, former)));
    } catch (error) {
      if (!(error instanceof AppError && error.code === 'INPUT_INVALID')) throw error;
      problems.push(...error.errors.map(({ detail }) => ({ pointer: `/channelIds/${i}`, detail })));
    }
  }
  refuseIf(problems);
  const left = all.links.filter(({ key, value }) => value.linkedTo === user && !channelIds.includes(key));
  for (const link of left) writes.push(...unlinking(deps, link));
  await write(deps, writes);
  return Promise.all(channelIds.map((id) => channelSeat(deps, accountId, id)));
}

/** Where a user is put by an administrator. Source: FAC-127 */
export async function seatsOfUser(
  deps: TelephonyDeps,
  accountId: string,
  user: ExtensionNumber,
): Promise<readonly ChannelSeat[]> {
  await accountOf(deps, accountId);
  const ids = linkedChannels(await seatsOf(deps, accountId), user);
  return Promise.all(ids.map((id) => channelSeat(deps, accountId, id)));
}

/** How many fixed devices a user may be on at once. Source: FAC-29, FAC-31, FAC-122 */
export async function mostDevices({ records }: TelephonyDeps, accountId: string, user: string): Promise<number> {
  const found = await records.findByKey('extension', accountId, user);
  return found?.value.kind === 'user' && found.value.rights.twinning ? 2 : 1;
}

/** @throws TELEPHONY_IN_USE  somebody is linked to the channel. Source: FAC-119 */
export async function refuseLinked(deps: TelephonyDeps, channelId: string): Promise<void> {
  const channel = await deps.channels.find(channelId);
  const link = channel && (await deps.records.findByKey('channelLink', channel.accountId, channelId));
  if (link?.value.linkedTo === undefined) return;
  throw new AppError('TELEPHONY_IN_USE', {
    detail: `${link.value.linkedTo} is linked to it: unlink first`,
    errors: [{ pointer: `/channelLink/${channelId}/linkedTo`, detail: `extension ${link.value.linkedTo}` }],
  });
}

/** What telephony kept of a channel that is gone. */
export async function forgetChannel(deps: TelephonyDeps, { accountId, id }: Channel): Promise<void> {
  const kept = [
    await deps.records.findByKey('channelLink', accountId, id),
    await deps.records.findByKey('channelLogin', accountId, id),
  ];
  await write(
    deps,
    kept.flatMap((record): TelephonyWrite[] => (record ? [{ do: 'remove', record }] : [])),
  );
}

/** @throws CHANNEL_NOT_FOUND */
export async function channelOf({ channels }: TelephonyDeps, accountId: string, id: string): Promise<Channel> {
  const found = await channels.find(id);
  if (found?.accountId !== accountId) throw new AppError('CHANNEL_NOT_FOUND', { detail: id });
  return found;
}

export interface Seats {
  readonly links: readonly LinkRecord[];
  readonly logins: readonly LoginRecord[];
}

export async function seatsOf({ records }: TelephonyDeps, accountId: string): Promise<Seats> {
  const all = await records.all(accountId, ['channelLink', 'channelLogin']);
  return { links: ofKind(all, 'channelLink'), logins: ofKind(all, 'channelLogin') };
}

export function linkedChannels({ links }: Seats, user: ExtensionNumber): readonly string[] {
  return links.flatMap(({ key, value }) => (value.linkedTo === user ? [key] : []));
}

function withChannel(patch: unknown, channelId: string): unknown {
  return typeof patch === 'object' && patch !== null ? { ...patch, channelId } : patch;
}

/** Source: FAC-120, FAC-121, FAC-125, FAC-127 */
async function linkWrites(
  deps: TelephonyDeps,
  accountId: string,
  { logins }: Seats,
  value: ChannelLink,
  former: LinkRecord | undefined,
): Promise<readonly TelephonyWrite[]> {
  const account = await accountOf(deps, accountId);
  const { channelId, linkedTo } = value;
  const before = former?.value.linkedTo;
  const kept: TelephonyWrite = former
    ? { do: 'replace', record: nextOf(deps, former, value), formerRevision: former.revision }
    : { do: 'add', record: newRecord(deps, account, 'channelLink', value) };
  if (linkedTo === undefined || linkedTo === before) return [kept];
  if (before !== undefined)
    throw invalid([{ pointer: '/linkedTo', detail: `${before} is linked to this channel: unlink first` }]);
  const user = await deps.records.findByKey('extension', accountId, linkedTo);
  if (user?.value.kind !== 'user')
    throw invalid([{ pointer: '/linkedTo', detail: `there is no user extension ${linkedTo}` }]);
  const elsewhere = logins.find((login) => login.value.user === linkedTo && login.key !== channelId);
  if (elsewhere)
    throw invalid([{ pointer: '/linkedTo', detail: `${linkedTo} is logged in on another phone: log out there first` }]);
  // Whoever logged in on it by himself makes room.
  const here = logins.filter(({ key }) => key === channelId);
  return [kept, ...here.map((record): TelephonyWrite => ({ do: 'remove', record }))];
}

function unlinking(deps: TelephonyDeps, link: LinkRecord): readonly TelephonyWrite[] {
  const { linkedTo: _, ...rest } = link.value;
  return [{ do: 'replace', record: nextOf(deps, link, rest), formerRevision: link.revision }];
}

async function tooMany(
  deps: TelephonyDeps,
  accountId: string,
  user: ExtensionNumber,
  channelIds: readonly string[],
): Promise<readonly FieldError[]> {
  const most = await mostDevices(deps, accountId, user);
  return new Set(channelIds).size > most
    ? [
        {
          pointer: '/linkedTo',
          detail:
            most === 1
              ? 'has a channel already: a second one takes the right to twinning (FAC-122)'
              : 'has two channels already, which is the most (FAC-122)',
        },
      ]
    : [];
}
