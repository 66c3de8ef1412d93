// Key layouts in Yealink's words: one row per key, and an emptied row for every key that must not keep an old function.
// Source: facts/yealink.md 4.7, 7.2; DEV-8

import type { KeyFunction, PlacedKey } from '../../domain/key-layout.ts';
import { derived, from, type Layer, type Sourced } from '../../domain/layers.ts';
import { text } from '../../domain/texts.ts';
import type { PhoneContext } from '../phone-context.ts';
import { yealinkModels } from './models.ts';

/** One key as written. null stands for "back to default". */
export interface KeyRow {
  /** `linekey.3`, `expansion_module.1.key.7`. */
  readonly name: string;
  readonly type: Sourced<number>;
  readonly line: Sourced<number> | null;
  readonly value: Sourced<string> | null;
  readonly label: Sourced<string> | null;
  /** Pickup code of a key that watches an extension. */
  readonly extension: Sourced<string> | null;
}

const TYPES: Readonly<Record<KeyFunction, number>> = {
  none: 0,
  conference: 1,
  forward: 2,
  transfer: 3,
  hold: 4,
  dnd: 5,
  redial: 6,
  directPickup: 9,
  park: 10,
  dtmf: 11,
  voicemail: 12,
  speedDial: 13,
  login: 13,
  logout: 13,
  intercom: 14,
  line: 15,
  blf: 16,
  queue: 16,
  url: 17,
  groupPickup: 23,
  phonebook: 61,
};

/** Functions that act through one of the phone's accounts. */
const USES_LINE: readonly KeyFunction[] = [
  'line',
  'blf',
  'queue',
  'speedDial',
  'login',
  'logout',
  'park',
  'intercom',
  'groupPickup',
  'directPickup',
  'voicemail',
];

/** Emptied where the number of keys is not known: as many as any Yealink has; a phone ignores those it lacks (4.0, 7.2). */
const MOST_LINE_KEYS = Math.max(...yealinkModels.map(({ lineKeys }) => (lineKeys === 'unknown' ? 0 : lineKeys)));
const MOST_MODULE_KEYS = Math.max(
  ...yealinkModels.map(({ expansion }) => (typeof expansion === 'object' ? expansion.keys : 0)),
);

/** The phone's own keys, from 1 to the model's last. */
export function lineKeyRows(phone: PhoneContext, prefix: string): readonly KeyRow[] {
  const named = phone.keys ? phone.keys.placed.filter((key) => key.module === undefined) : oneLineKeyPerChannel(phone);
  const { lineKeys } = phone.caps;
  const count = lineKeys === 'unknown' ? lastIndex(named, MOST_LINE_KEYS) : lineKeys;
  return rows(phone, named, count, (index) => `${prefix}.${index}`);
}

/** The keys of every module that has, or ever had, a key in the layout. */
export function moduleKeyRows(phone: PhoneContext): readonly KeyRow[] {
  const { expansion } = phone.caps;
  const keys = phone.keys;
  if (!keys || expansion === 'none') return [];
  const modules = Array.from({ length: keys.modulesEverUsed }, (_, i) => i + 1);
  return modules.flatMap((module) => {
    const named = keys.placed.filter((key) => key.module === module);
    const count = expansion === 'unknown' ? lastIndex(named, MOST_MODULE_KEYS) : expansion.keys;
    return rows(phone, named, count, (index) => `expansion_module.${module}.key.${index}`);
  });
}

function lastIndex(keys: readonly PlacedKey[], least: number): number {
  return Math.max(least, ...keys.map(({ index }) => index));
}

/** Keys of a layout that this model does not have; they are left out of the file and told to the admin. */
export function keysBeyond(phone: PhoneContext): readonly PlacedKey[] {
  const { lineKeys } = phone.caps;
  return (phone.keys?.placed ?? []).filter(
    (key) => key.module === undefined && lineKeys !== 'unknown' && key.index > lineKeys,
  );
}

function oneLineKeyPerChannel(phone: PhoneContext): readonly PlacedKey[] {
  return phone.channels.map(({ index }) => ({ position: index, index, function: 'line', channel: index }));
}

function rows(
  phone: PhoneContext,
  keys: readonly PlacedKey[],
  count: number,
  nameOf: (index: number) => string,
): readonly KeyRow[] {
  const layer = phone.keys?.layer ?? 'default';
  const byIndex = new Map(keys.map((key) => [key.index, key]));
  return Array.from({ length: count }, (_, i) => {
    const key = byIndex.get(i + 1);
    return key ? row(phone, key, layer, nameOf(i + 1)) : emptied(nameOf(i + 1), from('default', 0));
  });
}

function emptied(name: string, type: Sourced<number>): KeyRow {
  return { name, type, line: null, value: null, label: null, extension: null };
}

function row(phone: PhoneContext, key: PlacedKey, layer: Layer, name: string): KeyRow {
  const channelIndex = key.channel ?? 1;
  const channel = phone.channels.find(({ index }) => index === channelIndex);
  const type = from(layer, TYPES[key.function]);
  const usesLine = USES_LINE.includes(key.function);
  if (key.function === 'none' || (usesLine && !channel)) return emptied(name, from(layer, 0));
  const watches = key.function === 'blf' || key.function === 'queue';
  return {
    name,
    type,
    line: usesLine ? from(layer, channelIndex) : null,
    value: keyValue(phone, key, layer),
    label: keyLabel(phone, key, layer),
    extension: watches && channel ? channel.pickupCode : null,
  };
}

function keyValue(phone: PhoneContext, key: PlacedKey, layer: Layer): Sourced<string> | null {
  if (key.value !== undefined) return from(layer, key.value);
  if (key.function === 'login') return derived(phone.codes, phone.codes.value.login);
  if (key.function === 'logout') return derived(phone.codes, phone.codes.value.logout);
  return null;
}

function keyLabel(phone: PhoneContext, key: PlacedKey, layer: Layer): Sourced<string> | null {
  if (key.label !== undefined) return from(layer, key.label);
  const { language } = phone.locale;
  switch (key.function) {
    case 'login':
      return derived(language, text(language.value, 'key.login'));
    case 'logout':
      return derived(language, text(language.value, 'key.logout'));
    default:
      return null;
  }
}
