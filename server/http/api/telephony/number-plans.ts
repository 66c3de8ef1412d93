// Number plan schemas over the API: plans, times, holidays, what holds when, and switching by hand; the last also for users whose
// extension has the right to. Source: NP-1 to NP-65
import type { FastifyReply } from 'fastify';
import Type, { type Static, type TSchema } from 'typebox';
import type { Desk } from '../../../access/desk.ts';
import {
  HolidayInputSchema,
  NumberPlanSchema,
  OVERRIDE_KINDS,
  SchemaInputSchema,
  SlotSchema,
} from '../../../domain/telephony/number-plan.ts';
import { FIRST_YEAR, HOLIDAY_COUNTRIES, LAST_YEAR } from '../../../domain/telephony/public-holidays.ts';
import { invalid } from '../../../errors.ts';
import { accountOf } from '../../../pbx/edit.ts';
import {
  addHoliday,
  HolidayImportSchema,
  holidayName,
  importHolidays,
  removeHoliday,
} from '../../../pbx/number-plans/holidays.ts';
import {
  addSchema,
  changeSchema,
  copyPlanTo,
  findSchema,
  putPlan,
  removePlan,
  removeSchema,
  type SchemaRecord,
  schemasOf,
  type WhichSchema,
} from '../../../pbx/number-plans/schemas.ts';
import { accountToSwitch, switchPlan } from '../../../pbx/number-plans/switching.ts';
import { type Shown, schemaView, shownSchedule } from '../../../pbx/number-plans/view.ts';
import { publicHolidays } from '../../../routing/calendar/public-holidays.ts';
import { stepText } from '../../../routing/step.ts';
import { expectedRevision, visitorOf, withEtag } from '../../conventions.ts';
import type { Api } from '../deps.ts';
import { ById, closed, optional } from '../shapes.ts';
import { ByKey, recordView } from './kind-routes.ts';

const date = Type.String({ format: 'date-time' });
const planName = { plan: SlotSchema, name: Type.String() };
const NowSchema = Type.Object({
  plan: optional(SlotSchema),
  name: optional(Type.String()),
  by: Type.Enum(['permanent', 'temporary', 'holiday', 'weekly', 'period', 'nothing']),
  rule: Type.String(),
  text: Type.String({ description: "Why, in the account's language" }),
  changesAt: optional(Type.String({ format: 'date-time', description: 'Left out: nothing changes by itself' })),
  next: optional(Type.Object(planName, { description: 'What holds then; left out: no plan' })),
});
const ViewSchema = Type.Unsafe<object>({
  allOf: [
    SchemaInputSchema,
    Type.Object({
      id: Type.String(),
      isMain: Type.Boolean(),
      override: optional(Type.Unknown({ description: 'NP-56: left out once it has expired' })),
      now: NowSchema,
      warnings: Type.Array(Type.Unknown({ description: 'NP-17 emptyPlan, NP-39 noFallback: it is kept all the same' })),
      revision: Type.Integer({ description: '0: the main schema, of which nothing was set' }),
    }),
  ],
  unevaluatedProperties: true,
});
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
const BySlot = Type.Object({
  ...ByKey.properties,
  slot: Type.String({ pattern: '^[1-9][0-9]?$', description: 'Of the plan, 1 to 99' }),
});
const AsJson = { serializerCompiler: () => JSON.stringify };
const list = '/accounts/:id/number-plans';
const single = `${list}/:key`;

interface Params {
  readonly id: string;
  readonly key: string;
}
const whichOf = ({ id, key }: Params, expected?: number): WhichSchema => ({ accountId: id, schema: key, expected });

export function numberPlanRoutes(api: Api): void {
  schemaRoutes(api);
  planRoutes(api);
  switchRoutes(api);
  holidayRoutes(api);
  ownRoutes(api);
}

/** As it stands now, with its revision as ETag. */
async function shown(reply: FastifyReply, desk: Desk, record: SchemaRecord) {
  const account = await accountOf(desk.telephony, record.accountId);
  return viewOf(desk, withEtag(reply, record), account);
}

function viewOf({ telephony }: Desk, record: SchemaRecord, account: Parameters<typeof schemaView>[1]) {
  const { value, now, warnings } = schemaView(record, account, telephony.now());
  const { step, changesAt, ...rest } = now;
  const told = { ...rest, rule: step.rule, text: stepText(step, account.language) };
  return {
    ...recordView({ ...record, value }),
    now: { ...told, ...(changesAt !== undefined && { changesAt: new Date(changesAt).toISOString() }) },
    warnings,
  };
}

