// One setting of a symbol document: how numbers, texts and an admin's raw pairs are written in it.
// Source: facts/gigaset-auerswald.md 5.1
import { derived, type Sourced } from '../../domain/layers.ts';
import { asciiFrom } from './latin.ts';
import type { XmlSetting } from './settings.ts';

/** `item`: a place in the device's memory. `element`: one of the few settings that have an element of their own. */
export interface SymbolSetting extends XmlSetting {
  readonly as: 'item' | 'element';
  /** Text carries double quotes of its own inside the attribute's; numbers carry none. */
  readonly quoted: boolean;
}

export function number(name: string, value: Sourced<string | number> | null): readonly SymbolSetting[] {
  return value ? [{ as: 'item', name, value, quoted: false }] : [];
}

/** Text in ASCII and without the quotes that would end it. Nothing is written for an empty one. */
export function text(name: string, value: Sourced<string> | null): readonly SymbolSetting[] {
  const written = value && plainText(value);
  return written?.value ? [{ as: 'item', name, value: written, quoted: true }] : [];
}

function plainText(value: Sourced<string>): Sourced<string> {
  const ascii = asciiFrom(value);
  return derived(ascii, ascii.value.replaceAll('"', ''));
}

/** One of the few settings that have an element of their own. */
export function element(name: string, value: Sourced<string> | null): readonly SymbolSetting[] {
  return value ? [{ as: 'element', name, value: plainText(value), quoted: true }] : [];
}

const ITEM = /^BS_\w+(?:\[(?:\d{1,3}|%)\])?(?:\.[A-Za-z]\w*(?:\[(?:\d{1,3}|%)\])?)+$/;
const ELEMENT = /^S_[A-Z0-9_]+$/;
const NUMBERS = /^(?:0x[0-9a-f]{1,8}|\d{1,10})(?:,(?:0x[0-9a-f]{1,8}|\d{1,10}))*$/i;
const QUOTED = /^"([\x20\x21\x23-\x7e]+)"$/;
const BARE = /^[\x20\x21\x23-\x7e]+$/;

/**
 * What is wrong with a raw pair of a symbol document; undefined when it can be written. Items take numbers or quoted text,
 * elements text with quotes or without.
 */
export function checkSymbolRaw(key: string, value: string): string | undefined {
  if (ELEMENT.test(key)) {
    return BARE.test(value) || QUOTED.test(value) ? undefined : `${key} takes ASCII text without quotes inside`;
  }
  if (!ITEM.test(key)) return 'the name must be like BS_IP_Data1.uiI_VLAN_ID or S_PROV_USERNAME';
  return NUMBERS.test(value) || QUOTED.test(value)
    ? undefined
    : `${key} takes numbers (27, 0x1b, 0x05,0x01) or ASCII text in double quotes`;
}

/** A raw pair as a setting; undefined when the document cannot hold it. */
export function readSymbolRaw(key: string, value: Sourced<string>): SymbolSetting | undefined {
  if (checkSymbolRaw(key, value.value) !== undefined) return undefined;
  const quoted = QUOTED.exec(value.value)?.[1];
  const written = derived(value, quoted ?? value.value);
  if (ELEMENT.test(key)) return { as: 'element', name: key, value: written, quoted: true };
  return { as: 'item', name: key, value: written, quoted: quoted !== undefined };
}
