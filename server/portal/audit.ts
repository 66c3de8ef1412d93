// The audit log for people: who changed what, from what to what, through which door; and the same as a file.
import { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import Type, { type Static } from 'typebox';
import { AUDIT_ACTIONS, type AuditEntry, type Told } from '../audit/entry.ts';
import { csvOf } from '../audit/export.ts';
import type { AuditFilter } from '../audit/reading.ts';
import { formatMac, parseMac } from '../domain/mac.ts';
import type { Portal } from './deps.ts';
import { momentOf } from './moments.ts';
import type { Pages } from './pages.ts';

const PAGE_SIZE = 50;
const field = Type.Optional(Type.String({ maxLength: 128 }));
const querystring = Type.Object({
  subject: field,
  actor: field,
  action: field,
  from: field,
  to: field,
  q: field,
  after: field,
});
type Wanted = Static<typeof querystring>;

const NAMES = ['subject', 'actor', 'action', 'from', 'to', 'q'] as const;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const DAY_MS = 86_400_000;
const EXPORTED = { subject: { kind: 'audit', id: 'log', label: 'audit log' }, tenant: {} } as const;

export function auditRoutes(portal: Portal, pages: Pages): void {
  const config = { action: 'audit.read' } as const;
  portal.get('/audit', { config, schema: { querystring } }, async (request, reply) => {
    const { after, ...wanted } = request.query;
    const found = await request.desk.audit.page(filterOf(wanted), {
      limit: PAGE_SIZE + 1,
      ...(after && { after }),
    });
    const shown = found.slice(0, PAGE_SIZE);
    const last = shown.at(-1);
    return pages.send(request, reply, 'audit', {
      wanted: Object.fromEntries(NAMES.map((name) => [name, wanted[name] ?? ''])),
      query: queryOf(wanted),
      isFiltered: queryOf(wanted) !== '',
      isStart: !after,
      actions: AUDIT_ACTIONS,
      next: found.length > PAGE_SIZE && last ? last.id : null,
      rows: shown.map((entry) => rowOf(entry, request)),
    });
  });

  portal.get('/audit/export.csv', { config, schema: { querystring } }, async (request, reply) => {
    const filter = filterOf(request.query);
    await request.desk.note('auditExported', EXPORTED, { format: 'csv', filter });
    return reply
      .type('text/csv; charset=utf-8')
      .header('Content-Disposition', 'attachment; filename="audit.csv"')
      .header('Cache-Control', 'no-store')
      .send(Readable.from(csvOf(request.desk.audit.stream(filter))));
  });
}

/** What a field holds that means nothing (an empty one, half a date) does not narrow the search. */
function filterOf({ subject, actor, action, from, to, q }: Wanted): AuditFilter {
  const known = AUDIT_ACTIONS.find((one) => one === action);
  const [since, until] = [dayOf(from), dayOf(to)];
  const id = subject?.trim();
  return {
    ...(id && { subject: parseMac(id) ?? id }),
    ...(actor?.trim() && { actor: actor.trim() }),
    ...(known && { action: known }),
    ...(since && { from: since }),
    // People mean the whole of the last day.
    ...(until && { to: new Date(until.getTime() + DAY_MS) }),
    ...(q?.trim() && { text: q.trim() }),
  };
}

function dayOf(text: string | undefined): Date | undefined {
  const at = DAY.test(text ?? '') ? new Date(`${text}T00:00:00Z`) : undefined;
  return at && !Number.isNaN(at.getTime()) ? at : undefined;
}

function queryOf(wanted: Omit<Wanted, 'after'>): string {
  const given = NAMES.flatMap((name) => (wanted[name] ? [[name, wanted[name]] as [string, string]] : []));
  return new URLSearchParams(given).toString();
}

function rowOf({ at, origin, subject, action, changes, more }: AuditEntry, request: FastifyRequest) {
  const mac = subject.kind === 'cpe' ? parseMac(subject.id) : undefined;
  return {
    at: momentOf(request.pageLanguage, at, request.desk.cpe.now()),
    actor: origin.actor,
    isMachine: origin.role === 'machine',
    door: origin.door,
    address: origin.address ?? null,
    action,
    kind: subject.kind,
    subjectId: subject.id,
    label: subject.label,
    mac: mac ?? null,
    macText: mac ? formatMac(mac) : null,
    changes: changes.map(({ path, before, after }) => ({
      path,
      before: shown(before),
      after: shown(after),
    })),
    more: more ?? 0,
  };
}

function shown(value: Told | undefined): string | null {
  return value === undefined ? null : String(value);
}
