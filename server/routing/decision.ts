// What an edge tells the routing core about a call, and what it is to do. Nothing here knows SIP beyond the status of a refusal.
// A call has one caller at a time: who is being led to somebody. When he is passed on, the other party becomes the caller.
import type { AgentId, CallId, QueueId } from '../domain/queue.ts';
import type { ChannelName, DeviceKind } from '../domain/telephony/channel.ts';
import type { Destination, E164, ExtensionNumber } from '../domain/telephony/destination.ts';
import type { QueueAction, QueueEvent } from './queue/events.ts';
import type { Audio } from './queue/settings.ts';

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
export type AlertClass = 'internal' | 'group' | 'queue' | 'national' | 'international';

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
    }
  | {
      readonly kind: 'number';
      readonly id: string;
      readonly e164: string;
      /** Sent as the caller; absent: anonymous. */
      readonly callerId?: E164;
      /** Emergency calls: where the caller is, so that they reach the right centre. Source: EXT-47, FAC-116 */
      readonly areaCode?: string;
      readonly isEmergency: boolean;
    }
  /** The provider of a smart app, with what EXT-149 hands over. */
  | { readonly kind: 'app'; readonly id: string; readonly app: string; readonly extension: ExtensionNumber };

/** What is played: a recording of the account, a spoken text of the system, or digits read out one by one. */
export type Prompt =
  | { readonly kind: 'sound'; readonly soundId: string; readonly durationMs: number }
  | { readonly kind: 'audio'; readonly file: Audio }
  | { readonly kind: 'system'; readonly name: SystemPrompt; readonly durationMs: number }
  | { readonly kind: 'digits'; readonly digits: string }
  | { readonly kind: 'ringbackTone'; readonly times: number };

/** Sentences of the system, in each language that it speaks. */
export type SystemPrompt = string;

export type RefusalReason =
  | 'noSuchNumber'
  | 'noActivePlan'
  | 'blocked'
  | 'busy'
  | 'noAnswer'
  | 'unreachable'
  | 'notLoggedIn'
  | 'loginAgain'
  | 'externalCallLimit'
  | 'loop'
  | 'queueFull'
  | 'noRight'
  | 'nothingThere'
  | 'invalidCallerNumber';

export type EndReason = RefusalReason | 'callerHungUp' | 'calleeHungUp' | 'done' | 'passedOn';

export type Action =
  /** To be stopped at `forSec` by the core itself: it sets a timer. */
  | { readonly do: 'ring'; readonly call: CallId; readonly targets: readonly Target[]; readonly forSec: number }
  | {
      readonly do: 'stopRinging';
      readonly call: CallId;
      readonly targets: readonly string[];
      /** Somebody else answered: no missed call is shown. */
      readonly elsewhere: boolean;
    }
  | { readonly do: 'connect'; readonly call: CallId; readonly target: string }
  /** In this order; `soundEnded` tells of the last. Keys are reported at any time. */
  | { readonly do: 'play'; readonly call: CallId; readonly prompts: readonly Prompt[] }
  | { readonly do: 'enterQueue'; readonly call: CallId; readonly queue: QueueId }
  | { readonly do: 'tellQueue'; readonly event: QueueEvent }
  /** Before the call is answered; afterwards it is told by a tone and released. */
  | {
      readonly do: 'refuse';
      readonly call: CallId;
      readonly sipStatus: 403 | 404 | 480 | 482 | 486 | 603;
      readonly reason: RefusalReason;
    }
  | { readonly do: 'release'; readonly call: CallId; readonly reason: EndReason };

/** What happened, as the edge saw it. */
export type CallEvent =
  | { readonly type: 'answered'; readonly target: string }
  | { readonly type: 'failed'; readonly target: string; readonly why: 'busy' | 'declined' | 'unreachable' | 'invalid' }
  | { readonly type: 'digit'; readonly digit: string; readonly from?: 'caller' | 'callee' }
  | { readonly type: 'soundEnded' }
  | { readonly type: 'callerHungUp' }
  | { readonly type: 'calleeHungUp' }
  /** The queue's machine decided something about this call. */
  | { readonly type: 'queueDid'; readonly action: QueueAction }
  /** A phone or client asks to pass the other party on. */
  | { readonly type: 'transfer'; readonly by: 'caller' | 'callee'; readonly to: Destination | string }
  /** Time has passed; due when nextDueAt says so. */
  | { readonly type: 'timer' };

/** A call that a queue offers rings at this agent. */
export interface OfferedAgent {
  readonly agent: AgentId;
  readonly targets: readonly string[];
}
