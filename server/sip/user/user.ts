// Sends a request of our own, outside any dialog, and answers a challenge once. This is all that the rest of the house sees
// of SIP as a client. Source: RFC 3261 8.1, 22; RFC 8760
import { bestChallenge, type Credentials, digestAnswer } from '../../domain/digest-client.ts';
import { headerLines, type SipResponse } from '../message/message.ts';
import { readUri } from '../message/uri.ts';
import type { Headers } from '../message/write.ts';
import { MAGIC_COOKIE } from '../transaction/keys.ts';
import type { TransactionLayer } from '../transaction/layer.ts';
import type { SipTransport } from '../transport/transport.ts';
import { type Resolver, resolveUri } from './resolve.ts';

export interface SipRequestOptions {
  readonly method: string;
  /** What is to be done about it: Event, Content-Type. Via, From, To, Call-ID, CSeq, Contact, Max-Forwards are added. */
  readonly headers?: Headers;
  readonly body?: string;
  /** Who asks; without: this server. A SIP URI. */
  readonly from?: string;
  /** To whom, where that is not the Request-URI. */
  readonly to?: string;
  /** Where it is sent, when not to the URI itself: an outbound proxy or a flow. A SIP URI. */
  readonly route?: string;
  /** Given when asked for. */
  readonly credentials?: Credentials;
}

/** A final answer, or why there is none. */
export type SipResult =
  | { readonly kind: 'answered'; readonly status: number; readonly reason: string; readonly address: string }
  | { readonly kind: 'timeout' | 'unreachable' };

export interface SipUser {
  /** @param uri  Request-URI; one that leads nowhere is unreachable */
  readonly request: (uri: string, options: SipRequestOptions) => Promise<SipResult>;
}

export interface SipUserDeps {
  readonly transactions: TransactionLayer;
  readonly transport: SipTransport;
  readonly resolver: Resolver;
  /** @param bytes  how much randomness; @returns it in hex */
  readonly randomHex: (bytes: number) => string;
}

const BRANCH_BYTES = 12;
const TAG_BYTES = 8;
const CALL_ID_BYTES = 16;
const MAX_FORWARDS = '70';
/** A second time only when the nonce was too old. */
const MAX_TRIES = 3;

export function createSipUser({ transactions, transport, resolver, randomHex }: SipUserDeps): SipUser {
  async function request(uri: string, options: SipRequestOptions): Promise<SipResult> {
    const target = readUri(options.route ?? uri);
    const peer = target && (await resolveUri(target, resolver));
    if (!peer) return { kind: 'unreachable' };
    const sentBy = transport.sentBy(peer.transport);
    const from = `<${options.from ?? `sip:${sentBy}`}>;tag=${randomHex(TAG_BYTES)}`;
    const callId = randomHex(CALL_ID_BYTES);

    const once = (cseq: number, proof: Headers): Promise<SipResponse | 'timeout' | 'unreachable'> =>
      new Promise((resolve) => {
        const branch = MAGIC_COOKIE + randomHex(BRANCH_BYTES);
        const headers: Headers = [
          ['Via', `SIP/2.0/${peer.transport.toUpperCase()} ${sentBy};branch=${branch};rport`],
          ['Max-Forwards', MAX_FORWARDS],
          ...(options.route === undefined ? [] : [['Route', `<${options.route};lr>`] as const]),
          ['From', from],
          ['To', `<${options.to ?? uri}>`],
          ['Call-ID', callId],
          ['CSeq', `${cseq} ${options.method}`],
          ['Contact', `<sip:${sentBy}${peer.transport === 'udp' ? '' : `;transport=${peer.transport}`}>`],
          ...proof,
          ...(options.headers ?? []),
        ];
        transactions.send({
          request: { method: options.method, uri, headers, ...(options.body !== undefined && { body: options.body }) },
          branch,
          peer,
          onResponse: (response) => response.status >= 200 && resolve(response),
          onFailure: resolve,
        });
      });

    let proof: Headers = [];
    for (let count = 1; ; count++) {
      const response = await once(count, proof);
      if (typeof response === 'string') return { kind: response };
      const next = count < MAX_TRIES ? proofFor(response, uri, options, proof.length > 0, randomHex) : undefined;
      if (!next) return { kind: 'answered', status: response.status, reason: response.reason, address: peer.address };
      proof = next;
    }
  }
  return { request };
}

/** @param wasProven  credentials were sent already: only a nonce that grew old lets them be sent again */
function proofFor(
  response: SipResponse,
  uri: string,
  { credentials, method }: SipRequestOptions,
  wasProven: boolean,
  randomHex: (bytes: number) => string,
): Headers | undefined {
  const ways = {
    401: ['www-authenticate', 'Authorization'],
    407: ['proxy-authenticate', 'Proxy-Authorization'],
  } as const;
  const way = response.status === 401 || response.status === 407 ? ways[response.status] : undefined;
  const challenge = way && bestChallenge(headerLines(response, way[0]));
  if (!way || !challenge || !credentials || (wasProven && !challenge.isStale)) return undefined;
  const cnonce = randomHex(TAG_BYTES);
  return [[way[1], digestAnswer(challenge, credentials, { method, uri, count: 1, cnonce })]];
}
