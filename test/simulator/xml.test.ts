// What simulated phones take for XML, and the links of older Gigasets.
import { describe, expect, it } from 'vitest';
import { readRecords } from '../../scripts/simulator/families/gigaset.ts';
import { elementsNamed, parseXml } from '../../scripts/simulator/xml.ts';

describe('a document', () => {
  it('is read with attributes in either quotes, entities, and its encoding', () => {
    const text = `<?xml version="1.0" encoding="ISO-8859-1"?>\n<a><!-- <b> --><b x='"1"' y="&lt;&#228;\u00e9"/>t&amp;t</a>`;
    const root = parseXml(Buffer.from(text, 'latin1'));
    expect(root.text).toBe('t&t');
    expect([...(elementsNamed(root, 'b')[0]?.attributes ?? [])]).toEqual([
      ['x', '"1"'],
      ['y', '<\u00e4\u00e9'],
    ]);
  });

  it.each([
    ['<a><b></a>', '</a> closes <b>'],
    ['<a>', '<a> is not closed'],
    ['<a/><b/>', 'has not exactly one root'],
    ['<a x=1/>', 'is no XML'],
    ['<a x="1" x="2"/>', 'names x twice'],
    ['<a>Q&A</a>', 'which is no entity'],
    ['<a>&nbsp;</a>', 'which is no entity'],
    ['', 'has not exactly one root'],
    ['<?xml version="1.0" encoding="UTF-16"?><a/>', 'is encoded in utf-16'],
  ])('%j is refused', (text, why) => expect(() => parseXml(Buffer.from(text))).toThrow(why));

  it('in Latin-1 that says UTF-8 is refused', () => {
    expect(() => parseXml(Buffer.from('<a>\u00e9</a>', 'latin1'))).toThrow('is not UTF-8');
  });
});

describe('a list of records', () => {
  // The example of facts/gigaset-auerswald.md 3.2.
  const siu = Buffer.from('00190317687474703a2f2f254455524c2f254d4143442e786d6c00', 'hex');

  it('is read', () => expect(readRecords(siu)).toEqual([{ tag: 0, text: 'http://%DURL/%MACD.xml' }]));

  it.each([
    ['cut off', siu.subarray(0, 10)],
    ['empty', Buffer.alloc(0)],
    ['a page', Buffer.from('<html>')],
  ])('that is %s is none', (_, bytes) => expect(readRecords(bytes)).toBeUndefined());
});
