// One request from its arrival to its end: ask the pipeline, settle the terms, run the transfer, say how it went.
// A read is answered before anything is sent; a write is received first, and decided on before its last ACK.

import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import {
  bodySizeBytes,
  type FileAnswer,
  type FileBody,
  type FileRequest,
  MAX_UPLOAD_BYTES,
  type ServeFile,
} from '../provisioning/file-request.ts';
import { type Direction, isMisfit, refusalFor, TRY_AGAIN } from './answers.ts';
import { type BlockSource, bytesSource, openStoredSource } from './block-source.ts';
import type { TftpLimits } from './limits.ts';
import { netasciiDecoder, toNetascii } from './netascii.ts';
import { announcedSize, negotiate, type Terms } from './options.ts';
import { ERROR_CODE, type Refusal } from './packet.ts';
import type { OpenPeerSocket } from './peer-socket.ts';
import { startReadTransfer } from './read-transfer.ts';
import type { TftpRequest } from './request.ts';
import type { Outcome, Transfer, TransferTerms } from './transfer.ts';
import { startWriteTransfer, UPLOAD_TOO_LARGE } from './write-transfer.ts';

const CANNOT_READ: Refusal = { code: ERROR_CODE.notDefined, message: 'The file cannot be read' };
const STOPPING: Refusal = { code: ERROR_CODE.notDefined, message: 'The server is stopping, try again later' };

export interface SessionWorld {
  /** The peer's address as FileRequest.remoteAddress wants it. */
  readonly remoteAddress: string;
  readonly serveFile: ServeFile;
  readonly limits: TftpLimits;
  readonly log: Logger;
  /** Opens this session's own socket to the peer. */
  readonly openSocket: OpenPeerSocket;
  /** Sends an ERROR to the peer from the listening port: no transfer has begun. */
  readonly refuse: (refusal: Refusal) => void;
}

export interface Session {
  /** Resolves when nothing of the session is left open: to whether the whole file was transferred. */
  readonly done: Promise<boolean>;
  /** Ends it now, telling the peer. */
  stop(): void;
}

/** A session's end seen from inside: the signal that it was stopped, and where its transfer is put to be stopped. */
interface Reins {
  readonly signal: AbortSignal;
  readonly hold: (transfer: Transfer) => Promise<Outcome>;
}

export function startSession(request: TftpRequest, world: SessionWorld): Session {
  const stopping = new AbortController();
  let transfer: Transfer | undefined;
  const reins: Reins = {
    signal: stopping.signal,
    hold(started) {
      transfer = started;
      return started.outcome;
    },
  };
  const done = request.kind === 'read' ? serveRead(request, world, reins) : serveWrite(request, world, reins);
  return {
    done,
    stop() {
      stopping.abort();
      if (transfer === undefined) world.refuse(STOPPING);
      else transfer.stop(STOPPING);
    },
  };
}

async function serveRead(request: TftpRequest, world: SessionWorld, { signal, hold }: Reins): Promise<boolean> {
  const answer = await world.serveFile(fileRequest(request, world, 'GET', undefined));
  const refusal = await refusalInTime(answer, 'read', world, signal);
  if (signal.aborted) return false;
  if (refusal !== undefined || answer.status !== 'ok') {
    world.refuse(refusal ?? CANNOT_READ);
    return false;
  }
  const body = request.netascii ? inNetascii(answer.body) : answer.body;
  const sizeKnown = body.kind === 'bytes' || !request.netascii;
  const terms = negotiate(request.options, world.limits, sizeKnown ? bodySizeBytes(body) : undefined);
  const source = await openSource(body, terms, request, world);
  if (source === undefined) return false;
  try {
    if (signal.aborted) return false;
    return report(await hold(startReadTransfer(transferTerms(terms, world), source)), request, world);
  } finally {
    await source.close();
  }
}

