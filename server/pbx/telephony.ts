// An account's telephony as calls are decided by it: everything that stands in the store, read at once and made plain. What is
// ordered works from the start of its order until the end of it; so the result is that of a moment.
// Source: EXT-31, EXT-35, EXT-38, EXT-61
import { isShutOut } from '../domain/ip-listing.ts';
import type { Account, Channel, Cpe } from '../domain/records.ts';
import type { TelephonyChannel } from '../domain/telephony/channel.ts';
import type { ExtensionNumber } from '../domain/telephony/destination.ts';
import type { Extension } from '../domain/telephony/extension.ts';
import type { Order } from '../domain/telephony/order.ts';
import type { Reach } from '../domain/telephony/reach.ts';
import type { TelephonyKind } from '../domain/telephony/record.ts';
import type { Sound } from '../domain/telephony/sound.ts';
import { defaultReach } from '../routing/reach/defaults.ts';
import { type Live, QUIET, type Snapshot, type TelephonyAccount } from '../routing/snapshot.ts';
import { catalogueOf } from './catalogue.ts';
import type { TelephonyDeps } from './deps.ts';
import { accountOf } from './edit.ts';
import { type AnyTelephony, ofKind, type TelephonyRecord } from './kinds.ts';
import { withMain } from './number-plans/schemas.ts';
import { todayAt, worksOn } from './orders.ts';
import { queueLoginsOf } from './queue-logins.ts';
import { queueSettings } from './queues.ts';
import { factsOf, settingsOf as reachSettingsOf } from './reach/user-reach.ts';
import { settingsOf } from './settings.ts';

export interface TelephonyOf {
  readonly snapshot: Snapshot;
  /** As far as records know it: who logged in where and to which queues, and what is set by hand of a user's reachability. */
  readonly live: Live;
}

const KINDS_READ = [
  'extension',
  'telephonyUser',
  'queue',
  'number',
  'privacyGroup',
  'sound',
  'channelLink',
  'channelLogin',
  'queueLogin',
  'order',
  'sim',
  'reach',
  'reachState',
  'numberPlanSchema',
  'blocking',
  'userBlocking',
] as const satisfies readonly TelephonyKind[];

/**
 * What an account's calls are decided by at a moment.
 * @param at  decides which orders have begun and ended
 * @throws ACCOUNT_NOT_FOUND
 */
export async function telephonyOf(deps: TelephonyDeps, accountId: string, at: Date): Promise<TelephonyOf> {
  const account = await accountOf(deps, accountId);
  // By key, so that what is chosen as the first of several stays so.
  const records = (await deps.records.all(accountId, KINDS_READ)).toSorted((a, b) => (a.key < b.key ? -1 : 1));
  const extensions = await extensionsOn(deps, account, records, at);
  const names = new Map(extensions.map(({ number, name }) => [number, name]));
  const sounds = ofKind(records, 'sound').map(soundOf);
  const channels = await inPages<Channel>(
    (page) => deps.channels.list({ accountId }, 'name', page),
    ({ name }) => name,
  );
  const users = extensions.flatMap(({ kind, number }) => (kind === 'user' ? [number] : []));
  const snapshot: Snapshot = {
    account: await accountPart(deps, account, sounds),
    extensions,
    users: ofKind(records, 'telephonyUser').map(({ id, value }) => ({ id, ...value })),
    channels: [...channelParts(channels, records), ...mobilePhones(records, names)],
    numbers: ofKind(records, 'number').map(({ value }) => value),
    numberPlanSchemas: withMain(deps, account, ofKind(records, 'numberPlanSchema')).map(({ id, value }) => ({
      id,
      ...value,
    })),
    blocking: {
      account: ofKind(records, 'blocking')[0]?.value ?? { blocked: [] },
      users: Object.fromEntries(
        ofKind(records, 'userBlocking').map(({ key, value: { blocked } }) => [key, { blocked }]),
      ),
    },
    reach: reachOfAll(users, records, account),
    privacyGroups: ofKind(records, 'privacyGroup').map(({ id, value }) => ({ id, ...value })),
    sounds,
    queues: ofKind(records, 'queue').flatMap((queue) => {
      const name = names.get(queue.key);
      return name === undefined ? [] : [queueSettings(queue, name)];
    }),
  };
  const live = {
    ...liveOf(channels, records),
    unknownAddress: await unknownAddresses(deps, account, channels, records),
  };
  return { snapshot, live };
}

/** Those whose order, if they need one, is delivered and has not ended; with what its product allows on that day. */
async function extensionsOn(
  deps: TelephonyDeps,
  account: Account,
  records: readonly AnyTelephony[],
  at: Date,
): Promise<readonly Extension[]> {
  const { value: catalogue } = await catalogueOf(deps, account.partnerId);
  const today = todayAt({ now: () => at }, account);
  const orders = new Map<ExtensionNumber, Order>();
  for (const { value } of ofKind(records, 'order'))
    if (value.extension !== undefined) orders.set(value.extension, value);
  return ofKind(records, 'extension').flatMap(({ key, value }) => {
    const order = orders.get(key);
    const works = order === undefined ? value : worksOn(value, order, today, catalogue);
    return works === undefined ? [] : [works];
  });
}

