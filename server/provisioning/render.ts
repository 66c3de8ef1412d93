// Renders one file: template and values in, bytes out, and for every line the layer that decided it.
// Templates print values only through the filters here, which escape them for the format and leave invisible marks;
// the marks are read and removed afterwards, so one rendering serves the phone, the masked view and the layer view.
import nunjucks from 'nunjucks';
import { type DocumentFormat, type DocumentFormatName, FORMATS } from '../devices/formats.ts';
import type { TemplateValues } from '../devices/types.ts';
import { LAYERS, type Layer, type Sourced } from '../domain/layers.ts';
import { looksSecret, type RawPair } from '../domain/raw-lines.ts';
import { AppError } from '../errors.ts';

export interface FileLine {
  /** As the phone gets it, without line end. */
  readonly text: string;
  /** The same with secrets replaced by {@link MASK}. */
  readonly masked: string;
  /** Parameter name; absent for comments, blank lines and formats that are not lines of parameters. */
  readonly key?: string;
  /** The strongest layer among the values of the line. */
  readonly layer: Layer;
  /** For a raw line: the layer whose admin wrote it. */
  readonly writtenIn?: Layer;
}

export type RawAt = RawPair & { readonly layer: Layer };

export const MASK = '********';

/** A multiple of the largest real file (a DECT base with all its handsets), and more than any phone takes. */
export const MAX_FILE_BYTES = 2 * 1024 * 1024;

function tooLarge(): AppError {
  return new AppError('FILE_TOO_LARGE', { detail: `the file would have more than ${MAX_FILE_BYTES} bytes` });
}

export interface Renderer {
  /**
   * @param template  name below templates/
   * @param raw       raw pairs, weakest first; each replaces the lines of its key or is appended
   * @throws Error    a template names a value that does not exist: a bug, never a bad setting
   * @throws FILE_TOO_LARGE  what was chosen for the phone makes more than {@link MAX_FILE_BYTES}
   */
  readonly render: (
    template: string,
    values: TemplateValues,
    format: DocumentFormatName,
    raw?: readonly RawAt[],
  ) => readonly FileLine[];
  /** The bytes of the same lines, without taking them apart where that is not needed: what a phone waits for. */
  readonly renderBytes: (
    template: string,
    values: TemplateValues,
    format: DocumentFormatName,
    raw?: readonly RawAt[],
  ) => Buffer;
}

/** Start, layer, secrecy, text, end. Values never hold these: the formats strip control characters. */
const START = '\u0001';
const END = '\u0002';
// biome-ignore lint/suspicious/noControlCharactersInRegex: the marks are control characters on purpose
const MARKS = /\u0001..([^\u0002]*)\u0002/g;
const SECRET = 's';
const PLAIN = 'p';
const RANKS: ReadonlyMap<Layer, number> = new Map(LAYERS.map((layer, rank) => [layer, rank]));

export function createRenderer(templatesFolder: string): Renderer {
  const environments = new Map(
    Object.values(FORMATS).map((format) => [format.name, environmentFor(templatesFolder, format)]),
  );
  const outputOf = (template: string, values: TemplateValues, formatName: DocumentFormatName): string => {
    const output = environments.get(formatName)?.render(template, values) ?? '';
    if (output.length > MAX_FILE_BYTES) throw tooLarge();
    return output.replace(/\n$/, '');
  };
  const render: Renderer['render'] = (template, values, formatName, raw = []) => {
    const lines = outputOf(template, values, formatName)
      .split('\n')
      .map((line) => readMarks(line, FORMATS[formatName]));
    const laid = layRaw(lines, raw, FORMATS[formatName]);
    if (laid.reduce((sum, { text }) => sum + text.length + 1, 0) > MAX_FILE_BYTES) throw tooLarge();
    return laid;
  };
  return {
    render,
    renderBytes: (template, values, formatName, raw = []) =>
      raw.length > 0
        ? toBytes(render(template, values, formatName, raw))
        : Buffer.from(`${outputOf(template, values, formatName).replace(MARKS, '$1')}\n`, 'utf8'),
  };
}

