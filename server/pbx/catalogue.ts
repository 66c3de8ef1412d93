// The catalogue of a partner: what its accounts can order. Source: EXT-22, EXT-25, EXT-27
import { CatalogueSchema, FIRST_CATALOGUE } from '../domain/telephony/catalogue.ts';
import { AppError, type FieldError, refuseIf } from '../errors.ts';
import type { TelephonyDeps } from './deps.ts';
import { newRecord, nextOf, write } from './edit.ts';
import type { TelephonyRecord } from './kinds.ts';
import { readValue } from './read-value.ts';

export type CatalogueRecord = TelephonyRecord<'catalogue'>;

/** A catalogue belongs to no account. */
const NO_ACCOUNT = '';

/** What the partner offers; until it says otherwise the first one, with revision 0. */
export async function catalogueOf(
  deps: Pick<TelephonyDeps, 'catalogues' | 'now' | 'newId'>,
  partnerId: string,
): Promise<CatalogueRecord> {
  const kept = await deps.catalogues.findByKey('catalogue', NO_ACCOUNT, partnerId);
  const owner = { id: NO_ACCOUNT, partnerId };
  return kept ?? { ...newRecord(deps, owner, 'catalogue', { partnerId, ...FIRST_CATALOGUE }), revision: 0 };
}

/**
 * @param input  the whole of it
 * @throws INPUT_INVALID, REVISION_STALE
 */
export async function putCatalogue(
  deps: TelephonyDeps,
  partnerId: string,
  input: unknown,
  expected?: number,
): Promise<CatalogueRecord> {
  const former = await catalogueOf(deps, partnerId);
  if (expected !== undefined && former.revision !== expected) throw new AppError('REVISION_STALE');
  const value = readValue(CatalogueSchema, typeof input === 'object' ? { ...input, partnerId } : input);
  refuseIf([
    ...doubledIds(value.products, 'products'),
    ...doubledIds(value.addOns, 'addOns'),
    ...doubledIds(value.bundles, 'bundles'),
    ...value.products.flatMap(({ kind, tier, isMobile }, i): FieldError[] => {
      if (kind === 'user' && tier === undefined) return [{ pointer: `/products/${i}/tier`, detail: 'is missing' }];
      if (kind !== 'user' && isMobile) return [{ pointer: `/products/${i}/isMobile`, detail: 'is for users alone' }];
      return [];
    }),
  ]);
  const record = nextOf(deps, former, value);
  await write(deps, [
    former.revision === 0 ? { do: 'add', record } : { do: 'replace', record, formerRevision: former.revision },
  ]);
  return record;
}

function doubledIds(all: readonly { readonly id: string }[], member: string): readonly FieldError[] {
  return all.flatMap(({ id }, i) =>
    all.findIndex((one) => one.id === id) < i
      ? [{ pointer: `/${member}/${i}/id`, detail: `${id} stands in the list already` }]
      : [],
  );
}
