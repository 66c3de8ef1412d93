// Call blocking on pages: of an account, for all its users, and of one user beside that. What the account blocks cannot be
// allowed to a user, and end users see neither page. Source: CB-1 to CB-4, CB-7, CB-10 to CB-14
import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import type { BlockingCategory } from '../domain/telephony/blocking.ts';
import { statusOf } from '../errors.ts';
import {
  type AccountLists,
  accountLists,
  putAccountBlocking,
  putUserBlocking,
  userLists,
} from '../pbx/blocking/blocking.ts';
import { categoryName } from '../pbx/blocking/names.ts';
import { accountOf } from '../pbx/edit.ts';
import type { Portal } from './deps.ts';
import type { Pages } from './pages.ts';
import { type FormFailure, formFailure } from './people.ts';

const ByAccount = Type.Object({ account: Type.String({ maxLength: 64 }) });
const ByUser = Type.Object({ ...ByAccount.properties, extension: Type.String({ pattern: '^[0-9]{2,5}$' }) });
/** Ticked categories by `blocks.<id>`, and the revision that they were read at. */
const Form = Type.Record(Type.String({ maxLength: 80 }), Type.String({ maxLength: 256 }));
type Given = Type.Static<typeof Form>;
const OF_ACCOUNT = '/telephony/:account/blocking';
const OF_USER = '/telephony/:account/blocking/:extension';

export function blockingRoutes(portal: Portal, pages: Pages): void {
  const edits = { config: { action: 'telephony.edit' }, preHandler: portal.csrfProtection } as const;
  portal.get(OF_ACCOUNT, { config: { action: 'telephony.read' }, schema: { params: ByAccount } }, (request, reply) =>
    accountPage(request, reply, request.params.account),
  );
  portal.post(OF_ACCOUNT, { ...edits, schema: { params: ByAccount, body: Form } }, async (request, reply) => {
    const { telephony } = request.desk;
    const { account } = request.params;
    const { record, categories } = await accountLists(telephony, account);
    const wish = { categories: record.value.categories, blocked: tickedOf(categories, request.body) };
    try {
      await putAccountBlocking(telephony, account, wish, Number(request.body.revision));
    } catch (error) {
      const failure = formFailure(error);
      return accountPage(request, reply.code(statusOf(failure.code)), account, failure);
    }
    return reply.redirect(`/telephony/${encodeURIComponent(account)}/blocking?saved=yes`, 303);
  });
  portal.get(OF_USER, { config: { action: 'telephony.read' }, schema: { params: ByUser } }, (request, reply) =>
    userPage(request, reply, request.params),
  );
  portal.post(OF_USER, { ...edits, schema: { params: ByUser, body: Form } }, async (request, reply) => {
    const { telephony } = request.desk;
    const { account, extension } = request.params;
    const { categories } = await accountLists(telephony, account);
    const blocked = tickedOf(categories, request.body);
    try {
      await putUserBlocking(telephony, account, extension, { blocked }, Number(request.body.revision));
    } catch (error) {
      const failure = formFailure(error);
      return userPage(request, reply.code(statusOf(failure.code)), request.params, failure);
    }
    return reply.redirect(`/telephony/${encodeURIComponent(account)}/blocking/${extension}?saved=yes`, 303);
  });

  async function accountPage(request: FastifyRequest, reply: FastifyReply, id: string, failure?: FormFailure) {
    const lists = await accountLists(request.desk.telephony, id);
    return send(request, reply, lists, {
      blocked: lists.record.value.blocked,
      revision: lists.record.revision,
      failure,
    });
  }

  async function userPage(
    request: FastifyRequest,
    reply: FastifyReply,
    { account, extension }: Type.Static<typeof ByUser>,
    failure?: FormFailure,
  ) {
    const { telephony } = request.desk;
    const lists = await userLists(telephony, account, extension);
    const name = (await telephony.records.findByKey('extension', account, extension))?.value.name ?? extension;
    const { blocked } = lists.user.value;
    return send(request, reply, lists, { blocked, revision: lists.user.revision, failure, user: { extension, name } });
  }

  interface Shown {
    readonly blocked: readonly string[];
    readonly revision: number;
    readonly failure: FormFailure | undefined;
    /** Absent: the account's own. */
    readonly user?: { readonly extension: string; readonly name: string };
  }

  async function send(request: FastifyRequest, reply: FastifyReply, lists: AccountLists, shown: Shown) {
    const { pageLanguage: language, desk, query } = request;
    const { id, name, number } = await accountOf(desk.telephony, lists.account.id);
    const ofAccount = new Set(lists.record.value.blocked);
    return pages.send(request, reply, 'blocking', {
      account: { id, name, number },
      user: shown.user ?? null,
      revision: shown.revision,
      isSaved: typeof query === 'object' && query !== null && 'saved' in query,
      failure: shown.failure ? pages.errorTitle(language, shown.failure.code) : null,
      categories: lists.categories.map((category) => ({
        id: category.id,
        name: categoryName(category, language),
        isBlocked: shown.blocked.includes(category.id),
        isByAccount: shown.user !== undefined && ofAccount.has(category.id),
      })),
    });
  }
}

function tickedOf(categories: readonly BlockingCategory[], given: Given): readonly string[] {
  return categories.flatMap(({ id }) => (given[`blocks.${id}`] === undefined ? [] : [id]));
}
