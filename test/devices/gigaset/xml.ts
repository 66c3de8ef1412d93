// Reads XML in tests: checked by libxml2's xmllint first, then taken apart by a reader that need not be forgiving.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface XmlNode {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlNode[];
  readonly text: string;
}

/** What libxml2 says against documents; empty when all are well-formed. */
export function complaints(...documents: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'bellhop-xml-'));
  try {
    const files = documents.map((document, i) => {
      const file = join(folder, `${i}.xml`);
      writeFileSync(file, document);
      return file;
    });
    const { error, status, stderr } = spawnSync('xmllint', ['--noout', ...files], { encoding: 'utf8' });
    if (error) throw new Error('xmllint is missing: apt-get install -y libxml2-utils');
    return status === 0 ? '' : stderr || `exit status ${status}`;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The root element. @throws when the document is not well-formed */
export function readXml(document: string): XmlNode {
  const wrong = complaints(document);
  if (wrong) throw new Error(wrong);
  return parseXml(document);
}

/** The root element of a document that libxml2 has nothing against. */
export function parseXml(document: string): XmlNode {
  const root: Open = { name: '', attributes: {}, children: [], text: '' };
  const open: Open[] = [root];
  for (const [, close, name = '', attributes = '', empty, text] of document.matchAll(TOKEN)) {
    const top = open.at(-1) ?? root;
    if (text !== undefined) top.text += decode(text);
    else if (close) open.pop();
    else {
      const node: Open = { name, attributes: readAttributes(attributes), children: [], text: '' };
      top.children.push(node);
      if (!empty) open.push(node);
    }
  }
  const element = root.children.find(({ name }) => !name.startsWith('?'));
  if (!element || open.length !== 1) throw new Error('no single root');
  return element;
}

interface Open {
  name: string;
  attributes: Record<string, string>;
  children: Open[];
  text: string;
}

const TOKEN = /<(\/?)(\??[\w:.-]+)((?:\s+[\w:.-]+=(?:"[^"]*"|'[^']*'))*)\s*([/?]?)>|([^<]+)/g;

function readAttributes(text: string): Record<string, string> {
  const pairs = [...text.matchAll(/([\w:.-]+)=(?:"([^"]*)"|'([^']*)')/g)];
  return Object.fromEntries(pairs.map(([, name = '', double, single]) => [name, decode(double ?? single ?? '')]));
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function decode(text: string): string {
  return text.replace(/&(\w+);/g, (_, name: string) => {
    const character = ENTITIES[name];
    if (character === undefined) throw new Error(`unknown entity ${name}`);
    return character;
  });
}

/** Every element of a name below a node, in document order. */
export function all(node: XmlNode, name: string): readonly XmlNode[] {
  return node.children.flatMap((child) => [...(child.name === name ? [child] : []), ...all(child, name)]);
}

/** The one element at a path of names, such as `provisioning/sip/active`. */
export function at(node: XmlNode, path: string): XmlNode | undefined {
  return path.split('/').reduce<XmlNode | undefined>((found, name) => {
    return found?.children.find((child) => child.name === name);
  }, node);
}
