// The names a server certificate is made for: host names and IP addresses in the one spelling that certificates carry.
// RFC 5280 4.2.1.6 (dNSName is ASCII, iPAddress is binary) and appendix A (a CN has 64 characters at most).
import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import { plainAddress } from '../domain/networks.ts';
import { CertificateError } from './certificate-error.ts';

export interface CertificateNames {
  /** The name phones use; stands in CN and first in SAN. */
  readonly host: string;
  /** Further SAN entries: sorted, each once, without the host. */
  readonly others: readonly string[];
}

const HOST_NAME = /^(?=.{1,253}$)(?:\*\.)?[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*$/;
const MAX_COMMON_NAME = 64;

/**
 * Reads the names for a certificate: lower case, international names as `xn--`, addresses in their shortest form.
 * @param host        a host name or an IP address; IPv6 with or without brackets
 * @param extraNames  the same, in any order
 * @throws CERTIFICATE_NAME_INVALID  names every one that is neither a host name nor an address, and a host too long for a CN
 */
export function certificateNames(host: string, extraNames: readonly string[]): CertificateNames {
  const problems = [host, ...extraNames]
    .filter((name) => certificateName(name) === undefined)
    .map((name) => `"${name}" is neither a host name nor an IP address`);
  const commonName = certificateName(host) ?? '';
  if (commonName.length > MAX_COMMON_NAME) {
    problems.push(`"${host}" is longer than ${MAX_COMMON_NAME} characters: it cannot be the name phones look for`);
  }
  if (problems.length > 0) throw new CertificateError('CERTIFICATE_NAME_INVALID', problems);
  const others = new Set(extraNames.map((name) => certificateName(name) ?? ''));
  others.delete(commonName);
  return { host: commonName, others: [...others].sort() };
}

/** A name as certificates carry it; undefined when it is neither a host name nor an address. */
export function certificateName(name: string): string | undefined {
  const bare = name.trim().replace(/^\[(.*)\]$/, '$1');
  if (isIP(bare) !== 0) return bare.includes('%') ? undefined : plainAddress(bare);
  const ascii = domainToASCII(bare).replace(/\.$/, '');
  return HOST_NAME.test(ascii) && isIP(ascii) === 0 ? ascii : undefined;
}
