// Looking after one phone: why it does not work, and what happened to it. Source: DEV-11, DEV-31, DEV-34
import Type from 'typebox';
import { timelineDepsOf } from '../../access/care.ts';
import { driftOfPhone } from '../../cpe/care/drift.ts';
import { whyOfPhone } from '../../cpe/care/gather.ts';
import { cursorOf, TIMELINE_KINDS, type TimelineItem, timelineOf } from '../../cpe/care/timeline.ts';
import { CHECKS } from '../../cpe/care/why.ts';
import { tellWhy } from '../../cpe/care/why-told.ts';
import { REGISTRATION_WORDS } from '../../domain/registration.ts';
import { text } from '../../domain/texts.ts';
import { PageQuery, pageSchema, pageWish } from '../conventions.ts';
import type { Api } from './deps.ts';
import { findCpe, macOf } from './find-cpe.ts';
import { ByMac, Language, nullable, optional } from './shapes.ts';

const moment = Type.String({ format: 'date-time' });
const ItemSchema = Type.Object({
  id: Type.String(),
  at: moment,
  kind: Type.Enum([...TIMELINE_KINDS]),
  request: optional(
    Type.Object(
      {
        file: Type.String(),
        status: Type.String({ description: 'ok, notModified, notFound, stored, ...' }),
        size: optional(Type.Integer({ description: 'Bytes that it got, or sent' })),
        transport: Type.String(),
        address: Type.String(),
        trustedBy: Type.String(),
        count: Type.Integer({ description: 'How often within a moment' }),
        upload: optional(Type.String()),
        registration: optional(
          Type.Object(
            { channelId: Type.String(), username: Type.String(), word: Type.Enum([...REGISTRATION_WORDS]) },
            { description: 'What the phone told of one of its lines' },
          ),
        ),
      },
      { description: 'Of kinds request, upload and registration' },
    ),
  ),
  file: optional(
    Type.Object(
      {
        name: Type.String(),
        etag: Type.String(),
        diff: nullable(Type.Array(Type.Object({ op: Type.Enum(['+', '-']), text: Type.String() }))),
        more: Type.Integer({ description: 'Lines of the diff that are left out' }),
      },
      {
        description:
          'An own file that it had not fetched before, against the one before it, secrets masked; null: the first that is known; empty: nothing but secrets changed',
      },
    ),
  ),
  told: optional(
    Type.Object({
      what: Type.String(),
      result: Type.String(),
      why: optional(Type.String()),
      tries: Type.Array(Type.Unknown()),
    }),
  ),
  refused: optional(
    Type.Object({
      reason: Type.String(),
      because: Type.String(),
      address: Type.String(),
      firstAt: moment,
      count: Type.Integer(),
    }),
  ),
  log: optional(
    Type.Object(
      {
        text: Type.String(),
        severity: optional(Type.Integer({ description: '0 (emergency) to 7 (debug)' })),
        address: Type.String(),
        count: Type.Integer(),
      },
      { description: 'What it sent by syslog, what looks like a secret masked' },
    ),
  ),
  change: optional(
    Type.Object(
      { actor: Type.String(), action: Type.String(), changes: Type.Array(Type.Unknown()) },
      { description: 'By people; only for those who may read the audit log' },
    ),
  ),
});
const DriftSchema = Type.Object({
  key: Type.String(),
  set: Type.String({ description: 'What the user set; secrets masked' }),
  sent: nullable(Type.String({ description: 'What the phone would get from here; null: nothing under this key' })),
});
const CheckSchema = Type.Object({
  check: Type.Enum([...CHECKS]),
  state: Type.Enum(['ok', 'fail', 'unknown']),
  because: Type.String({ description: 'What the check found, as a word for programs' }),
  text: Type.String(),
  whatToDo: nullable(Type.String()),
});

export function careRoutes(api: Api): void {
  api.get(
    '/cpes/:mac/why',
    {
      config: { action: 'cpes.read' },
      schema: {
        summary: 'Why this phone does not work: checks in order, and the first that failed in plain words',
        params: ByMac,
        querystring: Type.Object({ language: optional(Language) }),
        response: {
          200: Type.Object({
            mac: Type.String(),
            summary: Type.String(),
            first: nullable(CheckSchema),
            checks: Type.Array(CheckSchema),
          }),
        },
      },
    },
    async (request) => {
      const { preview, notes } = request.desk;
      const mac = macOf(request.params.mac);
      const findings = await whyOfPhone({ preview, notes }, mac);
      const { summary, first, checks } = tellWhy(findings, request.query.language ?? 'en');
      return { mac, summary, first, checks: [...checks] };
    },
  );
  api.get(
    '/cpes/:mac/timeline',
    {
      config: { action: 'cpes.read' },
      schema: {
        summary: 'What happened to this phone, newest first',
        params: ByMac,
        querystring: Type.Object({
          ...PageQuery.properties,
          kind: optional(Type.Enum([...TIMELINE_KINDS])),
        }),
        response: { 200: pageSchema(ItemSchema) },
      },
    },
    async ({ desk, params, query }) => {
      const cpe = await findCpe(desk, params.mac);
      const kinds = query.kind === undefined ? TIMELINE_KINDS : [query.kind];
      const { items, isMore } = await timelineOf(timelineDepsOf(desk), cpe, { kinds, ...pageWish(query) });
      const last = items.at(-1);
      return {
        items: items.map(shownItem),
        next: isMore && last ? Buffer.from(cursorOf(last)).toString('base64url') : null,
      };
    },
  );
  api.get(
    '/cpes/:mac/drift',
    {
      config: { action: 'cpes.read' },
      schema: {
        summary: 'What its user changed on the phone and what it would get from here instead (DEV-31, DEV-34)',
        params: ByMac,
        response: {
          200: Type.Object({ mac: Type.String(), uploadedAt: nullable(moment), items: Type.Array(DriftSchema) }),
        },
      },
    },
    async ({ desk, params }) => {
      const { mac } = await findCpe(desk, params.mac);
      const { uploadedAt, lines } = await driftOfPhone(desk.preview, mac);
      return { mac, uploadedAt: uploadedAt?.toISOString() ?? null, items: [...lines] };
    },
  );
}

function shownItem(item: TimelineItem) {
  const { id, at, kind } = item;
  return { id, at: at.toISOString(), kind, ...detailOf(item) };
}

function detailOf(item: TimelineItem) {
  switch (item.kind) {
    case 'request':
    case 'upload':
    case 'registration': {
      const { id: _id, mac: _mac, at: _at, by, sizeBytes, ...request } = item.request;
      return { request: { ...request, trustedBy: by, ...(sizeBytes !== undefined && { size: sizeBytes }) } };
    }
    case 'file':
      return { file: { ...item.file, diff: item.file.diff && [...item.file.diff] } };
    case 'told': {
      const { what, result, why, tries } = item.outcome;
      return { told: { what, result, tries: [...tries], ...(why !== undefined && { why }) } };
    }
    case 'refused': {
      const { reason, address, firstAt, count } = item.refusal;
      const because = text('en', `quarantine.because.${reason}`);
      return { refused: { reason, because, address, firstAt: firstAt.toISOString(), count } };
    }
    case 'log': {
      const { text: told, severity, address, count } = item.log;
      return { log: { text: told, address, count, ...(severity !== undefined && { severity }) } };
    }
    case 'change': {
      const { actor, action, changes } = item.change;
      return { change: { actor, action, changes: [...changes] } };
    }
  }
}
