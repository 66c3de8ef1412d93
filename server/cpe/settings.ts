// Settings on their way between people and the store: checked, raw lines read in the family's syntax, secrets sealed,
// changes merged.
import { FORMATS } from '../devices/formats.ts';
import type { DeviceFamily } from '../devices/types.ts';
import { readRawPairs } from '../domain/raw-lines.ts';
import type { SealedSettings } from '../domain/records.ts';
import type { Sealer } from '../domain/sealed.ts';
import {
  checkSettings,
  isSecretSetting,
  type KeptSettings,
  SECRET_SETTINGS,
  type SecretSetting,
  type Settings,
  type SettingsPatch,
} from '../domain/settings.ts';
import { below, type FieldError, refuseIf } from '../errors.ts';

export type { SettingsPatch };

export const MASKED = '********';

/**
 * Lays a change over settings.
 * @param family   whose syntax raw lines must have; undefined on layers that many families share, where raw lines are refused
 * @param pointer  where the settings stand in the request
 * @throws INPUT_INVALID naming every bad member
 */
export function changeSettings(
  former: SealedSettings,
  patch: SettingsPatch,
  family: DeviceFamily | undefined,
  sealer: Sealer,
  pointer = '/settings',
): SealedSettings {
  const { extra, ...named } = patch;
  const merged = mergePatch(former, withoutSecrets(named));
  const errors = [
    ...checkSettings({ ...merged, ...givenSecrets(patch) }),
    ...(extra === undefined || extra === null ? [] : rawProblems(extra, family)),
  ];
  refuseIf(below(pointer, errors));
  return { ...merged, ...sealedSecrets(patch, former, sealer), ...rawMember(extra, former, family) };
}

/** Settings as people may see them. */
export function maskedSettings(settings: SealedSettings): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [
      name,
      isSecretSetting(name) && value !== undefined ? MASKED : value,
    ]),
  );
}

function withoutSecrets<T extends object>(settings: T): Omit<T, SecretSetting> {
  const {
    adminPassword: _a,
    userPassword: _u,
    devicePin: _p,
    ...rest
  }: T & { [K in SecretSetting]?: unknown } = settings;
  return rest;
}

function givenSecrets(patch: SettingsPatch): Settings {
  return Object.fromEntries(SECRET_SETTINGS.flatMap((name) => (patch[name] ? [[name, patch[name]]] : [])));
}

/** What the change names, sealed; what it does not, as it was; null takes away. */
function sealedSecrets(patch: SettingsPatch, former: SealedSettings, sealer: Sealer): SealedSettings {
  return Object.fromEntries(
    SECRET_SETTINGS.flatMap((name) => {
      const wish = patch[name];
      if (wish === undefined) return former[name] === undefined ? [] : [[name, former[name]]];
      return wish === null ? [] : [[name, sealer.seal(wish)]];
    }),
  );
}

/** RFC 7396 for settings: null takes one away, an object is merged into the one that stands, everything else replaces. */
function mergePatch(former: SealedSettings, patch: object): Omit<KeptSettings, SecretSetting | 'extra'> {
  const { extra: _, ...rest } = former;
  const merged: Record<string, unknown> = withoutSecrets(rest);
  for (const [name, value] of Object.entries(patch)) {
    if (value === undefined) continue;
    if (value === null) delete merged[name];
    else merged[name] = isPlainObject(value) && isPlainObject(merged[name]) ? { ...merged[name], ...value } : value;
  }
  return merged;
}

function isPlainObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Of all raw parameters of a layer together, in whichever form they come. */
const MAX_RAW_CHARS = 65_536;

function rawProblems(extra: NonNullable<Settings['extra']>, family: DeviceFamily | undefined): readonly FieldError[] {
  if (!family)
    return [
      {
        pointer: '/extra',
        detail: "raw parameters are written in one family's words: set them for a model or for a CPE",
      },
    ];
  const format = FORMATS[family.format];
  const pairs = readRawPairs(extra, format.rawSeparator);
  if ('badLine' in pairs)
    return [{ pointer: '/extra', detail: `line ${pairs.badLine} has no "${format.rawSeparator}"` }];
  const length = pairs.reduce((sum, { key, value }) => sum + key.length + value.length, 0);
  if (length > MAX_RAW_CHARS)
    return [{ pointer: '/extra', detail: `has ${length} characters; at most ${MAX_RAW_CHARS} are allowed` }];
  return pairs.flatMap(({ key, value }, i) => {
    const problem = (family.checkRaw ?? format.checkRaw)(key, value);
    return problem === undefined ? [] : [{ pointer: `/extra/${i}`, detail: problem }];
  });
}

function rawMember(
  extra: Settings['extra'] | null,
  former: SealedSettings,
  family: DeviceFamily | undefined,
): Pick<SealedSettings, 'extra'> {
  if (extra === undefined) return former.extra ? { extra: former.extra } : {};
  if (extra === null || !family) return {};
  const pairs = readRawPairs(extra, FORMATS[family.format].rawSeparator);
  return 'badLine' in pairs ? {} : { extra: pairs };
}
