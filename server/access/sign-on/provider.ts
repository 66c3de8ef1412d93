// The way to an OpenID Connect provider and back: where the browser is sent, and who came back. Authorization code flow
// with PKCE, state and nonce; what must be remembered in between travels sealed in the visitor's own cookie.
// Source: OpenID Connect Core 1.0 (3.1), RFC 7636, RFC 9207; SSO-1
import * as client from 'openid-client';
import type { Sealed, Sealer } from '../../domain/sealed.ts';
import { AppError } from '../../errors.ts';
import { isMicrosoft } from './microsoft.ts';

export interface SignOnSettings {
  /** As the provider writes it, such as `https://login.microsoftonline.com/organizations/v2.0`. */
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** How the button calls it; by default Microsoft 365, or the provider's host name. */
  readonly name?: string;
}

/** Who somebody is at the provider. Only issuer and subject are sure; the rest is what the provider was told. */
export interface Identity {
  /** The issuer of the token: with Microsoft the customer's own tenant, whatever issuer was asked. */
  readonly issuer: string;
  readonly subject: string;
  /** Sign-in names and addresses, lower case. Never enough to recognise a user by, unless its account trusts the issuer. */
  readonly names: readonly string[];
}

export interface SignOnProvider {
  readonly name: string;
  /** @returns the URL to send the browser to, and what to keep in its cookie. @throws SIGN_ON_UNAVAILABLE */
  readonly begin: (callbackUrl: string, kept: { readonly next: string; readonly link?: string }) => Promise<Begun>;
  /**
   * @param cameBackTo  the whole URL of the callback, as the browser asked for it
   * @param cookie      what {@link begin} gave
   * @throws SIGN_ON_FAILED  not begun here, too late, refused by the provider, or a token that does not hold
   * @throws SIGN_ON_UNAVAILABLE
   */
  readonly finish: (cameBackTo: string, cookie: string | undefined) => Promise<Finished>;
}

export interface Begun {
  readonly url: string;
  readonly cookie: string;
  readonly expiresAt: Date;
}

export interface Finished {
  readonly identity: Identity;
  /** Where the visitor wanted to go. */
  readonly next: string;
  /** The user who asked for its own account to be linked; absent: somebody signs in. */
  readonly link?: string;
}

/** What is enough to know who somebody is; nothing else is asked for (see microsoft.ts for what client applications ask). */
const SCOPES = 'openid profile email';
const MINUTES = 10;
const TIMEOUT_SEC = 10;
/** A provider's description and keys are read again after this, so that it may change them. */
const FRESH_MS = 3_600_000;
/** Claims that may name the person, by what providers send. */
const NAME_CLAIMS = ['email', 'preferred_username', 'upn'] as const;

interface Kept {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  readonly callbackUrl: string;
  readonly next: string;
  readonly link?: string;
  readonly until: number;
}

export interface ProviderDeps {
  readonly sealer: Sealer;
  readonly now: () => Date;
}

/** Talks to nobody before the first sign-on, so that a provider that is away never keeps the server from starting. */
export function createSignOnProvider(settings: SignOnSettings, { sealer, now }: ProviderDeps): SignOnProvider {
  let described: { readonly at: number; readonly configuration: Promise<client.Configuration> } | undefined;

  const configuration = async (): Promise<client.Configuration> => {
    const at = now().getTime();
    if (!described || at - described.at > FRESH_MS) described = { at, configuration: discover(settings) };
    try {
      return await described.configuration;
    } catch (cause) {
      described = undefined;
      throw new AppError('SIGN_ON_UNAVAILABLE', { cause });
    }
  };

  return {
    name: settings.name ?? (isMicrosoft(settings.issuer) ? 'Microsoft 365' : new URL(settings.issuer).hostname),
    begin: async (callbackUrl, { next, link }) => {
      const asked = await configuration();
      const expiresAt = new Date(now().getTime() + MINUTES * 60_000);
      const verifier = client.randomPKCECodeVerifier();
      const kept: Kept = {
        state: client.randomState(),
        nonce: client.randomNonce(),
        verifier,
        callbackUrl,
        next,
        until: expiresAt.getTime(),
        ...(link !== undefined && { link }),
      };
      const url = client.buildAuthorizationUrl(asked, {
        redirect_uri: callbackUrl,
        scope: SCOPES,
        state: kept.state,
        nonce: kept.nonce,
        code_challenge: await client.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
      });
      return { url: url.href, cookie: sealer.seal(JSON.stringify(kept)), expiresAt };
    },
    finish: async (cameBackTo, cookie) => {
      const kept = readCookie(sealer, cookie);
      if (!kept || now().getTime() > kept.until)
        throw new AppError('SIGN_ON_FAILED', { detail: 'begun elsewhere, or too late' });
      const asked = await configuration();
      try {
        const tokens = await client.authorizationCodeGrant(asked, atCallback(kept.callbackUrl, cameBackTo), {
          expectedState: kept.state,
          expectedNonce: kept.nonce,
          pkceCodeVerifier: kept.verifier,
          idTokenExpected: true,
        });
        const claims = tokens.claims();
        if (!claims) throw new Error('the provider sent no identity token');
        return {
          identity: { issuer: claims.iss, subject: claims.sub, names: namesIn(claims) },
          next: kept.next,
          ...(kept.link !== undefined && { link: kept.link }),
        };
      } catch (cause) {
        throw new AppError('SIGN_ON_FAILED', { cause });
      }
    },
  };
}

/** A plain-HTTP issuer is taken on loopback alone, where tests have theirs; config.ts refuses it anywhere else. */
async function discover({ issuer, clientId, clientSecret }: SignOnSettings): Promise<client.Configuration> {
  const url = new URL(issuer);
  const insecure = url.protocol === 'http:' ? [client.allowInsecureRequests] : [];
  return client.discovery(url, clientId, undefined, client.ClientSecretPost(clientSecret), {
    timeout: TIMEOUT_SEC,
    execute: insecure,
  });
}

/** Behind a proxy the server sees another host than the browser: only the query is taken from what came in. */
function atCallback(callbackUrl: string, cameBackTo: string): URL {
  const url = new URL(callbackUrl);
  url.search = new URL(cameBackTo, callbackUrl).search;
  return url;
}

function readCookie(sealer: Sealer, cookie: string | undefined): Kept | undefined {
  if (cookie === undefined) return undefined;
  try {
    // Sealed by us, so its shape is what begin() wrote.
    return JSON.parse(sealer.unseal(cookie as Sealed)) as Kept;
  } catch {
    return undefined;
  }
}

function namesIn(claims: Readonly<Record<string, unknown>>): readonly string[] {
  const found = NAME_CLAIMS.flatMap((claim) => {
    const value = claims[claim];
    return typeof value === 'string' && value.length <= 320 ? [value.toLowerCase()] : [];
  });
  return [...new Set(found)];
}
