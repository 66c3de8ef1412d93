// Rotation: a new secret beside the old one. Both are good until the phone was seen with the new one, which it learns from
// its file; then the old one dies. Each call is one write to one record. What has not been taken yet can be listed.
// "Seen" is: a request with the new token or digest (provisioning/authorise.ts); a registration with the new SIP password,
// which the registrar tells by sipPasswordUsed; and for web passwords, which nobody tells us of, that the phone fetched its file
// with them and came for it again. Source: design.md "Rotation: two credentials are valid until the phone used the new one"
import { findDevice } from '../devices/registry.ts';
import type { Mac } from '../domain/mac.ts';
import type { Channel, Cpe, CpeReport, CpeSecret, FormerPassword, FormerSecret } from '../domain/records.ts';
import type { Sealed } from '../domain/sealed.ts';
import { AppError, invalid } from '../errors.ts';
import { newSipPassword } from './channels.ts';
import { type CpeDeps, edit } from './deps.ts';
import { newDigest, newLastingToken, newWebPasswords } from './secrets.ts';

/** A phone that was off since several rotations may hold any of these; beyond, it must take one first. */
const MOST_FORMER = 3;

/**
 * @param secrets  what to replace, all in one write
 * @throws CPE_NOT_FOUND, REVISION_STALE; INPUT_INVALID  digest, and the CPE has none; ROTATION_PENDING  rotated too often meanwhile
 */
export function rotateCpe(deps: CpeDeps, mac: Mac, secrets: readonly CpeSecret[], expected?: number): Promise<Cpe> {
  return edit(deps, deps.records.cpes, mac, expected, { missing: 'CPE_NOT_FOUND' }, (cpe) =>
    rotatedCpe(deps, cpe, secrets, deps.now()),
  );
}

/** The CPE with new secrets beside those that it has. @throws as {@link rotateCpe}, of the CPE itself */
export function rotatedCpe(
  deps: Pick<CpeDeps, 'sealer' | 'randomHex'>,
  cpe: Cpe,
  secrets: readonly CpeSecret[],
  replacedAt: Date,
): Cpe {
  let changed = cpe;
  for (const kind of new Set(secrets)) changed = { ...changed, ...replaced(deps, changed, kind, replacedAt) };
  return changed;
}

function replaced(
  deps: Pick<CpeDeps, 'sealer' | 'randomHex'>,
  cpe: Cpe,
  kind: CpeSecret,
  replacedAt: Date,
): Partial<Cpe> {
  switch (kind) {
    case 'lastingToken':
      return {
        lastingToken: newLastingToken(deps),
        former: withFormer(cpe, { kind, replacedAt, token: cpe.lastingToken }),
      };
    case 'digest':
      if (!cpe.digest)
        throw invalid([{ pointer: '/secrets', detail: 'the CPE has no digest credentials: make some first' }]);
      return {
        digest: newDigest(deps, cpe.mac),
        former: withFormer(cpe, { kind, replacedAt, credentials: cpe.digest }),
      };
    case 'webPasswords': {
      const { adminPassword, userPassword } = cpe;
      return {
        ...newWebPasswords(deps, findDevice(cpe.vendor, cpe.model, cpe.track)?.family),
        former: withFormer(cpe, { kind, replacedAt, passwords: { adminPassword, userPassword } }),
      };
    }
  }
}

function withFormer({ mac, former = [] }: Cpe, secret: FormerSecret): readonly FormerSecret[] {
  if (former.filter(({ kind }) => kind === secret.kind).length >= MOST_FORMER)
    throw new AppError('ROTATION_PENDING', { detail: `${secret.kind} of ${mac}` });
  return [...former, secret];
}

/** Makes digest credentials for a CPE that has none; its file then sends it to where phones are challenged. */
export function giveDigest(deps: CpeDeps, mac: Mac): Promise<Cpe> {
  return edit(deps, deps.records.cpes, mac, undefined, { missing: 'CPE_NOT_FOUND' }, (cpe) =>
    cpe.digest ? cpe : { ...cpe, digest: newDigest(deps, mac) },
  );
}

/** Takes them away: they stay good until the phone comes by its token, which its file gives it again. */
export function takeDigest(deps: CpeDeps, mac: Mac): Promise<Cpe> {
  return edit(deps, deps.records.cpes, mac, undefined, { missing: 'CPE_NOT_FOUND' }, ({ digest, ...cpe }) =>
    digest ? { ...cpe, former: withFormer(cpe, { kind: 'digest', replacedAt: deps.now(), credentials: digest }) } : cpe,
  );
}

