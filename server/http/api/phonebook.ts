// The phonebook of an account: whether its phones get it, its entries, import and export.
import Type from 'typebox';
import type { Desk } from '../../access/desk.ts';
import {
  addEntry,
  editEntry,
  entriesOf,
  findEntry,
  importEntries,
  phonebookCsv,
  putPhonebook,
  removeEntry,
} from '../../cpe/phonebook.ts';
import { PHONEBOOK_SEARCHES, searched } from '../../domain/phonebook.ts';
import { AppError } from '../../errors.ts';
import { expectedRevision, PageQuery, pageOf, pageSchema, pageWish, withEtag } from '../conventions.ts';
import type { Api } from './deps.ts';
import { ById, closed, optional } from './shapes.ts';

const number = optional(Type.String({ maxLength: 64, description: 'Digits, * and #, with + in front or not' }));
const numbers = { work: number, mobile: number, home: number, fax: number };
const NewEntry = Type.Object({ name: Type.String({ maxLength: 128 }), ...numbers }, closed);
const gone = optional(Type.Union([Type.String({ maxLength: 64 }), Type.Null()]));
const EntryPatch = Type.Object(
  { name: optional(Type.String({ maxLength: 128 })), work: gone, mobile: gone, home: gone, fax: gone },
  closed,
);
const EntrySchema = Type.Object({ id: Type.String(), revision: Type.Integer(), name: Type.String(), ...numbers });
const ChoiceSchema = Type.Object(
  {
    on: Type.Boolean({ description: 'Whether phones of the account are told of it' }),
    name: optional(Type.String({ maxLength: 64, description: 'What phones call it' })),
    search: optional(
      Type.Enum([...PHONEBOOK_SEARCHES], {
        description:
          'phone (default): phones take the whole book. server: Yealink phones ask for what is typed, and find no names of callers then; others do as they always do',
      }),
    ),
  },
  closed,
);
const ImportSchema = Type.Object({
  dryRun: Type.Boolean(),
  added: Type.Integer(),
  updated: Type.Integer(),
  unchanged: Type.Integer(),
  removed: Type.Integer(),
});
const flag = optional(Type.Enum(['true', 'false']));
const ByEntry = Type.Object({ ...ById.properties, entry: Type.String({ maxLength: 64 }) });

export function phonebookRoutes(api: Api): void {
  const read = { config: { action: 'phonebooks.read' } } as const;
  const change = { config: { action: 'phonebooks.edit' } } as const;
  choiceRoutes(api);
  const path = '/accounts/:id/phonebook/entries';
  api.get(
    path,
    {
      ...read,
      schema: {
        summary: 'Entries in the order in which phones show them',
        params: ById,
        querystring: Type.Object({
          ...PageQuery.properties,
          search: optional(Type.String({ maxLength: 64, description: 'Beginnings of names, or digits' })),
        }),
        response: { 200: pageSchema(EntrySchema) },
      },
    },
    async (request) => {
      const { search = '', ...paging } = request.query;
      const found = searched(await entriesOf(depsOf(request.desk), request.params.id), search);
      return pageOf(
        pageWish(paging),
        async ({ limit, after }) => {
          const at = after === undefined ? 0 : found.findIndex(({ id }) => id === after) + 1;
          return found.slice(at, at + limit);
        },
        ({ id }) => id,
      );
    },
  );
  api.post(
    path,
    { ...change, schema: { summary: 'Add an entry', params: ById, body: NewEntry, response: { 201: EntrySchema } } },
    async (request, reply) => {
      const entry = await addEntry(depsOf(request.desk), request.params.id, request.body);
      return reply.code(201).send(withEtag(reply, entry));
    },
  );
  const one = { params: ByEntry, response: { 200: EntrySchema } };
  api.get(`${path}/:entry`, { ...read, schema: { summary: 'One entry', ...one } }, async (request, reply) => {
    const { id, entry } = request.params;
    return withEtag(reply, await findEntry(depsOf(request.desk), id, entry));
  });
  api.patch(
    `${path}/:entry`,
    { ...change, schema: { summary: 'Change an entry; null takes a number away', body: EntryPatch, ...one } },
    async (request, reply) => {
      const { id, entry } = request.params;
      return withEtag(reply, await editEntry(depsOf(request.desk), id, entry, request.body, expectedRevision(request)));
    },
  );
  api.delete(
    `${path}/:entry`,
    { ...change, schema: { summary: 'Remove an entry', params: ByEntry, response: { 204: Type.Null() } } },
    async (request, reply) => {
      await removeEntry(depsOf(request.desk), request.params.id, request.params.entry);
      return reply.code(204).send(null);
    },
  );
}

function choiceRoutes(api: Api): void {
  const path = '/accounts/:id/phonebook';
  api.get(
    path,
    {
      config: { action: 'phonebooks.read' },
      schema: { summary: 'Whether phones get the phonebook', params: ById, response: { 200: ChoiceSchema } },
    },
    async (request, reply) => {
      const account = await request.desk.cpe.records.accounts.find(request.params.id);
      if (!account) throw new AppError('ACCOUNT_NOT_FOUND', { detail: request.params.id });
      const { phonebook } = withEtag(reply, account);
      return { on: phonebook !== undefined, ...phonebook };
    },
  );
  api.put(
    path,
    {
      config: { action: 'phonebooks.edit' },
      schema: {
        summary: "Give it to the account's phones, or not; their files change with it",
        params: ById,
        body: ChoiceSchema,
        response: { 200: ChoiceSchema },
      },
    },
    async (request, reply) => {
      const { on, name = '', search = 'phone' } = request.body;
      const choice = on ? { name, search } : undefined;
      const { id } = request.params;
      const { phonebook } = withEtag(
        reply,
        await putPhonebook(depsOf(request.desk), id, choice, expectedRevision(request)),
      );
      return { on: phonebook !== undefined, ...phonebook };
    },
  );
  api.post(
    `${path}/import`,
    {
      config: { action: 'phonebooks.edit' },
      schema: {
        summary: 'Import entries from CSV: all rows or none',
        description:
          'A body of text/csv, UTF-8, with a header that names columns of name, work, mobile, home, fax. A name that is there already takes ' +
          'the numbers of its row. Bad rows are all named, as `/row/column`; row 1 is the header.',
        consumes: ['text/csv'],
        params: ById,
        querystring: Type.Object({ dryRun: flag, replace: flag }),
        body: Type.String(),
        response: { 200: ImportSchema },
      },
    },
    async (request) => {
      const { dryRun, replace } = request.query;
      const manner = { replace: replace === 'true', dryRun: dryRun === 'true' };
      return importEntries(depsOf(request.desk), request.params.id, request.body, manner);
    },
  );
  api.get(
    '/accounts/:id/phonebook.csv',
    {
      config: { action: 'phonebooks.read' },
      schema: { summary: 'The whole phonebook as CSV', params: ById, produces: ['text/csv'] },
    },
    async (request, reply) =>
      reply
        .type('text/csv; charset=utf-8')
        .header('Cache-Control', 'no-store')
        .header('Content-Disposition', 'attachment; filename="phonebook.csv"')
        .send(phonebookCsv(await entriesOf(depsOf(request.desk), request.params.id))),
  );
}

function depsOf({ cpe, phonebooks }: Desk) {
  return { records: cpe.records, phonebooks, now: cpe.now, newId: cpe.newId };
}
