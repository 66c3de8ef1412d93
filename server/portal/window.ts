// Opening and closing a phone's first-boot window. Each has a page that says what it means before it is done; the URL
// with the new token is shown in the answer of opening, and never again.
import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { may } from '../access/permissions.ts';
import { readPhone } from '../cpe/care/read-phone.ts';
import { closeEnrolment, openEnrolment, provisioningUrl } from '../cpe/cpes.ts';
import { isNetwork } from '../domain/networks.ts';
import type { Portal } from './deps.ts';
import { formOf } from './forms.ts';
import { momentOf } from './moments.ts';
import type { Pages } from './pages.ts';
import { ByMac, headOf } from './phone.ts';

const MINUTES = ['15', '60', '240'] as const;
/** As long as for a phone that is added now. */
const DEFAULT_TIME = 'default';

interface Typed {
  readonly minutes: string;
  readonly networks: string;
}

export function windowRoutes(portal: Portal, pages: Pages): void {
  const openPage = async (
    request: FastifyRequest,
    reply: FastifyReply,
    macText: string,
    typed: Typed,
    badNetwork: string | null = null,
  ) =>
    pages.send(request, reply, 'window', {
      ...headOf(await readPhone(request.desk.preview, macText)),
      action: 'open',
      choices: MINUTES,
      defaultHours: request.desk.cpe.enrolmentHours,
      typed,
      badNetwork,
    });

  const querystring = Type.Object({ from: Type.Optional(Type.String({ maxLength: 64 })) });
  portal.get(
    '/phones/:mac/window/open',
    { config: { action: 'cpes.window' }, schema: { params: ByMac, querystring } },
    (request, reply) => {
      const { from = '' } = request.query;
      return openPage(request, reply, request.params.mac, { minutes: '60', networks: isNetwork(from) ? from : '' });
    },
  );

  const body = formOf({
    minutes: Type.Enum([...MINUTES, DEFAULT_TIME]),
    networks: Type.String({ maxLength: 2048 }),
  });
  portal.post(
    '/phones/:mac/window/open',
    { config: { action: 'cpes.window' }, schema: { params: ByMac, body }, preHandler: portal.csrfProtection },
    async (request, reply) => {
      const networks = request.body.networks.split(/[\s,;]+/).filter((network) => network !== '');
      const badNetwork = networks.find((network) => !isNetwork(network));
      if (badNetwork !== undefined)
        return openPage(request, reply.code(422), request.params.mac, request.body, badNetwork);
      const phone = await readPhone(request.desk.preview, request.params.mac);
      const minutes = request.body.minutes === DEFAULT_TIME ? undefined : Number(request.body.minutes);
      const { cpe, enrolmentToken } = await openEnrolment(request.desk.cpe, phone.mac, minutes, networks);
      request.log.info({ mac: cpe.mac, username: request.username }, 'first-boot window opened');
      const now = request.desk.cpe.now();
      return pages.send(request, reply, 'window-opened', {
        ...headOf(phone),
        url: provisioningUrl(request.desk.cpe, cpe, showsSecrets(request) ? enrolmentToken : undefined),
        isSecret: showsSecrets(request),
        until: momentOf(request.pageLanguage, cpe.enrolment?.until ?? now, now),
        networks: networks.join(', '),
      });
    },
  );

  portal.get(
    '/phones/:mac/window/close',
    { config: { action: 'cpes.window' }, schema: { params: ByMac } },
    async (request, reply) =>
      pages.send(request, reply, 'window', {
        ...headOf(await readPhone(request.desk.preview, request.params.mac)),
        action: 'close',
      }),
  );
  portal.post(
    '/phones/:mac/window/close',
    {
      config: { action: 'cpes.window' },
      schema: { params: ByMac, body: formOf({}) },
      preHandler: portal.csrfProtection,
    },
    async (request, reply) => {
      const { mac } = await readPhone(request.desk.preview, request.params.mac);
      await closeEnrolment(request.desk.cpe, mac);
      request.log.info({ mac, username: request.username }, 'first-boot window closed');
      return reply.redirect(`/phones/${mac}`, 303);
    },
  );
}

function showsSecrets({ desk }: FastifyRequest): boolean {
  return may(desk.origin.actor, 'secrets.reveal');
}
