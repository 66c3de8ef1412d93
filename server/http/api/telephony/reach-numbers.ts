// Numbers that are a user's own: those that can be, and which are. Source
import Type from 'typebox';
import { E164Schema } from '../../../domain/telephony/destination.ts';
import { AccountNumberSchema } from '../../../domain/telephony/number.ts';
import { freeNumbersOf, linkNumbers, numbersOfUser } from '../../../pbx/reach/numbers.ts';
import { PageQuery, pageOf, pageSchema, pageWish } from '../../conventions.ts';
import type { Api } from '../deps.ts';
import { ById, closed } from '../shapes.ts';
import { ByKey } from './kind-routes.ts';

const OwnSchema = Type.Object({ items: Type.Array(AccountNumberSchema) });

export function reachNumberRoutes(api: Api): void {
  api.get(
    '/accounts/:id/free-numbers',
    {
      config: { action: 'telephony.read' },
      schema: {
        summary: 'Numbers that can become a user’s own: in no number plan, and nobody’s (R-67)',
        params: ById,
        querystring: PageQuery,
        response: { 200: pageSchema(AccountNumberSchema) },
      },
    },
    async ({ desk, params, query }) => {
      const free = await freeNumbersOf(desk.telephony, params.id);
      return pageOf(
        pageWish(query),
        async ({ limit, after = '' }) => free.filter(({ e164 }) => e164 > after).slice(0, limit),
        ({ e164 }) => e164,
      );
    },
  );
  const ofUser = '/accounts/:id/extensions/:key/numbers';
  api.get(
    ofUser,
    {
      config: { action: 'telephony.read' },
      schema: {
        summary: 'Numbers that reach a user through his reachability',
        params: ByKey,
        response: { 200: OwnSchema },
      },
    },
    async ({ desk, params }) => ({
      items: [...(await numbersOfUser(desk.telephony, { accountId: params.id, extension: params.key }))],
    }),
  );
  api.put(
    ofUser,
    {
      config: { action: 'telephony.edit' },
      schema: {
        summary: 'Link these numbers to a user and no others; only free ones can be (R-64, R-65, R-67)',
        params: ByKey,
        body: Type.Object({ numbers: Type.Array(E164Schema, { maxItems: 500, uniqueItems: true }) }, closed),
        response: { 200: OwnSchema },
      },
    },
    async ({ desk, params, body }) => {
      const whose = { accountId: params.id, extension: params.key };
      return { items: [...(await linkNumbers(desk.telephony, whose, body.numbers))] };
    },
  );
}
