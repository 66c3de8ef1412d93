// The forms of what a plan can change: which fields each kind has, what stands there now, and the change that comes of what was
// typed. An empty field leaves a setting as it is. Source: DEV-7, DEV-9, DEV-11 to DEV-16, DEV-28
import { ringtonesOf } from '../cpe/accounts.ts';
import { findDevice, tracksOf } from '../devices/registry.ts';
import { newestChoice } from '../domain/choice.ts';
import { KEY_FUNCTIONS, type KeyLayout, type LayoutKey, type LayoutPage, placeKeys } from '../domain/key-layout.ts';
import { LANGUAGES } from '../domain/locale.ts';
import type { Change } from '../domain/plan.ts';
import { type Account, modelKey, ROTATED_SECRETS, type RotatedSecret } from '../domain/records.ts';
import { CALL_TYPES } from '../domain/ringtones.ts';
import { type SettingsPatch, SettingsSchema } from '../domain/settings.ts';
import { below, type FieldError, invalid, refuseIf } from '../errors.ts';
import { problemsOf } from '../pbx/read-value.ts';

/** What phones themselves are told or given. */
export const PHONE_KINDS = ['cpeSettings', 'none', 'updateFirmware', 'rotation'] as const;
/** What all phones of an account follow. */
export const ACCOUNT_KINDS = [
  'accountSettings',
  'modelSettings',
  'keyLayout',
  'firmware',
  'ringtones',
  'sipProxy',
  'sipEncryption',
] as const;
export type PlanKind = (typeof PHONE_KINDS)[number] | (typeof ACCOUNT_KINDS)[number];
type AccountKind = (typeof ACCOUNT_KINDS)[number];

export function isAccountKind(kind: PlanKind): kind is AccountKind {
  return ACCOUNT_KINDS.some((one) => one === kind);
}

/** What a kind needs to know beside the account before it has a form. */
export const NEEDS: Readonly<Partial<Record<PlanKind, 'model' | 'line' | 'vendor'>>> = {
  modelSettings: 'model',
  keyLayout: 'model',
  firmware: 'line',
  ringtones: 'vendor',
};

/** A model, a line of firmware or a vendor, as far as the kind needs. */
export interface Of {
  readonly vendor: string;
  readonly model: string;
  readonly track?: string;
}

/** Values of a form by field name. */
export type Typed = Readonly<Record<string, string>>;

export const FLAG_SETTINGS = [
  'offerSecondCall',
  'callWaitingTone',
  'showMissedCalls',
  'lldp',
  'keepUserChanges',
  'syslog',
] as const;
export const TEXT_SETTINGS = ['sipProxy', 'timeZone', 'ntpServers', 'voicemailNumber'] as const;
/** Back to what the layer below says. */
const DEFAULT = 'default';
const LONGEST_LAYOUT = 60;
const UNKNOWN_KEYS = 16;
/** A choice of firmware that is none: phones keep what they have. */
export const KEEP = 'keep';
const NO_RINGTONE = '';

const textOf = (typed: Typed, name: string) => (typed[name] ?? '').trim();

/** What the form of a kind offers. */
export function optionsOf(kind: PlanKind, of: Of | undefined) {
  const isSettings = kind === 'cpeSettings' || kind === 'accountSettings' || kind === 'modelSettings';
  return {
    isSettings,
    hasRawLines: kind === 'cpeSettings' || kind === 'modelSettings',
    flags: FLAG_SETTINGS,
    texts: TEXT_SETTINGS,
    languages: LANGUAGES,
    functions: KEY_FUNCTIONS,
    callTypes: CALL_TYPES,
    secrets: ROTATED_SECRETS,
    ringtones: kind === 'ringtones' && of ? ringtonesOf(of.vendor) : [],
    positions: kind === 'keyLayout' && of ? positionsOf(of) : [],
  };
}

/** What stands there now; for settings nothing, since an empty field means "as it is". */
export function standing(kind: PlanKind, account: Account | undefined, of: Of | undefined): Typed {
  if (!account) return {};
  switch (kind) {
    case 'keyLayout':
      return of ? layoutFields(account, of) : {};
    case 'ringtones': {
      const chosen = of && newestChoice(account.ringtones[of.vendor] ?? []);
      return Object.fromEntries(CALL_TYPES.map((type) => [`ring.${type}`, chosen?.[type] ?? NO_RINGTONE]));
    }
    case 'sipProxy':
      return { proxy: newestChoice(account.sipProxies) ?? '' };
    case 'sipEncryption': {
      const chosen = newestChoice(account.sipEncryption);
      return { proxy: chosen?.proxy ?? '', enabled: chosen?.enabled ? 'true' : 'false' };
    }
    default:
      return {};
  }
}

/**
 * The change that was typed.
 * @param account  of a change of an account
 * @throws INPUT_INVALID  at `/change/...`
 */
