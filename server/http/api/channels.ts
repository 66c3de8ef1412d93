// Channels. Source: DEV-5, DEV-6
import Type from 'typebox';
import { addChannel, editChannel, removeChannel } from '../../cpe/channels.ts';
import { AppError } from '../../errors.ts';
import { expectedRevision, PageQuery, pageOf, pageSchema, pageWish, withEtag } from '../conventions.ts';
import type { Api, ApiDeps } from './deps.ts';
import { ById, ChannelSchema, channelView, NewChannelSchema, Reveal } from './shapes.ts';

export function channelRoutes(api: Api, { cpe: deps }: ApiDeps): void {
  const { records, sealer } = deps;

  api.get(
    '/accounts/:id/channels',
    {
      schema: {
        summary: "An account's channels by name",
        params: ById,
        querystring: PageQuery,
        response: { 200: pageSchema(ChannelSchema) },
      },
    },
    async (request) => {
      const { id } = request.params;
      if (!(await records.accounts.find(id))) throw new AppError('ACCOUNT_NOT_FOUND', { detail: id });
      const page = await pageOf(
        pageWish(request.query),
        (wish) => records.channels.list({ accountId: id }, 'name', wish),
        ({ name }) => name,
      );
      return { items: page.items.map((channel) => channelView(channel, sealer, undefined)), next: page.next };
    },
  );
  api.post(
    '/accounts/:id/channels',
    {
      schema: {
        summary: 'Add a channel',
        params: ById,
        querystring: Reveal,
        body: NewChannelSchema,
        response: { 201: ChannelSchema },
      },
    },
    async (request, reply) => {
      const channel = withEtag(reply, await addChannel(deps, request.params.id, request.body));
      return reply.code(201).send(channelView(channel, sealer, request.query.reveal));
    },
  );
  api.get(
    '/channels/:id',
    { schema: { summary: 'One channel', params: ById, querystring: Reveal, response: { 200: ChannelSchema } } },
    async (request, reply) => {
      const found = await records.channels.find(request.params.id);
      if (!found) throw new AppError('CHANNEL_NOT_FOUND', { detail: request.params.id });
      return channelView(withEtag(reply, found), sealer, request.query.reveal);
    },
  );
  api.patch(
    '/channels/:id',
    { schema: { summary: 'Change a channel', params: ById, body: NewChannelSchema, response: { 200: ChannelSchema } } },
    async (request, reply) => {
      const changed = await editChannel(deps, request.params.id, request.body, expectedRevision(request));
      return channelView(withEtag(reply, changed), sealer, undefined);
    },
  );
  api.delete(
    '/channels/:id',
    { schema: { summary: 'Delete a channel that no CPE uses', params: ById, response: { 204: Type.Null() } } },
    async (request, reply) => {
      await removeChannel(deps, request.params.id, expectedRevision(request));
      return reply.code(204).send(null);
    },
  );
}
