// Replacing a phone by another. Source: DEV-1, DEV-2
import Type from 'typebox';
import { replacePhone, windowUrl } from '../../access/care.ts';
import { expectedRevision } from '../conventions.ts';
import type { Api } from './deps.ts';
import { macOf } from './find-cpe.ts';
import { ByMac, closed, optional } from './shapes.ts';

export function replacementRoutes(api: Api): void {
  api.post(
    '/cpes/:mac/replacement',
    {
      config: { action: 'cpes.replace' },
      schema: {
        summary: 'Let another phone come in the place of this one',
        description:
          'Account, channels, handsets, settings and names stay, and what its user stored; tokens and web passwords are made anew, and this CPE is gone. Another model of the same vendor takes the right to change models (DEV-21).',
        params: ByMac,
        body: Type.Object(
          {
            mac: Type.String({ maxLength: 64, description: 'Of the new phone' }),
            serialNumber: optional(Type.String({ maxLength: 256 })),
            model: optional(Type.String({ maxLength: 64 })),
            track: optional(Type.String({ maxLength: 64 })),
          },
          closed,
        ),
        response: {
          201: Type.Object({
            mac: Type.String(),
            replaces: Type.String(),
            provisioningUrl: Type.String({ description: 'For the first boot; shown only now' }),
            windowUntil: Type.String({ format: 'date-time' }),
          }),
        },
      },
    },
    async (request, reply) => {
      const { desk, params, body } = request;
      const former = macOf(params.mac);
      const { cpe, enrolmentToken } = await replacePhone(desk, former, body, expectedRevision(request));
      return reply
        .code(201)
        .header('Location', `/api/v1/cpes/${cpe.mac}`)
        .send({
          mac: cpe.mac,
          replaces: former,
          provisioningUrl: windowUrl(desk, cpe, enrolmentToken),
          windowUntil: (cpe.enrolment?.until ?? cpe.createdAt).toISOString(),
        });
    },
  );
}
