// What people do with firmware: say something of a release, choose one for an account's phones, take a file away.
// Source: DEV-9, DEV-37
import { DEVICES, findDevice, type KnownDevice } from '../devices/registry.ts';
import {
  type FirmwareLine,
  type FirmwareRelease,
  lineKey,
  MAIN_ROLE,
  RECOMMENDED,
  type ReleaseState,
  withChoice,
} from '../domain/firmware.ts';
import { parseFirmwareVersion } from '../domain/firmware-version.ts';
import { type Account, modelKey } from '../domain/records.ts';
import { AppError, invalid } from '../errors.ts';
import {
  checkChoice,
  keyOf,
  type LineMarks,
  type LineName,
  lineOfDevice,
  linesNamed,
  type ReleaseMark,
  textOf,
} from '../firmware/lines.ts';
import { compareWithin } from '../firmware/offer.ts';
import { changeModel } from './accounts.ts';
import { type CpeDeps, edit } from './deps.ts';

export interface ReleasePatch {
  readonly state?: ReleaseState;
  /** null: phones may come from any version. */
  readonly comesFrom?: string | null;
  readonly notes?: string | null;
}

/**
 * Says something of one release. Recommending it takes the mark from the former; blocking the recommended one leaves none.
 * @param expected  revision of the line that the caller saw
 * @throws MODEL_NOT_FOUND, FIRMWARE_NOT_FOUND, INPUT_INVALID, REVISION_STALE
 */
export async function markRelease(
  { firmware, now }: Pick<CpeDeps, 'firmware' | 'now'>,
  name: LineName,
  version: string,
  patch: ReleasePatch,
  expected?: number,
): Promise<FirmwareLine> {
  const device = deviceOf(name);
  const line = await lineOfDevice(firmware, device);
  const release = line.releases.find((one) => one.version === version);
  if (!release) throw new AppError('FIRMWARE_NOT_FOUND', { detail: `${version} of ${textOf(device)}` });
  refusePatch(device, release, patch);
  const id = keyOf(device);
  if (!(await firmware.marks.find(id))) {
    if (expected !== undefined && expected !== 0) throw new AppError('REVISION_STALE');
    const at = now();
    const fresh: LineMarks = { id, revision: 1, createdAt: at, changedAt: at, marks: [] };
    const taken = await firmware.marks.insert(marked(fresh, version, patch));
    if (taken.length === 0) return lineOfDevice(firmware, device);
  }
  await edit({ now }, firmware.marks, id, expected, { missing: 'FIRMWARE_NOT_FOUND' }, (former) =>
    marked(former, version, patch),
  );
  return lineOfDevice(firmware, device);
}

function refusePatch(device: KnownDevice, release: FirmwareRelease, { state, comesFrom }: ReleasePatch): void {
  if (state === 'recommended' && !release.files.some(({ role }) => role === MAIN_ROLE))
    throw invalid([{ pointer: '/state', detail: `its main file is missing: add it (role ${MAIN_ROLE}) first` }]);
  if (comesFrom === undefined || comesFrom === null) return;
  const oldest = parseFirmwareVersion(comesFrom);
  const own = parseFirmwareVersion(release.version);
  if (!oldest || !own || compareWithin(device.family, oldest, own) >= 0)
    throw invalid([
      { pointer: '/comesFrom', detail: `must be a version older than ${release.version}, of the same hardware` },
    ]);
}

function marked(former: LineMarks, version: string, { state, comesFrom, notes }: ReleasePatch): LineMarks {
  const { recommended, marks, ...kept } = former;
  const { isBlocked: wasBlocked, ...mark } = marks.find((one) => one.version === version) ?? { version };
  const isBlocked = state === undefined ? wasBlocked === true : state === 'blocked';
  const next =
    state === RECOMMENDED ? version : state !== undefined && recommended === version ? undefined : recommended;
  const { comesFrom: from = null, notes: text = null } = {
    ...mark,
    ...(comesFrom !== undefined && { comesFrom }),
    ...(notes !== undefined && { notes }),
  };
  const changed: ReleaseMark = {
    version,
    ...(isBlocked && { isBlocked }),
    ...(from !== null && { comesFrom: from }),
    ...(text !== null && text !== '' && { notes: text }),
  };
  return {
    ...kept,
    ...(next !== undefined && { recommended: next }),
    marks: [...marks.filter((one) => one.version !== version), changed],
  };
}

