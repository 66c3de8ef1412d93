// How a phone answers a digest challenge: written here a second time, from the standard. Source: RFC 7616 3.4;
// facts/yealink.md 3.1, facts/aastra-mitel.md 3.1, facts/gigaset-auerswald.md 4.1
import { createHash, randomBytes } from 'node:crypto';

/** What a phone logs in with. */
export interface Login {
  readonly username: string;
  readonly password: string;
}

/**
 * The Authorization header for the MD5 challenge among those of a 401: phones know no other.
 * @param header  WWW-Authenticate, several joined by commas or not
 * @returns undefined when nothing there can be answered
 */
export function answerTo(header: string | undefined, login: Login, method: string, uri: string): string | undefined {
  const challenge = (header ?? '').split(/,\s*(?=Digest )/i).find((text) => /algorithm="?MD5"?\b/i.test(text));
  if (challenge === undefined || !/qop="?[^"]*auth/.test(challenge)) return undefined;
  const [realm, nonce] = ['realm', 'nonce'].map((name) => new RegExp(`${name}="([^"]*)"`).exec(challenge)?.[1]);
  if (realm === undefined || nonce === undefined) return undefined;
  const cnonce = randomBytes(8).toString('hex');
  const secret = md5(`${login.username}:${realm}:${login.password}`);
  const response = md5(`${secret}:${nonce}:00000001:${cnonce}:auth:${md5(`${method}:${uri}`)}`);
  return (
    `Digest username="${login.username}", realm="${realm}", nonce="${nonce}", uri="${uri}", algorithm=MD5, ` +
    `response="${response}", qop=auth, nc=00000001, cnonce="${cnonce}"`
  );
}

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}
