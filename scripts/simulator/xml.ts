// Reads XML as phones do: elements, attributes, text; no namespaces, no entities but the five. What is not well-formed is a
// problem. Source: XML 1.0 sections 2, 3.1, 4.6; facts/gigaset-auerswald.md 5.1
export interface XmlElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

interface Open {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: XmlElement[];
  text: string;
}

const DECLARATION = /^<\?xml version="1\.0"(?: encoding="(?<encoding>[A-Za-z0-9._-]+)")?\?>/;
const TOKEN =
  /<!--[\s\S]*?-->|<(?<close>\/)?(?<name>[A-Za-z_][\w.:-]*)(?<rest>(?:\s+[\w.:-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(?<empty>\/)?>|(?<text>[^<]+)/y;
const ATTRIBUTE = /([\w.:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** @throws Error saying what is not well-formed */
export function parseXml(bytes: Buffer): XmlElement {
  const encoding =
    DECLARATION.exec(bytes.subarray(0, 100).toString('latin1'))?.groups?.encoding?.toLowerCase() ?? 'utf-8';
  if (encoding !== 'utf-8' && encoding !== 'iso-8859-1') throw new Error(`is encoded in ${encoding}`);
  const text = bytes.toString(encoding === 'utf-8' ? 'utf8' : 'latin1');
  if (text.includes('\ufffd')) throw new Error('is not UTF-8, though it says so');
  const body = text.replace(DECLARATION, '').trim();
  const document: Open = { name: '', attributes: new Map(), children: [], text: '' };
  const open: Open[] = [document];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < body.length) {
    const at = TOKEN.lastIndex;
    const groups = TOKEN.exec(body)?.groups;
    const parent = open.at(-1) ?? document;
    if (!groups) throw new Error(`is no XML at "${body.slice(at, at + 30)}"`);
    if (groups.text !== undefined) parent.text += decoded(groups.text);
    else if (groups.name === undefined) continue;
    else if (groups.close !== undefined) {
      if (parent.name !== groups.name) throw new Error(`</${groups.name}> closes <${parent.name}>`);
      open.pop();
    } else {
      const element: Open = { name: groups.name, attributes: attributesOf(groups.rest ?? ''), children: [], text: '' };
      parent.children.push(element);
      if (groups.empty === undefined) open.push(element);
    }
  }
  if (open.length > 1) throw new Error(`<${open.at(-1)?.name}> is not closed`);
  const [root, ...more] = document.children;
  if (!root || more.length > 0 || document.text.trim() !== '') throw new Error('has not exactly one root');
  return root;
}

/** Every element of this name, at any depth, in order. */
export function elementsNamed(element: XmlElement, name: string): readonly XmlElement[] {
  return element.children.flatMap((child) => [...(child.name === name ? [child] : []), ...elementsNamed(child, name)]);
}

function attributesOf(text: string): ReadonlyMap<string, string> {
  const attributes = new Map<string, string>();
  for (const [, name = '', double, single = ''] of text.matchAll(ATTRIBUTE)) {
    if (attributes.has(name)) throw new Error(`names ${name} twice in one element`);
    attributes.set(name, decoded(double ?? single));
  }
  return attributes;
}

function decoded(text: string): string {
  return text.replace(/&([^;]*);?/g, (whole, name: string) => {
    const char = ENTITIES[name] ?? numbered(name);
    if (char === undefined) throw new Error(`holds ${whole.slice(0, 12)}, which is no entity`);
    return char;
  });
}

function numbered(name: string): string | undefined {
  const [, hex, decimal] = /^#(?:x([0-9a-f]{1,6})|(\d{1,7}))$/i.exec(name) ?? [];
  const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}
