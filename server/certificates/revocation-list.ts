// The list of revoked device certificates (CRL v2), for TLS proxies and other servers that check phones' certificates.
// Our own listener does not wait for it: it asks the store at each request. Source: RFC 5280 5
import { sign } from 'node:crypto';
import forge from 'node-forge';
import type { KeyedCertificate } from './authority.ts';

export interface RevokedSerial {
  /** Hexadecimal. */
  readonly serial: string;
  readonly revokedAt: Date;
}

const { asn1 } = forge;
const { Class, Type } = asn1;
const SHA256_WITH_RSA = '1.2.840.113549.1.1.11';
const CRL_NUMBER = '2.5.29.20';
const AUTHORITY_KEY_IDENTIFIER = '2.5.29.35';
const VALID_HOURS = 24;

/** @returns the list in DER. Its number is the second it was made in, so that later lists have higher ones. Source: RFC 5280 5.2.3 */
export function signRevocationList(authority: KeyedCertificate, revoked: readonly RevokedSerial[], now: Date): Buffer {
  const issuer = forge.pki.certificateFromPem(authority.certificatePem);
  const entries = revoked.map(({ serial, revokedAt }) => sequence([integer(serial), time(revokedAt)]));
  const number = Math.floor(now.getTime() / 1000).toString(16);
  const list = sequence([
    integer('01'),
    algorithm(),
    forge.pki.distinguishedNameToAsn1(issuer.subject),
    time(now),
    time(new Date(now.getTime() + VALID_HOURS * 3_600_000)),
    // An empty list is left out. Source: RFC 5280 5.1.2.6
    ...(entries.length > 0 ? [sequence(entries)] : []),
    asn1.create(Class.CONTEXT_SPECIFIC, 0, true, [
      sequence([
        extension(AUTHORITY_KEY_IDENTIFIER, sequence([keyIdentifier(issuer)])),
        extension(CRL_NUMBER, integer(number)),
      ]),
    ]),
  ]);
  const signature = sign('sha256', bytesOf(list), authority.keyPem).toString('latin1');
  const bits = asn1.create(Class.UNIVERSAL, Type.BITSTRING, false, `\0${signature}`);
  return bytesOf(sequence([list, algorithm(), bits]));
}

function bytesOf(value: forge.asn1.Asn1): Buffer {
  return Buffer.from(asn1.toDer(value).getBytes(), 'latin1');
}

function sequence(values: forge.asn1.Asn1[]): forge.asn1.Asn1 {
  return asn1.create(Class.UNIVERSAL, Type.SEQUENCE, true, values);
}

/** A positive number from hexadecimal: a first bit that is set would make it negative. */
function integer(hex: string): forge.asn1.Asn1 {
  const bytes = Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');
  const padded = (bytes[0] ?? 0) > 0x7f ? Buffer.concat([Buffer.alloc(1), bytes]) : bytes;
  return asn1.create(Class.UNIVERSAL, Type.INTEGER, false, padded.toString('latin1'));
}

/** UTCTime up to 2049, GeneralizedTime from then on. Source: RFC 5280 5.1.2.4 */
function time(at: Date): forge.asn1.Asn1 {
  return at.getUTCFullYear() < 2050
    ? asn1.create(Class.UNIVERSAL, Type.UTCTIME, false, asn1.dateToUtcTime(at))
    : asn1.create(Class.UNIVERSAL, Type.GENERALIZEDTIME, false, asn1.dateToGeneralizedTime(at));
}

function objectId(id: string): forge.asn1.Asn1 {
  return asn1.create(Class.UNIVERSAL, Type.OID, false, asn1.oidToDer(id).getBytes());
}

function algorithm(): forge.asn1.Asn1 {
  return sequence([objectId(SHA256_WITH_RSA), asn1.create(Class.UNIVERSAL, Type.NULL, false, '')]);
}

function extension(id: string, value: forge.asn1.Asn1): forge.asn1.Asn1 {
  const bytes = bytesOf(value).toString('latin1');
  return sequence([objectId(id), asn1.create(Class.UNIVERSAL, Type.OCTETSTRING, false, bytes)]);
}

function keyIdentifier(issuer: forge.pki.Certificate): forge.asn1.Asn1 {
  return asn1.create(Class.CONTEXT_SPECIFIC, 0, false, issuer.generateSubjectKeyIdentifier().getBytes());
}
