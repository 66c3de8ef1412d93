// By what a message is matched to its transaction. A branch that is the magic cookie alone names nothing.
// Source: RFC 3261 17.1.3, 17.2.3, 8.1.1.7; RFC 4475 3.2
import { firstHeader, ownCopy, type SipRequest, type SipResponse } from '../message/message.ts';
import { readAddress, readCSeq, readVia } from '../message/values.ts';

export const MAGIC_COOKIE = 'z9hG4bK';

/** ACK belongs to the INVITE that it ends; CANCEL is a transaction of its own. @param method  in whose place it stands */
export function serverKey(request: SipRequest, method = request.method): string | undefined {
  const top = firstHeader(request, 'via') ?? '';
  const via = readVia(top);
  if (!via) return undefined;
  const matched = method === 'ACK' ? 'INVITE' : method;
  const branch = via.parameters.get('branch') ?? '';
  if (branch.startsWith(MAGIC_COOKIE) && branch.length > MAGIC_COOKIE.length)
    return ownCopy(`${branch} ${via.host}:${via.port ?? ''} ${matched}`);
  const from = readAddress(firstHeader(request, 'from') ?? '')?.parameters.get('tag') ?? '';
  const number = readCSeq(firstHeader(request, 'cseq') ?? '')?.number;
  return ownCopy(`${top} ${from} ${firstHeader(request, 'call-id')} ${number} ${matched}`);
}

export function clientKey(branch: string, method: string): string {
  return `${branch} ${method}`;
}

export function clientKeyOf(response: SipResponse): string | undefined {
  const branch = readVia(firstHeader(response, 'via') ?? '')?.parameters.get('branch');
  const method = readCSeq(firstHeader(response, 'cseq') ?? '')?.method;
  return branch && method ? clientKey(branch, method) : undefined;
}
