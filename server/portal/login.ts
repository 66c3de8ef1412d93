// Logging in and out.
import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { AppError, type ErrorCode, statusOf } from '../errors.ts';
import type { Portal, PortalDeps } from './deps.ts';
import { formOf } from './forms.ts';
import type { Pages } from './pages.ts';
import { endSession, localPath, loginFrom, sessionToken, startSession, visitorOf } from './session.ts';

const next = Type.Optional(Type.String({ maxLength: 2048 }));

export function loginRoutes(portal: Portal, { access, signOn }: PortalDeps, pages: Pages): void {
  portal.get(
    '/login',
    { config: { open: true }, schema: { querystring: Type.Object({ next }) } },
    async (request, reply) => {
      const back = localPath(request.query.next);
      if ((await visitorOf(access, request)) !== undefined) return reply.redirect(back, 303);
      return loginPage(request, reply, { back });
    },
  );

  const body = formOf({
    username: Type.String({ maxLength: 128 }),
    password: Type.String({ maxLength: 1024 }),
    totp: Type.Optional(Type.String({ maxLength: 64 })),
    next,
  });
  portal.post(
    '/login',
    { config: { open: true }, schema: { body }, preHandler: portal.csrfProtection },
    async (request, reply) => {
      const { username } = request.body;
      const back = localPath(request.body.next);
      try {
        startSession(request, reply, await access.login(request.body, loginFrom(request)));
      } catch (error) {
        if (!(error instanceof AppError) || statusOf(error.code) >= 500) throw error;
        return loginPage(request, reply.code(statusOf(error.code)), { back, username, failure: error.code });
      }
      return reply.redirect(back, 303);
    },
  );

  portal.post('/logout', { config: { open: true }, preHandler: portal.csrfProtection }, async (request, reply) => {
    const token = sessionToken(request);
    if (token !== undefined) await access.logout(token);
    endSession(reply);
    return reply.redirect('/login', 303);
  });

  function loginPage(
    request: FastifyRequest,
    reply: FastifyReply,
    { back, username = '', failure }: { back: string; username?: string; failure?: ErrorCode },
  ) {
    return pages.send(request, reply, 'login', {
      back,
      typedName: username,
      // Once the password was right the code is asked for beside it; the password is typed again, never sent back.
      asksCode: failure === 'TOTP_NEEDED',
      signOn: signOn?.provider.name ?? null,
      failure: failure === undefined ? null : pages.errorTitle(request.pageLanguage, failure),
    });
  }
}