/** Which firmware a choice names: a release, whatever is recommended, or the release that a file belongs to. */
export type FirmwareWish = { readonly version: string } | { readonly name: string };

/**
 * Which release the account's phones of a model run, on one track or on all; null: whichever they have.
 * @throws MODEL_NOT_FOUND, FIRMWARE_NOT_FOUND, INPUT_INVALID, ACCOUNT_NOT_FOUND, REVISION_STALE
 * Source: DEV-9
 */
export async function chooseFirmware(
  deps: CpeDeps,
  id: string,
  line: LineName,
  wish: FirmwareWish | null,
  expected?: number,
): Promise<Account> {
  const { vendor, model } = line;
  const named = linesNamed(line);
  const wanted =
    wish === null ? undefined : 'name' in wish ? await versionOfFile(deps, wish.name, named) : wish.version;
  const chosen = wanted === undefined ? named : await linesThatHave(deps, named, wanted);
  return changeModel(deps, id, vendor, model, expected, ({ firmware: former = [], ...choice }) => {
    const firmware = chosen.reduce((all, device) => withChoice(all, device.model.track, wanted), former);
    return firmware.length === 0 ? choice : { ...choice, firmware };
  });
}

/** @throws FIRMWARE_NOT_FOUND, INPUT_INVALID  it is for other hardware (DEV-37) */
async function versionOfFile({ firmware }: CpeDeps, name: string, named: readonly KnownDevice[]): Promise<string> {
  const image = await firmware.find(name);
  if (!image) throw new AppError('FIRMWARE_NOT_FOUND', { detail: name });
  if (named.some(({ model }) => image.lines.includes(lineKey(model.vendor, model.model, model.track))))
    return image.version;
  const detail = `${image.vendor} ${image.version} does not fit ${named.map(textOf).join(', ')}: it is for other hardware`;
  throw invalid([{ pointer: '/firmware', detail }]);
}

/** Of all tracks of a model those that have the release; it must be one at least. */
async function linesThatHave(
  { firmware }: CpeDeps,
  named: readonly KnownDevice[],
  version: string,
): Promise<readonly KnownDevice[]> {
  const problems: unknown[] = [];
  const found: KnownDevice[] = [];
  for (const device of named) {
    try {
      await checkChoice(firmware, device, version);
      found.push(device);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      problems.push(error);
    }
  }
  if (found.length === 0) throw problems[0];
  return found;
}

/**
 * Takes a file away, unless an account's phones are told to run its release.
 * @throws FIRMWARE_NOT_FOUND, FIRMWARE_IN_USE
 */
export async function removeFirmware({ firmware, records }: CpeDeps, name: string): Promise<void> {
  const image = await firmware.find(name);
  if (!image) throw new AppError('FIRMWARE_NOT_FOUND', { detail: name });
  const lines = DEVICES.filter((device) => image.lines.includes(keyOf(device)));
  for (const device of lines) {
    const marks = await firmware.marks.find(keyOf(device));
    if (marks?.recommended === image.version && image.role === MAIN_ROLE)
      throw new AppError('FIRMWARE_IN_USE', { detail: `recommended for ${textOf(device)}` });
  }
  for await (const account of everyAccount(records.accounts)) {
    const isChosen = lines.some(({ model }) =>
      account.models[modelKey(model.vendor, model.model)]?.firmware?.some(
        (choice) => choice.track === model.track && choice.version === image.version,
      ),
    );
    if (isChosen) throw new AppError('FIRMWARE_IN_USE', { detail: `chosen by account ${account.number}` });
  }
  if (!(await firmware.remove(name))) throw new AppError('FIRMWARE_NOT_FOUND', { detail: name });
}

async function* everyAccount(accounts: CpeDeps['records']['accounts']) {
  let after: string | undefined;
  do {
    const page = await accounts.list({}, 'number', { limit: 500, ...(after !== undefined && { after }) });
    yield* page;
    after = page.at(-1)?.number;
  } while (after !== undefined);
}

function deviceOf(name: LineName): KnownDevice {
  const device = findDevice(name.vendor, name.model, name.track);
  if (!device)
    throw new AppError('MODEL_NOT_FOUND', { detail: [name.vendor, name.model, name.track].join(' ').trim() });
  return device;
}
