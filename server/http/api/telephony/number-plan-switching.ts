// Which number plan holds when, and switching by hand: for administrators, and for users whose extension has the right to.
// Source: NP-37, NP-44 to NP-47, NP-55 to NP-58, NP-63 to NP-65
import Type, { type Static } from 'typebox';
import type { Desk } from '../../../access/desk.ts';
import { OVERRIDE_KINDS, SlotSchema } from '../../../domain/telephony/number-plan.ts';
import { invalid } from '../../../errors.ts';
import { findSchema, schemasOf } from '../../../pbx/number-plans/schemas.ts';
import { accountToSwitch, switchPlan } from '../../../pbx/number-plans/switching.ts';
import { type Shown, shownSchedule } from '../../../pbx/number-plans/view.ts';
import { expectedRevision, visitorOf } from '../../conventions.ts';
import type { Api } from '../deps.ts';
import { closed, optional } from '../shapes.ts';
import { ByKey } from './kind-routes.ts';
import { AsJson, NowSchema, planName, SINGLE, shown, ViewSchema, viewOf, whichOf } from './number-plan-view.ts';

const date = Type.String({ format: 'date-time' });
const StretchSchema = Type.Object({
  from: date,
  until: date,
  plan: optional(SlotSchema),
  name: optional(Type.String()),
  by: NowSchema.properties.by,
  description: optional(Type.String({ description: 'Of a holiday' })),
});
const OverrideWishSchema = Type.Object(
  {
    kind: Type.Enum([...OVERRIDE_KINDS], {
      description: 'NP-55: until the next planned change; NP-57: until it is switched off',
    }),
    plan: SlotSchema,
  },
  closed,
);

export function numberPlanSwitchRoutes(api: Api): void {
  switchRoutes(api);
  ownRoutes(api);
}

const MOST_DAYS = 400;
const DAY_MS = 86_400_000;

function switchRoutes(api: Api): void {
  api.get(
    `${SINGLE}/schedule`,
    {
      config: { action: 'telephony.read' },
      schema: {
        summary: 'Which number plan holds when (NP-37)',
        params: ByKey,
        querystring: Type.Object({ from: optional(date), until: optional(date) }),
        response: { 200: Type.Object({ items: Type.Array(StretchSchema) }) },
      },
    },
    async ({ desk, params, query }) => {
      const { record, account } = await findSchema(desk.telephony, whichOf(params));
      const now = desk.telephony.now();
      const from = query.from === undefined ? now.getTime() : Date.parse(query.from);
      const until = query.until === undefined ? from + 7 * DAY_MS : Date.parse(query.until);
      if (!(until > from) || until - from > MOST_DAYS * DAY_MS)
        throw invalid([{ pointer: '/querystring/until', detail: `must be after from, by ${MOST_DAYS} days at most` }]);
      return { items: shownSchedule(record, account, now, [from, until]).map(stretchView) };
    },
  );
  api.put(
    `${SINGLE}/override`,
    {
      config: { action: 'telephony.edit' },
      schema: {
        summary: 'Switch a number plan by hand, before holidays and times (NP-44, NP-46)',
        params: ByKey,
        body: OverrideWishSchema,
        response: { 200: ViewSchema },
      },
      ...AsJson,
    },
    async (request, reply) => {
      const { desk, params, body, username } = request;
      const which = whichOf(params, expectedRevision(request));
      return shown(reply, desk, await switchPlan(desk.telephony, which, body, username));
    },
  );
  api.delete(
    `${SINGLE}/override`,
    {
      config: { action: 'telephony.edit' },
      schema: { summary: 'Follow holidays and times again (NP-47)', params: ByKey, response: { 200: ViewSchema } },
      ...AsJson,
    },
    async (request, reply) => {
      const { desk, params, username } = request;
      const which = whichOf(params, expectedRevision(request));
      return shown(reply, desk, await switchPlan(desk.telephony, which, { kind: 'none' }, username));
    },
  );
}

function stretchView({ from, until, ...rest }: Shown): Static<typeof StretchSchema> {
  return { ...rest, from: new Date(from).toISOString(), until: new Date(until).toISOString() };
}

/** What a user's client shows and switches. */
const OwnSchema = Type.Object({
  id: Type.String(),
  schema: Type.String(),
  number: Type.Integer(),
  plans: Type.Array(Type.Object(planName)),
  now: NowSchema,
});

function ownRoutes(api: Api): void {
  const path = '/me/number-plans';
  const own = async (desk: Desk, accountId: string) => {
    const { account, all } = await schemasOf(desk.telephony, accountId);
    const items = all.map((record) => {
      const { now } = viewOf(desk, record, account);
      const plans = record.value.plans.map(({ slot, name }) => ({ plan: slot, name }));
      return { id: record.id, schema: record.key, number: record.value.number, plans, now };
    });
    return { items };
  };
  api.get(
    path,
    {
      config: { action: 'numberPlans.switch' },
      schema: {
        summary: 'The number plans that you may switch (NP-64)',
        response: { 200: Type.Object({ items: Type.Array(OwnSchema) }) },
      },
    },
    async (request) => own(request.desk, await accountToSwitch(request.desk.telephony, visitorOf(request).person)),
  );
  const params = Type.Object({ key: ByKey.properties.key });
  const response = { 200: Type.Object({ items: Type.Array(OwnSchema) }) };
  api.put(
    `${path}/:key/override`,
    {
      config: { action: 'numberPlans.switch' },
      schema: { summary: 'Switch a number plan by hand', params, body: OverrideWishSchema, response },
    },
    async (request) => {
      const { desk, username, body } = request;
      const accountId = await accountToSwitch(desk.telephony, visitorOf(request).person);
      await switchPlan(desk.telephony, { accountId, schema: request.params.key }, body, username);
      return own(desk, accountId);
    },
  );
  api.delete(
    `${path}/:key/override`,
    {
      config: { action: 'numberPlans.switch' },
      schema: { summary: 'Let holidays and times decide again', params, response },
    },
    async (request) => {
      const { desk, username } = request;
      const accountId = await accountToSwitch(desk.telephony, visitorOf(request).person);
      await switchPlan(desk.telephony, { accountId, schema: request.params.key }, { kind: 'none' }, username);
      return own(desk, accountId);
    },
  );
}
