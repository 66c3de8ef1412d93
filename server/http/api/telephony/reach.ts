// A user's reachability: of anybody for who administers the account, one's own for everybody who has an extension.
// Source, DEV-31 to DEV-34
import type { FastifyReply, FastifyRequest } from 'fastify';
import Type, { type Static } from 'typebox';
import type { Action } from '../../../access/permissions.ts';
import { DestinationSchema, ExtensionNumberSchema } from '../../../domain/telephony/destination.ts';
import {
  AVAILABILITIES,
  DeviceOverrideSchema,
  ManualStatusSchema,
  PhoneForwardsSchema,
  ReachSchema,
} from '../../../domain/telephony/reach.ts';
import { invalid } from '../../../errors.ts';
import { CLONES_AT_ONCE, cloneTargets, cloneTo, previewClones, startClone } from '../../../pbx/reach/clone.ts';
import { putReach, switchReach, wipeReach } from '../../../pbx/reach/edit.ts';
import { reachNow, tryCall } from '../../../pbx/reach/now.ts';
import { ownExtension } from '../../../pbx/reach/own.ts';
import { loadReach, type UserReach, type WhoseReach } from '../../../pbx/reach/user-reach.ts';
import type { ReachEvent } from '../../../routing/reach/sync.ts';
import { stepText } from '../../../routing/step.ts';
import { expectedRevision, visitorOf, withEtag } from '../../conventions.ts';
import type { Api } from '../deps.ts';
import { closed, optional } from '../shapes.ts';
import { ByKey } from './kind-routes.ts';

const date = Type.String({ format: 'date-time' });
const until = optional(date);
const noExtra = Type.Object({});

const NowSchema = Type.Object({
  extension: Type.String(),
  name: Type.String({ description: 'Of the user' }),
  status: Type.Object({
    id: Type.String(),
    name: Type.String(),
    source: Type.Enum(['manual', 'doNotDisturb', 'roaming', 'schedule', 'base'], {
      description: 'What made it active',
    }),
    availability: Type.Enum([...AVAILABILITIES]),
    message: optional(Type.String()),
  }),
  mode: Type.Literal('matrix', {
    description: 'R-71, R-80: statuses and classes of callers are set in the matrix; apps offer no other way',
  }),
  changesAt: optional(Type.String({ format: 'date-time', description: 'Left out: nothing changes by itself' })),
  next: optional(Type.String({ description: 'Name of the status from then on' })),
  doNotDisturb: Type.Boolean({ description: 'R-72: as all phones of the user show it' }),
  forwards: PhoneForwardsSchema,
  manual: optional(ManualStatusSchema),
  devices: optional(DeviceOverrideSchema),
});

/** What can be switched. Source */
const SwitchSchema = Type.Union([
  Type.Object({ kind: Type.Literal('status'), status: ManualStatusSchema.properties.status, until }, closed),
  Type.Object({ kind: Type.Literal('doNotDisturb'), until }, closed),
  Type.Object(
    { kind: Type.Literal('devices'), fixed: Type.Boolean(), mobile: Type.Boolean(), web: Type.Boolean(), until },
    closed,
  ),
  Type.Object(
    { kind: Type.Enum(['always', 'busy']), to: DestinationSchema },
    { ...closed, description: 'A forward as phones set it: before everything else' },
  ),
  Type.Object(
    {
      kind: Type.Literal('noAnswer'),
      to: DestinationSchema,
      afterSec: optional(Type.Integer({ minimum: 1, maximum: 600 })),
    },
    closed,
  ),
]);
type Switch = Static<typeof SwitchSchema>;
const SWITCHES = ['status', 'doNotDisturb', 'devices', 'always', 'busy', 'noAnswer'] as const;

function switchedOn(wish: Switch): ReachEvent {
  switch (wish.kind) {
    case 'status':
      return { type: 'status', manual: { status: wish.status, ...(wish.until && { until: wish.until }) } };
    case 'doNotDisturb':
      return { type: 'doNotDisturb', on: true, ...(wish.until && { until: wish.until }) };
    case 'devices': {
      const { kind: _, ...devices } = wish;
      return { type: 'devices', devices };
    }
    case 'noAnswer':
      return { type: 'forward', kind: 'noAnswer', to: wish.to, ...(wish.afterSec && { afterSec: wish.afterSec }) };
    default:
      return { type: 'forward', kind: wish.kind, to: wish.to };
  }
}

