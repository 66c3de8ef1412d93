// Firmware files that phones may fetch: checking one before it is taken, keeping it, taking it away. A file says for which lines
// (models and tracks) it is and to which release of theirs it belongs; what else is known of a release lies beside it.
// No source describes the head of any maker's file, so a head can only show that it is none at all.
// Source: DEV-9, DEV-37; facts/yealink.md 1.7, 4.15; facts/aastra-mitel.md 1.4; facts/gigaset-auerswald.md 5.8, 7.3
import { fitsHardware } from '../devices/capabilities.ts';
import { DEVICES, type KnownDevice } from '../devices/registry.ts';
import { VENDORS } from '../devices/types.ts';
import { type FirmwareFile, type FirmwareLine, lineKey, MAIN_ROLE } from '../domain/firmware.ts';
import { type FirmwareVersion, hardwareIdOf, parseFirmwareVersion } from '../domain/firmware-version.ts';
import { AppError, type FieldError, invalid, refuseIf } from '../errors.ts';

/** A file of the catalogue, as it is kept. */
export interface FirmwareImage extends FirmwareFile {
  readonly vendor: string;
  /** Of the release that it belongs to. */
  readonly version: string;
  /** First field of the version, where the maker's versions name the hardware. Source: DEV-37 */
  readonly hardwareId?: number;
  /** Of every model and track whose phones may be told to run it, as lineKey writes them. */
  readonly lines: readonly string[];
}

export interface FirmwareStore {
  /** Where the bytes lie. */
  readonly pathOf: (sha256: string) => string;
  readonly find: (name: string) => Promise<FirmwareImage | undefined>;
  /** By name. */
  readonly list: () => Promise<readonly FirmwareImage[]>;
  /** The releases of a model and track, with what stands beside them; without any when nobody added one. */
  readonly line: (vendor: string, model: string, track: string | undefined) => Promise<FirmwareLine>;
  readonly keepBytes: (
    source: AsyncIterable<Buffer>,
    maxBytes: number,
  ) => Promise<{ sha256: string; sizeBytes: number } | 'tooLarge'>;
  /** Bytes that no file names any more, if no upload just brought them. */
  readonly dropUnused: (sha256: string) => Promise<void>;
  /** @returns false when the name is taken */
  readonly insert: (image: FirmwareImage) => Promise<boolean>;
  readonly remove: (name: string) => Promise<boolean>;
}

