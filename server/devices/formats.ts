// The document formats of phones' files: how a value is written so that it stays a value, and how raw pairs join in.
// A format knows no family; a family names its format.
import { onOneLine } from '../domain/text.ts';

export type DocumentFormatName = 'equals' | 'colon' | 'xml';

export interface DocumentFormat {
  readonly name: DocumentFormatName;
  /** The value as it may stand in a file. Whatever comes in, the result can neither end its line nor open another setting. */
  readonly escape: (value: string | number | boolean) => string;
  /** Key and value of a line, or undefined for a comment, a blank line, or a format without lines. */
  readonly readLine: (line: string) => { readonly key: string; readonly value: string } | undefined;
  /** The key under which a raw pair and a line are the same setting. */
  readonly sameKey: (key: string) => string;
  /** A line from a raw pair; undefined for formats in which raw pairs are written by the family's template. */
  readonly writeLine?: (key: string, value: string) => string;
  /** What separates key and value in raw text. */
  readonly rawSeparator: '=' | ':';
  /** What is wrong with a raw pair; undefined when it can be written. */
  readonly checkRaw: (key: string, value: string) => string | undefined;
}

function plain(value: string | number | boolean): string {
  if (typeof value === 'boolean') return value ? '1' : '0';
  return onOneLine(String(value));
}

/** `key = value`, no quoting, no escape mechanism; a value is never blank (7.4, 7.7). Source: facts/yealink.md 0 and 4.0 */
const equals: DocumentFormat = {
  name: 'equals',
  escape: (value) => plain(value) || '%NULL%',
  readLine: (line) => {
    const at = line.indexOf(' = ');
    return at < 1 || line.startsWith('#') ? undefined : { key: line.slice(0, at), value: line.slice(at + 3) };
  },
  sameKey: (key) => key,
  writeLine: (key, value) => `${key} = ${value}`,
  rawSeparator: '=',
  checkRaw: (key, value) => {
    if (!/^[A-Za-z0-9_]+(?:\.[A-Za-z0-9_]+)+$/.test(key))
      return `"${onOneLine(key)}" is not a parameter name such as features.dnd.allow`;
    return onOneLine(value) === value ? undefined : `the value of ${key} must be one line without blanks at its ends`;
  },
};

/** `key: value`; `#` starts a comment anywhere, so a value with one is quoted. Source: facts/aastra-mitel.md 4.1 */
const colon: DocumentFormat = {
  name: 'colon',
  escape: (value) => {
    const text = plain(value).replaceAll('"', '');
    return text.includes('#') ? `"${text}"` : text;
  },
  readLine: (line) => {
    const at = line.indexOf(':');
    return at < 1 || line.startsWith('#') ? undefined : { key: line.slice(0, at), value: line.slice(at + 1).trim() };
  },
  // Names are not case-sensitive, and a lock prefix is no part of one.
  sameKey: (key) => key.replace(/^[!^]/, '').toLowerCase(),
  writeLine: (key, value) => `${key}: ${value}`,
  rawSeparator: ':',
  checkRaw: (key, value) => {
    if (!/^[!^]?[A-Za-z][A-Za-z0-9 [\]|-]*$/.test(key))
      return `"${onOneLine(key)}" is not a parameter name such as time server1`;
    return onOneLine(value) === value ? undefined : `the value of ${key} must be one line without blanks at its ends`;
  },
};

const XML_ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Code points that no XML document may hold: halves of surrogate pairs and the two noncharacters of the first plane (XML 1.0 2.2). */
const NO_XML = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]|[\uFFFE\uFFFF]/g;

/** Elements and attributes. Source: facts/gigaset-auerswald.md 5.1 */
const xml: DocumentFormat = {
  name: 'xml',
  escape: (value) =>
    plain(value)
      .replace(NO_XML, '')
      .replace(/[&<>"']/g, (c) => XML_ESCAPES[c] ?? c),
  readLine: () => undefined,
  sameKey: (key) => key,
  rawSeparator: '=',
  checkRaw: (key, value) =>
    onOneLine(key + value) === key + value && key !== '' ? undefined : `${onOneLine(key)} must be one line`,
};

export const FORMATS: Readonly<Record<DocumentFormatName, DocumentFormat>> = { equals, colon, xml };
