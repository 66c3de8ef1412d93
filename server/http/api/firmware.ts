// Firmware: files and what releases they make, what is said of a release, which phones would get what, and which do not get
// along with it. Source: DEV-9, DEV-10
import { Readable } from 'node:stream';
import Type from 'typebox';
import { markRelease, removeFirmware } from '../../cpe/firmware.ts';
import { FIRMWARE_TROUBLES, listTroubled, planFirmware, type TroubledPhone } from '../../cpe/firmware-fleet.ts';
import type { FirmwareLine } from '../../domain/firmware.ts';
import { RELEASE_STATES } from '../../domain/firmware.ts';
import { parseMac } from '../../domain/mac.ts';
import { invalid } from '../../errors.ts';
import { addFirmware, type FirmwareImage } from '../../firmware/images.ts';
import { lineOfDevice, linesNamed, listLines } from '../../firmware/lines.ts';
import { expectedRevision, PageQuery, pageOf, pageSchema, pageWish, withEtag } from '../conventions.ts';
import type { Api } from './deps.ts';
import { findCpe } from './find-cpe.ts';
import { fleetOf, OfferSchema, offerView } from './firmware-view.ts';
import { ByMac, closed, nullable, optional } from './shapes.ts';

const date = Type.String({ format: 'date-time' });
const FileSchema = Type.Object({
  name: Type.String(),
  role: Type.String({ description: '`base`: the phone itself; others: handsets or satellites of a DECT base' }),
  sha256: Type.String(),
  sizeBytes: Type.Integer(),
  addedAt: date,
});
const ImageSchema = Type.Object({
  ...FileSchema.properties,
  vendor: Type.String(),
  version: Type.String({ description: 'Of the release that it belongs to' }),
  hardwareId: optional(Type.Integer({ description: 'First field of the version, where it names the hardware' })),
  lines: Type.Array(Type.String(), { description: 'vendor/model or vendor/model/track: whose phones may run it' }),
});
const LineSchema = Type.Object({
  vendor: Type.String(),
  model: Type.String(),
  track: optional(Type.String()),
  revision: Type.Integer(),
  releases: Type.Array(
    Type.Object({
      version: Type.String(),
      state: Type.Enum([...RELEASE_STATES]),
      comesFrom: optional(Type.String({ description: 'The oldest version from which phones may come to it' })),
      notes: optional(Type.String()),
      files: Type.Array(FileSchema),
    }),
    { description: 'Newest first' },
  ),
});
const TroubleSchema = Type.Object({
  mac: Type.String(),
  vendor: Type.String(),
  model: Type.String(),
  track: optional(Type.String()),
  accountId: optional(Type.String()),
  trouble: Type.Enum([...FIRMWARE_TROUBLES], {
    description: 'stuck: was offered a release and still runs another; downgraded: runs an older one than it once ran',
  }),
  running: optional(Type.String()),
  offered: optional(Type.String()),
  offeredSince: optional(date),
  fetches: optional(Type.Integer({ description: 'How often it fetched the offer' })),
  ran: optional(Type.String({ description: 'The newest version it ever ran' })),
});
const ByName = Type.Object({ name: Type.String({ maxLength: 128 }) });
const ByLine = Type.Object({ vendor: Type.String({ maxLength: 64 }), model: Type.String({ maxLength: 64 }) });
const ByRelease = Type.Object({ ...ByLine.properties, version: Type.String({ maxLength: 64 }) });
const OfTrack = Type.Object({
  track: optional(Type.String({ maxLength: 64, description: 'Needed where a model has several' })),
});
const text64 = optional(Type.String({ maxLength: 64 }));

