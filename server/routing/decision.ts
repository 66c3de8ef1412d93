// What an edge tells the routing core about a call, and what it is to do. Nothing here knows SIP beyond the status of a refusal.
// A call has one caller at a time: who is being led to somebody. When he is passed on, the other party becomes the caller.
import type { Language } from '../domain/locale.ts';
import type { CallId, QueueId } from '../domain/queue.ts';
import type { CallType } from '../domain/ringtones.ts';
import type { ChannelName, DeviceKind } from '../domain/telephony/channel.ts';
import type { Destination, E164, ExtensionNumber } from '../domain/telephony/destination.ts';
import type { SystemPrompt } from './call/prompts.ts';
import type { Background, QueueAction, QueueEvent, Sound } from './queue/events.ts';

/** Where a call comes from. */
export type Origin =
  /** A device that is registered here; who is logged in on it is looked up. */
  | { readonly kind: 'channel'; readonly channel: ChannelName }
  /** A client or managed mobile phone that proved whose it is. */
  | { readonly kind: 'user'; readonly extension: ExtensionNumber; readonly device: DeviceKind }
  /** The public network; without a number when it is withheld. */
  | { readonly kind: 'outside'; readonly number?: string };

/** A call as it arrives. */
export interface IncomingCall {
  readonly id: CallId;
  readonly origin: Origin;
  /** As it was dialled; for a call from outside the number of the account that was called. */
  readonly to: string;
}

/** Calls that phones may ring differently for. Source: CALL-44, CALL-48 */
export type AlertClass = CallType;

/** What the called party sees. Absent number: withheld. */
export interface ShownCaller {
  readonly number?: string;
  readonly name?: string;
  /** In front of the number. Source: NP-23, EXT-103 */
  readonly prefix: string;
}

/** Something that is rung; `id` is its name in later events. */
export type Target =
  | {
      readonly kind: 'channel';
      readonly id: string;
      readonly channel: ChannelName;
      readonly user: ExtensionNumber;
      readonly shown: ShownCaller;
      readonly alert: AlertClass;
      /** The header Alert-Info of the INVITE; fixed phones alone choose a ring tone by it. Source: CALL-45, CALL-47, CALL-49 */
      readonly alertInfo?: string;
    }
  | {
      readonly kind: 'number';
      readonly id: string;
      /** International; a service number of the country as it was dialled. */
      readonly number: string;
      /** Sent as the caller; absent: anonymous. */
      readonly callerId?: E164;
      /** Emergency calls: where the caller is, so that they reach the right centre. Source: EXT-47, FAC-116 */
      readonly areaCode?: string;
      readonly isEmergency: boolean;
    }
  /** The provider of a smart app, with what EXT-149 hands over. */
  | { readonly kind: 'app'; readonly id: string; readonly app: string; readonly extension: ExtensionNumber };

/** What is played: a recording of the account, a spoken text of the system, digits read out one by one, or ringback tones. */
export type Prompt =
  | { readonly kind: 'sound'; readonly soundId: string; readonly durationMs: number }
  | { readonly kind: 'system'; readonly name: SystemPrompt; readonly language: Language; readonly durationMs: number }
  | { readonly kind: 'digits'; readonly digits: string; readonly durationMs: number }
  | { readonly kind: 'ringbackTone'; readonly durationMs: number };

export type RefusalReason =
  | 'noSuchNumber'
  | 'noActivePlan'
  | 'blocked'
  | 'busy'
  | 'noAnswer'
  | 'unreachable'
  | 'declined'
  | 'notLoggedIn'
  | 'loginAgain'
  | 'externalCallLimit'
  | 'loop'
  | 'queueFull'
  | 'queueClosed'
  | 'noRight'
  | 'nothingThere'
  | 'noInput';

export type EndReason = RefusalReason | 'callerHungUp' | 'calleeHungUp' | 'done' | 'passedOn';

export type SipStatus = 403 | 404 | 480 | 482 | 486 | 603;

