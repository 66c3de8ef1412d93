// What must be right about a request before anybody looks at what it wants. Source: RFC 3261 8.1.1, 8.2.1, 8.2.2; RFC 4475
import { firstHeader, headerLines, type SipRequest, type SipResponse } from './message.ts';
import { readList } from './parameters.ts';
import { readUri } from './uri.ts';
import { readAddress, readCSeq, readVia } from './values.ts';

export interface Fault {
  readonly status: 400 | 416;
  readonly why: string;
}

/** Of which there is one, no more and no less. */
const SINGLE = ['from', 'to', 'call-id', 'cseq'] as const;

/** @returns undefined when the request is in order */
export function faultOf(request: SipRequest): Fault | undefined {
  for (const name of SINGLE) {
    const lines = headerLines(request, name);
    if (lines.length !== 1 || lines[0] === '') return bad(`One ${name} is needed, there are ${lines.length}`);
  }
  return uriFault(request.uri) ?? headFault(request);
}

function bad(why: string): Fault {
  return { status: 400, why };
}

function uriFault(uri: string): Fault | undefined {
  if (/[\s<>"]/.test(uri)) return bad('Bad Request-URI');
  const read = readUri(uri);
  if (read) return read.headers === undefined ? undefined : bad('Headers in the Request-URI');
  return /^sips?:/i.test(uri) ? bad('Bad Request-URI') : { status: 416, why: 'Unsupported URI Scheme' };
}

function headFault(request: SipRequest): Fault | undefined {
  const cseq = readCSeq(firstHeader(request, 'cseq') ?? '');
  if (!cseq) return bad('Bad CSeq');
  if (cseq.method !== request.method) return bad('CSeq names another method');
  const vias = headerLines(request, 'via');
  if (vias.length === 0 || vias.some((line) => !(readList(line) ?? ['']).every(readVia))) return bad('Bad Via');
  for (const name of ['from', 'to'] as const)
    if (!readAddress(firstHeader(request, name) ?? '')) return bad(`Bad ${name}`);
  const contacts = headerLines(request, 'contact').flatMap((line) => (line === '*' ? [] : (readList(line) ?? [''])));
  if (contacts.some((contact) => !readAddress(contact) || hasLooseHeaders(contact))) return bad('Bad contact');
  const maxForwards = firstHeader(request, 'max-forwards') ?? '70';
  if (!/^\d{1,10}$/.test(maxForwards) || Number(maxForwards) > 255) return bad('Bad max-forwards');
  const expires = firstHeader(request, 'expires') ?? '0';
  if (!/^\d{1,10}$/.test(expires) || Number(expires) >= 2 ** 32) return bad('Bad expires');
  return undefined;
}

/** A URI with a question mark must stand in brackets. Source: RFC 3261 20.10; RFC 4475 3.1.2.14 */
function hasLooseHeaders(contact: string): boolean {
  return !contact.includes('<') && contact.includes('?');
}

/** Whether an answer says which request it answers; any other is dropped. */
export function isSoundResponse(response: SipResponse): boolean {
  return (
    readVia(firstHeader(response, 'via') ?? '') !== undefined &&
    readCSeq(firstHeader(response, 'cseq') ?? '') !== undefined
  );
}
