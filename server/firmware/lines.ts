// The catalogue: one line of releases for each model and track, what admins say of a release, and what accounts choose.
// What is said of all releases of a line lies in one record, so that there is one recommended release at most.
// Source: DEV-9, DEV-37
import { capabilitiesAt } from '../devices/capabilities.ts';
import { DEVICES, findDevice, type KnownDevice, tracksOf } from '../devices/registry.ts';
import { type FirmwareLine, type FirmwareRelease, lineKey, MAIN_ROLE, RECOMMENDED } from '../domain/firmware.ts';
import { parseFirmwareVersion } from '../domain/firmware-version.ts';
import { AppError, invalid } from '../errors.ts';
import type { FirmwareImage, FirmwareStore } from './images.ts';
import { compareWithin } from './offer.ts';

export interface ReleaseMark {
  readonly version: string;
  readonly isBlocked?: true;
  readonly comesFrom?: string;
  readonly notes?: string;
}

/** What admins said of the releases of one line. */
export interface LineMarks {
  /** As lineKey writes it. */
  readonly id: string;
  readonly revision: number;
  readonly createdAt: Date;
  readonly changedAt: Date;
  readonly recommended?: string;
  readonly marks: readonly ReleaseMark[];
}

export interface LineName {
  readonly vendor: string;
  readonly model: string;
  readonly track?: string;
}

/** A line from what is kept of it. */
export function lineOf(
  { vendor, model, track }: LineName,
  images: readonly FirmwareImage[],
  marks: LineMarks | undefined,
): FirmwareLine {
  const versions = [...new Set(images.map(({ version }) => version))];
  const family = findDevice(vendor, model, track)?.family;
  const byAge = (a: string, b: string) => {
    const [one, other] = [parseFirmwareVersion(a), parseFirmwareVersion(b)];
    return one && other && family ? compareWithin(family, other, one) : 0;
  };
  const revision = marks?.revision ?? 0;
  return {
    vendor,
    model,
    ...(track !== undefined && { track }),
    revision,
    releases: versions.toSorted(byAge).map((version) => releaseOf(version, images, marks)),
    stamp: [revision, ...images.map(({ name, sha256 }) => `${name}.${sha256}`).toSorted()].join(' '),
  };
}

function releaseOf(version: string, images: readonly FirmwareImage[], marks: LineMarks | undefined): FirmwareRelease {
  const mark = marks?.marks.find((one) => one.version === version);
  const files = images
    .filter((image) => image.version === version)
    .map(({ name, role, sha256, sizeBytes, addedAt }) => ({ name, role, sha256, sizeBytes, addedAt }))
    .toSorted((a, b) => Number(b.role === MAIN_ROLE) - Number(a.role === MAIN_ROLE) || a.name.localeCompare(b.name));
  const state = mark?.isBlocked ? 'blocked' : marks?.recommended === version ? 'recommended' : 'released';
  return {
    version,
    state,
    ...(mark?.comesFrom !== undefined && { comesFrom: mark.comesFrom }),
    ...(mark?.notes !== undefined && { notes: mark.notes }),
    files,
  };
}

/** Every line that has a release, in the order of the device matrix. */
export async function listLines(store: FirmwareStore): Promise<readonly FirmwareLine[]> {
  const images = await store.list();
  const named = new Set(images.flatMap(({ lines }) => lines));
  const found = DEVICES.filter(({ model }) => named.has(lineKey(model.vendor, model.model, model.track)));
  return Promise.all(found.map(({ model }) => store.line(model.vendor, model.model, model.track)));
}

/**
 * Checks that phones of this line may be told to run a version, or whatever is `recommended`.
 * @throws FIRMWARE_NOT_FOUND, INPUT_INVALID  a blocked release, or a profile behind which any hardware may stand
 */
export async function checkChoice(firmware: FirmwareStore, device: KnownDevice, version: string): Promise<void> {
  if (device.model.kind === 'generic')
    throw invalid([
      { pointer: '/model', detail: 'phones of a generic profile get no firmware: give the phone its own model first' },
    ]);
  if (version === RECOMMENDED) return;
  const { releases } = await lineOfDevice(firmware, device);
  const release = releases.find((one) => one.version === version);
  if (release?.state === 'blocked')
    throw invalid([{ pointer: '/version', detail: `${version} is blocked for ${textOf(device)}` }]);
  if (release) return;
  const has = releases.map((one) => one.version).join(', ');
  throw new AppError('FIRMWARE_NOT_FOUND', {
    detail: `${version} of ${textOf(device)}${has === '' ? '' : `; there is ${has}`}`,
  });
}

/** Of every model that needs a minimum firmware to encrypt SIP: its recommended release, where that is new enough. Source: DEV-16, DEV-20 */
export async function firmwareThatEncrypts(
  firmware: FirmwareStore,
): Promise<readonly { readonly device: KnownDevice; readonly version: string }[]> {
  const needing = DEVICES.filter(({ model }) => typeof model.sipEncryption === 'object');
  const found = await Promise.all(
    needing.map(async (device) => {
      const { releases } = await lineOfDevice(firmware, device);
      const version = parseFirmwareVersion(releases.find(({ state }) => state === RECOMMENDED)?.version ?? '');
      const encrypts = version && capabilitiesAt(device.family, device.model, version).sipEncryption === 'yes';
      return version && encrypts ? [{ device, version: version.text }] : [];
    }),
  );
  return found.flat();
}

/**
 * The tracks a choice is for: the one named, or every one of the model.
 * @throws MODEL_NOT_FOUND
 */
export function linesNamed({ vendor, model, track }: LineName): readonly KnownDevice[] {
  const found = tracksOf(vendor, model).filter((device) => track === undefined || device.model.track === track);
  if (found.length === 0) throw new AppError('MODEL_NOT_FOUND', { detail: [vendor, model, track].join(' ').trim() });
  return found;
}

export function lineOfDevice(firmware: FirmwareStore, { model }: KnownDevice): Promise<FirmwareLine> {
  return firmware.line(model.vendor, model.model, model.track);
}

export function textOf({ model: { vendor, model, track } }: KnownDevice): string {
  return track === undefined ? `${vendor} ${model}` : `${vendor} ${model} (${track})`;
}

export function keyOf({ model }: KnownDevice): string {
  return lineKey(model.vendor, model.model, model.track);
}
