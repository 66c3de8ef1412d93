// The client certificate of a request, as far as trust asks: which MACs it names, its serial numbers, and, for one of our
// own CA, whether it still stands. Only what the TLS layer verified comes here. Source: design.md "Phones' URLs and trust", way 1
import { macOfSubject } from '../devices/recognise.ts';
import type { Mac } from '../domain/mac.ts';

/** A client certificate that the TLS layer has verified against a trusted CA. */
export interface ClientCertificate {
  /** The subject, one `name=value` a line. */
  readonly subject: string;
  /** The subject's alternative names: `DNS:805ec0123456.example, URI:urn:...`; empty when it has none. */
  readonly altNames: string;
  /** Hexadecimal, lower case. */
  readonly serial: string;
  /** Whether our own device CA signed it; then it must be among those issued and not revoked. */
  readonly issuedByUs: boolean;
}

/** What trust judges. */
export interface CertificateClaim {
  readonly macs: readonly Mac[];
  /** Serial numbers of the phone that the subject names, upper case. */
  readonly serialNumbers: readonly string[];
  readonly standing: 'good' | 'revoked';
}

/** One of our own CA, in the store. */
export interface IssuedCertificate {
  readonly mac: Mac;
  /** Absent: no phone has come with it yet. */
  readonly usedAt?: Date;
  readonly revokedAt?: Date;
}

/**
 * @param issued  what the store has of a certificate of our own CA; one that it does not know counts as revoked
 */
export function readClientCertificate(
  certificate: ClientCertificate,
  issued: IssuedCertificate | undefined,
): CertificateClaim {
  const { subject, altNames, issuedByUs } = certificate;
  const names = altNames.split(',').map((name) => `CN=${name.slice(name.indexOf(':') + 1).trim()}`);
  const macs = [subject, ...names].flatMap((text) => macOfSubject(text) ?? []);
  const standing = issuedByUs && (!issued || issued.revokedAt !== undefined || !macs.includes(issued.mac));
  return {
    macs: [...new Set(macs)],
    serialNumbers: [...subject.matchAll(/^\s*serialNumber\s*=\s*(.+?)\s*$/gim)].flatMap(
      ([, text]) => text?.toUpperCase() ?? [],
    ),
    standing: standing ? 'revoked' : 'good',
  };
}
