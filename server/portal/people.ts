// People: who may log in, as what, over which accounts. Accounts are typed by their numbers, as people know them.
import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import type { Desk } from '../access/desk.ts';
import { addPerson, editPerson, type PersonPatch, removePerson } from '../access/people.ts';
import { asksSecondFactor } from '../access/second-factor.ts';
import { type Actor, RIGHTS, ROLES, type Role } from '../domain/actor.ts';
import { LONGEST_PASSWORD } from '../domain/password.ts';
import { LONGEST_USERNAME, rankOf, type User, usernameOf } from '../domain/user.ts';
import { AppError, type ErrorCode, invalid, statusOf } from '../errors.ts';
import type { Portal } from './deps.ts';
import { formOf } from './forms.ts';
import type { Pages } from './pages.ts';

const SHOWN = 200;
const ByUsername = Type.Object({ username: Type.String({ maxLength: LONGEST_USERNAME }) });
const fields = {
  name: Type.String({ maxLength: 128 }),
  mail: Type.String({ maxLength: 254 }),
  role: Type.Enum([...ROLES]),
  accounts: Type.String({ maxLength: 4096 }),
  language: Type.Enum(['nl', 'en']),
  password: Type.String({ maxLength: LONGEST_PASSWORD }),
  manageCpes: Type.Optional(Type.String()),
  disabled: Type.Optional(Type.String()),
  noTotp: Type.Optional(Type.String()),
  partnerId: Type.Optional(Type.String({ maxLength: 64 })),
};
const AddBody = formOf({ username: Type.String({ maxLength: LONGEST_USERNAME }), ...fields });
const EditBody = formOf(fields);

type Typed = Omit<Type.Static<typeof EditBody>, '_csrf'>;

/** What went wrong with a form, as its page says it. */
export interface FormFailure {
  readonly code: ErrorCode;
  /** First words of the pointers: names of fields. */
  readonly fields: readonly string[];
}

/** @throws whatever is no fault of the form */
export function formFailure(error: unknown): FormFailure {
  if (!(error instanceof AppError) || statusOf(error.code) === 404 || statusOf(error.code) >= 500) throw error;
  return { code: error.code, fields: [...new Set(error.errors.map(({ pointer }) => pointer.split('/')[1] ?? ''))] };
}

export function peopleRoutes(portal: Portal, pages: Pages): void {
  const listQuery = Type.Object({ after: Type.Optional(Type.String({ maxLength: LONGEST_USERNAME })) });
  portal.get(
    '/people',
    { config: { action: 'people.read' }, schema: { querystring: listQuery } },
    async (request, reply) => {
      const { after } = request.query;
      const { users } = request.desk.people;
      const found = await users.list({}, '_id', { limit: SHOWN + 1, ...(after !== undefined && { after }) });
      const shown = found.slice(0, SHOWN);
      const numbers = await numbersOf(
        request.desk,
        shown.flatMap(({ accountIds }) => accountIds),
      );
      return pages.send(request, reply, 'people', {
        rows: shown.map((user) => ({
          username: user.id,
          name: user.name,
          role: `role.${user.role}`,
          accounts: user.accountIds.map((id) => numbers.get(id) ?? '').join(', '),
          hasTotp: asksSecondFactor(user),
          disabled: user.disabled,
        })),
        next: found.length > SHOWN ? (shown.at(-1)?.id ?? null) : null,
      });
    },
  );

  const fresh: Typed = { name: '', mail: '', role: 'technician', accounts: '', language: 'nl', password: '' };
  portal.get('/people/add', { config: { action: 'people.add' } }, async (request, reply) =>
    personPage(request, reply, { user: null, username: '', typed: { ...fresh, language: request.pageLanguage } }),
  );
  portal.post(
    '/people/add',
    { config: { action: 'people.add' }, schema: { body: AddBody }, preHandler: portal.csrfProtection },
    async (request, reply) => {
      const { username, ...typed } = request.body;
      try {
        const { mail, totp: _, ...patch } = await patchOf(request.desk, typed, undefined);
        const plain = { ...patch, name: typed.name, role: typed.role, ...(mail && { mail }) };
        await addPerson(request.desk, { username, ...plain });
      } catch (error) {
        const failure = formFailure(error);
        return personPage(request, reply.code(statusOf(failure.code)), { user: null, username, typed, failure });
      }
      return reply.redirect('/people', 303);
    },
  );

  portal.get(
    '/people/:username',
    { config: { action: 'people.read' }, schema: { params: ByUsername } },
    async (request, reply) => {
      const user = await find(request.desk, request.params.username);
      return personPage(request, reply, { user, username: user.id, typed: await typedOf(request.desk, user) });
    },
  );
  portal.post(
    '/people/:username',
    {
      config: { action: 'people.edit' },
      schema: { params: ByUsername, body: EditBody },
      preHandler: portal.csrfProtection,
    },
    async (request, reply) => {
      const { desk, body: typed } = request;
      const user = await find(desk, request.params.username);
      try {
        await editPerson(desk, user.id, await patchOf(desk, typed, user));
      } catch (error) {
        const failure = formFailure(error);
        return personPage(request, reply.code(statusOf(failure.code)), { user, username: user.id, typed, failure });
      }
      return reply.redirect('/people', 303);
    },
  );
  portal.post(
    '/people/:username/remove',
    {
      config: { action: 'people.remove' },
      schema: { params: ByUsername, body: formOf({}) },
      preHandler: portal.csrfProtection,
    },
    async (request, reply) => {
      await removePerson(request.desk, usernameOf(request.params.username));
      return reply.redirect('/people', 303);
    },
  );

  portal.get(
    '/people/:username/remove',
    { config: { action: 'people.read' }, schema: { params: ByUsername } },
    async (request, reply) => reply.redirect(`/people/${encodeURIComponent(request.params.username)}`, 303),
  );

  function personPage(
    request: FastifyRequest,
    reply: FastifyReply,
    page: { user: User | null; username: string; typed: Typed; failure?: FormFailure },
  ) {
    const { actor } = request.desk.origin;
    const { user, username, typed, failure } = page;
    return pages.send(request, reply, 'person', {
      isNew: user === null,
      typedName: username,
      typed: { ...typed, password: '', partnerId: typed.partnerId ?? request.desk.cpe.partnerId },
      roles: rolesBelow(actor),
      givesRights: actor.kind === 'person' && (actor.role === 'platformAdmin' || actor.rights.includes('manageCpes')),
      choosesPartner: actor.kind === 'person' && actor.role === 'platformAdmin',
      hasTotp: user !== null && asksSecondFactor(user),
      failure: failure ? pages.errorTitle(request.pageLanguage, failure.code) : null,
      bad: failure?.fields ?? [],
    });
  }
}

