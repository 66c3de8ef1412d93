// Answers a digest challenge of SIP or HTTP. The best algorithm that both know is taken; qop is auth, or none where the other
// end is that old. Pure. Source: RFC 7616 3; RFC 8760 2; RFC 2069 for challenges without qop
import { createHash } from 'node:crypto';

export interface DigestChallenge {
  readonly realm: string;
  readonly nonce: string;
  readonly opaque: string | undefined;
  readonly algorithm: string;
  readonly hash: 'md5' | 'sha256';
  readonly hasQop: boolean;
  /** Only the nonce was too old: the password was right. */
  readonly isStale: boolean;
}

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

const HASHES: Readonly<Record<string, 'md5' | 'sha256'>> = { md5: 'md5', 'sha-256': 'sha256' };
const MAX_CHALLENGE = 2_048;
const PARAMETER = /([A-Za-z-]{1,20})\s{0,4}=\s{0,4}(?:"((?:[^"\\]|\\.){0,512})"|([^\s",]{1,128}))/g;

/**
 * @param lines  every WWW-Authenticate or Proxy-Authenticate
 * @returns the strongest that can be answered; undefined when none can
 */
export function bestChallenge(lines: readonly string[]): DigestChallenge | undefined {
  const known = lines.flatMap((line) => readChallenge(line) ?? []);
  return known.find(({ hash }) => hash === 'sha256') ?? known[0];
}

function readChallenge(line: string): DigestChallenge | undefined {
  if (!/^Digest\s/i.test(line) || line.length > MAX_CHALLENGE) return undefined;
  const given = new Map<string, string>();
  for (const [, name = '', quoted, bare = ''] of line.slice(7).matchAll(PARAMETER))
    given.set(name.toLowerCase(), quoted?.replace(/\\(.)/g, '$1') ?? bare);
  const algorithm = given.get('algorithm') ?? 'MD5';
  const hash = HASHES[algorithm.toLowerCase()];
  const realm = given.get('realm');
  const nonce = given.get('nonce');
  const qop = given
    .get('qop')
    ?.split(',')
    .map((word) => word.trim().toLowerCase());
  if (!hash || realm === undefined || nonce === undefined || (qop && !qop.includes('auth'))) return undefined;
  const isStale = given.get('stale')?.toLowerCase() === 'true';
  return { realm, nonce, opaque: given.get('opaque'), algorithm, hash, hasQop: qop !== undefined, isStale };
}

/**
 * @param uri  as it stands in the request line
 * @param count  how often this nonce was used, from 1
 * @param cnonce  hex digits at random
 * @returns the value of Authorization or Proxy-Authorization
 */
export function digestAnswer(
  challenge: DigestChallenge,
  { username, password }: Credentials,
  {
    method,
    uri,
    count,
    cnonce,
  }: { readonly method: string; readonly uri: string; readonly count: number; readonly cnonce: string },
): string {
  const { realm, nonce, opaque, algorithm, hash, hasQop } = challenge;
  const digest = (text: string) => createHash(hash).update(text).digest('hex');
  const nc = count.toString(16).padStart(8, '0');
  const secret = digest(`${username}:${realm}:${password}`);
  const asked = digest(`${method}:${uri}`);
  const response = digest(hasQop ? `${secret}:${nonce}:${nc}:${cnonce}:auth:${asked}` : `${secret}:${nonce}:${asked}`);
  return [
    `Digest username=${quoted(username)}`,
    `realm=${quoted(realm)}`,
    `nonce=${quoted(nonce)}`,
    `uri=${quoted(uri)}`,
    `response="${response}"`,
    `algorithm=${algorithm}`,
    ...(opaque === undefined ? [] : [`opaque=${quoted(opaque)}`]),
    ...(hasQop ? ['qop=auth', `nc=${nc}`, `cnonce="${cnonce}"`] : []),
  ].join(', ');
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&').replace(/[\r\n]/g, '')}"`;
}
