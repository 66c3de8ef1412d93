// Files that phones fetch as somebody gave them, such as language files of Aastra and Mitel: nothing of a phone's own, so
// anybody may fetch them. Which names there are is said by the families. Source: facts/aastra-mitel.md 1.2, 4.6
import { FAMILIES } from '../devices/registry.ts';
import { AppError, invalid } from '../errors.ts';

export interface Asset {
  /** The file name that phones ask for, lower case; unique. */
  readonly name: string;
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly addedAt: Date;
}

export interface AssetStore {
  /** Where the bytes lie. */
  readonly pathOf: (sha256: string) => string;
  readonly find: (name: string) => Promise<Asset | undefined>;
  readonly list: () => Promise<readonly Asset[]>;
  readonly keepBytes: (
    source: AsyncIterable<Buffer>,
    maxBytes: number,
  ) => Promise<{ sha256: string; sizeBytes: number } | 'tooLarge'>;
  /** In the place of a former one of the name, if any. */
  readonly put: (asset: Asset) => Promise<void>;
  readonly remove: (name: string) => Promise<boolean>;
}

/** A language file has some hundred kilobytes. */
const MAX_BYTES = 4 * 1024 * 1024;

const RULES = FAMILIES.flatMap(({ files }) => files).filter(({ source }) => source.from === 'asset');

/** Phones differ in the case of names; one file answers all. */
export function assetName(name: string): string {
  return name.toLowerCase();
}

/**
 * Keeps a file; its bytes are read from the source to the end.
 * @throws INPUT_INVALID  no phone asks for such a name; UPLOAD_TOO_LARGE
 */
export async function putAsset(
  store: AssetStore,
  name: string,
  source: AsyncIterable<Buffer>,
  now: Date,
): Promise<Asset> {
  if (!RULES.some(({ pattern }) => pattern.test(name)))
    throw invalid([
      { pointer: '/name', detail: 'no phone asks for a file of this name; language files are lang_<xx>.txt' },
    ]);
  const kept = await store.keepBytes(source, MAX_BYTES);
  if (kept === 'tooLarge') throw new AppError('UPLOAD_TOO_LARGE');
  if (kept.sizeBytes === 0) throw invalid([{ pointer: '', detail: 'the file is empty' }]);
  const asset: Asset = { name: assetName(name), ...kept, addedAt: now };
  await store.put(asset);
  return asset;
}