async function serveWrite(request: TftpRequest, world: SessionWorld, { signal, hold }: Reins): Promise<boolean> {
  if (!request.netascii && (announcedSize(request.options) ?? 0) > MAX_UPLOAD_BYTES) {
    world.refuse(UPLOAD_TOO_LARGE);
    return false;
  }
  const terms = negotiate(request.options, world.limits, 'asSent');
  const transfer = startWriteTransfer(transferTerms(terms, world), {
    maxBytes: MAX_UPLOAD_BYTES,
    decode: request.netascii ? netasciiDecoder() : undefined,
    lingerMs: world.limits.lingerMs,
    async decide(upload) {
      const answer = await world.serveFile(fileRequest(request, world, 'PUT', upload));
      return refusalInTime(answer, 'write', world, signal);
    },
  });
  return report(await hold(transfer), request, world);
}

function fileRequest(
  request: TftpRequest,
  world: SessionWorld,
  method: 'GET' | 'PUT',
  upload: Buffer | undefined,
): FileRequest {
  const { remoteAddress } = world;
  const asked = { transport: 'tftp', method, path: request.path, remoteAddress, at: new Date() } as const;
  return upload === undefined ? asked : { ...asked, upload };
}

/** The error an answer is, once it may be given; undefined when it grants the request. Stopping cuts the wait short. */
async function refusalInTime(
  answer: FileAnswer,
  direction: Direction,
  { log }: SessionWorld,
  signal: AbortSignal,
): Promise<Refusal | undefined> {
  if (isMisfit(answer.status, direction)) log.error({ status: answer.status, direction }, 'answer does not fit TFTP');
  if (answer.status === 'notFound' && answer.delayMs > 0) {
    await delay(answer.delayMs, undefined, { signal }).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }
  return refusalFor(answer.status, direction);
}

/** A body in memory is converted at once, so that its size is known; one on disk while it is read. */
function inNetascii(body: FileBody): FileBody {
  return body.kind === 'bytes' ? { kind: 'bytes', bytes: toNetascii(body.bytes) } : body;
}

async function openSource(
  body: FileBody,
  terms: Terms,
  request: TftpRequest,
  world: SessionWorld,
): Promise<BlockSource | undefined> {
  if (body.kind === 'bytes') return bytesSource(body.bytes, terms.blockBytes);
  try {
    return await openStoredSource(body, terms.blockBytes, terms.blockBytes * terms.windowBlocks, request.netascii);
  } catch (error) {
    world.log.error({ err: error, ...subject(request, world) }, 'stored file cannot be opened');
    world.refuse(CANNOT_READ);
    return undefined;
  }
}

function transferTerms({ blockBytes, windowBlocks, timeoutMs, granted }: Terms, world: SessionWorld): TransferTerms {
  const { retry } = world.limits;
  return {
    openSocket: world.openSocket,
    blockBytes,
    windowBlocks,
    granted,
    retry: timeoutMs === undefined ? retry : { ...retry, firstMs: timeoutMs, maxMs: timeoutMs },
  };
}

/** @returns whether the whole file was transferred */
function report(outcome: Outcome, request: TftpRequest, world: SessionWorld): boolean {
  const { log } = world;
  const about = subject(request, world);
  switch (outcome.kind) {
    case 'done':
      log.info({ ...about, sizeBytes: outcome.sizeBytes }, 'TFTP transfer done');
      return true;
    case 'refused':
      log.info({ ...about, ...outcome.refusal }, 'TFTP transfer refused');
      return false;
    case 'endedByPeer':
      log.debug({ ...about, ...outcome.said }, 'TFTP transfer ended by the phone');
      return false;
    case 'gaveUp':
      log.warn(about, 'TFTP peer fell silent');
      return false;
    case 'diskFailed':
      log.error({ err: outcome.error, ...about }, 'stored file cannot be read');
      return false;
    case 'socketFailed':
      log.error({ err: outcome.error, ...about }, 'TFTP transfer without a socket');
      world.refuse(TRY_AGAIN);
      return false;
  }
}

/** For the log: the last part of the path only, for what stands before it may be a token. */
function subject(request: TftpRequest, { remoteAddress }: SessionWorld): object {
  return { remoteAddress, direction: request.kind, file: request.path.slice(request.path.lastIndexOf('/') + 1) };
}
