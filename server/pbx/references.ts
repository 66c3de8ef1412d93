// Who uses what: every place where a record names another, found from the kinds' data and from destinations wherever they
// stand. Renaming follows them, clearing takes them away as far as the value can do without. Pure. Source: EXT-14, EXT-15, FAC-20
import { parseDestinations } from '../domain/destinations.ts';
import type { TelephonyKind } from '../domain/telephony/record.ts';
import { type AnyTelephony, kindOf, type Place } from './kinds.ts';
import { isAt, parentOf, type TextAt, textsIn, withAt, withoutAt } from './pointers.ts';
import { fits } from './read-value.ts';

export interface Reference {
  readonly to: TelephonyKind;
  /** The key or id that stands there. */
  readonly name: string;
  readonly pointer: string;
  /** Whether what it names must be there: a telephone number may also be somebody else's. */
  readonly isStrict: boolean;
  readonly place: Omit<Place, 'at' | 'to'>;
}

/** One record that names another, and where. */
export interface Use {
  readonly record: AnyTelephony;
  readonly references: readonly Reference[];
}

/** All places of a value of this kind that name other records. */
export function referencesIn(kind: TelephonyKind, value: unknown): readonly Reference[] {
  const { places } = kindOf(kind);
  return [...textsIn(value)].flatMap((found): readonly Reference[] => {
    const place = places.find(({ at }) => isAt(at, found.pointer));
    if (!place) return asDestination(found);
    const { at: _, to, ...rest } = place;
    const names = place.isText ? extensionsIn(found.text) : [found.text];
    return names.map((name) => ({ to, name, pointer: found.pointer, isStrict: true, place: rest }));
  });
}

function asDestination({ parent, name, text, pointer }: TextAt): readonly Reference[] {
  const kind: unknown = typeof parent === 'object' && parent !== null ? Reflect.get(parent, 'kind') : undefined;
  const isWhole = parentOf(pointer) === '';
  if (isWhole) return [];
  if (kind === 'extension' && name === 'number')
    return [{ to: 'extension', name: text, pointer, isStrict: true, place: {} }];
  if (kind === 'voicemail' && name === 'of')
    return [{ to: 'extension', name: text, pointer, isStrict: true, place: { kinds: ['user'] } }];
  if (kind === 'number' && name === 'e164') return [{ to: 'number', name: text, pointer, isStrict: false, place: {} }];
  return [];
}

const EXTENSION = /^\d{2,5}$/;

function extensionsIn(text: string): readonly string[] {
  return (parseDestinations(text) ?? []).filter((name) => EXTENSION.test(name));
}

/** How others name the record. */
export function nameOf({ kind, id, key }: AnyTelephony): string {
  return kindOf(kind).namedBy === 'key' ? key : id;
}

/** The records that name the target, itself left out. */
export function usesOf(target: AnyTelephony, records: readonly AnyTelephony[]): readonly Use[] {
  const name = nameOf(target);
  return records.flatMap((record) => {
    if (record.id === target.id) return [];
    const references = referencesIn(record.kind, record.value).filter(
      (one) => one.to === target.kind && one.name === name,
    );
    return references.length > 0 ? [{ record, references }] : [];
  });
}

/** Without places that are let go, or stay as they are, when what they name goes. */
export function hindering(uses: readonly Use[]): readonly Use[] {
  return uses.flatMap((use) => {
    const references = use.references.filter(
      ({ place: { owned, isReleased, isWeak } }) => !(owned || isReleased || isWeak),
    );
    return references.length > 0 ? [{ ...use, references }] : [];
  });
}

/** Whether the record is part of what it names: it goes with it. */
export function isOwned({ references }: Use): boolean {
  return references.some(({ place }) => place.owned === true);
}

/** Whether nothing happens to it when what it names goes. */
export function isWeak({ references }: Use): boolean {
  return references.every(({ place }) => place.isWeak === true);
}

/** The using record's value with the new name in each place. */
export function renamedIn({ record, references }: Use, name: string): unknown {
  return references.reduce<unknown>((value, { pointer, name: former, place }) => {
    if (!place.isText) return withAt(value, pointer, name);
    const text = textAt(value, pointer);
    const parts = (parseDestinations(text) ?? []).map((part) => (part === former ? name : part));
    return withAt(value, pointer, parts.join(';'));
  }, record.value);
}

/**
 * The using record's value without what it named: a member of a list goes, a field that may be absent too.
 * @returns undefined when the value cannot do without
 */
export function clearedIn({ record, references }: Use): unknown {
  const { schema } = kindOf(record.kind);
  // From the last place to the first, so that places in a list do not move before their turn.
  return references.toReversed().reduce<unknown>((value, { pointer, name, place }) => {
    if (value === undefined || place.keeps) return undefined;
    if (place.isText) {
      const rest = (parseDestinations(textAt(value, pointer)) ?? []).filter((part) => part !== name);
      if (rest.length > 0) return withAt(value, pointer, rest.join(';'));
    }
    for (let at: string | undefined = pointer; at !== undefined && at !== ''; at = parentOf(at)) {
      const without = withoutAt(value, at);
      if (fits(schema, without)) return without;
    }
    return undefined;
  }, record.value);
}

function textAt(value: unknown, pointer: string): string {
  return [...textsIn(value)].find((found) => found.pointer === pointer)?.text ?? '';
}
