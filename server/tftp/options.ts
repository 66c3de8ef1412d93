// Which of a client's options are granted, and with what value (RFC 2347): blksize (RFC 2348), timeout and tsize
// (RFC 2349), windowsize (RFC 7440). Unknown options and malformed values are passed over, as if never sent. Pure.

import type { Options } from './packet.ts';

/** The block size of RFC 1350, in bytes. */
export const DEFAULT_BLOCK_BYTES = 512;
const MIN_BLOCK_BYTES = 8;
const MAX_BLOCK_BYTES = 65_464;
const MAX_TIMEOUT_SEC = 255;
const DIGITS = /^\d{1,15}$/;

export interface OptionLimits {
  /** The largest block granted, in bytes; a client asking for more gets this. */
  readonly maxBlockBytes: number;
  /** The largest window granted, in blocks. */
  readonly maxWindowBlocks: number;
  /** The largest window granted, in bytes: what one transfer may hold unacknowledged. One block is always granted. */
  readonly maxWindowBytes: number;
}

export interface Terms {
  readonly blockBytes: number;
  /** Blocks sent before an ACK is awaited; 1 is RFC 1350's lock step. */
  readonly windowBlocks: number;
  /** Retransmission time asked by the client; undefined leaves it to the server. */
  readonly timeoutMs: number | undefined;
  /** What to put in the OACK; empty means that none is sent. */
  readonly granted: Options;
}

/**
 * Settles the terms of one transfer.
 * @param asked         the request's options
 * @param transferSize  the value for tsize: the file's size in bytes as the client will count it, `asSent` to echo the
 *                      client's own (a write), or undefined when unknown, which leaves tsize unanswered
 */
export function negotiate(asked: Options, limits: OptionLimits, transferSize: number | 'asSent' | undefined): Terms {
  const blksize = numberIn(asked.get('blksize'), MIN_BLOCK_BYTES, Number.MAX_SAFE_INTEGER);
  const timeout = numberIn(asked.get('timeout'), 1, MAX_TIMEOUT_SEC);
  const tsize = numberIn(asked.get('tsize'), 0, Number.MAX_SAFE_INTEGER);
  const windowsize = numberIn(asked.get('windowsize'), 1, 65_535);

  const blockBytes = Math.min(blksize ?? DEFAULT_BLOCK_BYTES, limits.maxBlockBytes, MAX_BLOCK_BYTES);
  const windowThatFits = Math.max(1, Math.floor(limits.maxWindowBytes / blockBytes));
  const windowBlocks = Math.min(windowsize ?? 1, limits.maxWindowBlocks, windowThatFits);

  const granted = new Map<string, string>();
  if (blksize !== undefined) granted.set('blksize', String(blockBytes));
  if (timeout !== undefined) granted.set('timeout', String(timeout));
  if (windowsize !== undefined) granted.set('windowsize', String(windowBlocks));
  if (tsize !== undefined && transferSize !== undefined) {
    granted.set('tsize', String(transferSize === 'asSent' ? tsize : transferSize));
  }
  return { blockBytes, windowBlocks, timeoutMs: timeout === undefined ? undefined : timeout * 1000, granted };
}

/** The size that a client announces for its upload, in bytes (RFC 2349); undefined when it does not or not readably. */
export function announcedSize(asked: Options): number | undefined {
  return numberIn(asked.get('tsize'), 0, Number.MAX_SAFE_INTEGER);
}

function numberIn(text: string | undefined, min: number, max: number): number | undefined {
  if (text === undefined || !DIGITS.test(text)) return undefined;
  const value = Number(text);
  return value >= min && value <= max ? value : undefined;
}
