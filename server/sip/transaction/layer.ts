// All transactions of the process: finds the one a message belongs to, or begins one. Bounded: over the limit new requests
// are answered 503 without being kept. Source: RFC 3261 17; RFC 6026; facts/call-control.md 1.2, 1.3
import { type Answer, answerBytes, canBeAnswered } from '../message/answer.ts';
import { faultOf, isSoundResponse } from '../message/check.ts';
import {
  headerLines,
  type SipMessage,
  type SipRequest,
  type SipResponse,
  type Unreadable,
} from '../message/message.ts';
import { readCSeq } from '../message/values.ts';
import { type Headers, type Outgoing, writeMessage } from '../message/write.ts';
import { answerPeer, type Peer, stampVia } from '../transport/hop.ts';
import { type ClientTransaction, startClient } from './client.ts';
import { clientKey, clientKeyOf, serverKey } from './keys.ts';
import { type ServerTransaction, startServer } from './server.ts';
import { type Clock, processClock, TIMING, type Timing } from './timers.ts';

/** A request that came, and the way to answer it. */
export interface Incoming {
  readonly request: SipRequest;
  readonly peer: Peer;
  readonly respond: (answer: Answer) => void;
  /** For a CANCEL: whether the INVITE it means is known here. */
  readonly cancels: boolean;
}

export interface LayerOptions {
  /** @returns rejects when the other end cannot be reached */
  readonly send: (bytes: Buffer, peer: Peer) => Promise<void>;
  /** Not called for a request that came before, nor for an ACK that ends a refusal. */
  readonly onRequest: (incoming: Incoming) => void;
  readonly randomHex: (bytes: number) => string;
  readonly clock?: Clock;
  readonly timing?: Timing;
  readonly maxTransactions?: number;
}

export interface Sent {
  /** Requests and answers that are final; 1xx only where `onProvisional` wants them. */
  readonly request: Extract<Outgoing, { method: string }>;
  /** Of the topmost Via that the request carries. */
  readonly branch: string;
  readonly peer: Peer;
  readonly onResponse: (response: SipResponse) => void;
  readonly onFailure: (why: 'timeout' | 'unreachable') => void;
}

export interface TransactionLayer {
  readonly receive: (message: SipMessage | Unreadable, peer: Peer) => void;
  /** @returns abandons it */
  readonly send: (sent: Sent) => () => void;
  readonly count: () => number;
  readonly close: () => void;
}

const MAX_TRANSACTIONS = 500_000;
const TAG_BYTES = 8;

export function createTransactions(options: LayerOptions): TransactionLayer {
  const { send, onRequest, randomHex, clock = processClock, timing = TIMING } = options;
  const max = options.maxTransactions ?? MAX_TRANSACTIONS;
  const servers = new Map<string, ServerTransaction>();
  const clients = new Map<
    string,
    { readonly transaction: ClientTransaction; readonly take: (r: SipResponse) => void }
  >();
  const isReliable = ({ transport }: Peer) => transport !== 'udp';
  const sendQuietly = (bytes: Buffer, peer: Peer): void => void send(bytes, peer).catch(() => undefined);

  function receive(message: SipMessage | Unreadable, peer: Peer): void {
    if (message.kind === 'response') receiveResponse(message);
    else if (message.kind === 'unreadable') refuse(message, peer, message.status, message.why);
    else {
      const request = stampVia(message, peer);
      const fault = faultOf(request);
      if (fault) refuse(request, peer, fault.status, fault.why);
      else receiveRequest(request, peer);
    }
  }

  /** Not kept: the same answer can be given again. */
  function refuse(message: Pick<SipRequest, 'headers'>, peer: Peer, status: number, reason: string): void {
    if (!canBeAnswered(message)) return;
    sendQuietly(answerBytes(message, { status, reason, tag: randomHex(TAG_BYTES) }), answerPeer(message, peer));
  }

  function receiveRequest(request: SipRequest, peer: Peer): void {
    const key = serverKey(request);
    const known = key === undefined ? undefined : servers.get(key);
    if (request.method === 'ACK') {
      if (!known?.acknowledged()) onRequest({ request, peer, cancels: false, respond: () => undefined });
    } else if (known) known.repeated();
    else if (servers.size >= max) refuse(request, peer, 503, 'Service Unavailable');
    else if (key !== undefined) begin(request, peer, key);
  }

  function begin(request: SipRequest, peer: Peer, key: string): void {
    const to = answerPeer(request, peer);
    let asked: SipRequest | undefined = request;
    const tag = randomHex(TAG_BYTES);
    const transaction = startServer({
      isInvite: request.method === 'INVITE',
      isReliable: isReliable(peer),
      clock,
      timing,
      send: (bytes) => sendQuietly(bytes, to),
      onEnd: () => servers.delete(key),
    });
    servers.set(key, transaction);
    const invite = request.method === 'CANCEL' ? serverKey(request, 'INVITE') : undefined;
    onRequest({
      request,
      peer,
      cancels: invite !== undefined && servers.has(invite),
      respond: (answer) => {
        if (!asked) return;
        const bytes = answerBytes(asked, answer.status > 100 ? { tag, ...answer } : answer);
        if (answer.status >= 300 || (answer.status >= 200 && asked.method !== 'INVITE')) asked = undefined;
        transaction.respond(answer.status, bytes);
      },
    });
  }

  function receiveResponse(response: SipResponse): void {
    const key = isSoundResponse(response) ? clientKeyOf(response) : undefined;
    const client = key === undefined ? undefined : clients.get(key);
    client?.take(response);
  }

  function sendRequest({ request, branch, peer, onResponse, onFailure }: Sent): () => void {
    const key = clientKey(branch, request.method);
    const bytes = writeMessage(request);
    let last: SipResponse | undefined;
    let transaction: ClientTransaction | undefined;
    let hasFailed = false;
    const put = (out: Buffer): void =>
      void send(out, peer).catch(() => {
        hasFailed = true;
        transaction?.fail();
      });
    transaction = startClient({
      isInvite: request.method === 'INVITE',
      isReliable: isReliable(peer),
      clock,
      timing,
      send: () => put(bytes),
      sendAck: () => last && put(ackFor(request, last)),
      onResponse: () => last && onResponse(last),
      onFailure,
      onEnd: () => clients.delete(key),
    });
    const started = transaction;
    clients.set(key, {
      transaction: started,
      take: (response) => {
        last = response;
        started.receive(response.status);
      },
    });
    if (hasFailed) started.fail();
    return started.abandon;
  }

  return {
    receive,
    send: sendRequest,
    count: () => servers.size + clients.size,
    close: () => {
      for (const { transaction } of [...clients.values()]) transaction.abandon();
      for (const transaction of [...servers.values()]) transaction.abandon();
    },
  };
}

/** For an answer of 300 and above: in the same transaction. Source: RFC 3261 17.1.1.3 */
function ackFor(request: Extract<Outgoing, { method: string }>, response: SipResponse): Buffer {
  const kept = ['via', 'from', 'call-id', 'route', 'max-forwards'];
  const number = readCSeq(request.headers.find(([name]) => name.toLowerCase() === 'cseq')?.[1] ?? '')?.number ?? 1;
  const to = headerLines(response, 'to')[0] ?? '';
  const headers: Headers = [
    ...request.headers.filter(([name]) => kept.includes(name.toLowerCase())),
    ['To', to],
    ['CSeq', `${number} ACK`],
  ];
  return writeMessage({ method: 'ACK', uri: request.uri, headers });
}
