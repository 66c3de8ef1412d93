// What an account set for all its telephony: one record, made when something is first set. The length of its extensions is set
// by the first of them and never again. Source: EXT-7, FAC-23, FAC-41, FAC-47, FAC-70, FAC-108 to FAC-110
import type { Account } from '../domain/records.ts';
import type { TelephonySettings } from '../domain/telephony/settings.ts';
import { AppError, invalid } from '../errors.ts';
import type { TelephonyDeps, TelephonyWrite } from './deps.ts';
import { accountOf, addRecords, newRecord, nextOf, replaceRecord } from './edit.ts';
import { ofKind, type TelephonyRecord } from './kinds.ts';
import { mergePatch } from './merge-patch.ts';
import { readKind } from './records.ts';

export type SettingsRecord = TelephonyRecord<'telephonySettings'>;

/** The account's, or what holds while nothing is set; that has revision 0. */
export async function settingsOf(deps: TelephonyDeps, account: Account): Promise<SettingsRecord> {
  const kept = await deps.records.findByKey('telephonySettings', account.id, 'telephonySettings');
  return kept ?? { ...newRecord(deps, account, 'telephonySettings', readKind('telephonySettings', {})), revision: 0 };
}

/** The write that puts these settings in place of those. */
export function settingsWrite(deps: TelephonyDeps, former: SettingsRecord, value: TelephonySettings): TelephonyWrite {
  const record = nextOf(deps, former, value);
  return former.revision === 0 ? { do: 'add', record } : { do: 'replace', record, formerRevision: former.revision };
}

/**
 * @param patch  RFC 7396; the length of extensions cannot be changed here
 * @param expected  the revision that the caller saw; 0 while nothing was set
 * @throws ACCOUNT_NOT_FOUND, INPUT_INVALID, REVISION_STALE
 */
export async function changeSettings(
  deps: TelephonyDeps,
  accountId: string,
  patch: unknown,
  expected?: number,
): Promise<SettingsRecord> {
  const account = await accountOf(deps, accountId);
  const former = await settingsOf(deps, account);
  if (expected !== undefined && former.revision !== expected) throw new AppError('REVISION_STALE');
  const value = readKind('telephonySettings', mergePatch(former.value, patch));
  if (value.extensionLength !== former.value.extensionLength)
    throw invalid([
      {
        pointer: '/extensionLength',
        detail: 'is chosen by the first extension and cannot be changed: another length takes another account (EXT-7)',
      },
    ]);
  const numbers = await deps.records.list('number', accountId, { limit: 1 });
  if (value.emergencyCallerId === undefined && numbers.length > 0)
    throw invalid([
      {
        pointer: '/emergencyCallerId',
        detail:
          'is needed before anything else can be saved: a company number that is always staffed (FAC-109, FAC-111)',
      },
    ]);
  await refusePersonal(deps, accountId, value.emergencyCallerId, '/emergencyCallerId');
  const next = nextOf(deps, former, value);
  const more = value.aiAssistant && !former.value.aiAssistant ? await assistantForAll(deps, accountId) : [];
  if (former.revision === 0) await addRecords(deps, [next], more);
  else await replaceRecord(deps, former, next, 'refuse', more);
  return next;
}

/** Switching it on for the account is switching it on for everybody who may have it. Source: FAC-66, FAC-68 */
async function assistantForAll(deps: TelephonyDeps, accountId: string): Promise<readonly TelephonyWrite[]> {
  return ofKind(await deps.records.all(accountId, ['extension']), 'extension').flatMap((former): TelephonyWrite[] => {
    const { value } = former;
    if (value.kind !== 'user' || value.tier === 'starter' || value.aiAssistant) return [];
    const record = nextOf(deps, former, { ...value, aiAssistant: true });
    return [{ do: 'replace', record, formerRevision: former.revision }];
  });
}

/** @throws INPUT_INVALID  the number reaches one user: only the company's can be sent with emergency calls (FAC-108, FAC-114) */
export async function refusePersonal(
  { records }: TelephonyDeps,
  accountId: string,
  e164: string | undefined,
  pointer: string,
): Promise<void> {
  if (e164 === undefined) return;
  const number = await records.findByKey('number', accountId, e164);
  if (number?.value.linkedTo !== undefined)
    throw invalid([{ pointer, detail: `${e164} is linked to ${number.value.linkedTo}: choose a company number` }]);
}
