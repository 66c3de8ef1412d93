// Secrets of phones: digest credentials, and the rotation of all of them. Source: design.md "Phones' URLs and trust"
import Type from 'typebox';
import type { Desk } from '../../access/desk.ts';
import { startRotation } from '../../cpe/rotate-account.ts';
import {
  endCpeRotation,
  giveDigest,
  type PendingRotation,
  pendingOf,
  pendingOfChannel,
  rotateCpe,
  rotateSipPassword,
  takeDigest,
} from '../../cpe/rotation.ts';
import { CPE_SECRETS, type Cpe, ROTATED_SECRETS } from '../../domain/records.ts';
import { AppError } from '../../errors.ts';
import { expectedRevision, PageQuery, pageOf, pageSchema, pageWish, withEtag } from '../conventions.ts';
import type { Api } from './deps.ts';
import { findCpe, macOf } from './find-cpe.ts';
import { ById, ByMac, closed, optional, Reveal } from './shapes.ts';

const RotationSchema = Type.Object({
  secret: Type.Enum([...CPE_SECRETS, 'sipPassword']),
  mac: optional(Type.String()),
  channelId: optional(Type.String()),
  replacedAt: Type.String({ format: 'date-time', description: 'Of the oldest one that is still good' }),
  fetched: Type.Boolean({ description: 'The phone has fetched its file since, and not used the new one yet' }),
});
const Rotations = Type.Object({ items: Type.Array(RotationSchema) });
const DigestSchema = Type.Object({
  username: Type.String(),
  password: optional(Type.String({ description: 'Only with ?reveal=secret' })),
  url: Type.String({ description: 'Where the phone is challenged: below each of its base URLs' }),
});

