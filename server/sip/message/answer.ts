// The answer to a request: what has to be said back, in its order. Source: RFC 3261 8.2.6
import { firstHeader, headerLines, type SipRequest } from './message.ts';
import { readAddress, readCSeq, readVia } from './values.ts';
import { type Headers, writeMessage } from './write.ts';

const REASONS: Readonly<Record<number, string>> = {
  100: 'Trying',
  200: 'OK',
  202: 'Accepted',
  400: 'Bad Request',
  401: 'Unauthorized',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  416: 'Unsupported URI Scheme',
  420: 'Bad Extension',
  481: 'Call/Transaction Does Not Exist',
  482: 'Loop Detected',
  500: 'Server Internal Error',
  501: 'Not Implemented',
  503: 'Service Unavailable',
  505: 'Version Not Supported',
  513: 'Message Too Large',
};

export interface Answer {
  readonly status: number;
  /** The standard's own words unless given. */
  readonly reason?: string;
  /** Ours; put into To where it has none. Every answer but 100 has one. */
  readonly tag?: string;
  readonly headers?: Headers;
  readonly body?: Buffer | string;
}

const BACK = ['from', 'to', 'call-id', 'cseq'] as const;
const WRITTEN = { from: 'From', to: 'To', 'call-id': 'Call-ID', cseq: 'CSeq' } as const;

/** @param request  with its Via stamped by the transport */
export function answerBytes(request: Pick<SipRequest, 'headers'>, answer: Answer): Buffer {
  const { status, tag, headers = [], body } = answer;
  const vias = headerLines(request, 'via').map((value) => ['Via', value] as const);
  const back = BACK.flatMap((name) => {
    const value = firstHeader(request, name);
    if (value === undefined) return [];
    return [[WRITTEN[name], name === 'to' && tag !== undefined ? withTag(value, tag) : value] as const];
  });
  const reason = answer.reason ?? REASONS[status] ?? '';
  return writeMessage({ status, reason, headers: [...vias, ...back, ...headers], ...(body !== undefined && { body }) });
}

export function withTag(to: string, tag: string): string {
  return readAddress(to)?.parameters.has('tag') ? to : `${to};tag=${tag}`;
}

/** Whether it says enough for an answer to find its way, read or not: an answer needs all of these, and an ACK gets none. */
export function canBeAnswered(message: Pick<SipRequest, 'headers'>): boolean {
  const via = readVia(firstHeader(message, 'via') ?? '');
  const cseq = readCSeq(firstHeader(message, 'cseq') ?? '');
  return via !== undefined && cseq?.method !== 'ACK' && BACK.every((name) => firstHeader(message, name) !== undefined);
}
