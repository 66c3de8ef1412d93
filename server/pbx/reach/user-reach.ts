// A user's reachability as it stands: the settings and what holds at the moment, from the store; for whom none were kept yet,
// those that everybody begins with. Source

import type { Account } from '../../domain/records.ts';
import type { DeviceKind } from '../../domain/telephony/channel.ts';
import type { ExtensionNumber } from '../../domain/telephony/destination.ts';
import type { AccountNumber } from '../../domain/telephony/number.ts';
import type { Reach, ReachFacts } from '../../domain/telephony/reach.ts';
import { AppError } from '../../errors.ts';
import type { ReachSurroundings } from '../../routing/reach/check.ts';
import type { ReachOwner } from '../../routing/reach/clone.ts';
import { type CompiledReach, compileReach } from '../../routing/reach/compile.ts';
import { defaultReach } from '../../routing/reach/defaults.ts';
import type { TelephonyDeps } from '../deps.ts';
import { accountOf } from '../edit.ts';
import { ofKind, type TelephonyRecord } from '../kinds.ts';

/** Whose reachability. */
export interface WhoseReach {
  readonly accountId: string;
  readonly extension: ExtensionNumber;
}

export interface UserReach {
  readonly account: Account;
  readonly extension: ExtensionNumber;
  /** What the user is called. */
  readonly name: string;
  /** Absent: nothing was changed yet. */
  readonly record: TelephonyRecord<'reach'> | undefined;
  readonly stateRecord: TelephonyRecord<'reachState'> | undefined;
  readonly reach: Reach;
  readonly facts: ReachFacts;
}

/** @throws ACCOUNT_NOT_FOUND, TELEPHONY_NOT_FOUND  no such user extension */
export async function loadReach(deps: TelephonyDeps, { accountId, extension }: WhoseReach): Promise<UserReach> {
  const account = await accountOf(deps, accountId);
  const found = await deps.records.findByKey('extension', accountId, extension);
  if (found?.value.kind !== 'user') throw new AppError('TELEPHONY_NOT_FOUND', { detail: extension });
  const record = await deps.records.findByKey('reach', accountId, extension);
  const stateRecord = await deps.records.findByKey('reachState', accountId, extension);
  return userReach(account, { extension, name: found.value.name }, record, stateRecord);
}

export function userReach(
  account: Account,
  { extension, name }: Pick<UserReach, 'extension' | 'name'>,
  record: TelephonyRecord<'reach'> | undefined,
  stateRecord: TelephonyRecord<'reachState'> | undefined,
): UserReach {
  const reach = record ? settingsOf(record) : defaultReach(extension, account.language);
  return { account, extension, name, record, stateRecord, reach, facts: stateRecord ? factsOf(stateRecord) : {} };
}

/** The settings without whose they are. */
export function settingsOf({ value }: TelephonyRecord<'reach'>): Reach {
  const { extension: _owner, ...reach } = value;
  return reach;
}

export function factsOf({ value }: TelephonyRecord<'reachState'>): ReachFacts {
  const { extension: _owner, ...facts } = value;
  return facts;
}

export function compiledOf({ account: { timeZone, country }, reach }: UserReach): CompiledReach {
  return compileReach(reach, { timeZone, country });
}

/** What the account has that settings may name. */
export interface AccountTelephony {
  readonly numbers: readonly AccountNumber[];
  readonly extensions: readonly TelephonyRecord<'extension'>[];
}

export async function telephonyOf({ records }: TelephonyDeps, accountId: string): Promise<AccountTelephony> {
  const all = await records.all(accountId, ['extension', 'number']);
  const byKey = (a: { readonly key: string }, b: { readonly key: string }) => (a.key < b.key ? -1 : 1);
  return {
    extensions: ofKind(all, 'extension').toSorted(byKey),
    numbers: ofKind(all, 'number')
      .toSorted(byKey)
      .map(({ value }) => value),
  };
}

export function surroundingsOf(
  { country }: Pick<Account, 'country'>,
  owner: ExtensionNumber,
  { numbers, extensions }: AccountTelephony,
): ReachSurroundings {
  return {
    owner,
    country,
    extensions: new Set(extensions.map(({ key }) => key)),
    numbers: new Set(numbers.map(({ e164 }) => e164)),
  };
}

/** Everybody may log in on a phone and has the client; a mobile phone has whoever has a mobile number of his own. */
export function ownerOf(extension: ExtensionNumber, { numbers }: AccountTelephony): ReachOwner {
  const hasMobile = numbers.some(({ kind, linkedTo }) => kind === 'mobile' && linkedTo === extension);
  const devices: readonly DeviceKind[] = hasMobile ? ['fixed', 'mobile', 'web'] : ['fixed', 'web'];
  return { extension, devices };
}
