// Reads one SIP message. Lenient where phones are (bare line feeds, folded lines, short names, white space), strict in size:
// nothing here takes longer than the text is long. Source: RFC 3261 7, 18.3; RFC 4475; facts/call-control.md 1.3
import type { Header, SipMessage, Unreadable } from './message.ts';
import { headerName } from './names.ts';

/** Source: facts/call-control.md 1.3 */
export const MAX_HEAD_BYTES = 16 * 1024;
const MAX_LINE = 8 * 1024;
const MAX_LINES = 200;
export const MAX_BODY_BYTES = 64 * 1024;

const LF = 10;
const CR = 13;
const TOKEN = /^[A-Za-z0-9!%*_+`'~.-]+$/;
const VERSION = 'SIP/2.0';

/**
 * Where the empty line ends that divides head and body.
 * @param from  where to begin to look: what lies before was looked through already
 * @returns undefined when there is none yet
 */
export function endOfHead(bytes: Buffer, from = 0): number | undefined {
  for (let at = bytes.indexOf(LF, from); at >= 0; at = bytes.indexOf(LF, at + 1)) {
    if (bytes[at + 1] === LF) return at + 2;
    if (bytes[at + 1] === CR && bytes[at + 2] === LF) return at + 3;
  }
  return undefined;
}

/**
 * One datagram, or one message cut out of a stream. Bytes beyond Content-Length are passed over.
 * @returns undefined for what is no SIP at all: it deserves no answer
 */
export function readMessage(bytes: Buffer): SipMessage | Unreadable | undefined {
  const start = skipEmptyLines(bytes);
  const headEnd = endOfHead(bytes.subarray(0, start + MAX_HEAD_BYTES), start);
  const text = bytes.toString('latin1', start, Math.min(headEnd ?? bytes.length, start + MAX_HEAD_BYTES));
  const firstEnd = lineEnd(text, 0);
  const first = readStart(text.slice(0, firstEnd.end));
  if (!first) return undefined;
  const headers: Header[] = [];
  const bad = (status: Unreadable['status'], why: string): Unreadable => ({ kind: 'unreadable', status, why, headers });
  const problem = readHeaders(text, firstEnd.next, headers);
  if (headEnd === undefined && bytes.length - start > MAX_HEAD_BYTES) return bad(513, 'Message Too Large');
  if (problem) return bad(problem.status, problem.why);
  if (first.version !== VERSION) return bad(505, 'Version Not Supported');
  const body = bodyOf(bytes, headEnd ?? bytes.length, headers);
  if (typeof body === 'string') return bad(400, body);
  return first.kind === 'request'
    ? { kind: 'request', method: first.method, uri: first.uri, headers, body }
    : { kind: 'response', status: first.status, reason: first.reason, headers, body };
}

/** Empty lines before a message are legal. Source: RFC 3261 7.5 */
function skipEmptyLines(bytes: Buffer): number {
  let at = 0;
  while (bytes[at] === CR || bytes[at] === LF) at += 1;
  return at;
}

function lineEnd(text: string, from: number): { readonly end: number; readonly next: number } {
  const feed = text.indexOf('\n', from);
  if (feed < 0) return { end: text.length, next: text.length };
  return { end: feed > from && text.charCodeAt(feed - 1) === CR ? feed - 1 : feed, next: feed + 1 };
}

type Start =
  | { readonly kind: 'request'; readonly method: string; readonly uri: string; readonly version: string }
  | { readonly kind: 'response'; readonly status: number; readonly reason: string; readonly version: string };

/** White space behind the version is passed over. A URI with white space in it is kept as it is, and refused by whoever has to use it. */
function readStart(given: string): Start | undefined {
  const line = given.trimEnd();
  const space = line.indexOf(' ');
  if (space <= 0 || line.length > MAX_LINE || line.includes('\r')) return undefined;
  const word = line.slice(0, space);
  if (/^SIP\/\d+\.\d+$/i.test(word)) {
    const status = line.slice(space + 1, space + 4);
    const after = line.charAt(space + 4);
    if (!/^[1-6]\d\d$/.test(status) || (after !== '' && after !== ' ')) return undefined;
    return { kind: 'response', status: Number(status), reason: line.slice(space + 5), version: word.toUpperCase() };
  }
  const last = line.lastIndexOf(' ');
  const version = line.slice(last + 1).toUpperCase();
  if (last === space || !/^SIP\/\d+\.\d+$/.test(version) || !TOKEN.test(word) || word.length > 64) return undefined;
  return { kind: 'request', method: word, uri: line.slice(space + 1, last), version };
}

type Problem = Pick<Unreadable, 'status' | 'why'>;

/** Adds to `headers` whatever can be read, also when the whole cannot, so that an answer finds its way. */
function readHeaders(text: string, from: number, headers: Header[]): Problem | undefined {
  let problem: Problem | undefined;
  let lines = 0;
  let at = from;
  while (at < text.length) {
    const { end, next } = lineEnd(text, at);
    if (end === at) break;
    lines += 1;
    if (lines > MAX_LINES || end - at > MAX_LINE) return { status: 513, why: 'Message Too Large' };
    const first = text.charCodeAt(at);
    const line = text.slice(at, end);
    at = next;
    if (line.includes('\r')) problem ??= { status: 400, why: 'Carriage return inside a line' };
    else if (first === 32 || first === 9) {
      const former = headers.pop();
      if (former) headers.push({ name: former.name, value: `${former.value} ${line.trim()}`.trim() });
      else problem ??= { status: 400, why: 'White space before the first header' };
    } else {
      const header = readHeader(line);
      if (header) headers.push(header);
      else problem ??= { status: 400, why: 'A line is no header' };
    }
  }
  return problem;
}

function readHeader(line: string): Header | undefined {
  const colon = line.indexOf(':');
  if (colon <= 0) return undefined;
  const written = line.slice(0, colon).trimEnd();
  return TOKEN.test(written) ? { name: headerName(written), value: line.slice(colon + 1).trim() } : undefined;
}

/** @returns the length, undefined when none is given, or what is wrong with it. Source: RFC 3261 20.14 */
export function contentLength(headers: readonly Header[]): number | undefined | string {
  let length: number | undefined;
  for (const { name, value } of headers) {
    if (name !== 'content-length') continue;
    if (!/^\d{1,10}$/.test(value)) return 'Bad Content-Length';
    if (length !== undefined && length !== Number(value)) return 'Several values of Content-Length';
    length = Number(value);
  }
  return length;
}

function bodyOf(bytes: Buffer, from: number, headers: readonly Header[]): Buffer | string {
  const length = contentLength(headers);
  if (typeof length === 'string') return length;
  if (length !== undefined && length > bytes.length - from) return 'Content-Length exceeds the message';
  return bytes.subarray(from, length === undefined ? bytes.length : from + length);
}
