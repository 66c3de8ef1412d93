// Files that phones fetch as somebody gave them. Source: facts/aastra-mitel.md 4.6
import { Readable } from 'node:stream';
import Type from 'typebox';
import { AppError } from '../../errors.ts';
import { type Asset, assetName, putAsset } from '../../firmware/assets.ts';
import type { Api } from './deps.ts';

const AssetSchema = Type.Object({
  name: Type.String(),
  sha256: Type.String(),
  sizeBytes: Type.Integer(),
  addedAt: Type.String({ format: 'date-time' }),
});
const ByName = Type.Object({ name: Type.String({ maxLength: 128 }) });

export function assetRoutes(api: Api): void {
  api.get(
    '/assets',
    {
      config: { action: 'assets.read' },
      schema: {
        summary: 'Files that phones fetch as they were given, such as language files',
        response: { 200: Type.Object({ items: Type.Array(AssetSchema) }) },
      },
    },
    async (request) => ({ items: (await request.desk.cpe.assets.list()).map(view) }),
  );
  api.put(
    '/assets/:name',
    {
      config: { action: 'assets.edit' },
      bodyLimit: 8 * 1024 * 1024,
      schema: {
        summary: 'Give such a file: its bytes as application/octet-stream',
        params: ByName,
        response: { 200: AssetSchema },
      },
    },
    async (request) => {
      const { assets, now } = request.desk.cpe;
      const source = request.body instanceof Readable ? request.body : Readable.from([]);
      return view(await putAsset(assets, request.params.name, source, now()));
    },
  );
  api.delete(
    '/assets/:name',
    {
      config: { action: 'assets.edit' },
      schema: { summary: 'Take one away', params: ByName, response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      const { name } = request.params;
      if (!(await request.desk.cpe.assets.remove(assetName(name))))
        throw new AppError('FILE_NOT_FOUND', { detail: name });
      return reply.code(204).send(null);
    },
  );
}

function view({ addedAt, ...asset }: Asset) {
  return { ...asset, addedAt: addedAt.toISOString() };
}
