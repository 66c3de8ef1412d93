// Keeping a search for phones by name, and letting go of one.
import Type from 'typebox';
import { viewsOf } from '../access/care.ts';
import { addView, ownView, removeView } from '../cpe/care/saved-views.ts';
import { AppError } from '../errors.ts';
import type { Portal } from './deps.ts';
import { formOf } from './forms.ts';
import { ById } from './jobs.ts';
import type { Pages } from './pages.ts';
import { queryToKeep } from './phones.ts';

const NewView = formOf({
  name: Type.String({ maxLength: 256 }),
  query: Type.String({ maxLength: 4_096 }),
  shared: Type.Optional(Type.String({ maxLength: 8 })),
});
const ViewQuery = Type.Object({ query: Type.Optional(Type.String({ maxLength: 4_096 })) });
const config = { action: 'views.edit' } as const;

export function viewRoutes(portal: Portal, pages: Pages): void {
  portal.get('/views/add', { config, schema: { querystring: ViewQuery } }, async (request, reply) => {
    const { query = '' } = request.query;
    const { accountId } = await queryToKeep(request.desk, query);
    return pages.send(request, reply, 'view-add', {
      query,
      name: '',
      canShare: accountId !== undefined,
      problem: null,
    });
  });
  portal.post(
    '/views/add',
    { config, schema: { body: NewView }, preHandler: portal.csrfProtection },
    async (request, reply) => {
      const { name, query, shared } = request.body;
      const kept = await queryToKeep(request.desk, query);
      const sharedWith = shared === 'yes' ? (kept.accountId ?? null) : null;
      try {
        const view = await addView(viewsOf(request.desk), { name, query: kept.query, sharedWith });
        return await reply.redirect(`/phones?${view.query}`, 303);
      } catch (error) {
        const problem = error instanceof AppError ? PROBLEMS[error.code] : undefined;
        if (problem === undefined) throw error;
        const canShare = kept.accountId !== undefined;
        return pages.send(request, reply.code(422), 'view-add', { query, name, canShare, problem });
      }
    },
  );
  portal.get('/views/:id/remove', { config, schema: { params: ById } }, async (request, reply) => {
    const { id, name, query, sharedWith } = await ownView(viewsOf(request.desk), request.params.id);
    return pages.send(request, reply, 'view-remove', { id, name, query, isShared: sharedWith !== undefined });
  });
  portal.post(
    '/views/:id/remove',
    { config, schema: { params: ById, body: formOf({}) }, preHandler: portal.csrfProtection },
    async (request, reply) => {
      await removeView(viewsOf(request.desk), request.params.id);
      return reply.redirect('/phones', 303);
    },
  );
}

const PROBLEMS: Readonly<Record<string, string>> = {
  INPUT_INVALID: 'views.bad',
  VIEW_NAME_TAKEN: 'views.taken',
  TOO_MANY_VIEWS: 'views.tooMany',
};
