// Who may use the portal and the API: users with passwords (argon2id) and second factors, sessions that end when they are
// told to, API tokens with less than their owner's rights. Whatever lets somebody in is kept by its hash only.
import { hash, verify } from '@node-rs/argon2';
import type { Door, Person } from '../domain/actor.ts';
import { hashToken } from '../domain/sealed.ts';
import { LONGEST_USERNAME, personOf, type User, usernameOf } from '../domain/user.ts';
import { AppError } from '../errors.ts';
import type { AccessDeps, Credential } from './deps.ts';
import { asksSecondFactor, useSecondFactor } from './second-factor.ts';
import { createTries, type Tries } from './tries.ts';

export interface Passwords {
  readonly username: string;
  readonly password: string;
  /** A code of the authenticator app, or a recovery code. */
  readonly totp?: string;
}

/** Where a login comes from. */
export interface LoginFrom {
  readonly address: string;
  readonly door: Door;
  readonly userAgent?: string;
  /** What {@link Session.deviceToken} gave this browser before. */
  readonly deviceToken?: string;
}

export interface Session {
  readonly token: string;
  readonly expiresAt: Date;
  /** To be kept by the browser and shown at its next login: strangers' guesses do not slow it. */
  readonly deviceToken: string;
  readonly username: string;
}

export interface Visitor {
  readonly person: Person;
  readonly user: User;
  readonly credential: Credential;
}

export interface Access {
  /** @throws LOGIN_FAILED, TOTP_NEEDED, TOO_MANY_TRIES */
  readonly login: (given: Passwords, from: LoginFrom) => Promise<Session>;
  /** For somebody who proved otherwise who they are. @throws LOGIN_FAILED  there is no such user, or they are disabled */
  readonly startSession: (username: string, from: LoginFrom) => Promise<Session>;
  /** undefined: nobody is linked to it. */
  readonly findUserByIdentity: (provider: string, subject: string) => Promise<User | undefined>;
  /** Of a session's or an API token's text. @throws TOKEN_MISSING */
  readonly whoIs: (token: string | undefined) => Promise<Visitor>;
  readonly logout: (token: string) => Promise<void>;
}

export const FIRST_USER = 'admin';
const SESSION_HOURS = 12;
const TOKEN_BYTES = 32;
const DEVICE_DAYS = 365;
const HOUR_MS = 3_600_000;
/** When a credential was last used is written no more often than this. */
const USED_MS = 60_000;
/** Checked for an unknown user, so that it takes as long as for a known one. */
const NOBODY = hash('nobody');

export function hashPassword(password: string): Promise<string> {
  return hash(password);
}

export async function isPassword(user: User | undefined, password: string): Promise<boolean> {
  const isRight = await verify(user?.passwordHash ?? (await NOBODY), password);
  return isRight && user?.passwordHash !== undefined;
}

export function createAccess(deps: AccessDeps, tries: Tries = createTries(deps)): Access {
  const { users, credentials, now, randomHex } = deps;

  const startSession = async (username: string, from: LoginFrom): Promise<Session> => {
    const user = await users.find(username);
    if (!user || user.disabled) throw new AppError('LOGIN_FAILED');
    const token = randomHex(TOKEN_BYTES);
    const createdAt = now();
    const expiresAt = new Date(createdAt.getTime() + SESSION_HOURS * HOUR_MS);
    const { address, door, userAgent } = from;
    await credentials.add({
      hash: hashToken(token),
      kind: 'session',
      username,
      createdAt,
      expiresAt,
      door,
      address,
      ...(userAgent !== undefined && { userAgent: userAgent.slice(0, 256) }),
    });
    return { token, expiresAt, username, deviceToken: await deviceTokenOf(deps, username, from) };
  };

  return {
    startSession,
    login: async ({ username: typed, password, totp }, from) => {
      const username = usernameOf(typed.slice(0, LONGEST_USERNAME * 2));
      const device = await knownDevice(deps, username, from.deviceToken);
      const attempt = await tries.begin(username, from.address, device?.hash);
      const user = username.length > LONGEST_USERNAME ? undefined : await users.find(username);
      const isRight = await isPassword(user, password);
      if (!user || !isRight || user.disabled) throw new AppError('LOGIN_FAILED');
      if (asksSecondFactor(user)) {
        if (totp === undefined || totp === '') {
          await attempt.undo();
          throw new AppError('TOTP_NEEDED');
        }
        await useSecondFactor(deps, username, totp);
      }
      await attempt.succeeded();
      return startSession(username, from);
    },
    findUserByIdentity: async (provider, subject) => {
      const [found] = await users.list({ identities: { $elemMatch: { provider, subject } } }, '_id', { limit: 1 });
      return found;
    },
    whoIs: async (token) => {
      const credential = token === undefined ? undefined : await credentials.find(hashToken(token), now());
      if (!credential || (credential.kind !== 'session' && credential.kind !== 'token'))
        throw new AppError('TOKEN_MISSING');
      const user = await users.find(credential.username);
      if (!user || user.disabled) throw new AppError('TOKEN_MISSING');
      const at = now();
      if (at.getTime() - (credential.lastUsedAt?.getTime() ?? 0) > USED_MS) await credentials.used(credential.hash, at);
      const scopes = credential.kind === 'token' ? (credential.scopes ?? []) : undefined;
      return { person: personOf(user, scopes), user, credential };
    },
    logout: async (token) => {
      const credential = await credentials.find(hashToken(token), now());
      if (credential) await credentials.remove(credential.hash, credential.username);
    },
  };
}

async function knownDevice({ credentials, now }: AccessDeps, username: string, token: string | undefined) {
  const found = token === undefined ? undefined : await credentials.find(hashToken(token), now());
  return found?.kind === 'device' && found.username === username ? found : undefined;
}

async function deviceTokenOf(deps: AccessDeps, username: string, from: LoginFrom): Promise<string> {
  if (from.deviceToken !== undefined && (await knownDevice(deps, username, from.deviceToken))) return from.deviceToken;
  if (from.door !== 'portal') return '';
  const token = deps.randomHex(TOKEN_BYTES);
  const createdAt = deps.now();
  const expiresAt = new Date(createdAt.getTime() + DEVICE_DAYS * 24 * HOUR_MS);
  await deps.credentials.add({ hash: hashToken(token), kind: 'device', username, createdAt, expiresAt });
  return token;
}

/**
 * Makes the first user, a platform admin, when there is none of that name.
 * @param given  the password to give it; undefined: a random one
 * @returns the random password, to be shown once; undefined when none was made
 */
export async function ensureFirstUser(
  { users, now, randomHex }: AccessDeps,
  given: string | undefined,
): Promise<string | undefined> {
  if ((await users.find(FIRST_USER)) || (await users.count({ role: 'platformAdmin' })) > 0) return undefined;
  const password = given ?? randomHex(10);
  const at = now();
  const taken = await users.insert({
    id: FIRST_USER,
    name: FIRST_USER,
    role: 'platformAdmin',
    rights: [],
    accountIds: [],
    language: 'en',
    passwordHash: await hash(password),
    recoveryHashes: [],
    identities: [],
    disabled: false,
    revision: 1,
    createdAt: at,
    changedAt: at,
  });
  return taken.length === 0 && given === undefined ? password : undefined;
}
