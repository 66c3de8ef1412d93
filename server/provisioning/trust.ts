// Whether a request may have what belongs to one CPE. The ways to be trusted stand in a list, tried in order; the first
// that holds wins. A MAC or a User-Agent never opens anything by itself. Source: design.md "Phones' URLs and trust"
import { isShutOut } from '../domain/ip-listing.ts';
import { isInside } from '../domain/networks.ts';
import type { Account, Cpe } from '../domain/records.ts';
import { hashToken, sameHash } from '../domain/sealed.ts';
import type { CertificateClaim } from './client-certificate.ts';
import type { DigestOutcome } from './digest.ts';
import type { FileRequest } from './file-request.ts';
import type { RefusalReason } from './world.ts';

export type TrustWay = 'certificate' | 'digest' | 'lastingToken' | 'enrolmentToken' | 'openWindow';

export type Verdict =
  /** former: by a secret that has a successor already, which the phone does not have yet. */
  | { readonly trusted: true; readonly by: TrustWay; readonly former?: true }
  | { readonly trusted: false; readonly reason: RefusalReason }
  /** A phone that has digest credentials and was not challenged with success yet: it will come again, and is no stranger. */
  | { readonly trusted: false; readonly reason: 'digestAwaited' };

/** The digest answer of a request, checked against one CPE. */
export interface DigestAnswer {
  readonly outcome: DigestOutcome;
  /** Right by credentials that have a successor. */
  readonly former: boolean;
  /** The phone's maker's credentials, with which it starts. */
  readonly factory: boolean;
}

/** What one request brings along, with its token already taken out of the path. */
export interface Credentials {
  readonly tokenHash: string | undefined;
  readonly remoteAddress: string;
  readonly certificate: CertificateClaim | undefined;
  readonly digest: DigestAnswer | undefined;
  /** Came to where every phone is challenged. */
  readonly isChallenged: boolean;
  readonly at: Date;
}

type Way = (credentials: Credentials, cpe: Cpe, account: Account | undefined) => boolean | 'former';

const byCertificate: Way = (credentials, cpe, account) =>
  namesThis(credentials, cpe) &&
  credentials.certificate?.standing === 'good' &&
  (account?.strictCertificates !== true || isOpen(cpe, credentials.at) || hasKnownSerial(credentials, cpe));

const byDigest: Way = ({ digest }) => digest?.outcome === 'right' && (digest.former ? 'former' : true);

const byLastingToken: Way = ({ tokenHash }, cpe) => {
  if (tokenHash === undefined) return false;
  if (sameHash(tokenHash, cpe.lastingToken.hash)) return true;
  const isFormer = cpe.former?.some((old) => old.kind === 'lastingToken' && sameHash(tokenHash, old.token.hash));
  return isFormer === true && 'former';
};

const byEnrolmentToken: Way = ({ tokenHash, at, remoteAddress }, cpe, account) =>
  tokenHash !== undefined &&
  isOpen(cpe, at) &&
  sameHash(tokenHash, cpe.enrolment?.token.hash ?? '') &&
  !isShutOut(remoteAddress, account?.ipListing);

/** Not where a phone is challenged that has something to answer: it would never answer, and its window never close. */
const byOpenWindow: Way = ({ tokenHash, remoteAddress, at, isChallenged }, cpe, account) =>
  tokenHash === undefined &&
  !(isChallenged && hasDigest(cpe)) &&
  isOpen(cpe, at) &&
  isNear(cpe, account, remoteAddress) &&
  !isShutOut(remoteAddress, account?.ipListing);

const WAYS: readonly (readonly [TrustWay, Way])[] = [
  ['certificate', byCertificate],
  ['digest', byDigest],
  ['lastingToken', byLastingToken],
  ['enrolmentToken', byEnrolmentToken],
  ['openWindow', byOpenWindow],
];

/** Ways that prove the phone has its own credentials: the first such request closes the window. */
const CLOSES_WINDOW: readonly TrustWay[] = ['certificate', 'digest', 'lastingToken'];

/**
 * @param cpe  undefined for a MAC that nobody added; judged at the same cost
 */
export function judge(credentials: Credentials, cpe: Cpe | undefined, account: Account | undefined): Verdict {
  if (!cpe) return { trusted: false, reason: 'unknownMac' };
  for (const [by, holds] of WAYS) {
    const how = holds(credentials, cpe, account);
    if (how) return { trusted: true, by, ...(how === 'former' && { former: true }) };
  }
  return { trusted: false, reason: reasonFor(credentials, cpe, account) };
}

export function closesWindow(by: TrustWay): boolean {
  return CLOSES_WINDOW.includes(by);
}

/** A request without a certificate and without an Authorization header; those are read by authorise.ts. */
export function credentialsOf({ remoteAddress, at }: FileRequest, token: string | undefined): Credentials {
  return {
    tokenHash: token === undefined ? undefined : hashToken(token),
    remoteAddress,
    certificate: undefined,
    digest: undefined,
    isChallenged: false,
    at,
  };
}

/** The reason that says most to whoever stands before the phone. */
function reasonFor(credentials: Credentials, cpe: Cpe, account: Account | undefined): RefusalReason | 'digestAwaited' {
  const { tokenHash, at, remoteAddress, certificate, digest, isChallenged } = credentials;
  if (certificate && certificate.macs.length > 0 && !namesThis(credentials, cpe)) return 'certificateOfOtherMac';
  if (certificate?.standing === 'revoked') return 'certificateRevoked';
  if (certificate && namesThis(credentials, cpe)) return 'certificateNotEnough';
  if (digest?.outcome === 'wrong' && !digest.factory) return 'wrongDigest';
  if (tokenHash !== undefined && isShutOut(remoteAddress, account?.ipListing) && isEnrolmentToken(credentials, cpe))
    return 'outsideAllowList';
  if (tokenHash !== undefined) return 'wrongToken';
  if (isChallenged && hasDigest(cpe)) return 'digestAwaited';
  if (!isOpen(cpe, at)) return 'windowClosed';
  return isNear(cpe, account, remoteAddress) ? 'outsideAllowList' : 'outsideNetworks';
}

function namesThis({ certificate }: Credentials, { mac }: Cpe): boolean {
  return certificate?.macs.includes(mac) === true;
}

function hasKnownSerial({ certificate }: Credentials, { serialNumber }: Cpe): boolean {
  return serialNumber !== undefined && certificate?.serialNumbers.includes(serialNumber.toUpperCase()) === true;
}

function isEnrolmentToken({ tokenHash = '', at }: Credentials, cpe: Cpe): boolean {
  return isOpen(cpe, at) && sameHash(tokenHash, cpe.enrolment?.token.hash ?? '');
}

function hasDigest({ digest, former }: Cpe): boolean {
  return digest !== undefined || former?.some(({ kind }) => kind === 'digest') === true;
}

function isOpen({ enrolment }: Cpe, at: Date): boolean {
  return enrolment !== undefined && at < enrolment.until;
}

function isNear({ enrolment }: Cpe, account: Account | undefined, address: string): boolean {
  const own = enrolment?.networks ?? [];
  const networks = own.length > 0 ? own : (account?.networks ?? []);
  return networks.length === 0 || isInside(address, networks);
}
