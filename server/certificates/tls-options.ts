// How the phone listeners speak TLS: the modern one 1.2 and 1.3; the legacy one, on a port of its own, 1.0 to 1.2 for phones
// that know no better. What the second allows never weakens the first.

export interface TlsMaterial {
  /** The server's certificate first, then its intermediates. */
  readonly chainPem: string;
  readonly keyPem: string;
}

export interface PhoneTlsOptions {
  readonly cert: string;
  readonly key: string;
  readonly minVersion: 'TLSv1.2';
  readonly ciphers: string;
  readonly honorCipherOrder: true;
}

/**
 * The server's order decides: 128-bit AES first, which costs phones least. Named one by one, so that what is offered does
 * not change with the runtime's OpenSSL.
 */
const CIPHERS = [
  // TLS 1.3; without these names Node would end at 1.2.
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  // TLS 1.2 with forward secrecy. ECDSA serves only when the admin gave an EC certificate.
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
  'ECDHE-ECDSA-AES128-SHA',
  'ECDHE-RSA-AES128-SHA',
  'ECDHE-ECDSA-AES256-SHA',
  'ECDHE-RSA-AES256-SHA',
  // RSA key exchange, no forward secrecy: Yealink T19P_E2, T2x, T40G, T4xS and T58 cannot verify an ECDHE exchange on their
  // V8x images, and are told to use `!ECDH:AES:!ADH:!LOW:!NULL` (facts/yealink.md 3.4; tancredi's yealink.tmpl).
  // No finite-field DHE for them: it costs their processors more than the RSA exchange, and needs parameters.
  'AES128-GCM-SHA256',
  'AES256-GCM-SHA384',
  'AES128-SHA256',
  'AES256-SHA256',
  'AES128-SHA',
  'AES256-SHA',
] as const;

/** Client certificates are asked for and never demanded: the handshake goes through without one, and with one that is no good. */
export interface ClientCertificateOptions {
  readonly requestCert: true;
  readonly rejectUnauthorized: false;
  readonly ca: string[];
}

/** @param ca  PEM, one at least: with none OpenSSL would take every public CA's certificates for good */
export function askForClientCertificate(ca: readonly string[]): ClientCertificateOptions {
  if (ca.length === 0) throw new Error('a listener that asks for client certificates needs a CA to check them by');
  return { requestCert: true, rejectUnauthorized: false, ca: [...ca] };
}

export interface LegacyTlsOptions {
  readonly cert: string;
  readonly key: string;
  readonly minVersion: 'TLSv1';
  readonly maxVersion: 'TLSv1.2';
  readonly ciphers: string;
  readonly honorCipherOrder: true;
}

/** AES with SHA-1, as OpenSSL 0.9.8 and 1.0 on phones knows it. RC4 and 3DES are not in Node's OpenSSL at all, nor is SSL 3.0. */
const LEGACY_CIPHERS = ['ECDHE-RSA-AES128-SHA', 'ECDHE-RSA-AES256-SHA', 'AES128-SHA', 'AES256-SHA'] as const;

/**
 * Options for phones that end at TLS 1.0 or 1.1.
 * @param securityLevel  OpenSSL's; TLS 1.0 and 1.1 sign with MD5 and SHA-1, which it allows at 0 only. At 1 they cannot connect
 * Source: DEV-15; facts/yealink.md 3.4 and 7.27, facts/aastra-mitel.md 3.2, facts/gigaset-auerswald.md 4.2
 */
export function legacyTlsOptions(material: TlsMaterial, securityLevel: 0 | 1): LegacyTlsOptions {
  return {
    cert: material.chainPem,
    key: material.keyPem,
    minVersion: 'TLSv1',
    maxVersion: 'TLSv1.2',
    ciphers: `${LEGACY_CIPHERS.join(':')}:@SECLEVEL=${securityLevel}`,
    honorCipherOrder: true,
  };
}

/**
 * Options for `https.createServer`, and again for its `setSecureContext` when the certificate changes: that call puts
 * everything not named back to Node's defaults, so both must get all of it, and the same `ca` when the listener asks
 * for client certificates. Used as the listener's own certificate it also answers phones that send no SNI.
 * Source: facts/yealink.md 3.2 and 3.4, DEV-15
 */
export function phoneTlsOptions(material: TlsMaterial): PhoneTlsOptions {
  return {
    cert: material.chainPem,
    key: material.keyPem,
    minVersion: 'TLSv1.2',
    ciphers: CIPHERS.join(':'),
    honorCipherOrder: true,
  };
}
