// Number plans for people: a week as a picture, which plan holds now and why, and switching by hand after a page that says what it
// means. Source: NP-16, NP-17, NP-37 to NP-39, NP-44 to NP-47, NP-55 to NP-58
import Type from 'typebox';
import type { Account } from '../domain/records.ts';
import { dateOfDay, dayNumber, isDate, LocalDateSchema } from '../domain/telephony/calendar.ts';
import { OVERRIDE_KINDS } from '../domain/telephony/number-plan.ts';
import { AppError, invalid } from '../errors.ts';
import { findSchema, type SchemaRecord, schemasOf } from '../pbx/number-plans/schemas.ts';
import { switchPlan } from '../pbx/number-plans/switching.ts';
import { schemaView } from '../pbx/number-plans/view.ts';
import { mondayOf, todayIn, weekOf } from '../pbx/number-plans/week.ts';
import type { WantedOverride } from '../routing/number-plan/rules.ts';
import { stepText } from '../routing/step.ts';
import type { Portal } from './deps.ts';
import { formOf } from './forms.ts';
import type { PageLanguage } from './language.ts';
import type { Pages } from './pages.ts';
import { pictureOf } from './week-picture.ts';

/** More accounts than a list can be chosen from. */
const MOST_ACCOUNTS = 500;
const Chosen = Type.Object({
  account: Type.Optional(Type.String({ maxLength: 64 })),
  schema: Type.Optional(Type.String({ maxLength: 64 })),
  week: Type.Optional(LocalDateSchema),
});
const Which = Type.Object({ account: Type.String({ maxLength: 64 }), schema: Type.String({ maxLength: 64 }) });
const Wish = Type.Object({
  kind: Type.Enum([...OVERRIDE_KINDS, 'none']),
  plan: Type.Optional(Type.String({ pattern: '^[1-9][0-9]?$' })),
});
type Wish = Type.Static<typeof Wish>;

export function numberPlanPages(portal: Portal, pages: Pages): void {
  portal.get(
    '/number-plans',
    { config: { action: 'telephony.read' }, schema: { querystring: Chosen } },
    async (request, reply) => {
      const { desk, query, pageLanguage: language } = request;
      const accounts = await desk.cpe.records.accounts.list({}, 'number', { limit: MOST_ACCOUNTS });
      const chosen = query.account ?? accounts[0]?.id;
      if (chosen === undefined) return pages.send(request, reply, 'number-plans', { accounts, view: null });
      const { account, all } = await schemasOf(desk.telephony, chosen);
      const record = query.schema === undefined ? all[0] : all.find(({ id }) => id === query.schema);
      if (record === undefined) throw new AppError('NOT_FOUND');
      const now = desk.telephony.now();
      const week = query.week !== undefined && isDate(query.week) ? query.week : todayIn(account, now);
      return pages.send(request, reply, 'number-plans', {
        accounts,
        view: pageOf(record, account, now, mondayOf(week), language),
        schemas: all.map(({ id, key, value }) => ({ id, name: key, number: value.number })),
      });
    },
  );

  const path = '/number-plans/:account/:schema/switch';
  portal.get(
    path,
    { config: { action: 'telephony.edit' }, schema: { params: Which, querystring: Wish } },
    async (request, reply) => {
      const { desk, params, query, pageLanguage: language } = request;
      const { record, account, value } = await findSchema(desk.telephony, {
        accountId: params.account,
        schema: params.schema,
      });
      const wanted = wantedOf(query);
      const plan = wanted.kind === 'none' ? undefined : value.plans.find(({ slot }) => slot === wanted.plan);
      if (wanted.kind !== 'none' && plan === undefined) throw new AppError('NUMBER_PLAN_NOT_FOUND');
      return pages.send(request, reply, 'number-plan-switch', {
        account: account.id,
        accountName: account.name,
        schema: { id: record.id, name: record.key },
        kind: wanted.kind,
        plan: plan ? { slot: plan.slot, name: plan.name, isEmpty: plan.numbers.length === 0 } : null,
        now: nowOf(record, account, desk.telephony.now(), language),
      });
    },
  );
  portal.post(
    path,
    {
      config: { action: 'telephony.edit' },
      schema: { params: Which, body: formOf(Wish.properties) },
      preHandler: portal.csrfProtection,
    },
    async (request, reply) => {
      const { desk, params, body, username } = request;
      const which = { accountId: params.account, schema: params.schema };
      const { id } = await switchPlan(desk.telephony, which, wantedOf(body), username);
      request.log.info({ accountId: params.account, schema: id, kind: body.kind }, 'number plan switched by hand');
      const query = new URLSearchParams({ account: params.account, schema: params.schema });
      return reply.redirect(`/number-plans?${query}`, 303);
    },
  );
}

/** @throws INPUT_INVALID */
function wantedOf({ kind, plan }: Wish): WantedOverride {
  if (kind === 'none') return { kind };
  if (plan === undefined) throw invalid([{ pointer: '/plan', detail: 'is missing' }]);
  return { kind, plan: Number(plan) };
}

function pageOf(record: SchemaRecord, account: Account, now: Date, monday: string, language: PageLanguage) {
  const { value, warnings } = schemaView(record, account, now);
  const days = weekOf(record, account, now, monday);
  return {
    account: { id: account.id, name: account.name, timeZone: account.timeZone },
    schema: { id: record.id, name: record.key },
    plans: value.plans.map(({ slot, name, numbers }) => ({ slot, name, count: numbers.length })),
    hasOverride: value.override !== undefined,
    now: nowOf(record, account, now, language),
    warnings: [...new Set(warnings.map(({ warning }) => warning))],
    picture: pictureOf(
      days,
      value.plans.map(({ slot }) => slot),
      language,
    ),
    former: dateOfDay(dayNumber(monday) - 7),
    next: dateOfDay(dayNumber(monday) + 7),
  };
}

/** Times are those on the account's wall. */
function nowOf(record: SchemaRecord, account: Account, now: Date, language: PageLanguage) {
  const { plan, name, step, changesAt, next } = schemaView(record, account, now).now;
  const format = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
    ...{
      timeZone: account.timeZone,
      weekday: 'long',
      day: 'numeric',
      month: 'long',
      hour: '2-digit',
      minute: '2-digit',
    },
  });
  return {
    plan: plan ?? null,
    name: name ?? '',
    why: stepText(step, language),
    changesAt:
      changesAt === undefined ? null : { iso: new Date(changesAt).toISOString(), text: format.format(changesAt) },
    next: next ?? null,
  };
}
