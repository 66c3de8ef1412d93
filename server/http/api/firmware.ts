// Firmware images. Source: DEV-9
import { Readable } from 'node:stream';
import Type from 'typebox';
import { AppError } from '../../errors.ts';
import { addFirmware } from '../../firmware/images.ts';
import type { Api } from './deps.ts';

const ImageSchema = Type.Object({
  name: Type.String(),
  vendor: Type.String(),
  version: Type.String(),
  sha256: Type.String(),
  sizeBytes: Type.Integer(),
  addedAt: Type.String({ format: 'date-time' }),
});
const ByName = Type.Object({ name: Type.String({ maxLength: 128 }) });

export function firmwareRoutes(api: Api): void {
  // The image is the body itself and goes straight to disk.
  api.addContentTypeParser('application/octet-stream', (_request, payload, done) => done(null, payload));

  api.get(
    '/firmware',
    {
      config: { action: 'firmware.read' },
      schema: { summary: 'Firmware images', response: { 200: Type.Object({ items: Type.Array(ImageSchema) }) } },
    },
    async (request) => ({
      items: (await request.desk.cpe.firmware.list()).map((image) => ({
        ...image,
        addedAt: image.addedAt.toISOString(),
      })),
    }),
  );
  api.put(
    '/firmware/:name',
    {
      bodyLimit: 300 * 1024 * 1024,
      config: { action: 'firmware.add' },
      schema: {
        summary: 'Add an image: its bytes as application/octet-stream',
        params: ByName,
        querystring: Type.Object({ vendor: Type.String({ maxLength: 64 }), version: Type.String({ maxLength: 64 }) }),
        response: { 201: ImageSchema },
      },
    },
    async (request, reply) => {
      const source = request.body instanceof Readable ? request.body : Readable.from([]);
      const { firmware, now } = request.desk.cpe;
      const image = await addFirmware(firmware, { ...request.query, name: request.params.name }, source, now());
      return reply.code(201).send({ ...image, addedAt: image.addedAt.toISOString() });
    },
  );
  api.delete(
    '/firmware/:name',
    {
      config: { action: 'firmware.remove' },
      schema: { summary: 'Take an image away', params: ByName, response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      const { name } = request.params;
      const { firmware, records } = request.desk.cpe;
      let after: string | undefined;
      do {
        const accounts = await records.accounts.list({}, 'number', {
          limit: 500,
          ...(after !== undefined && { after }),
        });
        const user = accounts.find(({ models }) => Object.values(models).some((choice) => choice.firmware === name));
        if (user) throw new AppError('FIRMWARE_IN_USE', { detail: `chosen by account ${user.number}` });
        after = accounts.at(-1)?.number;
      } while (after !== undefined);
      if (!(await firmware.remove(name))) throw new AppError('FIRMWARE_NOT_FOUND', { detail: name });
      return reply.code(204).send(null);
    },
  );
}
