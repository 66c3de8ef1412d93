// The CA of this installation: one for all nodes, made when the first of them needs it.
import { X509Certificate } from 'node:crypto';
import { type KeyedCertificate, makeAuthority } from './authority.ts';
import { CertificateError } from './certificate-error.ts';
import type { CertificateDeps, StoredCertificate } from './certificate-store.ts';
import { validityOf } from './describe.ts';

const AUTHORITY = 'authority';

/**
 * The CA's record; makes the CA when there is none yet. Nodes that start at once end with the same one.
 * @throws CERTIFICATE_AUTHORITY_EXPIRED  never replaced by itself: phones trust this CA, and a clock may be wrong for a moment
 */
export async function ownAuthority(deps: CertificateDeps): Promise<StoredCertificate> {
  const record = (await deps.store.load(AUTHORITY)) ?? (await firstAuthority(deps));
  const { notAfter } = validityOf(new X509Certificate(record.certificatePem));
  if (notAfter <= deps.now()) {
    throw new CertificateError('CERTIFICATE_AUTHORITY_EXPIRED', [
      `Bellhop's own CA ended at ${notAfter.toISOString()} and the server's clock says ${deps.now().toISOString()}`,
    ]);
  }
  return record;
}

/** The CA with its key in the clear, for signing: not to be kept. */
export function unsealed(deps: CertificateDeps, record: StoredCertificate): KeyedCertificate {
  return { certificatePem: record.certificatePem, keyPem: deps.seal.unseal(record.sealedKey) };
}

/**
 * The file that phones load to trust certificates of ours: the CA's certificate in PEM, no key, LF line ends.
 * @throws CERTIFICATE_AUTHORITY_EXPIRED
 * Source: facts/yealink.md 3.2 (static.trusted_certificates.url), facts/aastra-mitel.md 3.2 (https user certificates)
 */
export async function caFilePem(deps: CertificateDeps): Promise<string> {
  return (await ownAuthority(deps)).certificatePem;
}

async function firstAuthority(deps: CertificateDeps): Promise<StoredCertificate> {
  const { certificatePem, keyPem } = await makeAuthority(deps.now());
  const sealedKey = deps.seal.seal(keyPem);
  return deps.store.insertIfAbsent({ name: AUTHORITY, certificatePem, sealedKey, createdAt: deps.now() });
}
