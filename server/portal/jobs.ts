// Jobs: the list, one job with its progress as it happens, cancelling one. The progress comes as server-sent events whose
// data is the part of the page they replace; without a script the page asks to be loaded again.
import { Readable } from 'node:stream';
import Type from 'typebox';
import { hasEnded, JOB_KINDS, JOB_STATES, type Job } from '../domain/job.ts';
import { eventText, HEARTBEAT } from '../domain/server-sent-events.ts';
import { cancelJob, findJob } from '../work/jobs.ts';
import { parseSeen, seenOf, seenText, type Watch } from '../work/watch.ts';
import type { Portal, PortalDeps } from './deps.ts';
import { formOf } from './forms.ts';
import { importView } from './import-view.ts';
import type { PageLanguage } from './language.ts';
import { momentOf } from './moments.ts';
import type { Pages } from './pages.ts';

const PAGE_SIZE = 50;
const ANY = '';
const ListQuery = Type.Object({
  state: Type.Optional(Type.Enum([ANY, ...JOB_STATES])),
  kind: Type.Optional(Type.Enum([ANY, ...JOB_KINDS])),
  before: Type.Optional(Type.String({ maxLength: 64 })),
});
export const ById = Type.Object({ id: Type.String({ maxLength: 64 }) });

export function jobsRoutes(portal: Portal, { watchJob }: Pick<PortalDeps, 'watchJob'>, pages: Pages): void {
  portal.get(
    '/jobs',
    { config: { action: 'jobs.read' }, schema: { querystring: ListQuery } },
    async (request, reply) => {
      const { state = ANY, kind = ANY, before } = request.query;
      const filter = { ...(state !== ANY && { state }), ...(kind !== ANY && { kind }) };
      const page = { limit: PAGE_SIZE + 1, ...(before !== undefined && { before }) };
      const { jobs, now } = request.desk.jobs;
      const found = await jobs.list(filter, page);
      const shown = found.slice(0, PAGE_SIZE);
      return pages.send(request, reply, 'jobs', {
        wanted: { state, kind },
        states: JOB_STATES,
        kinds: JOB_KINDS,
        rows: shown.map((job) => jobFacts(job, request.pageLanguage, now())),
        next: found.length > PAGE_SIZE ? (shown.at(-1)?.id ?? null) : null,
        isStart: before === undefined,
      });
    },
  );

  portal.get('/jobs/:id', { config: { action: 'jobs.read' }, schema: { params: ById } }, async (request, reply) => {
    const job = await findJob(request.desk.jobs, request.params.id);
    return pages.send(request, reply, 'job', viewOf(job, request.pageLanguage, request.desk.jobs.now()));
  });

  const stopping = new AbortController();
  portal.addHook('preClose', async () => stopping.abort());
  portal.get(
    '/jobs/:id/events',
    { config: { action: 'jobs.read' }, schema: { params: ById } },
    async (request, reply) => {
      const { jobs } = request.desk;
      const { id, revision } = await findJob(jobs, request.params.id);
      const seen = parseSeen(request.headers['last-event-id']);
      const render = (job: Job) =>
        pages.render(request, reply, 'job-state', viewOf(job, request.pageLanguage, jobs.now(), true));
      const watch = watchJob(id, seen.revision > revision ? { revision: 0, seq: 0 } : seen, stopping.signal);
      return reply
        .type('text/event-stream; charset=utf-8')
        .header('Cache-Control', 'no-store')
        .header('X-Accel-Buffering', 'no')
        .send(Readable.from(eventsOf(watch, render)));
    },
  );

  portal.get(
    '/jobs/:id/cancel',
    { config: { action: 'jobs.manage' }, schema: { params: ById } },
    async (request, reply) => {
      const job = await findJob(request.desk.jobs, request.params.id);
      if (hasEnded(job)) return reply.redirect(`/jobs/${job.id}`, 303);
      return pages.send(request, reply, 'job-cancel', viewOf(job, request.pageLanguage, request.desk.jobs.now()));
    },
  );
  portal.post(
    '/jobs/:id/cancel',
    {
      config: { action: 'jobs.manage' },
      schema: { params: ById, body: formOf({}) },
      preHandler: portal.csrfProtection,
    },
    async (request, reply) => {
      const { id } = await cancelJob(request.desk.jobs, request.params.id);
      return reply.redirect(`/jobs/${id}`, 303);
    },
  );
}

/** The last event is named `end`: the page closes the stream then, instead of asking again. */
async function* eventsOf(jobs: ReturnType<Watch>, render: (job: Job) => string): AsyncGenerator<string> {
  for await (const job of jobs) {
    if (job === 'beat') {
      yield HEARTBEAT;
      continue;
    }
    const id = seenText(seenOf(job));
    yield eventText({ id, data: render(job) });
    if (hasEnded(job)) yield eventText({ id, event: 'end', data: job.state });
  }
}

function jobFacts(job: Job, language: PageLanguage, now: Date) {
  const { actor } = job.requestedBy;
  const { done, total } = job.progress;
  return {
    id: job.id,
    kind: job.kind,
    state: job.state,
    ended: hasEnded(job),
    by: actor.kind === 'person' ? actor.username : actor.name,
    createdAt: momentOf(language, job.createdAt, now),
    startedAt: job.startedAt ? momentOf(language, job.startedAt, now) : null,
    finishedAt: job.finishedAt ? momentOf(language, job.finishedAt, now) : null,
    progress: { done, total, percent: total > 0 ? Math.floor((100 * done) / total) : 0 },
  };
}

/** @param isLive  a part of a page that is looked at, without forms of its own */
function viewOf(job: Job, language: PageLanguage, now: Date, isLive = false) {
  return {
    isLive,
    job: {
      ...jobFacts(job, language, now),
      node: job.node ?? null,
      attempts: job.attempts,
      error: job.state === 'done' ? null : (job.error?.detail ?? null),
      log: job.log
        .toReversed()
        .map(({ at, note, values }) => ({ at: momentOf(language, at, now), key: `job.log.${note}`, values })),
    },
    imported: importView(job),
  };
}