/** Ends the old secrets at once, also where the phone has not taken the new ones. @throws CPE_NOT_FOUND */
export function endCpeRotation(deps: CpeDeps, mac: Mac): Promise<Cpe> {
  return edit(deps, deps.records.cpes, mac, undefined, { missing: 'CPE_NOT_FOUND' }, ({ former: _, ...cpe }) => cpe);
}

/** A new SIP password for a channel. @throws CHANNEL_NOT_FOUND, REVISION_STALE, ROTATION_PENDING */
export function rotateSipPassword(deps: CpeDeps, id: string, expected?: number): Promise<Channel> {
  return edit(deps, deps.records.channels, id, expected, { missing: 'CHANNEL_NOT_FOUND' }, (channel) =>
    rotatedChannel(deps, channel, deps.now()),
  );
}

/** The channel with a new SIP password beside those that register it. @throws ROTATION_PENDING */
export function rotatedChannel(
  deps: Pick<CpeDeps, 'sealer' | 'randomHex'>,
  channel: Channel,
  replacedAt: Date,
): Channel {
  const former: readonly FormerPassword[] = channel.formerPasswords ?? [];
  if (former.length >= MOST_FORMER)
    throw new AppError('ROTATION_PENDING', { detail: `SIP password of ${channel.name}` });
  return {
    ...channel,
    password: newSipPassword(deps),
    formerPasswords: [...former, { password: channel.password, replacedAt }],
  };
}

/** Ends a channel's old passwords: the registrar calls it when a phone registered with the one that stands. @throws CHANNEL_NOT_FOUND */
export async function sipPasswordUsed(deps: CpeDeps, channel: Channel): Promise<void> {
  if (!channel.formerPasswords) return;
  await edit(
    deps,
    deps.records.channels,
    channel.id,
    undefined,
    { missing: 'CHANNEL_NOT_FOUND' },
    // Another rotation meanwhile: what was used is then an old one itself.
    (now) => (now.password === channel.password ? withoutFormer(now) : now),
  );
}

/** Every password that registers this channel, the one that stands first. */
export function sipPasswordsOf({ password, formerPasswords = [] }: Channel): readonly Sealed[] {
  return [password, ...formerPasswords.map((former) => former.password)];
}

function withoutFormer({ formerPasswords: _, ...channel }: Channel): Channel {
  return channel;
}

/** A secret that a phone has not taken yet. */
export interface PendingRotation {
  readonly secret: CpeSecret | 'sipPassword';
  readonly mac?: Mac;
  readonly channelId?: string;
  /** Of the oldest secret that is still good. */
  readonly replacedAt: Date;
  /** Whether the phone fetched its file since: then it has the new secret, and has not used it. */
  readonly fetched: boolean;
}

/** What a CPE's phone has not taken yet. */
export function pendingOf({ mac, former = [] }: Cpe, report: CpeReport | undefined): readonly PendingRotation[] {
  const kinds = [...new Set(former.map(({ kind }) => kind))];
  return kinds.flatMap((secret) => {
    const ofKind = former.filter(({ kind }) => kind === secret).map(({ replacedAt }) => replacedAt);
    const [replacedAt, last] = [ofKind[0], ofKind.at(-1)];
    return replacedAt && last ? [{ secret, mac, replacedAt, fetched: hasFetched(report, last) }] : [];
  });
}

/** @param cpe  that the channel lies on, and what its phone reported; undefined for a channel that lies nowhere */
export function pendingOfChannel(
  { id, formerPasswords = [] }: Channel,
  cpe: Cpe | undefined,
  report: CpeReport | undefined,
): readonly PendingRotation[] {
  const [first, last] = [formerPasswords[0], formerPasswords.at(-1)];
  if (!first || !last) return [];
  const replacedAt = first.replacedAt;
  return [
    {
      secret: 'sipPassword',
      channelId: id,
      ...(cpe && { mac: cpe.mac }),
      replacedAt,
      fetched: hasFetched(report, last.replacedAt),
    },
  ];
}

function hasFetched(report: CpeReport | undefined, since: Date): boolean {
  return report?.fetchedAt !== undefined && report.fetchedAt > since;
}
