// How the modern phone listener speaks TLS: 1.2 and 1.3. Phones that know only TLS 1.0 need a listener of their own.

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
