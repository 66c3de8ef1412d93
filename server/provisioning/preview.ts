// What a phone would get, for people to look at: the list of its files, one file masked or whole, and every line of a file
// with the layer that decided it. Made by the same code that answers the phone.

import { readFile as readFileFromDisk } from 'node:fs/promises';
import { commonWarnings } from '../devices/common-warnings.ts';
import { FORMATS } from '../devices/formats.ts';
import { findDevice } from '../devices/registry.ts';
import type { FileRule } from '../devices/types.ts';
import { parseFirmwareVersion } from '../domain/firmware-version.ts';
import type { Mac } from '../domain/mac.ts';
import { looksSecret } from '../domain/raw-lines.ts';
import { AppError } from '../errors.ts';
import type { PhoneFiles, PhoneState } from './phone-files.ts';
import { isXml, maskedXml, readPhoneXml } from './phone-xml.ts';
import { type FileLine, MASK, type Renderer, toBytes, toMaskedBytes } from './render.ts';
import type { World } from './world.ts';

export interface PreviewDeps {
  readonly world: World;
  readonly files: PhoneFiles;
  readonly renderer: Renderer;
  readonly now: () => Date;
}

export interface FileEntry {
  readonly name: string;
  readonly contentType: string;
  readonly sizeBytes: number;
}

export interface FileView {
  readonly name: string;
  readonly contentType: string;
  readonly bytes: Buffer;
}

/** The files this phone would ask for and get now. @throws CPE_NOT_FOUND */
export async function listFiles(deps: PreviewDeps, mac: Mac): Promise<readonly FileEntry[]> {
  const state = await stateOf(deps, mac);
  const entries = await Promise.all(
    namedRules(deps, state).map(async ({ rule, name }) => {
      const bytes = await bytesOf(deps, state, rule, true);
      return bytes ? [{ name, contentType: rule.contentType, sizeBytes: bytes.length }] : [];
    }),
  );
  return entries.flat();
}

/** @param reveal  false: secrets are masked. @throws CPE_NOT_FOUND, FILE_NOT_FOUND */
export async function readFile(deps: PreviewDeps, mac: Mac, name: string, reveal: boolean): Promise<FileView> {
  const state = await stateOf(deps, mac);
  const rule = ruleFor(deps, state, name);
  const bytes = await bytesOf(deps, state, rule, reveal);
  if (!bytes) throw new AppError('FILE_NOT_FOUND', { detail: name });
  return { name, contentType: rule.contentType, bytes };
}

/** Every line with its layer, secrets masked. @throws CPE_NOT_FOUND, FILE_NOT_FOUND */
export async function readLines(deps: PreviewDeps, mac: Mac, name: string): Promise<readonly FileLine[]> {
  const state = await stateOf(deps, mac);
  const rule = ruleFor(deps, state, name);
  const lines = deps.files.linesOf(state, rule) ?? publicLines(deps, state, rule);
  if (!lines) throw new AppError('FILE_NOT_FOUND', { detail: name });
  return lines;
}

/** What an admin should know of this phone's files: keys without a place, things its firmware cannot do. */
export async function warningsOf(deps: PreviewDeps, mac: Mac): Promise<readonly string[]> {
  const state = await stateOf(deps, mac);
  const capacity = (await deps.world.store.findReport(mac))?.handsetCapacity;
  const { length } = state.records.cpe.handsets;
  const context = deps.files.contextOf(state);
  return [
    ...(capacity !== undefined && length > capacity
      ? [`${length} handsets are set, but the base takes ${capacity}`]
      : []),
    ...commonWarnings(context),
    ...(await missingAssets(deps, state)),
    ...(state.device.family.warnings?.(context) ?? []),
  ];
}

