// Orders: what was ordered for an account, from when until when. What stands at a date follows from the dates, so that nothing
// has to happen at midnight for it to hold. Days are `YYYY-MM-DD` in the account's time zone; they compare as texts.
// Source: EXT-25 to EXT-38, EXT-53 to EXT-64
import Type, { type Static } from 'typebox';
import { PRODUCT_KINDS } from './catalogue.ts';
import { E164Schema, ExtensionNumberSchema } from './destination.ts';

const closed = { additionalProperties: false } as const;
const optional = Type.Optional;
export const DaySchema = Type.String({ format: 'date', description: 'YYYY-MM-DD in the time zone of the account' });
const reference = optional(Type.String({ maxLength: 255 }));
const id = Type.String({ minLength: 1, maxLength: 64 });
const addOns = Type.Array(id, { maxItems: 50, default: [], uniqueItems: true });

export const PlannedChangeSchema = Type.Object({ product: id, addOns, planDate: DaySchema }, closed);

export const OrderSchema = Type.Object(
  {
    number: Type.String({ pattern: '^O[0-9]{6}$', description: 'By which it is known' }),
    product: id,
    kind: Type.Enum([...PRODUCT_KINDS]),
    addOns,
    startDate: DaySchema,
    reference,
    contractMonths: optional(Type.Integer({ minimum: 1, maximum: 120, description: 'EXT-53' })),
    invoiceEndCustomer: Type.Boolean({ default: true, description: 'EXT-29: off, it is added to the invoice by hand' }),
    extension: optional(ExtensionNumberSchema),
    formerExtension: optional(Type.String({ description: 'Of an order that ended: the number is free again' })),
    mobile: optional(
      Type.Object(
        {
          data: id,
          sms: id,
          numberType: Type.Enum(['new', 'portIn'], { description: 'EXT-58' }),
          number: optional(E164Schema),
          /** Absent: connected later. */
          sim: optional(
            Type.String({ pattern: '^[0-9]{18,22}$', description: 'ICCID; left out, it is connected later (EXT-61)' }),
          ),
        },
        closed,
      ),
    ),
    change: optional(PlannedChangeSchema),
    endDate: optional(DaySchema),
    endReference: reference,
    /** What happens to places that name the extension when the order ends. */
    clearAtEnd: optional(Type.Boolean()),
    /** The next day on which something is to be done; absent: none. */
    dueOn: optional(DaySchema),
    history: Type.Array(
      Type.Object(
        {
          at: Type.String({ format: 'date-time' }),
          by: Type.String(),
          what: Type.Enum(['placed', 'changePlanned', 'changed', 'simConnected', 'terminated', 'ended']),
          note: optional(Type.String()),
        },
        closed,
      ),
      { maxItems: 1000 },
    ),
  },
  closed,
);
export type Order = Static<typeof OrderSchema>;

export const ORDER_STATES = ['planned', 'waitingForSim', 'delivered', 'ended'] as const;
export type OrderState = (typeof ORDER_STATES)[number];

/** What an order is on a day. Source: EXT-31, EXT-38, EXT-61 */
export function orderState({ startDate, endDate, mobile }: Order, today: string): OrderState {
  if (endDate !== undefined && today >= endDate) return 'ended';
  if (today < startDate) return 'planned';
  return mobile && mobile.sim === undefined ? 'waitingForSim' : 'delivered';
}

/** The product and add-ons that hold on a day. Source: EXT-35 */
export function orderedOn({ product, addOns, change }: Order, today: string): Pick<Order, 'product' | 'addOns'> {
  return change && today >= change.planDate ? change : { product, addOns };
}

/** A SIM card of the account. Source: EXT-57, EXT-62 to EXT-64 */
export const SimSchema = Type.Object(
  {
    iccid: Type.String({ pattern: '^[0-9]{18,22}$' }),
    linkedTo: optional(ExtensionNumberSchema),
  },
  closed,
);
export type Sim = Static<typeof SimSchema>;
