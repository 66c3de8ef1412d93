// The little of SIP that PnP needs: a datagram read into its first line and headers, and the parts of Via, Contact and
// parameters. Tolerant of what phones get wrong, bounded in size, and never throwing. What passes holds no control
// characters, so that a header can be sent back as it came. Pure. Source: RFC 3261 7, 20, 25

export interface SipMessage {
  readonly start:
    | { readonly kind: 'request'; readonly method: string; readonly uri: string }
    | { readonly kind: 'response'; readonly status: number };
  /** By name in lower case, long form; each with its values in the order in which they came. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
}

/** A phone's SUBSCRIBE has some 700 bytes. */
const MAX_BYTES = 4096;
const MAX_LINES = 64;
const MAX_LINE_LENGTH = 1024;

/** Source: RFC 3261 7.3.3; RFC 6665 8.2 */
const COMPACT: Readonly<Record<string, string>> = {
  v: 'via',
  f: 'from',
  t: 'to',
  i: 'call-id',
  m: 'contact',
  o: 'event',
  l: 'content-length',
};

const REQUEST = /^([A-Z]{1,20}) (\S{1,512}) SIP\/2\.0$/;
const RESPONSE = /^SIP\/2\.0 (\d{3})(?: .*)?$/;
const HEADER = /^([A-Za-z0-9!%*_+`'~.-]{1,40})[ \t]*:[ \t]*(.*)$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\x00-\x08\x0b-\x1f\x7f]/;

/** @returns undefined for anything that is no SIP message of a sane size */
export function readSipMessage(datagram: Buffer): SipMessage | undefined {
  if (datagram.length > MAX_BYTES) return undefined;
  const [head = ''] = datagram.toString('utf8').split(/\r?\n\r?\n/, 1);
  const lines = unfold(head.split(/\r?\n/));
  const [first = '', ...rest] = lines;
  if (lines.length > MAX_LINES || lines.some((line) => line.length > MAX_LINE_LENGTH || CONTROL.test(line)))
    return undefined;
  const start = readStart(first);
  return start && { start, headers: readHeaders(rest) };
}

/** A line that begins with white space goes on the one before. */
function unfold(lines: readonly string[]): readonly string[] {
  const whole: string[] = [];
  for (const line of lines) {
    const former = /^[ \t]/.test(line) ? whole.pop() : undefined;
    whole.push(former === undefined ? line : `${former} ${line.trim()}`);
  }
  return whole;
}

function readStart(line: string): SipMessage['start'] | undefined {
  const request = REQUEST.exec(line);
  if (request) return { kind: 'request', method: request[1] ?? '', uri: request[2] ?? '' };
  const response = RESPONSE.exec(line);
  return response ? { kind: 'response', status: Number(response[1]) } : undefined;
}

/** Lines that are no header are passed over. */
function readHeaders(lines: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const headers = new Map<string, string[]>();
  for (const line of lines) {
    const match = HEADER.exec(line);
    if (!match) continue;
    const written = (match[1] ?? '').toLowerCase();
    const name = Object.hasOwn(COMPACT, written) ? (COMPACT[written] ?? written) : written;
    const values = headers.get(name) ?? [];
    values.push((match[2] ?? '').trim());
    headers.set(name, values);
  }
  return headers;
}

/** The value of a header that stands there just once. */
export function onlyValue({ headers }: SipMessage, name: string): string | undefined {
  const [value, ...more] = headers.get(name) ?? [];
  return more.length === 0 && value !== '' ? value : undefined;
}

/** `name;a=1;b="2"`: what stands first, and the parameters by lower-case name, without quotes. */
export function readParameters(text: string): {
  readonly first: string;
  readonly parameters: ReadonlyMap<string, string>;
} {
  const [first = '', ...rest] = text.match(/(?:"[^"]*"|[^;"]|")+/g) ?? [];
  const parameters = new Map<string, string>();
  for (const part of rest) {
    const equals = part.indexOf('=');
    const name = (equals < 0 ? part : part.slice(0, equals)).trim().toLowerCase();
    const value = equals < 0 ? '' : part.slice(equals + 1).trim();
    if (name !== '') parameters.set(name, value.replace(/^"(.*)"$/, '$1'));
  }
  return { first: first.trim(), parameters };
}

export interface Via {
  readonly host: string;
  readonly port: number | undefined;
  readonly parameters: ReadonlyMap<string, string>;
}

const SENT_BY = /^SIP *\/ *2\.0 *\/ *UDP +(\[[0-9a-fA-F:.]{2,45}\]|[A-Za-z0-9._-]{1,255})(?: *: *(\d{1,5}))?$/i;

/** One hop of UDP; undefined for several, which no phone that speaks for itself sends. */
export function readVia(text: string): Via | undefined {
  if (text.includes(',')) return undefined;
  const { first, parameters } = readParameters(text);
  const match = SENT_BY.exec(first);
  const port = match?.[2] === undefined ? undefined : portFrom(match[2]);
  if (!match || (match[2] !== undefined && port === undefined)) return undefined;
  return { host: match[1] ?? '', port, parameters };
}

export interface Contact {
  readonly uri: string;
  readonly host: string;
  readonly port: number | undefined;
}

const NAMED_URI = /<(sips?:[^<>"\s]{1,255})>/i;
const BARE_URI = /^(sips?:[^<>";,\s]{1,255})/i;
const HOST_OF_URI = /^sips?:(?:[^@]*@)?(\[[0-9a-fA-F:.]{2,45}\]|[A-Za-z0-9._-]{1,255})(?::(\d{1,5}))?(?:[;?].*)?$/i;

export function readContact(text: string): Contact | undefined {
  const uri = (NAMED_URI.exec(text) ?? BARE_URI.exec(text))?.[1];
  const match = uri === undefined ? null : HOST_OF_URI.exec(uri);
  if (uri === undefined || !match) return undefined;
  return { uri, host: match[1] ?? '', port: match[2] === undefined ? undefined : portFrom(match[2]) };
}

function portFrom(text: string): number | undefined {
  const port = Number(text);
  return port >= 1 && port <= 65535 ? port : undefined;
}
