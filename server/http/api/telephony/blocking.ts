// Call blocking of an account and of its users. End users see neither: both take the right to edit telephony.
// Source: CB-1 to CB-14
import type { FastifyReply } from 'fastify';
import Type from 'typebox';
import {
  AccountBlockingSchema,
  BlockedSchema,
  BlockingCategorySchema,
  UserBlockingSchema,
} from '../../../domain/telephony/blocking.ts';
import {
  type AccountLists,
  accountLists,
  putAccountBlocking,
  putUserBlocking,
  type UserLists,
  userLists,
} from '../../../pbx/blocking/blocking.ts';
import { categoryName } from '../../../pbx/blocking/names.ts';
import { expectedRevision, withEtag } from '../../conventions.ts';
import type { Api } from '../deps.ts';
import { ById } from '../shapes.ts';
import { ByKey } from './kind-routes.ts';

const Known = Type.Array(Type.Object({ ...BlockingCategorySchema.properties, name: Type.String() }), {
  description: 'CB-5: all that can be blocked, those of the country and those of the account',
});
const AccountView = Type.Object({
  blocked: BlockedSchema,
  categories: Type.Array(BlockingCategorySchema, { description: "The account's own" }),
  available: Known,
});
const UserView = Type.Object({
  blocked: BlockedSchema,
  blockedByAccount: Type.Array(Type.String(), { description: 'CB-3: whatever the user has' }),
  available: Known,
});

export function blockingRoutes(api: Api): void {
  const ofAccount = '/accounts/:id/blocking';
  api.get(
    ofAccount,
    {
      config: { action: 'telephony.read' },
      schema: { summary: 'What an account blocks, and can block', params: ById, response: { 200: AccountView } },
    },
    async ({ desk, params }, reply) => accountView(reply, await accountLists(desk.telephony, params.id)),
  );
  api.put(
    ofAccount,
    {
      config: { action: 'telephony.edit', body: AccountBlockingSchema },
      schema: {
        summary: 'Set what an account blocks, for all its users (CB-2)',
        params: ById,
        response: { 200: AccountView },
      },
    },
    async (request, reply) => {
      const { desk, params, body } = request;
      return accountView(reply, await putAccountBlocking(desk.telephony, params.id, body, expectedRevision(request)));
    },
  );
  const ofUser = '/accounts/:id/extensions/:key/blocking';
  api.get(
    ofUser,
    {
      config: { action: 'telephony.read' },
      schema: {
        summary: 'What a user may not call, and what the account blocks',
        params: ByKey,
        response: { 200: UserView },
      },
    },
    async ({ desk, params }, reply) => userView(reply, await userLists(desk.telephony, params.id, params.key)),
  );
  api.put(
    ofUser,
    {
      config: { action: 'telephony.edit', body: UserBlockingSchema },
      schema: {
        summary: 'Set what a user may not call, beside what the account blocks (CB-4)',
        params: ByKey,
        response: { 200: UserView },
      },
    },
    async (request, reply) => {
      const { desk, params, body } = request;
      const { id, key } = params;
      return userView(reply, await putUserBlocking(desk.telephony, id, key, body, expectedRevision(request)));
    },
  );
}

function accountView(reply: FastifyReply, lists: AccountLists) {
  const { blocked, categories } = withEtag(reply, lists.record).value;
  return { blocked, categories, available: availableIn(lists) };
}

function userView(reply: FastifyReply, lists: UserLists) {
  const { blocked } = withEtag(reply, lists.user).value;
  return { blocked, blockedByAccount: lists.record.value.blocked, available: availableIn(lists) };
}

function availableIn({ categories, account: { language } }: AccountLists) {
  return categories.map((category) => ({ ...category, name: categoryName(category, language) }));
}