export function changeOf(kind: PlanKind, typed: Typed, account: Account | undefined, of: Of | undefined): Change {
  if (kind === 'none' || kind === 'updateFirmware') return { kind };
  if (kind === 'cpeSettings') return { kind, patch: patchOf(typed) };
  if (kind === 'rotation') return { kind, secrets: secretsOf(typed) };
  if (!account) throw invalid([{ pointer: '/change/accountId', detail: 'name the account' }]);
  const { id: accountId } = account;
  switch (kind) {
    case 'accountSettings':
      return { kind, accountId, patch: patchOf(typed) };
    case 'sipProxy':
      return { kind, accountId, proxy: textOf(typed, 'proxy') };
    case 'sipEncryption':
      return {
        kind,
        accountId,
        enabled: typed.enabled === 'true',
        proxy: textOf(typed, 'proxy'),
        ...(typed.recommendedFirmware !== undefined && { recommendedFirmware: true }),
      };
  }
  if (!of) throw invalid([{ pointer: '/change/model', detail: 'name the model' }]);
  const { vendor, model, track } = of;
  switch (kind) {
    case 'modelSettings':
      return { kind, accountId, vendor, model, patch: patchOf(typed) };
    case 'keyLayout':
      return {
        kind,
        accountId,
        vendor,
        model,
        layout: typed.noLayout === undefined ? layoutOf(typed, account, of) : null,
      };
    case 'firmware': {
      const version = textOf(typed, 'version');
      const line = { vendor, model, ...(track !== undefined && { track }) };
      return { kind, accountId, ...line, version: version === KEEP || version === '' ? null : version };
    }
    case 'ringtones': {
      const chosen = CALL_TYPES.map((type) => [type, textOf(typed, `ring.${type}`) || null]);
      return { kind, accountId, vendor, ringtones: Object.fromEntries(chosen) };
    }
  }
}

/** @throws INPUT_INVALID  none is ticked */
function secretsOf(typed: Typed): readonly RotatedSecret[] {
  const secrets = ROTATED_SECRETS.filter((secret) => typed[`secret.${secret}`] !== undefined);
  if (secrets.length === 0) throw invalid([{ pointer: '/change/secrets', detail: 'tick at least one' }]);
  return secrets;
}

/** @throws INPUT_INVALID  nothing is filled in, or it cannot be kept */
function patchOf(typed: Typed): SettingsPatch {
  const given: Record<string, unknown> = { ...vlanOf(typed) };
  for (const name of FLAG_SETTINGS) {
    const text = textOf(typed, name);
    if (text !== '') given[name] = text === DEFAULT ? null : text === 'true';
  }
  for (const name of ['language', ...TEXT_SETTINGS]) {
    const text = textOf(typed, name);
    if (typed[`default.${name}`] !== undefined || (name === 'language' && text === DEFAULT)) given[name] = null;
    else if (text !== '') given[name] = name === 'ntpServers' ? text.split(/[\s,;]+/) : text;
  }
  const extra = textOf(typed, 'extra');
  if (typed['default.extra'] !== undefined) given.extra = null;
  else if (extra !== '') given.extra = extra;
  if (Object.keys(given).length === 0)
    throw invalid([{ pointer: '/change/patch', detail: 'fill in what is to change' }]);
  const values = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null));
  refuseIf(below('/change/patch', problemsOf(SettingsSchema, values)));
  return given;
}

function vlanOf(typed: Typed): { readonly vlan?: unknown } {
  const wish = textOf(typed, 'vlan');
  if (wish === '') return {};
  if (wish === DEFAULT) return { vlan: null };
  if (wish === 'off') return { vlan: { enabled: false } };
  const ids = (['deviceId', 'pcId'] as const).flatMap((name) => {
    const text = textOf(typed, `vlan.${name}`);
    return text === '' ? [] : [[name, Number(text)]];
  });
  return { vlan: { enabled: true, ...Object.fromEntries(ids) } };
}

function capacityOf({ vendor, model, track }: Of) {
  const device = findDevice(vendor, model, track) ?? tracksOf(vendor, model)[0];
  return device?.model;
}

function positionsOf(of: Of): readonly number[] {
  const lineKeys = capacityOf(of)?.lineKeys ?? 'unknown';
  const count = lineKeys === 'unknown' ? UNKNOWN_KEYS : Math.min(lineKeys, LONGEST_LAYOUT);
  return Array.from({ length: count }, (_, i) => i + 1);
}

function layoutFields(account: Account, of: Of): Typed {
  const layout = account.models[modelKey(of.vendor, of.model)]?.keyLayout;
  const capacity = capacityOf(of);
  if (!layout || !capacity) return {};
  return Object.fromEntries(
    placeKeys(layout, capacity)
      .filter(({ module }) => module === undefined)
      .flatMap(({ index, function: what, label = '', value = '', channel }) => [
        [`key${index}.function`, what],
        [`key${index}.label`, label],
        [`key${index}.value`, value],
        [`key${index}.channel`, channel === undefined ? '' : String(channel)],
      ]),
  );
}

/** The phone's own keys as typed, each by its place on the phone; keys of modules stay as they are. */
function layoutOf(typed: Typed, account: Account, of: Of): KeyLayout {
  const former = account.models[modelKey(of.vendor, of.model)]?.keyLayout;
  const keys = positionsOf(of).flatMap((position): LayoutKey[] => {
    const what = KEY_FUNCTIONS.find((one) => one === typed[`key${position}.function`]);
    if (!what) return [];
    const [label, value, channel] = ['label', 'value', 'channel'].map((name) =>
      textOf(typed, `key${position}.${name}`),
    );
    return [
      {
        position,
        function: what,
        ...(label && { label }),
        ...(value && { value }),
        ...(channel && { channel: Number(channel) }),
      },
    ];
  });
  const modules: readonly LayoutPage[] = (former?.pages ?? []).filter(({ module }) => module !== undefined);
  return { pages: [{ keys }, ...modules] };
}

/** Where a problem lies, as the name of a field of the form; undefined: nowhere in it. */
export function fieldOf({ pointer }: FieldError, kind: PlanKind): string | undefined {
  const parts = pointer.split('/').slice(1);
  const named = parts.findLast((part) => Number.isNaN(Number(part)));
  return kind === 'keyLayout' && parts.includes('keys') ? 'keys' : named;
}
