// SIP URIs. The user part may hold `;`, `?` and `=`; the host may be an IPv6 address in brackets. Source: RFC 3261 19.1, 25.1
import { type Parameters, readParameters, readPort } from './parameters.ts';

export interface SipUri {
  readonly scheme: 'sip' | 'sips';
  /** As written, with its escapes and without any password. */
  readonly user: string | undefined;
  /** Lower case; IPv6 in brackets. */
  readonly host: string;
  readonly port: number | undefined;
  readonly parameters: Parameters;
  /** What stands behind `?`. */
  readonly headers: string | undefined;
}

const HOST = /^(?:\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9](?:[A-Za-z0-9._-]{0,252}[A-Za-z0-9.])?)$/;
const USER = /^(?:[A-Za-z0-9\-_.!~*'()&=+$,;?/#:^`{}|]|%[0-9A-Fa-f]{2}|[\x80-\xff])+$/;

/** @returns undefined for another scheme and for what is no SIP URI */
export function readUri(text: string): SipUri | undefined {
  const colon = text.indexOf(':');
  const scheme = text.slice(0, colon).toLowerCase();
  if ((scheme !== 'sip' && scheme !== 'sips') || text.length > 2048 || /[\s<>"]/.test(text)) return undefined;
  const at = text.indexOf('@', colon);
  const userInfo = at < 0 ? undefined : text.slice(colon + 1, at);
  if (userInfo !== undefined && !USER.test(userInfo)) return undefined;
  const [place = '', headers] = cut(text.slice(at < 0 ? colon + 1 : at + 1), '?');
  const { first, parameters } = readParameters(place);
  const portAt = first.startsWith('[') ? first.indexOf(':', first.indexOf(']')) : first.indexOf(':');
  const host = portAt < 0 ? first : first.slice(0, portAt);
  const port = portAt < 0 ? undefined : readPort(first.slice(portAt + 1));
  if (!HOST.test(host) || (portAt >= 0 && port === undefined)) return undefined;
  return { scheme, user: cut(userInfo, ':')[0], host: host.toLowerCase(), port, parameters, headers };
}

function cut(text: string | undefined, separator: string): readonly [string?, string?] {
  if (text === undefined) return [];
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

/** The host without the brackets of IPv6, as sockets want it. */
export function bareHost(host: string): string {
  return host.startsWith('[') ? host.slice(1, -1) : host;
}

/** An address as it stands in a URI or a Via. */
export function writtenHost(address: string): string {
  return address.includes(':') && !address.startsWith('[') ? `[${address}]` : address;
}
