// Categories of destinations by country, as data: what calls cost much, by the first digits of the national numbering plans. The
// manual lists none (CB-5): an account replaces any of them by its own. Source: CB-5; ITU-T E.164 and E.164.1 country codes
import type { Country } from '../locale.ts';
import type { BlockingCategory } from './blocking.ts';

/** In the order in which lists show them; their names are the texts `blocking.category.<id>`. */
export const CATEGORY_IDS = [
  'international',
  'outsideEurope',
  'mobile',
  'premium',
  'sharedCost',
  'personalNumbers',
  'directory',
  'satellite',
] as const;
export type CategoryId = (typeof CATEGORY_IDS)[number];

interface National {
  /** Calling codes of the country, +1 included where it shares one. */
  readonly own: readonly string[];
  readonly mobile?: readonly string[];
  readonly premium?: readonly string[];
  readonly sharedCost?: readonly string[];
  readonly personalNumbers?: readonly string[];
  readonly directory?: readonly string[];
}

const NATIONAL: Readonly<Record<Country, National>> = {
  NL: {
    own: ['+31'],
    mobile: ['+316'],
    premium: ['+31900', '+31906', '+31909'],
    sharedCost: ['+3184', '+3187'],
    directory: ['18'],
  },
  BE: {
    own: ['+32'],
    mobile: ['+3245', '+3246', '+3247', '+3248', '+3249'],
    premium: ['+3290'],
    sharedCost: ['+3270', '+3278'],
    directory: ['12', '13'],
  },
  DE: {
    own: ['+49'],
    mobile: ['+4915', '+4916', '+4917'],
    premium: ['+49900', '+49137'],
    sharedCost: ['+49180'],
    personalNumbers: ['+49700'],
    directory: ['118'],
  },
  GB: {
    own: ['+44'],
    mobile: ['+4471', '+4472', '+4473', '+4474', '+4475', '+4477', '+4478', '+4479'],
    premium: ['+449', '+44871', '+44872', '+44873'],
    sharedCost: ['+44843', '+44844', '+44845', '+44870'],
    personalNumbers: ['+4470'],
    directory: ['118'],
  },
  DK: { own: ['+45'], premium: ['+4590'], directory: ['118'] },
  FI: {
    own: ['+358'],
    mobile: ['+3584', '+35850'],
    premium: ['+358600', '+358700'],
    sharedCost: ['+35875'],
    directory: ['118', '020202'],
  },
  LV: { own: ['+371'], mobile: ['+3712'], premium: ['+37190'], sharedCost: ['+37181'], directory: ['118'] },
  ES: {
    own: ['+34'],
    mobile: ['+346', '+347'],
    premium: ['+34803', '+34806', '+34807', '+34905', '+34907'],
    sharedCost: ['+34901', '+34902'],
    personalNumbers: ['+3470'],
    directory: ['118'],
  },
};

const SATELLITE = ['+870', '+8810', '+8811', '+8812', '+8813', '+8816', '+8817', '+8818', '+8819'];
/** Zones 3 and 4 of the country codes, Russia and Kazakhstan being zone 7. */
const EUROPE = ['+3', '+4'];

/** What can be blocked in a country; for one that is not listed, what needs no numbering plan of it. */
export function categoriesOf(country: Country): readonly BlockingCategory[] {
  const { own, ...national }: National = NATIONAL[country] ?? { own: [] };
  const found: Readonly<Record<CategoryId, BlockingCategory | undefined>> = {
    international: own.length > 0 ? category('international', ['+'], own) : undefined,
    outsideEurope: category('outsideEurope', ['+'], [...EUROPE, ...own]),
    mobile: ofPlan('mobile', national.mobile),
    premium: ofPlan('premium', national.premium),
    sharedCost: ofPlan('sharedCost', national.sharedCost),
    personalNumbers: ofPlan('personalNumbers', national.personalNumbers),
    directory: ofPlan('directory', national.directory),
    satellite: category('satellite', SATELLITE),
  };
  return CATEGORY_IDS.flatMap((id) => found[id] ?? []);
}

function category(id: CategoryId, leading: readonly string[], except: readonly string[] = []): BlockingCategory {
  return { id, leading: [...leading], except: [...except] };
}

function ofPlan(id: CategoryId, leading: readonly string[] | undefined): BlockingCategory | undefined {
  return leading && category(id, leading);
}

export function isCategoryId(id: string): id is CategoryId {
  return CATEGORY_IDS.some((one) => one === id);
}
