// What a change does, said once and by the use cases that do it: laid over records in hand to see what comes of it, and over
// the store when a phone's turn has come. Source: DEV-9, DEV-11, DEV-13, DEV-16, DEV-28
import { isDeepStrictEqual } from 'node:util';
import {
  editAccount,
  editModelSettings,
  putKeyLayout,
  putRingtones,
  putSipEncryption,
  putSipProxy,
  removeKeyLayout,
} from '../cpe/accounts.ts';
import { editCpe } from '../cpe/cpes.ts';
import type { CpeDeps } from '../cpe/deps.ts';
import { chooseFirmware } from '../cpe/firmware.ts';
import { changeSettings, MASKED } from '../cpe/settings.ts';
import type { Change } from '../domain/plan.ts';
import { looksSecret, type RawInput, readRawPairs } from '../domain/raw-lines.ts';
import type { Account, Cpe } from '../domain/records.ts';
import type { Sealed, Sealer } from '../domain/sealed.ts';
import { isSecretSetting, type SettingsPatch } from '../domain/settings.ts';
import { STAGED_FIELDS, type StagedFields } from '../domain/staged.ts';
import { AppError, below, refuseIf } from '../errors.ts';
import { shadowOf } from './shadow.ts';

export type AccountChange = Extract<Change, { readonly accountId: string }>;

/** Whether it changes something that all phones of an account follow. */
export function isOfAccount(change: Change): change is AccountChange {
  return 'accountId' in change;
}

function changeAccount(deps: CpeDeps, change: AccountChange): Promise<Account> {
  const { accountId: id } = change;
  switch (change.kind) {
    case 'accountSettings':
      return editAccount(deps, id, { settings: change.patch });
    case 'modelSettings':
      return editModelSettings(deps, id, change.vendor, change.model, change.patch);
    case 'keyLayout':
      return change.layout
        ? putKeyLayout(deps, id, change.vendor, change.model, change.layout)
        : removeKeyLayout(deps, id, change.vendor, change.model);
    case 'firmware': {
      const { vendor, model, track, version } = change;
      const line = { vendor, model, ...(track !== undefined && { track }) };
      return chooseFirmware(deps, id, line, version === null ? null : { version });
    }
    case 'ringtones':
      return putRingtones(deps, id, change.vendor, change.ringtones, true);
    case 'sipProxy':
      return putSipProxy(deps, id, change.proxy, true);
    case 'sipEncryption':
      return putSipEncryption(
        deps,
        id,
        { enabled: change.enabled, proxy: change.proxy },
        change.recommendedFirmware === true,
      );
  }
}

/**
 * What of the account would be other than it is, and what stands there now.
 * @throws what the use case throws: ACCOUNT_NOT_FOUND, MODEL_NOT_FOUND, FIRMWARE_NOT_FOUND, INPUT_INVALID
 */
export async function fieldsOf(
  deps: CpeDeps,
  change: AccountChange,
): Promise<{ readonly account: Account; readonly former: StagedFields; readonly planned: StagedFields }> {
  const found = await deps.records.accounts.find(change.accountId);
  if (!found) throw new AppError('ACCOUNT_NOT_FOUND', { detail: change.accountId });
  // What another plan holds there now is none of this one's business: whoever starts it looks at that.
  const { staged: _, ...account } = found;
  const shadow = shadowOf(deps.records.accounts, [account]);
  const next = await changeAccount({ ...deps, records: { ...deps.records, accounts: shadow.store } }, change);
  const differing = STAGED_FIELDS.filter((field) => !isDeepStrictEqual(account[field], next[field]));
  return { account: found, former: pick(account, differing), planned: pick(next, differing) };
}

/**
 * Refuses a change that cannot be made at all, as the use case itself would.
 * @param expected  the revision of the account that the caller saw
 */
export async function checkChange(deps: CpeDeps, change: Change, expected?: number): Promise<void> {
  if (isOfAccount(change)) {
    const { account } = await fieldsOf(deps, change);
    if (expected !== undefined && account.revision !== expected) throw new AppError('REVISION_STALE');
  }
  if (change.kind === 'cpeSettings') {
    // Raw parameters are read in each phone's own syntax, when it is looked at.
    const { extra: _, ...patch } = change.patch;
    refuseIf(below('/change', patchProblems(deps, patch)));
  }
}

function patchProblems(deps: CpeDeps, patch: SettingsPatch) {
  try {
    changeSettings({}, patch, undefined, deps.sealer, '/patch');
    return [];
  } catch (error) {
    if (error instanceof AppError && error.code === 'INPUT_INVALID') return error.errors;
    throw error;
  }
}

function pick(account: Account, fields: readonly (typeof STAGED_FIELDS)[number][]): StagedFields {
  return Object.fromEntries(fields.map((field) => [field, account[field]]));
}

/** Whether the account has these values now. */
export function holds(account: Account, fields: StagedFields): boolean {
  return STAGED_FIELDS.every(
    (field) =>
      field === 'changedAt' || !Object.hasOwn(fields, field) || isDeepStrictEqual(account[field], fields[field]),
  );
}

/** The CPE as a change of CPEs would leave it. @throws INPUT_INVALID  it does not fit this one */
export async function changedCpe(
  deps: CpeDeps,
  { patch }: Extract<Change, { kind: 'cpeSettings' }>,
  cpe: Cpe,
): Promise<Cpe> {
  const shadow = shadowOf(deps.records.cpes, [cpe]);
  return editCpe({ ...deps, records: { ...deps.records, cpes: shadow.store } }, cpe.mac, { settings: patch });
}

/** The change as the store keeps it. */
export function sealChange(sealer: Sealer, change: Change): Sealed {
  return sealer.seal(JSON.stringify(change));
}

/** The border: what was sealed from a change is read back as that change. */
export function openChange(sealer: Sealer, sealed: Sealed): Change {
  return JSON.parse(sealer.unseal(sealed)) as Change;
}

/** The change as people may see it: secrets masked. */
export function maskedChange(change: Change): Record<string, unknown> {
  if (!('patch' in change)) return { ...change };
  const { extra, ...patch } = change.patch;
  const masked = Object.entries(patch).map(([name, value]) => [
    name,
    isSecretSetting(name) && value !== null ? MASKED : value,
  ]);
  return { ...change, patch: { ...Object.fromEntries(masked), ...(extra && { extra: maskedExtra(extra) }) } };
}

/** Both separators that families know. */
function maskedExtra(extra: RawInput): unknown {
  const pairs = readRawPairs(extra, '=');
  const read = 'badLine' in pairs ? readRawPairs(extra, ':') : pairs;
  if ('badLine' in read) return MASKED;
  return read.map(({ key, value }) => ({ key, value: looksSecret(key) ? MASKED : value }));
}
