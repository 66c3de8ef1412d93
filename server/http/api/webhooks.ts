// Webhooks: where events are sent, and the log of what came of it. Source: docs/webhooks.md
import Type from 'typebox';
import { reachOf } from '../../access/scoped-records.ts';
import { DELIVERY_STATES, type Delivery, EVENT_KINDS, SEND_FAILURES, type Webhook } from '../../domain/notice.ts';
import { AppError } from '../../errors.ts';
import {
  addWebhook,
  editWebhook,
  findWebhook,
  ownerOf,
  removeWebhook,
  renewSecret,
  testWebhook,
} from '../../webhooks/webhooks.ts';
import { expectedRevision, PageQuery, pageOf, pageSchema, pageWish, withEtag } from '../conventions.ts';
import type { Api } from './deps.ts';
import { ById, closed, optional } from './shapes.ts';

const date = Type.String({ format: 'date-time' });
const Secret = Type.String({ description: 'Signs every delivery; shown this once' });
const fields = {
  name: Type.String({ maxLength: 256 }),
  url: Type.String({ maxLength: 2048, description: 'https://, on the public Internet' }),
  events: Type.Array(Type.Enum([...EVENT_KINDS]), { maxItems: 64 }),
  on: optional(Type.Boolean()),
};
const WebhookSchema: Type.TSchema = Type.Object({
  id: Type.String(),
  partnerId: optional(Type.String()),
  accountId: optional(Type.String()),
  name: Type.String(),
  url: Type.String(),
  events: Type.Array(Type.Enum([...EVENT_KINDS])),
  on: Type.Boolean(),
  offBecause: optional(Type.Enum(['failing'])),
  secret: optional(Secret),
  revision: Type.Integer(),
});
const deliveryFields = {
  id: Type.String(),
  event: Type.Object({ id: Type.String(), kind: Type.String(), at: date, subject: Type.Unknown() }),
  state: Type.Enum([...DELIVERY_STATES]),
  attempts: Type.Integer(),
  nextTryAt: optional(date),
  lastTry: optional(
    Type.Object({
      at: date,
      ms: Type.Integer(),
      status: optional(Type.Integer()),
      failure: optional(Type.Enum([...SEND_FAILURES])),
    }),
  ),
  createdAt: date,
  finishedAt: optional(date),
};
const DeliverySchema: Type.TSchema = Type.Object(deliveryFields);
const WholeDelivery: Type.TSchema = Type.Object({ ...deliveryFields, body: Type.String() });
const NewWebhook = Type.Object(
  {
    ...fields,
    accountId: optional(Type.String({ maxLength: 64, description: 'Only events of this account' })),
    partnerId: optional(Type.String({ maxLength: 64, description: "Events of all of this partner's accounts" })),
  },
  closed,
);
const LOG_ID = /^[0-9a-f-]{1,64}$/;

