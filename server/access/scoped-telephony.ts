// Telephony records behind a fence, as scoped-records.ts does it: what lies outside an actor's reach is not there.
import { covers } from '../audit/entry.ts';
import type { Reach } from '../domain/actor.ts';
import { AppError } from '../errors.ts';
import type { TelephonyStore } from '../pbx/deps.ts';

interface Whose {
  readonly partnerId: string;
  readonly accountId: string;
}

/** The same records as far as the reach goes. */
export function scopedTelephony(store: TelephonyStore, reach: Reach): TelephonyStore {
  if (reach.over === 'platform') return store;
  const isWithin = (record: Whose) => covers(reach, record);
  const within = <T extends Whose>(record: T | undefined): T | undefined =>
    record && isWithin(record) ? record : undefined;
  return {
    find: async (kind, id) => within(await store.find(kind, id)),
    findByKey: async (kind, accountId, key) => within(await store.findByKey(kind, accountId, key)),
    list: async (kind, accountId, page) => (await store.list(kind, accountId, page)).filter(isWithin),
    all: async (accountId, kinds) => (await store.all(accountId, kinds)).filter(isWithin),
    count: async (kind, accountId) =>
      (await store.list(kind, accountId, { limit: 1 })).every(isWithin) ? store.count(kind, accountId) : 0,
    write: async (writes, at) => {
      for (const { do: what, record } of writes) {
        // Neither what it becomes nor what stands may be another's; whoever asks saw neither.
        const standing = what === 'add' ? record : await store.find(record.kind, record.id);
        if (!isWithin(record) || (standing && !isWithin(standing)))
          throw new AppError('ACCOUNT_NOT_FOUND', { detail: record.accountId });
      }
      return store.write(writes, at);
    },
  };
}
