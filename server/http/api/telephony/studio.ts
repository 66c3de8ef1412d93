// Editing a smart app on its own platform. Source: EXT-143, EXT-149
import Type from 'typebox';
import { visitStudio } from '../../../pbx/studio.ts';
import { visitorOf } from '../../conventions.ts';
import type { Api } from '../deps.ts';
import { ByKey } from './kind-routes.ts';

export function studioRoutes(api: Api): void {
  api.post(
    '/accounts/:id/extensions/:key/studio',
    {
      config: { action: 'telephony.edit' },
      schema: {
        summary: 'A way into the studio where this smart app is edited, good for a few minutes (EXT-143)',
        params: ByKey,
        response: { 201: Type.Object({ url: Type.String(), expiresAt: Type.String({ format: 'date-time' }) }) },
      },
    },
    async (request, reply) => {
      const { desk, params } = request;
      const which = { accountId: params.id, extension: params.key };
      const { url, expiresAt } = await visitStudio(desk.telephony, which, visitorOf(request).person);
      return reply.code(201).send({ url, expiresAt: expiresAt.toISOString() });
    },
  );
}
