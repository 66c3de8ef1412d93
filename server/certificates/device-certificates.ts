// Certificates that phones show us: those of our own device CA, issued one by one and listed until they end, and those of
// makers, whose CAs an admin adds. A private key is given out once, with the answer, and kept nowhere.
// Source: design.md "Phones' URLs and trust", way 1; RFC 5280, RFC 7292 (PKCS#12)
import { randomBytes, X509Certificate } from 'node:crypto';
import forge from 'node-forge';
import type { Mac } from '../domain/mac.ts';
import { signDeviceCertificate } from './authority.ts';
import type { CertificateDeps } from './certificate-store.ts';
import { validityOf } from './describe.ts';
import { ownAuthority, unsealed } from './own-authority.ts';
import { signRevocationList } from './revocation-list.ts';

/** One that our device CA signed. */
export interface DeviceCertificate {
  /** Hexadecimal, lower case. */
  readonly serial: string;
  readonly mac: Mac;
  /** Fingerprint: upper-case hex pairs with colons. */
  readonly sha256: string;
  readonly issuedAt: Date;
  readonly notAfter: Date;
  /** When a phone first came with it. */
  readonly usedAt?: Date;
  readonly revokedAt?: Date;
}

/** Implemented by store/. */
export interface DeviceCertificateStore {
  readonly insert: (certificate: DeviceCertificate) => Promise<void>;
  readonly find: (serial: string) => Promise<DeviceCertificate | undefined>;
  /** Newest first. */
  readonly listOf: (mac: Mac) => Promise<readonly DeviceCertificate[]>;
  /** Such as are not revoked and end after `since` and not after `until`. */
  readonly endingBetween: (since: Date, until: Date) => AsyncIterable<{ readonly mac: Mac; readonly notAfter: Date }>;
  /** @param serial  absent: all of this MAC. @returns how many were revoked now; those that were before stay as they were */
  readonly revoke: (mac: Mac, serial: string | undefined, at: Date) => Promise<number>;
  /** Notes the first use; with it the ones that this MAC was given before are revoked. Later uses change nothing. */
  readonly used: (serial: string, at: Date) => Promise<void>;
  /** Revoked ones that have not ended by themselves. */
  readonly revoked: (at: Date) => Promise<readonly { readonly serial: string; readonly revokedAt: Date }[]>;
}

export interface DeviceCertificateDeps extends CertificateDeps {
  readonly issued: DeviceCertificateStore;
}

/** What is handed out once. */
export interface IssuedKey {
  readonly certificate: DeviceCertificate;
  readonly certificatePem: string;
  /** PKCS#8. */
  readonly keyPem: string;
  /** Our device CA. */
  readonly caPem: string;
  /** Certificate, key and CA in one file. */
  readonly pkcs12: Buffer;
  readonly pkcs12Password: string;
}

/** Issues one more; those that the MAC has stay good until the phone comes with this one, or until they are revoked. */
export async function issueDeviceCertificate(
  deps: DeviceCertificateDeps,
  device: { readonly mac: Mac; readonly serialNumber?: string },
  pkcs12Password = randomBytes(9).toString('base64url'),
): Promise<IssuedKey> {
  const authority = unsealed(deps, await ownAuthority(deps, 'deviceAuthority'));
  const { certificatePem, keyPem } = await signDeviceCertificate(authority, device, deps.now());
  const read = new X509Certificate(certificatePem);
  const certificate: DeviceCertificate = {
    serial: read.serialNumber.toLowerCase(),
    mac: device.mac,
    sha256: read.fingerprint256,
    issuedAt: deps.now(),
    notAfter: validityOf(read).notAfter,
  };
  await deps.issued.insert(certificate);
  const caPem = authority.certificatePem;
  const pkcs12 = pkcs12Of({ certificatePem, keyPem, caPem, password: pkcs12Password, name: device.mac });
  return { certificate, certificatePem, keyPem, caPem, pkcs12, pkcs12Password };
}

/** DER; made at each call. */
export async function deviceRevocationList(deps: DeviceCertificateDeps): Promise<Buffer> {
  const authority = unsealed(deps, await ownAuthority(deps, 'deviceAuthority'));
  return signRevocationList(authority, await deps.issued.revoked(deps.now()), deps.now());
}

/** Triple DES, because phones' and browsers' importers read it everywhere; the password travels beside it anyway. */
function pkcs12Of(given: {
  readonly certificatePem: string;
  readonly keyPem: string;
  readonly caPem: string;
  readonly password: string;
  readonly name: string;
}): Buffer {
  const chain = [given.certificatePem, given.caPem].map((pem) => forge.pki.certificateFromPem(pem));
  const file = forge.pkcs12.toPkcs12Asn1(forge.pki.privateKeyFromPem(given.keyPem), chain, given.password, {
    algorithm: '3des',
    friendlyName: given.name,
  });
  return Buffer.from(forge.asn1.toDer(file).getBytes(), 'latin1');
}
