// Key layouts: which function lies on which key of a phone (DEV-7, DEV-8). A layout is checked against what the model has
// before it is kept; nothing here knows a model by name.
import { hasControlCharacters } from './text.ts';

/** In the order in which a portal lists them. Source: DEV-8 and facts/yealink.md 4.7 */
export const KEY_FUNCTIONS = [
  'none',
  'line',
  'blf',
  'speedDial',
  'queue',
  'dnd',
  'login',
  'logout',
  'forward',
  'transfer',
  'hold',
  'conference',
  'redial',
  'voicemail',
  'park',
  'groupPickup',
  'directPickup',
  'intercom',
  'dtmf',
  'phonebook',
  'url',
] as const;
export type KeyFunction = (typeof KEY_FUNCTIONS)[number];

/** Functions that mean nothing without a value: an extension, a number, a code, an address. */
const NEEDS_VALUE: readonly KeyFunction[] = ['blf', 'speedDial', 'queue', 'park', 'intercom', 'dtmf', 'url'];

export interface LayoutKey {
  /** From 1, counted from the first key of the page (or module); may run on past the page to the model's last key. */
  readonly position: number;
  readonly function: KeyFunction;
  readonly label?: string;
  readonly value?: string;
  /** Which of the CPE's channels the key uses, from 1; 1 when absent. */
  readonly channel?: number;
}

export interface LayoutPage {
  /** The expansion module, from 1, that this page lies on; absent for the phone's own keys. */
  readonly module?: number;
  readonly keys: readonly LayoutKey[];
}

export interface KeyLayout {
  readonly pages: readonly LayoutPage[];
  /** The highest module that ever had a key: its keys are cleared on phones that still show them. Kept by the server. */
  readonly modulesEverUsed?: number;
}

/** What a model offers for keys. `unknown` where no source gives a number: then only a generous limit is checked. */
export interface KeyCapacity {
  readonly lineKeys: number | 'unknown';
  readonly keysPerPage: number | 'unknown';
  readonly maxChannels: number | 'unknown';
  readonly expansion: { readonly keys: number; readonly modules: number } | 'none' | 'unknown';
}

/** One key with its place on the whole phone: `index` from 1 over all pages, or over all keys of `module`. */
export interface PlacedKey extends LayoutKey {
  readonly index: number;
  readonly module?: number;
}

export interface LayoutProblem {
  /** JSON pointer into the layout, such as `/pages/0/keys/3/position`. */
  readonly pointer: string;
  readonly detail: string;
}

/** Used where the model's own number is unknown. */
const GENEROUS_KEYS = 100;
const MAX_LABEL = 64;
const MAX_VALUE = 255;

/** Every key with its index on the phone, in order of module and index. Source: DEV-7 */
export function placeKeys(layout: KeyLayout, capacity: KeyCapacity): readonly PlacedKey[] {
  let phonePage = -1;
  const placed = layout.pages.flatMap((page) => {
    if (page.module === undefined) phonePage += 1;
    return page.keys.map((key) => placeKey(key, page.module, phonePage, capacity));
  });
  return placed.toSorted((a, b) => (a.module ?? 0) - (b.module ?? 0) || a.index - b.index);
}

function placeKey(key: LayoutKey, module: number | undefined, phonePage: number, capacity: KeyCapacity): PlacedKey {
  if (module !== undefined) return { ...key, index: key.position, module };
  const perPage = capacity.keysPerPage === 'unknown' ? 0 : capacity.keysPerPage;
  return { ...key, index: phonePage * perPage + key.position };
}

/** Everything wrong with a layout for a model; empty when it can be kept. Source: DEV-7, DEV-8 */
export function checkLayout(layout: KeyLayout, capacity: KeyCapacity): readonly LayoutProblem[] {
  const taken = new Map<string, string>();
  let phonePage = -1;
  return layout.pages.flatMap((page, p) => {
    if (page.module === undefined) phonePage += 1;
    const pageProblem = checkPage(page, capacity);
    if (pageProblem) return [{ pointer: `/pages/${p}`, detail: pageProblem }];
    return page.keys.flatMap((key, k) => {
      const pointer = `/pages/${p}/keys/${k}`;
      const { index } = placeKey(key, page.module, phonePage, capacity);
      const problems = checkKey(key, capacity).map(({ pointer: member, detail }) => ({
        pointer: pointer + member,
        detail,
      }));
      const limit = limitOf(page, capacity);
      if (index > limit) {
        problems.push({
          pointer: `${pointer}/position`,
          detail: `this would be key ${index}; the model has ${limit} there`,
        });
      }
      const place = `${page.module ?? 0}/${index}`;
      const other = taken.get(place);
      if (other) problems.push({ pointer: `${pointer}/position`, detail: `the same key as ${other}` });
      taken.set(place, pointer);
      return problems;
    });
  });
}

function limitOf(page: LayoutPage, capacity: KeyCapacity): number {
  if (page.module === undefined) return capacity.lineKeys === 'unknown' ? GENEROUS_KEYS : capacity.lineKeys;
  return typeof capacity.expansion === 'object' ? capacity.expansion.keys : GENEROUS_KEYS;
}

function checkPage(page: LayoutPage, { lineKeys, expansion }: KeyCapacity): string | undefined {
  if (page.module === undefined) {
    return lineKeys === 0 && page.keys.length > 0 ? 'this model has no programmable line keys' : undefined;
  }
  if (expansion === 'none') return 'this model takes no expansion module';
  const modules = expansion === 'unknown' ? 1 : expansion.modules;
  return page.module > modules ? `this model takes ${modules} expansion modules at most` : undefined;
}

function checkKey(key: LayoutKey, capacity: KeyCapacity): LayoutProblem[] {
  const problems: LayoutProblem[] = [];
  if (!Number.isInteger(key.position) || key.position < 1)
    problems.push({ pointer: '/position', detail: 'must be a whole number from 1' });
  for (const [member, text, max] of [
    ['label', key.label, MAX_LABEL],
    ['value', key.value, MAX_VALUE],
  ] as const) {
    if (text === undefined) continue;
    if (hasControlCharacters(text))
      problems.push({ pointer: `/${member}`, detail: 'must be one line without control characters' });
    if (text.length > max) problems.push({ pointer: `/${member}`, detail: `must have ${max} characters at most` });
  }
  if (NEEDS_VALUE.includes(key.function) && !key.value?.trim()) {
    problems.push({ pointer: '/value', detail: `a key of function ${key.function} needs a value` });
  }
  const channels = capacity.maxChannels;
  if (key.channel !== undefined && channels !== 'unknown' && key.channel > channels) {
    problems.push({ pointer: '/channel', detail: `the model has ${channels} channels at most` });
  }
  return problems;
}

/** The layout to keep after `former`: modules that had keys are remembered so that phones clear them. */
export function succeed(former: KeyLayout | undefined, layout: KeyLayout): KeyLayout {
  const used = layout.pages.map((page) => page.module ?? 0);
  return { pages: layout.pages, modulesEverUsed: Math.max(0, former?.modulesEverUsed ?? 0, ...used) };
}
