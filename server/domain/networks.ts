// Networks from which a phone may come: single addresses and CIDR blocks, IPv4 and IPv6.
import ipaddr from 'ipaddr.js';

/** A single address (`192.0.2.7`) or a block (`192.0.2.0/24`, `2001:db8::/48`), as the admin wrote it. */
export type Network = string;

/** True for an address as people write it: four decimal parts, or IPv6 without a zone. */
export function isAddress(text: string): boolean {
  return ipaddr.IPv4.isValidFourPartDecimal(text) || (ipaddr.IPv6.isValid(text) && !text.includes('%'));
}

/** True when the text is a network that {@link isInside} understands. */
export function isNetwork(text: string): boolean {
  const [address = '', bits] = text.split('/', 2);
  return isAddress(address) && (bits === undefined || ipaddr.isValidCIDR(text));
}

/** True when the address lies in one of the networks; false for an unreadable address. IPv4-mapped IPv6 counts as IPv4. */
export function isInside(address: string, networks: readonly Network[]): boolean {
  if (!ipaddr.isValid(address)) return false;
  const ip = ipaddr.process(address);
  return networks.some((network) => {
    const [base, bits] = asBlock(network);
    return base.kind() === ip.kind() && ip.match(base, bits);
  });
}

/** Written as we write it already, as nearly every request's address is: reading it again would change nothing. */
const PLAIN_IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;

/** The address as Bellhop writes it everywhere: IPv4-mapped IPv6 as IPv4. */
export function plainAddress(address: string): string {
  if (PLAIN_IPV4.test(address)) return address;
  return ipaddr.isValid(address) ? ipaddr.process(address).toString() : address;
}

/** An address as 32 hex digits, IPv4 as mapped IPv6: texts compare as addresses do. @returns undefined  it is no address */
export function addressKey(address: string): string | undefined {
  if (!ipaddr.isValid(address)) return undefined;
  return Buffer.from(mapped(ipaddr.process(address)).toByteArray()).toString('hex');
}

/** The first and the last key of a network. @param network  that {@link isNetwork} takes */
export function keysOfNetwork(network: Network): { readonly first: string; readonly last: string } {
  const [base, bits] = asBlock(network);
  const fixed = base.kind() === 'ipv4' ? bits + 96 : bits;
  const bytes = mapped(base).toByteArray();
  const free = (at: number) => 0xff >> Math.min(8, Math.max(0, fixed - at * 8));
  const hex = (edge: (byte: number, at: number) => number) => Buffer.from(bytes.map(edge)).toString('hex');
  return { first: hex((byte, at) => byte & ~free(at)), last: hex((byte, at) => byte | free(at)) };
}

function mapped(ip: ipaddr.IPv4 | ipaddr.IPv6): ipaddr.IPv6 {
  return ip instanceof ipaddr.IPv4 ? ip.toIPv4MappedAddress() : ip;
}

function asBlock(network: Network): [ipaddr.IPv4 | ipaddr.IPv6, number] {
  if (network.includes('/')) {
    const [base, bits] = ipaddr.parseCIDR(network);
    return base instanceof ipaddr.IPv6 && base.isIPv4MappedAddress() && bits >= 96
      ? [base.toIPv4Address(), bits - 96]
      : [base, bits];
  }
  const ip = ipaddr.process(network);
  return [ip, ip.kind() === 'ipv4' ? 32 : 128];
}
