// Which addresses lie on the public Internet: the only ones that a request may be sent to on behalf of a tenant, so that no
// tenant reaches what lies behind this server. Source: IANA special-purpose address registries (RFC 6890)
import ipaddr from 'ipaddr.js';

/** True for a public unicast address; false for anything private, local, reserved, translated, or unreadable. */
export function isPublicAddress(text: string): boolean {
  const bare = text.replace(/^\[|\]$/g, '');
  if (!ipaddr.isValid(bare) || bare.includes('%')) return false;
  return ipaddr.process(bare).range() === 'unicast';
}

/** True for the host of a URL that is an address, not a name. */
export function isAddressHost(hostname: string): boolean {
  return ipaddr.isValid(hostname.replace(/^\[|\]$/g, ''));
}