/** What is asked of the store or of another call, and answered by the event `told`. */
export type Request =
  /** Whether the PIN is right; `0000` of an admin is answered with `mustChange`. Never logged. */
  | { readonly ask: 'pin'; readonly of: PinOwner; readonly digits: string }
  | { readonly ask: 'setPin'; readonly of: PinOwner; readonly digits: string }
  /** Puts the user on the channel; `elsewhere`: and takes him off these. */
  | {
      readonly ask: 'login';
      readonly channel: ChannelName;
      readonly user: ExtensionNumber;
      readonly elsewhere: readonly ChannelName[];
    }
  | { readonly ask: 'logout'; readonly channels: readonly ChannelName[]; readonly user: ExtensionNumber }
  | { readonly ask: 'override'; readonly schemaId: string; readonly override: PlanOverride }
  | {
      readonly ask: 'setForward';
      readonly user: ExtensionNumber;
      readonly when: ForwardCondition;
      /** Absent: off. */
      readonly to?: Destination;
    }
  | { readonly ask: 'keepRecording'; readonly by: ExtensionNumber }
  | { readonly ask: 'mailbox'; readonly of: MailboxOwner; readonly what: MailboxCommand; readonly digits?: string };

export type PinOwner =
  | { readonly kind: 'user' | 'voicemail'; readonly extension: ExtensionNumber }
  /** Any entry of an authentication extension: its answer names the entry. */
  | { readonly kind: 'authentication'; readonly extension: ExtensionNumber };

/** Personal voicemail, or a voicemail extension. */
export interface MailboxOwner {
  readonly kind: 'user' | 'voicemail';
  readonly extension: ExtensionNumber;
}
export type MailboxCommand = 'count' | 'next' | 'repeat' | 'delete' | 'old' | 'recordGreeting' | 'setLanguage';

export const FORWARD_CONDITIONS = ['always', 'busy', 'noAnswer'] as const;
export type ForwardCondition = (typeof FORWARD_CONDITIONS)[number];

/** Source: NP-55, NP-57, NP-58 */
export type PlanOverride =
  | { readonly kind: 'temporary' | 'permanent'; readonly plan: number }
  | { readonly kind: 'none' };

export type Action =
  /** The core ends it by itself: when the time is up it asks to stop. */
  | { readonly do: 'ring'; readonly targets: readonly Target[]; readonly forSec: number }
  /** `elsewhere`: somebody else answered, no missed call is shown. */
  | { readonly do: 'stopRinging'; readonly targets: readonly string[]; readonly elsewhere: boolean }
  | { readonly do: 'connect'; readonly target: string }
  /** Somebody answered what no longer rings for him. */
  | { readonly do: 'releaseTarget'; readonly target: string }
  /** In this order; `soundEnded` tells that the last is over. Keys are reported at any time. */
  | { readonly do: 'play'; readonly prompts: readonly Prompt[] }
  /** To one party of a conversation alone. */
  | { readonly do: 'tell'; readonly party: Party; readonly prompts: readonly Prompt[] }
  /** The party hears music, and nobody hears it. */
  | { readonly do: 'hold' | 'resume'; readonly party: Party }
  /** Music without end, until something else is played. */
  | { readonly do: 'music'; readonly party: Party }
  /** Keys that were no code after all go on to the other party. Source: CALL-16 */
  | { readonly do: 'passKeys'; readonly from: Party; readonly digits: string }
  /** What a queue has its caller hear. */
  | { readonly do: 'queueSounds'; readonly sounds: readonly Sound[] }
  | { readonly do: 'background'; readonly background: Background }
  /** The leg of whoever picked a queue's call up becomes the other party. */
  | { readonly do: 'connectPicker'; readonly agent: ExtensionNumber }
  | { readonly do: 'enterQueue'; readonly queue: QueueId }
  | { readonly do: 'tellQueue'; readonly event: QueueEvent }
  | { readonly do: 'recordMessage'; readonly mailbox: MailboxOwner; readonly greeting: Prompt; readonly maxSec: number }
  /** Records what the caller says, up to `#`. Source: FAC-63 */
  | { readonly do: 'recordSound'; readonly maxSec: number }
  | { readonly do: 'playRecording' }
  | { readonly do: 'ask'; readonly request: Request }
  /** To be kept, so that it holds for later calls; `added`: he becomes a member, of the lowest rank. Source */
  | {
      readonly do: 'keepQueueLogin';
      readonly queue: QueueId;
      readonly agent: ExtensionNumber;
      readonly status: 'active' | 'inactive';
      readonly added: boolean;
    }
  /** `by` is 1 or -1. Source: EXT-130, EXT-132 */
  | { readonly do: 'countLimit'; readonly extension: ExtensionNumber; readonly by: number }
  /** The call is kept, for the user named. Source: FAC-50 */
  | { readonly do: 'record'; readonly of: ExtensionNumber; readonly direction: 'incoming' | 'outgoing' }
  /** Of a longer call so much is analysed, and the result marked partial. Source: CALL-63, CALL-68 */
  | { readonly do: 'analyse'; readonly of: ExtensionNumber; readonly on: true; readonly maxSec: number }
  | { readonly do: 'analyse'; readonly of: ExtensionNumber; readonly on: false }
  /** Tells desktop clients of a call that rings at somebody; none is rung by it. Source: FAC-10, FAC-17, FAC-18 */
  | {
      readonly do: 'notify';
      readonly users: readonly ExtensionNumber[];
      readonly about: ExtensionNumber;
      readonly afterSec: number;
      readonly mayTake: boolean;
    }
  /** The caller takes the place of what rings for another call, which is told `pickedUp`. */
  | { readonly do: 'pickUp'; readonly other: CallId }
  | { readonly do: 'park'; readonly line: number; readonly by: ExtensionNumber }
  | { readonly do: 'unpark'; readonly line: number }
  | { readonly do: 'retrieve'; readonly other: CallId; readonly line: number }
  /** The user's call goes on at the caller's device. Source: CALL-71 */
  | { readonly do: 'moveHere'; readonly user: ExtensionNumber }
  | {
      readonly do: 'listenIn';
      readonly agent: ExtensionNumber;
      readonly mode: 'listen' | 'consult';
    }
  | { readonly do: 'nextCallOfAgent'; readonly agent: ExtensionNumber }
  /** A second call of the holder's, which is decided as a call of its own. */
  | { readonly do: 'consult'; readonly holder: Party; readonly to: string }
  | { readonly do: 'endConsultation' }
  | { readonly do: 'toggle' | 'threeWay' | 'joinConsulted' }
  /** One party leaves; the other is the caller from now on. */
  | { readonly do: 'releaseParty'; readonly party: Party }
  /** Before the caller's leg is answered. */
  | { readonly do: 'refuse'; readonly sipStatus: SipStatus; readonly reason: RefusalReason }
  | { readonly do: 'release'; readonly reason: EndReason };

