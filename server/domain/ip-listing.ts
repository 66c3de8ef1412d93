// IP listing: from which addresses an account's fixed devices are known. A list of single addresses and small ranges, and
// the question whether an address is on it; asked when a phone first comes in, when a user is linked, and by the registrar.
// Source: FAC-71 to FAC-85, FAC-123, DEV-27
import ipaddr from 'ipaddr.js';
import { isAddress } from './networks.ts';

/** All addresses from first to last, both included; a single address is both. */
export interface AddressRange {
  readonly first: string;
  readonly last: string;
}

export interface IpListing {
  readonly active: boolean;
  readonly allow: readonly AddressRange[];
}

/** Source: FAC-82 */
export const MOST_ADDRESSES = 256;

/** What is wrong with a range and where; undefined when it can be kept. Source: FAC-82, FAC-83 */
export function rangeProblem({ first, last }: AddressRange): { at: 'first' | 'last'; detail: string } | undefined {
  const from = numberOf(first);
  const to = numberOf(last);
  if (!from) return { at: 'first', detail: `"${first.slice(0, 64)}" is no IP address` };
  if (!to) return { at: 'last', detail: `"${last.slice(0, 64)}" is no IP address` };
  if (from.kind !== to.kind) return { at: 'last', detail: 'must be of the same family as the first address' };
  if (to.value < from.value) return { at: 'last', detail: 'must not lie before the first address' };
  const size = to.value - from.value + 1n;
  return size > BigInt(MOST_ADDRESSES)
    ? { at: 'last', detail: `a range holds ${MOST_ADDRESSES} addresses at most, this one ${size}` }
    : undefined;
}

/** Whether the list covers the address; false for one that cannot be read. IPv4-mapped IPv6 counts as IPv4. */
export function isListed(address: string, allow: readonly AddressRange[]): boolean {
  const asked = numberOf(address);
  return (
    asked !== undefined &&
    allow.some(({ first, last }) => {
      const from = numberOf(first);
      const to = numberOf(last);
      return from?.kind === asked.kind && to !== undefined && from.value <= asked.value && asked.value <= to.value;
    })
  );
}

/** Whether IP listing stands in this address's way. Source: FAC-77, FAC-123 */
export function isShutOut(address: string, listing: IpListing | undefined): boolean {
  return listing?.active === true && !isListed(address, listing.allow);
}

function numberOf(address: string): { readonly kind: string; readonly value: bigint } | undefined {
  if (!isAddress(address)) return undefined;
  const ip = ipaddr.process(address);
  return { kind: ip.kind(), value: BigInt(`0x${Buffer.from(ip.toByteArray()).toString('hex')}`) };
}
