// Saved views: searches for CPEs with a name, one's own or shared with an account.
import Type from 'typebox';
import { viewsOf } from '../../access/care.ts';
import { addView, changeView, ownView, removeView, viewsSeenBy } from '../../cpe/care/saved-views.ts';
import type { SavedView } from '../../domain/saved-view.ts';
import { expectedRevision, withEtag } from '../conventions.ts';
import type { Api } from './deps.ts';
import { ById, closed, nullable, optional } from './shapes.ts';

const content = {
  name: Type.String({ maxLength: 128 }),
  query: Type.String({
    maxLength: 4_096,
    description: 'As after the `?` of GET /api/v1/cpes, without limit and cursor',
  }),
  sharedWith: optional(
    nullable(
      Type.String({ maxLength: 64, description: 'Id of an account whose people see it too; null: nobody else' }),
    ),
  ),
};
const ViewSchema = Type.Object({
  id: Type.String(),
  ...content,
  owner: Type.String(),
  revision: Type.Integer(),
});

export function savedViewRoutes(api: Api): void {
  api.get(
    '/saved-views',
    {
      config: { action: 'views.read' },
      schema: {
        summary: 'Searches for CPEs that were saved: one’s own, and those shared with one’s accounts',
        response: { 200: Type.Object({ items: Type.Array(ViewSchema) }) },
      },
    },
    async ({ desk }) => ({ items: (await viewsSeenBy(viewsOf(desk))).map(shown) }),
  );
  api.post(
    '/saved-views',
    {
      config: { action: 'views.edit' },
      schema: {
        summary: 'Save a search',
        body: Type.Object(content, closed),
        response: { 201: ViewSchema },
      },
    },
    async ({ desk, body }, reply) => reply.code(201).send(shown(withEtag(reply, await addView(viewsOf(desk), body)))),
  );
  api.get(
    '/saved-views/:id',
    {
      config: { action: 'views.read' },
      schema: { summary: 'One of one’s own', params: ById, response: { 200: ViewSchema } },
    },
    async ({ desk, params }, reply) => shown(withEtag(reply, await ownView(viewsOf(desk), params.id))),
  );
  api.patch(
    '/saved-views/:id',
    {
      config: { action: 'views.edit' },
      schema: {
        summary: 'Rename, change or share one of one’s own',
        params: ById,
        body: Type.Partial(Type.Object(content), closed),
        response: { 200: ViewSchema },
      },
    },
    async (request, reply) => {
      const { desk, params, body } = request;
      return shown(withEtag(reply, await changeView(viewsOf(desk), params.id, body, expectedRevision(request))));
    },
  );
  api.delete(
    '/saved-views/:id',
    {
      config: { action: 'views.edit' },
      schema: { summary: 'Delete one of one’s own', params: ById, response: { 204: Type.Null() } },
    },
    async ({ desk, params }, reply) => {
      await removeView(viewsOf(desk), params.id);
      return reply.code(204).send(null);
    },
  );
}

function shown({ id, name, query, sharedWith, username, revision }: SavedView) {
  return { id, name, query, owner: username, revision, ...(sharedWith !== undefined && { sharedWith }) };
}
