// Bearer tokens. Source: design.md "Fixed points of the API"
import Type from 'typebox';
import type { Api, ApiDeps } from './deps.ts';
import { closed, optional } from './shapes.ts';

export function tokenRoutes(api: Api, { access }: ApiDeps): void {
  api.post(
    '/tokens',
    {
      config: { open: true },
      schema: {
        summary: 'Log in',
        security: [],
        body: Type.Object(
          {
            username: Type.String({ maxLength: 128 }),
            password: Type.String({ maxLength: 1024 }),
            totp: optional(
              Type.String({ maxLength: 64, description: 'With a second factor: a code, or a recovery code' }),
            ),
          },
          closed,
        ),
        response: { 201: Type.Object({ token: Type.String(), expiresAt: Type.String({ format: 'date-time' }) }) },
      },
    },
    async (request, reply) => {
      const from = { address: request.ip, door: 'api', userAgent: request.headers['user-agent'] ?? '' } as const;
      const { token, expiresAt } = await access.login(request.body, from);
      return reply.code(201).header('Cache-Control', 'no-store').send({ token, expiresAt: expiresAt.toISOString() });
    },
  );
  api.delete(
    '/tokens/current',
    { config: { action: 'sessions.own' }, schema: { summary: 'Log out', response: { 204: Type.Null() } } },
    async (request, reply) => {
      await access.logout((request.headers.authorization ?? '').slice('Bearer '.length));
      return reply.code(204).send(null);
    },
  );
}
