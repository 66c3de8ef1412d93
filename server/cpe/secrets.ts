// The secrets of a CPE, made at random in the form that its phones take.
import type { DeviceFamily } from '../devices/types.ts';
import type { Mac } from '../domain/mac.ts';
import type { DigestCredentials, Token, WebPasswords } from '../domain/records.ts';
import { hashToken } from '../domain/sealed.ts';
import type { CpeDeps } from './deps.ts';

type SecretDeps = Pick<CpeDeps, 'sealer' | 'randomHex'>;

/** 128 bits. */
const TOKEN_BYTES = 16;
const WEB_PASSWORD_BYTES = 8;
/** Twenty digits are the most that a family takes. Source: facts/aastra-mitel.md 3.1 */
const DIGEST_PASSWORD_BYTES = 10;

export function newToken({ sealer, randomHex }: SecretDeps): { token: Token; plain: string } {
  const plain = randomHex(TOKEN_BYTES);
  return { plain, token: { hash: hashToken(plain), sealed: sealer.seal(plain) } };
}

export function newLastingToken(deps: SecretDeps): Token {
  return newToken(deps).token;
}

/** The name is never a bare MAC: with that phones answer by what their maker gave them (provisioning/digest.ts). */
export function newDigest({ sealer, randomHex }: SecretDeps, mac: Mac): DigestCredentials {
  return { username: `phone_${mac}`, password: sealer.seal(randomHex(DIGEST_PASSWORD_BYTES)) };
}

export function newWebPasswords(deps: SecretDeps, family: DeviceFamily | undefined): WebPasswords {
  return {
    adminPassword: deps.sealer.seal(webPassword(deps, family)),
    userPassword: deps.sealer.seal(webPassword(deps, family)),
  };
}

/** Random, of the characters that the family's phones take. */
function webPassword({ randomHex }: SecretDeps, family: DeviceFamily | undefined): string {
  const hex = randomHex(WEB_PASSWORD_BYTES);
  return family?.webPasswords === 'digits'
    ? String(BigInt(`0x${hex}`))
        .padStart(12, '0')
        .slice(-12)
    : hex;
}
