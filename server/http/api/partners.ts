// Partners: the wholesalers for whom accounts are run. The platform adds them; each edits its own.
import Type from 'typebox';
import { addPartner, editPartner } from '../../cpe/partners.ts';
import { maskedSettings } from '../../cpe/settings.ts';
import type { Partner } from '../../domain/records.ts';
import { AppError } from '../../errors.ts';
import { expectedRevision, PageQuery, pageOf, pageSchema, pageWish, withEtag } from '../conventions.ts';
import type { Api } from './deps.ts';
import { ById, closed, optional, SettingsPatchSchema } from './shapes.ts';

const PartnerSchema = Type.Object({
  id: Type.String(),
  name: Type.String(),
  settings: Type.Record(Type.String(), Type.Unknown()),
  revision: Type.Integer(),
});
const NewPartnerSchema = Type.Object(
  { name: Type.String({ minLength: 1, maxLength: 128 }), settings: optional(SettingsPatchSchema) },
  closed,
);
const one = { response: { 200: PartnerSchema } };

export function partnerRoutes(api: Api): void {
  api.get(
    '/partners',
    {
      config: { action: 'partners.read' },
      schema: { summary: 'Partners by id', querystring: PageQuery, response: { 200: pageSchema(PartnerSchema) } },
    },
    async (request) => {
      const page = await pageOf(
        pageWish(request.query),
        (wish) => request.desk.cpe.records.partners.list({}, '_id', wish),
        ({ id }) => id,
      );
      return { items: page.items.map(partnerView), next: page.next };
    },
  );
  api.post(
    '/partners',
    {
      config: { action: 'partners.add' },
      schema: { summary: 'Add a partner', body: NewPartnerSchema, response: { 201: PartnerSchema } },
    },
    async (request, reply) =>
      reply.code(201).send(partnerView(withEtag(reply, await addPartner(request.desk.cpe, request.body)))),
  );
  api.get(
    '/partners/:id',
    {
      config: { action: 'partners.read' },
      schema: { summary: 'A partner; the one made at first start is "first"', params: ById, ...one },
    },
    async (request, reply) => {
      const found = await request.desk.cpe.records.partners.find(request.params.id);
      if (!found) throw new AppError('PARTNER_NOT_FOUND', { detail: request.params.id });
      return partnerView(withEtag(reply, found));
    },
  );
  api.patch(
    '/partners/:id',
    {
      config: { action: 'partners.edit' },
      schema: {
        summary: "Settings for all of a partner's phones",
        params: ById,
        body: Type.Partial(NewPartnerSchema, closed),
        ...one,
      },
    },
    async (request, reply) => {
      const { desk, params, body } = request;
      return partnerView(withEtag(reply, await editPartner(desk.cpe, params.id, body, expectedRevision(request))));
    },
  );
}

function partnerView({ id, name, settings, revision }: Partner) {
  return { id, name, settings: maskedSettings(settings), revision };
}
