// The phonebook of an account: whether its phones get it, its entries found by name or number, and each of them added, changed or,
// after a question, removed.
import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import type { Desk } from '../access/desk.ts';
import { addEntry, editEntry, entriesOf, findEntry, putPhonebook, removeEntry } from '../cpe/phonebook.ts';
import {
  type EntryFields,
  NUMBER_KINDS,
  PHONEBOOK_SEARCHES,
  type PhonebookEntry,
  searched,
} from '../domain/phonebook.ts';
import type { Account } from '../domain/records.ts';
import { AppError, statusOf } from '../errors.ts';
import type { Portal } from './deps.ts';
import { formOf } from './forms.ts';
import type { Pages } from './pages.ts';
import { formFailure } from './people.ts';

const PAGE_SIZE = 100;
const text64 = Type.String({ maxLength: 64 });
const ByAccount = Type.Object({ account: text64 });
const ByEntry = Type.Object({ account: text64, entry: text64 });
const ListQuery = Type.Object({
  q: Type.Optional(text64),
  from: Type.Optional(Type.String({ pattern: '^[0-9]{1,4}$' })),
});
const Body = formOf({ name: Type.String({ maxLength: 128 }), work: text64, mobile: text64, home: text64, fax: text64 });
const EditBody = Type.Object({ ...Body.properties, revision: Type.String({ pattern: '^[0-9]{1,9}$' }) });
const ChoiceBody = formOf({
  on: Type.Optional(Type.String({ maxLength: 8 })),
  name: text64,
  search: Type.Enum([...PHONEBOOK_SEARCHES]),
});
type Typed = Type.Static<typeof Body>;

