// The audit log: searched by pages, exported as a stream, checked for tampering.
import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import Type from 'typebox';
import { AUDIT_ACTIONS, SUBJECT_KINDS } from '../../audit/entry.ts';
import { csvOf, jsonLinesOf } from '../../audit/export.ts';
import { type AuditFilter, readMoment } from '../../audit/reading.ts';
import { parseMac } from '../../domain/mac.ts';
import { PageQuery, pageOf, pageSchema, pageWish } from '../conventions.ts';
import type { Api } from './deps.ts';
import { optional } from './shapes.ts';

const Told = Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()]);
const EntrySchema = Type.Object({
  id: Type.String({ description: 'Sorts by time' }),
  at: Type.String({ format: 'date-time' }),
  origin: Type.Object({
    actor: Type.String(),
    role: Type.String(),
    door: Type.String(),
    address: optional(Type.String()),
    requestId: optional(Type.String()),
  }),
  tenant: Type.Object({ partnerId: optional(Type.String()), accountId: optional(Type.String()) }),
  subject: Type.Object({ kind: Type.Enum([...SUBJECT_KINDS]), id: Type.String(), label: Type.String() }),
  action: Type.Enum([...AUDIT_ACTIONS]),
  changes: Type.Array(
    Type.Object({
      path: Type.String({ description: 'JSON pointer into the record' }),
      before: optional(Told),
      after: optional(Told),
    }),
    { description: 'Secrets masked' },
  ),
  more: optional(Type.Integer({ description: 'How many more changes there were than are kept' })),
  revision: optional(Type.Integer({ description: 'Of the record, after the change' })),
  outcomeOf: optional(Type.String({ description: 'Of notDone: the entry whose change was not made' })),
});

const short = Type.String({ maxLength: 128 });
const FilterQuery = Type.Object({
  subject: optional(
    Type.String({ maxLength: 128, description: 'Id of the thing: a MAC in any spelling, an id, a user name' }),
  ),
  actor: optional(short),
  action: optional(Type.Enum([...AUDIT_ACTIONS])),
  account: optional(Type.String({ maxLength: 64, description: 'Id of an account' })),
  from: optional(Type.String({ maxLength: 40, description: 'ISO 8601' })),
  to: optional(Type.String({ maxLength: 40, description: 'ISO 8601; up to and without this moment' })),
  q: optional(Type.String({ maxLength: 128, description: 'Text in labels, names or changed values' })),
});

function filterOf({ subject, actor, action, account, from, to, q }: Type.Static<typeof FilterQuery>): AuditFilter {
  const since = readMoment(from, '/querystring/from');
  const until = readMoment(to, '/querystring/to');
  return {
    ...(subject !== undefined && { subject: parseMac(subject) ?? subject }),
    ...(actor !== undefined && { actor }),
    ...(action !== undefined && { action }),
    ...(account !== undefined && { accountId: account }),
    ...(since && { from: since }),
    ...(until && { to: until }),
    ...(q !== undefined && { text: q }),
  };
}

const config = { action: 'audit.read' } as const;
const EXPORTED = { subject: { kind: 'audit', id: 'log', label: 'audit log' }, tenant: {} } as const;

export function auditRoutes(api: Api): void {
  api.get(
    '/audit',
    {
      config,
      schema: {
        summary: 'Who changed what, newest first',
        querystring: Type.Object({ ...PageQuery.properties, ...FilterQuery.properties }),
        response: { 200: pageSchema(EntrySchema) },
      },
    },
    async (request) => {
      const filter = filterOf(request.query);
      const page = await pageOf(
        pageWish(request.query),
        (wish) => request.desk.audit.page(filter, wish),
        ({ id }) => id,
      );
      return { items: page.items.map((entry) => ({ ...entry, at: entry.at.toISOString() })), next: page.next };
    },
  );

  for (const [ending, contentType, linesOf] of [
    ['csv', 'text/csv; charset=utf-8', csvOf],
    ['jsonl', 'application/jsonl; charset=utf-8', jsonLinesOf],
  ] as const)
    api.get(
      `/audit.${ending}`,
      { config, schema: { summary: `The same as a file (${ending}), all pages`, querystring: FilterQuery } },
      async (request, reply) => {
        const filter = filterOf(request.query);
        await request.desk.note('auditExported', EXPORTED, { format: ending, filter });
        return download(reply, `audit.${ending}`, contentType, linesOf(request.desk.audit.stream(filter)));
      },
    );

  const ReportSchema = Type.Object({
    entries: Type.Integer(),
    writers: Type.Integer({ description: 'Processes that wrote' }),
    trimmed: Type.Integer({ description: 'Writers whose first entries are past the time that entries are kept' }),
    erased: Type.Integer({ description: 'Entries from which a person was erased' }),
    problems: Type.Array(
      Type.Object({
        writer: Type.String(),
        seq: Type.Integer(),
        problem: Type.Enum(['changed', 'missingBefore', 'doubled']),
      }),
    ),
  });
  api.get(
    '/audit/verification',
    {
      config,
      schema: {
        summary: 'Whether an entry was changed, taken out or slipped in; reads the whole log',
        response: { 200: ReportSchema },
      },
    },
    async (request) => {
      const { problems, ...report } = await request.desk.audit.verify();
      return { ...report, problems: [...problems] };
    },
  );
}

function download(reply: FastifyReply, name: string, contentType: string, lines: AsyncIterable<string>) {
  return reply
    .type(contentType)
    .header('Content-Disposition', `attachment; filename="${name}"`)
    .header('Cache-Control', 'no-store')
    .send(Readable.from(lines));
}
