// Secrets at rest: what the store keeps is sealed, and only whoever holds the sealer reads it (design.md "trust").
import { hash, timingSafeEqual } from 'node:crypto';

declare const sealedBrand: unique symbol;
/** A secret as the store keeps it; made and opened by a {@link Sealer} alone. */
export type Sealed = string & { readonly [sealedBrand]: true };

export interface Sealer {
  readonly seal: (plain: string) => Sealed;
  /** @throws SEALED_WITH_OTHER_KEY  the store was sealed with another key than the one given */
  readonly unseal: (sealed: Sealed) => string;
}

/** SHA-256 in hex: by which a token is found and compared without being kept. */
export function hashToken(token: string): string {
  return hash('sha256', token, 'hex');
}

/** Compares two hashes in constant time. */
export function sameHash(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}

/** A secret key in bytes, from hex or base64; undefined for neither. */
export function keyBytes(text: string): Buffer | undefined {
  if (/^[0-9a-f]{64}$/i.test(text)) return Buffer.from(text, 'hex');
  return /^[A-Za-z0-9+/_-]{43}=?$/.test(text) ? Buffer.from(text, 'base64') : undefined;
}
