// The SIP edge: listens, answers OPTIONS, refuses what it does not know yet, and sends requests for the rest of the house.
// Source: RFC 3261 8.2, 11; design.md "Processes and settings"
import { lookup, resolveSrv } from 'node:dns/promises';
import type { TlsOptions } from 'node:tls';
import type { Logger } from '../log.ts';
import { headerLines, type SipMessage } from './message/message.ts';
import { createTransactions, type Incoming } from './transaction/layer.ts';
import { TIMING, type Timing } from './transaction/timers.ts';
import type { Peer } from './transport/hop.ts';
import { openTransport, type Place, type SipTransport } from './transport/transport.ts';
import type { Resolver } from './user/resolve.ts';
import { createSipUser, type SipUser } from './user/user.ts';

export interface SipEdgeOptions {
  readonly plain: Place;
  readonly tls?: Place & { readonly options: TlsOptions };
  readonly publicHost: string;
  readonly randomHex: (bytes: number) => string;
  readonly log: Logger;
  readonly timing?: Timing;
  readonly resolver?: Resolver;
}

/** Sees messages over UDP before the edge does. @returns whether it took the message */
export type Listener = (message: SipMessage, peer: Peer) => boolean;

export interface SipEdge {
  readonly user: SipUser;
  readonly transport: SipTransport;
  /** For whoever shares the port. */
  readonly hearFirst: (listener: Listener) => void;
  readonly transactions: () => number;
  readonly close: () => Promise<void>;
}

const ALLOW = ['Allow', 'OPTIONS'] as const;
/** Methods that exist; the edge has nothing yet that could take them. Source: RFC 3261 21.4.6, 21.5.2 */
const KNOWN_METHODS: ReadonlySet<string> = new Set(
  'INVITE ACK BYE CANCEL REGISTER SUBSCRIBE NOTIFY PUBLISH REFER INFO UPDATE PRACK MESSAGE'.split(' '),
);

/** @throws the system's error when an address or port cannot be had */
export async function startSipEdge(options: SipEdgeOptions): Promise<SipEdge> {
  const { plain, tls, publicHost, randomHex, log, timing = TIMING, resolver = systemResolver } = options;
  const listeners: Listener[] = [];
  const transport = await openTransport({
    plain,
    ...(tls && { tls }),
    publicHost,
    log,
    receive: (message, peer) => {
      const isTaken =
        peer.transport === 'udp' && message.kind !== 'unreadable' && listeners.some((take) => take(message, peer));
      if (!isTaken) transactions.receive(message, peer);
    },
  });
  const transactions = createTransactions({ send: transport.send, onRequest: answer, randomHex, timing });
  const user = createSipUser({ transactions, transport, resolver, randomHex });
  log.info({ port: transport.port, tlsPort: transport.tlsPort }, 'SIP listens');

  return {
    user,
    transport,
    hearFirst: (listener) => void listeners.push(listener),
    transactions: transactions.count,
    close: async () => {
      transactions.close();
      await transport.close();
    },
  };
}

/** Source: RFC 3261 8.2.1, 8.2.2.3, 9.2, 11.2 */
function answer({ request, cancels, respond }: Incoming): void {
  const required = headerLines(request, 'require');
  if (request.method === 'ACK') return;
  if (request.method === 'CANCEL') respond({ status: cancels ? 200 : 481 });
  else if (required.length > 0) respond({ status: 420, headers: [['Unsupported', required.join(', ')]] });
  else if (request.method === 'OPTIONS') respond({ status: 200, headers: [ALLOW, ['Accept', 'application/sdp']] });
  else respond({ status: KNOWN_METHODS.has(request.method) ? 405 : 501, headers: [ALLOW] });
}

const systemResolver: Resolver = {
  addresses: async (name) => (await lookup(name, { all: true })).map(({ address }) => address),
  services: async (name) => (await resolveSrv(name)).toSorted((a, b) => a.priority - b.priority || b.weight - a.weight),
};
