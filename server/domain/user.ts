// People who log in: what is kept of each, and who they are when they act.
import { type Person, type Reach, type Right, ROLES, type Role } from './actor.ts';
import type { Sealed } from './sealed.ts';

/** How long a user name may be; also of one that is only typed at a login. */
export const LONGEST_USERNAME = 64;

/** A second factor. Source: RFC 6238 */
export interface KeptTotp {
  /** The shared secret in base32. */
  readonly secret: Sealed;
  /** Asked for at a login only once the person has shown a code of it. */
  readonly isConfirmed: boolean;
  /** The last time step whose code was used: no code opens twice. */
  readonly lastStep: number;
}

/** Who somebody is at another provider of logins. */
export interface Identity {
  readonly provider: string;
  readonly subject: string;
}

export interface User {
  /** The user name, in lower case. */
  readonly id: string;
  readonly name: string;
  /** In lower case. */
  readonly mail?: string;
  readonly role: Role;
  readonly rights: readonly Right[];
  /** Absent for a platform admin. */
  readonly partnerId?: string;
  /** Empty for platform and partner admins. */
  readonly accountIds: readonly string[];
  /** Of mails to this person. */
  readonly language: 'nl' | 'en';
  /** argon2id, in PHC string form; absent: no login by password yet. */
  readonly passwordHash?: string;
  readonly totp?: KeptTotp;
  /** SHA-256 of each recovery code that was not used yet, hex. */
  readonly recoveryHashes: readonly string[];
  readonly identities: readonly Identity[];
  readonly disabled: boolean;
  readonly revision: number;
  readonly createdAt: Date;
  readonly changedAt: Date;
}

/** The name as it is kept and compared. */
export function usernameOf(typed: string): string {
  return typed.trim().toLowerCase();
}

export function isUsername(text: string): boolean {
  return text.length <= LONGEST_USERNAME && /^[a-z0-9][a-z0-9._@+-]+$/.test(text);
}

/** Lower is mightier. */
export function rankOf(role: Role): number {
  return ROLES.indexOf(role);
}

/** @param scopes  of the API token that is used; undefined: everything the role may */
export function personOf(user: User, scopes?: readonly string[]): Person {
  const { id: username, role, rights } = user;
  return { kind: 'person', username, role, rights, reach: reachOfUser(user), ...(scopes && { scopes }) };
}

function reachOfUser({ role, partnerId = '', accountIds }: User): Reach {
  if (role === 'platformAdmin') return { over: 'platform' };
  return role === 'partnerAdmin' ? { over: 'partner', partnerId } : { over: 'accounts', partnerId, accountIds };
}