function environmentFor(templatesFolder: string, format: DocumentFormat): nunjucks.Environment {
  const loader = new nunjucks.FileSystemLoader(templatesFolder);
  const environment = new nunjucks.Environment(loader, {
    autoescape: false,
    throwOnUndefined: true,
    trimBlocks: true,
    lstripBlocks: true,
  });
  // range, cycler and joiner, and what every object inherits: a template counts with what its view gives it.
  Reflect.set(environment, 'globals', Object.create(null));
  environment.addFilter('v', (value: Sourced<string | number | boolean>) => mark(value, format));
  environment.addFilter('orElse', (value: Sourced<string | number | boolean> | null, otherwise: string) =>
    value === null ? otherwise : mark(value, format),
  );
  return environment;
}

/** @throws Error  the view left the value itself undefined: a bug, and better than "undefined" in a phone's file */
function mark({ value, layer, secret }: Sourced<string | number | boolean>, format: DocumentFormat): string {
  if (value === undefined || value === null) throw new Error(`a value of layer ${layer} is ${value}`);
  return `${START}${RANKS.get(layer)}${secret ? SECRET : PLAIN}${format.escape(value)}${END}`;
}

/** Reads a line in one pass: a file has hundreds, and every phone gets one of its own. */
function readMarks(line: string, format: DocumentFormat): FileLine {
  const [head = '', ...marked] = line.split(START);
  let text = head;
  let masked = head;
  let strongest = 0;
  for (const piece of marked) {
    const end = piece.indexOf(END);
    const value = piece.slice(2, end);
    const rest = piece.slice(end + 1);
    strongest = Math.max(strongest, Number(piece[0]));
    text += value + rest;
    masked += (piece[1] === SECRET ? MASK : value) + rest;
  }
  const layer = LAYERS[strongest] ?? 'default';
  const key = format.readLine(text)?.key;
  return key === undefined ? { text, masked, layer } : { text, masked, layer, key };
}

function layRaw(lines: readonly FileLine[], raw: readonly RawAt[], format: DocumentFormat): readonly FileLine[] {
  const { writeLine, sameKey } = format;
  if (!writeLine || raw.length === 0) return lines;
  const byKey = groupByKey(raw, sameKey);
  const written = new Set<string>();
  const laid = lines.flatMap((line) => {
    const key = line.key === undefined ? undefined : sameKey(line.key);
    const pairs = key === undefined ? undefined : byKey.get(key);
    if (!pairs || key === undefined) return [line];
    if (written.has(key)) return [];
    written.add(key);
    return pairs.map((pair) => rawLine(pair, writeLine));
  });
  const added = [...byKey].filter(([key]) => !written.has(key)).flatMap(([, pairs]) => pairs);
  return [...laid, ...added.map((pair) => rawLine(pair, writeLine))];
}

/** A key may come again within one layer, but a stronger layer replaces a weaker one's key altogether. */
function groupByKey(raw: readonly RawAt[], sameKey: DocumentFormat['sameKey']): ReadonlyMap<string, readonly RawAt[]> {
  const groups = new Map<string, readonly RawAt[]>();
  for (const pair of raw) {
    const key = sameKey(pair.key);
    const group = groups.get(key) ?? [];
    groups.set(key, group[0]?.layer === pair.layer ? [...group, pair] : [pair]);
  }
  return groups;
}

function rawLine({ key, value, layer }: RawAt, writeLine: (key: string, value: string) => string): FileLine {
  const text = writeLine(key, value);
  return { text, masked: looksSecret(key) ? writeLine(key, MASK) : text, key, layer: 'extra', writtenIn: layer };
}

/** The bytes a phone gets: UTF-8, LF line ends, one at the end. */
export function toBytes(lines: readonly FileLine[]): Buffer {
  return Buffer.from(`${lines.map(({ text }) => text).join('\n')}\n`, 'utf8');
}

export function toMaskedBytes(lines: readonly FileLine[]): Buffer {
  return Buffer.from(`${lines.map(({ masked }) => masked).join('\n')}\n`, 'utf8');
}
