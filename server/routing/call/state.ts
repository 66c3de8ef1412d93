// A call as it stands between two events: who calls, what it met on its way, and what it waits for. Plain data: it can be
// written as JSON and go on elsewhere.
import type { AgentId, CallId, QueueId } from '../../domain/queue.ts';
import type { ChannelName, DeviceKind } from '../../domain/telephony/channel.ts';
import type { Destination, ExtensionNumber } from '../../domain/telephony/destination.ts';
import type { SentNumber } from '../../domain/telephony/extension.ts';
import type { EndReason, Party, RefusalReason, Target } from '../decision.ts';
import type { Dialogue } from './dialogue.ts';
import type { Away } from './reachability.ts';

/** Who calls, as far as it is known. */
export interface Caller {
  /** Of ours; absent when he calls from outside, or nobody is logged in on the device. */
  readonly user?: ExtensionNumber;
  readonly channel?: ChannelName;
  readonly device: DeviceKind | 'outside';
  /** Of a caller from outside, international; absent: withheld. */
  readonly number?: string;
  readonly name?: string;
}

/** What is done when nobody takes a call that rings. */
export type Next =
  | { readonly do: 'forward'; readonly to: readonly Destination[]; readonly of: ExtensionNumber; readonly sends: Sends }
  | { readonly do: 'refuse'; readonly reason: RefusalReason };

/** Which number goes along when a call is passed on: `own` is that of a user. Source: R-15, EXT-133 */
export type Sends = SentNumber | { readonly kind: 'own'; readonly of: ExtensionNumber };

/** Something that rings; a member's own forward may take its place. */
export interface Ringing {
  readonly target: Target;
  /** Milliseconds; absent: as long as the rest. */
  readonly until?: number;
  /** Rings in its place after `until`, or when it is busy. Source: EXT-76, R-14 */
  readonly onNoAnswer?: Away;
}

export type Situation =
  | { readonly is: 'new' }
  | {
      readonly is: 'ringing';
      readonly ringing: readonly Ringing[];
      readonly until: number;
      readonly onBusy: Next;
      readonly onNoAnswer: Next;
      /** All that went away said they were busy. */
      readonly allBusy: boolean;
    }
  | {
      readonly is: 'dialogue';
      readonly dialogue: Dialogue;
      readonly digits: string;
      /** How often it asked without an answer that it could use. */
      readonly asked: number;
      /** `asking`: prompts play; `listening`: for keys; `waiting`: for an answer of the store. */
      readonly phase: 'asking' | 'listening' | 'waiting';
      readonly until: number;
    }
  | { readonly is: 'playing'; readonly then: AfterSound; readonly until: number }
  | { readonly is: 'queued'; readonly queue: QueueId; readonly offers: readonly Offered[] }
  | { readonly is: 'leavingMessage'; readonly until: number }
  | {
      readonly is: 'talking';
      readonly callee: Talker;
      readonly queue?: { readonly id: QueueId; readonly agent: AgentId };
      readonly keys: { readonly [P in Party]?: KeyBuffer };
      readonly hold?: Hold;
    }
  /** `recall`: it rings at whoever parked it, without losing its line. */
  | {
      readonly is: 'parked';
      readonly line: number;
      readonly by: ExtensionNumber;
      readonly until: number;
      readonly recall: readonly Ringing[];
    }
  | { readonly is: 'listeningIn'; readonly agent: ExtensionNumber; readonly active: boolean }
  /** The caller became part of another call, which goes on by itself. */
  | { readonly is: 'joined' }
  | { readonly is: 'over'; readonly why: EndReason };

export type AfterSound =
  | { readonly do: 'release'; readonly reason: EndReason }
  | { readonly do: 'dialogue'; readonly dialogue: Dialogue }
  | { readonly do: 'refuse'; readonly reason: RefusalReason };

/** An offer of a queue, and what rings for it. */
export interface Offered {
  readonly agent: AgentId;
  readonly targets: readonly Target[];
  /** Of them, the one that answered before the queue said that he has the call. */
  readonly answered?: string;
}

/** The other party of a conversation. */
export interface Talker {
  readonly target: Target;
  /** Of ours; absent: outside. */
  readonly user?: ExtensionNumber;
}

/** Keys that may become a code, and when they no longer do. */
export interface KeyBuffer {
  readonly digits: string;
  readonly until: number;
}

/** One party is on hold, and what its holder does meanwhile. Source: CALL-11 */
export interface Hold {
  readonly holder: Party;
  readonly phase: 'collecting' | 'calling' | 'consulting' | 'threeWay';
  readonly digits: string;
  /** Who is called for consultation, as it was keyed. */
  readonly to?: string;
  /** When keys count as complete. */
  readonly until?: number;
}

export interface CallState {
  readonly id: CallId;
  readonly caller: Caller;
  /** As it was dialled; the number of the account for a call from outside. */
  readonly called: string;
  readonly way: 'internal' | 'inbound' | 'outbound' | 'code';
  /** In front of the caller's number. */
  readonly prefix: string;
  readonly through?: 'group' | 'queue';
  /** The number that goes along when it is passed on. */
  readonly sends?: Sends;
  /** Who passed it on last: what he may not call, it does not reach. */
  readonly passedBy?: ExtensionNumber;
  /** Users whose calls are analysed from the start. Source: R-16 */
  readonly analysed: readonly ExtensionNumber[];
  /** Extensions that it went through without a key pressed in between. Source: EXT-13 */
  readonly visited: readonly ExtensionNumber[];
  /** Call limit extensions that count it. */
  readonly counted: readonly ExtensionNumber[];
  /** Whose transfer it is: it comes back to him when nobody takes it. Source: CALL-6 */
  readonly returnsTo?: ExtensionNumber;
  /** It came back already. Source: CALL-7 */
  readonly returned: boolean;
  /** The caller's leg is answered: he can hear something, and is released, not refused. */
  readonly answered: boolean;
  readonly emergency: boolean;
  readonly situation: Situation;
}

/** When the event `timer` is due; undefined when nothing will happen by itself. Milliseconds. */
export function nextDueAt({ situation }: CallState): number | undefined {
  switch (situation.is) {
    case 'ringing':
      return Math.min(situation.until, ...situation.ringing.map(({ until }) => until ?? Number.POSITIVE_INFINITY));
    case 'dialogue':
    case 'playing':
    case 'leavingMessage':
    case 'parked':
      return situation.until;
    case 'talking':
      return earliest([situation.keys.caller?.until, situation.keys.callee?.until, situation.hold?.until]);
    default:
      return undefined;
  }
}

function earliest(times: readonly (number | undefined)[]): number | undefined {
  const known = times.filter((time) => time !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}
