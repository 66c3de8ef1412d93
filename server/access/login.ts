// Who may use the portal and the API: users with passwords (argon2id), and bearer tokens that are kept as hashes only.
import { hash, verify } from '@node-rs/argon2';
import type { Person } from '../domain/actor.ts';
import { hashToken } from '../domain/sealed.ts';
import { AppError } from '../errors.ts';

export interface KeptUser {
  readonly username: string;
  readonly passwordHash: string;
}

export interface KeptToken {
  readonly username: string;
  readonly expiresAt: Date;
}

/** Implemented by store/. */
export interface AccessStore {
  readonly findUser: (username: string) => Promise<KeptUser | undefined>;
  readonly addUser: (user: KeptUser & { readonly createdAt: Date }) => Promise<boolean>;
  readonly addToken: (token: KeptToken & { readonly hash: string; readonly createdAt: Date }) => Promise<void>;
  readonly findToken: (hash: string, now: Date) => Promise<KeptToken | undefined>;
  readonly removeToken: (hash: string) => Promise<void>;
}

export interface AccessDeps {
  readonly store: AccessStore;
  readonly now: () => Date;
  readonly randomHex: (bytes: number) => string;
}

export interface Access {
  /** @throws LOGIN_FAILED, TOO_MANY_TRIES */
  readonly login: (username: string, password: string, address: string) => Promise<{ token: string; expiresAt: Date }>;
  /** @throws TOKEN_MISSING */
  readonly whoIs: (token: string | undefined) => Promise<KeptToken>;
  readonly logout: (token: string) => Promise<void>;
}

/** Until users have roles, everybody who may log in may do everything. */
export function theOnlyUser(username: string): Person {
  return { kind: 'person', username, role: 'platformAdmin', rights: ['manageCpes'], reach: { over: 'platform' } };
}

export const FIRST_USER = 'admin';
const TOKEN_HOURS = 12;
const TOKEN_BYTES = 32;
/** Failures from one address within the window before it must wait. Counted by address, so that nobody locks another out. */
const MAX_FAILURES = 10;
const WINDOW_MS = 60_000;
const MAX_ADDRESSES = 10_000;
/** Checked for an unknown user, so that it takes as long as for a known one. */
const NOBODY = hash('nobody');

export function createAccess({ store, now, randomHex }: AccessDeps): Access {
  const failures = new Map<string, { count: number; since: number }>();

  const failed = (address: string): never => {
    const at = now().getTime();
    const former = failures.get(address);
    const count = former && at - former.since < WINDOW_MS ? former.count + 1 : 1;
    if (failures.size >= MAX_ADDRESSES) failures.clear();
    failures.set(address, { count, since: count === 1 ? at : (former?.since ?? at) });
    throw new AppError('LOGIN_FAILED');
  };

  return {
    login: async (username, password, address) => {
      const former = failures.get(address);
      if (former && former.count >= MAX_FAILURES && now().getTime() - former.since < WINDOW_MS)
        throw new AppError('TOO_MANY_TRIES');
      const user = await store.findUser(username);
      const right = await verify(user?.passwordHash ?? (await NOBODY), password);
      if (!user || !right) return failed(address);
      failures.delete(address);
      const token = randomHex(TOKEN_BYTES);
      const createdAt = now();
      const expiresAt = new Date(createdAt.getTime() + TOKEN_HOURS * 3_600_000);
      await store.addToken({ hash: hashToken(token), username, createdAt, expiresAt });
      return { token, expiresAt };
    },
    whoIs: async (token) => {
      const kept = token === undefined ? undefined : await store.findToken(hashToken(token), now());
      if (!kept) throw new AppError('TOKEN_MISSING');
      return kept;
    },
    logout: (token) => store.removeToken(hashToken(token)),
  };
}

/**
 * Makes the first user when there is none.
 * @param given  the password to give it; undefined: a random one
 * @returns the random password, to be shown once; undefined when none was made
 */
export async function ensureFirstUser(
  { store, now, randomHex }: AccessDeps,
  given: string | undefined,
): Promise<string | undefined> {
  if (await store.findUser(FIRST_USER)) return undefined;
  const password = given ?? randomHex(10);
  const added = await store.addUser({ username: FIRST_USER, passwordHash: await hash(password), createdAt: now() });
  return added && given === undefined ? password : undefined;
}
