// Encrypted SIP of an account: switched on with what goes along, and off again, each read and confirmed first.
// Source: FAC-96 to FAC-98
import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { newestChoice } from '../domain/choice.ts';
import { AppError } from '../errors.ts';
import { accountOf } from '../pbx/edit.ts';
import { type EncryptionWish, switchAccountEncryption } from '../plans/encryption.ts';
import type { Portal } from './deps.ts';
import { formOf } from './forms.ts';
import type { Pages } from './pages.ts';
import { ByAccount } from './telephony.ts';

/** What goes along with switching it on; the texts `facility.encryption.<box>` say it. */
export const BOXES = ['force', 'recommendedFirmware', 'reboot'] as const;
const box = Type.Optional(Type.String());
const Body = formOf({ proxy: Type.String({ maxLength: 261 }), force: box, recommendedFirmware: box, reboot: box });

export function encryptionRoutes(portal: Portal, pages: Pages): void {
  const url = '/telephony/:account/encryption';
  const action = 'accounts.edit';
  portal.get(url, { config: { action }, schema: { params: ByAccount } }, (request, reply) =>
    page(request, reply, request.params.account, {}),
  );
  portal.post(
    url,
    { config: { action }, schema: { params: ByAccount, body: Body }, preHandler: portal.csrfProtection },
    async (request, reply) => {
      const { proxy, ...boxes } = request.body;
      const ticked = BOXES.filter((one) => boxes[one] !== undefined);
      const wish = {
        enabled: true,
        proxy: proxy.trim(),
        force: ticked.includes('force'),
        recommendedFirmware: ticked.includes('recommendedFirmware'),
        reboot: ticked.includes('reboot'),
      };
      try {
        return await done(request, reply, request.params.account, wish);
      } catch (error) {
        if (!(error instanceof AppError && error.code === 'INPUT_INVALID')) throw error;
        return page(request, reply.code(422), request.params.account, { proxy, ticked });
      }
    },
  );
  // By a plan, which brings it phone by phone and can be undone.
  portal.post(
    `${url}/off`,
    { config: { action }, schema: { params: ByAccount, body: formOf({}) }, preHandler: portal.csrfProtection },
    async (request, reply) => {
      const { account } = request.params;
      const { sipEncryption } = await accountOf(request.desk.telephony, account);
      const { proxy = '' } = newestChoice(sipEncryption) ?? {};
      return done(request, reply, account, {
        enabled: false,
        proxy,
        force: true,
        recommendedFirmware: false,
        reboot: true,
      });
    },
  );

  async function done(request: FastifyRequest, reply: FastifyReply, account: string, wish: EncryptionWish) {
    const made = await switchAccountEncryption(request.desk, account, wish);
    return reply.redirect('plan' in made ? `/plans/${made.plan.id}` : `/telephony/${account}#facilities`, 303);
  }

  async function page(
    request: FastifyRequest,
    reply: FastifyReply,
    accountId: string,
    typed: { readonly proxy?: string; readonly ticked?: readonly string[] },
  ) {
    const { id, name, sipEncryption } = await accountOf(request.desk.telephony, accountId);
    const current = newestChoice(sipEncryption);
    return pages.send(request, reply, 'encryption', {
      account: { id, name },
      active: current?.enabled === true,
      proxy: typed.proxy ?? current?.proxy ?? '',
      boxes: BOXES.map((one) => ({ name: one, isTicked: typed.ticked?.includes(one) ?? false })),
      isBad: typed.proxy !== undefined,
    });
  }
}
