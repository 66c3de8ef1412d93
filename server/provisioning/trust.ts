// Whether a request may have what belongs to one CPE. The ways to be trusted stand in a list, tried in order; the first
// that holds wins. A MAC or a User-Agent never opens anything by itself. Source: design.md "Phones' URLs and trust"
import { isInside } from '../domain/networks.ts';
import type { Account, Cpe } from '../domain/records.ts';
import { hashToken, sameHash } from '../domain/sealed.ts';
import type { FileRequest } from './file-request.ts';
import type { RefusalReason } from './world.ts';

export type TrustWay = 'certificate' | 'digest' | 'lastingToken' | 'enrolmentToken' | 'openWindow';

export type Verdict =
  | { readonly trusted: true; readonly by: TrustWay }
  | { readonly trusted: false; readonly reason: RefusalReason };

/** What one request brings along, with its token already taken out of the path. */
export interface Credentials {
  readonly tokenHash: string | undefined;
  readonly remoteAddress: string;
  readonly certificateSubject: string | undefined;
  readonly authorization: string | undefined;
  readonly at: Date;
}

type Way = (credentials: Credentials, cpe: Cpe, account: Account | undefined) => boolean;

/** The step for a trusted CA's certificate that names this MAC. Not built: no certificate opens anything. */
const byCertificate: Way = () => false;

/** The step for the CPE's own digest credentials. Not built: no Authorization header opens anything. */
const byDigest: Way = () => false;

const byLastingToken: Way = ({ tokenHash }, cpe) =>
  tokenHash !== undefined && sameHash(tokenHash, cpe.lastingToken.hash);

const byEnrolmentToken: Way = ({ tokenHash, at }, cpe) =>
  tokenHash !== undefined && isOpen(cpe, at) && sameHash(tokenHash, cpe.enrolment?.token.hash ?? '');

const byOpenWindow: Way = ({ tokenHash, remoteAddress, at }, cpe, account) =>
  tokenHash === undefined && isOpen(cpe, at) && isNear(cpe, account, remoteAddress);

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
  for (const [by, holds] of WAYS) if (holds(credentials, cpe, account)) return { trusted: true, by };
  return { trusted: false, reason: reasonFor(credentials, cpe, account) };
}

export function closesWindow(by: TrustWay): boolean {
  return CLOSES_WINDOW.includes(by);
}

export function credentialsOf(request: FileRequest, token: string | undefined): Credentials {
  const { remoteAddress, certificateSubject, authorization, at } = request;
  return {
    tokenHash: token === undefined ? undefined : hashToken(token),
    remoteAddress,
    certificateSubject,
    authorization,
    at,
  };
}

function reasonFor(
  { tokenHash, at, remoteAddress }: Credentials,
  cpe: Cpe,
  account: Account | undefined,
): RefusalReason {
  if (tokenHash !== undefined) return 'wrongToken';
  return isOpen(cpe, at) && !isNear(cpe, account, remoteAddress) ? 'outsideNetworks' : 'windowClosed';
}

function isOpen({ enrolment }: Cpe, at: Date): boolean {
  return enrolment !== undefined && at < enrolment.until;
}

function isNear({ enrolment }: Cpe, account: Account | undefined, address: string): boolean {
  const own = enrolment?.networks ?? [];
  const networks = own.length > 0 ? own : (account?.networks ?? []);
  return networks.length === 0 || isInside(address, networks);
}