function switchedOff(kind: (typeof SWITCHES)[number]): ReachEvent {
  switch (kind) {
    case 'status':
      return { type: 'status' };
    case 'doNotDisturb':
      return { type: 'doNotDisturb', on: false };
    case 'devices':
      return { type: 'devices' };
    default:
      return { type: 'forward', kind };
  }
}

const WhatIfSchema = Type.Object(
  {
    number: optional(Type.String({ maxLength: 24, description: 'Of the caller; neither of both: withheld' })),
    extension: optional(ExtensionNumberSchema),
    isBusy: optional(Type.Boolean({ description: 'The user is in a call' })),
    at: optional(Type.String({ format: 'date-time', description: 'Left out: now' })),
  },
  closed,
);
const DecisionSchema = Type.Object({
  route: Type.Unknown({ description: 'do: ring, forward, assistants or unreachable, and to whom' }),
  status: Type.String(),
  callClass: Type.String(),
  profile: Type.String(),
  callAnalysis: Type.Boolean(),
  steps: Type.Array(Type.Object({ rule: Type.String(), because: Type.String(), text: Type.String() })),
});

interface Place {
  readonly path: string;
  readonly params: Type.TSchema;
  readonly read: Action;
  readonly edit: Action;
  readonly of: string;
  readonly whose: (request: FastifyRequest) => Promise<WhoseReach>;
}

export function reachRoutes(api: Api): void {
  placeRoutes(api, {
    path: '/accounts/:id/extensions/:key/reach',
    params: ByKey,
    read: 'telephony.read',
    edit: 'telephony.edit',
    of: "a user's",
    whose: async ({ params }) => whoseOf(params),
  });
  placeRoutes(api, {
    path: '/me/reach',
    params: noExtra,
    read: 'reach.own',
    edit: 'reach.own',
    of: 'your own',
    whose: (request) => ownExtension(request.desk.telephony, visitorOf(request).person),
  });
  adminRoutes(api);
}

function whoseOf(params: unknown): WhoseReach {
  const isNamed = typeof params === 'object' && params !== null && 'id' in params && 'key' in params;
  return { accountId: String(isNamed && params.id), extension: String(isNamed && params.key) };
}

function placeRoutes(api: Api, { path, params, read, edit, of, whose }: Place): void {
  api.get(
    path,
    {
      config: { action: read },
      schema: {
        summary: `Reachability, ${of}: profiles, call classes, statuses, matrix`,
        params,
        response: { 200: ReachSchema },
      },
      serializerCompiler: () => JSON.stringify,
    },
    async (request, reply) => shown(reply, await loadReach(request.desk.telephony, await whose(request))),
  );
  api.put(
    path,
    {
      config: { action: edit, body: ReachSchema },
      schema: { summary: `Set ${of} reachability whole`, params, response: { 200: ReachSchema } },
      serializerCompiler: () => JSON.stringify,
    },
    async (request, reply) => {
      const wanted = await whose(request);
      return shown(reply, await putReach(request.desk.telephony, wanted, request.body, expectedRevision(request)));
    },
  );
  api.get(
    `${path}/now`,
    {
      config: { action: read },
      schema: {
        summary: `Which status is active, ${of}, why, and what changes next`,
        params,
        response: { 200: NowSchema },
      },
    },
    async (request) =>
      nowView(await loadReach(request.desk.telephony, await whose(request)), request.desk.telephony.now()),
  );
  api.post(
    `${path}/overrides`,
    {
      config: { action: edit },
      schema: {
        summary: `Switch ${of} status, do not disturb, devices or a forward on`,
        params,
        body: SwitchSchema,
        response: { 200: NowSchema },
      },
    },
    async (request) => {
      const { telephony } = request.desk;
      const { reach } = await switchReach(telephony, await whose(request), switchedOn(request.body));
      return nowView(reach, telephony.now());
    },
  );
  for (const kind of SWITCHES)
    api.delete(
      `${path}/overrides/${kind}`,
      {
        config: { action: edit },
        schema: { summary: `Switch ${of} ${kind} off again`, params, response: { 200: NowSchema } },
      },
      async (request) => {
        const { telephony } = request.desk;
        const { reach } = await switchReach(telephony, await whose(request), switchedOff(kind));
        return nowView(reach, telephony.now());
      },
    );
  api.post(
    `${path}/decisions`,
    {
      config: { action: read },
      schema: {
        summary: 'What would become of a call, and why',
        params,
        body: WhatIfSchema,
        response: { 200: DecisionSchema },
      },
    },
    async (request) => {
      const { telephony } = request.desk;
      const { number, extension, isBusy = false, at } = request.body;
      const user = await loadReach(telephony, await whose(request));
      const caller = { ...(number !== undefined && { number }), ...(extension !== undefined && { extension }) };
      const { steps, ...rest } = tryCall(user, caller, isBusy, at === undefined ? telephony.now() : new Date(at));
      const { language } = user.account;
      const told = steps.map((step) => ({ rule: step.rule, because: step.because, text: stepText(step, language) }));
      return { ...rest, steps: told };
    },
  );
}

