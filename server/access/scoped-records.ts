// Records behind a fence: what lies outside an actor's reach is not there, for reading, listing, counting and writing alike.
// One fence per collection decides both the filter that the store is asked with and the check of a record in hand.
//
// Account numbers, channel names and MACs are unique over all tenants, so that adding one that another tenant holds cannot
// succeed. The answer is then the same as for one's own: it is there already, without whose it is or what it is.
import type { RecordStore, Records } from '../cpe/deps.ts';
import type { Actor, Reach } from '../domain/actor.ts';
import type { Mac } from '../domain/mac.ts';
import type { Plan } from '../domain/plan.ts';
import type { Account, Channel, Cpe, Partner } from '../domain/records.ts';
import { type FieldError, invalid } from '../errors.ts';

/** Where an actor's reach ends in one collection. */
export interface Fence<T> {
  /** In the store's words. */
  readonly filter: Readonly<Record<string, unknown>>;
  readonly holds: (record: T) => boolean;
  /** What is wrong with a record outside, in the words used for what is not there. */
  readonly problem: (record: T) => FieldError;
}

export type Limited = Exclude<Reach, { over: 'platform' }>;

/** undefined: the actor reaches everything. */
export function reachOf(actor: Actor): Limited | undefined {
  return actor.kind === 'machine' || actor.reach.over === 'platform' ? undefined : actor.reach;
}

/** Whether a CPE lies within the reach. */
export function reaches(reach: Limited, cpe: Cpe): boolean {
  return fencesOf(reach).cpes.holds(cpe);
}

/** The same records as far as the reach goes. */
export function scopedRecords(records: Records, reach: Reach): Records {
  if (reach.over === 'platform') return records;
  const fences = fencesOf(reach);
  return {
    partners: fenced(records.partners, fences.partners),
    accounts: fenced(records.accounts, fences.accounts),
    channels: fenced(records.channels, fences.channels),
    cpes: fenced(records.cpes, fences.cpes),
    // A batch's id is random and known to whoever began it alone.
    settle: records.settle,
    addTogether: async (id, added, at) => {
      for (const cpe of added.cpes) refuseOutside(fences.cpes, cpe);
      for (const channel of added.channels) refuseOutside(fences.channels, channel);
      const { changes = [], replacements = [] } = added;
      const macs = [...changes, ...replacements].map(({ mac }) => mac);
      const standing = new Map((await records.cpes.findMany(macs)).map((cpe) => [cpe.mac, cpe]));
      const standingOf = (mac: Mac): Cpe => {
        const cpe = standing.get(mac);
        if (!cpe || !fences.cpes.holds(cpe)) throw invalid([{ pointer: '/mac', detail: `there is no CPE ${mac}` }]);
        return cpe;
      };
      for (const { mac, set } of changes) refuseOutside(fences.cpes, { ...standingOf(mac), ...set });
      for (const { mac } of replacements) standingOf(mac);
      return records.addTogether(id, added, at);
    },
  };
}

/** The same records as far as the fence goes. */
export function fenced<T extends { readonly id: string; readonly revision: number }>(
  store: RecordStore<T>,
  fence: Fence<T>,
): RecordStore<T> {
  const within = (filter: Readonly<Record<string, unknown>>) => ({ $and: [filter, fence.filter] });
  const find = async (id: string): Promise<T | undefined> => {
    const found = await store.find(id);
    return found && fence.holds(found) ? found : undefined;
  };
  return {
    find,
    findMany: async (ids) => (await store.findMany(ids)).filter(fence.holds),
    list: (filter, field, page) => store.list(within(filter), field, page),
    ids: (filter, field, page, index) => store.ids(within(filter), field, page, index),
    count: (filter) => store.count(within(filter)),
    insert: async (record) => {
      refuseOutside(fence, record);
      return store.insert(record);
    },
    replace: async (record, formerRevision) => {
      if (!(await find(record.id))) return 'stale';
      refuseOutside(fence, record);
      return store.replace(record, formerRevision);
    },
    // Only the revision that was looked at: a record that was moved away meanwhile is somebody else's.
    remove: async (id, revision) => {
      const found = await find(id);
      return found !== undefined && store.remove(id, revision ?? found.revision);
    },
  };
}

export function fencesOf(reach: Limited) {
  const partnerId = [reach.partnerId];
  const accountId = reach.over === 'accounts' ? { accountId: reach.accountIds } : {};
  return {
    partners: byFields<Partner>({ id: reach.over === 'partner' ? partnerId : [] }),
    accounts: byFields<Account>({ partnerId, ...(reach.over === 'accounts' && { id: reach.accountIds }) }),
    channels: byFields<Channel>({ partnerId, ...accountId }),
    cpes: byFields<Cpe>({ partnerId, ...accountId }),
    plans: byFields<Plan>({ partnerId, ...accountId }),
  };
}

/** Records that name their tenant themselves; what names no account is its partner's, what names neither the platform's. */
export function byTenant<T extends { readonly id: string }>(reach: Limited): Fence<T> {
  return byFields<T>({
    partnerId: [reach.partnerId],
    ...(reach.over === 'accounts' && { accountId: reach.accountIds }),
  });
}

/** Each of these fields must hold one of its values. */
function byFields<T extends { readonly id: string }>(fields: Readonly<Record<string, readonly string[]>>): Fence<T> {
  const outside = (record: T) => {
    const held: Readonly<Record<string, unknown>> = { ...record };
    return Object.entries(fields).find(([field, values]) => !values.some((value) => value === held[field]))?.[0];
  };
  return {
    filter: Object.fromEntries(
      Object.entries(fields).map(([field, values]) => [field === 'id' ? '_id' : field, { $in: [...values] }]),
    ),
    holds: (record) => outside(record) === undefined,
    problem: (record) =>
      outside(record) === 'accountId'
        ? { pointer: '/accountId', detail: 'must name an account of yours' }
        : { pointer: '/partnerId', detail: 'there is no such partner' },
  };
}

/** @throws INPUT_INVALID */
function refuseOutside<T>(fence: Fence<T>, record: T): void {
  if (!fence.holds(record)) throw invalid([fence.problem(record)]);
}
