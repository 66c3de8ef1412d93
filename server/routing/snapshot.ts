// Everything of one account that its calls are decided by, as plain data: what administrators and users set (Snapshot), and what
// is the case at this moment (Live). Both can be written as JSON.
import type { IpListing } from '../domain/ip-listing.ts';
import type { Country, Language } from '../domain/locale.ts';
import type { AgentId, CallId, QueueId } from '../domain/queue.ts';
import type { BlockingRules } from '../domain/telephony/blocking.ts';
import type { ChannelName, TelephonyChannel } from '../domain/telephony/channel.ts';
import type { E164, ExtensionNumber } from '../domain/telephony/destination.ts';
import type { Extension } from '../domain/telephony/extension.ts';
import type { PrivacyGroup } from '../domain/telephony/groups.ts';
import type { AccountNumber } from '../domain/telephony/number.ts';
import type { NumberPlanSchema } from '../domain/telephony/number-plan.ts';
import type { Reach, ReachFacts } from '../domain/telephony/reach.ts';
import type { Sound } from '../domain/telephony/sound.ts';
import type { TelephonyUser } from '../domain/telephony/user.ts';
import type { QueueSettings } from './queue/settings.ts';

export interface TelephonyAccount {
  readonly id: string;
  readonly country: Country;
  readonly language: Language;
  /** IANA. */
  readonly timeZone: string;
  /** With its trunk prefix or without: `020` and `20` are the same. */
  readonly areaCode?: string;
  /** Digits of an ordinary extension; absent until the first is made. Source: EXT-7 */
  readonly extensionLength?: number;
  /** Of login PINs; absent: as domain/pin.ts has it. Source: EXT-46 */
  readonly pinLength?: number;
  /** Sent with emergency calls where nothing nearer is set. Source: FAC-108 */
  readonly emergencyCallerId?: E164;
  /** Source: FAC-41 */
  readonly recording: { readonly active: boolean; readonly outgoing: boolean };
  /** Source: FAC-68 */
  readonly aiAssistant: boolean;
  /** Most simultaneous calls with outside; absent: no limit. Source: FAC-70 */
  readonly externalCallLimit?: number;
  readonly ipListing?: IpListing;
  /** Absent: PARK_RECALL_SEC. Source: CALL-32 */
  readonly parkRecallSec?: number;
  /** Absent: TRANSFER_RING_SEC. Source: CALL-8 */
  readonly transferRingSec?: number;
  /** Absent: ALERT_INFO_TEMPLATE. Source: CALL-47 */
  readonly alertInfoTemplate?: string;
  /** The account's own music on hold, played in this order; empty: that of the system. Source: FAC-23 */
  readonly musicOnHold: readonly Sound[];
}

/** What administrators and users of one account set. */
export interface Snapshot {
  readonly account: TelephonyAccount;
  readonly extensions: readonly Extension[];
  readonly users: readonly TelephonyUser[];
  readonly channels: readonly TelephonyChannel[];
  readonly numbers: readonly AccountNumber[];
  readonly numberPlanSchemas: readonly NumberPlanSchema[];
  readonly blocking: {
    readonly account: BlockingRules;
    readonly users: Readonly<Record<ExtensionNumber, BlockingRules>>;
  };
  readonly reach: Readonly<Record<ExtensionNumber, Reach>>;
  readonly privacyGroups: readonly PrivacyGroup[];
  readonly sounds: readonly Sound[];
  readonly queues: readonly QueueSettings[];
}

/** A call that rings, as pickup sees it. */
export interface RingingCall {
  readonly call: CallId;
  /** What was called: a user, group or queue. */
  readonly extension: ExtensionNumber;
  /** Where it rings. */
  readonly channels: readonly ChannelName[];
  readonly users: readonly ExtensionNumber[];
  /** Milliseconds. */
  readonly since: number;
}

export interface ParkedCall {
  readonly call: CallId;
  readonly by: ExtensionNumber;
  readonly since: number;
}

/** What is the case now. What is not told of a channel or user: it is registered and idle. */
export interface Live {
  /** Who logged in where, besides those whom administrators linked. Source: FAC-32 */
  readonly logins: Readonly<Record<ChannelName, ExtensionNumber>>;
  /** Channels that no device is registered on. */
  readonly unregistered: Readonly<Record<ChannelName, true>>;
  /** Channels whose device comes from an address that is not known: it may not call out. Source: FAC-71 */
  readonly unknownAddress: Readonly<Record<ChannelName, true>>;
  /** Calls that ring or are talked on, by channel. */
  readonly channelCalls: Readonly<Record<ChannelName, number>>;
  /** Calls that ring at or are talked on by a user. Source: EXT-48 */
  readonly userCalls: Readonly<Record<ExtensionNumber, number>>;
  readonly ringing: readonly RingingCall[];
  /** By line, 1 to 99. Source: CALL-28 */
  readonly parked: Readonly<Record<string, ParkedCall>>;
  /** Calls that a call limit extension let through and that still last. Source: EXT-130 */
  readonly limited: Readonly<Record<ExtensionNumber, number>>;
  /** Calls with outside. Source: FAC-70 */
  readonly externalCalls: number;
  /** What members of queues did with 903 and 904; who is not told of is as the settings say. */
  readonly queueLogins: Readonly<Record<QueueId, Readonly<Record<AgentId, 'active' | 'inactive'>>>>;
  readonly reach: Readonly<Record<ExtensionNumber, ReachFacts>>;
}

/** Nobody talks, nothing rings, everything is registered. */
export const QUIET: Live = {
  logins: {},
  unregistered: {},
  unknownAddress: {},
  channelCalls: {},
  userCalls: {},
  ringing: [],
  parked: {},
  limited: {},
  externalCalls: 0,
  queueLogins: {},
  reach: {},
};
