// What can be wrong with certificates in a way that an admin can put right.

/**
 * CERTIFICATE_FILES_INVALID      the certificate and key files given by the admin cannot serve phones
 * CERTIFICATE_NAME_INVALID       a name that no certificate can be made for
 * CERTIFICATE_AUTHORITY_EXPIRED  our own CA has ended by the server's clock; nothing can be signed with it
 */
export type CertificateErrorCode =
  | 'CERTIFICATE_FILES_INVALID'
  | 'CERTIFICATE_NAME_INVALID'
  | 'CERTIFICATE_AUTHORITY_EXPIRED';

export class CertificateError extends Error {
  readonly code: CertificateErrorCode;
  /** One sentence for each thing to put right; never empty. Files are named by the path they were given with. */
  readonly problems: readonly string[];

  constructor(code: CertificateErrorCode, problems: readonly string[]) {
    super(problems.join('; '));
    this.name = 'CertificateError';
    this.code = code;
    this.problems = problems;
  }
}
