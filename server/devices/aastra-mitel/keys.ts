// Key layouts in the words of these phones: which name a key has on its model, and one row for every key that the layout
// owns, so that removed keys vanish. Source: facts/aastra-mitel.md 4.8; DEV-7, DEV-8
import type { KeyFunction, PlacedKey } from '../../domain/key-layout.ts';
import { derived, from, type Layer, type Sourced } from '../../domain/layers.ts';
import { text } from '../../domain/texts.ts';
import type { PhoneContext } from '../phone-context.ts';
import type { AastraMitelModel, KeyRange } from './models.ts';

/** One key as written; null where a line is left out. */
export interface KeyRow {
  /** `topsoftkey3`, `expmod1 key7`. */
  readonly name: string;
  readonly unlock: boolean;
  readonly type: Sourced<string>;
  readonly label: Sourced<string> | null;
  readonly value: Sourced<string> | null;
  readonly line: Sourced<number> | null;
  readonly states: Sourced<string> | null;
}

/** A key's place on the phone and what it cannot do. */
interface Place {
  readonly name: string;
  readonly taken: boolean;
  readonly locked: boolean;
  readonly labels: boolean;
  readonly lights: boolean;
  readonly states: boolean;
}

/** `none` for hold and dtmf: there is no such type, and the phones have a hold button. Source: facts/aastra-mitel.md 4.8 "Types" */
const TYPES: Readonly<Record<KeyFunction, string>> = {
  none: 'none',
  line: 'line',
  blf: 'blf',
  queue: 'blf',
  speedDial: 'speeddial',
  login: 'speeddial',
  logout: 'speeddial',
  voicemail: 'speeddial',
  groupPickup: 'speeddial',
  directPickup: 'speeddial',
  park: 'park',
  intercom: 'icom',
  dnd: 'dnd',
  forward: 'callforward',
  transfer: 'xfer',
  conference: 'conf',
  redial: 'redial',
  phonebook: 'directory',
  url: 'xml',
  hold: 'none',
  dtmf: 'none',
};

/** Types that act through one of the phone's lines. */
const USES_LINE: readonly string[] = ['line', 'blf', 'speeddial', 'park', 'icom'];

/** A bottom softkey is shown in these states of the phone. */
const ALL_STATES = 'idle connected incoming outgoing busy';

/** Rows of the phone's own keys. Keys that the phone uses from the factory are left alone until a layout names them. */
export function ownKeyRows(phone: PhoneContext, model: AastraMitelModel): readonly KeyRow[] {
  const named = (phone.keys?.placed ?? []).filter((key) => key.module === undefined);
  return rows(phone, named, model.keyRanges.flatMap(placesOf));
}

/** Rows of every module that has, or ever had, a key in the layout. */
export function moduleKeyRows(phone: PhoneContext): readonly KeyRow[] {
  const { expansion } = phone.caps;
  const { keys } = phone;
  if (!keys || typeof expansion !== 'object') return [];
  const modules = Array.from({ length: Math.min(keys.modulesEverUsed, expansion.modules) }, (_, i) => i + 1);
  return modules.flatMap((module) =>
    rows(
      phone,
      keys.placed.filter((key) => key.module === module),
      Array.from({ length: expansion.keys }, (_, i) => modulePlace(module, i + 1)),
    ),
  );
}

function placesOf({ name, count, taken = [], locked, noLabels, noBlf }: KeyRange): readonly Place[] {
  return Array.from({ length: count }, (_, i) => ({
    name: `${name}${i + 1}`,
    taken: taken.includes(i + 1),
    locked: locked === true && taken.includes(i + 1),
    labels: noLabels !== true,
    lights: noBlf !== true,
    states: name === 'softkey',
  }));
}

function modulePlace(module: number, key: number): Place {
  const name = `expmod${module} key${key}`;
  return { name, taken: false, locked: false, labels: true, lights: true, states: false };
}

function rows(phone: PhoneContext, keys: readonly PlacedKey[], places: readonly Place[]): readonly KeyRow[] {
  const byIndex = new Map(keys.map((key) => [key.index, key]));
  const layer = phone.keys?.layer ?? 'default';
  return places.flatMap((place, i) => {
    const key = byIndex.get(i + 1);
    if (key) return [row(phone, key, place, layer)];
    return place.taken ? [] : [emptied(place, from('default', 'none'))];
  });
}

function emptied({ name, locked }: Place, type: Sourced<string>): KeyRow {
  return { name, unlock: locked, type, label: null, value: null, line: null, states: null };
}

function row(phone: PhoneContext, key: PlacedKey, place: Place, layer: Layer): KeyRow {
  const wanted = TYPES[key.function];
  const type = wanted === 'blf' && !place.lights ? 'speeddial' : wanted;
  const channel = key.channel ?? 1;
  const usesLine = USES_LINE.includes(type);
  const lineMissing = usesLine && !phone.channels.some(({ index }) => index === channel);
  if (type === 'none' || lineMissing) return emptied(place, from(layer, 'none'));
  return {
    name: place.name,
    unlock: place.locked,
    type: from(layer, type),
    label: place.labels ? keyLabel(phone, key, layer) : null,
    value: keyValue(phone, key, channel, layer),
    line: usesLine ? from(layer, channel) : null,
    states: place.states ? from('default', ALL_STATES) : null,
  };
}

/** What the key dials, watches or opens. */
function keyValue(phone: PhoneContext, key: PlacedKey, channelIndex: number, layer: Layer): Sourced<string> | null {
  const own = key.value === undefined ? null : from(layer, key.value);
  const channel = phone.channels.find(({ index }) => index === channelIndex);
  switch (key.function) {
    case 'login':
      return own ?? derived(phone.codes, phone.codes.value.login);
    case 'logout':
      return own ?? derived(phone.codes, phone.codes.value.logout);
    case 'voicemail':
      return own ?? channel?.voicemailNumber ?? derived(phone.codes, phone.codes.value.voicemail);
    case 'groupPickup':
      return own ?? channel?.pickupCode ?? derived(phone.codes, phone.codes.value.pickup);
    case 'directPickup':
      return pickupOf(channel?.pickupCode ?? derived(phone.codes, phone.codes.value.pickup), own);
    case 'park':
      return own && derived(own, parkValue(own.value));
    default:
      return own;
  }
}

/** The pickup code and behind it whose call. */
function pickupOf(code: Sourced<string>, extension: Sourced<string> | null): Sourced<string> {
  return extension === null ? code : derived(extension, code.value + extension.value);
}

/** Firmware 2.x reads the orbit here; 3.x reads it from the line, see {@link parkConfigOf}. Source: facts/aastra-mitel.md 4.8 "Park/pickup" */
function parkValue(orbit: string): string {
  return `asterisk;${orbit}`;
}

/** `<park>;<pickup>;<server>` of a line: the orbit of its first park key; null when it has none. Source: as above */
export function parkConfigOf(phone: PhoneContext, channelIndex: number): Sourced<string> | null {
  const key = phone.keys?.placed.find((k) => k.function === 'park' && (k.channel ?? 1) === channelIndex);
  const orbit = key?.value;
  return phone.keys && orbit !== undefined ? from(phone.keys.layer, `${orbit};${orbit};asterisk`) : null;
}

function keyLabel(phone: PhoneContext, key: PlacedKey, layer: Layer): Sourced<string> | null {
  if (key.label !== undefined) return from(layer, key.label);
  const { language } = phone.locale;
  switch (key.function) {
    case 'login':
    case 'logout':
    case 'voicemail':
    case 'dnd':
      return derived(language, text(language.value, `key.${key.function}`));
    default:
      return null;
  }
}
