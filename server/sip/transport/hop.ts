// Which way a message goes back: Via is stamped with where it came from, and an answer follows it. A phone behind NAT is
// answered where it sent from, whether it asked for rport or not. Pure. Source: RFC 3261 18.2; RFC 3581 4; facts/call-control.md 2
import type { Header, SipRequest } from '../message/message.ts';
import { bareHost } from '../message/uri.ts';
import { readVia } from '../message/values.ts';

export type TransportName = 'udp' | 'tcp' | 'tls';

/** The other end: an address as sockets write it. */
export interface Peer {
  readonly transport: TransportName;
  readonly address: string;
  readonly port: number;
}

/** The request with `received` and `rport` in its topmost Via. */
export function stampVia(request: SipRequest, { address, port }: Pick<Peer, 'address' | 'port'>): SipRequest {
  const at = request.headers.findIndex(({ name }) => name === 'via');
  const top = request.headers[at];
  const stamped = top && stamp(top, address, port);
  return stamped && stamped !== top ? { ...request, headers: request.headers.with(at, stamped) } : request;
}

function stamp(header: Header, address: string, port: number): Header {
  const via = readVia(header.value);
  if (!via || via.parameters.has('received')) return header;
  const wantsPort = via.parameters.has('rport');
  if (!wantsPort && bareHost(via.host) === address) return header;
  const end = endOfFirst(header.value);
  const first = header.value.slice(0, end);
  const filled = wantsPort ? first.replace(/;\s*rport\s*(?:=[^;,]*)?(?=;|$|\s)/i, `;rport=${port}`) : first;
  return { name: 'via', value: `${filled};received=${address}${header.value.slice(end)}` };
}

/** Where the first of several hops ends. */
function endOfFirst(value: string): number {
  const comma = value.indexOf(',');
  return comma < 0 ? value.length : comma;
}
