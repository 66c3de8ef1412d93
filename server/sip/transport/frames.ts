// Cuts a stream into messages: several per read, one over several reads, pings of empty lines in between. What comes
// without Content-Length cannot be cut, and ends the stream. Source: RFC 3261 7.5, 18.3, 20.14; RFC 5626 3.5.1, 4.4.1
import type { SipMessage, Unreadable } from '../message/message.ts';
import { contentLength, endOfHead, MAX_BODY_BYTES, MAX_HEAD_BYTES, readMessage } from '../message/read.ts';

export type Frame =
  | { readonly kind: 'message'; readonly message: SipMessage | Unreadable }
  /** Wants a pong. */
  | { readonly kind: 'ping' }
  /** Nothing that follows can be understood: close. An unreadable request may be answered first. */
  | { readonly kind: 'broken'; readonly message?: Unreadable };

export interface Framer {
  /** @returns what is whole now; nothing comes after `broken` */
  readonly push: (chunk: Buffer) => readonly Frame[];
  /** Bytes kept for a message that is not whole yet. */
  readonly waiting: () => number;
}

const CRLF = Buffer.from('\r\n');

export function createFramer(): Framer {
  let kept: Buffer = Buffer.alloc(0);
  /** So far no end of the head was found. */
  let searched = 0;
  let emptyLines = 0;
  let isBroken = false;

  function next(): Frame | undefined {
    if (kept[0] === 13 || kept[0] === 10) return skipEmpty();
    const end = endOfHead(kept, Math.max(0, searched - 3));
    if (end === undefined) {
      searched = kept.length;
      return kept.length > MAX_HEAD_BYTES ? broken(kept) : undefined;
    }
    if (end > MAX_HEAD_BYTES) return broken(kept);
    const head = readMessage(kept.subarray(0, end));
    const length = head && contentLength(head.headers);
    if (!head || typeof length !== 'number' || length > MAX_BODY_BYTES)
      return broken(kept.subarray(0, end), length === undefined);
    if (kept.length < end + length) return undefined;
    const message = readMessage(kept.subarray(0, end + length));
    advance(end + length);
    emptyLines = 0;
    return message ? { kind: 'message', message } : broken(kept);
  }

  /** Two empty lines are a ping, also when they come one by one. */
  function skipEmpty(): Frame | undefined {
    if (kept.length === 1 && kept[0] === 13) return undefined;
    advance(kept.subarray(0, 2).equals(CRLF) ? 2 : 1);
    emptyLines += 1;
    if (emptyLines < 2) return kept.length > 0 ? next() : undefined;
    emptyLines = 0;
    return { kind: 'ping' };
  }

  function advance(bytes: number): void {
    kept = kept.subarray(bytes);
    searched = 0;
  }

  function broken(head: Buffer, lengthMissing = false): Frame {
    isBroken = true;
    const read = readMessage(head);
    if (read?.kind === 'unreadable') return { kind: 'broken', message: read };
    if (read === undefined || !lengthMissing) return { kind: 'broken' };
    return {
      kind: 'broken',
      message: { kind: 'unreadable', status: 400, why: 'Content-Length is missing', headers: read.headers },
    };
  }

  return {
    push: (chunk) => {
      if (isBroken) return [];
      kept = kept.length === 0 ? chunk : Buffer.concat([kept, chunk]);
      const frames: Frame[] = [];
      for (let frame = next(); frame; frame = isBroken ? undefined : next()) frames.push(frame);
      if (isBroken) kept = Buffer.alloc(0);
      return frames;
    },
    waiting: () => kept.length,
  };
}