export function firmwareRoutes(api: Api): void {
  // The file is the body itself and goes straight to disk.
  api.addContentTypeParser('application/octet-stream', (_request, payload, done) => done(null, payload));

  api.get(
    '/firmware',
    {
      config: { action: 'firmware.read' },
      schema: { summary: 'Firmware files by name', response: { 200: Type.Object({ items: Type.Array(ImageSchema) }) } },
    },
    async (request) => ({ items: (await request.desk.cpe.firmware.list()).map(imageView) }),
  );
  api.put(
    '/firmware/:name',
    {
      bodyLimit: 300 * 1024 * 1024,
      config: { action: 'firmware.add' },
      schema: {
        summary: 'Add a firmware file: its bytes as application/octet-stream',
        params: ByName,
        querystring: Type.Object({
          vendor: Type.String({ maxLength: 64 }),
          version: optional(Type.String({ maxLength: 64, description: 'By default the one in the name' })),
          model: optional(Type.String({ maxLength: 64, description: 'By default every model that the file fits' })),
          track: text64,
          role: optional(Type.String({ maxLength: 64, description: 'By default `base`, the phone itself' })),
          sha256: optional(Type.String({ pattern: '^[0-9a-fA-F]{64}$', description: 'Refuses other bytes' })),
        }),
        response: { 201: ImageSchema },
      },
    },
    async (request, reply) => {
      const source = request.body instanceof Readable ? request.body : Readable.from([]);
      const { firmware, now } = request.desk.cpe;
      const image = await addFirmware(firmware, { ...request.query, name: request.params.name }, source, now());
      return reply.code(201).send(imageView(image));
    },
  );
  api.delete(
    '/firmware/:name',
    {
      config: { action: 'firmware.remove' },
      schema: { summary: 'Take a firmware file away', params: ByName, response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      await removeFirmware(request.desk.cpe, request.params.name);
      return reply.code(204).send(null);
    },
  );
  catalogueRoutes(api);
  fleetRoutes(api);
}

function catalogueRoutes(api: Api): void {
  api.get(
    '/firmware-releases',
    {
      config: { action: 'firmware.read' },
      schema: {
        summary: 'The catalogue: releases of every model and track that has one',
        response: { 200: Type.Object({ items: Type.Array(LineSchema) }) },
      },
    },
    async (request) => ({ items: (await listLines(request.desk.cpe.firmware)).map(lineView) }),
  );
  api.get(
    '/firmware-releases/:vendor/:model',
    {
      config: { action: 'firmware.read' },
      schema: {
        summary: 'Releases of one model and track',
        params: ByLine,
        querystring: OfTrack,
        response: { 200: LineSchema },
      },
    },
    async (request, reply) => {
      const [device] = linesNamed({ ...request.params, ...request.query });
      if (!device) throw new Error('a line that is named is there');
      return lineView(withEtag(reply, await lineOfDevice(request.desk.cpe.firmware, device)));
    },
  );
  api.patch(
    '/firmware-releases/:vendor/:model/:version',
    {
      config: { action: 'firmware.add' },
      schema: {
        summary: 'Recommend, release or block a version; say from which versions phones may come to it',
        params: ByRelease,
        querystring: OfTrack,
        body: Type.Object(
          {
            state: optional(Type.Enum([...RELEASE_STATES])),
            comesFrom: optional(nullable(Type.String({ maxLength: 64 }))),
            notes: optional(nullable(Type.String({ maxLength: 2000 }))),
          },
          closed,
        ),
        response: { 200: LineSchema },
      },
    },
    async (request, reply) => {
      const { version, ...line } = request.params;
      const name = { ...line, ...request.query };
      const changed = await markRelease(request.desk.cpe, name, version, request.body, expectedRevision(request));
      return lineView(withEtag(reply, changed));
    },
  );
}

function fleetRoutes(api: Api): void {
  api.get(
    '/firmware/troubled',
    {
      config: { action: 'cpes.read' },
      schema: {
        summary: 'Phones that did not take what they were offered, or run an older version than before; by MAC',
        querystring: PageQuery,
        response: { 200: pageSchema(TroubleSchema) },
      },
    },
    async ({ desk, query }) => {
      const { cpe, reports } = desk;
      const page = await pageOf(
        pageWish(query),
        (wish) => listTroubled(fleetOf(desk), reports.findTroubled, cpe.firmwareStuckAfter, cpe.now(), wish),
        (phone) => phone.cpe.mac,
      );
      return { items: page.items.map(troubleView), next: page.next };
    },
  );
  api.get(
    '/cpes/:mac/firmware',
    {
      config: { action: 'cpes.read' },
      schema: {
        summary: 'The firmware of a CPE: what it runs, should run and is offered',
        params: ByMac,
        response: { 200: OfferSchema },
      },
    },
    async ({ desk, params }) => {
      const { mac } = await findCpe(desk, params.mac);
      const [row] = await planFirmware(fleetOf(desk), [mac]);
      return offerView(row?.phone, row?.offer);
    },
  );
  api.post(
    '/cpes/firmware-preview',
    {
      config: { action: 'cpes.read' },
      schema: {
        summary: 'What updating the firmware of these CPEs would do; changes nothing (DEV-10)',
        body: Type.Object(
          { macs: Type.Array(Type.String({ maxLength: 32 }), { minItems: 1, maxItems: 10_000 }) },
          closed,
        ),
        response: {
          200: Type.Object({ items: Type.Array(Type.Object({ mac: Type.String(), ...OfferSchema.properties })) }),
        },
      },
    },
    async ({ desk, body }) => {
      const macs = body.macs.map((mac) => parseMac(mac));
      const bad = macs.flatMap((mac, i) => (mac ? [] : [{ pointer: `/macs/${i}`, detail: 'is no MAC address' }]));
      if (bad.length > 0) throw invalid(bad);
      const rows = await planFirmware(
        fleetOf(desk),
        macs.flatMap((mac) => mac ?? []),
      );
      return { items: rows.map((row) => ({ mac: row.mac, ...offerView(row.phone, row.offer) })) };
    },
  );
}

function imageView({ addedAt, lines, ...image }: FirmwareImage) {
  return { ...image, lines: [...lines], addedAt: addedAt.toISOString() };
}

function lineView({ stamp: _, releases, ...line }: FirmwareLine) {
  return {
    ...line,
    releases: releases.map(({ files, ...release }) => ({
      ...release,
      files: files.map(({ addedAt, ...file }) => ({ ...file, addedAt: addedAt.toISOString() })),
    })),
  };
}

function troubleView({ cpe, report, facts, trouble, ran }: TroubledPhone) {
  const { mac, vendor, model, track, accountId } = cpe;
  const offered = report?.offered;
  return {
    mac,
    vendor,
    model,
    ...(track !== undefined && { track }),
    ...(accountId !== undefined && { accountId }),
    trouble,
    ...(facts.running && { running: facts.running.text }),
    ...(offered && {
      offered: offered.version,
      offeredSince: offered.since.toISOString(),
      fetches: offered.fetches,
    }),
    ...(ran !== undefined && { ran }),
  };
}
