// Which release a phone is offered next: pure, from what it runs, what its account chose and what the catalogue has.
// Invariants: never a release of other hardware, never a blocked one, never an older one unless a version was named.
// Source: DEV-9, DEV-10, DEV-20, DEV-21, DEV-37
import { capabilitiesAt, fitsHardware } from '../devices/capabilities.ts';
import type { KnownDevice } from '../devices/registry.ts';
import type { Capabilities, DeviceFamily } from '../devices/types.ts';
import { choiceFor } from '../domain/choice.ts';
import { type FirmwareLine, type FirmwareRelease, MAIN_ROLE, RECOMMENDED } from '../domain/firmware.ts';
import {
  compareFirmware,
  type FirmwareVersion,
  hardwareIdOf,
  parseFirmwareVersion,
} from '../domain/firmware-version.ts';
import { type Account, type Cpe, modelKey } from '../domain/records.ts';

/** All that decides what one phone is offered. */
export interface FirmwareFacts {
  readonly device: KnownDevice;
  /** What the phone last reported; undefined before its first request. */
  readonly running: FirmwareVersion | undefined;
  /** What its account chose for the model and track: a version, or `recommended`. Source: DEV-9 */
  readonly chosen: string | undefined;
  /** The releases of the model and track; undefined where nobody added one. */
  readonly line: FirmwareLine | undefined;
  /** Whether its account has encrypted SIP on. */
  readonly isEncrypting: boolean;
}

/** Why a phone gets no firmware. */
export const FIRMWARE_REFUSALS = [
  'genericProfile',
  'nothingChosen',
  'nothingRecommended',
  'notInCatalogue',
  'blocked',
  'otherHardware',
  'filesMissing',
  'noWayThere',
  'firmwareUnknown',
  'olderThanRunning',
  'cannotGoBack',
  'endsEncryption',
] as const;
export type FirmwareRefusal = (typeof FIRMWARE_REFUSALS)[number];

export type FirmwareOffer =
  /** `release` comes next; `target` is what was chosen: another one when the way leads over stepping stones. */
  | { readonly do: 'install'; readonly release: FirmwareRelease; readonly target: string; readonly isOlder: boolean }
  /** It runs the release that was chosen. */
  | { readonly do: 'stay'; readonly release: FirmwareRelease }
  /** @property needed  of noWayThere: the oldest version from which there would be a way */
  | {
      readonly do: 'refuse';
      readonly because: FirmwareRefusal;
      readonly target?: string;
      readonly needed?: string;
    };

/**
 * What decides a phone's firmware, from the records.
 * @param running  as the phone said it
 */
export function factsOf(
  device: KnownDevice,
  running: string | undefined,
  { cpe, account }: { readonly cpe: Pick<Cpe, 'createdAt'>; readonly account: Account | undefined },
  line: FirmwareLine | undefined,
): FirmwareFacts {
  const { vendor, model, track } = device.model;
  const choices = account?.models[modelKey(vendor, model)]?.firmware;
  return {
    device,
    running: running === undefined ? undefined : parseFirmwareVersion(running),
    chosen: choices?.find((choice) => choice.track === track)?.version,
    line,
    isEncrypting: account !== undefined && choiceFor(account.sipEncryption, cpe.createdAt)?.enabled === true,
  };
}

/**
 * The release a phone is offered next.
 * Source: DEV-9, DEV-10, DEV-37
 */
export function nextFirmware(facts: FirmwareFacts): FirmwareOffer {
  const { device, running, chosen, line } = facts;
  const { family, model } = device;
  if (model.kind === 'generic') return { do: 'refuse', because: 'genericProfile' };
  if (chosen === undefined) return { do: 'refuse', because: 'nothingChosen' };
  const release = chosenRelease(line, chosen);
  if (!release)
    return chosen === RECOMMENDED
      ? { do: 'refuse', because: 'nothingRecommended' }
      : { do: 'refuse', because: 'notInCatalogue', target: chosen };
  const refuse = (because: FirmwareRefusal, needed?: string): FirmwareOffer => ({
    do: 'refuse',
    because,
    target: release.version,
    ...(needed !== undefined && { needed }),
  });
  const target = parseFirmwareVersion(release.version);
  if (release.state === 'blocked') return refuse('blocked');
  if (!target || !fitsHardware(family, model, target)) return refuse('otherHardware');
  if (running && !fitsHardware(family, model, running)) return refuse('otherHardware');
  if (!isWhole(release)) return refuse('filesMissing');
  if (!running)
    return release.comesFrom === undefined
      ? { do: 'install', release, target: release.version, isOlder: false }
      : refuse('firmwareUnknown');

  if (compareFirmware(running, target) === 0) return { do: 'stay', release };
  if (compareWithin(family, target, running) < 0) {
    if (family.firmware?.neverDown?.(model)) return refuse('cannotGoBack');
    if (chosen === RECOMMENDED) return refuse('olderThanRunning');
    if (facts.isEncrypting && encrypts(device, running) && !encrypts(device, target)) return refuse('endsEncryption');
    return { do: 'install', release, target: release.version, isOlder: true };
  }
  const way = wayTo(release, running, device, line?.releases ?? []);
  if ('needed' in way) return refuse('noWayThere', way.needed);
  return { do: 'install', release: way.first, target: release.version, isOlder: false };
}

