// The values of structured headers: Via, addresses, CSeq. Source: RFC 3261 20, 25.1
import { BACKSLASH, type Parameters, QUOTE, readList, readParameters, readPort, unquote } from './parameters.ts';
import { readUri, type SipUri } from './uri.ts';

export interface Via {
  /** Upper case. */
  readonly transport: string;
  /** IPv6 in brackets. */
  readonly host: string;
  readonly port: number | undefined;
  readonly parameters: Parameters;
}

const PROTOCOL = /^SIP[ \t]*\/[ \t]*2\.0[ \t]*\/[ \t]*([A-Za-z0-9-]{1,20})[ \t]+/i;
const HOST_PORT = /^(\[[0-9a-fA-F:.]{2,45}\]|[A-Za-z0-9._-]{1,255})(?:[ \t]*:[ \t]*(\d{1,5}))?$/;

/** One hop; the first of them for a line that has several. */
export function readVia(text: string): Via | undefined {
  const { first, parameters } = readParameters(text.includes(',') ? (readList(text)?.[0] ?? '') : text);
  const protocol = PROTOCOL.exec(first);
  const match = protocol && HOST_PORT.exec(first.slice(protocol[0].length));
  if (!protocol || !match) return undefined;
  const port = match[2] === undefined ? undefined : readPort(match[2]);
  if (match[2] !== undefined && port === undefined) return undefined;
  return { transport: (protocol[1] ?? '').toUpperCase(), host: match[1] ?? '', port, parameters };
}

export interface Address {
  /** As it came, without quotes. */
  readonly display: string;
  /** As it came. */
  readonly uri: string;
  /** Of the header: `tag`, `expires`. Those of the URI stay in the URI. */
  readonly parameters: Parameters;
}

/** A From, To, Contact, Route: `"A" <sip:a@b;x>;tag=1` or `sip:a@b;tag=1`. */
export function readAddress(text: string): Address | undefined {
  const open = afterDisplay(text);
  if (open === undefined) return undefined;
  if (open < 0) {
    const { first, parameters } = readParameters(text);
    return /^[A-Za-z][A-Za-z0-9+.-]*:[^\s<>"]+$/.test(first) ? { display: '', uri: first, parameters } : undefined;
  }
  const close = text.indexOf('>', open);
  const uri = text.slice(open + 1, close);
  const rest = text.slice(close + 1).trim();
  if (close < 0 || /[\s<]/.test(uri) || uri === '' || (rest !== '' && !rest.startsWith(';'))) return undefined;
  return { display: unquote(text.slice(0, open).trim()), uri, parameters: readParameters(rest).parameters };
}

/** Where the angle bracket opens; -1: there is none; undefined: a quote stays open, or the words before the bracket are none. */
function afterDisplay(text: string): number | undefined {
  const start = text.length - text.trimStart().length;
  if (text.charCodeAt(start) !== QUOTE) {
    const open = text.indexOf('<');
    return open > 0 && /[^A-Za-z0-9!%*_+`'~.\s\x80-\xff-]/.test(text.slice(0, open)) ? undefined : open;
  }
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) at += 1;
    else if (code === QUOTE) {
      const open = text.indexOf('<', at);
      return open > 0 && text.slice(at + 1, open).trim() === '' ? open : undefined;
    }
  }
  return undefined;
}

/** An address whose URI can be reached by SIP. */
export function readContact(text: string): (Pick<Address, 'uri'> & Pick<SipUri, 'host' | 'port'>) | undefined {
  const address = readAddress(text);
  const uri = address && readUri(address.uri);
  return address && uri ? { uri: address.uri, host: uri.host, port: uri.port } : undefined;
}

export interface CSeq {
  readonly number: number;
  readonly method: string;
}

/** Source: RFC 3261 20.16, 8.1.1.5 */
export function readCSeq(text: string): CSeq | undefined {
  const match = /^(\d{1,10})[ \t]+([A-Za-z0-9!%*_+`'~.-]{1,64})$/.exec(text);
  const number = Number(match?.[1]);
  return match && number < 2 ** 31 ? { number, method: match[2] ?? '' } : undefined;
}
