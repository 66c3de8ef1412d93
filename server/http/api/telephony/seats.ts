// Who is on which channel: put there by an administrator, or logged in by himself. Source: FAC-29 to FAC-40, FAC-113, FAC-118 to FAC-130
import Type from 'typebox';
import { ChannelLinkSchema } from '../../../domain/telephony/channel-link.ts';
import {
  type ChannelSeat,
  changeSeat,
  channelSeat,
  linkUser,
  PROVISIONING_STATES,
  seatsOfUser,
} from '../../../pbx/channel-links.ts';
import { logIn, NewLoginSchema } from '../../../pbx/channel-logins.ts';
import { expectedRevision, withEtag } from '../../conventions.ts';
import type { Api } from '../deps.ts';
import { ByKey, kindRoutes } from './kind-routes.ts';

const optional = Type.Optional;
const SeatSchema = Type.Object({
  channelId: Type.String(),
  name: Type.String(),
  linkedTo: optional(Type.String()),
  provisioning: optional(
    Type.Enum([...PROVISIONING_STATES], { description: 'FAC-130: whether the linked user is on the phone' }),
  ),
  loggedIn: optional(Type.String({ description: 'Who logged in by himself' })),
  emergencyCallerId: optional(Type.String()),
  macs: Type.Array(Type.String()),
  revision: Type.Integer(),
});
const SeatsSchema = Type.Object({ items: Type.Array(SeatSchema) });
const { channelId: _, ...patchFields } = ChannelLinkSchema.properties;

const seatView = ({ macs, ...seat }: ChannelSeat) => ({ ...seat, macs: [...macs] });

export function seatRoutes(api: Api): void {
  const ofChannel = '/accounts/:id/channels/:key/seat';
  api.get(
    ofChannel,
    {
      config: { action: 'telephony.read' },
      schema: { summary: 'Who is on a channel (FAC-129)', params: ByKey, response: { 200: SeatSchema } },
    },
    async ({ desk, params }, reply) =>
      seatView(withEtag(reply, await channelSeat(desk.telephony, params.id, params.key))),
  );
  api.patch(
    ofChannel,
    {
      config: { action: 'telephony.edit', body: Type.Partial(Type.Object(patchFields)) },
      schema: {
        summary: 'Link a user to a channel, or unlink with null; and what emergency calls of nobody send (FAC-113)',
        params: ByKey,
        response: { 200: SeatSchema },
      },
    },
    async (request, reply) => {
      const { desk, params, body } = request;
      const which = { accountId: params.id, channelId: params.key, expected: expectedRevision(request) };
      return seatView(withEtag(reply, await changeSeat(desk.telephony, which, body)));
    },
  );
  const ofUser = '/accounts/:id/extensions/:key/channels';
  api.get(
    ofUser,
    {
      config: { action: 'telephony.read' },
      schema: { summary: 'On which channels a user is linked', params: ByKey, response: { 200: SeatsSchema } },
    },
    async ({ desk, params }) => ({ items: (await seatsOfUser(desk.telephony, params.id, params.key)).map(seatView) }),
  );
  api.put(
    ofUser,
    {
      config: { action: 'telephony.edit' },
      schema: {
        summary: 'Link a user to these channels and no others: one, or two with twinning (FAC-122, FAC-128)',
        params: ByKey,
        body: Type.Object(
          { channelIds: Type.Array(Type.String({ maxLength: 64 }), { maxItems: 10, uniqueItems: true }) },
          { additionalProperties: false },
        ),
        response: { 200: SeatsSchema },
      },
    },
    async ({ desk, params, body }) => ({
      items: (await linkUser(desk.telephony, params.id, params.key, body.channelIds)).map(seatView),
    }),
  );
  kindRoutes(api, {
    kind: 'channelLogin',
    path: 'logins',
    one: 'a login on a phone',
    many: 'logins on phones',
    body: NewLoginSchema,
    add: (desk, accountId, input) => logIn(desk.telephony, accountId, input),
    change: null,
  });
}
