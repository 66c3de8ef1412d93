// Where a SIP URI leads: a numeric host at once, a name through the resolver that is given. SRV is asked for where the URI
// names neither port nor transport. Source: RFC 3261 19.1.2, 26.2.1; RFC 3263 4
import { isIP } from 'node:net';
import { bareHost, type SipUri } from '../message/uri.ts';
import { type Peer, SIP_PORT, SIPS_PORT, type TransportName } from '../transport/hop.ts';

/** Names to addresses. Rejections and empty answers both mean that there is none. */
export interface Resolver {
  readonly addresses: (name: string) => Promise<readonly string[]>;
  /** Best first. */
  readonly services?: (name: string) => Promise<readonly { readonly name: string; readonly port: number }[]>;
}

/** @returns undefined when the URI leads nowhere */
export async function resolveUri(uri: SipUri, resolver: Resolver): Promise<Peer | undefined> {
  const transport = transportOf(uri);
  if (!transport) return undefined;
  const host = bareHost(uri.parameters.get('maddr') ?? uri.host);
  const port = uri.port ?? (transport === 'tls' ? SIPS_PORT : SIP_PORT);
  if (isIP(host) !== 0) return { transport, address: host, port };
  const service = uri.port === undefined ? await serviceOf(host, transport, resolver) : undefined;
  const [address] = await resolver.addresses(service?.name ?? host).catch(() => []);
  return address === undefined ? undefined : { transport, address, port: service?.port ?? port };
}

function transportOf({ scheme, parameters }: SipUri): TransportName | undefined {
  const named = parameters.get('transport')?.toLowerCase();
  if (scheme === 'sips') return named === undefined || named === 'tcp' || named === 'tls' ? 'tls' : undefined;
  if (named === undefined) return 'udp';
  return named === 'udp' || named === 'tcp' || named === 'tls' ? named : undefined;
}

const SERVICES = { udp: '_sip._udp.', tcp: '_sip._tcp.', tls: '_sips._tcp.' } as const;

async function serviceOf(host: string, transport: TransportName, { services }: Resolver) {
  const found = (await services?.(SERVICES[transport] + host).catch(() => [])) ?? [];
  return found[0];
}
