// People and what they may: listed, added and changed by admins within their own reach. Nobody gives a role, a right or a
// reach beyond their own, nor changes somebody who has one. The last platform admin who can log in stays. A mail address is one
// person's; of two who got it at the same moment neither is known by it. Source: EXT-148

import { MOST_VIEWS } from '../cpe/care/saved-views.ts';
import { edit, type RecordStore } from '../cpe/deps.ts';
import { type Actor, type Reach, RIGHTS, type Right, ROLES, type Role } from '../domain/actor.ts';
import { passwordProblem } from '../domain/password.ts';
import { hasControlCharacters } from '../domain/text.ts';
import { type Identity, isUsername, rankOf, type User, usernameOf } from '../domain/user.ts';
import { AppError, type FieldError, refuseIf } from '../errors.ts';
import { ALL_KINDS, LOGIN_KINDS } from './deps.ts';
import type { Desk } from './desk.ts';
import { hashPassword } from './login.ts';
import { type Fence, fenced } from './scoped-records.ts';
import { removeTotp } from './second-factor.ts';

export interface PersonPatch {
  readonly name?: string;
  readonly mail?: string | null;
  readonly role?: Role;
  readonly rights?: readonly Right[];
  readonly partnerId?: string;
  readonly accountIds?: readonly string[];
  readonly language?: 'nl' | 'en';
  /** Ends the person's sessions and API tokens. */
  readonly password?: string;
  /** Ends them too, and lets nobody in. */
  readonly disabled?: boolean;
  readonly identities?: readonly Identity[];
  /** false: takes the second factor off, for who lost the app and the recovery codes. */
  readonly totp?: false;
}

export interface NewPerson extends Omit<PersonPatch, 'totp' | 'mail'> {
  readonly username: string;
  readonly name: string;
  readonly mail?: string;
  readonly role: Role;
}

type Limited = Exclude<Reach, { over: 'platform' }>;

/** The users whom this actor may know of: within the reach, and of no higher role. */
export function scopedUsers(users: RecordStore<User>, actor: Actor, reach: Limited): RecordStore<User> {
  const roles = actor.kind === 'person' ? ROLES.slice(rankOf(actor.role)) : ROLES;
  const inAccounts =
    reach.over === 'accounts'
      ? { 'accountIds.0': { $exists: true }, accountIds: { $not: { $elemMatch: { $nin: [...reach.accountIds] } } } }
      : {};
  const fence: Fence<User> = {
    filter: { partnerId: reach.partnerId, role: { $in: [...roles] }, ...inAccounts },
    holds: ({ partnerId, role, accountIds }) =>
      partnerId === reach.partnerId &&
      roles.includes(role) &&
      (reach.over === 'partner' || (accountIds.length > 0 && accountIds.every((id) => reach.accountIds.includes(id)))),
    problem: ({ role }) =>
      roles.includes(role)
        ? { pointer: '/accountIds', detail: 'must name accounts of yours' }
        : { pointer: '/role', detail: 'is beyond your own' },
  };
  return fenced(users, fence);
}

/** @throws INPUT_INVALID, USERNAME_TAKEN */
export async function addPerson(desk: Desk, input: NewPerson): Promise<User> {
  const { username, password, name, role, language = 'nl', rights = [], disabled = false, identities = [] } = input;
  const at = desk.cpe.now();
  const user: User = {
    id: usernameOf(username),
    name: name.trim(),
    role,
    rights,
    ...placeOf(desk, role, input),
    language,
    recoveryHashes: [],
    identities,
    disabled,
    revision: 1,
    createdAt: at,
    changedAt: at,
    ...(input.mail !== undefined && { mail: input.mail.trim().toLowerCase() }),
  };
  refuseIf([
    ...(isUsername(user.id)
      ? []
      : [{ pointer: '/username', detail: 'must be 2 to 64 letters, digits and any of . _ @ + -' }]),
    ...passwordProblems(password, user.id),
    ...(await userProblems(desk, user)),
  ]);
  const kept = password === undefined ? user : { ...user, passwordHash: await hashPassword(password) };
  if ((await desk.people.users.insert(kept)).length > 0) throw new AppError('USERNAME_TAKEN', { detail: user.id });
  return kept;
}

/** @throws USER_NOT_FOUND, FORBIDDEN, REVISION_STALE, INPUT_INVALID, LAST_PLATFORM_ADMIN */
export async function editPerson(desk: Desk, username: string, patch: PersonPatch, expected?: number): Promise<User> {
  const { people } = desk;
  const { password, totp, mail, partnerId, ...plain } = patch;
  refuseIf(passwordProblems(password, username));
  const passwordHash = password === undefined ? undefined : await hashPassword(password);
  const changed = await edit(
    desk.cpe,
    people.users,
    username,
    expected,
    { missing: 'USER_NOT_FOUND' },
    async (former) => {
      refuseMightier(desk, former);
      const { mail: formerMail, ...rest } = former;
      const nextMail = mail === undefined ? formerMail : mail?.trim().toLowerCase();
      const next: User = {
        ...withoutPartner(rest),
        ...plain,
        ...placeOf(desk, plain.role ?? former.role, {
          ...former,
          ...plain,
          ...(partnerId !== undefined && { partnerId }),
        }),
        ...(nextMail !== undefined && { mail: nextMail }),
        ...(passwordHash !== undefined && { passwordHash }),
      };
      refuseIf(await userProblems(desk, next, former));
      if (former.role === 'platformAdmin' && (next.role !== 'platformAdmin' || next.disabled))
        await refuseLastAdmin(desk, former);
      return next;
    },
  );
  if (password !== undefined || patch.disabled) await people.credentials.removeAll(username, LOGIN_KINDS);
  if (totp === false) await removeTotp(people, username);
  return changed;
}

