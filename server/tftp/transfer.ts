// What a read and a write transfer have in common: how one is held, how it ends, what it needs from outside.

import type { Options, Refusal } from './packet.ts';
import { formatOptionAck } from './packet.ts';
import type { OpenPeerSocket } from './peer-socket.ts';
import type { RetryPolicy } from './retry-timer.ts';

export type Outcome =
  /** All was sent and acknowledged, or received and answered. */
  | { readonly kind: 'done'; readonly sizeBytes: number }
  /** We ended it and told the peer why. */
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  /** The peer ended it with an ERROR packet. */
  | { readonly kind: 'endedByPeer'; readonly said: Refusal }
  /** The peer fell silent. */
  | { readonly kind: 'gaveUp' }
  /** Our disk failed; the peer was told. */
  | { readonly kind: 'diskFailed'; readonly error: unknown }
  /** Our socket failed; the peer has not been told. */
  | { readonly kind: 'socketFailed'; readonly error: unknown };

export interface Transfer {
  /** Resolves, never rejects, once the transfer's socket is closed and its timer stopped. */
  readonly outcome: Promise<Outcome>;
  /** Ends it at once, telling the peer; without effect when it has ended. */
  stop(refusal: Refusal): void;
}

/** What both kinds of transfer are started with. */
export interface TransferTerms {
  readonly openSocket: OpenPeerSocket;
  /** Bytes in every block but the last. */
  readonly blockBytes: number;
  /** Blocks sent before an ACK is due (RFC 7440). */
  readonly windowBlocks: number;
  /** What the OACK says; empty: none is sent. */
  readonly granted: Options;
  readonly retry: RetryPolicy;
}

/** The OACK for what was granted; undefined when nothing was, and then none may be sent (RFC 2347). */
export function optionAckOf(granted: Options): Buffer | undefined {
  return granted.size === 0 ? undefined : formatOptionAck(granted);
}
