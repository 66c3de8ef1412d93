// The facilities of an account, with their state, as its page shows them. Source: FAC-1, FAC-47, FAC-66, FAC-74, FAC-80, FAC-98
import { newestChoice } from '../domain/choice.ts';
import type { Account } from '../domain/records.ts';
import type { TelephonyDeps } from './deps.ts';
import { ofKind } from './kinds.ts';
import { settingsOf } from './settings.ts';

export interface Facilities {
  readonly recording: boolean;
  /** Absent: not offered, since the facility itself is off. Source: FAC-47 */
  readonly recordingOutgoing?: boolean;
  /** For how many users it works, of those whose tier allows it. Source: FAC-64, FAC-66 */
  readonly assistant: { readonly active: boolean; readonly on: number; readonly eligible: number };
  /** `proxy`: where phones that encrypt register, and which their network must let them reach; absent while it is off. Source: FAC-94 */
  readonly encryption: { readonly active: boolean; readonly proxy?: string };
  readonly emergencyCallerId?: string;
  /** Absent: not offered in its country; `allowed` only while it is on: how many entries its list has. Source: FAC-74, FAC-80 */
  readonly ipListing?: { readonly active: boolean; readonly allowed?: number };
}

export async function facilitiesOf(deps: TelephonyDeps, account: Account): Promise<Facilities> {
  const { recording, aiAssistant, emergencyCallerId } = (await settingsOf(deps, account)).value;
  const users = ofKind(await deps.records.all(account.id, ['extension']), 'extension').flatMap(({ value }) =>
    value.kind === 'user' && value.tier !== 'starter' ? [value] : [],
  );
  const encryption = newestChoice(account.sipEncryption);
  const { active = false, allow = [] } = account.ipListing ?? {};
  return {
    recording: recording.active,
    ...(recording.active && { recordingOutgoing: recording.outgoing }),
    assistant: {
      active: aiAssistant,
      on: aiAssistant ? users.filter((user) => user.aiAssistant).length : 0,
      eligible: users.length,
    },
    encryption: encryption?.enabled ? { active: true, proxy: encryption.proxy } : { active: false },
    ...(emergencyCallerId !== undefined && { emergencyCallerId }),
    ...(account.country === 'NL' && { ipListing: { active, ...(active && { allowed: allow.length }) } }),
  };
}
