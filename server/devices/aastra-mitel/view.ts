// A phone's files, computed.
import type { PhoneContext } from '../phone-context.ts';

/** The value list of the `alert ...` parameters from 1 on. Source: facts/aastra-mitel.md 4.9 */
export const RINGTONES: readonly string[] = ['Bellcore-dr2', 'Bellcore-dr3', 'Bellcore-dr4', 'Bellcore-dr5', 'Silent'];

export function aastraMitelView(_phone: PhoneContext) {
  return {};
}
