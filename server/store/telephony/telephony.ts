// The telephony records of all accounts: read by id, key, page or account, and written together (writes.ts).
import type { Connection } from 'mongoose';
import type { TelephonyStore } from '../../pbx/deps.ts';
import { telephonyCollection, toRecord } from './documents.ts';
import { createWrites, type Writes } from './writes.ts';

export interface StoredTelephonyRecords extends TelephonyStore, Pick<Writes, 'recover'> {}

const LIVE = { pending: null };

export function createTelephonyStore(connection: Connection): StoredTelephonyRecords {
  const stored = telephonyCollection(connection);
  const writes = createWrites(connection, stored);
  return {
    find: async (kind, id) => {
      const found = await stored.findOne({ _id: id, kind, ...LIVE });
      return found ? toRecord(found) : undefined;
    },
    findByKey: async (kind, accountId, key) => {
      const found = await stored.findOne({ accountId, kind, key, ...LIVE });
      return found ? toRecord(found) : undefined;
    },
    list: async (kind, accountId, { limit, after }) => {
      const beyond = after === undefined ? {} : { key: { $gt: after } };
      const found = stored
        .find({ accountId, kind, ...beyond, ...LIVE })
        .sort({ key: 1 })
        .limit(limit);
      return (await found.toArray()).map((document) => toRecord(document));
    },
    all: async (accountId, kinds) => {
      const found = await stored.find({ accountId, kind: { $in: [...kinds] }, ...LIVE }).toArray();
      return found.map((document) => toRecord(document));
    },
    count: (kind, accountId) => stored.countDocuments({ accountId, kind, ...LIVE }),
    write: writes.write,
    recover: writes.recover,
  };
}
