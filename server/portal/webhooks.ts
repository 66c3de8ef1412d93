// Webhooks for people: which there are, whether they arrive, what was sent, a test.
import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import type { Desk } from '../access/desk.ts';
import { reachOf } from '../access/scoped-records.ts';
import { type Delivery, EVENT_KINDS, type Webhook, type WebhookHealth } from '../domain/notice.ts';
import { invalid, statusOf } from '../errors.ts';
import {
  addWebhook,
  editWebhook,
  findWebhook,
  ownerOf,
  removeWebhook,
  renewSecret,
  testWebhook,
} from '../webhooks/webhooks.ts';
import type { Portal } from './deps.ts';
import { formOf } from './forms.ts';
import { momentOf } from './moments.ts';
import type { Pages } from './pages.ts';
import { type FormFailure, formFailure } from './people.ts';

const SHOWN = 200;
const LOG_SHOWN = 50;
const ById = Type.Object({ id: Type.String({ maxLength: 64 }) });
const checks = Object.fromEntries(EVENT_KINDS.map((kind) => [kind, Type.Optional(Type.String({ maxLength: 8 }))]));
const Body = formOf({
  name: Type.String({ maxLength: 256 }),
  url: Type.String({ maxLength: 2048 }),
  account: Type.Optional(Type.String({ maxLength: 64 })),
  on: Type.Optional(Type.String({ maxLength: 8 })),
  ...checks,
});

interface Typed {
  readonly name: string;
  readonly url: string;
  readonly account: string;
  readonly on: boolean;
  readonly events: readonly string[];
}

const FRESH: Typed = {
  name: '',
  url: '',
  account: '',
  on: true,
  events: ['cpe.added', 'cpe.removed', 'cpe.replaced', 'cpe.firstSeen', 'cpe.refused', 'alarm.raised', 'alarm.cleared'],
};

export function webhooksRoutes(portal: Portal, pages: Pages): void {
  const read = { config: { action: 'webhooks.read' } } as const;
  const change = { config: { action: 'webhooks.edit' }, preHandler: portal.csrfProtection } as const;

  portal.get('/webhooks', read, async (request, reply) => {
    const { webhooks, health } = request.desk.webhooks;
    const found = await webhooks.list({}, '_id', { limit: SHOWN });
    const [healths, numbers] = [await health.of(found.map(({ id }) => id)), await numbersOf(request.desk, found)];
    return pages.send(request, reply, 'webhooks', {
      rows: found.map((webhook) => ({
        id: webhook.id,
        name: webhook.name,
        host: new URL(webhook.url).host,
        account: numbers.get(webhook.accountId ?? '') ?? '',
        on: webhook.on,
        state: stateOf(webhook, healths.get(webhook.id)),
      })),
    });
  });

  portal.get('/webhooks/add', { config: { action: 'webhooks.edit' } }, async (request, reply) =>
    page(request, reply, { webhook: null, typed: FRESH }),
  );
  portal.post('/webhooks/add', { ...change, schema: { body: Body } }, async (request, reply) => {
    const typed = typedOf(request.body);
    try {
      const { desk } = request;
      const owner = await ownerOf(desk.cpe, reachOf(desk.origin.actor)?.over ?? 'platform', await namedBy(desk, typed));
      const { webhook, secret } = await addWebhook(desk.webhooks, owner, fieldsOf(typed));
      return await page(request, reply, { webhook, typed, secret });
    } catch (error) {
      const failure = formFailure(error);
      return page(request, reply.code(statusOf(failure.code)), { webhook: null, typed, failure });
    }
  });

  portal.get('/webhooks/:id', { ...read, schema: { params: ById } }, async (request, reply) => {
    const webhook = await findWebhook(request.desk.webhooks, request.params.id);
    return page(request, reply, { webhook, typed: await typedFrom(request.desk, webhook) });
  });
  portal.post('/webhooks/:id', { ...change, schema: { params: ById, body: Body } }, async (request, reply) => {
    const { desk, params } = request;
    const webhook = await findWebhook(desk.webhooks, params.id);
    const typed = typedOf(request.body);
    try {
      await editWebhook(desk.webhooks, webhook.id, fieldsOf(typed));
    } catch (error) {
      const failure = formFailure(error);
      return page(request, reply.code(statusOf(failure.code)), { webhook, typed, failure });
    }
    return reply.redirect('/webhooks', 303);
  });
  portal.post(
    '/webhooks/:id/secret',
    { ...change, schema: { params: ById, body: formOf({}) } },
    async (request, reply) => {
      const { webhook, secret } = await renewSecret(request.desk.webhooks, request.params.id);
      return page(request, reply, { webhook, typed: await typedFrom(request.desk, webhook), secret });
    },
  );
  portal.post(
    '/webhooks/:id/test',
    { ...change, schema: { params: ById, body: formOf({}) } },
    async (request, reply) => {
      const { webhookId } = await testWebhook(request.desk.webhooks, request.params.id);
      return reply.redirect(`/webhooks/${webhookId}`, 303);
    },
  );
  portal.post(
    '/webhooks/:id/remove',
    { ...change, schema: { params: ById, body: formOf({}) } },
    async (request, reply) => {
      await removeWebhook(request.desk.webhooks, request.params.id);
      return reply.redirect('/webhooks', 303);
    },
  );
  for (const part of ['secret', 'test', 'remove'])
    portal.get(`/webhooks/:id/${part}`, { ...read, schema: { params: ById } }, async (request, reply) =>
      reply.redirect(`/webhooks/${encodeURIComponent(request.params.id)}`, 303),
    );

  async function page(
    request: FastifyRequest,
    reply: FastifyReply,
    shown: { webhook: Webhook | null; typed: Typed; secret?: string; failure?: FormFailure },
  ) {
    const { webhook, typed, secret, failure } = shown;
    const { deliveries, health } = request.desk.webhooks;
    const log = webhook ? await deliveries.list({ webhookId: webhook.id }, { limit: LOG_SHOWN }) : [];
    return pages.send(request, reply, 'webhook', {
      id: webhook?.id ?? null,
      name: webhook?.name ?? '',
      state: webhook && stateOf(webhook, (await health.of([webhook.id])).get(webhook.id)),
      isOn: webhook?.on ?? true,
      typed,
      kinds: EVENT_KINDS,
      secret: secret ?? null,
      failure: failure ? pages.errorTitle(request.pageLanguage, failure.code) : null,
      bad: failure?.fields ?? [],
      log: log.map((one) => rowOf(request, one)),
    });
  }
}

