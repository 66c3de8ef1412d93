// Looking after one phone: why it does not work, and what happened to it. Source: DEV-11, DEV-31, DEV-34
import Type from 'typebox';
import { whyOfPhone } from '../../cpe/care/gather.ts';
import { CHECKS } from '../../cpe/care/why.ts';
import { tellWhy } from '../../cpe/care/why-told.ts';
import type { Api } from './deps.ts';
import { macOf } from './find-cpe.ts';
import { ByMac, Language, nullable, optional } from './shapes.ts';

const CheckSchema = Type.Object({
  check: Type.Enum([...CHECKS]),
  state: Type.Enum(['ok', 'fail', 'unknown']),
  because: Type.String({ description: 'What the check found, as a word for programs' }),
  text: Type.String(),
  whatToDo: nullable(Type.String()),
});

export function careRoutes(api: Api): void {
  api.get(
    '/cpes/:mac/why',
    {
      config: { action: 'cpes.read' },
      schema: {
        summary: 'Why this phone does not work: checks in order, and the first that failed in plain words',
        params: ByMac,
        querystring: Type.Object({ language: optional(Language) }),
        response: {
          200: Type.Object({
            mac: Type.String(),
            summary: Type.String(),
            first: nullable(CheckSchema),
            checks: Type.Array(CheckSchema),
          }),
        },
      },
    },
    async (request) => {
      const { preview, notes, cpe } = request.desk;
      const mac = macOf(request.params.mac);
      const findings = await whyOfPhone({ preview, notes, firmware: cpe.firmware }, mac);
      const { summary, first, checks } = tellWhy(findings, request.query.language ?? 'en');
      return { mac, summary, first, checks: [...checks] };
    },
  );
}
