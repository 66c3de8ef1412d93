// A new password by mail: asking for the link, and choosing the password behind it.
import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { LONGEST_PASSWORD } from '../domain/password.ts';
import { statusOf } from '../errors.ts';
import type { Portal, PortalDeps } from './deps.ts';
import { formOf } from './forms.ts';
import type { Pages } from './pages.ts';
import { type FormFailure, formFailure } from './people.ts';

const open = { open: true } as const;

export function resetRoutes(portal: Portal, { reset }: PortalDeps, pages: Pages): void {
  const forgot = (request: FastifyRequest, reply: FastifyReply, isAsked: boolean, failure?: FormFailure) =>
    pages.send(request, reply, 'forgot', { isOn: reset.isOn, isAsked, failure: told(request, failure) });
  const choose = (request: FastifyRequest, reply: FastifyReply, token: string, failure?: FormFailure) =>
    pages.send(request, reply, 'reset', { link: token, failure: told(request, failure), bad: failure?.fields ?? [] });
  const told = ({ pageLanguage }: FastifyRequest, failure: FormFailure | undefined) =>
    failure ? pages.errorTitle(pageLanguage, failure.code) : null;

  portal.get('/forgot', { config: open }, async (request, reply) => forgot(request, reply, false));
  portal.post(
    '/forgot',
    {
      config: open,
      schema: { body: formOf({ who: Type.String({ minLength: 1, maxLength: 254 }) }) },
      preHandler: portal.csrfProtection,
    },
    async (request, reply) => {
      try {
        await reset.ask(request.body.who, request.ip);
      } catch (error) {
        const failure = formFailure(error);
        return forgot(request, reply.code(statusOf(failure.code)), false, failure);
      }
      return forgot(request, reply, true);
    },
  );

  const params = Type.Object({ token: Type.String({ pattern: '^[0-9a-f]{64}$' }) });
  portal.get('/reset/:token', { config: open, schema: { params } }, async (request, reply) =>
    choose(request, reply, request.params.token),
  );
  portal.post(
    '/reset/:token',
    {
      config: open,
      schema: { params, body: formOf({ password: Type.String({ maxLength: LONGEST_PASSWORD }) }) },
      preHandler: portal.csrfProtection,
    },
    async (request, reply) => {
      const { token } = request.params;
      try {
        await reset.finish(token, request.body.password);
      } catch (error) {
        const failure = formFailure(error);
        return choose(request, reply.code(statusOf(failure.code)), token, failure);
      }
      return reply.redirect('/login', 303);
    },
  );
}
