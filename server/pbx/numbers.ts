// An account's telephone numbers. One that emergency calls send stays the company's, and stays. Source: FAC-108 to FAC-115, NP-22, R-64
import { AppError, invalid } from '../errors.ts';
import type { TelephonyDeps } from './deps.ts';
import { nextOf, replaceRecord, useErrors, usesOfRecord } from './edit.ts';
import type { TelephonyRecord } from './kinds.ts';
import { mergePatch } from './merge-patch.ts';
import { readKind, standing, type Which } from './records.ts';

/**
 * @param patch  RFC 7396
 * @throws INPUT_INVALID  it is another user's own; TELEPHONY_IN_USE  it is sent with emergency calls or stands in a
 *   number plan, so it cannot become personal; as replaceRecord()
 */
export async function changeNumber(
  deps: TelephonyDeps,
  which: Which<'number'>,
  patch: unknown,
  references: 'refuse' | 'follow',
): Promise<TelephonyRecord<'number'>> {
  const former = await standing(deps, which);
  const value = readKind('number', mergePatch(former.value, patch));
  const { linkedTo: owner } = former.value;
  if (owner !== undefined && value.linkedTo !== undefined && value.linkedTo !== owner)
    throw invalid([
      { pointer: '/linkedTo', detail: `${former.key} is the own number of ${owner}: take it from him first` },
    ]);
  if (value.linkedTo !== undefined && former.value.linkedTo === undefined) {
    const all = await usesOfRecord(deps, former);
    const planned = all.filter(({ record }) => record.kind === 'numberPlanSchema');
    if (planned.length > 0)
      throw new AppError('TELEPHONY_IN_USE', {
        detail: 'it stands in a number plan, where a personal number cannot (NP-22)',
        errors: useErrors(planned),
      });
    const uses = all.flatMap(({ record, references }) => {
      const emergency = references.filter(({ place }) => place.keeps);
      return emergency.length > 0 ? [{ record, references: emergency }] : [];
    });
    if (uses.length > 0)
      throw new AppError('TELEPHONY_IN_USE', {
        detail: 'it is sent with emergency calls (FAC-115)',
        errors: useErrors(uses),
      });
  }
  return replaceRecord(deps, former, nextOf(deps, former, value), references);
}
