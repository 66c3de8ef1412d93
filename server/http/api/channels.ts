// Channels. Source: DEV-5, DEV-6
import Type from 'typebox';
import { addChannel, removeChannel } from '../../cpe/channels.ts';
import { AppError } from '../../errors.ts';
import { forgetChannel, refuseLinked } from '../../pbx/channel-links.ts';
import { changeChannel } from '../../plans/encryption.ts';
import { expectedRevision, PageQuery, pageOf, pageSchema, pageWish, withEtag } from '../conventions.ts';
import type { Api } from './deps.ts';
import { ById, ChannelSchema, channelView, NewChannelSchema, Reveal } from './shapes.ts';

export function channelRoutes(api: Api): void {
  api.get(
    '/accounts/:id/channels',
    {
      config: { action: 'channels.read' },
      schema: {
        summary: "An account's channels by name",
        params: ById,
        querystring: PageQuery,
        response: { 200: pageSchema(ChannelSchema) },
      },
    },
    async (request) => {
      const { id } = request.params;
      if (!(await request.desk.cpe.records.accounts.find(id))) throw new AppError('ACCOUNT_NOT_FOUND', { detail: id });
      const page = await pageOf(
        pageWish(request.query),
        (wish) => request.desk.cpe.records.channels.list({ accountId: id }, 'name', wish),
        ({ name }) => name,
      );
      return {
        items: page.items.map((channel) => channelView(channel, request.desk.cpe.sealer, undefined)),
        next: page.next,
      };
    },
  );
  api.post(
    '/accounts/:id/channels',
    {
      config: { action: 'channels.add' },
      schema: {
        summary: 'Add a channel',
        params: ById,
        querystring: Reveal,
        body: NewChannelSchema,
        response: { 201: ChannelSchema },
      },
    },
    async (request, reply) => {
      const channel = withEtag(reply, await addChannel(request.desk.cpe, request.params.id, request.body));
      return reply.code(201).send(channelView(channel, request.desk.cpe.sealer, request.query.reveal));
    },
  );
  api.get(
    '/channels/:id',
    {
      config: { action: 'channels.read' },
      schema: { summary: 'One channel', params: ById, querystring: Reveal, response: { 200: ChannelSchema } },
    },
    async (request, reply) => {
      const found = await request.desk.cpe.records.channels.find(request.params.id);
      if (!found) throw new AppError('CHANNEL_NOT_FOUND', { detail: request.params.id });
      return channelView(withEtag(reply, found), request.desk.cpe.sealer, request.query.reveal);
    },
  );
  api.patch(
    '/channels/:id',
    {
      config: { action: 'channels.edit' },
      schema: { summary: 'Change a channel', params: ById, body: NewChannelSchema, response: { 200: ChannelSchema } },
    },
    async (request, reply) => {
      const { desk, params, body } = request;
      const { channel, plan } = await changeChannel(desk, params.id, body, expectedRevision(request));
      const view = channelView(withEtag(reply, channel), desk.cpe.sealer, undefined);
      return { ...view, ...(plan && { restartPlanId: plan.id }) };
    },
  );
  api.delete(
    '/channels/:id',
    {
      config: { action: 'channels.remove' },
      schema: {
        summary: 'Delete a channel that no CPE uses and nobody is linked to',
        params: ById,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const { cpe, telephony } = request.desk;
      const { id } = request.params;
      await refuseLinked(telephony, id);
      const channel = await cpe.records.channels.find(id);
      await removeChannel(cpe, id, expectedRevision(request));
      if (channel) await forgetChannel(telephony, channel);
      return reply.code(204).send(null);
    },
  );
}