/** Files that the phone will ask for and that nobody gave yet. */
async function missingAssets(deps: PreviewDeps, state: PhoneState): Promise<readonly string[]> {
  const named = namedRules(deps, state).filter(({ rule }) => rule.source.from === 'asset');
  const found = await Promise.all(named.map(({ name }) => deps.world.store.findAsset(name)));
  return named.flatMap(({ name }, i) =>
    found[i] ? [] : [`${name} is not there, so the phone stays in English: give it by PUT /api/v1/assets/${name}`],
  );
}

async function stateOf({ world, now }: PreviewDeps, mac: Mac): Promise<PhoneState> {
  const records = await world.store.recordsOf(mac);
  const device = records && findDevice(records.cpe.vendor, records.cpe.model, records.cpe.track);
  if (!records || !device) throw new AppError('CPE_NOT_FOUND', { detail: mac });
  const report = await world.store.findReport(mac);
  const firmware = report?.firmware === undefined ? undefined : parseFirmwareVersion(report.firmware);
  return { records, device, firmware, now: now() };
}

function namedRules(
  { files }: PreviewDeps,
  state: PhoneState,
): readonly { readonly rule: FileRule; readonly name: string }[] {
  const context = files.contextOf(state);
  return state.device.family.files.flatMap((rule) => {
    const name = rule.nameFor(context);
    return name === undefined ? [] : [{ rule, name }];
  });
}

function ruleFor(deps: PreviewDeps, state: PhoneState, name: string): FileRule {
  const found = namedRules(deps, state).find((named) => named.name.toLowerCase() === name.toLowerCase());
  if (!found) throw new AppError('FILE_NOT_FOUND', { detail: name });
  return found.rule;
}

async function bytesOf(
  deps: PreviewDeps,
  state: PhoneState,
  rule: FileRule,
  reveal: boolean,
): Promise<Buffer | undefined> {
  const { source } = rule;
  if (source.from === 'upload') {
    const stored = await deps.world.store.findUpload(state.records.cpe.mac, source.upload);
    return stored && (reveal ? stored.bytes : maskedUpload(stored.bytes, rule, state));
  }
  if (source.from === 'asset') return assetBytes(deps, rule.nameFor(deps.files.contextOf(state)) ?? '');
  if (source.from === 'publicBytes') return source.make(placeOf(deps, state));
  const lines = deps.files.linesOf(state, rule) ?? publicLines(deps, state, rule);
  return lines && (reveal ? toBytes(lines) : toMaskedBytes(lines));
}

async function assetBytes({ world }: PreviewDeps, name: string): Promise<Buffer | undefined> {
  const stored = await world.store.findAsset(name);
  if (!stored) return undefined;
  return stored.body.kind === 'bytes' ? stored.body.bytes : readFileFromDisk(stored.body.storedPath);
}

function publicLines(deps: PreviewDeps, state: PhoneState, { source }: FileRule): readonly FileLine[] | undefined {
  if (source.from !== 'publicTemplate') return undefined;
  return deps.renderer.render(source.template, source.view(placeOf(deps, state)), state.device.family.format);
}

function placeOf({ world }: PreviewDeps, { firmware }: PhoneState) {
  const { httpUrl, httpsUrl } = world.address();
  return { url: httpUrl ?? httpsUrl ?? '', parts: {}, firmware };
}

/** What a phone uploaded is not ours: lines and elements whose name looks like a secret's are masked. */
function maskedUpload(bytes: Buffer, { contentType }: FileRule, { device }: PhoneState): Buffer {
  if (isXml(contentType)) {
    // What was stored before uploads were read may be anything: then nothing of it is shown.
    const read = readPhoneXml(bytes);
    return Buffer.from('problem' in read ? MASK : maskedXml(read, MASK));
  }
  const format = FORMATS[device.family.format];
  const { writeLine } = format;
  if (!writeLine) return bytes;
  const lines = bytes.toString('utf8').split('\n');
  const masked = lines.map((line) => {
    const pair = format.readLine(line);
    return pair && looksSecret(pair.key) ? writeLine(pair.key, MASK) : line;
  });
  return Buffer.from(masked.join('\n'));
}