/** Of two versions of one model's hardware: its id may change within a model, and says nothing about age. Source: facts/yealink.md 1.7 */
export function compareWithin(family: DeviceFamily, a: FirmwareVersion, b: FirmwareVersion): number {
  if (!family.hardwareIdInFirmware || hardwareIdOf(a) === hardwareIdOf(b)) return compareFirmware(a, b);
  return compareFirmware({ ...a, fields: a.fields.slice(1) }, { ...b, fields: b.fields.slice(1) });
}

function encrypts({ family, model }: KnownDevice, version: FirmwareVersion): boolean {
  return capabilitiesAt(family, model, version).sipEncryption === 'yes';
}

function chosenRelease(line: FirmwareLine | undefined, chosen: string): FirmwareRelease | undefined {
  return line?.releases.find(({ version, state }) =>
    chosen === RECOMMENDED ? state === 'recommended' : version === chosen,
  );
}

function isWhole({ files }: FirmwareRelease): boolean {
  return files.some(({ role }) => role === MAIN_ROLE);
}

/**
 * The first step on the way up to a release. From a newer version every release can be reached that could be from an older
 * one, so the newest stone within reach is always the best next step.
 */
function wayTo(
  release: FirmwareRelease,
  running: FirmwareVersion,
  { family, model }: KnownDevice,
  releases: readonly FirmwareRelease[],
): { readonly first: FirmwareRelease } | { readonly needed: string } {
  const stones = releases.flatMap((stone) => {
    const version = parseFirmwareVersion(stone.version);
    const isFit = version && stone.state !== 'blocked' && isWhole(stone) && fitsHardware(family, model, version);
    return isFit ? [{ stone, version }] : [];
  });
  const target = stones.find(({ stone }) => stone.version === release.version);
  let first: FirmwareRelease | undefined;
  let at = running;
  for (;;) {
    if (!target || isReached(family, release, at)) return { first: first ?? release };
    const [next] = stones
      .filter(
        ({ version }) => compareWithin(family, version, at) > 0 && compareWithin(family, version, target.version) < 0,
      )
      .filter(({ stone }) => isReached(family, stone, at))
      .toSorted((a, b) => compareWithin(family, b.version, a.version));
    if (!next) return { needed: release.comesFrom ?? release.version };
    first ??= next.stone;
    at = next.version;
  }
}

/** Whether a phone that runs this may go to the release directly. */
function isReached(family: DeviceFamily, { comesFrom }: FirmwareRelease, at: FirmwareVersion): boolean {
  const oldest = comesFrom === undefined ? undefined : parseFirmwareVersion(comesFrom);
  return oldest === undefined || compareWithin(family, at, oldest) >= 0;
}

export type EncryptionFirmware =
  | { readonly do: 'ready' }
  /** Encryption may be switched on once the phone runs `version`; `next` is the release it is offered now. */
  | { readonly do: 'upgradeFirst'; readonly version: string; readonly next: string }
  /** @property needed  of firmwareTooOld: the oldest version that encrypts */
  | {
      readonly do: 'refuse';
      readonly because: 'genericProfile' | 'olderChosen' | Exclude<Capabilities['sipEncryption'], 'yes'>;
      readonly needed?: string;
    };

/**
 * Whether encrypted SIP may be switched on for a phone: now, after an upgrade that is already chosen, or not.
 * Source: DEV-17, DEV-20, DEV-21
 */
export function firmwareForEncryption(facts: FirmwareFacts): EncryptionFirmware {
  const { family, model } = facts.device;
  if (model.kind === 'generic') return { do: 'refuse', because: 'genericProfile' };
  const now = capabilitiesAt(family, model, facts.running).sipEncryption;
  const needed = typeof model.sipEncryption === 'object' ? { needed: model.sipEncryption.since } : {};
  const offer = nextFirmware(facts);
  const target = offer.do === 'install' ? parseFirmwareVersion(offer.target) : undefined;
  if (now === 'yes') {
    const staysSo = !target || encrypts(facts.device, target);
    return staysSo ? { do: 'ready' } : { do: 'refuse', because: 'olderChosen', ...needed };
  }
  if (now !== 'firmwareTooOld' && now !== 'firmwareUnknown') return { do: 'refuse', because: now };
  if (offer.do === 'install' && target && encrypts(facts.device, target))
    return { do: 'upgradeFirst', version: offer.target, next: offer.release.version };
  return { do: 'refuse', because: now, ...needed };
}
