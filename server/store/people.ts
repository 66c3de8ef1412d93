// Users, and what lets them in: sessions, API tokens, known devices, links to reset a password. Each of these is kept by
// its hash only. And failed logins, counted for a while so that every node sees the same.
import { type Connection, Schema } from 'mongoose';
import type { Credential, CredentialStore, TryStore } from '../access/deps.ts';
import type { RecordStore } from '../cpe/deps.ts';
import type { User } from '../domain/user.ts';
import type { LoginPeople } from '../personal/sources.ts';
import { doubledFields } from './duplicates.ts';
import { defineModel } from './model.ts';
import { KEPT_FIELDS, repository, type StoredBase } from './records.ts';

export interface People extends Pick<LoginPeople, 'describeUser'> {
  readonly users: RecordStore<User>;
  readonly credentials: CredentialStore;
  readonly tries: TryStore;
  readonly removeExpired: (now: Date) => Promise<void>;
}

type CredentialDocument = Omit<Credential, 'hash'> & { _id: string };
interface TryDocument {
  _id: string;
  count: number;
  until: Date;
}

export function createPeople(connection: Connection): People {
  const users = defineModel<StoredBase>(connection, {
    name: 'User',
    collection: 'users',
    fields: {
      ...KEPT_FIELDS,
      name: { type: String, required: true },
      mail: String,
      role: { type: String, required: true },
      rights: [String],
      partnerId: String,
      accountIds: [String],
      language: { type: String, required: true },
      passwordHash: String,
      totp: Schema.Types.Mixed,
      recoveryHashes: [String],
      identities: { type: Schema.Types.Mixed, required: true },
      disabled: { type: Boolean, required: true },
    },
    indexes: [
      [{ partnerId: 1, _id: 1 }],
      [{ mail: 1 }, { sparse: true }],
      [{ 'identities.subject': 1 }, { sparse: true }],
    ],
  });
  const credentials = defineModel<CredentialDocument>(connection, {
    name: 'Credential',
    collection: 'credentials',
    fields: {
      _id: String,
      kind: String,
      username: String,
      createdAt: Date,
      expiresAt: Date,
      lastUsedAt: Date,
      door: String,
      address: String,
      userAgent: String,
      name: String,
      scopes: { type: [String], default: undefined },
    },
    indexes: [[{ username: 1, kind: 1 }], [{ expiresAt: 1 }]],
  });
  const tries = defineModel<TryDocument>(connection, {
    name: 'LoginTry',
    collection: 'loginTries',
    fields: { _id: String, count: Number, until: Date },
    indexes: [[{ until: 1 }]],
  });
  return {
    users: repository<User>(users, () => {}),
    credentials: {
      add: async ({ hash, ...rest }) => void (await credentials.insertMany([{ _id: hash, ...rest }])),
      find: async (hash, now) => {
        const found = await credentials.findOne({ _id: hash, expiresAt: { $gt: now } }).lean();
        return found ? toCredential(found) : undefined;
      },
      take: async (hash, kind, now) => {
        const found = await credentials.findOneAndDelete({ _id: hash, kind, expiresAt: { $gt: now } }).lean();
        return found ? toCredential(found) : undefined;
      },
      list: async (username, kind, now) => {
        const found = await credentials
          .find({ username, kind, expiresAt: { $gt: now } })
          .sort({ createdAt: -1 })
          .lean();
        return found.map(toCredential);
      },
      remove: async (hash, username) => (await credentials.deleteOne({ _id: hash, username })).deletedCount === 1,
      removeAll: async (username, kinds, except) =>
        void (await credentials.deleteMany({ username, kind: { $in: [...kinds] }, _id: { $ne: except ?? '' } })),
      used: async (hash, at) => void (await credentials.updateOne({ _id: hash }, { $set: { lastUsedAt: at } })),
    },
    tries: {
      add: async (key, by, until) => {
        const update = { $inc: { count: by }, $setOnInsert: { until } };
        return (
          (await tries.findOneAndUpdate({ _id: key }, update, { upsert: true, returnDocument: 'after' }).lean())
            ?.count ?? by
        );
      },
      hold: async (key, now, until) => {
        try {
          await tries.updateOne({ _id: key, until: { $lte: now } }, { $set: { until, count: 1 } }, { upsert: true });
          return true;
        } catch (error) {
          // It is there and still held: the upsert would have doubled it.
          if (!doubledFields(error)) throw error;
          return false;
        }
      },
      forget: async (key) => void (await tries.deleteOne({ _id: key })),
    },
    removeExpired: async (now) => {
      await credentials.deleteMany({ expiresAt: { $lte: now } });
      await tries.deleteMany({ until: { $lte: now } });
    },
    describeUser: async (username) => {
      const found = await users.findOne({ _id: username }).lean<User & StoredBase>();
      if (!found) return undefined;
      // What lets somebody in is nobody's to read, and says nothing about the person.
      const { passwordHash: _p, totp, recoveryHashes: _r, ...shown } = found;
      const logins = await credentials.find({ username }, { _id: 0 }).sort({ createdAt: 1 }).lean();
      return { ...shown, secondFactor: totp?.isConfirmed === true, logins };
    },
  };
}

function toCredential({ _id, ...rest }: CredentialDocument): Credential {
  return { hash: _id, ...rest };
}