/** The roles that one may give: one's own and those below. */
function rolesBelow(actor: Actor): readonly Role[] {
  return actor.kind === 'person' ? ROLES.slice(rankOf(actor.role)) : ROLES;
}

async function find({ people }: Desk, text: string): Promise<User> {
  const found = await people.users.find(usernameOf(text));
  if (!found) throw new AppError('USER_NOT_FOUND', { detail: text });
  return found;
}

async function numbersOf({ cpe: { records } }: Desk, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  return new Map((await records.accounts.findMany([...new Set(ids)])).map(({ id, number }) => [id, number]));
}

async function typedOf(desk: Desk, user: User): Promise<Typed> {
  const numbers = await numbersOf(desk, user.accountIds);
  const { name, mail = '', role, language, rights, disabled, partnerId } = user;
  return {
    name,
    mail,
    role,
    language,
    password: '',
    accounts: user.accountIds.map((id) => numbers.get(id) ?? id).join(' '),
    ...(rights.includes('manageCpes') && { manageCpes: 'on' }),
    ...(disabled && { disabled: 'on' }),
    ...(partnerId !== undefined && { partnerId }),
  };
}

/** @throws INPUT_INVALID  an account number that is not there */
async function patchOf(desk: Desk, typed: Typed, former: User | undefined): Promise<PersonPatch> {
  const numbers = typed.accounts.split(/[\s,;]+/).filter((number) => number !== '');
  const { accounts } = desk.cpe.records;
  const found = await accounts.list({ number: { $in: numbers } }, 'number', { limit: 1000 });
  if (found.length < new Set(numbers).size)
    throw invalid([{ pointer: '/accountIds', detail: 'there is no such account' }]);
  const { name, mail, role, language, password, partnerId } = typed;
  const others = (former?.rights ?? []).filter((right) => right !== 'manageCpes');
  return {
    name,
    mail: mail === '' ? null : mail,
    role,
    language,
    accountIds: found.map(({ id }) => id),
    rights: [...others, ...RIGHTS.filter((right) => right === 'manageCpes' && typed.manageCpes !== undefined)],
    disabled: typed.disabled !== undefined,
    ...(password !== '' && { password }),
    ...(partnerId !== undefined && partnerId !== '' && { partnerId }),
    ...(typed.noTotp !== undefined && { totp: false as const }),
  };
}
