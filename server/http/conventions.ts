// What all API routes have in common: bearer tokens, revisions as ETags, pages, and requests that may be repeated.
import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import type { Desk, DeskFor } from '../access/desk.ts';
import type { Access, Visitor } from '../access/login.ts';
import { type Action, demand } from '../access/permissions.ts';
import type { Sealed, Sealer } from '../domain/sealed.ts';
import { AppError, invalid } from '../errors.ts';

/** The user of a request that passed {@link requireToken}. */
declare module 'fastify' {
  interface FastifyRequest {
    username: string;
    /** Who asks, and by which session or token; only behind {@link requireToken}. */
    visitor: Visitor | undefined;
    /** What the user works with; only behind {@link requireToken}. */
    readonly desk: Desk;
  }
  interface FastifyContextConfig {
    /** No token needed. */
    open?: boolean;
    /** What it takes to call this route. */
    action?: Action;
    /** What the body is, where the use case reads it and the route does not check it. */
    body?: Type.TSchema;
  }
}

export function requireToken(app: FastifyInstance, access: Access, desk: DeskFor): void {
  const desks = new WeakMap<FastifyRequest, Desk>();
  app.decorateRequest('username', '');
  app.decorateRequest('visitor', undefined);
  app.decorateRequest('desk', {
    getter() {
      const found = desks.get(this);
      if (!found) throw new Error('this route is open: nobody works at a desk here');
      return found;
    },
  });
  app.addHook('onRequest', async (request) => {
    if (request.routeOptions.config.open) return;
    const token = /^Bearer ([0-9a-f]{16,128})$/i.exec(request.headers.authorization ?? '')?.[1];
    const visitor = await access.whoIs(token);
    const { person: actor } = visitor;
    request.visitor = visitor;
    request.username = actor.username;
    desks.set(request, desk({ actor, door: 'api', address: request.ip, requestId: request.id }));
    const { action } = request.routeOptions.config;
    if (action) demand(actor, action);
    if (action && revealsSecrets(request.query)) demand(actor, 'secrets.reveal');
  });
}

/** Who asks, on a route that is not open. */
export function visitorOf({ visitor }: FastifyRequest): Visitor {
  if (!visitor) throw new Error('this route is open: nobody is known here');
  return visitor;
}

function revealsSecrets(query: unknown): boolean {
  return typeof query === 'object' && query !== null && 'reveal' in query;
}

/** While the database is away every call is answered 503 at once, instead of waiting for it. */
export function requireDatabase(app: FastifyInstance, isAvailable: () => boolean): void {
  app.addHook('onRequest', async () => {
    if (!isAvailable()) throw new AppError('UNAVAILABLE');
  });
}

/** The revision that If-Match names; undefined when it names none. @throws REVISION_STALE  it names something that never was */
export function expectedRevision(request: FastifyRequest): number | undefined {
  const header = request.headers['if-match'];
  if (header === undefined || header === '*') return undefined;
  const revision = /^(?:W\/)?"(\d+)"$/.exec(header.trim())?.[1];
  if (revision === undefined) throw new AppError('REVISION_STALE');
  return Number(revision);
}

export function withEtag<T extends { readonly revision: number }>(reply: FastifyReply, record: T): T {
  reply.header('ETag', `"${record.revision}"`);
  return record;
}

export const PageQuery = Type.Object({
  limit: Type.Optional(
    Type.String({ pattern: '^[1-9][0-9]{0,3}$', description: 'How many items at most, up to 1000' }),
  ),
  cursor: Type.Optional(Type.String({ maxLength: 512, description: '`next` of the page before' })),
});

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 1000;

export interface PageWish {
  readonly limit: number;
  readonly after?: string;
}

export function pageWish({ limit, cursor }: { limit?: string; cursor?: string }): PageWish {
  const wanted = Math.min(Number(limit ?? DEFAULT_LIMIT), MAX_LIMIT);
  if (cursor === undefined) return { limit: wanted };
  const after = Buffer.from(cursor, 'base64url').toString('utf8');
  if (after === '')
    throw invalid([{ pointer: '/querystring/cursor', detail: 'is no cursor: take `next` of the page before' }]);
  return { limit: wanted, after };
}

/** One page: asks for one item more than wanted to know whether there is a next page. */
export async function pageOf<T>(
  wish: PageWish,
  list: (page: PageWish) => Promise<readonly T[]>,
  fieldOf: (item: T) => string,
): Promise<{ items: T[]; next: string | null }> {
  const found = await list({ ...wish, limit: wish.limit + 1 });
  const items = found.slice(0, wish.limit);
  const last = items.at(-1);
  return {
    items,
    next: found.length > wish.limit && last !== undefined ? Buffer.from(fieldOf(last)).toString('base64url') : null,
  };
}

export function pageSchema(item: Type.TSchema): Type.TSchema {
  return Type.Object({ items: Type.Array(item), next: Type.Union([Type.String(), Type.Null()]) });
}

/** Answers by key; implemented by store/. */
export interface Idempotency {
  readonly begin: (
    key: string,
    fingerprint: string,
    now: Date,
  ) => Promise<'new' | 'otherRequest' | 'unfinished' | { readonly status: number; readonly sealedBody: Sealed }>;
  readonly finish: (key: string, answer: { readonly status: number; readonly sealedBody: Sealed }) => Promise<void>;
  readonly release: (key: string) => Promise<void>;
}

const KEY = /^[\x21-\x7e]{1,200}$/;

/** POSTs with an Idempotency-Key are done once; a repeat gets the first answer, which is kept sealed for a day. */
export function honourIdempotencyKeys(app: FastifyInstance, idempotency: Idempotency, sealer: Sealer): void {
  const claimed = new WeakMap<FastifyRequest, string>();
  app.addHook('preHandler', async (request, reply) => {
    const given = request.headers['idempotency-key'];
    if (request.method !== 'POST' || given === undefined || request.routeOptions.config.open) return;
    if (typeof given !== 'string' || !KEY.test(given))
      throw invalid([{ pointer: '/headers/idempotency-key', detail: 'must be 1 to 200 printable characters' }]);
    const key = `${request.username}:${given}`;
    const fingerprint = createHash('sha256')
      .update(`${request.url}\n${JSON.stringify(request.body ?? null)}`)
      .digest('hex');
    const begun = await idempotency.begin(key, fingerprint, new Date());
    if (begun === 'otherRequest') throw new AppError('IDEMPOTENCY_KEY_REUSED');
    if (begun === 'unfinished') throw new AppError('IDEMPOTENCY_IN_PROGRESS');
    if (begun === 'new') {
      claimed.set(request, key);
      return;
    }
    const body = sealer.unseal(begun.sealedBody);
    return reply
      .code(begun.status)
      .header('Idempotency-Replayed', 'true')
      .type('application/json; charset=utf-8')
      .send(body);
  });
  app.addHook('onSend', async (request, reply, payload) => {
    const key = claimed.get(request);
    if (key === undefined) return payload;
    if (reply.statusCode < 300 && typeof payload === 'string')
      await idempotency.finish(key, { status: reply.statusCode, sealedBody: sealer.seal(payload) });
    else await idempotency.release(key);
    return payload;
  });
}
