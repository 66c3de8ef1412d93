// All ways that SIP comes and goes by: UDP and TCP on one port, TLS on another. Hands on what could be read, with where it
// came from. Source: RFC 3261 18; design.md "Processes and settings"
import type { Socket } from 'node:dgram';
import type { TlsOptions } from 'node:tls';
import type { Logger } from '../../log.ts';
import type { SipMessage, Unreadable } from '../message/message.ts';
import { readMessage } from '../message/read.ts';
import { writtenHost } from '../message/uri.ts';
import type { Peer, TransportName } from './hop.ts';
import { createStreams, STREAM_LIMITS, type StreamLimits } from './streams.ts';
import { openUdp } from './udp.ts';

export interface Place {
  readonly host: string;
  /** 0 takes any free port, the same one for UDP and TCP. */
  readonly port: number;
}

export interface TransportOptions {
  /** UDP and TCP. */
  readonly plain: Place;
  readonly tls?: Place & { readonly options: TlsOptions };
  /** Name or address by which phones know this server. */
  readonly publicHost: string;
  readonly log: Logger;
  readonly receive: (message: SipMessage | Unreadable, peer: Peer) => void;
  readonly limits?: StreamLimits;
  /** Checks the certificates of others; phones make their own, so this is off unless said. */
  readonly verify?: { readonly ca?: string };
}

export interface SipTransport {
  readonly port: number;
  readonly tlsPort: number | undefined;
  /** Host and port that stand in our Via and Contact. */
  readonly sentBy: (transport: TransportName) => string;
  readonly send: (bytes: Buffer, peer: Peer) => Promise<void>;
  /** Of UDP, for multicast. */
  readonly socket: Socket;
  readonly connections: () => number;
  readonly close: () => Promise<void>;
}

const TRIES = 10;

/** @throws the system's error when an address or port cannot be had; then nothing stays open */
export async function openTransport(options: TransportOptions): Promise<SipTransport> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await openOnce(options);
    } catch (error) {
      // The port that UDP was given may be taken for TCP: any other will do.
      if (options.plain.port !== 0 || attempt === TRIES) throw error;
    }
  }
}

async function openOnce(options: TransportOptions): Promise<SipTransport> {
  const { plain, tls, publicHost, log, receive, limits = STREAM_LIMITS, verify } = options;
  const streams = createStreams({
    log,
    receive,
    limits,
    tlsClient: { rejectUnauthorized: verify !== undefined, ...verify },
  });
  const udp = await openUdp(plain, log, (datagram, peer) => {
    const message = readMessage(datagram);
    if (message) receive(message, peer);
  });
  const close = async (): Promise<void> => {
    await Promise.all([udp.close(), streams.close()]);
  };
  try {
    await streams.listen({ host: plain.host, port: udp.port });
    const tlsPort = tls && (await streams.listen(tls, tls.options));
    return {
      port: udp.port,
      tlsPort,
      sentBy: (transport) => `${writtenHost(publicHost)}:${transport === 'tls' ? (tlsPort ?? udp.port) : udp.port}`,
      send: (bytes, peer) => (peer.transport === 'udp' ? udp.send(bytes, peer) : streams.send(bytes, peer)),
      socket: udp.socket,
      connections: streams.count,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
