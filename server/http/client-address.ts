// Who asks: the peer of the connection, or whoever a trusted proxy says that it asks for.
import type { IncomingMessage } from 'node:http';
import { isAddress, isInside, type Network, plainAddress } from '../domain/networks.ts';

/**
 * The last address of X-Forwarded-For that no trusted proxy stands at; the peer's own when it is no trusted proxy.
 * Source: design.md "Processes and settings" (BELLHOP_TRUSTED_PROXIES)
 */
export function clientAddress({ socket, headers }: IncomingMessage, trustedProxies: readonly Network[]): string {
  const peer = plainAddress(socket.remoteAddress ?? '');
  if (trustedProxies.length === 0 || !isInside(peer, trustedProxies)) return peer;
  const said = [headers['x-forwarded-for'] ?? []].flat().join(',').split(',');
  const hops = said.map((hop) => plainAddress(hop.trim()));
  const client = hops.findLast((hop) => !isInside(hop, trustedProxies)) ?? hops[0] ?? peer;
  return isAddress(client) ? client : peer;
}
