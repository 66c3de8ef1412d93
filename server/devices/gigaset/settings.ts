// Named settings of one XML document, in order and each name once, with an admin's raw pairs laid over them.
import { derived, from, type Sourced, secretFrom } from '../../domain/layers.ts';
import { looksSecret } from '../../domain/raw-lines.ts';
import { onOneLine } from '../../domain/text.ts';
import type { PhoneContext } from '../phone-context.ts';

export interface XmlSetting {
  readonly name: string;
  readonly value: Sourced<string | number>;
}

type RawPairs = PhoneContext['extra'];

/**
 * Lays raw pairs over settings: a pair takes the place of the setting of its name, or comes last. Settings without a value
 * vanish: an empty one does unforeseeable things (facts/gigaset-auerswald.md 3.4).
 * @param read  a pair as a setting; undefined when the document cannot hold it
 */
export function layRawPairs<T extends XmlSetting>(
  settings: readonly T[],
  pairs: RawPairs,
  read: (key: string, value: Sourced<string>) => T | undefined,
): readonly T[] {
  const laid = new Map(settings.map((setting) => [setting.name, setting]));
  for (const { key, value } of pairs) {
    const setting = read(key, rawValue(key, value));
    if (setting) laid.set(setting.name, setting);
  }
  return [...laid.values()]
    .map((setting) => ({ ...setting, value: xmlSafe(setting.value) }))
    .filter(({ value }) => onOneLine(String(value.value)) !== '');
}

/** Without what XML cannot hold even escaped: halves of surrogate pairs and the two code points that are none (XML 1.0, 2.2). */
export function xmlSafe(value: Sourced<string | number>): Sourced<string | number> {
  if (typeof value.value === 'number') return value;
  return derived(value, value.value.replace(/[\ufffe\uffff\p{Cs}]/gu, ''));
}

/** Names of PINs, which do not look as secret as passwords do. */
const PINS = /KdsPin|DECT_AC/;

export function rawValue(key: string, value: string): Sourced<string> {
  return looksSecret(key) || PINS.test(key) ? secretFrom('extra', value) : from('extra', value);
}
