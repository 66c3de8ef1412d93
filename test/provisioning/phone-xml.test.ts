// XML of phones: read strictly and within limits, shown with its secrets masked.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FORMATS } from '../../server/devices/formats.ts';
import { looksSecret } from '../../server/domain/raw-lines.ts';
import { maskedXml, readPhoneXml, type XmlElement } from '../../server/provisioning/phone-xml.ts';

const read = (text: string) => readPhoneXml(Buffer.from(text));

function root(text: string): XmlElement {
  const found = read(text);
  if ('problem' in found) throw new Error(found.problem);
  return found;
}

describe('what a phone sends is a tree', () => {
  test('elements, attributes and texts in their order', () => {
    expect(root('<?xml version="1.0"?>\n<root><item name="A &amp; B">x<![CDATA[<y>]]></item><item/></root>')).toEqual({
      name: 'root',
      attributes: {},
      content: [
        { name: 'item', attributes: { name: 'A & B' }, content: ['x', '<y>'] },
        { name: 'item', attributes: {}, content: [] },
      ],
    });
  });

  test('a byte order mark is none of its text', () => {
    expect(root('\uFEFF<a/>').name).toBe('a');
  });
});

describe('what is refused, and why', () => {
  test.each([
    ['a document type', '<!DOCTYPE a><a/>', /document type/],
    ['a billion laughs', '<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;&b;">]><a>&c;</a>', /document type/],
    ['an entity from a file', '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>', /document type/],
    ['an entity that nobody defined', '<a>&b;</a>', /entity/],
    ['an element left open', '<a><b></a>', /tag/],
    ['two roots', '<a/><b/>', /root|tag/],
    ['no element', '', /document must contain a root element|no element/],
    ['text that is no XML', 'account.1.enable = 1', /text|root/],
  ])('%s', (_name, text, problem) => {
    expect(read(text)).toEqual({ problem: expect.stringMatching(problem) });
  });

  test('bytes that are no UTF-8', () => {
    expect(readPhoneXml(Buffer.from([0x3c, 0x61, 0xff, 0x3e]))).toEqual({ problem: 'it is not UTF-8' });
  });

  test.each([
    ['33 levels', '<a>'.repeat(33) + '</a>'.repeat(33), /32 deep/],
    ['20,001 elements', `<a>${'<b/>'.repeat(20_000)}</a>`, /20000 elements/],
    ['65 attributes', `<a ${Array.from({ length: 65 }, (_, i) => `b${i}="1"`).join(' ')}/>`, /64 attributes/],
  ])('%s', (_name, text, problem) => {
    expect(read(text)).toEqual({ problem: expect.stringMatching(problem) });
  });

  test('at the limits it is read', () => {
    expect(root('<a>'.repeat(32) + '</a>'.repeat(32)).name).toBe('a');
    expect(root(`<a>${'<b/>'.repeat(19_999)}</a>`).content).toHaveLength(19_999);
  });
});

describe('masking', () => {
  test.each([
    ['an element', '<a><password>hunter2</password><name>Anna</name></a>'],
    ['an attribute', '<a password="hunter2" name="Anna"/>'],
    ['a named pair', '<a name="Anna"><item name="account.1.password" value="hunter2"/></a>'],
    ['a named text', '<a name="Anna"><item name="sip_secret">hunter2</item></a>'],
  ])('%s that names a secret loses its value alone', (_name, text) => {
    const shown = maskedXml(root(text), '***');
    expect(shown).not.toContain('hunter2');
    expect(shown).toContain('***');
    expect(shown).toContain('Anna');
  });

  test('whatever the tree, what is written is read as the same tree', () => {
    const name = fc.constantFrom('root', 'item', 'number', 'unit');
    const text = fc
      .string({ minLength: 1 })
      .map((s) => FORMATS.xml.escape(s).replace(/&[a-z]+;/g, 'x'))
      .filter((s) => s !== '' && !looksSecret(s));
    const { tree } = fc.letrec<{ tree: XmlElement }>((tie) => ({
      tree: fc.record({
        name,
        attributes: fc.dictionary(fc.constantFrom('a', 'b'), text, { noNullPrototype: true }),
        content: fc.oneof(
          { maxDepth: 4 },
          text.map((one) => [one]),
          fc.array(tie('tree'), { maxLength: 3 }),
        ),
      }),
    }));
    fc.assert(
      fc.property(tree, (given) => {
        expect(readPhoneXml(Buffer.from(maskedXml(given, '***')))).toEqual(given);
      }),
      { numRuns: 300 },
    );
  });
});
