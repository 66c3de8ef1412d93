// Number plan schemas over the API, and the plans in them. Source: NP-1 to NP-29
import Type, { type TSchema } from 'typebox';
import { NumberPlanSchema, SchemaInputSchema, SlotSchema } from '../../../domain/telephony/number-plan.ts';
import {
  addSchema,
  changeSchema,
  copyPlanTo,
  findSchema,
  putPlan,
  removePlan,
  removeSchema,
  schemasOf,
} from '../../../pbx/number-plans/schemas.ts';
import { expectedRevision } from '../../conventions.ts';
import type { Api } from '../deps.ts';
import { ById, closed, optional } from '../shapes.ts';
import { ByKey } from './kind-routes.ts';
import { AsJson, LIST, SINGLE, shown, ViewSchema, viewOf, whichOf } from './number-plan-view.ts';

const BySlot = Type.Object({
  ...ByKey.properties,
  slot: Type.String({ pattern: '^[1-9][0-9]?$', description: 'Of the plan, 1 to 99' }),
});

export function numberPlanRoutes(api: Api): void {
  schemaRoutes(api);
  planRoutes(api);
}

function schemaRoutes(api: Api): void {
  api.get(
    LIST,
    {
      config: { action: 'telephony.read' },
      schema: {
        summary: "An account's number plan schemas, by number (NP-1)",
        params: ById,
        response: { 200: Type.Object({ items: Type.Array(ViewSchema) }) },
      },
      ...AsJson,
    },
    async ({ desk, params }) => {
      const { account, all } = await schemasOf(desk.telephony, params.id);
      return { items: all.map((record) => viewOf(desk, record, account)) };
    },
  );
  api.post(
    LIST,
    {
      config: { action: 'telephony.edit', body: Type.Partial(SchemaInputSchema) },
      schema: { summary: 'Add a number plan schema', params: ById, response: { 201: ViewSchema } },
      ...AsJson,
    },
    async ({ desk, params, body }, reply) =>
      reply.code(201).send(await shown(reply, desk, await addSchema(desk.telephony, params.id, body))),
  );
  api.get(
    SINGLE,
    {
      config: { action: 'telephony.read' },
      schema: {
        summary: 'Show a number plan schema: what it is, which plan holds now and why',
        params: ByKey,
        response: { 200: ViewSchema },
      },
      ...AsJson,
    },
    async ({ desk, params }, reply) => shown(reply, desk, (await findSchema(desk.telephony, whichOf(params))).record),
  );
  api.patch(
    SINGLE,
    {
      config: { action: 'telephony.edit', body: Type.Partial(SchemaInputSchema, { description: 'RFC 7396' }) },
      schema: { summary: 'Change a number plan schema', params: ByKey, response: { 200: ViewSchema } },
      ...AsJson,
    },
    async (request, reply) => {
      const { desk, params, body } = request;
      const which = whichOf(params, expectedRevision(request));
      return shown(reply, desk, await changeSchema(desk.telephony, which, body));
    },
  );
  api.delete(
    SINGLE,
    {
      config: { action: 'telephony.edit' },
      schema: {
        summary: 'Delete a number plan schema with its plans, holidays and times (NP-7)',
        params: ByKey,
        querystring: Type.Object({ confirm: optional(Type.Enum(['true'], { description: 'Needed' })) }),
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const { desk, params, query } = request;
      await removeSchema(desk.telephony, whichOf(params, expectedRevision(request)), query.confirm === 'true');
      return reply.code(204).send(null);
    },
  );
}

function planRoutes(api: Api): void {
  const body: TSchema = Type.Omit(NumberPlanSchema, ['slot']);
  api.put(
    `${SINGLE}/plans/:slot`,
    {
      config: { action: 'telephony.edit', body },
      schema: { summary: 'Set one number plan whole', params: BySlot, response: { 200: ViewSchema } },
      ...AsJson,
    },
    async (request, reply) => {
      const { desk, params, body: plan } = request;
      const which = whichOf(params, expectedRevision(request));
      return shown(reply, desk, await putPlan(desk.telephony, which, Number(params.slot), plan));
    },
  );
  api.delete(
    `${SINGLE}/plans/:slot`,
    {
      config: { action: 'telephony.edit' },
      schema: { summary: 'Remove a number plan that nothing chooses', params: BySlot, response: { 200: ViewSchema } },
      ...AsJson,
    },
    async (request, reply) => {
      const { desk, params } = request;
      const which = whichOf(params, expectedRevision(request));
      return shown(reply, desk, await removePlan(desk.telephony, which, Number(params.slot)));
    },
  );
  api.post(
    `${SINGLE}/copies`,
    {
      config: { action: 'telephony.edit' },
      schema: {
        summary: 'Copy one number plan over another, whose own name and numbers are lost (NP-25, NP-26)',
        params: ByKey,
        body: Type.Object({ from: SlotSchema, to: SlotSchema }, closed),
        response: { 200: ViewSchema },
      },
      ...AsJson,
    },
    async (request, reply) => {
      const { desk, params, body: copy } = request;
      const which = whichOf(params, expectedRevision(request));
      return shown(reply, desk, await copyPlanTo(desk.telephony, which, copy.from, copy.to));
    },
  );
}
