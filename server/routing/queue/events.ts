// What reaches the queues of an account, what they answer, and what is kept for statistics. All times are milliseconds on the
// clock of whoever calls; lengths told to edges are seconds.
import type { AgentId, CallId, PromptLanguage, QueueId } from '../../domain/queue.ts';
import type { Audio, QueueSettings } from './settings.ts';

/** A user's own forwards, as his profile has them at this moment. Each a number. Source: Q-170 */
export interface AgentForwards {
  readonly unconditional?: string;
  readonly busy?: string;
  readonly noAnswer?: string;
}

export type QueueEvent =
  | { readonly type: 'callArrived'; readonly call: CallId; readonly queue: QueueId }
  /** Waiting or in conversation. */
  | { readonly type: 'callerHungUp'; readonly call: CallId }
  | { readonly type: 'digit'; readonly call: CallId; readonly digit: string }
  /** A recording ended before its time, or could not be played. */
  | { readonly type: 'soundEnded'; readonly call: CallId }
  | { readonly type: 'agentAnswered'; readonly call: CallId; readonly agent: AgentId }
  /** What the agent's phones said to an offer, other than yes. */
  | { readonly type: 'offerFailed'; readonly call: CallId; readonly agent: AgentId; readonly why: OfferFailure }
  /** The conversation is over for the agent: he hung up, or passed the caller on. */
  | { readonly type: 'agentHungUp'; readonly call: CallId; readonly agent: AgentId }
  /** `*8` and the queue's number, dialled by any extension. */
  | { readonly type: 'pickup'; readonly queue: QueueId; readonly by: AgentId }
  | { readonly type: 'agentLoggedIn'; readonly queue: QueueId; readonly agent: AgentId }
  | { readonly type: 'agentLoggedOut'; readonly queue: QueueId; readonly agent: AgentId }
  | { readonly type: 'agentPaused'; readonly agent: AgentId; readonly paused: boolean }
  /** The agent is ready before his wrap-up time has passed. */
  | { readonly type: 'wrapUpDone'; readonly agent: AgentId }
  /** Whether at least one of the agent's devices can be reached. */
  | { readonly type: 'agentReachable'; readonly agent: AgentId; readonly reachable: boolean }
  /** How many conversations the agent has that are no queue's. */
  | { readonly type: 'agentCallStateChanged'; readonly agent: AgentId; readonly privateCalls: number }
  | { readonly type: 'agentForwardsChanged'; readonly agent: AgentId; readonly forwards: AgentForwards }
  /** A queue was added or saved: its settings as a whole. */
  | { readonly type: 'configChanged'; readonly settings: QueueSettings }
  | { readonly type: 'queueRemoved'; readonly queue: QueueId }
  | { readonly type: 'timer' };

/** The ways in which an agent's phones end an offer without an answer. */
export type OfferFailure = 'busy' | 'noAnswer' | 'declined' | 'unreachable';

export type ForwardReason = 'noAgent' | 'full' | 'waitedTooLong' | 'breakOut';

/** What a caller is to hear at once. It interrupts the background, which goes on behind it where it was. */
export type Sound =
  | { readonly kind: 'ringbackTone' }
  | { readonly kind: 'introduction' | 'infotainment'; readonly file: Audio }
  | { readonly kind: 'position'; readonly position: number; readonly language: PromptLanguage }
  | { readonly kind: 'expectedWait'; readonly minutes: number; readonly language: PromptLanguage };

/** What a caller hears at all other times. An empty list of files: the music of the system. Source: Q-22e, Q-136 to Q-138 */
export type Background = { readonly kind: 'ringing' } | { readonly kind: 'music'; readonly files: readonly Audio[] };

export type QueueAction =
  /** Ring the agent's devices, or another number in their place, until told otherwise; `forSec` says when that will be. */
  | {
      readonly do: 'offer';
      readonly call: CallId;
      readonly queue: QueueId;
      readonly agent: AgentId;
      readonly at: 'devices' | { readonly number: string };
      readonly forSec: number;
    }
  | { readonly do: 'cancelOffer'; readonly call: CallId; readonly agent: AgentId; readonly elsewhere: boolean }
  | { readonly do: 'connect'; readonly call: CallId; readonly agent: AgentId }
  /** The agent answered what is no longer offered to him. */
  | { readonly do: 'releaseAgent'; readonly call: CallId; readonly agent: AgentId }
  | { readonly do: 'play'; readonly call: CallId; readonly sounds: readonly Sound[] }
  | { readonly do: 'setBackground'; readonly call: CallId; readonly background: Background }
  /** All numbers ring together; with `followForwards` their own forwards hold. The call has left the queue. */
  | {
      readonly do: 'forward';
      readonly call: CallId;
      readonly to: readonly string[];
      readonly followForwards: boolean;
      readonly reason: ForwardReason;
    }
  | { readonly do: 'refuse'; readonly call: CallId; readonly sipStatus: 404 | 480 | 486; readonly reason: RefuseReason }
  | { readonly do: 'refusePickup'; readonly queue: QueueId; readonly by: AgentId; readonly reason: PickupRefusal }
  /** What a login or logout came to. `added`: he is a new member now, to be kept with the settings (Q-47b). */
  | {
      readonly do: 'tellStatus';
      readonly queue: QueueId;
      readonly agent: AgentId;
      readonly status: 'active' | 'inactive' | 'refused';
      readonly added: boolean;
    };

export type RefuseReason = 'queueFull' | 'noSuchQueue' | 'queueRemoved';
export type PickupRefusal = 'notMember' | 'nothingRings';

/** How a call left without an answer. */
export type LeaveReason = ForwardReason | 'callerHungUp' | 'queueFull' | 'queueRemoved';

/** One line of the log that statistics are made of. `at` is the moment it happened. */
export type QueueLogEntry = { readonly at: number; readonly queue: QueueId } & (
  | { readonly what: 'entered'; readonly call: CallId }
  | { readonly what: 'answered'; readonly call: CallId; readonly agent: AgentId; readonly waitedMs: number }
  | { readonly what: 'ended'; readonly call: CallId; readonly agent: AgentId; readonly talkedMs: number }
  | { readonly what: 'left'; readonly call: CallId; readonly why: LeaveReason; readonly waitedMs: number }
  | { readonly what: 'loggedIn' | 'loggedOut'; readonly agent: AgentId }
);
