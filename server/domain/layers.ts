// Where a value of a phone's file came from. Settings are laid over one another; the last layer that says something wins,
// and every line of a file can be traced back to the layer that decided it.

/** In the order in which they are laid; a later one wins. `server` and `channel` are facts of Bellhop, not settings. */
export const LAYERS = ['default', 'server', 'partner', 'account', 'model', 'cpe', 'channel', 'extra'] as const;
export type Layer = (typeof LAYERS)[number];

/** The layers in which an admin keeps settings, weakest first. */
export const SETTING_LAYERS = ['default', 'partner', 'account', 'model', 'cpe'] as const;
export type SettingLayer = (typeof SETTING_LAYERS)[number];

/** A value and where it came from. A secret one is masked in every view, log and diff. */
export interface Sourced<T> {
  readonly value: T;
  readonly layer: Layer;
  readonly secret?: true;
}

export function from<T>(layer: Layer, value: T): Sourced<T> {
  return { value, layer };
}

export function secretFrom<T>(layer: Layer, value: T): Sourced<T> {
  return { value, layer, secret: true };
}

/** The same origin for a value computed from it. */
export function derived<T, U>(source: Sourced<T>, value: U): Sourced<U> {
  return { ...source, value };
}
