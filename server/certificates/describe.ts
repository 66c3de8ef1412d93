// A certificate in the words that the portal shows and an installer compares with a phone's display.
import { X509Certificate } from 'node:crypto';

export interface CertificateDescription {
  /** Distinguished names on one line: `CN=prov.example.com, O=Example`. */
  readonly subject: string;
  readonly issuer: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** Fingerprint of the whole certificate: 32 upper-case hex pairs with colons. */
  readonly sha256: string;
}

/**
 * Describes the first certificate of a PEM text.
 * @throws Error  the text holds no readable certificate: texts from people are checked before they come here
 */
export function describeCertificate(pem: string): CertificateDescription {
  const certificate = new X509Certificate(pem);
  return {
    subject: onOneLine(certificate.subject),
    issuer: onOneLine(certificate.issuer),
    ...validityOf(certificate),
    sha256: certificate.fingerprint256,
  };
}

/** From when and until when a certificate is valid. */
export function validityOf(certificate: X509Certificate): { notBefore: Date; notAfter: Date } {
  return { notBefore: new Date(certificate.validFrom), notAfter: new Date(certificate.validTo) };
}

/** A distinguished name on one line. */
export function onOneLine(distinguishedName: string | undefined): string {
  return (distinguishedName ?? '').replaceAll('\n', ', ');
}