/** The largest image known is 64 MB. Source: facts/aastra-mitel.md 1.4 */
export const MAX_IMAGE_BYTES = 256 * 1024 * 1024;
const NAME = /^[A-Za-z0-9(][A-Za-z0-9 ._(),+-]{0,120}$/;

export interface NewImage {
  readonly name: string;
  readonly vendor: string;
  /** By default the one in the name. */
  readonly version?: string;
  /** By default every model that the file is for, as its name and hardware id say. */
  readonly model?: string;
  /** By default every track of the model. */
  readonly track?: string;
  /** By default the one in the name, else the phone's main file. */
  readonly role?: string;
  /** Of the bytes, in hex; another sum means that they were damaged on the way. */
  readonly sha256?: string;
}

/**
 * Keeps a file; its bytes are read from the source to the end and never lie in memory as a whole. All or nothing of it stays.
 * @throws INPUT_INVALID naming all that does not fit and what was expected; FIRMWARE_NAME_TAKEN, UPLOAD_TOO_LARGE
 */
export async function addFirmware(
  store: FirmwareStore,
  given: NewImage,
  source: AsyncIterable<Buffer>,
  now: Date,
): Promise<FirmwareImage> {
  const described = describeImage(given);
  if (await store.find(given.name)) throw new AppError('FIRMWARE_NAME_TAKEN', { detail: given.name });
  const kept = await store.keepBytes(headChecked(source), MAX_IMAGE_BYTES);
  if (kept === 'tooLarge') throw new AppError('UPLOAD_TOO_LARGE');
  const added: FirmwareImage = { ...described, ...kept, addedAt: now };
  const isSame = given.sha256 === undefined || given.sha256.toLowerCase() === kept.sha256;
  if (isSame && kept.sizeBytes > 0 && (await store.insert(added))) return added;
  await store.dropUnused(kept.sha256);
  if (kept.sizeBytes === 0) throw invalid([{ pointer: '', detail: 'the image is empty' }]);
  if (!isSame) throw invalid([{ pointer: '/sha256', detail: `the bytes that came have the sum ${kept.sha256}` }]);
  throw new AppError('FIRMWARE_NAME_TAKEN', { detail: given.name });
}

/**
 * What a file is, from its name and what is said of it.
 * @throws INPUT_INVALID
 */
export function describeImage(given: NewImage): Pick<FirmwareImage, 'name' | 'vendor' | 'version' | 'role' | 'lines'> {
  const { name, vendor } = given;
  const errors: FieldError[] = [];
  if (!NAME.test(name))
    errors.push({ pointer: '/name', detail: 'must be a plain file name: letters, digits and . _ - ( ) , +' });
  if (!VENDORS.some((known) => known === vendor))
    errors.push({ pointer: '/vendor', detail: `must be one of ${VENDORS.join(', ')}` });
  refuseIf(errors);
  const named = namedDevices(given);
  const said = readNameOf(named, given);
  const role = given.role ?? said.role ?? MAIN_ROLE;
  const version = versionOf(given, role === MAIN_ROLE ? said.version : undefined);
  const devices = named
    .filter(({ model }) => said.models === undefined || said.models.includes(model.model))
    .filter(({ family, model }) => family.firmware?.rolesOf(model).includes(role) === true)
    .filter(({ model }) => given.model !== undefined || model.kind !== 'generic');
  const fitting = devices.filter(({ family, model }) => fitsHardware(family, model, version));
  if (fitting.length === 0) throw invalid([unfit(given, named, devices, role, version)]);
  const isNumbered = fitting.some(({ family, model }) => family.hardwareIdInFirmware && model.hardwareIds.length > 0);
  return {
    name,
    vendor,
    version: version.text,
    role,
    ...(isNumbered && { hardwareId: hardwareIdOf(version) }),
    lines: fitting.map(({ model }) => lineKey(model.vendor, model.model, model.track)),
  };
}

/** @throws INPUT_INVALID */
function namedDevices({ vendor, model, track }: NewImage): readonly KnownDevice[] {
  const ofModel = DEVICES.filter((device) => device.model.vendor === vendor).filter(
    (device) => model === undefined || device.model.model === model,
  );
  const found = ofModel.filter((device) => track === undefined || device.model.track === track);
  if (ofModel.length === 0) throw invalid([{ pointer: '/model', detail: `${vendor} has no model ${model}` }]);
  const tracks = [...new Set(ofModel.flatMap((device) => device.model.track ?? []))];
  if (found.length === 0)
    throw invalid([
      {
        pointer: '/track',
        detail: tracks.length > 0 ? `must be one of ${tracks.join(', ')}` : 'this model has one track only: name none',
      },
    ]);
  if (found.every((device) => device.model.kind === 'generic'))
    throw invalid([
      { pointer: '/model', detail: 'phones of a generic profile get no firmware: any hardware may stand behind it' },
    ]);
  return found;
}

/** @throws INPUT_INVALID  no phone of these would take a file of this name */
function readNameOf(devices: readonly KnownDevice[], { name, vendor, model }: NewImage) {
  const families = [...new Set(devices.map(({ family }) => family))].filter(({ firmware }) => firmware !== undefined);
  if (families.length === 0 || devices.every(({ family, model: one }) => family.firmware?.rolesOf(one).length === 0))
    throw invalid([
      {
        pointer: '/vendor',
        detail: `${[vendor, model].join(' ').trim()} takes no firmware from here: no source says how`,
      },
    ]);
  for (const { firmware } of families) {
    const said = firmware?.readName(name);
    if (said) return said;
  }
  const examples = families.map(({ firmware }) => firmware?.example).join(', ');
  throw invalid([{ pointer: '/name', detail: `is not called as ${vendor} firmware is, such as ${examples}` }]);
}

/** @throws INPUT_INVALID */
function versionOf({ version }: NewImage, inName: string | undefined): FirmwareVersion {
  const text = version ?? inName;
  const parsed = text === undefined ? undefined : parseFirmwareVersion(text);
  if (!parsed) {
    const detail = text === undefined ? 'must be given, since the file name says none' : 'must be dotted integers';
    throw invalid([{ pointer: '/version', detail: `${detail}, such as 66.86.0.15` }]);
  }
  // A name may leave out the build: 6867i-6.3.0.st holds 6.3.0.1020.
  const short = inName === undefined ? undefined : parseFirmwareVersion(inName);
  if (short?.fields.some((field, i) => field !== parsed.fields[i]))
    throw invalid([{ pointer: '/version', detail: `the file name says ${inName}, but ${parsed.text} was given` }]);
  return parsed;
}

function unfit(
  { vendor, model }: NewImage,
  named: readonly KnownDevice[],
  devices: readonly KnownDevice[],
  role: string,
  version: FirmwareVersion,
): FieldError {
  const what = [vendor, model].join(' ').trim();
  if (devices.length > 0) {
    const ids = [...new Set(devices.flatMap((device) => device.model.hardwareIds))].toSorted((a, b) => a - b);
    return {
      pointer: '/version',
      detail: `${version.text} is for other hardware: versions of ${what} start with ${ids.join(', ')}`,
    };
  }
  const roles = [...new Set(named.flatMap((device) => device.family.firmware?.rolesOf(device.model) ?? []))];
  return roles.includes(role)
    ? { pointer: '/name', detail: `the file name is not one of ${what}'s` }
    : { pointer: '/role', detail: `${what} has no such part: must be one of ${roles.join(', ')}` };
}

/** What a browser or a server hands over in the place of a file. */
const PAGE = /^\s*(?:<!doctype|<html|<\?xml|\{\s*")/i;

/** @throws INPUT_INVALID  the bytes begin as a page does */
async function* headChecked(source: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
  let isFirst = true;
  for await (const chunk of source) {
    if (isFirst && PAGE.test(chunk.subarray(0, 256).toString('latin1')))
      throw invalid([{ pointer: '', detail: 'this is a page of text, no firmware: was the download an error page?' }]);
    isFirst = false;
    yield chunk;
  }
}
