// Users and their bearer tokens. A token is kept as its hash only.
import type { Connection } from 'mongoose';
import type { LoginPeople } from '../personal/sources.ts';
import { defineModel } from './model.ts';

export interface User {
  readonly username: string;
  /** argon2id, in PHC string form. */
  readonly passwordHash: string;
  readonly createdAt: Date;
}

export interface ApiToken {
  /** SHA-256 of the token, hex. */
  readonly hash: string;
  readonly username: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

export interface People extends LoginPeople {
  readonly findUser: (username: string) => Promise<User | undefined>;
  /** @returns false when there is such a user already */
  readonly addUser: (user: User) => Promise<boolean>;
  readonly addToken: (token: ApiToken) => Promise<void>;
  readonly findToken: (hash: string, now: Date) => Promise<ApiToken | undefined>;
  readonly removeToken: (hash: string) => Promise<void>;
  readonly removeExpired: (now: Date) => Promise<void>;
}

type UserDocument = Omit<User, 'username'> & { _id: string };
type TokenDocument = Omit<ApiToken, 'hash'> & { _id: string };

export function createPeople(connection: Connection): People {
  const users = defineModel<UserDocument>(connection, {
    name: 'User',
    collection: 'users',
    fields: { _id: String, passwordHash: String, createdAt: Date },
  });
  const tokens = defineModel<TokenDocument>(connection, {
    name: 'ApiToken',
    collection: 'apiTokens',
    fields: { _id: String, username: String, createdAt: Date, expiresAt: Date },
    indexes: [[{ expiresAt: 1 }]],
  });
  return {
    findUser: async (username) => {
      const found = await users.findById(username).lean();
      return found ? { username, passwordHash: found.passwordHash, createdAt: found.createdAt } : undefined;
    },
    addUser: async ({ username, ...rest }) => {
      const done = await users.updateOne({ _id: username }, { $setOnInsert: rest }, { upsert: true });
      return done.upsertedCount === 1;
    },
    addToken: async ({ hash, ...rest }) => void (await tokens.insertMany([{ _id: hash, ...rest }])),
    findToken: async (hash, now) => {
      const found = await tokens.findOne({ _id: hash, expiresAt: { $gt: now } }).lean();
      return found
        ? { hash, username: found.username, createdAt: found.createdAt, expiresAt: found.expiresAt }
        : undefined;
    },
    removeToken: async (hash) => void (await tokens.deleteOne({ _id: hash })),
    describeUser: async (username) => {
      const found = await users.findById(username).lean();
      if (!found) return undefined;
      const { passwordHash: _, ...shown } = found;
      const sessions = await tokens.find({ username }, { _id: 0, createdAt: 1, expiresAt: 1 }).lean();
      return { ...shown, sessions };
    },
    eraseUser: async (username) => {
      const ended = await tokens.deleteMany({ username });
      const removed = await users.deleteOne({ _id: username });
      return ended.deletedCount + removed.deletedCount;
    },
    removeExpired: async (now) => void (await tokens.deleteMany({ expiresAt: { $lte: now } })),
  };
}
