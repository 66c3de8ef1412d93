// What routing needs of a channel: who is put on it, and what holds when nobody is. Its credentials stand in domain/records.ts.
// Source: FAC-37 to FAC-40, FAC-105, FAC-113, FAC-118 to FAC-129, R-17, R-62
import type { E164, ExtensionNumber } from './destination.ts';

/** The registration name. */
export type ChannelName = string;

/** What stands behind a channel; the devices 1 to 3 of a profile. Source: of routing-and-reach.md */
export const DEVICE_KINDS = ['fixed', 'mobile', 'web'] as const;
export type DeviceKind = (typeof DEVICE_KINDS)[number];

export interface TelephonyChannel {
  readonly name: ChannelName;
  readonly device: DeviceKind;
  /** The user whom an administrator put on it: nobody else logs in on it, and he does not log out. Source: FAC-119, FAC-120 */
  readonly linkedTo?: ExtensionNumber;
  /** Sent with emergency calls while nobody is logged in. Source: FAC-113 */
  readonly emergencyCallerId?: E164;
  readonly areaCode?: string;
  /** Most simultaneous calls offered, 1 to 5. Source: EXT-134 */
  readonly callLimit: number;
}
