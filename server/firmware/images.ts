// Firmware images that phones may fetch: adding one, choosing it for an account's phones of a model, taking it away.
// Source: DEV-9, DEV-37; facts/yealink.md 1.7, 4.15
import { fitsHardware } from '../devices/capabilities.ts';
import { findDevice } from '../devices/registry.ts';
import { VENDORS } from '../devices/types.ts';
import { parseFirmwareVersion } from '../domain/firmware-version.ts';
import { AppError, type FieldError, invalid, refuseIf } from '../errors.ts';

export interface FirmwareImage {
  /** The file name that phones ask for; unique. */
  readonly name: string;
  readonly vendor: string;
  readonly version: string;
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly addedAt: Date;
}

export interface FirmwareStore {
  /** Where the bytes lie. */
  readonly pathOf: (sha256: string) => string;
  readonly find: (name: string) => Promise<FirmwareImage | undefined>;
  readonly list: () => Promise<readonly FirmwareImage[]>;
  readonly keepBytes: (
    source: AsyncIterable<Buffer>,
    maxBytes: number,
  ) => Promise<{ sha256: string; sizeBytes: number } | 'tooLarge'>;
  /** @returns false when the name is taken */
  readonly insert: (image: FirmwareImage) => Promise<boolean>;
  readonly remove: (name: string) => Promise<boolean>;
}

/** The largest image known is 64 MB. Source: facts/aastra-mitel.md 1.4 */
const MAX_IMAGE_BYTES = 256 * 1024 * 1024;
const NAME = /^[A-Za-z0-9(][A-Za-z0-9 ._(),+-]{0,120}$/;

export interface NewImage {
  readonly name: string;
  readonly vendor: string;
  readonly version: string;
}

/**
 * Keeps an image; its bytes are read from the source to the end.
 * @throws INPUT_INVALID, FIRMWARE_NAME_TAKEN, UPLOAD_TOO_LARGE
 */
export async function addFirmware(
  store: FirmwareStore,
  image: NewImage,
  source: AsyncIterable<Buffer>,
  now: Date,
): Promise<FirmwareImage> {
  const errors: FieldError[] = [];
  if (!NAME.test(image.name))
    errors.push({ pointer: '/name', detail: 'must be a plain file name: letters, digits and . _ - ( ) , +' });
  if (!VENDORS.some((vendor) => vendor === image.vendor))
    errors.push({ pointer: '/vendor', detail: `must be one of ${VENDORS.join(', ')}` });
  if (!parseFirmwareVersion(image.version))
    errors.push({ pointer: '/version', detail: 'must be dotted integers such as 66.86.0.15' });
  refuseIf(errors);
  if (await store.find(image.name)) throw new AppError('FIRMWARE_NAME_TAKEN');
  const kept = await store.keepBytes(source, MAX_IMAGE_BYTES);
  if (kept === 'tooLarge') throw new AppError('UPLOAD_TOO_LARGE');
  if (kept.sizeBytes === 0) throw invalid([{ pointer: '', detail: 'the image is empty' }]);
  const added: FirmwareImage = { ...image, ...kept, addedAt: now };
  if (!(await store.insert(added))) throw new AppError('FIRMWARE_NAME_TAKEN');
  return added;
}

/**
 * Checks that phones of a model may be told to run an image.
 * @throws FIRMWARE_NOT_FOUND, MODEL_NOT_FOUND, INPUT_INVALID  an image of other hardware (DEV-37)
 */
export async function checkFits(
  store: FirmwareStore,
  vendor: string,
  model: string,
  name: string,
): Promise<FirmwareImage> {
  const image = await store.find(name);
  if (!image) throw new AppError('FIRMWARE_NOT_FOUND', { detail: name });
  const device = findDevice(vendor, model);
  if (!device) throw new AppError('MODEL_NOT_FOUND', { detail: `${vendor} ${model}` });
  const version = parseFirmwareVersion(image.version);
  if (image.vendor !== vendor || !version || !fitsHardware(device.family, device.model, version)) {
    throw invalid([
      {
        pointer: '/firmware',
        detail: `${image.vendor} ${image.version} does not fit ${vendor} ${model}: it is for other hardware`,
      },
    ]);
  }
  return image;
}
