// CPEs: adding, changing, their files, their first-boot window, and what they reported. Source: design.md "Fixed points of the API"
import Type from 'typebox';
import { windowUrl } from '../../access/care.ts';
import type { Desk } from '../../access/desk.ts';
import { demand } from '../../access/permissions.ts';
import { addCpes, closeEnrolment, editCpe, openEnrolment, provisioningUrl, removeCpe } from '../../cpe/cpes.ts';
import { attachChannels } from '../../cpe/encryption.ts';
import { UPLOAD_KINDS } from '../../devices/types.ts';
import { LAYERS } from '../../domain/layers.ts';
import type { Cpe } from '../../domain/records.ts';
import { text } from '../../domain/texts.ts';
import { AppError } from '../../errors.ts';
import { listFiles, readFile, readLines, warningsOf } from '../../provisioning/preview.ts';
import { expectedRevision, withEtag } from '../conventions.ts';
import { cpeSearchRoutes } from './cpe-search.ts';
import type { Api } from './deps.ts';
import { findCpe, macOf } from './find-cpe.ts';
import {
  ByMac,
  CpePatchSchema,
  CpeSchema,
  closed,
  cpeView,
  Networks,
  NewCpesSchema,
  nullable,
  optional,
  Reveal,
} from './shapes.ts';

const AddedSchema = Type.Object({
  mac: Type.String(),
  vendor: Type.String(),
  model: Type.String(),
  track: optional(Type.String()),
  channelId: optional(Type.String()),
  provisioningUrl: Type.String({ description: 'For the first boot; shown only now' }),
  windowUntil: Type.String({ format: 'date-time' }),
});
const ByFile = Type.Object({ mac: Type.String({ maxLength: 32 }), name: Type.String({ maxLength: 128 }) });
const LineSchema = Type.Object({
  line: Type.Integer({ description: 'From 1' }),
  text: Type.String({ description: 'Secrets masked' }),
  key: optional(Type.String()),
  layer: Type.Enum([...LAYERS]),
  writtenIn: optional(Type.String({ description: 'Of a raw line: the layer whose admin wrote it' })),
});

