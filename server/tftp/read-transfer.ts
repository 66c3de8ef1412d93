// Sends one file to one client (RFC 1350, windows by RFC 7440). What is in flight is kept until acknowledged; an ACK
// inside the window restarts the window behind it; an ACK outside it is a duplicate and causes nothing (RFC 1123
// section 4.2.3.1, the Sorcerer's Apprentice). The OACK is sent as if it were block 0, for ACK 0 answers it.

import type { BlockSource } from './block-source.ts';
import { BLOCK_NUMBERS, ERROR_CODE, formatData, formatError, parsePacket } from './packet.ts';
import { startRetryTimer } from './retry-timer.ts';
import { type Outcome, optionAckOf, type Transfer, type TransferTerms } from './transfer.ts';

/**
 * Starts sending.
 * @param source  asked for each block once; closed by the caller, after the outcome
 */
export function startReadTransfer(terms: TransferTerms, source: BlockSource): Transfer {
  const { blockBytes, windowBlocks } = terms;
  const optionAck = optionAckOf(terms.granted);
  const inFlight: Buffer[] = [];
  let firstInFlight = 1;
  let lastBlockSent = false;
  let sizeBytes = 0;
  let end: (outcome: Outcome) => void = () => {};
  let ended = false;
  const outcome = new Promise<Outcome>((resolve) => {
    end = resolve;
  });

  const socket = terms.openSocket({ onDatagram: receive, onError: (error) => finish({ kind: 'socketFailed', error }) });
  const timer = startRetryTimer(terms.retry, sendInFlight, () => finish({ kind: 'gaveUp' }));
  source.watch({ ready: fillWindow, failed: breakOff });

  if (optionAck === undefined) {
    fillWindow();
  } else {
    inFlight.push(optionAck);
    firstInFlight = 0;
    socket.send(optionAck);
  }

  function receive(datagram: Buffer): void {
    const packet = parsePacket(datagram);
    if (packet?.kind === 'ack') acknowledge(packet.block);
    else if (packet?.kind === 'error') {
      finish({ kind: 'endedByPeer', said: { code: packet.code, message: packet.message } });
    }
  }

  function acknowledge(block: number): void {
    const acknowledged = ((block - firstInFlight + BLOCK_NUMBERS) % BLOCK_NUMBERS) + 1;
    if (acknowledged > inFlight.length) return;
    inFlight.splice(0, acknowledged);
    firstInFlight = (block + 1) % BLOCK_NUMBERS;
    timer.progress();
    if (lastBlockSent && inFlight.length === 0) {
      finish({ kind: 'done', sizeBytes });
      return;
    }
    sendInFlight();
    fillWindow();
  }

  function sendInFlight(): void {
    for (const datagram of inFlight) socket.send(datagram);
  }

  function fillWindow(): void {
    while (!lastBlockSent && inFlight.length < windowBlocks) {
      const payload = source.next();
      if (payload === 'notYet') return;
      const datagram = formatData((firstInFlight + inFlight.length) % BLOCK_NUMBERS, payload);
      inFlight.push(datagram);
      lastBlockSent = payload.length < blockBytes;
      sizeBytes += payload.length;
      socket.send(datagram);
    }
  }

  function breakOff(error: unknown): void {
    socket.send(formatError({ code: ERROR_CODE.notDefined, message: 'The file cannot be read' }));
    finish({ kind: 'diskFailed', error });
  }

  function finish(result: Outcome): void {
    if (ended) return;
    ended = true;
    timer.stop();
    socket.close();
    end(result);
  }

  return {
    outcome,
    stop(refusal) {
      socket.send(formatError(refusal));
      finish({ kind: 'refused', refusal });
    },
  };
}
