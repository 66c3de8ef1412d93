// Call blocking: categories of destinations that nobody of an account, or a user of it, may call. Which categories there are
// depends on the country; an account adds its own, and replaces one of ours by one with the same id.
// Source: CB-1 to CB-14
import Type, { type Static } from 'typebox';
import { ExtensionNumberSchema } from './destination.ts';

const closed = { additionalProperties: false } as const;

export const CategoryIdSchema = Type.String({ pattern: '^[a-z][a-zA-Z0-9]{0,31}$', description: 'such as premium' });

/** The first digits of numbers: international with `+`, or as a short number of the country is dialled. */
export const LeadingSchema = Type.String({ pattern: '^\\+?[0-9]{1,15}$', description: 'such as +31900 or 18' });

export const BlockingCategorySchema = Type.Object(
  {
    id: CategoryIdSchema,
    name: Type.Optional(Type.String({ minLength: 1, maxLength: 64, description: 'Left out for one of ours' })),
    leading: Type.Array(LeadingSchema, { maxItems: 500, description: 'First digits of its numbers' }),
    except: Type.Array(LeadingSchema, { maxItems: 500, default: [], description: 'First digits that are not of it' }),
  },
  { ...closed, description: 'CB-5' },
);
/** Numbers that begin with one of `leading` and with none of `except`. */
export type BlockingCategory = Static<typeof BlockingCategorySchema>;

export const BlockedSchema = Type.Array(CategoryIdSchema, {
  maxItems: 100,
  uniqueItems: true,
  default: [],
  description: 'CB-7: the categories that are blocked',
});

/** Of an account. Source: CB-2, CB-5 */
export const AccountBlockingSchema = Type.Object(
  {
    blocked: BlockedSchema,
    categories: Type.Array(BlockingCategorySchema, { maxItems: 100, default: [], description: "The account's own" }),
  },
  closed,
);
export type AccountBlocking = Static<typeof AccountBlockingSchema>;
/** Of a user, beside what the account blocks. Source: CB-4 */
export const UserBlockingSchema = Type.Object({ blocked: BlockedSchema }, closed);
export const UserBlockingRecordSchema = Type.Object(
  { extension: ExtensionNumberSchema, ...UserBlockingSchema.properties },
  closed,
);

/** The categories that are blocked; those of an account come with it. */
export interface BlockingRules {
  readonly blocked: readonly string[];
  readonly categories?: readonly BlockingCategory[];
}