/** With the revision of the settings as ETag; 0 while nothing was changed yet. */
function shown(reply: FastifyReply, { reach, record }: UserReach) {
  withEtag(reply, { revision: record?.revision ?? 0 });
  return reach;
}

function nowView(user: UserReach, now: Date): Static<typeof NowSchema> {
  const { status: id, name, source, availability, message, changesAt, next, ...features } = reachNow(user, now);
  const { manual, devices } = user.facts;
  return {
    extension: user.extension,
    name: user.name,
    status: { id, name, source, availability, ...(message !== undefined && { message }) },
    mode: 'matrix',
    ...(changesAt && { changesAt: changesAt.toISOString() }),
    ...(next !== undefined && { next }),
    ...features,
    ...(manual && { manual }),
    ...(devices && { devices }),
  };
}

const NoteSchema = Type.Object({
  because: Type.String(),
  rule: Type.String(),
  pointer: Type.String({ description: 'Into the copy' }),
  from: optional(Type.String()),
  to: optional(Type.String()),
});
const ReportSchema = Type.Object({
  items: Type.Array(
    Type.Object({
      extension: Type.String(),
      name: Type.String(),
      overwrites: Type.Boolean({ description: 'Settings that were changed before go' }),
      notes: Type.Array(NoteSchema, { description: 'What becomes different, or is left out' }),
    }),
  ),
});

function adminRoutes(api: Api): void {
  const path = '/accounts/:id/extensions/:key/reach';
  api.post(
    `${path}/wipe`,
    {
      config: { action: 'telephony.edit' },
      schema: {
        summary: "Remove all of a user's settings: those that everybody begins with hold again (R-68, DEV-33)",
        params: ByKey,
        body: Type.Object({ confirm: Type.String({ maxLength: 16, description: 'The extension again' }) }, closed),
        response: { 200: ReachSchema },
      },
      serializerCompiler: () => JSON.stringify,
    },
    async ({ desk, params, body }, reply) =>
      shown(reply, await wipeReach(desk.telephony, { accountId: params.id, extension: params.key }, body.confirm)),
  );
  api.post(
    `${path}/clones`,
    {
      config: { action: 'telephony.edit' },
      schema: {
        summary: `Copy a user's settings to others, whose own are overwritten (R-34); a job for more than ${CLONES_AT_ONCE}`,
        params: ByKey,
        body: Type.Object(
          {
            to: Type.Union([Type.Literal('all'), Type.Array(ExtensionNumberSchema, { maxItems: 5000 })]),
            dryRun: optional(Type.Boolean({ description: 'Say what each would get, and change nothing' })),
            confirm: optional(Type.Boolean({ description: 'R-35: needed, since it cannot be undone' })),
          },
          closed,
        ),
        response: { 200: ReportSchema, 202: Type.Object({ jobId: Type.String() }) },
      },
    },
    async ({ desk, params, body }, reply) => {
      const { telephony, jobs, origin } = desk;
      const source = { accountId: params.id, extension: params.key };
      const targets = await cloneTargets(telephony, source, body.to);
      if (body.dryRun === true) return reply.send(reportOf(await previewClones(telephony, source, targets)));
      if (body.confirm !== true)
        throw invalid([{ pointer: '/confirm', detail: 'must be true: what they have is overwritten for good' }]);
      if (targets.length <= CLONES_AT_ONCE) return reply.send(reportOf(await cloneTo(telephony, source, targets)));
      const { id } = await startClone(jobs, telephony, origin, source, targets);
      return reply.code(202).header('Location', `/api/v1/jobs/${id}`).send({ jobId: id });
    },
  );
}

function reportOf(items: Awaited<ReturnType<typeof previewClones>>) {
  return { items: items.map(({ notes, ...rest }) => ({ ...rest, notes: notes.map((note) => ({ ...note })) })) };
}
