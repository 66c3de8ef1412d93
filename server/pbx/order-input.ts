// What is asked of somebody who orders, page by page of the wizard, in one body. Source: EXT-25, EXT-32, EXT-53 to EXT-59, EXT-65 to EXT-68
import Type, { type Static } from 'typebox';
import { E164Schema, ExtensionNumberSchema } from '../domain/telephony/destination.ts';
import { DaySchema } from '../domain/telephony/order.ts';
import { TelephonyUserValueSchema } from './kinds.ts';

const closed = { additionalProperties: false } as const;
const optional = Type.Optional;
const id = Type.String({ minLength: 1, maxLength: 64 });
const pin = Type.String({ maxLength: 12 });
const reference = optional(Type.String({ maxLength: 255 }));

export const NewOrderSchema = Type.Object(
  {
    product: Type.String({ minLength: 1, maxLength: 64, description: 'Of the catalogue' }),
    startDate: optional(DaySchema),
    reference,
    contractMonths: optional(Type.Integer({ minimum: 1, maximum: 120, description: 'EXT-53' })),
    invoiceEndCustomer: Type.Boolean({ default: true, description: 'EXT-29' }),
    addOns: Type.Array(id, { maxItems: 50, default: [], uniqueItems: true }),
    callLimit: optional(
      Type.Integer({ minimum: 1, maximum: 10_000, description: 'EXT-66: of a queue, how many can wait' }),
    ),
    extension: Type.Object(
      {
        number: optional(
          Type.String({ ...ExtensionNumberSchema, description: 'Left out: the next available one (EXT-33)' }),
        ),
        name: Type.String({ minLength: 1, maxLength: 64 }),
        pin: optional(pin),
        voicemailPin: optional(pin),
        areaCode: optional(Type.String({ pattern: '^[0-9]{1,6}$' })),
        app: optional(
          Type.String({ minLength: 1, maxLength: 255, description: 'Of a smart app: what its provider knows it by' }),
        ),
        webUser: optional(Type.String({ maxLength: 64, description: 'EXT-146' })),
      },
      closed,
    ),
    user: optional(
      Type.Union([
        Type.Object({ kind: Type.Literal('existing'), id }, closed),
        Type.Object({ kind: Type.Literal('new'), ...TelephonyUserValueSchema.properties }, closed),
      ]),
    ),
    mobile: optional(
      Type.Object(
        {
          data: id,
          sms: id,
          sim: Type.Union([
            Type.Object(
              {
                kind: Type.Literal('activate'),
                digits: Type.String({ pattern: '^[0-9]{4,22}$', description: 'The last ones' }),
              },
              closed,
            ),
            Type.Object({ kind: Type.Literal('later') }, closed),
          ]),
          number: Type.Object(
            { kind: Type.Enum(['new', 'portIn'], { description: 'EXT-58' }), e164: E164Schema },
            closed,
          ),
        },
        closed,
      ),
    ),
  },
  closed,
);
export type NewOrder = Static<typeof NewOrderSchema>;

/** Source: EXT-35 */
export const OrderChangeSchema = Type.Object(
  { product: optional(id), addOns: optional(Type.Array(id, { maxItems: 50, uniqueItems: true })), planDate: DaySchema },
  closed,
);

/** Source: EXT-36 */
export const TerminationSchema = Type.Object(
  {
    endDate: DaySchema,
    reference,
    references: optional(
      Type.Enum(['clear'], { description: 'On that day, take the extension out of whatever names it' }),
    ),
  },
  closed,
);

/** Source: EXT-62, EXT-64 */
export const SimConnectionSchema = Type.Object(
  {
    digits: Type.String({
      pattern: '^[0-9]{4,22}$',
      description: 'The last ones on the card: four, or more when asked',
    }),
  },
  closed,
);