export function phonebookRoutes(portal: Portal, pages: Pages): void {
  const read = { config: { action: 'phonebooks.read' } } as const;
  const show = { config: { action: 'phonebooks.edit' } } as const;
  const change = { ...show, preHandler: portal.csrfProtection } as const;

  portal.get(
    '/phonebooks/:account',
    { ...read, schema: { params: ByAccount, querystring: ListQuery } },
    async (request, reply) =>
      listPage(request, reply, await accountOf(request.desk, request.params.account), request.query),
  );
  portal.post(
    '/phonebooks/:account',
    { ...change, schema: { params: ByAccount, body: ChoiceBody } },
    async (request, reply) => {
      const { desk, body } = request;
      const account = await accountOf(desk, request.params.account);
      const choice = body.on === undefined ? undefined : { name: body.name, search: body.search };
      try {
        await putPhonebook(depsOf(desk), account.id, choice);
      } catch (error) {
        const { code } = formFailure(error);
        return listPage(request, reply.code(statusOf(code)), account, {}, body);
      }
      return reply.redirect(`/phonebooks/${account.id}`, 303);
    },
  );
  portal.get('/phonebooks/:account/add', { ...show, schema: { params: ByAccount } }, async (request, reply) =>
    entryPage(request, reply, { account: await accountOf(request.desk, request.params.account) }),
  );
  portal.post(
    '/phonebooks/:account/add',
    { ...change, schema: { params: ByAccount, body: Body } },
    async (request, reply) => {
      const account = await accountOf(request.desk, request.params.account);
      try {
        await addEntry(depsOf(request.desk), account.id, fieldsOf(request.body));
      } catch (error) {
        return refused(request, reply, { account, typed: request.body }, error);
      }
      return reply.redirect(`/phonebooks/${account.id}`, 303);
    },
  );
  portal.get('/phonebooks/:account/:entry', { ...show, schema: { params: ByEntry } }, async (request, reply) => {
    const account = await accountOf(request.desk, request.params.account);
    const entry = await findEntry(depsOf(request.desk), account.id, request.params.entry);
    return entryPage(request, reply, { account, entry });
  });
  portal.post(
    '/phonebooks/:account/:entry',
    { ...change, schema: { params: ByEntry, body: EditBody } },
    async (request, reply) => {
      const { desk, body } = request;
      const account = await accountOf(desk, request.params.account);
      const entry = await findEntry(depsOf(desk), account.id, request.params.entry);
      const kept = fieldsOf(body);
      const patch = { name: kept.name, ...Object.fromEntries(NUMBER_KINDS.map((kind) => [kind, kept[kind] ?? null])) };
      try {
        await editEntry(depsOf(desk), account.id, entry.id, patch, Number(body.revision));
      } catch (error) {
        return refused(request, reply, { account, entry, typed: body }, error);
      }
      return reply.redirect(`/phonebooks/${account.id}`, 303);
    },
  );
  portal.get('/phonebooks/:account/:entry/remove', { ...show, schema: { params: ByEntry } }, async (request, reply) => {
    const { id, name } = await accountOf(request.desk, request.params.account);
    const entry = await findEntry(depsOf(request.desk), id, request.params.entry);
    return pages.send(request, reply, 'phonebook-remove', { account: { id, name }, entry });
  });
  portal.post(
    '/phonebooks/:account/:entry/remove',
    { ...change, schema: { params: ByEntry, body: formOf({}) } },
    async (request, reply) => {
      const { id } = await accountOf(request.desk, request.params.account);
      await removeEntry(depsOf(request.desk), id, request.params.entry);
      return reply.redirect(`/phonebooks/${id}`, 303);
    },
  );

  async function listPage(
    request: FastifyRequest,
    reply: FastifyReply,
    { id, name, number, phonebook }: Account,
    { q = '', from = '0' }: Type.Static<typeof ListQuery>,
    failed?: Type.Static<typeof ChoiceBody>,
  ) {
    const all = await entriesOf(depsOf(request.desk), id);
    const found = searched(all, q);
    const start = Number(from);
    return pages.send(request, reply, 'phonebook', {
      account: { id, name, number },
      q,
      rows: found.slice(start, start + PAGE_SIZE).map((entry) => rowOf(entry)),
      kinds: NUMBER_KINDS,
      isEmpty: all.length === 0,
      next: start + PAGE_SIZE < found.length ? start + PAGE_SIZE : null,
      isStart: start === 0,
      searches: PHONEBOOK_SEARCHES,
      isOn: failed ? failed.on !== undefined : phonebook !== undefined,
      typed: {
        name: failed?.name ?? phonebook?.name ?? name.slice(0, 32),
        search: failed?.search ?? phonebook?.search ?? 'phone',
      },
      isBad: failed !== undefined,
    });
  }

  type Shown = { readonly account: Account; readonly entry?: PhonebookEntry; readonly typed?: Typed };
  function entryPage(
    request: FastifyRequest,
    reply: FastifyReply,
    { account: { id, name }, entry, typed }: Shown,
    bad: readonly string[] = [],
    code?: AppError['code'],
  ) {
    return pages.send(request, reply, 'phonebook-entry', {
      account: { id, name },
      entry: entry ? { id: entry.id, name: entry.name, revision: entry.revision } : null,
      kinds: NUMBER_KINDS,
      typed: typed ?? rowOf(entry ?? { name: '' }),
      failure: code ? pages.errorTitle(request.pageLanguage, code) : null,
      bad,
    });
  }
  function refused(request: FastifyRequest, reply: FastifyReply, shown: Shown, error: unknown) {
    const { code, fields } = formFailure(error);
    return entryPage(request, reply.code(statusOf(code)), shown, fields, code);
  }
}

function depsOf({ cpe, phonebooks }: Desk) {
  return { records: cpe.records, phonebooks, now: cpe.now, newId: cpe.newId };
}

async function accountOf({ cpe: { records } }: Desk, id: string): Promise<Account> {
  const account = await records.accounts.find(id);
  if (!account) throw new AppError('ACCOUNT_NOT_FOUND', { detail: id });
  return account;
}

function fieldsOf(typed: Typed): EntryFields {
  const numbers = NUMBER_KINDS.flatMap((kind) => (typed[kind].trim() === '' ? [] : [[kind, typed[kind].trim()]]));
  return { name: typed.name, ...Object.fromEntries(numbers) };
}

function rowOf(entry: EntryFields & { readonly id?: string }) {
  const { id = '', name, work = '', mobile = '', home = '', fax = '' } = entry;
  return { id, name, work, mobile, home, fax };
}