function rowOf(request: FastifyRequest, { id, event, state, attempts, lastTry }: Delivery) {
  return {
    id,
    kind: event.kind,
    about: event.subject.label,
    state,
    attempts,
    status: lastTry?.status ?? null,
    failure: lastTry?.failure ?? null,
    ms: lastTry?.ms ?? null,
    at: momentOf(request.pageLanguage, event.at, new Date()),
  };
}

function stateOf({ on, offBecause }: Webhook, health: WebhookHealth | undefined): 'on' | 'off' | 'failing' | 'trouble' {
  if (!on) return offBecause ?? 'off';
  return health?.failingSince ? 'trouble' : 'on';
}

function typedOf(body: Readonly<Record<string, string | undefined>>): Typed {
  const { name = '', url = '', account = '', on } = body;
  return { name, url, account, on: on !== undefined, events: EVENT_KINDS.filter((kind) => body[kind] !== undefined) };
}

function fieldsOf({ name, url, on, events }: Typed) {
  return { name, url, on, events: EVENT_KINDS.filter((kind) => events.includes(kind)) };
}

async function typedFrom(desk: Desk, webhook: Webhook): Promise<Typed> {
  const { name, url, on, events, accountId = '' } = webhook;
  return { name, url, on, events, account: (await numbersOf(desk, [webhook])).get(accountId) ?? '' };
}

/** @throws INPUT_INVALID  there is no such account */
async function namedBy({ cpe: { records } }: Desk, { account }: Typed): Promise<{ readonly accountId?: string }> {
  const number = account.trim();
  if (number === '') return {};
  const [found] = await records.accounts.list({ number }, 'number', { limit: 1 });
  if (!found) throw invalid([{ pointer: '/accountId', detail: 'there is no such account' }]);
  return { accountId: found.id };
}

async function numbersOf(
  { cpe: { records } }: Desk,
  webhooks: readonly Webhook[],
): Promise<ReadonlyMap<string, string>> {
  const ids = [...new Set(webhooks.flatMap(({ accountId }) => accountId ?? []))];
  return new Map((await records.accounts.findMany(ids)).map(({ id, number, name }) => [id, `${number} ${name}`]));
}
