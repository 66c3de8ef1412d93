// What the phones' HTTP and HTTPS listeners do with a request: nothing but the pipeline's files under /p/. Bare statuses, exact
// lengths, no chunked bodies, no pages. Plain node:http, since a framework's router and hooks would cost more than the
// answer. Source: design.md "Phones' URLs and trust", "Speed that is asked for"; facts/yealink.md 7.5, 7.23, 7.24
import { createReadStream } from 'node:fs';
import type { IncomingMessage, OutgoingHttpHeaders, RequestListener, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { Network } from '../domain/networks.ts';
import type { ClientCertificate } from '../provisioning/client-certificate.ts';
import {
  bodySizeBytes,
  type FileAnswer,
  type FileBody,
  type FileRequest,
  MAX_UPLOAD_BYTES,
  type ServeFile,
} from '../provisioning/file-request.ts';
import { clientAddress } from './client-address.ts';

const METHODS = ['GET', 'HEAD', 'PUT', 'POST'] as const;
const PREFIX = '/p/';
/** What a request through a proxy may write before the path (RFC 9112 3.2.2). */
const ABSOLUTE = /^https?:\/\/[^/]*/i;

/** Through which door a phone came. */
export interface PhoneListener {
  readonly transport: 'http' | 'https';
  readonly trustedProxies: readonly Network[];
  readonly legacyTls?: true;
  /** The client certificate that TLS has verified on this connection; absent on plain HTTP. */
  readonly certificateOf?: (socket: Socket) => ClientCertificate | undefined;
}

/** @param failed  is told of what no request should bring about; its peer gets 503, or the end of the connection */
export function phoneRequests(
  serveFile: ServeFile,
  listener: PhoneListener,
  failed: (error: unknown) => void,
): RequestListener {
  return (request, response) => {
    const method = METHODS.find((known) => known === request.method);
    const path = pathAfterPrefix(request.url ?? '');
    if (method === undefined || path === undefined) return bare(response, 404);
    answer(serveFile, listener, request, response, method, path).catch((error) => {
      if (request.destroyed && !request.complete) return;
      failed(error);
      if (response.headersSent) response.destroy();
      else bare(response, 503);
    });
  };
}

async function answer(
  serveFile: ServeFile,
  listener: PhoneListener,
  request: IncomingMessage,
  response: ServerResponse,
  method: FileRequest['method'],
  path: string,
): Promise<void> {
  const upload = method === 'PUT' || method === 'POST' ? await readUpload(request) : undefined;
  if (upload === 'tooLarge') {
    // What is still to come is not read: the connection ends with the answer.
    response.shouldKeepAlive = false;
    return bare(response, 413);
  }
  await send(request, response, await serveFile(toFileRequest(request, listener, method, path, upload)));
}

function toFileRequest(
  request: IncomingMessage,
  { transport, legacyTls, certificateOf, trustedProxies }: PhoneListener,
  method: FileRequest['method'],
  path: string,
  upload: Buffer | undefined,
): FileRequest {
  const clientCertificate = certificateOf?.(request.socket);
  const { headers } = request;
  const userAgent = headers['user-agent'];
  const ifNoneMatch = headers['if-none-match'];
  return {
    transport,
    method,
    path,
    remoteAddress: clientAddress(request, trustedProxies),
    at: new Date(),
    ...(userAgent !== undefined && { userAgent }),
    ...(headers.authorization !== undefined && { authorization: headers.authorization, target: request.url ?? '' }),
    ...(clientCertificate && { clientCertificate }),
    ...(legacyTls && { legacyTls }),
    ...(ifNoneMatch !== undefined && { ifNoneMatch }),
    ...(upload && { upload }),
  };
}

/**
 * What stands after `/p/`, decoded, without query; double slashes that some phones make are closed up.
 * @returns undefined for what lies elsewhere or cannot be decoded
 */
export function pathAfterPrefix(target: string): string | undefined {
  const path = target.startsWith('/') ? target : target.replace(ABSOLUTE, '');
  if (!path.startsWith(PREFIX)) return undefined;
  const end = path.search(/[?#]/);
  const rest = path.slice(PREFIX.length, end < 0 ? undefined : end);
  try {
    const decoded = rest.includes('%') ? decodeURIComponent(rest) : rest;
    return decoded.replace(/^\/+/, '').replace(/\/{2,}/g, '/');
  } catch {
    return undefined;
  }
}

/** @returns undefined when the request says that it has no body; @throws Error when it is cut off */
async function readUpload(request: IncomingMessage): Promise<Buffer | 'tooLarge' | undefined> {
  const { 'content-length': length, 'transfer-encoding': encoding } = request.headers;
  if (length === undefined && encoding === undefined) return undefined;
  if (Number(length ?? 0) > MAX_UPLOAD_BYTES) return 'tooLarge';
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request.iterator({ destroyOnReturn: false })) {
    parts.push(part);
    size += part.length;
    if (size > MAX_UPLOAD_BYTES) return 'tooLarge';
  }
  return Buffer.concat(parts, size);
}

async function send(request: IncomingMessage, response: ServerResponse, answer: FileAnswer): Promise<void> {
  switch (answer.status) {
    case 'ok':
      return sendBody(request, response, answer.body, { ETag: answer.etag, 'Content-Type': answer.contentType });
    case 'notModified':
      response.writeHead(304, { ETag: answer.etag }).end();
      return;
    case 'stored':
      return bare(response, answer.created ? 201 : 200);
    case 'notFound':
      if (answer.delayMs > 0) await wait(answer.delayMs);
      return bare(response, 404);
    case 'challenge':
      if (answer.delayMs > 0) await wait(answer.delayMs);
      return bare(response, 401, { 'WWW-Authenticate': [...answer.challenges] });
    case 'tooLarge':
      return bare(response, 413);
    case 'unusable':
      return bare(response, 400);
    case 'busy':
      return bare(response, 503, { 'Retry-After': String(answer.retryAfterSec) });
  }
}

function bare(response: ServerResponse, status: number, headers: OutgoingHttpHeaders = {}): void {
  response.writeHead(status, { ...headers, 'Content-Length': 0 }).end();
}

function sendBody(
  request: IncomingMessage,
  response: ServerResponse,
  body: FileBody,
  given: OutgoingHttpHeaders,
): Promise<void> | void {
  const size = bodySizeBytes(body);
  const range = request.headers['if-range'] === undefined ? readRange(request.headers.range, size) : undefined;
  if (range === 'unsatisfiable')
    return bare(response, 416, { ETag: given.ETag, 'Accept-Ranges': 'bytes', 'Content-Range': `bytes */${size}` });
  const { start, end } = range ?? { start: 0, end: size - 1 };
  const status = range ? 206 : 200;
  const headers = {
    ...given,
    'Accept-Ranges': 'bytes',
    ...(range && { 'Content-Range': `bytes ${start}-${end}/${size}` }),
    'Content-Length': end - start + 1,
  };
  if (request.method === 'HEAD' || size === 0) {
    response.writeHead(status, headers).end();
  } else if (body.kind === 'bytes') {
    response.writeHead(status, headers).end(range ? body.bytes.subarray(start, end + 1) : body.bytes);
  } else {
    return stream(response, body.storedPath, { start, end }, () => response.writeHead(status, headers));
  }
}

/** Nothing is said before the file is open; a phone that goes away in the middle is no fault. */
function stream(
  response: ServerResponse,
  path: string,
  range: { readonly start: number; readonly end: number },
  opened: () => void,
): Promise<void> {
  return new Promise((done, fail) => {
    const file = createReadStream(path, range);
    response.once('close', () => {
      file.destroy();
      done();
    });
    file.once('error', fail);
    file.once('open', () => {
      opened();
      file.pipe(response);
    });
  });
}

/** One range of bytes (RFC 9110 14.2); undefined when none is asked or it cannot be read, which means the whole. */
export function readRange(
  header: string | undefined,
  size: number,
): { start: number; end: number } | 'unsatisfiable' | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '');
  if (!match || (match[1] === '' && match[2] === '')) return undefined;
  if (match[1] === '') {
    const last = Number(match[2]);
    return last === 0 || size === 0 ? 'unsatisfiable' : { start: Math.max(0, size - last), end: size - 1 };
  }
  const start = Number(match[1]);
  const end = match[2] === '' ? size - 1 : Math.min(Number(match[2]), size - 1);
  if (match[2] !== '' && start > Number(match[2])) return undefined;
  return start >= size ? 'unsatisfiable' : { start, end };
}
