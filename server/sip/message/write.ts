// Writes SIP messages. Content-Length is counted here and nowhere else; nothing that holds a line end becomes a header.
// Source: RFC 3261 7, 20.14
import type { Header, SipMessage } from './message.ts';
import { writtenName } from './names.ts';

/** Headers to be written, in this order. */
export type Headers = readonly (readonly [name: string, value: string])[];

export type Outgoing =
  | { readonly method: string; readonly uri: string; readonly headers: Headers; readonly body?: Buffer | string }
  | { readonly status: number; readonly reason: string; readonly headers: Headers; readonly body?: Buffer | string };

const EMPTY = Buffer.alloc(0);

/** @throws RangeError when a value would begin a line of its own: a bug of whoever built it */
export function writeMessage(message: Outgoing): Buffer {
  const body = typeof message.body === 'string' ? Buffer.from(message.body) : (message.body ?? EMPTY);
  let text =
    'status' in message
      ? `SIP/2.0 ${message.status} ${message.reason}\r\n`
      : `${message.method} ${message.uri} SIP/2.0\r\n`;
  const first = text.length;
  let lines = 1;
  for (const [name, value] of message.headers) {
    text += `${name}: ${value}\r\n`;
    lines += 1;
  }
  text += `Content-Length: ${body.length}\r\n\r\n`;
  assertLines(text, lines + 2, first);
  const head = Buffer.from(text, 'latin1');
  return body.length === 0 ? head : Buffer.concat([head, body]);
}

function assertLines(text: string, expected: number, firstLength: number): void {
  let lines = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines += 1;
  if (lines !== expected || text.indexOf('\n') !== firstLength - 1)
    throw new RangeError('a header holds a line end: the message was not written');
}

/** What was read, written again: names in their long form, one space behind the colon, Content-Length counted anew. */
export function writeAgain(message: SipMessage): Buffer {
  const headers = message.headers.filter(({ name }) => name !== 'content-length').map(asWritten);
  return writeMessage({ ...message, headers });
}

function asWritten({ name, value }: Header): readonly [string, string] {
  return [writtenName(name), value];
}