export function webhookRoutes(api: Api): void {
  api.get(
    '/webhooks',
    {
      config: { action: 'webhooks.read' },
      schema: { summary: 'Webhooks by id', querystring: PageQuery, response: { 200: pageSchema(WebhookSchema) } },
    },
    async (request) => {
      const { webhooks } = request.desk.webhooks;
      const page = await pageOf(
        pageWish(request.query),
        (wish) => webhooks.list({}, '_id', wish),
        ({ id }) => id,
      );
      return { items: page.items.map((webhook) => webhookView(webhook)), next: page.next };
    },
  );
  api.post(
    '/webhooks',
    {
      config: { action: 'webhooks.edit' },
      schema: {
        summary: 'Add a webhook; without accountId and partnerId it gets all events that you may see',
        body: NewWebhook,
        response: { 201: WebhookSchema },
      },
    },
    async (request, reply) => {
      const { desk, body } = request;
      const { accountId, partnerId, ...given } = body;
      const named = { ...(accountId !== undefined && { accountId }), ...(partnerId !== undefined && { partnerId }) };
      const owner = await ownerOf(desk.cpe, reachOf(desk.origin.actor)?.over ?? 'platform', named);
      const { webhook, secret } = await addWebhook(desk.webhooks, owner, given);
      return reply.code(201).send(webhookView(withEtag(reply, webhook), secret));
    },
  );
  const one = { params: ById, response: { 200: WebhookSchema } };
  api.get(
    '/webhooks/:id',
    { config: { action: 'webhooks.read' }, schema: { summary: 'One webhook', ...one } },
    async (request, reply) => webhookView(withEtag(reply, await findWebhook(request.desk.webhooks, request.params.id))),
  );
  api.patch(
    '/webhooks/:id',
    {
      config: { action: 'webhooks.edit' },
      schema: {
        summary: 'Change a webhook, or switch it on or off',
        body: Type.Partial(Type.Object(fields), closed),
        ...one,
      },
    },
    async (request, reply) => {
      const { desk, params, body } = request;
      return webhookView(withEtag(reply, await editWebhook(desk.webhooks, params.id, body, expectedRevision(request))));
    },
  );
  api.delete(
    '/webhooks/:id',
    {
      config: { action: 'webhooks.edit' },
      schema: { summary: 'Remove a webhook; what waits is not sent', params: ById, response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      await removeWebhook(request.desk.webhooks, request.params.id);
      return reply.code(204).send(null);
    },
  );
  api.post(
    '/webhooks/:id/secret',
    {
      config: { action: 'webhooks.edit' },
      schema: { summary: 'A new secret; the old one signs beside it for a day', ...one },
    },
    async (request, reply) => {
      const { webhook, secret } = await renewSecret(request.desk.webhooks, request.params.id);
      return webhookView(withEtag(reply, webhook), secret);
    },
  );
  api.post(
    '/webhooks/:id/test',
    {
      config: { action: 'webhooks.edit' },
      schema: {
        summary: 'Send a test; its delivery tells what came of it',
        params: ById,
        response: { 202: DeliverySchema },
      },
    },
    async (request, reply) =>
      reply.code(202).send(deliveryView(await testWebhook(request.desk.webhooks, request.params.id))),
  );
  api.get(
    '/webhooks/:id/deliveries',
    {
      config: { action: 'webhooks.read' },
      schema: {
        summary: 'What was sent there, newest first',
        params: ById,
        querystring: Type.Object({ ...PageQuery.properties, state: optional(Type.Enum([...DELIVERY_STATES])) }),
        response: { 200: pageSchema(DeliverySchema) },
      },
    },
    async (request) => {
      const { state, ...paging } = request.query;
      const { deliveries } = request.desk.webhooks;
      const { id: webhookId } = await findWebhook(request.desk.webhooks, request.params.id);
      const page = await pageOf(
        pageWish(paging),
        ({ limit, after }) =>
          deliveries.list(
            { webhookId, ...(state && { state }) },
            { limit, ...(after !== undefined && { before: after }) },
          ),
        ({ id }) => id,
      );
      return { items: page.items.map(deliveryView), next: page.next };
    },
  );
  api.get(
    '/webhooks/:id/deliveries/:delivery',
    {
      config: { action: 'webhooks.read' },
      schema: {
        summary: 'One delivery with the body that is sent',
        params: Type.Object({ ...ById.properties, delivery: Type.String({ maxLength: 64 }) }),
        response: { 200: WholeDelivery },
      },
    },
    async (request) => {
      const { id, delivery } = request.params;
      const found = LOG_ID.test(delivery) ? await request.desk.webhooks.deliveries.find(delivery) : undefined;
      if (!found || found.webhookId !== id) throw new AppError('NOT_FOUND');
      return { ...deliveryView(found), body: found.body };
    },
  );
}

function webhookView(
  { secret: _, former: _former, createdAt: _c, changedAt: _ch, onSince: _o, ...shown }: Webhook,
  secret?: string,
) {
  return { ...shown, ...(secret !== undefined && { secret }) };
}

function deliveryView({ webhookId: _, partnerId: _p, accountId: _a, body: _b, dueAt, ...shown }: Delivery) {
  return { ...shown, ...(shown.state === 'waiting' && { nextTryAt: dueAt }) };
}
