// The list of CPEs, searched by anything that is known of them. Source: DEV-1; design.md "Fixed points of the API"
import Type from 'typebox';
import { searchOf } from '../../access/care.ts';
import { searchCpes } from '../../cpe/care/search.ts';
import { FLAGS, readWishes, type WishName } from '../../cpe/care/wishes.ts';
import { PageQuery, pageSchema, pageWish } from '../conventions.ts';
import type { Api } from './deps.ts';
import { CpeSchema, cpeView, optional } from './shapes.ts';

const SAYS: Readonly<Record<WishName, string>> = {
  q: 'A MAC or its beginning; text in label, location or serial number; a model; an account number or name; a channel; an address',
  accountId: 'Id of an account',
  vendor: 'As GET /api/v1/device-models spells it',
  model: 'As GET /api/v1/device-models spells it',
  firmware: 'Version that the phone reported, or its first fields: 66.86',
  label: 'Text in the label',
  location: 'Text in the location',
  channel: 'Id of a channel, or the beginning of its name or user name',
  address: 'Where it last came from: an address, or a block such as 192.0.2.0/24',
  seenAfter: 'Last came after this moment (ISO 8601)',
  seenBefore: 'Last came before this moment (ISO 8601); one that never came fits neither',
  neverSeen: 'Whether it never got anything',
  windowOpen: 'Whether its first-boot window is open',
  quarantined: 'Whether it was refused and has not come in since',
  wantedNotFetched:
    'Whether it would get another own file now than it fetched last, or has fetched none yet. A page may then hold fewer CPEs than there are although `next` is not null: go on with it',
  registered:
    'Whether its lines are registered, as far as the phone tells: one that tells nothing fits neither. Pages as of wantedNotFetched',
};

const text = (name: WishName) => optional(Type.String({ maxLength: 128, description: SAYS[name] }));
const flags = Object.fromEntries(
  FLAGS.map((name) => [name, optional(Type.Enum(['true', 'false'], { description: SAYS[name] }))]),
);

/** All that is named must hold. */
export const WishQuery = Type.Object({
  q: text('q'),
  accountId: text('accountId'),
  vendor: text('vendor'),
  model: text('model'),
  firmware: text('firmware'),
  label: text('label'),
  location: text('location'),
  channel: text('channel'),
  address: text('address'),
  seenAfter: text('seenAfter'),
  seenBefore: text('seenBefore'),
  ...flags,
});

export function cpeSearchRoutes(api: Api): void {
  api.get(
    '/cpes',
    {
      config: { action: 'cpes.read' },
      schema: {
        summary: 'CPEs by MAC: all, or those that fit everything that is named',
        querystring: Type.Object({ ...PageQuery.properties, ...WishQuery.properties }),
        response: { 200: pageSchema(CpeSchema) },
      },
    },
    async ({ query, desk }) => {
      const { cpes, next } = await searchCpes(searchOf(desk), readWishes(query), pageWish(query));
      const known = await desk.reports.findReports(cpes.map(({ mac }) => mac));
      return {
        items: cpes.map((cpe) => cpeView(cpe, known.get(cpe.mac), desk.cpe.now())),
        next: next === undefined ? null : Buffer.from(next).toString('base64url'),
      };
    },
  );
}
