// XML that a phone sends of itself: read strictly, without a document type (so no entity can grow or reach anywhere), and
// within limits, since a phone may be anybody's. Kept as a tree that can be written again with its secrets masked.
// Source: XML 1.0 (fifth edition); facts/yealink.md 5.3
import { SaxesParser } from 'saxes';
import { FORMATS } from '../devices/formats.ts';
import { looksSecret } from '../domain/raw-lines.ts';

export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Elements and texts in their order; blanks between elements are texts. */
  readonly content: readonly (XmlElement | string)[];
}

/** A phone's contacts are three levels deep; a thousand of them are some thousand elements. */
const MAX_DEPTH = 32;
const MAX_ELEMENTS = 20_000;
const MAX_ATTRIBUTES = 64;

export function isXml(contentType: string): boolean {
  return /[/+]xml\b/.test(contentType);
}

/** The tree, or what is wrong with the document, in words for whoever looks into the log. */
export function readPhoneXml(bytes: Buffer): XmlElement | { readonly problem: string } {
  const parser = new SaxesParser({ xmlns: false, position: false });
  const open: { name: string; attributes: Record<string, string>; content: (XmlElement | string)[] }[] = [];
  let root: XmlElement | undefined;
  let elements = 0;
  const refuse = (problem: string): never => {
    throw new UnusableXml(problem);
  };
  const addText = (text: string): void => {
    if (text !== '') open.at(-1)?.content.push(text);
  };
  parser.on('doctype', () => refuse('it has a document type'));
  parser.on('error', (error) => refuse(error.message));
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('opentag', ({ name, attributes }) => {
    elements += 1;
    if (elements > MAX_ELEMENTS) refuse(`it has more than ${MAX_ELEMENTS} elements`);
    if (open.length >= MAX_DEPTH) refuse(`its elements lie more than ${MAX_DEPTH} deep`);
    if (Object.keys(attributes).length > MAX_ATTRIBUTES) refuse(`${name} has more than ${MAX_ATTRIBUTES} attributes`);
    open.push({ name, attributes: { ...attributes }, content: [] });
  });
  parser.on('closetag', () => {
    const closed = open.pop();
    const around = open.at(-1);
    if (around && closed) around.content.push(closed);
    else root = closed;
  });
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes);
    parser.write(text).close();
  } catch (error) {
    if (error instanceof UnusableXml) return { problem: error.message };
    if (error instanceof TypeError) return { problem: 'it is not UTF-8' };
    throw error;
  }
  return root ?? { problem: 'it has no element' };
}

class UnusableXml extends Error {}

/** The document again, with the values of whatever looks like a secret by its name replaced. */
export function maskedXml(root: XmlElement, mask: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${write(root, mask)}\n`;
}

function write({ name, attributes, content }: XmlElement, mask: string): string {
  // A pair may be written as <item name="password" value="..."/>: then the name of the value is itself a value.
  const named = Object.values(attributes).some(looksSecret);
  const written = Object.entries(attributes)
    .map(([key, value]) => ` ${key}="${escaped(looksSecret(key) || (named && !looksSecret(value)) ? mask : value)}"`)
    .join('');
  if (content.length === 0) return `<${name}${written}/>`;
  const isSecret = looksSecret(name) || named;
  const inside = content
    .map((part) => {
      if (typeof part !== 'string') return write(part, mask);
      return isSecret && part.trim() !== '' ? escaped(mask) : textOf(part);
    })
    .join('');
  return `<${name}${written}>${inside}</${name}>`;
}

const escaped = (value: string): string => FORMATS.xml.escape(value);

/** Line breaks stay, so that the document looks as the phone wrote it. */
function textOf(text: string): string {
  return text
    .split(/(\s+)/)
    .map((part, i) => (i % 2 === 1 ? part : escaped(part)))
    .join('');
}
