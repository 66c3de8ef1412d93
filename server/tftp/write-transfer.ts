// Receives one file from one client (RFC 1350, windows by RFC 7440). Blocks are taken in order only; a gap, a full
// window and the end are acknowledged. The last block is answered, ACK or ERROR, once the upload has been decided on;
// the answer is then repeated for a while, in case it gets lost (RFC 1350 section 6).

import { BLOCK_NUMBERS, ERROR_CODE, formatAck, formatError, parsePacket, type Refusal } from './packet.ts';
import { startRetryTimer } from './retry-timer.ts';
import { type Outcome, optionAckOf, type Transfer, type TransferTerms } from './transfer.ts';

export const UPLOAD_TOO_LARGE: Refusal = { code: ERROR_CODE.full, message: 'The upload is too large' };

export interface Upload {
  /** The most that is received, in bytes; beyond it the client gets ERROR 3. */
  readonly maxBytes: number;
  /** Turns the wire's bytes into the file's, piece by piece, an empty piece at the end; undefined: as they are. */
  readonly decode: ((piece: Buffer) => Buffer) | undefined;
  /** How long the last answer is repeated on demand: longer than clients wait before sending their last block again. */
  readonly lingerMs: number;
  /** Decides on the whole upload. Never rejects. @returns why it was refused, or undefined when it was stored */
  decide(upload: Buffer): Promise<Refusal | undefined>;
}

/** Starts receiving. The outcome is `done` when the upload was stored. */
export function startWriteTransfer(terms: TransferTerms, upload: Upload): Transfer {
  const { blockBytes, windowBlocks } = terms;
  let received = Buffer.alloc(0);
  let sizeBytes = 0;
  let expected = 1;
  let unacknowledged = 0;
  let gapReported = false;
  let phase: 'receiving' | 'deciding' | 'answered' | 'ended' = 'receiving';
  let end: (outcome: Outcome) => void = () => {};
  const outcome = new Promise<Outcome>((resolve) => {
    end = resolve;
  });

  /** Repeated when the client seems not to have got it. */
  let answer = optionAckOf(terms.granted) ?? formatAck(0);
  const socket = terms.openSocket({ onDatagram: receive, onError: (error) => finish({ kind: 'socketFailed', error }) });
  const timer = startRetryTimer(terms.retry, repeat, () => finish({ kind: 'gaveUp' }));
  let lingering: NodeJS.Timeout | undefined;
  socket.send(answer);

  function receive(datagram: Buffer): void {
    const packet = parsePacket(datagram);
    if (packet?.kind === 'data') take(packet.block, packet.payload);
    else if (packet?.kind === 'error' && phase !== 'answered') {
      finish({ kind: 'endedByPeer', said: { code: packet.code, message: packet.message } });
    }
  }

  function take(block: number, payload: Buffer): void {
    const before = (block - expected + BLOCK_NUMBERS) % BLOCK_NUMBERS;
    const last = (expected - 1 + BLOCK_NUMBERS) % BLOCK_NUMBERS;
    if (phase === 'answered') {
      if (block === last) socket.send(answer);
    } else if (phase !== 'receiving' || payload.length > blockBytes) {
      return;
    } else if (before === 0) {
      append(payload);
    } else if (before < windowBlocks && !gapReported) {
      gapReported = true;
      acknowledge();
    } else if (block === last && unacknowledged === 0) {
      socket.send(answer);
    }
  }

  function append(payload: Buffer): void {
    keep(upload.decode === undefined ? payload : upload.decode(payload));
    if (sizeBytes > upload.maxBytes) {
      refuse(UPLOAD_TOO_LARGE);
      return;
    }
    expected = (expected + 1) % BLOCK_NUMBERS;
    unacknowledged += 1;
    gapReported = false;
    timer.progress();
    if (payload.length < blockBytes) void decide();
    else if (unacknowledged === windowBlocks) acknowledge();
  }

  /** Copied into one growing buffer: many small blocks kept one by one would cost many times their size. */
  function keep(piece: Buffer): void {
    if (sizeBytes + piece.length > received.length) {
      const larger = Buffer.allocUnsafe(Math.max(2 * received.length, sizeBytes + piece.length));
      received.copy(larger, 0, 0, sizeBytes);
      received = larger;
    }
    piece.copy(received, sizeBytes);
    sizeBytes += piece.length;
  }

  function repeat(): void {
    gapReported = false;
    if (unacknowledged > 0) acknowledge();
    else socket.send(answer);
  }

  function acknowledge(): void {
    unacknowledged = 0;
    answer = formatAck((expected - 1 + BLOCK_NUMBERS) % BLOCK_NUMBERS);
    socket.send(answer);
  }

  async function decide(): Promise<void> {
    phase = 'deciding';
    timer.stop();
    if (upload.decode !== undefined) keep(upload.decode(Buffer.alloc(0)));
    const refusal = await upload.decide(received.subarray(0, sizeBytes));
    received = Buffer.alloc(0);
    if (phase !== 'deciding') return;
    if (refusal === undefined) acknowledge();
    else sendError(refusal);
    linger(refusal === undefined ? { kind: 'done', sizeBytes } : { kind: 'refused', refusal });
  }

  function refuse(refusal: Refusal): void {
    timer.stop();
    sendError(refusal);
    finish({ kind: 'refused', refusal });
  }

  function sendError(refusal: Refusal): void {
    answer = formatError(refusal);
    socket.send(answer);
  }

  function linger(result: Outcome): void {
    phase = 'answered';
    lingering = setTimeout(finish, upload.lingerMs, result);
  }

  function finish(result: Outcome): void {
    if (phase === 'ended') return;
    phase = 'ended';
    timer.stop();
    clearTimeout(lingering);
    socket.close();
    end(result);
  }

  return {
    outcome,
    stop(refusal) {
      if (phase === 'answered') finish({ kind: 'refused', refusal });
      else refuse(refusal);
    },
  };
}
