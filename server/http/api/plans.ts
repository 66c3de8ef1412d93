// Plans: changes that reach phones in waves, looked at before, followed while they run, taken back after. Source: DEV-9 to DEV-18, DEV-28, DEV-29
import Type from 'typebox';
import { PLAN_PHONE_STATES, type Schedule } from '../../domain/plan.ts';
import { findPlan } from '../../plans/kept.ts';
import { addPlan, PLAN_STEPS, stepPlan } from '../../plans/plans.ts';
import { expectedRevision, PageQuery, pageOf, pageSchema, pageWish, withEtag } from '../conventions.ts';
import type { Api } from './deps.ts';
import { NewPlanSchema, PlanGroupSchema, PlanPhoneSchema, PlanSchema, planPhoneView, planView } from './plan-shapes.ts';
import { ById, optional } from './shapes.ts';

const SUMMARIES = {
  preview: 'Look at the phones again',
  start: 'Do what the preview showed, at its time; If-Match holds it to the preview that was seen',
  pause: 'Tell no more phones until it goes on',
  resume: 'Go on; phones that were late until now no longer stop it',
  abort: 'End it where no phone has the change of an account yet; of CPEs, those that have it keep it',
  undo: 'Take the change back from every phone that has it',
} as const;

export function planRoutes(api: Api): void {
  api.get(
    '/plans',
    {
      config: { action: 'plans.read' },
      schema: { summary: 'Plans, newest first', querystring: PageQuery, response: { 200: pageSchema(PlanSchema) } },
    },
    async ({ desk, query }) => {
      const page = await pageOf(
        pageWish(query),
        (wish) => desk.plans.plans.list({}, 'id', wish),
        ({ id }) => id,
      );
      return { items: page.items.map((plan) => planView(plan, desk.cpe.sealer)), next: page.next };
    },
  );
  api.post(
    '/plans',
    {
      config: { action: 'plans.edit' },
      schema: {
        summary: 'Make a plan; its phones are looked at before anything is done',
        description: 'If-Match names the revision of the account that is changed.',
        body: NewPlanSchema,
        response: { 202: PlanSchema },
      },
    },
    async (request, reply) => {
      const { desk } = request;
      const { schedule, ...wish } = request.body;
      const plan = await addPlan(
        desk,
        { ...wish, ...(schedule && { schedule: readSchedule(schedule) }) },
        expectedRevision(request),
      );
      reply.header('Location', `/api/v1/plans/${plan.id}`);
      return reply.code(202).send(planView(withEtag(reply, plan), desk.cpe.sealer));
    },
  );
  api.get(
    '/plans/:id',
    { config: { action: 'plans.read' }, schema: { summary: 'One plan', params: ById, response: { 200: PlanSchema } } },
    async ({ desk, params }, reply) => planView(withEtag(reply, await findPlan(desk, params.id)), desk.cpe.sealer),
  );
  api.get(
    '/plans/:id/groups',
    {
      config: { action: 'plans.read' },
      schema: {
        summary: 'How the files of its phones change: phones with the same difference together, largest group first',
        params: ById,
        response: { 200: Type.Object({ items: Type.Array(PlanGroupSchema) }) },
      },
    },
    async ({ desk, params }) => {
      const { id } = await findPlan(desk, params.id);
      return { items: [...(await desk.plans.phones.groups(id))] };
    },
  );
  api.get(
    '/plans/:id/phones',
    {
      config: { action: 'plans.read' },
      schema: {
        summary: 'Its phones by MAC: how far each is, and why not further',
        params: ById,
        querystring: Type.Object({
          ...PageQuery.properties,
          state: optional(Type.Enum([...PLAN_PHONE_STATES])),
          group: optional(Type.String({ maxLength: 64 })),
        }),
        response: { 200: pageSchema(PlanPhoneSchema) },
      },
    },
    async ({ desk, params, query: { state, group, ...paging } }) => {
      const { id } = await findPlan(desk, params.id);
      const filter = { ...(state && { state }), ...(group !== undefined && { group }) };
      const page = await pageOf(
        pageWish(paging),
        (wish) => desk.plans.phones.list(id, filter, wish),
        ({ mac }) => mac,
      );
      return { items: page.items.map(planPhoneView), next: page.next };
    },
  );
  for (const step of PLAN_STEPS)
    api.post(
      `/plans/:id/${step}`,
      {
        config: { action: 'plans.edit' },
        schema: { summary: SUMMARIES[step], params: ById, response: { 202: PlanSchema } },
      },
      async (request, reply) => {
        const { desk, params } = request;
        const plan = await stepPlan(desk, params.id, step, expectedRevision(request));
        return reply.code(202).send(planView(withEtag(reply, plan), desk.cpe.sealer));
      },
    );
}

function readSchedule({ notBefore, ...rest }: Omit<Schedule, 'notBefore'> & { readonly notBefore?: string }): Schedule {
  return { ...rest, ...(notBefore !== undefined && { notBefore: new Date(notBefore) }) };
}
