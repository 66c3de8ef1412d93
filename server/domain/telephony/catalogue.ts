// What can be ordered: products, their add-ons, bundles and prices, as data that an operator edits; tier names and what comes
// with them are no code. Source: EXT-22 to EXT-27, EXT-54, EXT-145, AMB-2
import Type, { type Static } from 'typebox';
import { USER_TIERS } from './extension.ts';

const closed = { additionalProperties: false } as const;
const optional = Type.Optional;
const id = Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,62}$' });
const prices = {
  salesCents: Type.Integer({ minimum: 0, default: 0, description: 'A month, to the customer' }),
  purchaseCents: Type.Integer({ minimum: 0, default: 0, description: 'A month, to the partner' }),
};
const countries = optional(
  Type.Array(Type.String({ pattern: '^[A-Z]{2}$' }), {
    maxItems: 250,
    description: 'EXT-27: only here; left out, everywhere',
  }),
);
const name = Type.Object(
  { nl: Type.String({ minLength: 1, maxLength: 64 }), en: Type.String({ minLength: 1, maxLength: 64 }) },
  closed,
);

/** What an order makes. */
export const PRODUCT_KINDS = ['user', 'ivr', 'queue', 'smartApp'] as const;
export type ProductKind = (typeof PRODUCT_KINDS)[number];

export const ProductSchema = Type.Object(
  {
    id,
    portfolio: Type.String({ minLength: 1, maxLength: 64, default: 'Standard' }),
    kind: Type.Enum([...PRODUCT_KINDS]),
    name,
    tier: optional(Type.Enum([...USER_TIERS], { description: 'Of a user product: what its user may do' })),
    isMobile: Type.Boolean({ default: false, description: 'EXT-54: with a subscription, a SIM card and a number' }),
    level: optional(Type.Integer({ minimum: 1, maximum: 9, description: 'EXT-145: of a smart app' })),
    hasReporting: Type.Boolean({ default: false, description: 'EXT-51: with a licence of the reporting app' }),
    countries,
    isOffered: Type.Boolean({ default: true, description: 'false: what stands stays, but it is not ordered any more' }),
    ...prices,
  },
  closed,
);
export type Product = Static<typeof ProductSchema>;

export const AddOnSchema = Type.Object(
  {
    id,
    name,
    kinds: Type.Array(Type.Enum([...PRODUCT_KINDS]), { minItems: 1, description: 'Of products it goes with' }),
    tiers: optional(Type.Array(Type.Enum([...USER_TIERS]))),
    minimumLevel: optional(Type.Integer({ minimum: 1, maximum: 9, description: 'EXT-145' })),
    hasReporting: Type.Boolean({ default: false, description: 'EXT-51' }),
    needsWebUser: Type.Boolean({ default: false, description: 'EXT-146' }),
    countries,
    ...prices,
  },
  closed,
);
export type AddOn = Static<typeof AddOnSchema>;

/** A data or SMS bundle of a mobile product. Source: EXT-54 */
export const BundleSchema = Type.Object(
  { id, kind: Type.Enum(['data', 'sms']), name, products: Type.Array(id, { minItems: 1 }), ...prices },
  closed,
);

export const CatalogueSchema = Type.Object(
  {
    partnerId: Type.String({ minLength: 1, maxLength: 64 }),
    products: Type.Array(ProductSchema, { maxItems: 500 }),
    addOns: Type.Array(AddOnSchema, { maxItems: 500, default: [] }),
    bundles: Type.Array(BundleSchema, { maxItems: 500, default: [] }),
  },
  closed,
);
export type Catalogue = Static<typeof CatalogueSchema>;

const both = (nl: string, en: string) => ({ nl, en });
const none = { salesCents: 0, purchaseCents: 0 } as const;
const product = { portfolio: 'Standard', isMobile: false, hasReporting: false, isOffered: true, ...none } as const;
const addOn = { hasReporting: false, needsWebUser: false, ...none } as const;
const mobile = ['advanced', 'professional', 'expert'];

