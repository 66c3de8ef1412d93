// A TFTP client as a phone has one (RFC 1350, options of RFC 2347-2349 and 7440), for simulated phones and tests.
// Written apart from the server's transfers, so that a mistake in one does not hide the same mistake in the other.

import { createSocket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import {
  BLOCK_NUMBERS,
  ERROR_CODE,
  formatAck,
  formatData,
  formatError,
  formatRequest,
  type Options,
  type Packet,
  parsePacket,
  type RequestPacket,
} from '../../server/tftp/packet.ts';

interface Terms {
  readonly blockBytes: number;
  readonly windowBlocks: number;
}

type Send = (datagram: Buffer) => void;

const DEFAULT_TERMS: Terms = { blockBytes: 512, windowBlocks: 1 };
const WRONG_TRANSFER = formatError({ code: ERROR_CODE.unknownTransfer, message: 'Unknown transfer ID' });

export interface TftpClientOptions {
  readonly host: string;
  readonly port: number;
  readonly file: string;
  readonly mode?: 'octet' | 'netascii';
  /** Asks for `blksize`; left out, the option is not sent and blocks have 512 bytes. */
  readonly blockSize?: number;
  /** Asks for `windowsize`; left out, not sent. */
  readonly windowSize?: number;
  /** Asks for (or, when putting, announces) `tsize`. */
  readonly transferSize?: boolean;
  /** Asks the server for this retransmission `timeout`. */
  readonly serverTimeoutSec?: number;
  /** Our own retransmission time, 1,000 unless given. */
  readonly timeoutMs?: number;
  /** Retransmissions without progress before giving up, 5 unless given. */
  readonly retries?: number;
  readonly signal?: AbortSignal;
  /** Where it is sent from; any address of the machine unless given. */
  readonly localAddress?: string;
}

/** The server's ERROR, or code undefined when the exchange failed on our side (silence, a broken answer). */
export class TftpError extends Error {
  readonly code: number | undefined;

  constructor(code: number | undefined, message: string) {
    super(message);
    this.name = 'TftpError';
    this.code = code;
  }
}

/** What drives one exchange: fed the server's packets, it sends, and ends it by returning the result. */
interface Exchange<Result> {
  readonly request: Buffer;
  /** @returns `progress` re-arms the timer, `ignored` does not */
  receive(packet: Packet, send: Send): 'progress' | 'ignored' | { readonly done: Result };
  /** Sends again what the server seems not to have got; never called before the server's first packet. */
  resend(send: Send): void;
}

/**
 * Reads a file, as sent on the wire (netascii is not converted).
 * @throws TftpError  with the server's code and message
 * @throws the signal's reason when aborted
 */
export function tftpGet(options: TftpClientOptions): Promise<Buffer> {
  return exchange(options, getting(options));
}

/**
 * Writes a file; resolves when the server has acknowledged its last block.
 * @throws as tftpGet
 */
export async function tftpPut(options: TftpClientOptions, content: Buffer): Promise<void> {
  await exchange(options, putting(options, content));
}

function getting(options: TftpClientOptions): Exchange<Buffer> {
  const blocks: Buffer[] = [];
  let terms = DEFAULT_TERMS;
  let sinceAck = 0;
  let gapReported = false;

  function acknowledge(send: Send): void {
    sinceAck = 0;
    send(formatAck(blocks.length % BLOCK_NUMBERS));
  }

  function take(payload: Buffer, send: Send): 'progress' | { readonly done: Buffer } {
    blocks.push(payload);
    sinceAck += 1;
    gapReported = false;
    const last = payload.length < terms.blockBytes;
    if (last || sinceAck === terms.windowBlocks) acknowledge(send);
    return last ? { done: Buffer.concat(blocks) } : 'progress';
  }

  return {
    request: formatRequest({ kind: 'read', ...requestOf(options, 0) }),
    receive(packet, send) {
      if (packet.kind === 'optionAck' && blocks.length === 0) {
        terms = agreed(packet.options, options);
        acknowledge(send);
        return 'progress';
      }
      if (packet.kind !== 'data') return 'ignored';
      const ahead = distance(packet.block, blocks.length + 1);
      if (ahead === 0) return take(packet.payload, send);
      const lostBefore = ahead < terms.windowBlocks;
      const ackLost = ahead === BLOCK_NUMBERS - 1 && sinceAck === 0;
      if (ackLost || (lostBefore && !gapReported)) acknowledge(send);
      gapReported = lostBefore;
      return 'ignored';
    },
    resend(send) {
      gapReported = false;
      acknowledge(send);
    },
  };
}

function putting(options: TftpClientOptions, content: Buffer): Exchange<undefined> {
  let terms = DEFAULT_TERMS;
  /** Blocks acknowledged so far; undefined until the server has answered the request. */
  let acknowledged: number | undefined;

  function sendWindow(send: Send): void {
    const first = (acknowledged ?? 0) + 1;
    const last = Math.min(first + terms.windowBlocks - 1, blockCount());
    for (let block = first; block <= last; block += 1) {
      const payload = content.subarray((block - 1) * terms.blockBytes, block * terms.blockBytes);
      send(formatData(block % BLOCK_NUMBERS, payload));
    }
  }

  function blockCount(): number {
    return Math.floor(content.length / terms.blockBytes) + 1;
  }

  return {
    request: formatRequest({ kind: 'write', ...requestOf(options, content.length) }),
    receive(packet, send) {
      if (acknowledged === undefined) {
        const accepted = packet.kind === 'optionAck' || (packet.kind === 'ack' && packet.block === 0);
        if (!accepted) return 'ignored';
        if (packet.kind === 'optionAck') terms = agreed(packet.options, options);
        acknowledged = 0;
      } else {
        const more = packet.kind === 'ack' ? distance(packet.block, acknowledged) : 0;
        if (more === 0 || more > terms.windowBlocks) return 'ignored';
        acknowledged += more;
      }
      if (acknowledged >= blockCount()) return { done: undefined };
      sendWindow(send);
      return 'progress';
    },
    resend: sendWindow,
  };
}

/** Runs one exchange on a socket of its own, locked to the server's transfer identifier once it has answered. */
async function exchange<Result>(options: TftpClientOptions, steps: Exchange<Result>): Promise<Result> {
  const { port, timeoutMs = 1000, retries = 5, signal } = options;
  const { address, family } = await lookup(options.host);
  signal?.throwIfAborted();
  const socket = createSocket(family === 6 ? 'udp6' : 'udp4');
  try {
    if (options.localAddress !== undefined)
      await new Promise<void>((bound) => socket.bind(0, options.localAddress, () => bound()));
    return await new Promise<Result>((resolve, reject) => {
      let serverPort: number | undefined;
      let tries = 0;
      const send: Send = (datagram) => socket.send(datagram, serverPort ?? port, address);
      const timer = setInterval(() => {
        tries += 1;
        if (tries > retries) reject(new TftpError(undefined, 'The server does not answer'));
        else if (serverPort === undefined) send(steps.request);
        else steps.resend(send);
      }, timeoutMs);
      const abort = (): void => reject(signal?.reason);
      signal?.addEventListener('abort', abort, { once: true });
      socket.on('close', () => {
        clearInterval(timer);
        signal?.removeEventListener('abort', abort);
      });
      socket.on('error', reject);
      socket.on('message', (datagram, from) => {
        if (from.address !== address || (serverPort !== undefined && from.port !== serverPort)) {
          socket.send(WRONG_TRANSFER, from.port, from.address);
          return;
        }
        const packet = parsePacket(datagram);
        if (packet === undefined) return;
        if (packet.kind === 'error') {
          reject(new TftpError(packet.code, packet.message));
          return;
        }
        serverPort = from.port;
        const step = steps.receive(packet, send);
        if (step === 'ignored') return;
        if (step === 'progress') {
          tries = 0;
          timer.refresh();
        } else resolve(step.done);
      });
      send(steps.request);
    });
  } finally {
    socket.close();
  }
}

function requestOf(options: TftpClientOptions, sizeBytes: number): Omit<RequestPacket, 'kind'> {
  const asked = new Map<string, string>();
  if (options.blockSize !== undefined) asked.set('blksize', String(options.blockSize));
  if (options.windowSize !== undefined) asked.set('windowsize', String(options.windowSize));
  if (options.transferSize) asked.set('tsize', String(sizeBytes));
  if (options.serverTimeoutSec !== undefined) asked.set('timeout', String(options.serverTimeoutSec));
  return { file: options.file, mode: options.mode ?? 'octet', options: asked };
}

/** What the server's OACK settles; an option it leaves out is not in force (RFC 2347). */
function agreed(answered: Options, asked: TftpClientOptions): Terms {
  const blksize = answered.get('blksize');
  const windowsize = answered.get('windowsize');
  return {
    blockBytes: blksize === undefined || asked.blockSize === undefined ? DEFAULT_TERMS.blockBytes : Number(blksize),
    windowBlocks: windowsize === undefined || asked.windowSize === undefined ? 1 : Number(windowsize),
  };
}

/** How far a block number on the wire is ahead of the one with this count, 0..65,535. */
function distance(block: number, count: number): number {
  return (block - (count % BLOCK_NUMBERS) + BLOCK_NUMBERS) % BLOCK_NUMBERS;
}
