// Number plans switched by hand: by administrators, over the telephone, and by users in their clients when their extension has the
// right to. Source: NP-16, NP-44 to NP-47, NP-53 to NP-58, NP-63 to NP-65
import type { Person } from '../../domain/actor.ts';
import { AppError } from '../../errors.ts';
import { type WantedOverride, withOverride } from '../../routing/number-plan/rules.ts';
import type { TelephonyDeps } from '../deps.ts';
import { findRecord } from '../edit.ts';
import { again } from '../extensions.ts';
import { ownExtension } from '../reach/own.ts';
import { findSchema, keepSchema, type SchemaRecord, type WhichSchema } from './schemas.ts';

/**
 * @param by  who switches, as people read it
 * @throws NUMBER_PLAN_NOT_FOUND  nothing was changed (NP-54); as findSchema()
 */
export async function switchPlan(
  deps: TelephonyDeps,
  which: WhichSchema,
  wanted: WantedOverride,
  by: string,
): Promise<SchemaRecord> {
  return again(async () => {
    const found = await findSchema(deps, which);
    const value = withOverride(found.value, wanted, deps.now(), by);
    if (value === undefined)
      throw new AppError('NUMBER_PLAN_NOT_FOUND', { detail: wanted.kind === 'none' ? '' : String(wanted.plan) });
    if (wanted.kind === 'none' && found.record.value.override === undefined) return found.record;
    return keepSchema(deps, found, value);
  });
}

/**
 * The account whose number plans a person may switch by the right of his own extension.
 * @throws REACH_NOT_YOURS; FORBIDDEN  without the right. Source: NP-64, NP-65
 */
export async function accountToSwitch(
  deps: TelephonyDeps,
  person: Pick<Person, 'username' | 'reach'>,
): Promise<string> {
  const { accountId, extension } = await ownExtension(deps, person);
  const { value } = await findRecord(deps, 'extension', accountId, extension);
  if (value.kind === 'user' && value.rights.timeConfiguration) return accountId;
  throw new AppError('FORBIDDEN', { detail: 'your extension lacks the right Time configuration' });
}