function schemaRoutes(api: Api): void {
  api.get(
    list,
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
    list,
    {
      config: { action: 'telephony.edit', body: Type.Partial(SchemaInputSchema) },
      schema: { summary: 'Add a number plan schema', params: ById, response: { 201: ViewSchema } },
      ...AsJson,
    },
    async ({ desk, params, body }, reply) =>
      reply.code(201).send(await shown(reply, desk, await addSchema(desk.telephony, params.id, body))),
  );
  api.get(
    single,
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
    single,
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
    single,
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
    `${single}/plans/:slot`,
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
    `${single}/plans/:slot`,
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
    `${single}/copies`,
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

const MOST_DAYS = 400;
const DAY_MS = 86_400_000;

function switchRoutes(api: Api): void {
  api.get(
    `${single}/schedule`,
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
    `${single}/override`,
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
    `${single}/override`,
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

const DaySchema = Type.Omit(HolidayInputSchema, ['plan']);

function holidayRoutes(api: Api): void {
  api.post(
    `${single}/holidays`,
    {
      config: { action: 'telephony.edit', body: HolidayInputSchema },
      schema: { summary: 'Add a holiday (NP-30)', params: ByKey, response: { 201: ViewSchema } },
      ...AsJson,
    },
    async (request, reply) => {
      const { desk, params, body } = request;
      const added = await addHoliday(desk.telephony, whichOf(params, expectedRevision(request)), body);
      return reply.code(201).send(await shown(reply, desk, added));
    },
  );
  api.delete(
    `${single}/holidays/:holiday`,
    {
      config: { action: 'telephony.edit' },
      schema: {
        summary: 'Remove a holiday',
        params: Type.Object({ ...ByKey.properties, holiday: Type.String({ maxLength: 64 }) }),
        response: { 200: ViewSchema },
      },
      ...AsJson,
    },
    async (request, reply) => {
      const { desk, params } = request;
      const which = whichOf(params, expectedRevision(request));
      return shown(reply, desk, await removeHoliday(desk.telephony, which, params.holiday));
    },
  );
  const days = (description: string) => Type.Array(DaySchema, { description });
  api.post(
    `${single}/holiday-imports`,
    {
      config: { action: 'telephony.edit', body: HolidayImportSchema },
      schema: {
        summary: 'Take holidays from a country or an iCalendar file; days that are known are not taken twice',
        params: ByKey,
        response: {
          200: Type.Object({
            added: days('In the list now; of a dry run, what would be'),
            known: days('Were in the list already'),
            problems: Type.Array(Type.Object({ line: Type.Integer(), summary: Type.String(), why: Type.String() }), {
              description: 'Events of the file that could not be taken',
            }),
            revision: Type.Integer(),
          }),
        },
      },
    },
    async (request, reply) => {
      const { desk, params, body } = request;
      const which = whichOf(params, expectedRevision(request));
      const { record, added, known, problems } = await importHolidays(desk.telephony, which, body);
      withEtag(reply, record);
      return { added: [...added], known: [...known], problems: [...problems], revision: record.revision };
    },
  );
  api.get(
    '/holiday-calendars/:country',
    {
      config: { action: 'devices.read' },
      schema: {
        summary: 'The public holidays of a country, and its regions',
        params: Type.Object({ country: Type.String({ maxLength: 8 }) }),
        querystring: Type.Object({
          year: Type.String({ pattern: '^20[0-9]{2}$' }),
          region: optional(Type.String({ maxLength: 8 })),
        }),
        response: {
          200: Type.Object({
            regions: Type.Array(Type.String()),
            items: Type.Array(
              Type.Object({
                id: Type.String(),
                date: Type.String(),
                names: Type.Object({ nl: Type.String(), en: Type.String() }),
                isPartial: Type.Boolean({ description: 'Many work on it: only taken when it is named' }),
              }),
            ),
          }),
        },
      },
    },
    async ({ params, query }) => {
      const known = HOLIDAY_COUNTRIES[params.country];
      const year = Number(query.year);
      if (!known)
        throw invalid([
          { pointer: '/params/country', detail: `must be one of ${Object.keys(HOLIDAY_COUNTRIES).join(', ')}` },
        ]);
      if (year < FIRST_YEAR || year > LAST_YEAR)
        throw invalid([{ pointer: '/querystring/year', detail: `must be from ${FIRST_YEAR} to ${LAST_YEAR}` }]);
      const names = (id: string) => ({ nl: holidayName(id, 'nl'), en: holidayName(id, 'en') });
      const items = publicHolidays(params.country, year, query.region).map((day) => ({ ...day, names: names(day.id) }));
      return { regions: [...known.regions], items };
    },
  );
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
