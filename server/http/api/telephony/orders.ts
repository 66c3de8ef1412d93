// Ordering, and what can be ordered. Source: EXT-22 to EXT-38, EXT-53 to EXT-64
import Type from 'typebox';
import type { Desk } from '../../../access/desk.ts';
import type { Account } from '../../../domain/records.ts';
import { CatalogueSchema } from '../../../domain/telephony/catalogue.ts';
import { ORDER_STATES, orderState } from '../../../domain/telephony/order.ts';
import { AppError } from '../../../errors.ts';
import { catalogueOf, putCatalogue } from '../../../pbx/catalogue.ts';
import { accountOf } from '../../../pbx/edit.ts';
import { KINDS } from '../../../pbx/kinds.ts';
import { NewOrderSchema, OrderChangeSchema, SimConnectionSchema, TerminationSchema } from '../../../pbx/order-input.ts';
import { orderPage } from '../../../pbx/order-page.ts';
import {
  changeOrder,
  connectSim,
  type OrderRecord,
  placeOrder,
  previewOrder,
  settleOrders,
  terminateOrder,
  todayAt,
} from '../../../pbx/orders.ts';
import { standing } from '../../../pbx/records.ts';
import { expectedRevision, PageQuery, pageOf, pageSchema, pageWish, withEtag } from '../../conventions.ts';
import type { Api } from '../deps.ts';
import { ById } from '../shapes.ts';
import { ByKey, kindRoutes, recordView } from './kind-routes.ts';

const OrderViewSchema = Type.Unsafe<object>({
  allOf: [
    KINDS.order.schema,
    Type.Object({ state: Type.Enum([...ORDER_STATES]), deliveryDate: Type.Optional(Type.String()) }),
  ],
});

/** Source: EXT-31 */
function orderView(record: OrderRecord, today: string) {
  const state = orderState(record.value, today);
  return Object.assign(recordView(record), {
    state,
    ...(state === 'planned' && { deliveryDate: record.value.startDate }),
  });
}

async function settled(desk: Desk, accountId: string): Promise<Account> {
  const account = await accountOf(desk.telephony, accountId);
  await settleOrders(desk.telephony, account);
  return account;
}

export function orderRoutes(api: Api): void {
  const serializerCompiler = () => JSON.stringify;
  api.get(
    '/accounts/:id/orders',
    {
      config: { action: 'telephony.read' },
      schema: {
        summary: "An account's orders",
        params: ById,
        querystring: PageQuery,
        response: { 200: pageSchema(OrderViewSchema) },
      },
      serializerCompiler,
    },
    async ({ desk, params: { id }, query }) => {
      const today = todayAt(desk.telephony, await settled(desk, id));
      const page = await pageOf(
        pageWish(query),
        (wish) => desk.telephony.records.list('order', id, wish),
        ({ key }) => key,
      );
      return { items: page.items.map((order) => orderView(order, today)), next: page.next };
    },
  );
  api.post(
    '/accounts/:id/order-previews',
    {
      config: { action: 'telephony.order', body: NewOrderSchema },
      schema: {
        summary: 'What an order would be: the Confirm page, with nothing written (EXT-24)',
        params: ById,
        response: { 200: Type.Unknown() },
      },
    },
    ({ desk, params, body }) => previewOrder(desk.telephony, params.id, body),
  );
  api.post(
    '/accounts/:id/orders',
    {
      config: { action: 'telephony.order', body: NewOrderSchema },
      schema: { summary: 'Place an order', params: ById, response: { 201: OrderViewSchema } },
      serializerCompiler,
    },
    async ({ desk, params, body, username }, reply) => {
      const order = withEtag(reply, await placeOrder(desk.telephony, params.id, body, username));
      const account = await accountOf(desk.telephony, params.id);
      return reply.code(201).send(orderView(order, todayAt(desk.telephony, account)));
    },
  );
  api.get(
    '/accounts/:id/orders/:key',
    {
      config: { action: 'telephony.read' },
      schema: { summary: 'An order with its seven tabs (EXT-34)', params: ByKey, response: { 200: Type.Unknown() } },
      serializerCompiler,
    },
    async ({ desk, params }, reply) => {
      const account = await settled(desk, params.id);
      const order = await standing(desk.telephony, { kind: 'order', accountId: params.id, keyOrId: params.key });
      withEtag(reply, order);
      return Object.assign(orderView(order, todayAt(desk.telephony, account)), {
        tabs: await orderPage(desk.telephony, account, order),
      });
    },
  );
  const changes = [
    ['change', 'Change an order from a day on (EXT-35)', OrderChangeSchema, changeOrder],
    ['terminate', 'End an order, from tomorrow on (EXT-36)', TerminationSchema, terminateOrder],
    ['sim', 'Connect a SIM card, which completes the order (EXT-62)', SimConnectionSchema, connectSim],
  ] as const;
  for (const [name, summary, body, work] of changes)
    api.post(
      `/accounts/:id/orders/:key/${name}`,
      {
        config: { action: 'telephony.order', body },
        schema: { summary, params: ByKey, response: { 200: OrderViewSchema } },
        serializerCompiler,
      },
      async (request, reply) => {
        const { desk, params, username } = request;
        const account = await settled(desk, params.id);
        const which = {
          kind: 'order',
          accountId: params.id,
          keyOrId: params.key,
          expected: expectedRevision(request),
        } as const;
        const order = withEtag(reply, await work(desk.telephony, which, request.body, username));
        return orderView(order, todayAt(desk.telephony, account));
      },
    );
  kindRoutes(api, { kind: 'sim', path: 'sims', one: 'a SIM card', many: 'SIM cards' });
  catalogueRoutes(api);
}

const OfPartner = Type.Object({
  partnerId: Type.Optional(Type.String({ maxLength: 64, description: 'By default that of who asks' })),
});

function catalogueRoutes(api: Api): void {
  const serializerCompiler = () => JSON.stringify;
  /** @throws PARTNER_NOT_FOUND */
  const partnerOf = async (desk: Desk, given: string | undefined): Promise<string> => {
    const own = desk.cpe.partnerId;
    if (given === undefined || given === own) return own;
    if (!(await desk.cpe.records.partners.find(given))) throw new AppError('PARTNER_NOT_FOUND', { detail: given });
    return given;
  };
  api.get(
    '/catalogue',
    {
      config: { action: 'catalogue.read' },
      schema: { summary: 'What can be ordered', querystring: OfPartner, response: { 200: CatalogueSchema } },
      serializerCompiler,
    },
    async ({ desk, query }, reply) => {
      const found = withEtag(reply, await catalogueOf(desk.telephony, await partnerOf(desk, query.partnerId)));
      return found.value;
    },
  );
  api.put(
    '/catalogue',
    {
      config: { action: 'catalogue.edit', body: CatalogueSchema },
      schema: { summary: 'Set what can be ordered', querystring: OfPartner, response: { 200: CatalogueSchema } },
      serializerCompiler,
    },
    async (request, reply) => {
      const { desk, query, body } = request;
      const partnerId = await partnerOf(desk, query.partnerId);
      return withEtag(reply, await putCatalogue(desk.telephony, partnerId, body, expectedRevision(request))).value;
    },
  );
}
