// People: who may log in, as what, and over what; within the reach of who asks.
import Type from 'typebox';
import { addPerson, editPerson, removePerson } from '../../access/people.ts';
import { asksSecondFactor } from '../../access/second-factor.ts';
import { RIGHTS, ROLES } from '../../domain/actor.ts';
import { LONGEST_PASSWORD } from '../../domain/password.ts';
import { LONGEST_USERNAME, type User, usernameOf } from '../../domain/user.ts';
import { AppError } from '../../errors.ts';
import { expectedRevision, PageQuery, pageOf, pageSchema, pageWish, withEtag } from '../conventions.ts';
import type { Api } from './deps.ts';
import { closed, nullable, optional } from './shapes.ts';

const name = Type.String({ minLength: 1, maxLength: 128 });
const mail = Type.String({ maxLength: 254, description: 'Where links to reset the password go' });
const role = Type.Enum([...ROLES]);
const IdentitySchema = Type.Object(
  { provider: Type.String({ maxLength: 64 }), subject: Type.String({ maxLength: 256 }) },
  closed,
);
const shared = {
  rights: optional(Type.Array(Type.Enum([...RIGHTS]), { maxItems: RIGHTS.length })),
  partnerId: optional(Type.String({ maxLength: 64, description: 'By default the partner of who adds it' })),
  accountIds: optional(
    Type.Array(Type.String({ maxLength: 64 }), {
      maxItems: 500,
      description: 'The accounts it is over; none for platform and partner admins',
    }),
  ),
  language: optional(Type.Enum(['nl', 'en'])),
  password: optional(
    Type.String({
      maxLength: LONGEST_PASSWORD,
      description: 'Changing it ends sessions and API tokens; absent for a new user: no login by password yet',
    }),
  ),
  disabled: optional(Type.Boolean({ description: 'Lets nobody in, and ends sessions and API tokens' })),
  identities: optional(Type.Array(IdentitySchema, { maxItems: 10, description: 'Who it is at providers of logins' })),
};
const NewPersonSchema = Type.Object(
  { username: Type.String({ maxLength: LONGEST_USERNAME }), name, mail: optional(mail), role, ...shared },
  closed,
);
const PersonPatchSchema = Type.Object(
  {
    name: optional(name),
    mail: optional(nullable(mail)),
    role: optional(role),
    ...shared,
    totp: optional(Type.Literal(false, { description: 'Takes the second factor off' })),
  },
  closed,
);
export const PersonSchema = Type.Object({
  username: Type.String(),
  name: Type.String(),
  mail: optional(Type.String()),
  role: Type.String(),
  rights: Type.Array(Type.String()),
  partnerId: optional(Type.String()),
  accountIds: Type.Array(Type.String()),
  language: Type.String(),
  disabled: Type.Boolean(),
  identities: Type.Array(Type.Object({ provider: Type.String(), subject: Type.String() })),
  hasPassword: Type.Boolean(),
  hasSecondFactor: Type.Boolean(),
  revision: Type.Integer(),
  createdAt: Type.String({ format: 'date-time' }),
  changedAt: Type.String({ format: 'date-time' }),
});
const ByUsername = Type.Object({ username: Type.String({ maxLength: LONGEST_USERNAME }) });
const one = { response: { 200: PersonSchema } };

export function peopleRoutes(api: Api): void {
  api.get(
    '/people',
    {
      config: { action: 'people.read' },
      schema: { summary: 'People by user name', querystring: PageQuery, response: { 200: pageSchema(PersonSchema) } },
    },
    async (request) => {
      const page = await pageOf(
        pageWish(request.query),
        (wish) => request.desk.people.users.list({}, '_id', wish),
        ({ id }) => id,
      );
      return { items: page.items.map(personView), next: page.next };
    },
  );
  api.post(
    '/people',
    {
      config: { action: 'people.add' },
      schema: { summary: 'Add a person', body: NewPersonSchema, response: { 201: PersonSchema } },
    },
    async (request, reply) =>
      reply.code(201).send(personView(withEtag(reply, await addPerson(request.desk, request.body)))),
  );
  api.get(
    '/people/:username',
    { config: { action: 'people.read' }, schema: { summary: 'One person', params: ByUsername, ...one } },
    async (request, reply) => {
      const username = usernameOf(request.params.username);
      const found = await request.desk.people.users.find(username);
      if (!found) throw new AppError('USER_NOT_FOUND', { detail: username });
      return personView(withEtag(reply, found));
    },
  );
  api.patch(
    '/people/:username',
    {
      config: { action: 'people.edit' },
      schema: { summary: 'Change a person', params: ByUsername, body: PersonPatchSchema, ...one },
    },
    async (request, reply) => {
      const { desk, params, body } = request;
      const changed = await editPerson(desk, usernameOf(params.username), body, expectedRevision(request));
      return personView(withEtag(reply, changed));
    },
  );
  api.delete(
    '/people/:username',
    {
      config: { action: 'people.remove' },
      schema: { summary: 'Delete a person', params: ByUsername, response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      await removePerson(request.desk, usernameOf(request.params.username), expectedRevision(request));
      return reply.code(204).send(null);
    },
  );
}

export function personView(user: User) {
  const { id, passwordHash, totp: _totp, recoveryHashes: _hashes, createdAt, changedAt, ...plain } = user;
  return {
    ...plain,
    username: id,
    rights: [...plain.rights],
    accountIds: [...plain.accountIds],
    identities: [...plain.identities],
    hasPassword: passwordHash !== undefined,
    hasSecondFactor: asksSecondFactor(user),
    createdAt: createdAt.toISOString(),
    changedAt: changedAt.toISOString(),
  };
}
