// Jobs: which there are, how far one is, its events as they happen, cancelling it.
import { Readable } from 'node:stream';
import Type from 'typebox';
import { hasEnded, JOB_KINDS, JOB_STATES, type Job } from '../../domain/job.ts';
import { eventText, HEARTBEAT } from '../../domain/server-sent-events.ts';
import { text } from '../../domain/texts.ts';
import { cancelJob, findJob } from '../../work/jobs.ts';
import { parseSeen, seenOf, seenText, type Watch } from '../../work/watch.ts';
import { PageQuery, pageOf, pageSchema, pageWish } from '../conventions.ts';
import type { Api, ApiDeps } from './deps.ts';
import { optional } from './shapes.ts';

const date = Type.String({ format: 'date-time' });
const anyObject = Type.Record(Type.String(), Type.Unknown());
const LogLineSchema = Type.Object({
  seq: Type.Integer(),
  at: date,
  note: Type.String(),
  text: Type.String(),
  values: anyObject,
});
const JobSchema: Type.TSchema = Type.Object({
  id: Type.String(),
  kind: Type.Enum([...JOB_KINDS]),
  state: Type.Enum([...JOB_STATES]),
  progress: Type.Object({ done: Type.Number(), total: Type.Number({ description: '0: not known yet' }) }),
  requestedBy: Type.String(),
  input: anyObject,
  accountId: optional(Type.String()),
  partnerId: optional(Type.String()),
  attempts: Type.Integer(),
  node: optional(Type.String({ description: 'Which node works on it now' })),
  result: optional(Type.Unknown()),
  error: optional(Type.Object({ code: Type.String(), detail: Type.String() })),
  log: optional(Type.Array(LogLineSchema)),
  createdAt: date,
  startedAt: optional(date),
  finishedAt: optional(date),
});
const ById = Type.Object({ id: Type.String({ pattern: '^[0-9a-z-]{1,64}$' }) });

export function jobRoutes(api: Api, { watchJob }: Pick<ApiDeps, 'watchJob'>): void {
  api.get(
    '/jobs',
    {
      config: { action: 'jobs.read' },
      schema: {
        summary: 'Jobs, newest first; results and logs stand in the job itself',
        querystring: Type.Object({
          ...PageQuery.properties,
          state: optional(Type.Enum([...JOB_STATES])),
          kind: optional(Type.Enum([...JOB_KINDS])),
        }),
        response: { 200: pageSchema(JobSchema) },
      },
    },
    async (request) => {
      const { state, kind, ...paging } = request.query;
      const filter = { ...(state && { state }), ...(kind && { kind }) };
      const page = await pageOf(
        pageWish(paging),
        ({ limit, after }) =>
          request.desk.jobs.jobs.list(filter, { limit, ...(after !== undefined && { before: after }) }),
        ({ id }) => id,
      );
      return { items: page.items.map(jobView), next: page.next };
    },
  );
  api.get(
    '/jobs/:id',
    {
      config: { action: 'jobs.read' },
      schema: { summary: 'One job with its result and log', params: ById, response: { 200: JobSchema } },
    },
    async (request) => wholeView(await findJob(request.desk.jobs, request.params.id)),
  );
  api.post(
    '/jobs/:id/cancel',
    {
      config: { action: 'jobs.manage' },
      schema: {
        summary: 'Cancel a job: at once while it waits, at its next step while it runs',
        params: ById,
        response: { 202: JobSchema },
      },
    },
    async (request, reply) => reply.code(202).send(wholeView(await cancelJob(request.desk.jobs, request.params.id))),
  );
  const stopping = new AbortController();
  api.addHook('preClose', async () => stopping.abort());
  api.get(
    '/jobs/:id/events',
    {
      config: { action: 'jobs.read' },
      schema: {
        summary: 'A job as server-sent events: `job` whenever it changed, the last one with its result',
        description: 'Last-Event-ID goes on from there. 204 when that was the end: a browser does not ask again.',
        params: ById,
        headers: Type.Object({ 'last-event-id': optional(Type.String({ maxLength: 32 })) }),
        produces: ['text/event-stream'],
      },
    },
    async (request, reply) => {
      const job = await findJob(request.desk.jobs, request.params.id);
      const seen = parseSeen(request.headers['last-event-id']);
      if (hasEnded(job) && job.revision <= seen.revision) return reply.code(204).send();
      const events = eventsOf(watchJob(job.id, seen, stopping.signal), seen.seq);
      return reply
        .type('text/event-stream; charset=utf-8')
        .header('Cache-Control', 'no-store')
        .header('X-Accel-Buffering', 'no')
        .send(Readable.from(events));
    },
  );
}

/** @param seq  the last line of the log that was seen: later ones come with the event */
async function* eventsOf(jobs: ReturnType<Watch>, seq: number): AsyncGenerator<string> {
  let seenSeq = seq;
  for await (const job of jobs) {
    if (job === 'beat') {
      yield HEARTBEAT;
      continue;
    }
    const news = job.log.filter((line) => line.seq > seenSeq);
    const data = hasEnded(job) ? wholeView({ ...job, log: news }) : { ...jobView(job), log: logView(news) };
    seenSeq = seenOf(job).seq;
    yield eventText({ id: seenText(seenOf(job)), event: 'job', data: JSON.stringify(data) });
  }
}

function jobView({
  log: _log,
  result: _result,
  checkpoint: _checkpoint,
  requestedBy,
  notBefore: _from,
  revision: _r,
  ...job
}: Job) {
  const { actor } = requestedBy;
  return { ...job, requestedBy: actor.kind === 'person' ? actor.username : actor.name };
}

function wholeView(job: Job) {
  return { ...jobView(job), ...(job.result && { result: job.result }), log: logView(job.log) };
}

function logView(log: Job['log']) {
  return log.map((line) => ({ ...line, text: text('en', `job.log.${line.note}`, line.values) }));
}
