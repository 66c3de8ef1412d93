// Replacing a phone: a page that says what stays and what does not before it is done; the URL with the new token is shown in
// the answer, and never again.
import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { replacePhone, windowUrl } from '../access/care.ts';
import { may } from '../access/permissions.ts';
import { modelText } from '../cpe/care/phone-facts.ts';
import { readPhone } from '../cpe/care/read-phone.ts';
import { DEVICES } from '../devices/registry.ts';
import { formatMac } from '../domain/mac.ts';
import { AppError } from '../errors.ts';
import type { Portal } from './deps.ts';
import { formOf } from './forms.ts';
import { momentOf } from './moments.ts';
import type { Pages } from './pages.ts';
import { ByMac, headOf } from './phone.ts';

const config = { action: 'cpes.replace' } as const;
/** The model and the track of a choice: no model has this in its name. */
const SEPARATOR = '|';

interface Typed {
  readonly mac: string;
  readonly serialNumber: string;
  /** Empty: the same model. */
  readonly model: string;
}
const NOTHING: Typed = { mac: '', serialNumber: '', model: '' };
const FIELDS = ['mac', 'serialNumber', 'model'] as const;

export function replaceRoutes(portal: Portal, pages: Pages): void {
  const page = async (
    request: FastifyRequest,
    reply: FastifyReply,
    macText: string,
    typed: Typed,
    error?: AppError,
  ) => {
    const phone = await readPhone(request.desk.preview, macText);
    const { cpe } = phone.state.records;
    const models = DEVICES.filter(
      ({ model }) =>
        model.vendor === cpe.vendor &&
        model.autoProvisioning !== 'retired' &&
        (model.model !== cpe.model || model.track !== cpe.track),
    );
    return pages.send(request, reply, 'replace', {
      ...headOf(phone),
      typed,
      models: may(request.desk.origin.actor, 'cpes.changeModel')
        ? models.map(({ model }) => ({
            value: [model.model, model.track ?? ''].join(SEPARATOR),
            text: modelText({ vendor: cpe.vendor, model: model.model, ...(model.track && { track: model.track }) }),
          }))
        : [],
      problems: FIELDS.map((field) => ({
        field,
        details: error?.errors.filter(({ pointer }) => pointer === `/${field}`).map(({ detail }) => detail) ?? [],
      })),
    });
  };

  portal.get('/phones/:mac/replace', { config, schema: { params: ByMac } }, (request, reply) =>
    page(request, reply, request.params.mac, NOTHING),
  );
  const body = formOf({
    mac: Type.String({ maxLength: 64 }),
    serialNumber: Type.String({ maxLength: 256 }),
    model: Type.Optional(Type.String({ maxLength: 128 })),
  });
  portal.post(
    '/phones/:mac/replace',
    { config, schema: { params: ByMac, body }, preHandler: portal.csrfProtection },
    async (request, reply) => {
      const { desk, params } = request;
      const typed: Typed = {
        mac: request.body.mac.trim(),
        serialNumber: request.body.serialNumber.trim(),
        model: request.body.model ?? '',
      };
      const [model = '', track = ''] = typed.model.split(SEPARATOR);
      const { mac: former } = await readPhone(desk.preview, params.mac);
      try {
        const { cpe, enrolmentToken } = await replacePhone(desk, former, {
          mac: typed.mac,
          ...(typed.serialNumber !== '' && { serialNumber: typed.serialNumber }),
          ...(model !== '' && { model }),
          ...(track !== '' && { track }),
        });
        request.log.info({ mac: cpe.mac, former, username: request.username }, 'phone replaced');
        const now = desk.cpe.now();
        return await pages.send(request, reply, 'replaced', {
          ...headOf(await readPhone(desk.preview, cpe.mac)),
          formerText: formatMac(former),
          url: windowUrl(desk, cpe, enrolmentToken),
          isSecret: may(desk.origin.actor, 'secrets.reveal'),
          until: momentOf(request.pageLanguage, cpe.enrolment?.until ?? now, now),
        });
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== 'INPUT_INVALID') throw error;
        return page(request, reply.code(422), params.mac, typed, error);
      }
    },
  );
}
