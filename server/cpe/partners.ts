// Partners: the wholesalers to whom accounts and unassigned CPEs belong.
import type { Partner } from '../domain/records.ts';
import { type CpeDeps, edit } from './deps.ts';
import { changeSettings, type SettingsPatch } from './settings.ts';

/** Until there are several, everything belongs to the one that is made at first start. */
export const FIRST_PARTNER = 'first';

export async function ensureFirstPartner({ records, now }: CpeDeps): Promise<void> {
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

/** @throws PARTNER_NOT_FOUND, REVISION_STALE, INPUT_INVALID */
export function editPartner(
  deps: CpeDeps,
  id: string,
  patch: { name?: string; settings?: SettingsPatch },
  expected?: number,
): Promise<Partner> {
  return edit(deps, deps.records.partners, id, expected, { missing: 'PARTNER_NOT_FOUND' }, (former) => ({
    ...former,
    ...(patch.name !== undefined && { name: patch.name }),
    ...(patch.settings && { settings: changeSettings(former.settings, patch.settings, undefined, deps.sealer) }),
  }));
}
