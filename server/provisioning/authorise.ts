// The step of the pipeline that decides whether a request may have what belongs to one CPE: gathers what it brings along,
// has it judged, and answers a refusal. A refusal tells nothing: the same bare 404 for every MAC, and under `digest/`, where
// a phone is sent to be challenged, the same 401. Which of the two depends on the URL alone.
// Source: design.md "Phones' URLs and trust"; RFC 7616
import { findDevice, type KnownDevice } from '../devices/registry.ts';
import type { Mac } from '../domain/mac.ts';
import { CPE_SECRETS, type Cpe, type CpeSecret } from '../domain/records.ts';
import { readClientCertificate } from './client-certificate.ts';
import { DIGEST_ALGORITHMS, type DigestGate, isFactoryClaim, readDigest } from './digest.ts';
import type { FileAnswer, FileRequest } from './file-request.ts';
import type { Asked } from './read-name.ts';
import type { SlowDown } from './slow-down.ts';
import {
  type Credentials,
  closesWindow,
  credentialsOf,
  type DigestAnswer,
  judge,
  type TrustWay,
  type Verdict,
} from './trust.ts';
import type { CpeRecords, RefusalReason, World } from './world.ts';

/** Longer than a phone takes to fetch the rest of its files and apply them. */
const SETTLED_MS = 60_000;

export interface GateDeps {
  readonly world: World;
  readonly slowDown: SlowDown;
  readonly digest: DigestGate;
}

/** A CPE's request that passed. */
export interface Trusted {
  readonly records: CpeRecords;
  readonly device: KnownDevice;
  readonly by: TrustWay;
}

export interface Refused {
  readonly reason: RefusalReason | 'digestAwaited';
  /** The digest answer was right but for its nonce. */
  readonly stale: boolean;
}

/** @returns the CPE's records when the request may have its files, else why not */
export async function authorise(
  deps: GateDeps,
  request: FileRequest,
  asked: Asked,
  mac: Mac | undefined,
): Promise<Trusted | Refused> {
  const { world, slowDown } = deps;
  const records = mac && (await world.store.recordsOf(mac));
  const bare = credentialsOf(request, asked.token);
  // A token costs no more than its hash: certificates and digests are looked into only where there is one.
  const isBare = !request.clientCertificate && request.authorization === undefined && !asked.isChallenged;
  const credentials = isBare ? bare : await gather(deps, request, asked, mac, records?.cpe, bare);
  const verdict = judge(credentials, records?.cpe, records?.account);
  const refused = (reason: Refused['reason']): Refused => ({ reason, stale: credentials.digest?.outcome === 'stale' });
  if (!verdict.trusted) return refused(verdict.reason);
  // Without any credential, a phone that names another MAC in its User-Agent is not the one that is expected.
  if (verdict.by === 'openWindow' && asked.recognition.macMismatch) return refused('otherMac');
  if (verdict.by === 'openWindow' && mac && slowDown.isSpent(request.remoteAddress, mac, request.at))
    return refused('tooManyGuesses');
  if (request.legacyTls && records?.account?.legacyTls !== true) return refused('legacyTlsNotAllowed');
  const device = records && findDevice(records.cpe.vendor, records.cpe.model, records.cpe.track);
  if (!device) return refused('unknownMac');
  const { enrolment, former } = records.cpe;
  if (enrolment || former || verdict.by === 'certificate') await takeNote(deps, request, records.cpe, verdict);
  return { records, device, by: verdict.by };
}

/** What a request brings along besides its token. */
async function gather(
  { world, digest }: GateDeps,
  request: FileRequest,
  asked: Asked,
  mac: Mac | undefined,
  cpe: Cpe | undefined,
  bare: Credentials,
): Promise<Credentials> {
  const { clientCertificate } = request;
  const issued = clientCertificate?.issuedByUs
    ? await world.store.findDeviceCertificate(clientCertificate.serial)
    : undefined;
  return {
    ...bare,
    isChallenged: asked.isChallenged,
    certificate: clientCertificate && readClientCertificate(clientCertificate, issued),
    digest: digestOf(digest, world, request, mac, cpe),
  };
}

