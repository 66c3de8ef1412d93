// SIP over UDP: one datagram, one message. A receive buffer that holds what comes while the process collects garbage.
// Source: RFC 3261 18; facts/call-control.md 1.3
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { isIPv6 } from 'node:net';
import type { Logger } from '../../log.ts';
import type { Peer } from './hop.ts';

const RECEIVE_BUFFER_BYTES = 4 * 1024 * 1024;

export interface UdpEnd {
  readonly port: number;
  readonly send: (bytes: Buffer, peer: Peer) => Promise<void>;
  /** For multicast. */
  readonly socket: Socket;
  readonly close: () => Promise<void>;
}

/** @throws the system's error when the address or port cannot be had */
export async function openUdp(
  { host, port }: { readonly host: string; readonly port: number },
  log: Logger,
  receive: (datagram: Buffer, peer: Peer) => void,
): Promise<UdpEnd> {
  const socket = createSocket({ type: isIPv6(host) ? 'udp6' : 'udp4', recvBufferSize: RECEIVE_BUFFER_BYTES });
  const listening = once(socket, 'listening');
  socket.bind(port, host);
  await listening;
  socket.on('error', (err) => log.error({ err }, 'SIP over UDP failed'));
  socket.on('message', (datagram, from) => {
    if (from.port !== 0) receive(datagram, { transport: 'udp', address: from.address, port: from.port });
  });
  let isOpen = true;
  return {
    port: socket.address().port,
    socket,
    send: (bytes, peer) =>
      new Promise((resolve, reject) => {
        if (!isOpen) reject(new Error('SIP over UDP is closed'));
        else socket.send(bytes, peer.port, peer.address, (err) => (err ? reject(err) : resolve()));
      }),
    close: async () => {
      if (!isOpen) return;
      isOpen = false;
      const closed = once(socket, 'close');
      socket.close();
      await closed;
    },
  };
}