async function accountPart(deps: TelephonyDeps, account: Account, sounds: readonly Sound[]): Promise<TelephonyAccount> {
  const { id, country, language, timeZone, areaCode, ipListing } = account;
  const { musicOnHold, ...set } = (await settingsOf(deps, account)).value;
  const byId = new Map(sounds.map((sound) => [sound.id, sound]));
  return {
    id,
    country,
    language,
    timeZone,
    ...(areaCode !== undefined && { areaCode }),
    ...(ipListing && { ipListing }),
    ...set,
    musicOnHold: musicOnHold.flatMap((soundId) => byId.get(soundId) ?? []),
  };
}

function soundOf({ id, value: { sha256: _hash, sizeBytes: _size, ...sound } }: TelephonyRecord<'sound'>): Sound {
  return { id, ...sound };
}

const PAGE = 1000;

async function inPages<T>(
  list: (page: { readonly limit: number; readonly after?: string }) => Promise<readonly T[]>,
  keyOf: (one: T) => string,
): Promise<readonly T[]> {
  const all: T[] = [];
  for (;;) {
    const last = all.at(-1);
    const page = await list({ limit: PAGE, ...(last !== undefined && { after: keyOf(last) }) });
    all.push(...page);
    if (page.length < PAGE) return all;
  }
}

function channelParts(channels: readonly Channel[], records: readonly AnyTelephony[]): readonly TelephonyChannel[] {
  const links = new Map(ofKind(records, 'channelLink').map(({ key, value }) => [key, value]));
  return channels.map(({ id, username, callLimit, areaCode }) => {
    const { linkedTo, emergencyCallerId } = links.get(id) ?? {};
    return {
      name: username,
      device: 'fixed',
      callLimit,
      ...(areaCode !== undefined && { areaCode }),
      ...(linkedTo !== undefined && { linkedTo }),
      ...(emergencyCallerId !== undefined && { emergencyCallerId }),
    };
  });
}

/** Simultaneous calls of a mobile phone: one that is talked on, one that waits. */
const MOBILE_CALLS = 2;

/** A user with a SIM card of the account has his mobile phone on it. Source: EXT-61, A-39 */
function mobilePhones(
  records: readonly AnyTelephony[],
  there: ReadonlyMap<ExtensionNumber, string>,
): readonly TelephonyChannel[] {
  return ofKind(records, 'sim').flatMap(({ value: { iccid, linkedTo } }) =>
    linkedTo !== undefined && there.has(linkedTo)
      ? [{ name: `sim${iccid}`, device: 'mobile', linkedTo, callLimit: MOBILE_CALLS }]
      : [],
  );
}

function reachOfAll(
  users: readonly ExtensionNumber[],
  records: readonly AnyTelephony[],
  { language }: Account,
): Readonly<Record<ExtensionNumber, Reach>> {
  const kept = new Map(ofKind(records, 'reach').map((record) => [record.key, reachSettingsOf(record)]));
  return Object.fromEntries(users.map((user) => [user, kept.get(user) ?? defaultReach(user, language)]));
}

function liveOf(channels: readonly Channel[], records: readonly AnyTelephony[]): Live {
  const names = new Map(channels.map(({ id, username }) => [id, username]));
  return {
    ...QUIET,
    logins: Object.fromEntries(
      ofKind(records, 'channelLogin').flatMap(({ value: { channelId, user } }) => {
        const name = names.get(channelId);
        return name === undefined ? [] : [[name, user]];
      }),
    ),
    queueLogins: queueLoginsOf(records),
    reach: Object.fromEntries(ofKind(records, 'reachState').map((record) => [record.key, factsOf(record)])),
  };
}

/**
 * Channels whose phone was last seen at an address that is neither listed nor that of who logged in there.
 * Source: FAC-71, FAC-77, FAC-79
 */
async function unknownAddresses(
  deps: TelephonyDeps,
  { id: accountId, ipListing }: Account,
  channels: readonly Channel[],
  records: readonly AnyTelephony[],
): Promise<Live['unknownAddress']> {
  if (ipListing?.active !== true) return {};
  const names = new Map(channels.map(({ id, username }) => [id, username]));
  const loginFrom = new Map(ofKind(records, 'channelLogin').map(({ key, value }) => [key, value.address]));
  const cpes = await inPages<Cpe>(
    (page) => deps.cpes.list({ accountId }, 'mac', page),
    ({ mac }) => mac,
  );
  const reports = await deps.findReports(cpes.map(({ mac }) => mac));
  return Object.fromEntries(
    cpes.flatMap(({ mac, channelIds }) => {
      const address = reports.get(mac)?.address;
      if (address === undefined || !isShutOut(address, ipListing)) return [];
      return channelIds.flatMap((id): [string, true][] => {
        const name = names.get(id);
        return name === undefined || loginFrom.get(id) === address ? [] : [[name, true]];
      });
    }),
  );
}
