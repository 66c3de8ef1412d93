// What this room needs of the rest of the server: a place for certificates with their sealed keys, the seal itself and a
// clock. store/ implements CertificateStore. Invariant: a private key leaves this room sealed, or inside a
// ServerCertificate for a listener, and in no other way.

/** A certificate with its private key, as it lies in the store. */
export interface StoredCertificate {
  /** Unique. The CA is `authority`; a server certificate is `server:` with its host name and further names. */
  readonly name: string;
  /** One certificate, PEM, LF line ends. */
  readonly certificatePem: string;
  /** Its private key (PKCS#8 PEM), sealed. */
  readonly sealedKey: string;
  readonly createdAt: Date;
}

export interface CertificateStore {
  load(name: string): Promise<StoredCertificate | undefined>;
  /**
   * Adds the record unless one of this name stands already; atomic, so that two nodes starting at once end with one CA.
   * @returns the record that stands afterwards: the given one, or the other's
   */
  insertIfAbsent(record: StoredCertificate): Promise<StoredCertificate>;
  /**
   * Puts the record in the place of the one of the same name, if that still holds `formerCertificatePem`; atomic.
   * @returns false when it holds another certificate or is gone; nothing is changed then
   */
  replace(record: StoredCertificate, formerCertificatePem: string): Promise<boolean>;
}

/** Seals texts at rest; unseal throws when the text was sealed with another secret key. */
export interface Seal {
  seal(plain: string): string;
  unseal(sealed: string): string;
}

export interface CertificateDeps {
  readonly store: CertificateStore;
  readonly seal: Seal;
  readonly now: () => Date;
}
