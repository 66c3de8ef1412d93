// Whom an identity of another provider signs in. A link that the person made, or an admin, decides. Without one, a provider
// that the customer trusts may speak for the customer's own people, known by the mail address that an admin gave them: never
// for people above or beside its account, and never by an address alone, which any tenant of a provider can make up.
// Source: SSO-1, SSO-5
import { edit } from '../../cpe/deps.ts';
import type { User } from '../../domain/user.ts';
import { AppError } from '../../errors.ts';
import type { AccessDeps } from '../deps.ts';
import type { Identity } from './provider.ts';

export interface SignInDeps extends Pick<AccessDeps, 'users' | 'now'> {
  /** The issuer that an account trusts to speak for its people, if any. */
  readonly issuerOf: (accountId: string) => Promise<string | undefined>;
}

/**
 * The user whom this identity signs in; linked from now on.
 * @throws SIGN_ON_UNKNOWN
 */
export async function userOfIdentity(deps: SignInDeps, identity: Identity): Promise<User> {
  const linked = await linkedTo(deps, identity);
  if (linked) return linked;
  const named = await deps.users.list({ mail: { $in: [...identity.names] } }, '_id', { limit: 2 });
  const [user] = named;
  // An address that two users have says of neither that it is them.
  if (!user || named.length > 1 || !(await trusts(deps, user, identity.issuer))) throw new AppError('SIGN_ON_UNKNOWN');
  return addLink(deps, user.id, identity);
}

/**
 * Links an identity to the user who is logged in and came back from the provider.
 * @throws SIGN_ON_TAKEN  it is somebody else's
 */
export async function linkIdentity(deps: SignInDeps, username: string, identity: Identity): Promise<User> {
  const linked = await linkedTo(deps, identity);
  if (linked && linked.id !== username) throw new AppError('SIGN_ON_TAKEN');
  return linked ?? addLink(deps, username, identity);
}

/** Takes away every identity that is linked to the user. @throws USER_NOT_FOUND */
export function unlinkIdentities({ users, now }: Pick<SignInDeps, 'users' | 'now'>, username: string): Promise<User> {
  return edit({ now }, users, username, undefined, { missing: 'USER_NOT_FOUND' }, (user) => ({
    ...user,
    identities: [],
  }));
}

async function linkedTo({ users }: SignInDeps, { issuer, subject }: Identity): Promise<User | undefined> {
  const filter = { identities: { $elemMatch: { provider: issuer, subject } } };
  const found = await users.list(filter, '_id', { limit: 2 });
  if (found.length > 1) throw new AppError('SIGN_ON_TAKEN');
  return found[0];
}

/** Every one of the user's accounts must trust it, and only somebody who has accounts can be spoken for. */
async function trusts({ issuerOf }: SignInDeps, { accountIds, disabled }: User, issuer: string): Promise<boolean> {
  if (disabled || accountIds.length === 0) return false;
  const trusted = await Promise.all(accountIds.map(issuerOf));
  return trusted.every((one) => one === issuer);
}

function addLink({ users, now }: SignInDeps, username: string, { issuer, subject }: Identity): Promise<User> {
  return edit({ now }, users, username, undefined, { missing: 'USER_NOT_FOUND' }, (user) => ({
    ...user,
    identities: [...user.identities, { provider: issuer, subject }],
  }));
}
