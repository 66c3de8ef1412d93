// Keys of the D-series: what pressing one does, and what makes its lamp light. A phone keeps the keys that a document does
// not name. Source: facts/gigaset-auerswald.md 8.4, 10.18; the elements' order as in the vendor's template

import type { KeyFunction, PlacedKey } from '../../domain/key-layout.ts';
import { from, type Sourced } from '../../domain/layers.ts';
import type { PhoneContext } from '../phone-context.ts';
import { branch, type Element, leaf } from './xml-tree.ts';

/** The section for the phone's keys and those of its modules; none when the layout has no key that these phones can show. */
export function keyElements({ keys, codes }: PhoneContext): readonly Element[] {
  if (!keys) return [];
  const places = [...new Set(keys.placed.map(({ module }) => module ?? 0))].toSorted((a, b) => a - b);
  const groups = places.flatMap((place) => {
    const elements = keys.placed
      .filter(({ module = 0 }) => module === place)
      .flatMap((key) => keyElement(key, targetOf(key, codes.value), keys.layer));
    return elements.length > 0 ? branch(place === 0 ? 'phoneXtensions' : `extensionModule${place}`, elements) : [];
  });
  return groups.length > 0 ? branch('keys', groups) : [];
}

/** Keys that found no place. */
export function keysLeftOut({ keys, codes }: PhoneContext): readonly PlacedKey[] {
  return (keys?.placed ?? []).filter((key) => key.function !== 'none' && !targetOf(key, codes.value));
}

type Codes = PhoneContext['codes']['value'];

/** What a key dials and whether its lamp follows that number; undefined for functions that no source shows. */
interface Target {
  readonly uri: string;
  readonly lamp: boolean;
}

function targetOf(key: PlacedKey, codes: Codes): Target | undefined {
  const value = key.value?.trim() ?? '';
  const targets: Readonly<Partial<Record<KeyFunction, Target>>> = {
    blf: { uri: value, lamp: isExtension(value) },
    queue: { uri: value, lamp: isExtension(value) },
    park: { uri: value, lamp: isExtension(value) },
    speedDial: { uri: value, lamp: false },
    login: { uri: codes.login, lamp: false },
    logout: { uri: codes.logout, lamp: false },
    voicemail: { uri: value || codes.voicemail, lamp: false },
    groupPickup: { uri: value || codes.pickup, lamp: false },
    directPickup: { uri: codes.pickup + value, lamp: false },
  };
  const target = targets[key.function];
  return target?.uri ? target : undefined;
}

/** Internal numbers have two to five digits; a lamp that asks for any other asks without end (10.18). */
function isExtension(number: string): boolean {
  return /^\d{2,5}$/.test(number);
}

function keyElement(key: PlacedKey, target: Target | undefined, layer: Sourced<unknown>['layer']): readonly Element[] {
  if (!target) return [];
  const uri = leaf('uri', from(layer, target.uri));
  const press = branch('invocations', branch('invocation', branch('invite', uri)));
  const lamp = target.lamp ? branch('reactions', branch('reaction', branch('presence', subscription(uri)))) : [];
  return [
    {
      name: 'key',
      attributes: { keyNumber: from(layer, key.index), label: from(layer, key.label ?? target.uri) },
      content: branch('keyConfiguration', branch('function', press, lamp)),
    },
  ];
}

function subscription(uri: readonly Element[]): readonly Element[] {
  return [{ name: 'subscribe', attributes: { type: from('default', 'dialog') }, content: uri }];
}