/** What a partner offers until it says otherwise; without prices. Source: EXT-22, EXT-145 */
export const FIRST_CATALOGUE: Omit<Catalogue, 'partnerId'> = {
  products: [
    { ...product, id: 'starter', kind: 'user', tier: 'starter', name: both('Starter gebruiker', 'Starter user') },
    {
      ...product,
      id: 'advanced',
      kind: 'user',
      tier: 'advanced',
      isMobile: true,
      name: both('Advanced gebruiker', 'Advanced user'),
    },
    {
      ...product,
      id: 'professional',
      kind: 'user',
      tier: 'professional',
      isMobile: true,
      name: both('Professional gebruiker', 'Professional user'),
    },
    {
      ...product,
      id: 'expert',
      kind: 'user',
      tier: 'expert',
      isMobile: true,
      hasReporting: true,
      name: both('Expert gebruiker', 'Expert user'),
    },
    { ...product, id: 'ivr', kind: 'ivr', name: both('Keuzemenu (IVR)', 'Voice menu (IVR)') },
    { ...product, id: 'queue', kind: 'queue', name: both('Wachtrij', 'Queue') },
    { ...product, id: 'smart-app-basic', kind: 'smartApp', level: 1, name: both('Smart App Basis', 'Smart App Basic') },
    { ...product, id: 'smart-app-plus', kind: 'smartApp', level: 2, name: both('Smart App Plus', 'Smart App Plus') },
  ],
  addOns: [
    { ...addOn, id: 'reporting', kinds: ['user'], hasReporting: true, name: both('Rapportage', 'Reporting') },
    { ...addOn, id: 'call-recording', kinds: ['user'], name: both('Gespreksopname', 'Call recording') },
    {
      ...addOn,
      id: 'contact-connect',
      kinds: ['smartApp'],
      minimumLevel: 2,
      needsWebUser: true,
      name: both('Contact Connect', 'Contact Connect'),
    },
  ],
  bundles: [
    { id: 'data-small', kind: 'data', name: both('Data klein', 'Data small'), products: mobile, ...none },
    { id: 'data-large', kind: 'data', name: both('Data groot', 'Data large'), products: mobile, ...none },
    { id: 'sms-pay', kind: 'sms', name: both('Sms per stuk', 'Texts one by one'), products: mobile, ...none },
  ],
};

/** Whether something of the catalogue is offered in a country. Source: EXT-27 */
export function isOfferedIn({ countries }: { readonly countries?: readonly string[] }, country: string): boolean {
  return countries?.includes(country) ?? true;
}

/** Add-ons that go with a product in a country. Source: EXT-27, EXT-145 */
export function addOnsFor({ addOns }: Pick<Catalogue, 'addOns'>, product: Product, country: string): readonly AddOn[] {
  return addOns.filter(
    (one) =>
      one.kinds.includes(product.kind) &&
      isOfferedIn(one, country) &&
      (one.tiers === undefined || (product.tier !== undefined && one.tiers.includes(product.tier))) &&
      (one.minimumLevel === undefined || (product.level ?? 0) >= one.minimumLevel),
  );
}

export const ORDER_PAGES = [
  'inventory',
  'subscription',
  'addOns',
  'user',
  'sim',
  'numbers',
  'fmc',
  'extension',
  'confirm',
] as const;
export type OrderPage = (typeof ORDER_PAGES)[number];

/** The pages of the wizard that orders it, in their order. Source: EXT-24 */
export function pagesOf({ kind, isMobile }: Pick<Product, 'kind' | 'isMobile'>): readonly OrderPage[] {
  if (kind === 'user')
    return isMobile
      ? ['inventory', 'subscription', 'addOns', 'user', 'sim', 'numbers', 'fmc', 'confirm']
      : ['inventory', 'addOns', 'extension', 'confirm'];
  return kind === 'smartApp' ? ['inventory', 'addOns', 'extension', 'confirm'] : ['inventory', 'extension', 'confirm'];
}
