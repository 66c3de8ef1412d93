// Addresses of other servers as admins write them: a host name, an IPv4 address or a bracketed IPv6 address, and a port.
import { isIPv6 } from 'node:net';

export interface HostPort {
  readonly host: string;
  readonly port?: number;
}

const HOST = /^(?=.{1,253}$)[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,62})(?:\.[A-Za-z0-9_-]{1,63})*\.?$/;
const WITH_PORT = /^(\[[0-9a-fA-F:.]+\]|[^:]+)(?::(\d{1,5}))?$/;

/** Reads `pbx.example.com`, `pbx.example.com:5080`, `192.0.2.1:5060`, `[2001:db8::1]:5060`; undefined when it is none of these. */
export function parseHostPort(text: string): HostPort | undefined {
  const match = WITH_PORT.exec(text.trim());
  const host = match?.[1];
  if (host === undefined || !isHost(host)) return undefined;
  if (match?.[2] === undefined) return { host };
  const port = Number(match[2]);
  return port >= 1 && port <= 65535 ? { host, port } : undefined;
}

function isHost(host: string): boolean {
  return host.startsWith('[') ? isIPv6(host.slice(1, -1)) : HOST.test(host);
}