export function rotationRoutes(api: Api): void {
  const digest = { params: ByMac, querystring: Reveal, response: { 200: DigestSchema } };
  api.get(
    '/cpes/:mac/digest',
    { config: { action: 'cpes.read' }, schema: { summary: 'Digest credentials (RFC 7616)', ...digest } },
    async (request) => digestView(request.desk, await findCpe(request.desk, request.params.mac), request.query.reveal),
  );
  api.post(
    '/cpes/:mac/digest',
    {
      config: { action: 'cpes.rotate' },
      schema: { summary: 'Make digest credentials, unless it has some; its file carries them', ...digest },
    },
    async (request, reply) => {
      const cpe = await giveDigest(request.desk.cpe, macOf(request.params.mac));
      return digestView(request.desk, withEtag(reply, cpe), request.query.reveal);
    },
  );
  api.delete(
    '/cpes/:mac/digest',
    {
      config: { action: 'cpes.rotate' },
      schema: {
        summary: 'Back to the token; good until the phone comes by it',
        params: ByMac,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      await takeDigest(request.desk.cpe, macOf(request.params.mac));
      return reply.code(204).send(null);
    },
  );

  api.post(
    '/cpes/:mac/rotations',
    {
      config: { action: 'cpes.rotate' },
      schema: {
        summary: 'Replace secrets of a CPE; the old ones are good until its phone was seen with the new',
        params: ByMac,
        body: Type.Object({ secrets: Type.Array(Type.Enum([...CPE_SECRETS]), { minItems: 1, maxItems: 3 }) }, closed),
        response: { 200: Rotations },
      },
    },
    async (request, reply) => {
      const { mac } = request.params;
      const cpe = await rotateCpe(request.desk.cpe, macOf(mac), request.body.secrets, expectedRevision(request));
      return { items: pendingOf(withEtag(reply, cpe), await request.desk.reports.findReport(cpe.mac)).map(view) };
    },
  );
  api.delete(
    '/cpes/:mac/rotations',
    {
      config: { action: 'cpes.rotate' },
      schema: { summary: 'End its old secrets now', params: ByMac, response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      await endCpeRotation(request.desk.cpe, macOf(request.params.mac));
      return reply.code(204).send(null);
    },
  );
  api.post(
    '/channels/:id/rotations',
    {
      config: { action: 'channels.edit' },
      schema: {
        summary: 'A new SIP password; the old one registers until a phone did with the new',
        params: ById,
        response: { 200: Rotations },
      },
    },
    async (request, reply) => {
      const { desk } = request;
      const channel = withEtag(reply, await rotateSipPassword(desk.cpe, request.params.id, expectedRevision(request)));
      const [cpe] = await desk.cpe.records.cpes.list({ channelIds: channel.id }, 'mac', { limit: 1 });
      return { items: pendingOfChannel(channel, cpe, cpe && (await desk.reports.findReport(cpe.mac))).map(view) };
    },
  );

  api.post(
    '/rotations',
    {
      config: { action: 'cpes.rotate' },
      schema: {
        summary: "Replace secrets of all of an account's phones: a job; GET says who has not taken them yet",
        body: Type.Object(
          {
            accountId: Type.String({ maxLength: 64 }),
            secrets: Type.Array(Type.Enum([...ROTATED_SECRETS]), { minItems: 1, maxItems: 4 }),
          },
          closed,
        ),
        response: { 202: Type.Object({ jobId: Type.String() }) },
      },
    },
    async (request, reply) => {
      const { jobs, cpe, origin } = request.desk;
      const { id } = await startRotation(jobs, cpe, origin, request.body);
      return reply.code(202).header('Location', `/api/v1/jobs/${id}`).send({ jobId: id });
    },
  );

  const ByAccount = Type.Object({ ...PageQuery.properties, accountId: Type.String({ maxLength: 64 }) });
  api.get(
    '/rotations/cpes',
    {
      config: { action: 'cpes.read' },
      schema: {
        summary: "Secrets that an account's phones have not taken yet, by MAC",
        querystring: ByAccount,
        response: { 200: pageSchema(RotationSchema) },
      },
    },
    async (request) => {
      const { cpe, reports } = request.desk;
      const { accountId } = request.query;
      // A page holds the phones that have something pending; each of them may have several secrets.
      const page = await pageOf(
        pageWish(request.query),
        (wish) => cpe.records.cpes.list({ accountId, 'former.0': { $exists: true } }, 'mac', wish),
        ({ mac }) => mac,
      );
      const known = await reports.findReports(page.items.map(({ mac }) => mac));
      return {
        items: page.items.flatMap((phone) => pendingOf(phone, known.get(phone.mac)).map(view)),
        next: page.next,
      };
    },
  );
  api.get(
    '/rotations/channels',
    {
      config: { action: 'channels.read' },
      schema: {
        summary: "SIP passwords that an account's phones have not taken yet, by channel name",
        querystring: ByAccount,
        response: { 200: pageSchema(RotationSchema) },
      },
    },
    async (request) => {
      const { cpe, reports } = request.desk;
      const { accountId } = request.query;
      const page = await pageOf(
        pageWish(request.query),
        (wish) => cpe.records.channels.list({ accountId, 'formerPasswords.0': { $exists: true } }, 'name', wish),
        ({ name }) => name,
      );
      const ids = page.items.map(({ id }) => id);
      const phones = await cpe.records.cpes.list({ channelIds: { $in: ids } }, 'mac', { limit: 1_000 });
      const known = await reports.findReports(phones.map(({ mac }) => mac));
      const items = page.items.flatMap((channel) => {
        const phone = phones.find(({ channelIds }) => channelIds.includes(channel.id));
        return pendingOfChannel(channel, phone, phone && known.get(phone.mac)).map(view);
      });
      return { items, next: page.next };
    },
  );
}

function digestView({ cpe: { sealer, address } }: Desk, { mac, digest }: Cpe, reveal: string | undefined) {
  if (!digest) throw new AppError('NOT_FOUND', { detail: `${mac} has no digest credentials: POST makes some` });
  const { httpUrl, httpsUrl } = address();
  const { username, password } = digest;
  return {
    username,
    ...(reveal === 'secret' && { password: sealer.unseal(password) }),
    url: `${httpsUrl ?? httpUrl ?? ''}digest/`,
  };
}

function view({ replacedAt, ...rest }: PendingRotation) {
  return { ...rest, replacedAt: replacedAt.toISOString() };
}
