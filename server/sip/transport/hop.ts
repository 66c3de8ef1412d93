// Which way a message goes back: Via is stamped with where it came from, and an answer follows it.
// Pure. Source: RFC 3261 18.2; RFC 3581 4
import { firstHeader, type SipRequest } from '../message/message.ts';
import { bareHost } from '../message/uri.ts';
import { readVia, type Via } from '../message/values.ts';

export const SIP_PORT = 5060;
export const SIPS_PORT = 5061;

export type TransportName = 'udp' | 'tcp' | 'tls';

/** The other end: an address as sockets write it. */
export interface Peer {
  readonly transport: TransportName;
  readonly address: string;
  readonly port: number;
}

type Source = Pick<Peer, 'address' | 'port'>;

/** The request with `received` and `rport` in its topmost Via. */
export function stampVia(request: SipRequest, source: Source): SipRequest {
  const at = request.headers.findIndex(({ name }) => name === 'via');
  const top = request.headers[at];
  const value = top && stampedVia(top.value, source);
  if (!top || value === undefined || value === top.value) return request;
  return { ...request, headers: request.headers.with(at, { name: top.name, value }) };
}

/** Says where the packet came from, if the sender asked for that or names another address. Source: RFC 3261 18.2.1, RFC 3581 4 */
export function stampedVia(value: string, { address, port }: Source): string {
  const via = readVia(value);
  if (!via || via.parameters.has('received')) return value;
  const wantsPort = via.parameters.has('rport');
  if (!wantsPort && bareHost(via.host) === address) return value;
  const end = endOfFirst(value);
  const first = value.slice(0, end);
  const filled = wantsPort ? first.replace(/;\s*rport\s*(?:=[^;,]*)?(?=;|$|\s)/i, `;rport=${port}`) : first;
  return `${filled};received=${address}${value.slice(end)}`;
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
  return via ? { ...peer, port: answerPort(via, peer.port) } : peer;
}

export function answerPort(via: Via, sourcePort: number): number {
  return via.parameters.has('rport') ? sourcePort : (via.port ?? SIP_PORT);
}
