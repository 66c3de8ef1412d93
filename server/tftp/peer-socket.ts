// One UDP socket for one transfer: its local port is our transfer identifier (RFC 1350 section 4). Only the peer's
// datagrams get through; a stranger's are answered with ERROR 5 and do not disturb the transfer.

import { createSocket, type SocketOptions, type SocketType } from 'node:dgram';
import type { KeenPoll } from './keen-poll.ts';
import { ERROR_CODE, formatError } from './packet.ts';

export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

export interface PeerSocket {
  /** Sends at once; a datagram that the system refuses counts as lost. Must not be changed after. */
  send(datagram: Buffer): void;
  close(): void;
}

export interface PeerHandlers {
  readonly onDatagram: (datagram: Buffer) => void;
  /** The socket cannot be used (no descriptors left, for example). Never called before openPeerSocket returns. */
  readonly onError: (error: Error) => void;
}

export type OpenPeerSocket = (handlers: PeerHandlers) => PeerSocket;

export interface PeerSocketOptions {
  /** As the listener's, so that an IPv4-mapped peer address works unchanged. */
  readonly type: SocketType;
  /** The address to send from, a literal. */
  readonly local: string;
  /** The client's transfer identifier, its address as dgram reported it. */
  readonly peer: Endpoint;
  readonly keenPoll: KeenPoll;
}

const WRONG_TRANSFER = formatError({ code: ERROR_CODE.unknownTransfer, message: 'Unknown transfer ID' });
/** Strangers' datagrams answered in one transfer; beyond them a flood is met with silence. */
const MAX_STRANGERS_ANSWERED = 16;

/** For dgram, whose own look-up puts off every send by a tick: peers' addresses are literals. It reads no family. */
export const literalLookup: NonNullable<SocketOptions['lookup']> = (literal, _options, callback) => {
  callback(null, literal, 0);
};

export function openPeerSocket({ type, local, peer, keenPoll }: PeerSocketOptions, handlers: PeerHandlers): PeerSocket {
  // Not connected: the kernel would drop the strangers unseen.
  const socket = createSocket({ type, lookup: literalLookup });
  const watch = keenPoll.open();
  let strangersAnswered = 0;
  let open = true;
  socket.on('message', (datagram, from) => {
    if (!open) return;
    if (from.port === peer.port && from.address === peer.address) {
      watch.answered();
      handlers.onDatagram(datagram);
    } else if (strangersAnswered < MAX_STRANGERS_ANSWERED) {
      strangersAnswered += 1;
      socket.send(WRONG_TRANSFER, from.port, from.address);
    }
  });
  // bind() may fail before it returns; who opens the socket is not yet ready to hear it then.
  socket.on('error', (error) => process.nextTick(handlers.onError, error));
  socket.bind({ port: 0, address: local, exclusive: true });
  return {
    send(datagram) {
      if (!open) return;
      socket.send(datagram, peer.port, peer.address);
      watch.sent();
    },
    close() {
      if (!open) return;
      open = false;
      watch.close();
      socket.close();
    },
  };
}
