// A certificate for 127.0.0.1, made once per file of tests.
import { makeAuthority, signServerCertificate } from '../../server/certificates/authority.ts';

const authority = await makeAuthority(new Date());
const made = await signServerCertificate(authority, { host: '127.0.0.1', others: [] }, new Date());

export function selfSigned(): { readonly key: string; readonly cert: string } {
  return { key: made.keyPem, cert: made.certificatePem };
}
