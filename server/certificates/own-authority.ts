// The CAs of this installation, each one for all nodes, made when the first of them needs it: one signs what our listeners
// show, the other what phones show us. Apart, so that no phone's certificate ever passes for a server.
import { X509Certificate } from 'node:crypto';
import { type KeyedCertificate, makeAuthority } from './authority.ts';
import { CertificateError } from './certificate-error.ts';
import type { CertificateDeps, StoredCertificate } from './certificate-store.ts';
import { validityOf } from './describe.ts';

/** Records' names and what the CA is called in its certificates. */
const TITLES = { authority: 'Bellhop CA', deviceAuthority: 'Bellhop device CA' } as const;
export type AuthorityName = keyof typeof TITLES;

/**
 * The CA's record; makes the CA when there is none yet. Nodes that start at once end with the same one.
 * @throws CERTIFICATE_AUTHORITY_EXPIRED  never replaced by itself: phones trust this CA, and a clock may be wrong for a moment
 */
export async function ownAuthority(
  deps: CertificateDeps,
  name: AuthorityName = 'authority',
): Promise<StoredCertificate> {
  const record = (await deps.store.load(name)) ?? (await firstAuthority(deps, name));
  const { notAfter } = validityOf(new X509Certificate(record.certificatePem));
  if (notAfter <= deps.now()) {
    throw new CertificateError('CERTIFICATE_AUTHORITY_EXPIRED', [
      `${TITLES[name]} ended at ${notAfter.toISOString()} and the server's clock says ${deps.now().toISOString()}`,
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

async function firstAuthority(deps: CertificateDeps, name: AuthorityName): Promise<StoredCertificate> {
  const { certificatePem, keyPem } = await makeAuthority(deps.now(), TITLES[name]);
  const sealedKey = deps.seal.seal(keyPem);
  return deps.store.insertIfAbsent({ name, certificatePem, sealedKey, createdAt: deps.now() });
}