function digestOf(
  gate: DigestGate,
  { sealer }: World,
  { authorization, method, target = '', at }: FileRequest,
  mac: Mac | undefined,
  cpe: Cpe | undefined,
): DigestAnswer | undefined {
  const claim = readDigest(authorization, method, target);
  if (!claim) return undefined;
  const old = cpe?.former?.flatMap((secret) => (secret.kind === 'digest' ? secret.credentials : [])) ?? [];
  const [current = [], former] = [cpe?.digest ? [cpe.digest] : [], old].map((credentials) =>
    credentials.map(({ username, password }) => ({ username, password: sealer.unseal(password) })),
  );
  const outcome = gate.check(claim, current, at);
  const isOld = outcome === 'wrong' && former !== undefined && former.length > 0;
  return {
    outcome: isOld ? gate.check(claim, former, at) : outcome,
    former: isOld,
    factory: isFactoryClaim(claim, mac),
  };
}

/** What a request with credentials of the phone's own changes, written before anything is answered. */
async function takeNote(
  { world: { store } }: GateDeps,
  { clientCertificate, remoteAddress, at }: FileRequest,
  cpe: Cpe,
  { by, former }: Extract<Verdict, { trusted: true }>,
): Promise<void> {
  if (cpe.enrolment && closesWindow(by)) await store.closeWindow(cpe.mac, cpe.enrolment.token, remoteAddress);
  if (by === 'certificate' && clientCertificate?.issuedByUs)
    await store.deviceCertificateUsed(clientCertificate.serial, at);
  if (cpe.former !== undefined && cpe.former.length > 0 && !former) await endFormer(store, cpe, by, at);
}

/** The phone was seen with what stands now, so what stood before ends. Up to what was known then: it may be rotated meanwhile. */
async function endFormer(store: World['store'], cpe: Cpe, by: TrustWay, at: Date): Promise<void> {
  const lastOf = (kind: CpeSecret) => cpe.former?.findLast((secret) => secret.kind === kind)?.replacedAt;
  const web = lastOf('webPasswords');
  const fetchedAt = web && (await store.findReport(cpe.mac))?.fetchedAt;
  const seen: Readonly<Record<CpeSecret, boolean>> = {
    lastingToken: by === 'lastingToken',
    // Credentials that were taken away end when the phone comes by its token again.
    digest: by === 'digest' || (by === 'lastingToken' && !cpe.digest),
    // Nobody tells us who logs in at a phone: it fetched them, and came again later.
    webPasswords:
      web !== undefined &&
      fetchedAt !== undefined &&
      fetchedAt > web &&
      at.getTime() - fetchedAt.getTime() > SETTLED_MS,
  };
  for (const kind of CPE_SECRETS) {
    const upTo = lastOf(kind);
    if (seen[kind] && upTo) await store.forgetFormer(cpe.mac, kind, upTo);
  }
}

export function refuse(
  { world, slowDown, digest }: GateDeps,
  { remoteAddress, transport, userAgent, at }: FileRequest,
  { name, isChallenged, recognition }: Asked,
  mac: Mac | undefined,
  { reason, stale }: Refused,
): FileAnswer {
  if (mac && reason !== 'digestAwaited')
    world.notebook.refused({
      reason,
      mac,
      address: remoteAddress,
      transport,
      file: name.slice(-80),
      userAgent: userAgent?.slice(0, 200),
      at,
    });
  const due = at.getTime() + slowDown.delayFor(remoteAddress, mac, at);
  const delayMs = Math.max(0, due - Date.now());
  if (!isChallenged || transport === 'tftp') return { status: 'notFound', delayMs };
  const algorithms = recognition.family?.digest?.algorithms ?? DIGEST_ALGORITHMS;
  return { status: 'challenge', challenges: digest.challenge(algorithms, at, stale), delayMs };
}
