// What a client may ask: the reading of an RRQ or WRQ datagram into a request of ours, or the error it earns. Pure.

import { claimsToBeRequest, ERROR_CODE, type Options, parsePacket, type Refusal } from './packet.ts';

/** RFC 2347 allows a request 512 bytes; a little more is read, a flood of options is not. */
const MAX_REQUEST_BYTES = 2048;
const MAX_PATH_LENGTH = 512;
const LAST_CONTROL = 0x1f;
const DELETE = 0x7f;

export interface TftpRequest {
  readonly kind: 'read' | 'write';
  /** As FileRequest.path: forward slashes, no leading one, no control characters. Never a file-system path. */
  readonly path: string;
  readonly netascii: boolean;
  readonly options: Options;
}

export type RequestReading =
  | { readonly kind: 'request'; readonly request: TftpRequest }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  /** Not a request at all: to be met with silence, or two servers could answer each other for ever. */
  | { readonly kind: 'noise' };

/** Reads a datagram that came to the listening port. Mode `mail` and unknown modes are refused (RFC 1350 section 1). */
export function readRequest(datagram: Buffer): RequestReading {
  if (!claimsToBeRequest(datagram)) return { kind: 'noise' };
  const packet = datagram.length > MAX_REQUEST_BYTES ? undefined : parsePacket(datagram);
  if (packet?.kind !== 'read' && packet?.kind !== 'write') return illegal('Malformed request');
  const mode = packet.mode.toLowerCase();
  if (mode !== 'octet' && mode !== 'netascii') return illegal('Mode is not octet or netascii');
  const path = cleanPath(packet.file);
  if (path === undefined) return illegal('Malformed file name');
  return {
    kind: 'request',
    request: { kind: packet.kind, path, netascii: mode === 'netascii', options: packet.options },
  };
}

function cleanPath(file: string): string | undefined {
  const path = file.replaceAll('\\', '/').replace(/^\/+/, '');
  const usable = path.length > 0 && path.length <= MAX_PATH_LENGTH && !hasControlCharacter(path);
  return usable ? path : undefined;
}

function hasControlCharacter(text: string): boolean {
  return [...text].some((character) => {
    const code = character.codePointAt(0) ?? 0;
    return code <= LAST_CONTROL || code === DELETE;
  });
}

function illegal(message: string): RequestReading {
  return { kind: 'refused', refusal: { code: ERROR_CODE.illegalOperation, message } };
}
