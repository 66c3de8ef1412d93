// Sound recordings: their bytes go up and come back, and extensions play them. Source: EXT-72, EXT-73, FAC-57 to FAC-63
import { Readable } from 'node:stream';
import Type from 'typebox';
import { KINDS } from '../../../pbx/kinds.ts';
import {
  addSound,
  linkSound,
  MOST_SOUND_BYTES,
  removeSound,
  renameSound,
  soundBytes,
} from '../../../pbx/sounds/sounds.ts';
import { withEtag } from '../../conventions.ts';
import type { Api } from '../deps.ts';
import { ById } from '../shapes.ts';
import { ByKey, kindRoutes, recordView } from './kind-routes.ts';

const CONTENT_TYPES = { mp3: 'audio/mpeg', wav: 'audio/wav' } as const;

export function soundRoutes(api: Api): void {
  kindRoutes(api, {
    kind: 'sound',
    path: 'sounds',
    one: 'a sound recording',
    many: 'sound recordings by name',
    add: null,
    change: (desk, which, patch) => renameSound(desk.telephony, which, patch),
    remove: (desk, which, references) => removeSound(desk.telephony, which, references),
  });
  api.post(
    '/accounts/:id/sounds',
    {
      config: { action: 'telephony.edit' },
      bodyLimit: 2 * MOST_SOUND_BYTES,
      schema: {
        summary: 'Upload a sound recording: the bytes of an MP3 or WAV file as application/octet-stream',
        params: ById,
        querystring: Type.Object({
          name: Type.String({ minLength: 1, maxLength: 255 }),
          recordedBy: Type.Optional(Type.String({ pattern: '^[0-9]{2,5}$', description: 'FAC-63: who spoke it' })),
        }),
        response: { 201: Type.Unsafe<object>({ ...KINDS.sound.schema, additionalProperties: true }) },
      },
    },
    async ({ desk, params, query, body }, reply) => {
      const source = body instanceof Readable ? body : Readable.from([]);
      const added = withEtag(reply, await addSound(desk.telephony, params.id, query, source));
      return reply.code(201).send(recordView(added));
    },
  );
  api.get(
    '/accounts/:id/sounds/:key/audio',
    {
      config: { action: 'telephony.read' },
      schema: { summary: 'The bytes of a sound recording', params: ByKey },
    },
    async ({ desk, params }, reply) => {
      const which = { kind: 'sound', accountId: params.id, keyOrId: params.key } as const;
      const { record, bytes } = await soundBytes(desk.telephony, which);
      return reply.type(CONTENT_TYPES[record.value.format]).send(bytes);
    },
  );
  api.post(
    '/accounts/:id/sounds/:key/links',
    {
      config: { action: 'telephony.edit' },
      schema: {
        summary: 'Have an extension play it, in the place of what it played (FAC-61)',
        params: ByKey,
        body: Type.Object({ extension: Type.String({ maxLength: 64 }) }, { additionalProperties: false }),
        response: { 204: Type.Null() },
      },
    },
    async ({ desk, params, body }, reply) => {
      await linkSound(desk.telephony, { kind: 'sound', accountId: params.id, keyOrId: params.key }, body.extension);
      return reply.code(204).send(null);
    },
  );
}
