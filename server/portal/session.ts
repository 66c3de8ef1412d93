// Who is looking: the bearer token of a login, kept in a cookie that no script can read and no other site can make a
// browser send. It is checked at every request, so a logout counts at once.
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Desk, DeskFor } from '../access/desk.ts';
import { type Access, theOnlyUser } from '../access/login.ts';
import { type Action, demand } from '../access/permissions.ts';
import { AppError } from '../errors.ts';
import type { Portal } from './deps.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who is logged in; empty: nobody. */
    username: string;
    /** What the user works with; only behind {@link requireLogin}. */
    readonly desk: Desk;
  }
  interface FastifyContextConfig {
    /** Anybody may see this page. */
    open?: boolean;
    /** What it takes to see this page. */
    action?: Action;
  }
}

const SESSION_COOKIE = 'bellhop_session';
export const YEAR_SEC = 365 * 24 * 3600;
/** Of every cookie; `secure` is added where the browser came by HTTPS. */
export const COOKIE = { path: '/', httpOnly: true, sameSite: 'strict' } as const;
const HOME = '/phones';

export function sessionToken(request: FastifyRequest): string | undefined {
  return request.cookies[SESSION_COOKIE];
}

export function startSession(
  request: FastifyRequest,
  reply: FastifyReply,
  { token, expiresAt }: { token: string; expiresAt: Date },
): void {
  reply.setCookie(SESSION_COOKIE, token, { ...COOKIE, secure: request.protocol === 'https', expires: expiresAt });
}

export function endSession(reply: FastifyReply): void {
  reply.clearCookie(SESSION_COOKIE, COOKIE);
}

/** The user's name; undefined when the cookie is missing, unknown or too old. */
export async function visitorOf(access: Access, request: FastifyRequest): Promise<string | undefined> {
  try {
    return (await access.whoIs(sessionToken(request))).username;
  } catch (error) {
    if (error instanceof AppError && error.code === 'TOKEN_MISSING') return undefined;
    throw error;
  }
}

/** Pages of this scope send a stranger to the login, and after it back to where they wanted to go. */
export function requireLogin(portal: Portal, access: Access, desk: DeskFor): void {
  const desks = new WeakMap<FastifyRequest, Desk>();
  portal.decorateRequest('desk', {
    getter() {
      const found = desks.get(this);
      if (!found) throw new Error('this page is open: nobody works at a desk here');
      return found;
    },
  });
  portal.addHook('onRequest', async (request, reply) => {
    const username = await visitorOf(access, request);
    if (username !== undefined) {
      request.username = username;
      const { ip: address, id: requestId } = request;
      const actor = theOnlyUser(username);
      desks.set(request, desk({ actor, door: 'portal', address, requestId }));
      const { action } = request.routeOptions.config;
      if (action) demand(actor, action);
      return;
    }
    // A part of a page that refreshes itself cannot be redirected: htmx is told to leave the whole page.
    const asked = request.headers['hx-request'] ? localPath(request.headers['hx-current-url']) : localPath(request.url);
    const login = asked === HOME ? '/login' : `/login?next=${encodeURIComponent(asked)}`;
    if (request.headers['hx-request']) return reply.code(401).header('HX-Redirect', login).send();
    return reply.redirect(login, 303);
  });
}

/** A path on this server and nothing else, so that nobody can be sent away by a link to the login. */
export function localPath(wanted: string | string[] | undefined): string {
  const base = 'http://portal.invalid';
  const text = typeof wanted === 'string' ? wanted : HOME;
  if (!URL.canParse(text, base)) return HOME;
  const { origin, pathname, search } = new URL(text, base);
  const isOurs = origin === base || /^https?:\/\//i.test(text);
  return isOurs && /^\/(?![/\\])/.test(pathname) ? `${pathname}${search}` : HOME;
}
