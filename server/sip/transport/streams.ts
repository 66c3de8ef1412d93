// SIP over TCP and TLS: connections that phones opened and that we did, by where they lead; what goes to a phone takes the
// connection it came on. Bounded in number, in bytes that wait, and in time without a word.
// Source: RFC 3261 18; RFC 5626 3.5.1, 4.4.1; facts/call-control.md 2
import { once } from 'node:events';
import { createServer, type Server, type Socket, connect as tcpConnect } from 'node:net';
import { createServer as createTlsServer, type TlsOptions, connect as tlsConnect } from 'node:tls';
import { plainAddress } from '../../domain/networks.ts';
import type { Logger } from '../../log.ts';
import type { SipMessage, Unreadable } from '../message/message.ts';
import { createFramer } from './frames.ts';
import type { Peer } from './hop.ts';

export interface StreamLimits {
  readonly maxConnections: number;
  /** Longer than the pause between the pings of any client, and than a phone's registration. */
  readonly idleMs: number;
  readonly connectMs: number;
  /** Bytes that wait to be read by the other end; more, and it is cut off. */
  readonly maxUnsentBytes: number;
}

export const STREAM_LIMITS: StreamLimits = {
  maxConnections: 20_000,
  idleMs: 360_000,
  connectMs: 10_000,
  maxUnsentBytes: 1024 * 1024,
};

export interface StreamOptions {
  readonly log: Logger;
  readonly receive: (message: SipMessage | Unreadable, peer: Peer) => void;
  readonly limits: StreamLimits;
  /** How certificates of others are checked; phones have none that could be. */
  readonly tlsClient: { readonly rejectUnauthorized: boolean; readonly ca?: string };
}

export interface Streams {
  /** @returns the port; @throws the system's error when the address or port cannot be had */
  readonly listen: (at: { readonly host: string; readonly port: number }, tls?: TlsOptions) => Promise<number>;
  /** On the connection that is open, else on a new one. */
  readonly send: (bytes: Buffer, peer: Peer) => Promise<void>;
  readonly count: () => number;
  readonly close: () => Promise<void>;
}

const PONG = Buffer.from('\r\n');

export function createStreams({ log, receive, limits, tlsClient }: StreamOptions): Streams {
  const servers: Server[] = [];
  const open = new Map<string, Socket>();
  const opening = new Map<string, Promise<Socket>>();
  const all = new Set<Socket>();
  let isOpen = true;

  function attend(socket: Socket, peer: Peer): void {
    const key = keyOf(peer);
    const framer = createFramer();
    all.add(socket);
    open.set(key, socket);
    socket.setNoDelay(true);
    socket.setTimeout(limits.idleMs, () => socket.destroy());
    socket.on('error', (err) => log.debug({ err, ...peer }, 'SIP connection failed'));
    socket.on('close', () => {
      all.delete(socket);
      if (open.get(key) === socket) open.delete(key);
    });
    socket.on('data', (chunk: Buffer) => {
      for (const frame of framer.push(chunk)) {
        if (frame.kind === 'ping') socket.write(PONG);
        else if (frame.message) receive(frame.message, peer);
        // After what was said to it has been written.
        if (frame.kind === 'broken') setImmediate(() => socket.end());
      }
    });
  }

  function accept(socket: Socket, transport: 'tcp' | 'tls'): void {
    const { remoteAddress, remotePort } = socket;
    if (remoteAddress === undefined || remotePort === undefined || all.size >= limits.maxConnections) socket.destroy();
    else attend(socket, { transport, address: plainAddress(remoteAddress), port: remotePort });
  }

  async function listen(at: { readonly host: string; readonly port: number }, tls?: TlsOptions): Promise<number> {
    const server = tls ? createTlsServer(tls) : createServer();
    server.on(tls ? 'secureConnection' : 'connection', (socket: Socket) => accept(socket, tls ? 'tls' : 'tcp'));
    server.on('tlsClientError', (err: Error) => log.debug({ err }, 'SIP over TLS not agreed on'));
    server.maxConnections = limits.maxConnections;
    const listening = once(server, 'listening');
    server.listen(at.port, at.host);
    await listening;
    server.on('error', (err) => log.error({ err }, 'SIP listener failed'));
    servers.push(server);
    const address = server.address();
    return typeof address === 'object' && address ? address.port : at.port;
  }

  function connectionTo(peer: Peer): Promise<Socket> {
    const key = keyOf(peer);
    const known = open.get(key);
    if (known?.writable) return Promise.resolve(known);
    const begun = opening.get(key) ?? begin(peer).finally(() => opening.delete(key));
    opening.set(key, begun);
    return begun;
  }

  async function begin(peer: Peer): Promise<Socket> {
    if (!isOpen || all.size + opening.size >= limits.maxConnections) throw new Error('no more SIP connections');
    const to = { host: peer.address, port: peer.port };
    const socket = peer.transport === 'tls' ? tlsConnect({ ...to, ...tlsClient }) : tcpConnect(to);
    const late = setTimeout(() => socket.destroy(new Error('SIP connection not made in time')), limits.connectMs);
    try {
      await once(socket, peer.transport === 'tls' ? 'secureConnect' : 'connect');
    } catch (error) {
      socket.destroy();
      throw error;
    } finally {
      clearTimeout(late);
    }
    attend(socket, peer);
    return socket;
  }

  async function send(bytes: Buffer, peer: Peer): Promise<void> {
    const socket = await connectionTo(peer);
    if (socket.writableLength > limits.maxUnsentBytes) {
      socket.destroy();
      throw new Error('the other end of a SIP connection does not read');
    }
    await new Promise<void>((resolve, reject) => socket.write(bytes, (err) => (err ? reject(err) : resolve())));
  }

  return {
    listen,
    send,
    count: () => all.size,
    close: async () => {
      isOpen = false;
      const closed = servers.map((server) => once(server, 'close'));
      for (const server of servers) server.close();
      for (const socket of all) socket.destroy();
      await Promise.all(closed);
    },
  };
}

function keyOf({ transport, address, port }: Peer): string {
  return `${transport} ${address} ${port}`;
}
