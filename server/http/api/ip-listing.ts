// IP listing of an account and its allow-list. Source: FAC-71 to FAC-85, DEV-27
import Type from 'typebox';
import { putIpListing } from '../../cpe/accounts.ts';
import { AppError } from '../../errors.ts';
import { expectedRevision, withEtag } from '../conventions.ts';
import type { Api } from './deps.ts';
import { ById, closed } from './shapes.ts';

const address = Type.String({ maxLength: 64, description: 'IPv4 or IPv6' });
const ListingSchema = Type.Object(
  {
    active: Type.Boolean(),
    allow: Type.Array(
      Type.Object({ first: address, last: address }, { ...closed, description: 'One address: the same twice' }),
      { maxItems: 256 },
    ),
  },
  closed,
);

export function ipListingRoutes(api: Api): void {
  const path = '/accounts/:id/ip-listing';
  api.get(
    path,
    {
      config: { action: 'accounts.read' },
      schema: { summary: 'IP listing and its allow-list', params: ById, response: { 200: ListingSchema } },
    },
    async (request, reply) => {
      const found = await request.desk.cpe.records.accounts.find(request.params.id);
      if (!found) throw new AppError('ACCOUNT_NOT_FOUND', { detail: request.params.id });
      const { active, allow } = withEtag(reply, found).ipListing ?? { active: false, allow: [] };
      return { active, allow: [...allow] };
    },
  );
  api.put(
    path,
    {
      config: { action: 'accounts.edit' },
      schema: {
        summary: 'Set it whole: addresses and ranges of 256 at most (FAC-81 to FAC-84)',
        params: ById,
        body: ListingSchema,
        response: { 200: ListingSchema },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      withEtag(reply, await putIpListing(request.desk.cpe, id, request.body, expectedRevision(request)));
      return request.body;
    },
  );
}
