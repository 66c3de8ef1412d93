// What a SIP message is here. Text is read as latin1, one character per byte, so that whatever a phone wrote goes back byte
// by byte and Content-Length counts what it should. Source: RFC 3261 7, 25.1

export interface Header {
  /** Lower case, long form. */
  readonly name: string;
  /** Unfolded and without white space around it. */
  readonly value: string;
}

interface Parts {
  /** In the order in which they came; a header that came twice stands here twice. */
  readonly headers: readonly Header[];
  readonly body: Buffer;
}

export interface SipRequest extends Parts {
  readonly kind: 'request';
  readonly method: string;
  readonly uri: string;
}

export interface SipResponse extends Parts {
  readonly kind: 'response';
  readonly status: number;
  readonly reason: string;
}

export type SipMessage = SipRequest | SipResponse;

/** What looks like SIP and cannot be used. */
export interface Unreadable {
  readonly kind: 'unreadable';
  /** With which a request could be answered, if its Via can be read. */
  readonly status: 400 | 505 | 513;
  /** Short English text, fit for a reason phrase. */
  readonly why: string;
  readonly headers: readonly Header[];
}

type WithHeaders = Pick<SipMessage, 'headers'>;

/** The first value of a header; undefined when it is not there. */
export function firstHeader({ headers }: WithHeaders, name: string): string | undefined {
  for (const header of headers) if (header.name === name) return header.value;
  return undefined;
}

/** Every line of a header, in order; one line may hold several values. */
export function headerLines({ headers }: WithHeaders, name: string): readonly string[] {
  return headers.flatMap((header) => (header.name === name ? [header.value] : []));
}

/** The value of a header that stands there just once and is not empty. */
export function onlyHeader(message: WithHeaders, name: string): string | undefined {
  const [value, ...more] = headerLines(message, name);
  return more.length === 0 && value !== '' ? value : undefined;
}

/** Copied out of the text it was cut from, which would else stay in memory as long as the piece does. */
export function ownCopy(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1');
}
