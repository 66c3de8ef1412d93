// The phones' HTTP and HTTPS listeners: nothing but the pipeline's files under /p/. Bare statuses, exact lengths, no
// chunked bodies, no pages. Source: design.md "Phones' URLs and trust"; facts/yealink.md 7.5, 7.23, 7.24
import { createReadStream } from 'node:fs';
import type { Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { plainAddress } from '../domain/networks.ts';
import type { ClientCertificate } from '../provisioning/client-certificate.ts';
import {
  bodySizeBytes,
  type FileAnswer,
  type FileBody,
  type FileRequest,
  MAX_UPLOAD_BYTES,
  type ServeFile,
} from '../provisioning/file-request.ts';

const METHODS = ['GET', 'HEAD', 'PUT', 'POST'] as const;

/** Through which door a phone came. */
export interface PhoneListener {
  readonly transport: 'http' | 'https';
  readonly legacyTls?: true;
  /** The client certificate that TLS has verified on this connection; absent on plain HTTP. */
  readonly certificateOf?: (socket: Socket) => ClientCertificate | undefined;
}

export function phoneRoutes(app: FastifyInstance, serveFile: ServeFile, listener: PhoneListener): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: MAX_UPLOAD_BYTES }, (_request, body, done) =>
    done(null, body),
  );
  app.setErrorHandler((error: { statusCode?: number }, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) request.log.error({ err: error }, 'phone listener failed');
    return bare(reply, status >= 500 ? 503 : status);
  });
  app.setNotFoundHandler((_request, reply) => bare(reply, 404));
  app.route({
    method: [...METHODS],
    url: '/p/*',
    handler: async (request, reply) => send(request, reply, await serveFile(toFileRequest(request, listener))),
  });
}

function toFileRequest(request: FastifyRequest, { transport, legacyTls, certificateOf }: PhoneListener): FileRequest {
  const clientCertificate = certificateOf?.(request.raw.socket);
  const { headers, body } = request;
  const target = request.raw.url ?? '';
  const question = target.indexOf('?');
  const userAgent = headers['user-agent'];
  const ifNoneMatch = headers['if-none-match'];
  return {
    transport,
    method: METHODS.find((method) => method === request.method) ?? 'GET',
    path: pathAfterPrefix(request),
    remoteAddress: plainAddress(request.ip),
    at: new Date(),
    ...(question > 0 && { query: target.slice(question + 1) }),
    ...(userAgent !== undefined && { userAgent }),
    ...(headers.authorization !== undefined && { authorization: headers.authorization, target }),
    ...(clientCertificate && { clientCertificate }),
    ...(legacyTls && { legacyTls }),
    ...(ifNoneMatch !== undefined && { ifNoneMatch }),
    ...(Buffer.isBuffer(body) && { upload: body }),
  };
}

/** What stands after `/p/`, decoded by the router; double slashes that some phones make are closed up. */
function pathAfterPrefix({ params }: FastifyRequest): string {
  const rest = typeof params === 'object' && params !== null && '*' in params ? String(params['*']) : '';
  return rest.replace(/^\/+/, '').replace(/\/{2,}/g, '/');
}

async function send(request: FastifyRequest, reply: FastifyReply, answer: FileAnswer): Promise<FastifyReply> {
  switch (answer.status) {
    case 'ok':
      return sendBody(
        request,
        reply.header('ETag', answer.etag).header('Content-Type', answer.contentType),
        answer.body,
      );
    case 'notModified':
      return reply.code(304).header('ETag', answer.etag).send();
    case 'stored':
      return bare(reply, answer.created ? 201 : 200);
    case 'notFound':
      if (answer.delayMs > 0) await wait(answer.delayMs);
      return bare(reply, 404);
    case 'challenge':
      if (answer.delayMs > 0) await wait(answer.delayMs);
      return bare(reply.header('WWW-Authenticate', [...answer.challenges]), 401);
    case 'tooLarge':
      return bare(reply, 413);
    case 'unusable':
      return bare(reply, 400);
    case 'busy':
      return bare(reply.header('Retry-After', String(answer.retryAfterSec)), 503);
  }
}

function bare(reply: FastifyReply, status: number): FastifyReply {
  return reply.code(status).header('Content-Length', 0).send();
}

function sendBody(request: FastifyRequest, reply: FastifyReply, body: FileBody): FastifyReply {
  const size = bodySizeBytes(body);
  const range = request.headers['if-range'] === undefined ? readRange(request.headers.range, size) : undefined;
  reply.header('Accept-Ranges', 'bytes');
  if (range === 'unsatisfiable')
    return bare(reply.removeHeader('Content-Type').header('Content-Range', `bytes */${size}`), 416);
  const { start, end } = range ?? { start: 0, end: size - 1 };
  if (range) reply.code(206).header('Content-Range', `bytes ${start}-${end}/${size}`);
  reply.header('Content-Length', end - start + 1);
  if (request.method === 'HEAD') return reply.send();
  if (body.kind === 'bytes') return reply.send(range ? body.bytes.subarray(start, end + 1) : body.bytes);
  return reply.send(createReadStream(body.storedPath, { start, end }));
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
