// What is held about one person: told, and taken away.
import Type from 'typebox';
import { erasePersonal, exportPersonal } from '../../personal/personal-data.ts';
import type { Api } from './deps.ts';
import { closed, optional } from './shapes.ts';

const SubjectSchema = Type.Object(
  {
    username: optional(Type.String({ minLength: 1, maxLength: 128 })),
    channelIds: optional(Type.Array(Type.String({ maxLength: 64 }), { maxItems: 32 })),
  },
  { ...closed, description: 'Somebody who logs in, somebody who has channels, or both at once' },
);
const ExportSchema = Type.Object({
  subject: Type.Unknown(),
  madeAt: Type.String({ format: 'date-time' }),
  sources: Type.Array(
    Type.Object({
      name: Type.String(),
      items: Type.Array(Type.Object({ where: Type.String(), data: Type.Unknown() })),
    }),
  ),
});
const ErasureSchema = Type.Object({
  pseudonym: Type.String({ description: "What stands in the person's place from now on" }),
  dryRun: Type.Boolean(),
  steps: Type.Array(
    Type.Object({
      source: Type.String(),
      means: Type.Enum(['removed', 'overwritten']),
      found: Type.Array(Type.String()),
      erased: optional(Type.Integer()),
    }),
  ),
});

export function personalDataRoutes(api: Api): void {
  api.post(
    '/personal-data/exports',
    {
      config: { action: 'personalData.export' },
      schema: {
        summary: 'Everything that is held about one person, as one document',
        body: Type.Object({ subject: SubjectSchema }, closed),
        response: { 200: ExportSchema },
      },
    },
    async (request, reply) => {
      const { subject, madeAt, sources } = await exportPersonal(request.desk.personal, request.body.subject);
      return reply.header('Cache-Control', 'no-store').send({
        subject,
        madeAt: madeAt.toISOString(),
        sources: sources.map(({ name, items }) => ({ name, items: [...items] })),
      });
    },
  );
  api.post(
    '/personal-data/erasures',
    {
      config: { action: 'personalData.erase' },
      schema: {
        summary: 'Erase one person; sent again it finishes what was cut off. dryRun only says what would be done',
        body: Type.Object({ subject: SubjectSchema, dryRun: optional(Type.Boolean()) }, closed),
        response: { 200: ErasureSchema },
      },
    },
    async (request) => {
      const { subject, dryRun = false } = request.body;
      const { steps, ...rest } = await erasePersonal(request.desk.personal, subject, dryRun);
      return { ...rest, steps: steps.map((step) => ({ ...step, found: [...step.found] })) };
    },
  );
}
