// What a connection may take before it has asked anything: time for its request, size of its head, and how many one
// address may hold. A peer that keeps sockets half open runs out of them before the server does.
// Source: design.md "Phones' URLs and trust", "Speed that is asked for" (when full: 503 with Retry-After)
import type { Server as HttpServer, ServerOptions } from 'node:http';
import type { Duplex } from 'node:stream';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { isInside, type Network, plainAddress } from '../domain/networks.ts';
import { CONTENT_TYPE, problemText } from './problems.ts';

/** A phone that keeps its connection open and says nothing is let go after this. */
const IDLE_MS = 15_000;
const HEAD_MS = 10_000;
const PHONE_REQUEST_MS = 60_000;
/** A firmware image over a thin line takes its time. */
const ADMIN_REQUEST_MS = 15 * 60_000;
/** Neither reading nor sending anything, in the middle of an answer. */
const STALLED_MS = 120_000;
const CHECK_MS = 2_000;
/** Of the request line and all headers; phones send under 1 KB, browsers with our cookies some 2 KB. */
const MAX_HEAD_BYTES = 8 * 1024;
/** An office of 500 phones behind one address, each with several connections, fits twice over. */
const MAX_CONNECTIONS_PER_ADDRESS = 4_000;
const MAX_CONNECTIONS = 30_000;
/**
 * Connections that the system holds until they are taken. Node's 511 are too few when an office wakes up: a phone that finds
 * no place there tries again after 1, 3, 7, 15 s. The system may allow fewer (net.core.somaxconn).
 */
export const PHONE_BACKLOG = 4_096;
const FULL = 'HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nContent-Length: 0\r\nConnection: close\r\n\r\n';

const common = {
  keepAliveTimeout: IDLE_MS,
  headersTimeout: HEAD_MS,
  connectionsCheckingInterval: CHECK_MS,
  maxHeaderSize: MAX_HEAD_BYTES,
} satisfies ServerOptions;

/** For the phones' listeners, plain and TLS (where `handshakeTimeout` counts). */
export const PHONE_SERVER = { ...common, requestTimeout: PHONE_REQUEST_MS, handshakeTimeout: HEAD_MS };
export const ADMIN_SERVER = { ...common, requestTimeout: ADMIN_REQUEST_MS };

export interface ConnectionLimits {
  /** Proxies hold the connections of many. */
  readonly trustedProxies: readonly Network[];
  /** Whether bytes written to a fresh connection are HTTP: over TLS they would be noise. */
  readonly isPlain: boolean;
  readonly maxPerAddress?: number;
}

/** Bounds a listener's connections, all together and by address; one too many is told 503, or over TLS closed. */
export function limitConnections(server: HttpServer, limits: ConnectionLimits): void {
  const { trustedProxies, isPlain, maxPerAddress = MAX_CONNECTIONS_PER_ADDRESS } = limits;
  const open = new Map<string, number>();
  server.maxConnections = MAX_CONNECTIONS;
  server.setTimeout(STALLED_MS);
  server.prependListener('connection', (socket) => {
    const address = plainAddress(socket.remoteAddress ?? '');
    const count = (open.get(address) ?? 0) + 1;
    open.set(address, count);
    socket.once('close', () => {
      const left = (open.get(address) ?? 1) - 1;
      if (left > 0) open.set(address, left);
      else open.delete(address);
    });
    if (count <= maxPerAddress || isInside(address, trustedProxies)) return;
    if (isPlain) socket.write(FULL);
    socket.destroySoon();
  });
}

/** What Node says of a connection on which no request could be read. */
interface BrokenRequest {
  readonly code?: string;
}

/** Phones: a bare status for what is no HTTP. */
export function refuseBare(error: BrokenRequest, socket: Duplex): void {
  close(error, socket, 'Content-Length: 0\r\n\r\n');
}

/** API and portal: the same as a problem (RFC 9457); nothing of the request is known that could name it. */
export function refuseAsProblem(error: BrokenRequest, socket: Duplex): void {
  const body = problemText({ code: 'REQUEST_UNREADABLE' });
  close(error, socket, `Content-Type: ${CONTENT_TYPE}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
}

function close({ code = '' }: BrokenRequest, socket: Duplex, rest: string): void {
  if (code !== 'ECONNRESET' && socket.writable)
    socket.write(`HTTP/1.1 400 Bad Request\r\nConnection: close\r\n${rest}`);
  socket.destroy();
}

/** A URL that the router cannot read. */
export function refuseUrlAsProblem(_error: FastifyError, { id }: FastifyRequest, reply: FastifyReply): void {
  const body = problemText({ code: 'REQUEST_UNREADABLE' }, id);
  reply.hijack();
  reply.raw.writeHead(400, { 'Content-Type': CONTENT_TYPE, 'Content-Length': Buffer.byteLength(body) }).end(body);
}