/** @throws USER_NOT_FOUND, FORBIDDEN, REVISION_STALE, LAST_PLATFORM_ADMIN */
export async function removePerson(desk: Desk, username: string, expected?: number): Promise<void> {
  const { users, credentials } = desk.people;
  const found = await users.find(username);
  if (!found) throw new AppError('USER_NOT_FOUND', { detail: username });
  refuseMightier(desk, found);
  if (found.role === 'platformAdmin') await refuseLastAdmin(desk, found);
  if (!(await users.remove(username, expected ?? found.revision))) throw new AppError('REVISION_STALE');
  await credentials.removeAll(username, ALL_KINDS);
  for (const id of await desk.views.ids({ username }, '_id', { limit: MOST_VIEWS })) await desk.views.remove(id);
}

/** Whoever sets somebody's password could act as them: so never of one who has a right that they lack themselves. */
function refuseMightier({ origin: { actor } }: Desk, user: User): void {
  if (actor.kind === 'machine' || actor.role === 'platformAdmin') return;
  if (user.rights.some((right) => !actor.rights.includes(right)))
    throw new AppError('FORBIDDEN', { detail: `${user.id} has a right that you do not have` });
}

async function refuseLastAdmin({ people: { users } }: Desk, { id, disabled }: User): Promise<void> {
  if (disabled) return;
  const others = await users.count({ role: 'platformAdmin', disabled: false, _id: { $ne: id } });
  if (others === 0) throw new AppError('LAST_PLATFORM_ADMIN');
}

/** Where a role belongs: a platform admin to no partner, a partner admin to no account. */
function placeOf(
  { cpe }: Desk,
  role: Role,
  { partnerId, accountIds = [] }: Pick<PersonPatch, 'partnerId' | 'accountIds'>,
) {
  if (role === 'platformAdmin') return { accountIds: [] };
  return { partnerId: partnerId ?? cpe.partnerId, accountIds: role === 'partnerAdmin' ? [] : accountIds };
}

function withoutPartner<T extends { readonly partnerId?: string }>({ partnerId: _, ...rest }: T) {
  return rest;
}

function passwordProblems(password: string | undefined, username: string): readonly FieldError[] {
  const detail = password === undefined ? undefined : passwordProblem(password, username);
  return detail === undefined ? [] : [{ pointer: '/password', detail }];
}

/** @param former  what stood before: what it had already needs no right of the one who changes something else */
async function userProblems(desk: Desk, user: User, former?: User): Promise<readonly FieldError[]> {
  const { actor } = desk.origin;
  const { records } = desk.cpe;
  const problems: FieldError[] = [];
  if (user.name.trim() === '' || hasControlCharacters(user.name))
    problems.push({ pointer: '/name', detail: 'must be one line of text' });
  if (user.mail !== undefined && !/^[^\s@<>,;"]+@[^\s@<>,;"]+$/.test(user.mail))
    problems.push({ pointer: '/mail', detail: 'must be a mail address' });
  else if (user.mail !== undefined && user.mail !== former?.mail && (await desk.isMailTaken(user.mail, user.id)))
    problems.push({ pointer: '/mail', detail: 'is the mail address of another login already' });
  if (actor.kind === 'person' && rankOf(user.role) < rankOf(actor.role))
    problems.push({ pointer: '/role', detail: 'is beyond your own' });
  const given = user.rights.filter((right) => !former?.rights.includes(right));
  if (actor.kind === 'person' && actor.role !== 'platformAdmin' && given.some((right) => !actor.rights.includes(right)))
    problems.push({ pointer: '/rights', detail: `has one that you do not have yourself, of ${RIGHTS.join(', ')}` });
  const { partnerId, accountIds } = user;
  if (partnerId !== undefined && partnerId !== desk.cpe.partnerId && !(await records.partners.find(partnerId)))
    problems.push({ pointer: '/partnerId', detail: 'there is no such partner' });
  if (rankOf(user.role) > rankOf('partnerAdmin') && accountIds.length === 0)
    problems.push({ pointer: '/accountIds', detail: 'must name one account at least' });
  const found = new Map((await records.accounts.findMany(accountIds)).map((account) => [account.id, account]));
  for (const [i, id] of accountIds.entries())
    if (found.get(id)?.partnerId !== partnerId)
      problems.push({ pointer: `/accountIds/${i}`, detail: 'there is no such account of this partner' });
  return problems;
}
