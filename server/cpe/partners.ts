// Partners: the wholesalers to whom accounts and unassigned CPEs belong.
import type { Partner } from '../domain/records.ts';
import { hasControlCharacters } from '../domain/text.ts';
import { invalid, refuseIf } from '../errors.ts';
import { type CpeDeps, edit } from './deps.ts';
import { changeSettings, type SettingsPatch } from './settings.ts';

/** The one that is made at first start; what the platform's own people add without naming a partner belongs to it. */
export const FIRST_PARTNER = 'first';

export async function ensureFirstPartner({ records, now }: Pick<CpeDeps, 'records' | 'now'>): Promise<void> {
  if (await records.partners.find(FIRST_PARTNER)) return;
  const at = now();
  const partner: Partner = {
    id: FIRST_PARTNER,
    name: 'Partner',
    settings: {},
    revision: 1,
    createdAt: at,
    changedAt: at,
  };
  const taken = await records.partners.insert(partner);
  if (taken.length > 0 && !(await records.partners.find(FIRST_PARTNER)))
    throw new Error('the first partner could not be added');
}

export interface NewPartner {
  readonly name: string;
  readonly settings?: SettingsPatch;
}

/** @throws INPUT_INVALID */
export async function addPartner(deps: CpeDeps, { name, settings = {} }: NewPartner): Promise<Partner> {
  refuseBadName(name);
  const at = deps.now();
  const partner: Partner = {
    id: deps.newId(),
    name: name.trim(),
    settings: changeSettings({}, settings, undefined, deps.sealer),
    revision: 1,
    createdAt: at,
    changedAt: at,
  };
  await deps.records.partners.insert(partner);
  return partner;
}

/** @throws INPUT_INVALID  the partner is named and not there, or out of reach */
export async function refuseUnknownPartner({ records, partnerId }: CpeDeps, named: string | undefined): Promise<void> {
  if (named === undefined || named === partnerId || (await records.partners.find(named))) return;
  throw invalid([{ pointer: '/partnerId', detail: 'there is no such partner' }]);
}

function refuseBadName(name: string | undefined): void {
  if (name === undefined || (name.trim() !== '' && !hasControlCharacters(name))) return;
  refuseIf([{ pointer: '/name', detail: 'must be one line of text' }]);
}

/** @throws PARTNER_NOT_FOUND, REVISION_STALE, INPUT_INVALID */
export function editPartner(
  deps: CpeDeps,
  id: string,
  patch: { name?: string; settings?: SettingsPatch },
  expected?: number,
): Promise<Partner> {
  refuseBadName(patch.name);
  return edit(deps, deps.records.partners, id, expected, { missing: 'PARTNER_NOT_FOUND' }, (former) => ({
    ...former,
    ...(patch.name !== undefined && { name: patch.name }),
    ...(patch.settings && { settings: changeSettings(former.settings, patch.settings, undefined, deps.sealer) }),
  }));
}
