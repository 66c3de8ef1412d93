// One's own login: who one is and may do what, password, second factor, sessions, API tokens.
import Type from 'typebox';
import type { Credential } from '../../access/deps.ts';
import { addToken, changePassword, endOwn, listOwn, takeOffTotp } from '../../access/own-login.ts';
import { ACTIONS, may } from '../../access/permissions.ts';
import { beginTotp, confirmTotp, pendingTotp } from '../../access/second-factor.ts';
import { LONGEST_PASSWORD } from '../../domain/password.ts';
import { AppError } from '../../errors.ts';
import { visitorOf } from '../conventions.ts';
import type { Api } from './deps.ts';
import { PersonSchema, personView } from './people.ts';
import { closed, optional } from './shapes.ts';

const date = Type.String({ format: 'date-time' });
const password = Type.String({ maxLength: LONGEST_PASSWORD });
const CredentialSchema = Type.Object({
  id: Type.String(),
  name: optional(Type.String()),
  scopes: optional(Type.Array(Type.String())),
  door: optional(Type.String()),
  address: optional(Type.String()),
  userAgent: optional(Type.String()),
  isCurrent: Type.Boolean({ description: 'Whether this request came with it' }),
  createdAt: date,
  expiresAt: date,
  lastUsedAt: optional(date),
});
const Listed = { response: { 200: Type.Object({ items: Type.Array(CredentialSchema) }) } };
const ById = Type.Object({ id: Type.String({ maxLength: 64 }) });
const done = { response: { 204: Type.Null() } };

export function meRoutes(api: Api): void {
  const own = { config: { action: 'profile.own' } } as const;
  api.get(
    '/me',
    {
      ...own,
      schema: {
        summary: 'Who you are, and what you may do',
        response: { 200: Type.Object({ ...PersonSchema.properties, actions: Type.Array(Type.String()) }) },
      },
    },
    async (request) => {
      const { user, person } = visitorOf(request);
      return { ...personView(user), actions: ACTIONS.filter((action) => may(person, action)) };
    },
  );
  api.put(
    '/me/password',
    {
      ...own,
      schema: {
        summary: 'Change your password: ends every other session and every API token',
        body: Type.Object({ current: password, next: password }, closed),
        ...done,
      },
    },
    async (request, reply) => {
      await changePassword(request.desk.people, visitorOf(request), request.body);
      return reply.code(204).send(null);
    },
  );
  api.post(
    '/me/totp',
    {
      ...own,
      schema: {
        summary: 'Begin a second factor (RFC 6238); it counts once confirmed',
        response: { 201: Type.Object({ secret: Type.String(), uri: Type.String() }) },
      },
    },
    async (request, reply) => {
      const { people } = request.desk;
      const { user } = visitorOf(request);
      await beginTotp(people, user.id);
      const begun = await people.users.find(user.id);
      const pending = begun && pendingTotp(people, begun);
      if (!pending) throw new AppError('TOTP_NOT_BEGUN');
      return reply.code(201).header('Cache-Control', 'no-store').send(pending);
    },
  );
  api.put(
    '/me/totp',
    {
      ...own,
      schema: {
        summary: 'Confirm the second factor with a code of it; answers the recovery codes, only now',
        body: Type.Object({ code: Type.String({ maxLength: 16 }) }, closed),
        response: { 200: Type.Object({ recoveryCodes: Type.Array(Type.String()) }) },
      },
    },
    async (request, reply) => {
      const codes = await confirmTotp(request.desk.people, visitorOf(request).user.id, request.body.code);
      return reply.header('Cache-Control', 'no-store').send({ recoveryCodes: [...codes] });
    },
  );
  api.post(
    '/me/totp/removal',
    { ...own, schema: { summary: 'Take the second factor off', body: Type.Object({ password }, closed), ...done } },
    async (request, reply) => {
      await takeOffTotp(request.desk.people, visitorOf(request), request.body.password);
      return reply.code(204).send(null);
    },
  );
  credentialRoutes(api);
}

function credentialRoutes(api: Api): void {
  for (const [path, kind, action] of [
    ['/me/sessions', 'session', 'sessions.own'],
    ['/me/tokens', 'token', 'tokens.own'],
  ] as const) {
    const what = kind === 'session' ? 'session' : 'API token';
    api.get(path, { config: { action }, schema: { summary: `Your ${what}s`, ...Listed } }, async (request) => {
      const { user, credential } = visitorOf(request);
      const found = await listOwn(request.desk.people, user, kind);
      return { items: found.map((one) => credentialView(one, credential)) };
    });
    api.delete(
      `${path}/:id`,
      { config: { action }, schema: { summary: `End one ${what}`, params: ById, ...done } },
      async (request, reply) => {
        await endOwn(request.desk.people, visitorOf(request).user, kind, request.params.id);
        return reply.code(204).send(null);
      },
    );
  }
  api.post(
    '/me/tokens',
    {
      config: { action: 'tokens.own' },
      schema: {
        summary: 'Add an API token; its text is shown only now',
        body: Type.Object(
          {
            name: Type.String({ minLength: 1, maxLength: 128 }),
            scopes: Type.Array(Type.String({ maxLength: 64 }), {
              maxItems: 64,
              description: 'Actions such as cpes.read, areas such as cpes.*, or *: of what you may yourself',
            }),
            days: Type.Integer({ description: 'How long it is good for, 366 at most' }),
          },
          closed,
        ),
        response: { 201: Type.Object({ ...CredentialSchema.properties, token: Type.String() }) },
      },
    },
    async (request, reply) => {
      const { user, credential } = visitorOf(request);
      const added = await addToken(request.desk.people, user, request.body);
      const view = { ...credentialView(added.credential, credential), token: added.token };
      return reply.code(201).header('Cache-Control', 'no-store').send(view);
    },
  );
}

function credentialView({ hash, createdAt, expiresAt, lastUsedAt, ...rest }: Credential, current: Credential) {
  const { name, scopes, door, address, userAgent } = rest;
  return {
    id: hash,
    isCurrent: hash === current.hash,
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
    ...(lastUsedAt && { lastUsedAt: lastUsedAt.toISOString() }),
    ...(name !== undefined && { name }),
    ...(scopes && { scopes: [...scopes] }),
    ...(door && { door }),
    ...(address !== undefined && { address }),
    ...(userAgent !== undefined && { userAgent }),
  };
}