export function cpeRoutes(api: Api): void {
  cpeSearchRoutes(api);
  api.post(
    '/cpes',
    {
      config: { action: 'cpes.add' },
      schema: {
        summary: 'Add CPEs of one model: all or none (DEV-1, DEV-2)',
        body: NewCpesSchema,
        response: { 201: Type.Object({ items: Type.Array(AddedSchema) }) },
      },
    },
    async (request, reply) => {
      const added = await addCpes(request.desk.cpe, request.body);
      const items = added.map(({ cpe, enrolmentToken }) => ({
        mac: cpe.mac,
        vendor: cpe.vendor,
        model: cpe.model,
        ...(cpe.track !== undefined && { track: cpe.track }),
        ...(cpe.channelIds[0] !== undefined && { channelId: cpe.channelIds[0] }),
        provisioningUrl: provisioningUrl(request.desk.cpe, cpe, enrolmentToken),
        windowUntil: (cpe.enrolment?.until ?? cpe.createdAt).toISOString(),
      }));
      return reply.code(201).send({ items });
    },
  );
  api.get(
    '/cpes/:mac',
    {
      config: { action: 'cpes.read' },
      schema: { summary: 'One CPE', params: ByMac, querystring: Reveal, response: { 200: CpeSchema } },
    },
    async (request, reply) =>
      view(request.desk, withEtag(reply, await findCpe(request.desk, request.params.mac)), request.query.reveal),
  );
  api.patch(
    '/cpes/:mac',
    {
      config: { action: 'cpes.edit' },
      schema: {
        summary: 'Change a CPE (DEV-11, DEV-12)',
        params: ByMac,
        body: CpePatchSchema,
        response: { 200: CpeSchema },
      },
    },
    async (request, reply) => {
      const { desk, params } = request;
      const { encryptedSip, ...patch } = request.body;
      if (patch.model !== undefined || patch.track !== undefined) demand(desk.origin.actor, 'cpes.changeModel');
      const mac = macOf(params.mac);
      const expected = expectedRevision(request);
      if (encryptedSip === undefined) return view(desk, withEtag(reply, await editCpe(desk.cpe, mac, patch, expected)));
      demand(desk.origin.actor, 'channels.edit');
      return view(desk, withEtag(reply, await attachChannels(desk.cpe, mac, patch, encryptedSip, expected)));
    },
  );
  api.delete(
    '/cpes/:mac',
    {
      config: { action: 'cpes.remove' },
      schema: { summary: 'Delete a CPE; its channels stay', params: ByMac, response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      const mac = macOf(request.params.mac);
      await removeCpe(request.desk.cpe, mac, expectedRevision(request));
      await request.desk.uploads.removeAll(mac);
      await request.desk.notes.forget(mac);
      await request.desk.certificates.issued.revoke(mac, undefined, request.desk.cpe.now());
      return reply.code(204).send(null);
    },
  );

  api.get(
    '/cpes/:mac/files',
    {
      config: { action: 'cpes.read' },
      schema: {
        summary: 'The files this phone would ask for',
        params: ByMac,
        response: {
          200: Type.Object({
            items: Type.Array(Type.Object({ name: Type.String(), contentType: Type.String(), size: Type.Integer() })),
          }),
        },
      },
    },
    async (request) => {
      const files = await listFiles(request.desk.preview, macOf(request.params.mac));
      return { items: files.map(({ name, contentType, sizeBytes }) => ({ name, contentType, size: sizeBytes })) };
    },
  );
  api.get(
    '/cpes/:mac/files/:name',
    {
      config: { action: 'cpes.read' },
      schema: {
        summary: 'The exact bytes it would get, secrets masked unless ?reveal=secret',
        params: ByFile,
        querystring: Reveal,
      },
    },
    async (request, reply) => {
      const { mac, name } = request.params;
      const file = await readFile(request.desk.preview, macOf(mac), name, request.query.reveal === 'secret');
      return reply.type(file.contentType).header('Cache-Control', 'no-store').send(file.bytes);
    },
  );
  api.get(
    '/cpes/:mac/files/:name/lines',
    {
      config: { action: 'cpes.read' },
      schema: {
        summary: 'Every line with the layer that decided it',
        params: ByFile,
        response: { 200: Type.Object({ items: Type.Array(LineSchema) }) },
      },
    },
    async (request) => {
      const lines = await readLines(request.desk.preview, macOf(request.params.mac), request.params.name);
      return {
        items: lines.map(({ masked, key, layer, writtenIn }, i) => ({
          line: i + 1,
          text: masked,
          layer,
          ...(key !== undefined && { key }),
          ...(writtenIn && { writtenIn }),
        })),
      };
    },
  );

  api.post(
    '/cpes/:mac/enrolment',
    {
      config: { action: 'cpes.window' },
      schema: {
        summary: 'Open the first-boot window',
        params: ByMac,
        body: nullable(
          Type.Object(
            { minutes: optional(Type.Integer({ minimum: 1, maximum: 44_640 })), networks: optional(Networks) },
            closed,
          ),
        ),
        response: {
          201: Type.Object({
            mac: Type.String(),
            open: Type.Boolean(),
            until: Type.String({ format: 'date-time' }),
            networks: Type.Array(Type.String()),
            provisioningUrl: Type.String(),
          }),
        },
      },
    },
    async (request, reply) => {
      const { minutes, networks } = request.body ?? {};
      const { cpe, enrolmentToken } = await openEnrolment(
        request.desk.cpe,
        macOf(request.params.mac),
        minutes,
        networks,
      );
      const until = (cpe.enrolment?.until ?? request.desk.cpe.now()).toISOString();
      return reply.code(201).send({
        mac: cpe.mac,
        open: true,
        until,
        networks: [...(cpe.enrolment?.networks ?? [])],
        provisioningUrl: windowUrl(request.desk, cpe, enrolmentToken),
      });
    },
  );
  api.delete(
    '/cpes/:mac/enrolment',
    {
      config: { action: 'cpes.window' },
      schema: { summary: 'Close the first-boot window', params: ByMac, response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      await closeEnrolment(request.desk.cpe, macOf(request.params.mac));
      return reply.code(204).send(null);
    },
  );

  const UploadSchema = Type.Object({
    kind: Type.String(),
    size: Type.Integer(),
    storedAt: Type.String({ format: 'date-time' }),
  });
  api.get(
    '/cpes/:mac/uploads',
    {
      config: { action: 'cpes.read' },
      schema: {
        summary: 'What the phone uploaded',
        params: ByMac,
        response: { 200: Type.Object({ items: Type.Array(UploadSchema) }) },
      },
    },
    async (request) => {
      const { mac } = await findCpe(request.desk, request.params.mac);
      const found = await request.desk.uploads.list(mac);
      return {
        items: found.map(({ kind, sizeBytes, storedAt }) => ({
          kind,
          size: sizeBytes,
          storedAt: storedAt.toISOString(),
        })),
      };
    },
  );
  api.get(
    '/cpes/:mac/uploads/:kind',
    {
      config: { action: 'secrets.reveal' },
      schema: {
        summary: 'One upload, as the phone sent it',
        params: Type.Object({ ...ByMac.properties, kind: Type.Enum([...UPLOAD_KINDS]) }),
      },
    },
    async (request, reply) => {
      const { mac } = await findCpe(request.desk, request.params.mac);
      const found = await request.desk.uploads.find(mac, request.params.kind);
      if (!found) throw new AppError('FILE_NOT_FOUND', { detail: request.params.kind });
      return reply.type('application/octet-stream').send(found.bytes);
    },
  );

  api.get(
    '/quarantine',
    {
      config: { action: 'quarantine.read' },
      schema: {
        summary: 'Requests that were refused, newest first, and why',
        querystring: Type.Object({ limit: optional(Type.String({ pattern: '^[1-9][0-9]{0,2}$' })) }),
        response: { 200: Type.Object({ items: Type.Array(Type.Unknown()) }) },
      },
    },
    async (request) => {
      const entries = await request.desk.reports.quarantine(Number(request.query.limit ?? 100));
      return {
        items: entries.map((entry) => ({ ...entry, because: text('en', `quarantine.because.${entry.reason}`) })),
      };
    },
  );
}

async function view({ cpe: useCases, reports, preview }: Desk, cpe: Cpe, reveal?: string) {
  const { sealer } = useCases;
  const now = useCases.now();
  const token = cpe.enrolment && now < cpe.enrolment.until ? cpe.enrolment.token : cpe.lastingToken;
  const shown = cpeView(cpe, await reports.findReport(cpe.mac), now);
  return {
    ...shown,
    warnings: [...(await warningsOf(preview, cpe.mac))],
    ...(reveal === 'secret' && {
      provisioningUrl: provisioningUrl(useCases, cpe, sealer.unseal(token.sealed)),
      handsets: cpe.handsets.map(({ pin, ...handset }) => ({ ...handset, ...(pin && { pin: sealer.unseal(pin) }) })),
      webPasswords: { admin: sealer.unseal(cpe.adminPassword), user: sealer.unseal(cpe.userPassword) },
    }),
  };
}
