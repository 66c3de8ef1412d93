// Digest authentication of phones (RFC 7616), trust way 2. Challenges are stateless: a nonce is a time and a MAC over it, so
// any node can check what another gave. A nonce lives for minutes; within it each nc counts once, remembered in bounded memory.
// What a challenge says depends on the User-Agent alone, never on the MAC that was asked for.
// Source: RFC 7616; facts/yealink.md 3.1, facts/aastra-mitel.md 3.1, facts/gigaset-auerswald.md 4.1
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Mac } from '../domain/mac.ts';
import { parseMac } from '../domain/mac.ts';
import { createNonceCounts } from './nonce-counts.ts';

export const DIGEST_ALGORITHMS = ['SHA-256', 'MD5'] as const;
export type DigestAlgorithm = (typeof DIGEST_ALGORITHMS)[number];

/** An Authorization header, read. */
export interface DigestClaim {
  readonly username: string;
  readonly algorithm: DigestAlgorithm;
  readonly method: string;
  readonly uri: string;
  readonly nonce: string;
  readonly nc: string;
  readonly cnonce: string;
  readonly response: string;
}

/** Credentials in the clear. */
export interface DigestSecret {
  readonly username: string;
  readonly password: string;
}

/** stale: right, but the nonce is too old or was used: the phone tries again by itself. */
export type DigestOutcome = 'right' | 'stale' | 'wrong';

export interface DigestGate {
  /** Values of WWW-Authenticate, the one we would rather have first. */
  readonly challenge: (algorithms: readonly DigestAlgorithm[], at: Date, stale: boolean) => readonly string[];
  /** @param secrets  any of these will do; with none the answer costs as much and is wrong */
  readonly check: (claim: DigestClaim, secrets: readonly DigestSecret[], at: Date) => DigestOutcome;
}

export const REALM = 'bellhop';
/** Long enough for the slowest boot; after it a phone is told `stale` and goes on by itself. */
const NONCE_MS = 5 * 60_000;
const LONGEST_HEADER = 1_500;
const NOBODY: DigestSecret = { username: 'nobody', password: '00000000000000000000' };
/** Sent by phones that were never told credentials. Source: facts/aastra-mitel.md 3.1 */
const FACTORY_USERNAMES: readonly string[] = ['aastra'];

/** @param key  the same on all nodes; any length */
export function createDigestGate(key: Buffer): DigestGate {
  const counts = createNonceCounts();
  const macOf = (stamp: string): string =>
    createHmac('sha256', key).update(`digest nonce ${stamp}`).digest('base64url').slice(0, 22);
  const issuedAt = (nonce: string): number | undefined => {
    const [time = '', salt = '', mac = ''] = nonce.split('.');
    return /^[0-9a-z]{6,12}$/.test(time) && sameText(mac, macOf(`${time}.${salt}`))
      ? Number.parseInt(time, 36)
      : undefined;
  };

  return {
    challenge: (algorithms, at, stale) => {
      const stamp = `${at.getTime().toString(36)}.${randomBytes(9).toString('base64url')}`;
      const nonce = `${stamp}.${macOf(stamp)}`;
      return DIGEST_ALGORITHMS.filter((name) => algorithms.includes(name)).map(
        (name) =>
          `Digest realm="${REALM}", qop="auth", algorithm=${name}, nonce="${nonce}"${stale ? ', stale=true' : ''}`,
      );
    },
    check: (claim, secrets, at) => {
      // Every secret is tried, and one even when there is none: the time says nothing of the CPE.
      const tried = secrets.length > 0 ? secrets : [NOBODY];
      const right = tried.filter((secret) => isAnswer(claim, secret)).length > 0 && secrets.length > 0;
      const issued = issuedAt(claim.nonce);
      if (!right || issued === undefined) return 'wrong';
      const age = at.getTime() - issued;
      if (age > NONCE_MS || age < -NONCE_MS) return 'stale';
      return counts.isFresh(claim.nonce, Number.parseInt(claim.nc, 16)) ? 'right' : 'stale';
    },
  };
}

/**
 * Whether these are credentials that a phone came with from its maker: Aastra's own name, or a MAC as the name, with which
 * Gigaset answers its first 401. No CPE's credentials are called so; the phone tries its own after the next challenge.
 */
export function isFactoryClaim({ username }: DigestClaim, mac: Mac | undefined): boolean {
  return FACTORY_USERNAMES.includes(username) || (mac !== undefined && parseMac(username) === mac);
}

/**
 * Reads an Authorization header.
 * @param target  the request's own target, as it stood in the request line
 * @returns undefined for another scheme, a header that says not enough, or one that was made for another target
 * Source: RFC 7616 3.4; without qop (RFC 2069) nothing is taken
 */
export function readDigest(header: string | undefined, method: string, target: string): DigestClaim | undefined {
  if (header === undefined || header.length > LONGEST_HEADER || !/^digest\s/i.test(header)) return undefined;
  const fields = fieldsOf(header.slice(7));
  const [username, nonce, uri, cnonce] = ['username', 'nonce', 'uri', 'cnonce'].map((name) => fields.get(name));
  const response = fields.get('response')?.toLowerCase();
  const nc = fields.get('nc') ?? '';
  const algorithm = DIGEST_ALGORITHMS.find((name) => name === (fields.get('algorithm') ?? 'MD5').toUpperCase());
  if (username === undefined || nonce === undefined || uri === undefined || cnonce === undefined) return undefined;
  if (!algorithm || response === undefined || fields.get('qop') !== 'auth' || !/^[0-9a-f]{8}$/i.test(nc))
    return undefined;
  if (pathOf(uri) !== target) return undefined;
  return { username, algorithm, method, uri, nonce, nc, cnonce, response };
}

/** Some clients write the whole URL where the target belongs. Source: RFC 9112 3.2 */
function pathOf(uri: string): string {
  return uri.replace(/^https?:\/\/[^/]*/i, '');
}

function fieldsOf(text: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const match of text.matchAll(/([a-z]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s",]+))/gi)) {
    const [, name = '', quoted, bare] = match;
    fields.set(name.toLowerCase(), quoted?.replace(/\\(.)/g, '$1') ?? bare ?? '');
  }
  return fields;
}

function isAnswer(claim: DigestClaim, { username, password }: DigestSecret): boolean {
  const { algorithm, method, uri, nonce, nc, cnonce, response } = claim;
  const hash = (text: string) =>
    createHash(algorithm === 'MD5' ? 'md5' : 'sha256')
      .update(text)
      .digest('hex');
  const expected = hash(
    `${hash(`${username}:${REALM}:${password}`)}:${nonce}:${nc}:${cnonce}:auth:${hash(`${method}:${uri}`)}`,
  );
  const same = sameText(response, expected);
  return sameText(claim.username, username) && same;
}

/** Compares in constant time: hashes first, so that the length tells nothing either. */
function sameText(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
