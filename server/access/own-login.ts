// What each person does with their own login: password, second factor, sessions, API tokens. It takes a session; an API
// token never manages logins (permissions.ts).
import { edit } from '../cpe/deps.ts';
import { passwordProblem } from '../domain/password.ts';
import { hashToken } from '../domain/sealed.ts';
import { personOf, type User } from '../domain/user.ts';
import { AppError, invalid, refuseIf } from '../errors.ts';
import { type AccessDeps, type Credential, LOGIN_KINDS } from './deps.ts';
import { hashPassword, isPassword, type Visitor } from './login.ts';
import { ACTIONS, isScope, may } from './permissions.ts';
import { removeTotp } from './second-factor.ts';
import { createTries } from './tries.ts';

const DAY_MS = 24 * 3_600_000;
const LONGEST_TOKEN_DAYS = 366;
const TOKEN_BYTES = 32;
const MOST_TOKENS = 50;

/** Asks for the password once more, counted like a login. @throws PASSWORD_WRONG, TOO_MANY_TRIES */
export async function confirmPassword(
  deps: AccessDeps,
  { user, credential }: Visitor,
  password: string,
): Promise<void> {
  const attempt = await createTries(deps).begin(user.id, credential.address ?? '', credential.hash);
  if (!(await isPassword(user, password))) throw new AppError('PASSWORD_WRONG');
  await attempt.succeeded();
}

/** Ends every other session, every API token and every reset link. @throws PASSWORD_WRONG, TOO_MANY_TRIES, INPUT_INVALID at /next */
export async function changePassword(
  deps: AccessDeps,
  visitor: Visitor,
  given: { readonly current: string; readonly next: string },
): Promise<void> {
  const { user, credential } = visitor;
  const problem = passwordProblem(given.next, user.id);
  refuseIf(problem === undefined ? [] : [{ pointer: '/next', detail: problem }]);
  await confirmPassword(deps, visitor, given.current);
  await setPassword(deps, user.id, given.next, credential.hash);
}

/** @param except  the session that stays. The rules for passwords were checked before. @throws USER_NOT_FOUND */
export async function setPassword(
  deps: AccessDeps,
  username: string,
  password: string,
  except?: string,
): Promise<void> {
  const passwordHash = await hashPassword(password);
  await edit(deps, deps.users, username, undefined, { missing: 'USER_NOT_FOUND' }, (former) => ({
    ...former,
    passwordHash,
  }));
  await deps.credentials.removeAll(username, LOGIN_KINDS, except);
}

/** @throws PASSWORD_WRONG, TOO_MANY_TRIES */
export async function takeOffTotp(deps: AccessDeps, visitor: Visitor, password: string): Promise<void> {
  await confirmPassword(deps, visitor, password);
  await removeTotp(deps, visitor.user.id);
}

export function listOwn({ credentials, now }: AccessDeps, { id }: User, kind: 'session' | 'token') {
  return credentials.list(id, kind, now());
}

/** @throws NOT_FOUND  there is none, or it is somebody else's */
export async function endOwn(deps: AccessDeps, user: User, kind: 'session' | 'token', hash: string): Promise<void> {
  const own = await listOwn(deps, user, kind);
  if (!own.some((one) => one.hash === hash) || !(await deps.credentials.remove(hash, user.id)))
    throw new AppError('NOT_FOUND');
}

export interface NewToken {
  readonly name: string;
  /** Actions of the table, `area.*`, or `*`. */
  readonly scopes: readonly string[];
  /** How long it is good for, 1 to 366. */
  readonly days: number;
}

/** @returns the token's text, to be shown once. @throws INPUT_INVALID */
export async function addToken(
  deps: AccessDeps,
  user: User,
  { name, scopes, days }: NewToken,
): Promise<{ token: string; credential: Credential }> {
  const person = personOf(user);
  const problems = scopes.flatMap((scope, i) => {
    if (!isScope(scope))
      return [{ pointer: `/scopes/${i}`, detail: 'must be an action such as cpes.read, an area such as cpes.*, or *' }];
    const grants = ACTIONS.some((action) => may({ ...person, scopes: [scope] }, action));
    return grants ? [] : [{ pointer: `/scopes/${i}`, detail: 'your role does not have that' }];
  });
  if (scopes.length === 0) problems.push({ pointer: '/scopes', detail: 'must name one at least' });
  if (name.trim() === '') problems.push({ pointer: '/name', detail: 'must say what the token is for' });
  if (!Number.isInteger(days) || days < 1 || days > LONGEST_TOKEN_DAYS)
    problems.push({ pointer: '/days', detail: `must be 1 to ${LONGEST_TOKEN_DAYS}` });
  refuseIf(problems);
  if ((await listOwn(deps, user, 'token')).length >= MOST_TOKENS)
    throw invalid([{ pointer: '', detail: `a user has ${MOST_TOKENS} API tokens at most: take one away first` }]);
  const token = deps.randomHex(TOKEN_BYTES);
  const createdAt = deps.now();
  const expiresAt = new Date(createdAt.getTime() + days * DAY_MS);
  const credential: Credential = {
    hash: hashToken(token),
    kind: 'token',
    username: user.id,
    name: name.trim(),
    scopes: [...scopes],
    createdAt,
    expiresAt,
  };
  await deps.credentials.add(credential);
  return { token, credential };
}
