// The way into the outside platform where the apps of smart app extensions are made: its address, with a token that says for a few
// minutes who comes, for which account and extension. The platform checks it with the secret that both were given.
// Source: EXT-143, EXT-149 (b), RFC 7519
import { createHmac } from 'node:crypto';
import type { Person } from '../domain/actor.ts';
import { AppError } from '../errors.ts';
import type { TelephonyDeps } from './deps.ts';
import { accountOf, findRecord } from './edit.ts';

/** What an installation was given by the platform. */
export interface Studio {
  readonly url: string;
  /** At least 32 characters. */
  readonly secret: string;
}

export interface StudioVisit {
  /** To be opened by a browser at once; whoever has it comes in as this person. */
  readonly url: string;
  readonly expiresAt: Date;
}

const VALID_SEC = 300;

/**
 * @throws ACCOUNT_NOT_FOUND, TELEPHONY_NOT_FOUND  no such smart app; STUDIO_OFF  the installation has none
 */
export async function visitStudio(
  deps: TelephonyDeps,
  { accountId, extension }: { readonly accountId: string; readonly extension: string },
  { username }: Pick<Person, 'username'>,
): Promise<StudioVisit> {
  const account = await accountOf(deps, accountId);
  const { key, value } = await findRecord(deps, 'extension', accountId, extension);
  if (value.kind !== 'smartApp') throw new AppError('TELEPHONY_NOT_FOUND', { detail: extension });
  const { studio } = deps;
  if (!studio) throw new AppError('STUDIO_OFF');
  const url = new URL(studio.url);
  const issuedSec = Math.floor(deps.now().getTime() / 1000);
  const claims = {
    iss: 'bellhop',
    aud: url.origin,
    sub: username,
    jti: deps.newId(),
    iat: issuedSec,
    exp: issuedSec + VALID_SEC,
    account: account.id,
    extension: key,
    app: value.app,
    language: account.language,
    ...(value.level !== undefined && { level: value.level }),
    addOns: value.addOns,
    ...(value.webUser !== undefined && { webUser: value.webUser }),
  };
  url.searchParams.set('token', signed(claims, studio.secret));
  return { url: url.href, expiresAt: new Date((issuedSec + VALID_SEC) * 1000) };
}

/** A JSON Web Token by HMAC-SHA-256. */
function signed(claims: object, secret: string): string {
  const encoded = [{ alg: 'HS256', typ: 'JWT' }, claims].map((part) =>
    Buffer.from(JSON.stringify(part)).toString('base64url'),
  );
  const text = encoded.join('.');
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
}
