// Which way a message goes back: Via is stamped with where it came from, and an answer follows it.
// Pure. Source: RFC 3261 18.2; RFC 3581 4
import { firstHeader, type Header, type SipRequest } from '../message/message.ts';
import { bareHost } from '../message/uri.ts';
import { readVia } from '../message/values.ts';

export const SIP_PORT = 5060;
export const SIPS_PORT = 5061;

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

/**
 * To the address that the packet came from, whatever it says; to the port that it came from with rport, else to the one it
 * names. A stream is answered on itself. Source: RFC 3261 18.2.2, RFC 3581 4
 */
export function answerPeer(message: Pick<SipRequest, 'headers'>, peer: Peer): Peer {
  if (peer.transport !== 'udp') return peer;
  const via = readVia(firstHeader(message, 'via') ?? '');
  if (!via || via.parameters.has('rport')) return peer;
  return { ...peer, port: via.port ?? SIP_PORT };
}
