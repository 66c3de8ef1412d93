// Signing in with another service, and linking one's own login to it. The way back comes from another site, to which no
// browser shows our session cookie: so what was begun is remembered in a cookie of its own, and the answer is a page that
// goes on by itself. Source: SSO-1, SSO-2
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Identity, SignOnProvider } from '../access/sign-on/provider.ts';
import { linkIdentity, unlinkIdentities, userOfIdentity } from '../access/sign-on/sign-in.ts';
import { AppError, type ErrorCode, statusOf } from '../errors.ts';
import type { Portal, PortalDeps } from './deps.ts';
import type { Pages } from './pages.ts';
import { localPath, loginFrom, startSession } from './session.ts';

const COOKIE = 'bellhop_sign_on';
const PLACE = '/login/sign-on';
const OWN = { action: 'profile.own' } as const;

/** The pages for strangers. */
export function signOnRoutes(portal: Portal, { access, signOn }: PortalDeps, pages: Pages): void {
  if (!signOn) return;
  const { provider, people } = signOn;

  portal.get(PLACE, { config: { open: true } }, async (request, reply) => {
    const { next } = queryOf(request);
    return begin(request, reply, localPath(next));
  });

  portal.get(`${PLACE}/callback`, { config: { open: true } }, async (request, reply) => {
    const cookie = request.cookies[COOKIE];
    reply.clearCookie(COOKIE, { path: PLACE });
    try {
      const { identity, next, link } = await provider.finish(`${originOf(request)}${request.url}`, cookie);
      if (link === undefined) startSession(request, reply, await signIn(request, identity));
      else await linkIdentity(people, link, identity);
      return pages.send(request, reply, 'signed-on', { next: localPath(next), isAway: false });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return failed(request, reply, error.code);
    }
  });

  async function signIn(request: FastifyRequest, identity: Identity) {
    const { id } = await userOfIdentity(people, identity);
    return access.startSession(id, loginFrom(request));
  }

  async function begin(request: FastifyRequest, reply: FastifyReply, next: string) {
    try {
      return reply.redirect(await awayTo(request, reply, provider, { next }), 303);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return failed(request, reply, error.code);
    }
  }

  function failed(request: FastifyRequest, reply: FastifyReply, code: ErrorCode) {
    return pages.send(request, reply.code(statusOf(code)), 'login', {
      back: '/phones',
      typedName: '',
      asksCode: false,
      signOn: provider.name,
      failure: pages.errorTitle(request.pageLanguage, code),
    });
  }
}

/** Linking and unlinking, for whoever is logged in. */
export function ownSignOnRoutes(portal: Portal, { signOn }: PortalDeps, pages: Pages): void {
  if (!signOn) return;
  // A form may lead nowhere but here (our content policy), so the page goes on to the provider by itself.
  portal.post('/me/sign-on', { config: OWN, preHandler: portal.csrfProtection }, async (request, reply) => {
    const next = await awayTo(request, reply, signOn.provider, { next: '/me', link: request.username });
    return pages.send(request, reply, 'signed-on', { next, isAway: true });
  });
  portal.post('/me/sign-on/remove', { config: OWN, preHandler: portal.csrfProtection }, async (request, reply) => {
    await unlinkIdentities(request.desk.people, request.username);
    return reply.redirect('/me', 303);
  });
}

/** Where the browser is to go, with what it must bring back in its cookie. */
async function awayTo(
  request: FastifyRequest,
  reply: FastifyReply,
  provider: SignOnProvider,
  kept: { readonly next: string; readonly link?: string },
) {
  const { url, cookie, expiresAt } = await provider.begin(`${originOf(request)}${PLACE}/callback`, kept);
  reply.setCookie(COOKIE, cookie, {
    path: PLACE,
    httpOnly: true,
    // Lax: it must come along when the provider sends the browser back.
    sameSite: 'lax',
    secure: request.protocol === 'https',
    expires: expiresAt,
  });
  return url;
}

/** The provider sends browsers only to addresses that were registered there, whatever Host a request names. */
function originOf({ protocol, host }: FastifyRequest): string {
  return `${protocol}://${host}`;
}

function queryOf({ query }: FastifyRequest): { readonly next?: string } {
  const next = typeof query === 'object' && query !== null && 'next' in query ? query.next : undefined;
  return typeof next === 'string' ? { next } : {};
}
