// What a phone asks and what it is answered, free of any transport. The HTTP and TFTP edges build a FileRequest,
// call serveFile, and put the FileAnswer into their own protocol's words.

import type { ClientCertificate } from './client-certificate.ts';

/** How the request came in; decides what may travel (design.md "Phones' URLs and trust"). */
export type Transport = 'http' | 'https' | 'tftp';

export interface FileRequest {
  readonly transport: Transport;
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'POST';
  /** What stands after `/p/` (HTTP) or the whole name (TFTP): `[<token>/]<file>`, percent-decoded, no leading slash. Never a file-system path. */
  readonly path: string;
  /** What stood behind the question mark, as it came; only over HTTP. */
  readonly query?: string;
  /** The peer's IP address in text, IPv4-mapped IPv6 written as IPv4. */
  readonly remoteAddress: string;
  readonly userAgent?: string;
  /** Only one that the TLS layer has verified against a trusted CA. */
  readonly clientCertificate?: ClientCertificate;
  /** Came to the listener for phones that know no TLS 1.2. */
  readonly legacyTls?: true;
  /** The whole Authorization header, if any. */
  readonly authorization?: string;
  /** The request's target as its first line wrote it: digest answers are made for it. */
  readonly target?: string;
  /** The whole body of an upload, already limited to MAX_UPLOAD_BYTES by the edge. */
  readonly upload?: Buffer;
  /** Value of If-None-Match. */
  readonly ifNoneMatch?: string;
  /** When it came in. */
  readonly at: Date;
}

/** The bytes of a file: in memory (rendered, small) or on disk (firmware, ring tones: to be streamed). */
export type FileBody =
  | { readonly kind: 'bytes'; readonly bytes: Buffer }
  | { readonly kind: 'stored'; readonly storedPath: string; readonly sizeBytes: number };

export type FileAnswer =
  | { readonly status: 'ok'; readonly contentType: string; readonly etag: string; readonly body: FileBody }
  | { readonly status: 'notModified'; readonly etag: string }
  | { readonly status: 'stored'; readonly created: boolean }
  /** Missing, or refused: the same answer for both, given after delayMs so that the two cannot be told apart. */
  | { readonly status: 'notFound'; readonly delayMs: number }
  /** Refused where phones are challenged: the same 401 whatever was asked for, held back like a 404. */
  | { readonly status: 'challenge'; readonly challenges: readonly string[]; readonly delayMs: number }
  /** An upload over the limit of its kind. */
  | { readonly status: 'tooLarge' }
  /** An upload that is not what its kind must be. */
  | { readonly status: 'unusable' }
  /** The server cannot answer now (database away, or full); ask again later. */
  | { readonly status: 'busy'; readonly retryAfterSec: number };

/** The one door of the pipeline; both edges get it as an argument. Never rejects. */
export type ServeFile = (request: FileRequest) => Promise<FileAnswer>;

/** The most an edge reads of an upload before it answers 413 (HTTP) or error 3 (TFTP). */
export const MAX_UPLOAD_BYTES = 1024 * 1024;

export function bodySizeBytes(body: FileBody): number {
  return body.kind === 'bytes' ? body.bytes.length : body.sizeBytes;
}
