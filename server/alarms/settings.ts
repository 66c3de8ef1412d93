// Which alarms an account wants, and who gets a mail.
import { type CpeDeps, edit } from '../cpe/deps.ts';
import { ALARM_KINDS, type AlarmKind, type AlarmSettings, PLATFORM } from '../domain/alarm.ts';
import type { Owner } from '../domain/notice.ts';
import { AppError, type FieldError, refuseIf } from '../errors.ts';
import type { AlarmStores } from './deps.ts';

export interface AlarmWish {
  readonly kinds: readonly AlarmKind[];
  readonly mail: readonly string[];
  readonly notSeenHours: number;
}

export interface AlarmSettingsDeps extends Pick<AlarmStores, 'settings'> {
  readonly records: Pick<CpeDeps['records'], 'accounts'>;
  readonly now: () => Date;
}

const NONE: AlarmWish = { kinds: [], mail: [], notSeenHours: 24 };
const MAIL = /^[^\s@<>,;]{1,64}@[^\s@<>,;]{1,190}\.[^\s@<>,;]{2,63}$/;

/** @param accountId  or {@link PLATFORM}. @throws ACCOUNT_NOT_FOUND */
export async function alarmSettings(
  deps: AlarmSettingsDeps,
  accountId: string,
): Promise<AlarmWish & { readonly revision: number }> {
  await ownerOf(deps, accountId);
  return (await deps.settings.find(accountId)) ?? { ...NONE, revision: 0 };
}

/**
 * Sets them whole. What stands already is looked for at once.
 * @param expected  0: nobody set any yet
 * @throws INPUT_INVALID, ACCOUNT_NOT_FOUND, REVISION_STALE
 */
export async function putAlarmSettings(
  deps: AlarmSettingsDeps,
  accountId: string,
  wish: AlarmWish,
  expected?: number,
): Promise<AlarmSettings> {
  refuseIf(problemsOf(wish));
  const { owner, language } = await ownerOf(deps, accountId);
  const fields = { ...owner, language, mail: wish.mail, notSeenHours: wish.notSeenHours };
  const kinds = ALARM_KINDS.filter((kind) => wish.kinds.includes(kind));
  const at = deps.now();
  if (!(await deps.settings.find(accountId))) {
    if (expected !== undefined && expected !== 0) throw new AppError('REVISION_STALE');
    const made = { ...fields, kinds, id: accountId, revision: 1, createdAt: at, changedAt: at };
    if ((await deps.settings.insert(made)).length === 0) return made;
  }
  return edit(deps, deps.settings, accountId, expected, { missing: 'ACCOUNT_NOT_FOUND' }, (former) => ({
    ...former,
    ...fields,
    kinds,
  }));
}

async function ownerOf(
  { records }: AlarmSettingsDeps,
  accountId: string,
): Promise<{ readonly owner: Owner; readonly language: 'nl' | 'en' }> {
  if (accountId === PLATFORM) return { owner: {}, language: 'en' };
  const account = await records.accounts.find(accountId);
  if (!account) throw new AppError('ACCOUNT_NOT_FOUND', { detail: accountId });
  const language = account.language === 'nl' ? 'nl' : 'en';
  return { owner: { partnerId: account.partnerId, accountId: account.id }, language };
}

function problemsOf({ mail }: AlarmWish): readonly FieldError[] {
  return mail.flatMap((address, i) =>
    MAIL.test(address) ? [] : [{ pointer: `/mail/${i}`, detail: `"${address.slice(0, 64)}" is no mail address` }],
  );
}
