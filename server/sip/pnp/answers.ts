// What is sent to a phone that asked for its profile: 200 OK, and in the dialog that this opens one NOTIFY with the URL;
// and where to. Pure. Source: facts/yealink.md 1.2; RFC 3261 8.2.6, 12, 18.2; RFC 6665 4.2
import { answerPort, SIP_PORT, stampedVia } from '../transport/hop.ts';
import type { ProfileSubscribe } from './subscribe.ts';

export interface Peer {
  readonly address: string;
  readonly port: number;
}

/** How we name ourselves. */
export interface Self {
  readonly host: string;
  readonly port: number;
  /** Ours in this dialog. */
  readonly tag: string;
}

function lines(...parts: readonly (string | false)[]): string {
  return parts.filter((part) => part !== false).join('\r\n');
}

export function okTo(subscribe: ProfileSubscribe, source: Peer, self: Self): string {
  const { from, to, callId, cseq } = subscribe;
  return lines(
    'SIP/2.0 200 OK',
    `Via: ${stampedVia(subscribe.via, source)}`,
    `From: ${from}`,
    `To: ${to};tag=${self.tag}`,
    `Call-ID: ${callId}`,
    `CSeq: ${cseq}`,
    `Contact: <sip:${self.host}:${self.port}>`,
    'Expires: 0',
    'Content-Length: 0',
    '',
    '',
  );
}

/** To the address that the packet came from, whatever it says; to the port that it names. Source: RFC 3261 18.2.2, RFC 3581 4 */
export function answerPeer({ hop }: ProfileSubscribe, source: Peer): Peer {
  return { address: source.address, port: answerPort(hop, source.port) };
}

/** @param branch  names the transaction; begins with z9hG4bK */
export function notifyFor(subscribe: ProfileSubscribe, url: string, source: Peer, self: Self, branch: string): string {
  const { from, to, callId, contact, eventId } = subscribe;
  return lines(
    `NOTIFY ${contact?.uri ?? `sip:${source.address}:${source.port}`} SIP/2.0`,
    `Via: SIP/2.0/UDP ${self.host}:${self.port};branch=${branch};rport`,
    'Max-Forwards: 70',
    `From: ${to};tag=${self.tag}`,
    `To: ${from}`,
    `Call-ID: ${callId}`,
    'CSeq: 1 NOTIFY',
    `Contact: <sip:${self.host}:${self.port}>`,
    `Event: ua-profile${eventId === undefined || !/^[\w.!%*+`'~-]{1,64}$/.test(eventId) ? '' : `;id=${eventId}`}`,
    'Subscription-State: terminated;reason=timeout',
    'Content-Type: application/url',
    `Content-Length: ${Buffer.byteLength(url)}`,
    '',
    url,
  );
}

/**
 * To the phone's Contact, but never to another address than the one that asked: else whoever forges one could aim packets,
 * with a token in them, at somebody else.
 */
export function notifyPeer({ contact }: ProfileSubscribe, source: Peer): Peer {
  if (contact?.host !== source.address) return source;
  return { address: source.address, port: contact.port ?? SIP_PORT };
}
