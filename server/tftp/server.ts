// The TFTP listener (RFC 1350): admits requests and runs a session for each. A request holds a place from its arrival
// to the end of its transfer; while it does, the same request again is a retransmission and starts nothing. Where there is
// no place it waits for one.
// A datagram that is no good costs neither a socket nor a timer.

import { createSocket, type RemoteInfo } from 'node:dgram';
import { once } from 'node:events';
import { isIPv4, isIPv6 } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { FileAnswer, FileRequest, ServeFile } from '../provisioning/file-request.ts';
import { createAdmission } from './admission.ts';
import { TRY_AGAIN } from './answers.ts';
import { createJustDone } from './just-done.ts';
import { createKeenPoll } from './keen-poll.ts';
import { DEFAULT_LIMITS, type TftpLimits } from './limits.ts';
import { formatError, type Refusal } from './packet.ts';
import { literalLookup, openPeerSocket } from './peer-socket.ts';
import { readRequest, type TftpRequest } from './request.ts';
import { type Session, startSession } from './session.ts';
import { createWaitingLine } from './waiting-line.ts';

/** Room for the requests of a boot storm, in bytes; the system may grant less. */
const RECEIVE_BUFFER_BYTES = 4 * 1024 * 1024;
const MAPPED_PREFIX = '::ffff:';

export interface TftpServerOptions {
  /** A literal address. `::` listens on IPv4 too. With several networks, give the address that phones are told. */
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly serveFile: ServeFile;
  readonly log: Logger;
  /** What differs from DEFAULT_LIMITS. */
  readonly limits?: Partial<TftpLimits>;
}

export interface TftpServer {
  readonly address: string;
  readonly port: number;
  /**
   * Takes no more requests, lets transfers finish for limits.graceMs, then tells the rest and closes every socket.
   * May be called again.
   */
  close(): Promise<void>;
}

/**
 * Listens for TFTP requests.
 * @throws the system's error when the address or port cannot be had
 */
export async function startTftpServer(options: TftpServerOptions): Promise<TftpServer> {
  const { host, port, serveFile, log } = options;
  const limits: TftpLimits = { ...DEFAULT_LIMITS, ...options.limits };
  const type = isIPv6(host) ? 'udp6' : 'udp4';
  const admission = createAdmission(limits);
  const waiting = createWaitingLine<{ readonly request: TftpRequest; readonly from: RemoteInfo }>(limits);
  const keenPoll = createKeenPoll(() => performance.now());
  const sessions = new Map<string, Session>();
  const justDone = createJustDone(limits.forgetMs);
  let state: 'open' | 'closing' | 'closed' = 'open';

  const socket = createSocket({ type, recvBufferSize: RECEIVE_BUFFER_BYTES, lookup: literalLookup });
  const listening = once(socket, 'listening');
  socket.bind(port, host);
  await listening;
  const local = socket.address();
  socket.on('error', (error) => log.error({ err: error }, 'TFTP listener failed'));
  socket.on('message', receive);

  /** The pipeline promises never to reject; a phone is answered all the same. */
  async function ask(request: FileRequest): Promise<FileAnswer> {
    try {
      return await serveFile(request);
    } catch (error) {
      log.error({ err: error }, 'pipeline failed');
      return { status: 'busy', retryAfterSec: 1 };
    }
  }

  function receive(datagram: Buffer, from: RemoteInfo): void {
    if (state !== 'open') return;
    const reading = readRequest(datagram);
    if (reading.kind === 'refused') refuseOutright(reading.refusal, from);
    else if (reading.kind === 'request') admit(reading.request, from);
  }

  function admit(request: TftpRequest, from: RemoteInfo): void {
    const key = keyOf(request, from);
    // A repetition that lay in the socket while the transfer went on must not start it again: its port may be another's now.
    if (sessions.has(key) || justDone.has(key, performance.now())) return;
    if (begin(key, request, from)) return;
    if (!waiting.add(key, { request, from }, performance.now())) refuseOutright(TRY_AGAIN, from);
  }

  /** @returns false when there is no place */
  function begin(key: string, request: TftpRequest, from: RemoteInfo): boolean {
    const remoteAddress = plainAddress(from.address);
    if (!admission.enter(remoteAddress, request.kind)) return false;
    const session = startSession(request, {
      remoteAddress,
      serveFile: ask,
      limits,
      log,
      openSocket: (handlers) => openPeerSocket({ type, local: local.address, peer: from, keenPoll }, handlers),
      refuse: (refusal) => sendError(refusal, from),
    });
    sessions.set(key, session);
    session.done
      .then(
        (isWhole) => isWhole && justDone.add(key, performance.now()),
        (error: unknown) => log.error({ err: error, remoteAddress }, 'TFTP session failed'),
      )
      .finally(() => {
        sessions.delete(key);
        admission.leave(remoteAddress, request.kind);
        waiting.offer(
          (next) => state === 'open' && begin(keyOf(next.request, next.from), next.request, next.from),
          performance.now(),
        );
      });
    return true;
  }

  function refuseOutright(refusal: Refusal, from: RemoteInfo): void {
    const remoteAddress = plainAddress(from.address);
    log.debug({ remoteAddress, ...refusal }, 'TFTP request refused');
    if (admission.mayAnswerError(remoteAddress, performance.now())) sendError(refusal, from);
  }

  function sendError(refusal: Refusal, { address, port }: RemoteInfo): void {
    if (state !== 'closed') socket.send(formatError(refusal), port, address);
  }

  async function shutDown(): Promise<void> {
    state = 'closing';
    waiting.clear();
    const grace = new AbortController();
    const finished = Promise.allSettled([...sessions.values()].map((session) => session.done));
    await Promise.race([finished, delay(limits.graceMs, undefined, { signal: grace.signal }).catch(() => {})]);
    grace.abort();
    for (const session of sessions.values()) session.stop();
    state = 'closed';
    socket.close();
    await once(socket, 'close');
  }

  let closed: Promise<void> | undefined;
  return {
    address: local.address,
    port: local.port,
    close() {
      closed ??= shutDown();
      return closed;
    },
  };
}

function keyOf({ kind, path }: TftpRequest, { address, port }: RemoteInfo): string {
  return `${kind} ${address} ${port} ${path}`;
}

/** An IPv4-mapped IPv6 address as IPv4, and any address without its zone. */
function plainAddress(address: string): string {
  const mapped = address.startsWith(MAPPED_PREFIX) ? address.slice(MAPPED_PREFIX.length) : '';
  if (isIPv4(mapped)) return mapped;
  return address.split('%', 1)[0] ?? address;
}
