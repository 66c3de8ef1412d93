// Bellhop's own certificate authority: makes the CA and signs server certificates that old desk phones accept too.
// RSA with SHA-256 and the host in CN as well as in SAN, because older phones know nothing else (facts/yealink.md 3.4,
// facts/aastra-mitel.md 3.2). RFC 5280. Keys and signatures are made by node:crypto (keys off the main thread); forge
// writes the ASN.1.
import { generateKeyPair, randomBytes, sign } from 'node:crypto';
import { isIP } from 'node:net';
import { promisify } from 'node:util';
import forge from 'node-forge';
import type { CertificateNames } from './names.ts';

/** A certificate (PEM, LF line ends) and its private key (PKCS#8 PEM), both plain. */
export interface KeyedCertificate {
  readonly certificatePem: string;
  readonly keyPem: string;
}

const DAY_MS = 24 * 3600 * 1000;
/** Every phone of the matrix can verify 2048 bits; more only makes the handshake slower on their processors. */
const KEY_BITS = 2048;
const AUTHORITY_YEARS = 20;
/**
 * The CA is valid from before the dates that a phone's clock falls back to without power (2000-01-01 in any time zone):
 * phones are given it at first boot, often before NTP has answered, and nothing is lost by an early date.
 */
const AUTHORITY_VALID_FROM = new Date('1999-12-31T00:00:00Z');
/** One day below the 398 that browsers allow; a portal on the same certificate must open as well. */
const SERVER_VALID_DAYS = 397;
/**
 * A phone that kept its clock through a power cut goes on from the moment it lost power: a new certificate is also
 * accepted by one that was off for a holiday. A clock that fell back to 1970 or 2000 cannot be covered within the 397
 * days; such phones need NTP before HTTPS, or plain HTTP for the first file.
 */
const SERVER_BACKDATED_DAYS = 30;
const DEVICE_YEARS = 5;
const SERIAL_NUMBER_OID = '2.5.4.5';
/** The field of an attribute wants the tag's number, its type says a class. */
const UTF8 = Number(forge.asn1.Type.UTF8);

/**
 * A new CA, self-signed, able to sign server certificates and nothing deeper.
 * Its name carries a random id: a phone that holds a former CA of ours too would otherwise not tell the two apart.
 * Source: RFC 5280 4.2.1.1-4.2.1.3, 4.2.1.9
 */
export async function makeAuthority(now: Date, title = 'Bellhop CA'): Promise<KeyedCertificate> {
  const keys = await rsaKeys();
  const notAfter = new Date(now);
  notAfter.setUTCFullYear(now.getUTCFullYear() + AUTHORITY_YEARS);
  const certificate = draft(keys.publicKey, AUTHORITY_VALID_FROM, notAfter);
  const name = [commonName(`${title} ${randomBytes(4).toString('hex')}`)];
  certificate.setSubject(name);
  certificate.setIssuer(name);
  certificate.setExtensions([
    { name: 'basicConstraints', critical: true, cA: true, pathLenConstraint: 0 },
    { name: 'keyUsage', critical: true, keyCertSign: true, cRLSign: true },
    { name: 'subjectKeyIdentifier' },
  ]);
  return signed(certificate, keys.privateKey, keys.privateKey);
}

/**
 * A server certificate with a new key, signed by the authority; it never outlives it.
 * keyEncipherment is there for the suites without ECDHE that some phones need (tls-options.ts).
 * Source: RFC 5280 4.2.1, facts/yealink.md 3.4, facts/aastra-mitel.md 3.2
 */
export async function signServerCertificate(
  authority: KeyedCertificate,
  names: CertificateNames,
  now: Date,
): Promise<KeyedCertificate> {
  const keys = await rsaKeys();
  const issuer = forge.pki.certificateFromPem(authority.certificatePem);
  const notBefore = new Date(now.getTime() - SERVER_BACKDATED_DAYS * DAY_MS);
  const ownEnd = notBefore.getTime() + SERVER_VALID_DAYS * DAY_MS;
  const notAfter = new Date(Math.min(ownEnd, issuer.validity.notAfter.getTime()));
  const certificate = draft(keys.publicKey, notBefore, notAfter);
  certificate.setSubject([commonName(names.host)]);
  certificate.setIssuer(issuer.subject.attributes);
  certificate.setExtensions([
    { name: 'basicConstraints', critical: true, cA: false },
    { name: 'keyUsage', critical: true, digitalSignature: true, keyEncipherment: true },
    { name: 'extKeyUsage', serverAuth: true },
    { name: 'subjectAltName', altNames: [names.host, ...names.others].map(altName) },
    { name: 'subjectKeyIdentifier' },
    { name: 'authorityKeyIdentifier', keyIdentifier: issuer.generateSubjectKeyIdentifier().getBytes() },
  ]);
  return signed(certificate, authority.keyPem, keys.privateKey);
}

