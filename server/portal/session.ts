// Who is looking: the bearer token of a login, kept in a cookie that no script can read and no other site can make a
// browser send. It is checked at every request, so a logout counts at once.
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Desk, DeskFor } from '../access/desk.ts';
import type { Access, LoginFrom, Session, Visitor } from '../access/login.ts';
import { type Action, demand, may } from '../access/permissions.ts';
import { AppError } from '../errors.ts';
import type { Portal } from './deps.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who is logged in; empty: nobody. */
    username: string;
    /** Who looks, and by which session; only behind {@link requireLogin}. */
    visitor: Visitor | undefined;
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
/** A browser that its user logged in with before: strangers' guesses do not slow its next login. */
const DEVICE_COOKIE = 'bellhop_device';
export const YEAR_SEC = 365 * 24 * 3600;
/** Of every cookie; `secure` is added where the browser came by HTTPS. */
export const COOKIE = { path: '/', httpOnly: true, sameSite: 'strict' } as const;
const HOME = '/phones';
const OWN_PAGE = '/me';

export function sessionToken(request: FastifyRequest): string | undefined {
  return request.cookies[SESSION_COOKIE];
}

export function startSession(request: FastifyRequest, reply: FastifyReply, session: Session): void {
  const { token, expiresAt, deviceToken } = session;
  const cookie = { ...COOKIE, secure: request.protocol === 'https' };
  reply.setCookie(SESSION_COOKIE, token, { ...cookie, expires: expiresAt });
  reply.setCookie(DEVICE_COOKIE, deviceToken, { ...cookie, path: '/login', maxAge: YEAR_SEC });
}

/** Where a login on a page comes from. */
export function loginFrom(request: FastifyRequest): LoginFrom {
  const deviceToken = request.cookies[DEVICE_COOKIE];
  return {
    address: request.ip,
    door: 'portal',
    userAgent: request.headers['user-agent'] ?? '',
    ...(deviceToken !== undefined && { deviceToken }),
  };
}

export function endSession(reply: FastifyReply): void {
  reply.clearCookie(SESSION_COOKIE, COOKIE);
}

/** undefined when the cookie is missing, unknown or too old, or holds an API token: those open no pages. */
export async function visitorOf(access: Access, request: FastifyRequest): Promise<Visitor | undefined> {
  try {
    const visitor = await access.whoIs(sessionToken(request));
    return visitor.credential.kind === 'session' ? visitor : undefined;
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
    const visitor = await visitorOf(access, request);
    if (visitor) {
      const { person: actor } = visitor;
      request.visitor = visitor;
      request.username = actor.username;
      const { ip: address, id: requestId } = request;
      desks.set(request, desk({ actor, door: 'portal', address, requestId }));
      const { action } = request.routeOptions.config;
      // Who has no phones starts at their own page.
      if (action && request.url === HOME && !may(actor, action)) return reply.redirect(OWN_PAGE, 303);
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
