// The routes that every kind of telephony record has: a list in pages, one record, adding, changing, removing. A kind that takes
// more than reading and keeping what was sent gives its own use cases.
import Type, { type TSchema } from 'typebox';
import type { Desk } from '../../../access/desk.ts';
import type { Action } from '../../../access/permissions.ts';
import type { TelephonyKind } from '../../../domain/telephony/record.ts';
import { accountOf, useErrors, usesOfRecord } from '../../../pbx/edit.ts';
import { KINDS, type TelephonyRecord } from '../../../pbx/kinds.ts';
import { addOfKind, changeOfKind, removeOfKind, standing, type Which } from '../../../pbx/records.ts';
import { expectedRevision, PageQuery, pageOf, pageSchema, pageWish, withEtag } from '../../conventions.ts';
import type { Api } from '../deps.ts';
import { ById } from '../shapes.ts';

export interface KindRoutes<K extends TelephonyKind> {
  readonly kind: K;
  /** Below `/accounts/{id}/`. */
  readonly path: string;
  /** In summaries: `extension`, `extensions`. */
  readonly one: string;
  readonly many: string;
  /** What may be sent, where that is not the value itself. */
  readonly body?: TSchema;
  /** By default telephony.read and telephony.edit. */
  readonly readAction?: Action;
  readonly editAction?: Action;
  /** null: it is not added this way. */
  readonly add?: ((desk: Desk, accountId: string, input: unknown) => Promise<TelephonyRecord<K>>) | null;
  /** null: it is not changed this way. */
  readonly change?:
    | ((desk: Desk, which: Which<K>, patch: unknown, references: 'refuse' | 'follow') => Promise<TelephonyRecord<K>>)
    | null;
  /** null: it is not removed this way. */
  readonly remove?: ((desk: Desk, which: Which<K>, references: 'refuse' | 'clear') => Promise<void>) | null;
  /** What is shown beside the value. */
  readonly view?: (record: TelephonyRecord<K>) => object;
}

export const ByKey = Type.Object({
  id: Type.String({ maxLength: 64 }),
  key: Type.String({ maxLength: 255, description: 'Its number or name, percent-encoded, or its id' }),
});
const date = Type.String({ format: 'date-time' });
const kept = { id: Type.String(), revision: Type.Integer(), createdAt: date, changedAt: date };
const Follow = Type.Object({
  references: Type.Optional(
    Type.Enum(['follow'], { description: 'When it gets another number or name: whatever names it follows (EXT-15)' }),
  ),
});
const Clear = Type.Object({
  references: Type.Optional(
    Type.Enum(['clear'], { description: 'Take it out of whatever names it, instead of refusing (EXT-15)' }),
  ),
});
const UsesSchema = Type.Object({
  items: Type.Array(Type.Object({ pointer: Type.String(), detail: Type.String() }), {
    description: 'Each place that names it: kind, key or id, and where in that record',
  }),
});

/** A record as the API shows it: never its PINs. */
export function recordView<K extends TelephonyKind>({ id, value, revision, createdAt, changedAt }: TelephonyRecord<K>) {
  return Object.assign({}, value, { id, revision, createdAt, changedAt });
}

/** For OpenAPI; answers are written out whole, since they are values that were checked when they came in. */
function recordSchema(value: TSchema): TSchema {
  return Type.Unsafe<object>({ allOf: [value, Type.Object(kept)], unevaluatedProperties: true });
}

export function kindRoutes<K extends TelephonyKind>(api: Api, routes: KindRoutes<K>): void {
  const {
    kind,
    path,
    one,
    many,
    add,
    change,
    remove,
    readAction = 'telephony.read',
    editAction = 'telephony.edit',
  } = routes;
  const { schema } = KINDS[kind];
  const body = routes.body ?? schema;
  const described = recordSchema(schema);
  const shown = (record: TelephonyRecord<K>) => Object.assign(recordView(record), routes.view?.(record));
  const list = `/accounts/:id/${path}`;
  const single = `${list}/:key`;

  api.get(
    list,
    {
      config: { action: readAction },
      schema: {
        summary: `An account's ${many}`,
        params: ById,
        querystring: PageQuery,
        response: { 200: pageSchema(described) },
      },
      serializerCompiler: () => JSON.stringify,
    },
    async ({ desk, params: { id }, query }) => {
      await accountOf(desk.telephony, id);
      const page = await pageOf(
        pageWish(query),
        (wish) => desk.telephony.records.list(kind, id, wish),
        ({ key }) => key,
      );
      return { items: page.items.map(shown), next: page.next };
    },
  );
  if (add !== null)
    api.post(
      list,
      {
        config: { action: editAction, body },
        schema: { summary: `Add ${one}`, params: ById, response: { 201: described } },
        serializerCompiler: () => JSON.stringify,
      },
      async ({ desk, params: { id }, body: input }, reply) => {
        const added = await (add ? add(desk, id, input) : addOfKind(desk.telephony, kind, id, input));
        return reply.code(201).send(shown(withEtag(reply, added)));
      },
    );
  api.get(
    single,
    {
      config: { action: readAction },
      schema: { summary: `Show ${one}`, params: ByKey, response: { 200: described } },
      serializerCompiler: () => JSON.stringify,
    },
    async ({ desk, params }, reply) => {
      const which = { kind, accountId: params.id, keyOrId: params.key };
      return shown(withEtag(reply, await standing(desk.telephony, which)));
    },
  );
  if (change !== null)
    api.patch(
      single,
      {
        config: { action: editAction, body: Type.Partial(Type.Object({}), { description: 'RFC 7396 merge patch' }) },
        schema: { summary: `Change ${one}`, params: ByKey, querystring: Follow, response: { 200: described } },
        serializerCompiler: () => JSON.stringify,
      },
      async (request, reply) => {
        const { desk, params, query, body: patch } = request;
        const which = { kind, accountId: params.id, keyOrId: params.key, expected: expectedRevision(request) };
        const references = query.references ?? 'refuse';
        const changed = change
          ? await change(desk, which, patch, references)
          : await changeOfKind(desk.telephony, which, patch, references);
        return shown(withEtag(reply, changed));
      },
    );
  if (remove !== null)
    api.delete(
      single,
      {
        config: { action: editAction },
        schema: { summary: `Delete ${one}`, params: ByKey, querystring: Clear, response: { 204: Type.Null() } },
      },
      async (request, reply) => {
        const { desk, params, query } = request;
        const which = { kind, accountId: params.id, keyOrId: params.key, expected: expectedRevision(request) };
        const references = query.references ?? 'refuse';
        await (remove ? remove(desk, which, references) : removeOfKind(desk.telephony, which, references));
        return reply.code(204).send(null);
      },
    );
  api.get(
    `${single}/uses`,
    {
      config: { action: readAction },
      schema: { summary: `Where ${one} is used`, params: ByKey, response: { 200: UsesSchema } },
    },
    async ({ desk, params }) => {
      const which = { kind, accountId: params.id, keyOrId: params.key };
      const record = await standing(desk.telephony, which);
      return { items: [...useErrors(await usesOfRecord(desk.telephony, record))] };
    },
  );
}
