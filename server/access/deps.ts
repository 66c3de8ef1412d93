// What logging in and the people who do it are kept by. Implemented by store/.
import type { RecordStore } from '../cpe/deps.ts';
import type { Door } from '../domain/actor.ts';
import type { Sealer } from '../domain/sealed.ts';
import type { User } from '../domain/user.ts';

/**
 * session: of a login, in the portal or by POST /tokens. token: made by its owner for programs, with scopes.
 * device: a browser that its user logged in with before. reset: a link to choose a new password, good once.
 */
export type CredentialKind = 'session' | 'token' | 'device' | 'reset';

export interface Credential {
  /** SHA-256 of what the holder has, hex; also its public id. */
  readonly hash: string;
  readonly kind: CredentialKind;
  readonly username: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly lastUsedAt?: Date;
  /** Of a session: where it was begun. */
  readonly door?: Door;
  readonly address?: string;
  readonly userAgent?: string;
  /** Of an API token. */
  readonly name?: string;
  readonly scopes?: readonly string[];
}

export interface CredentialStore {
  readonly add: (credential: Credential) => Promise<void>;
  readonly find: (hash: string, now: Date) => Promise<Credential | undefined>;
  /** Finds it and takes it away at once: of two who ask only one gets it. */
  readonly take: (hash: string, kind: CredentialKind, now: Date) => Promise<Credential | undefined>;
  /** Newest first. */
  readonly list: (username: string, kind: CredentialKind, now: Date) => Promise<readonly Credential[]>;
  /** @returns false when that user has no such credential */
  readonly remove: (hash: string, username: string) => Promise<boolean>;
  /** @param except  the hash of one that stays */
  readonly removeAll: (username: string, kinds: readonly CredentialKind[], except?: string) => Promise<void>;
  readonly used: (hash: string, at: Date) => Promise<void>;
}

export interface TryStore {
  /** @returns the count after it; a new key counts from 0 and is forgotten some time after `until` */
  readonly add: (key: string, by: number, until: Date) => Promise<number>;
  /** Keeps others off the key until then. @returns false when somebody holds it now */
  readonly hold: (key: string, now: Date, until: Date) => Promise<boolean>;
  readonly forget: (key: string) => Promise<void>;
}

export interface AccessDeps {
  readonly users: RecordStore<User>;
  readonly credentials: CredentialStore;
  readonly tries: TryStore;
  readonly sealer: Sealer;
  readonly now: () => Date;
  /** @param bytes  how much randomness; @returns it in lower-case hex */
  readonly randomHex: (bytes: number) => string;
}

/** Every credential that ends when a password changes or a user is disabled; known devices only with the user. */
export const LOGIN_KINDS: readonly CredentialKind[] = ['session', 'token', 'reset'];
export const ALL_KINDS: readonly CredentialKind[] = [...LOGIN_KINDS, 'device'];