/**
 * A device certificate with a new key, by which a phone proves to our listener that it is the one with this MAC.
 * @param serialNumber  of the phone, where it is known
 * Source: RFC 5280 4.2.1; the CN as makers write it: facts/yealink.md 3.3
 */
export async function signDeviceCertificate(
  authority: KeyedCertificate,
  { mac, serialNumber }: { readonly mac: string; readonly serialNumber?: string },
  now: Date,
): Promise<KeyedCertificate> {
  const keys = await rsaKeys();
  const issuer = forge.pki.certificateFromPem(authority.certificatePem);
  const notAfter = new Date(now);
  notAfter.setUTCFullYear(now.getUTCFullYear() + DEVICE_YEARS);
  const certificate = draft(
    keys.publicKey,
    new Date(now.getTime() - DAY_MS),
    new Date(Math.min(notAfter.getTime(), issuer.validity.notAfter.getTime())),
  );
  const serial =
    serialNumber === undefined ? [] : [{ type: SERIAL_NUMBER_OID, value: serialNumber, valueTagClass: UTF8 }];
  certificate.setSubject([commonName(mac), ...serial]);
  certificate.setIssuer(issuer.subject.attributes);
  certificate.setExtensions([
    { name: 'basicConstraints', critical: true, cA: false },
    { name: 'keyUsage', critical: true, digitalSignature: true, keyEncipherment: true },
    { name: 'extKeyUsage', clientAuth: true },
    { name: 'subjectKeyIdentifier' },
    { name: 'authorityKeyIdentifier', keyIdentifier: issuer.generateSubjectKeyIdentifier().getBytes() },
  ]);
  return signed(certificate, authority.keyPem, keys.privateKey);
}

/**
 * A certificate's serial number, hexadecimal, from 16 random bytes: always positive and 16 bytes long, so that DER needs
 * neither a leading zero byte nor fewer bytes.
 * Source: RFC 5280 4.1.2.2
 */
export function serialFrom(random: Uint8Array): string {
  const bytes = Buffer.from(random);
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return bytes.toString('hex');
}

const generateKeys = promisify(generateKeyPair);

function rsaKeys(): Promise<{ publicKey: string; privateKey: string }> {
  return generateKeys('rsa', {
    modulusLength: KEY_BITS,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
}

function draft(publicKeyPem: string, notBefore: Date, notAfter: Date): forge.pki.Certificate {
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.publicKeyFromPem(publicKeyPem);
  certificate.serialNumber = serialFrom(randomBytes(16));
  certificate.validity.notBefore = notBefore;
  certificate.validity.notAfter = notAfter;
  return certificate;
}

/**
 * forge fills in the algorithm and the part that is signed; the signature is OpenSSL's, because forge's own would hold up
 * every phone for a fifth of a second.
 */
function signed(certificate: forge.pki.Certificate, signingKeyPem: string, keyPem: string): KeyedCertificate {
  const unused = { ...forge.pki.privateKeyFromPem(signingKeyPem), sign: () => '' };
  certificate.sign(unused, forge.md.sha256.create());
  const toBeSigned = Buffer.from(forge.asn1.toDer(certificate.tbsCertificate).getBytes(), 'latin1');
  certificate.signature = sign('sha256', toBeSigned, signingKeyPem).toString('latin1');
  return { certificatePem: forge.pki.certificateToPem(certificate).replaceAll('\r\n', '\n'), keyPem };
}

function commonName(value: string): forge.pki.CertificateField {
  // forge's default, PrintableString, has neither `_` nor `*`.
  return { name: 'commonName', value, valueTagClass: UTF8 };
}

/** GeneralName: 2 is dNSName, 7 is iPAddress. */
function altName(name: string): { type: 2; value: string } | { type: 7; ip: string } {
  return isIP(name) === 0 ? { type: 2, value: name } : { type: 7, ip: name };
}
