// An XML document of nested elements as rows: one element a row, or its start and its end. Raw pairs are laid into the tree
// by path, before it is written. Source: facts/gigaset-auerswald.md 8.3
import type { Sourced } from '../../domain/layers.ts';
import { onOneLine } from '../../domain/text.ts';
import { xmlSafe } from '../gigaset/settings.ts';

export interface Element {
  readonly name: string;
  readonly attributes?: Readonly<Record<string, Sourced<string | number>>>;
  /** Text, or the elements inside. */
  readonly content: Sourced<string | number> | readonly Element[];
}

export interface Row {
  readonly indent: string;
  readonly writes: 'start' | 'end' | 'whole';
  readonly name: string;
  readonly attributes: readonly { readonly name: string; readonly value: Sourced<string | number> }[];
  /** Of a `whole` row. */
  readonly value: Sourced<string | number> | null;
}

export function branch(name: string, ...content: readonly (readonly Element[])[]): readonly Element[] {
  return [{ name, content: content.flat() }];
}

/** An element with text; none for an empty text. */
export function leaf(name: string, value: Sourced<string | number> | null): readonly Element[] {
  return value && onOneLine(String(value.value)) !== '' ? [{ name, content: value }] : [];
}

export function rowsOf(elements: readonly Element[], depth = 1): readonly Row[] {
  const indent = '  '.repeat(depth);
  return elements.flatMap(({ name, attributes = {}, content }): readonly Row[] => {
    const written = Object.entries(attributes)
      .map(([key, value]) => ({ name: key, value: xmlSafe(value) }))
      .filter(({ value }) => onOneLine(String(value.value)) !== '');
    if (!isList(content)) return [{ indent, writes: 'whole', name, attributes: written, value: xmlSafe(content) }];
    return [
      { indent, writes: 'start', name, attributes: written, value: null },
      ...rowsOf(content, depth + 1),
      { indent, writes: 'end', name, attributes: [], value: null },
    ];
  });
}

function isList(content: Element['content']): content is readonly Element[] {
  return Array.isArray(content);
}

const STEP = /^([A-Za-z][A-Za-z0-9]*)(?:\[([1-9]\d?)\])?$/;

/** One step of a path: the nth element of a name, from 1. */
interface Step {
  readonly name: string;
  readonly nth: number;
}

/** Reads `identities/identity[2]/domain`, from a section down; undefined for anything else. */
export function readPath(path: string): readonly Step[] | undefined {
  const steps = path.split('/').map((text) => STEP.exec(text));
  if (steps.length < 2 || steps.length > 12) return undefined;
  const read = steps.flatMap((match) => (match?.[1] ? [{ name: match[1], nth: Number(match[2] ?? 1) }] : []));
  return read.length === steps.length ? read : undefined;
}

/** Lays a text into the tree: in place of what stands at the path, or new at the end of the deepest element that is there. */
export function lay(
  elements: readonly Element[],
  [step, ...rest]: readonly Step[],
  value: Sourced<string>,
): readonly Element[] {
  if (!step) return elements;
  const places = elements.flatMap(({ name }, place) => (name === step.name ? [place] : []));
  const place = places[step.nth - 1] ?? elements.length;
  const former = elements[place];
  const inside = former && isList(former.content) ? former.content : [];
  const laid: Element = {
    ...(former ?? { name: step.name }),
    content: rest.length === 0 ? value : lay(inside, rest, value),
  };
  return [...elements.slice(0, place), laid, ...elements.slice(place + 1)];
}
