// How a delivery is signed, so that its receiver can tell it from anybody else's: docs/webhooks.md has the recipe.
// Source: RFC 2104 (HMAC), FIPS 180-4 (SHA-256)
import { createHmac } from 'node:crypto';

export const HEADERS = {
  id: 'Bellhop-Delivery',
  timestamp: 'Bellhop-Timestamp',
  signature: 'Bellhop-Signature',
} as const;

/**
 * @param timestamp  seconds since 1970, as the header has it
 * @param body       the bytes of the request
 * @param secrets    the present one, and a former one while it still counts
 * @returns the header: `v1=` and the HMAC-SHA256 of `timestamp.body` in hex, one for each secret, parted by commas
 */
export function signatureOf(timestamp: number, body: string, secrets: readonly string[]): string {
  return secrets.map((secret) => `v1=${hmac(secret, `${timestamp}.${body}`)}`).join(',');
}

function hmac(secret: string, text: string): string {
  return createHmac('sha256', secret).update(text, 'utf8').digest('hex');
}
