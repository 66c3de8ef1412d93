// Which certificate the phone listeners show: the admin's files if given, else one of our own CA, kept in the store and
// made anew in time. All nodes share the stored one.
import { X509Certificate } from 'node:crypto';
import { signServerCertificate } from './authority.ts';
import { type CertificateFiles, loadCertificateFiles } from './certificate-files.ts';
import type { CertificateDeps, StoredCertificate } from './certificate-store.ts';
import { validityOf } from './describe.ts';
import { type CertificateNames, certificateNames } from './names.ts';
import { ownAuthority, unsealed } from './own-authority.ts';

export interface ServerCertificateOptions {
  /** The name or address phones use for this server. */
  readonly host: string;
  /** Further names and addresses that the own certificate shall hold. */
  readonly extraNames: readonly string[];
  /** The admin's own certificate; without it our CA signs one. */
  readonly files?: CertificateFiles;
}

export interface ServerCertificate {
  readonly certificatePem: string;
  /** PKCS#8 PEM, plain. For a listener alone: never to be logged, shown or stored. */
  readonly keyPem: string;
  /** What the listener sends: the certificate, then the admin's intermediates. Our root is not sent: phones have it. */
  readonly chainPem: string;
  readonly expiresAt: Date;
  readonly source: 'ownCa' | 'files';
  /** What works, but not with every phone; in sentences. */
  readonly warnings: readonly string[];
}

/**
 * The certificate to show now. Cheap enough to ask every minute: it writes only when a new one must be made, that is when
 * the names changed, less than a third of its life is left, or the CA is a different one.
 * @throws CERTIFICATE_FILES_INVALID      the files were given and cannot serve; our own CA never stands in for them
 * @throws CERTIFICATE_NAME_INVALID       the host or an extra name is neither a host name nor an address
 * @throws CERTIFICATE_AUTHORITY_EXPIRED
 */
export async function currentServerCertificate(
  deps: CertificateDeps,
  options: ServerCertificateOptions,
): Promise<ServerCertificate> {
  if (options.files !== undefined) {
    return { ...(await loadCertificateFiles(options.files, options.host, deps.now())), source: 'files' };
  }
  const { certificatePem, keyPem } = unsealed(deps, await ownRecord(deps, options));
  const { notAfter } = validityOf(new X509Certificate(certificatePem));
  return { certificatePem, keyPem, chainPem: certificatePem, expiresAt: notAfter, source: 'ownCa', warnings: [] };
}

async function ownRecord(deps: CertificateDeps, options: ServerCertificateOptions): Promise<StoredCertificate> {
  const names = certificateNames(options.host, options.extraNames);
  const authority = await ownAuthority(deps);
  const standing = await deps.store.load(recordName(names));
  if (standing && isFit(standing, authority, deps.now())) return standing;
  const made = await issue(deps, authority, names);
  if (!standing) return deps.store.insertIfAbsent(made);
  if (await deps.store.replace(made, standing.certificatePem)) return made;
  // Another node was faster; what it made is as new as ours.
  return (await deps.store.load(made.name)) ?? deps.store.insertIfAbsent(made);
}

/** One record per set of names, so that nodes with different addresses do not replace each other's for ever. */
function recordName(names: CertificateNames): string {
  return `server:${[names.host, ...names.others].join(',')}`;
}

function isFit(standing: StoredCertificate, authority: StoredCertificate, now: Date): boolean {
  const certificate = new X509Certificate(standing.certificatePem);
  const issuer = new X509Certificate(authority.certificatePem);
  if (!certificate.verify(issuer.publicKey)) return false;
  const { notBefore, notAfter } = validityOf(certificate);
  // It ends with the CA: a new one would not live longer.
  if (notAfter >= validityOf(issuer).notAfter) return true;
  return (notAfter.getTime() - now.getTime()) * 3 >= notAfter.getTime() - notBefore.getTime();
}

async function issue(
  deps: CertificateDeps,
  authority: StoredCertificate,
  names: CertificateNames,
): Promise<StoredCertificate> {
  const { certificatePem, keyPem } = await signServerCertificate(unsealed(deps, authority), names, deps.now());
  return { name: recordName(names), certificatePem, sealedKey: deps.seal.seal(keyPem), createdAt: deps.now() };
}
