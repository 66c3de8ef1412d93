// Plans: the list, one plan with what changes on which phones and how far it is, and what can be done with it, each after a question.
import Type from 'typebox';
import { PLAN_PHONE_STATES, type Plan, type PlanState } from '../domain/plan.ts';
import { findPlan } from '../plans/kept.ts';
import { PLAN_STEPS, type PlanStep, stepPlan } from '../plans/plans.ts';
import type { Portal } from './deps.ts';
import { formOf } from './forms.ts';
import { ById } from './jobs.ts';
import type { PageLanguage } from './language.ts';
import { momentOf } from './moments.ts';
import type { Pages } from './pages.ts';

const PAGE_SIZE = 50;
/** Of phones that need somebody's eye, and of groups, so many on a page. */
const MOST_PHONES = 200;
const MOST_GROUPS = 50;
/** What is told of one file of one group. */
const MOST_LINES = 60;
/** Phones that somebody has to look at, the most urgent first. */
const TROUBLED = ['late', 'left', 'refused'] as const;

/** What may be done from a state; the plan's use cases decide, this only spares buttons that would be refused. */
const STEPS_FROM: Readonly<Partial<Record<PlanState, readonly PlanStep[]>>> = {
  draft: ['abort'],
  previewed: ['start', 'preview', 'abort'],
  scheduled: ['pause', 'abort'],
  running: ['pause', 'undo'],
  paused: ['resume', 'undo', 'abort'],
  stopped: ['resume', 'undo', 'abort'],
  done: ['undo'],
};
const IS_BUSY: readonly PlanState[] = ['draft', 'scheduled', 'running', 'undoing'];

const ListQuery = Type.Object({ after: Type.Optional(Type.String({ maxLength: 64 })) });
const ByStep = Type.Object({ ...ById.properties, step: Type.Enum([...PLAN_STEPS]) });

export function plansRoutes(portal: Portal, pages: Pages): void {
  portal.get(
    '/plans',
    { config: { action: 'plans.read' }, schema: { querystring: ListQuery } },
    async (request, reply) => {
      const { desk, query, pageLanguage } = request;
      const page = { limit: PAGE_SIZE + 1, ...(query.after !== undefined && { after: query.after }) };
      const found = await desk.plans.plans.list({}, 'id', page);
      const shown = found.slice(0, PAGE_SIZE);
      return pages.send(request, reply, 'plans', {
        rows: shown.map((plan) => factsOf(plan, pageLanguage, desk.cpe.now())),
        next: found.length > PAGE_SIZE ? (shown.at(-1)?.id ?? null) : null,
      });
    },
  );

  portal.get('/plans/:id', { config: { action: 'plans.read' }, schema: { params: ById } }, async (request, reply) => {
    const { desk, params, pageLanguage } = request;
    const plan = await findPlan(desk, params.id);
    const groups = await desk.plans.phones.groups(plan.id);
    const troubled = await Promise.all(
      TROUBLED.map((state) => desk.plans.phones.list(plan.id, { state }, { limit: MOST_PHONES })),
    );
    return pages.send(request, reply, 'plan', {
      plan: factsOf(plan, pageLanguage, desk.cpe.now()),
      counts: PLAN_PHONE_STATES.map((state) => ({ state, phones: plan.counts[state] })),
      waves: plan.waveCounts,
      groups: groups.slice(0, MOST_GROUPS).map(({ phones, reboots, files, examples }) => ({
        phones,
        reboots,
        examples,
        files: files.map(({ name, lines, count }) => {
          const shown = lines.slice(0, MOST_LINES);
          return {
            name,
            text: shown.map(({ sign, text }) => `${sign} ${text}`).join('\n'),
            more: count - shown.length,
          };
        }),
      })),
      moreGroups: Math.max(0, groups.length - MOST_GROUPS),
      troubled: troubled.flat().map(({ mac, state, why = '', told = '' }) => ({ mac, state, why, told })),
    });
  });

  portal.get(
    '/plans/:id/:step',
    { config: { action: 'plans.edit' }, schema: { params: ByStep } },
    async (request, reply) => {
      const { id, step } = request.params;
      const plan = await findPlan(request.desk, id);
      if (!stepsOf(plan).includes(step)) return reply.redirect(`/plans/${id}`, 303);
      const facts = factsOf(plan, request.pageLanguage, request.desk.cpe.now());
      return pages.send(request, reply, 'plan-step', { plan: facts, step, revision: plan.revision });
    },
  );
  portal.post(
    '/plans/:id/:step',
    {
      config: { action: 'plans.edit' },
      schema: { params: ByStep, body: formOf({ revision: Type.String({ pattern: '^[0-9]{1,9}$' }) }) },
      preHandler: portal.csrfProtection,
    },
    async (request, reply) => {
      const { id, step } = request.params;
      await stepPlan(request.desk, id, step, Number(request.body.revision));
      return reply.redirect(`/plans/${id}`, 303);
    },
  );
}

function stepsOf({ state, kind }: Plan): readonly PlanStep[] {
  const hasFiles = kind !== 'none' && kind !== 'updateFirmware';
  return (STEPS_FROM[state] ?? []).filter((step) => step !== 'undo' || hasFiles);
}

function factsOf(plan: Plan, language: PageLanguage, now: Date) {
  const { id, name, kind, state, reason, requestedBy, word, jobId, createdAt, startedAt, endedAt, counts } = plan;
  const { unchanged, refused, waiting, out } = counts;
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const total = all - unchanged - refused;
  return {
    id,
    name,
    kind,
    state,
    word,
    reason: reason ?? null,
    by: requestedBy,
    jobId: jobId ?? null,
    isBusy: IS_BUSY.includes(state),
    steps: stepsOf(plan),
    progress: { done: total - waiting - out, total },
    createdAt: momentOf(language, createdAt, now),
    startedAt: startedAt ? momentOf(language, startedAt, now) : null,
    endedAt: endedAt ? momentOf(language, endedAt, now) : null,
  };
}
