// Records behind a fence: what lies outside an actor's reach is not there, for reading, listing, counting and writing alike.
// One fence per collection decides both the filter that the store is asked with and the check of a record in hand.
//
// Account numbers, channel names and MACs are unique over all tenants, so that adding one that another tenant holds cannot
// succeed. The answer is then the same as for one's own: it is there already, without whose it is or what it is.
import type { RecordStore, Records } from '../cpe/deps.ts';
import type { Actor, Reach } from '../domain/actor.ts';
import type { Account, Channel, Cpe, Partner } from '../domain/records.ts';
import { invalid } from '../errors.ts';

/** Fields that must hold one of these values. */
type Fence = Readonly<Record<string, readonly string[]>>;

type Fenced = Account | Channel | Cpe | Partner;

/** undefined: the actor reaches everything. */
export function reachOf(actor: Actor): Exclude<Reach, { over: 'platform' }> | undefined {
  return actor.kind === 'machine' || actor.reach.over === 'platform' ? undefined : actor.reach;
}

type Limited = Exclude<Reach, { over: 'platform' }>;

function fencesOf(reach: Limited): Readonly<Record<'partners' | 'accounts' | 'channels' | 'cpes', Fence>> {
  const partnerId = [reach.partnerId];
  if (reach.over === 'partner')
    return { partners: { id: partnerId }, accounts: { partnerId }, channels: { partnerId }, cpes: { partnerId } };
  const { accountIds } = reach;
  return {
    partners: { id: [] },
    accounts: { partnerId, id: accountIds },
    channels: { partnerId, accountId: accountIds },
    cpes: { partnerId, accountId: accountIds },
  };
}

/** Whether a CPE lies within the reach. */
export function reaches(reach: Limited, cpe: Cpe): boolean {
  return isInside(fencesOf(reach).cpes, cpe);
}

/** The same records as far as the reach goes. Source: issue C "tenancy" */
export function scopedRecords(records: Records, reach: Reach): Records {
  if (reach.over === 'platform') return records;
  const fences = fencesOf(reach);
  return {
    partners: fenced(records.partners, fences.partners),
    accounts: fenced(records.accounts, fences.accounts),
    channels: fenced(records.channels, fences.channels),
    cpes: fenced(records.cpes, fences.cpes),
    addTogether: async (id, added, at) => {
      for (const cpe of added.cpes) refuseOutside(fences.cpes, cpe);
      for (const channel of added.channels) refuseOutside(fences.channels, channel);
      return records.addTogether(id, added, at);
    },
  };
}

function fenced<T extends Fenced>(store: RecordStore<T>, fence: Fence): RecordStore<T> {
  const within = (filter: Readonly<Record<string, unknown>>) => ({ $and: [filter, filterOf(fence)] });
  const find = async (id: string): Promise<T | undefined> => {
    const found = await store.find(id);
    return found && isInside(fence, found) ? found : undefined;
  };
  return {
    find,
    findMany: async (ids) => (await store.findMany(ids)).filter((record) => isInside(fence, record)),
    list: (filter, field, page) => store.list(within(filter), field, page),
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

function filterOf(fence: Fence): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(fence).map(([field, values]) => [field === 'id' ? '_id' : field, { $in: [...values] }]),
  );
}

function isInside(fence: Fence, record: Fenced): boolean {
  const fields: Readonly<Record<string, unknown>> = { ...record };
  return Object.entries(fence).every(([field, values]) => values.some((value) => value === fields[field]));
}

/** @throws INPUT_INVALID at the field that leads outside, in the words used for a record that is not there */
function refuseOutside(fence: Fence, record: Fenced): void {
  if (isInside(fence, record)) return;
  const fields: Readonly<Record<string, unknown>> = { ...record };
  const field = Object.entries(fence).find(([name, values]) => !values.some((value) => value === fields[name]))?.[0];
  throw invalid([
    field === 'accountId'
      ? { pointer: '/accountId', detail: 'must name an account of yours' }
      : { pointer: '/partnerId', detail: 'there is no such partner' },
  ]);
}