export type Party = 'caller' | 'callee';

/** What happened, as the edge saw it. */
export type CallEvent =
  | { readonly type: 'answered'; readonly target: string }
  | { readonly type: 'failed'; readonly target: string; readonly why: FailureReason }
  | { readonly type: 'digit'; readonly digit: string; readonly from?: Party }
  | { readonly type: 'soundEnded' }
  | { readonly type: 'callerHungUp' }
  | { readonly type: 'calleeHungUp' }
  /** The queue's machine decided something about this call. */
  | { readonly type: 'queueDid'; readonly action: QueueAction }
  /** A phone's transfer key or a client passes the other party on without asking. */
  | { readonly type: 'transfer'; readonly by: Party; readonly to: string }
  /** Whoever it rings at sends it elsewhere instead of answering. Source: CALL-17 */
  | { readonly type: 'deflected'; readonly target: string; readonly to: string }
  /** A client parks the other party, as `*6` does. Source: CALL-30 */
  | { readonly type: 'park'; readonly by: Party }
  /** A client starts or stops the assistant, as `*4` and `*5` do. Source: CALL-61 */
  | { readonly type: 'analyse'; readonly by: Party; readonly on: boolean }
  /** Another call took this one over: it rang, or was parked. */
  | { readonly type: 'pickedUp'; readonly by: ExtensionNumber; readonly target: string }
  | { readonly type: 'consultAnswered' | 'consultEnded' }
  /** The answer to the last `ask`. */
  | { readonly type: 'told'; readonly answer: Answer }
  /** The agent who is listened to began or ended a call. Source: CALL-37, CALL-43 */
  | { readonly type: 'agentCall'; readonly active: boolean }
  /** A smart app asks for something. Source: EXT-149 */
  | { readonly type: 'appTransfer'; readonly to: Destination }
  /** Time has passed; due when nextDueAt says so. */
  | { readonly type: 'timer' };

export type FailureReason = 'busy' | 'declined' | 'unreachable';

/** `mustChange`: right, and only good to choose another. `entry`: of an authentication extension. `count`: new messages. */
export type Answer =
  | { readonly is: 'ok'; readonly entry?: string; readonly count?: number }
  | { readonly is: 'mustChange' }
  | { readonly is: 'wrong' };
