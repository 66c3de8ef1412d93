// The short forms by which the common things of an account's telephony are added; everything else of them is set afterwards.
import type { Desk } from '../access/desk.ts';
import type { Action } from '../access/permissions.ts';
import type { Account } from '../domain/records.ts';
import { isOfferedIn, type Product, type ProductKind } from '../domain/telephony/catalogue.ts';
import { readDialledNumber } from '../domain/telephony/dialled-number.ts';
import { catalogueOf } from '../pbx/catalogue.ts';
import { addExtension } from '../pbx/extensions.ts';
import { placeOrder } from '../pbx/orders.ts';
import { addOfKind } from '../pbx/records.ts';

export const FIELDS = ['product', 'number', 'name', 'pin', 'areaCode', 'callLimit', 'members', 'to', 'e164'] as const;
export type Field = (typeof FIELDS)[number];
export type Typed = Readonly<Partial<Record<Field, string>>>;

export interface Addable {
  readonly what: 'user' | 'queue' | 'ivr' | 'group' | 'voicemail' | 'forward' | 'number';
  readonly action: Action;
  readonly fields: readonly Field[];
  /** @returns what it is known by */
  readonly add: (desk: Desk, account: Account, typed: Typed) => Promise<string>;
}

/** International as far as it can be read; what cannot is refused where it is kept. */
function e164Of(written: string, country: Account['country']): string {
  const read = readDialledNumber(written, country, undefined);
  return read.kind === 'e164' ? read.e164 : written;
}

type Ordered = (typed: Typed, product: string, account: Account) => object;
const ordering =
  (kind: ProductKind, wish: Ordered): Addable['add'] =>
  async (desk, account, typed) => {
    const [first] = await productsOf(desk, account, kind);
    const input = wish(typed, typed.product ?? first?.id ?? '', account);
    const { actor } = desk.origin;
    const by = actor.kind === 'person' ? actor.username : actor.name;
    const { value } = await placeOrder(desk.telephony, account.id, input, by);
    return value.extension ?? value.number;
  };
const making =
  (value: (typed: Typed, country: Account['country']) => object): Addable['add'] =>
  async (desk, account, typed) => {
    const made = { number: typed.number ?? '', name: typed.name ?? '', ...value(typed, account.country) };
    return (await addExtension(desk.telephony, account.id, made)).key;
  };

/** In the order in which the page offers them. */
export const ADDABLE: readonly Addable[] = [
  {
    what: 'user',
    action: 'telephony.order',
    fields: ['product', 'number', 'name', 'pin', 'areaCode'],
    add: ordering('user', ({ number, name = '', pin, areaCode }, product, { language }) => ({
      product,
      extension: { number, name, pin, areaCode },
      user: { kind: 'new', displayName: name, language },
    })),
  },
  {
    what: 'queue',
    action: 'telephony.order',
    fields: ['number', 'name', 'callLimit'],
    add: ordering('queue', ({ number, name, callLimit }, product) => ({
      product,
      callLimit: Number(callLimit),
      extension: { number, name },
    })),
  },
  {
    what: 'ivr',
    action: 'telephony.order',
    fields: ['number', 'name'],
    add: ordering('ivr', ({ number, name }, product) => ({ product, extension: { number, name } })),
  },
  {
    what: 'group',
    action: 'telephony.edit',
    fields: ['number', 'name', 'members'],
    add: making(({ members = '' }) => ({
      kind: 'group',
      members: members.split(/[\s,;]+/).filter((number) => number !== ''),
    })),
  },
  {
    what: 'voicemail',
    action: 'telephony.edit',
    fields: ['number', 'name', 'pin'],
    add: making(({ pin }) => ({ kind: 'voicemail', pin })),
  },
  {
    what: 'forward',
    action: 'telephony.edit',
    fields: ['number', 'name', 'to'],
    add: making(({ to = '' }, country) => ({
      kind: 'forward',
      to: e164Of(to, country),
      callerNumber: { kind: 'caller' },
    })),
  },
  {
    what: 'number',
    action: 'telephony.edit',
    fields: ['e164'],
    add: async (desk, account, { e164 = '' }) => {
      const number = e164Of(e164, account.country);
      return (await addOfKind(desk.telephony, 'number', account.id, { e164: number })).key;
    },
  },
];

/** What is offered here and needs no subscription of a mobile network, which takes more than these forms ask. */
export async function productsOf(desk: Desk, account: Account, kind: ProductKind): Promise<readonly Product[]> {
  const { value } = await catalogueOf(desk.telephony, account.partnerId);
  return value.products.filter(
    (one) => one.kind === kind && one.isOffered && !one.isMobile && isOfferedIn(one, account.country),
  );
}
