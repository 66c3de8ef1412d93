// Phonebooks as each family reads them, byte for byte. UPDATE_GOLDEN=1 rewrites them.
// Source: facts/yealink.md 4.14; facts/gigaset-auerswald.md 5.7; facts/aastra-mitel.md 4.11
import { describe, expect, test } from 'vitest';
import { FAMILIES } from '../../server/devices/registry.ts';
import { inOrder, type PhonebookEntry } from '../../server/domain/phonebook.ts';
import { renderer } from '../support/records.ts';
import { expectGolden } from './gigaset/golden.ts';
import { complaints } from './gigaset/xml.ts';

const URL_ASKED = 'http://prov.example.com:8080/p/0123456789abcdef0123456789abcdef/phonebook/805ec0123456.xml';
const SMALL = inOrder([
  { id: 'e1', revision: 1, name: 'Zoë <1> & "Bob"', mobile: '+31612345678', fax: '0201234568' },
  { id: 'e2', revision: 1, name: 'Anna Jansen', work: '201', home: '0201234567' },
]);
const LARGE = inOrder(
  Array.from({ length: 70 }, (_, i) => ({ id: `n${i}`, revision: 1, name: `Name ${i}`, work: String(1000 + i) })),
);

function asked(family: string, query: string, entries: readonly PhonebookEntry[] = SMALL): string {
  const format = FAMILIES.find(({ name }) => name === family)?.phonebook;
  if (!format) throw new Error(`${family} reads no phonebook`);
  const kinds = { work: '(work)', mobile: '(mob)', home: '(home)', fax: '(fax)' };
  const words = { ask: 'Name or number:', kinds };
  const { template, values } = format.document({
    name: 'Bakery & co',
    entries,
    query: new URLSearchParams(query),
    url: URL_ASKED,
    words,
  });
  const text = renderer.renderBytes(template, values, 'xml').toString('utf8');
  expect(complaints(text)).toBe('');
  return text;
}
const listed = (text: string, element: string) =>
  [...text.matchAll(new RegExp(`<${element}>(.*?)</${element}>`, 'g'))].map(([, value]) => value);

test('the families that read one', () => {
  expect(FAMILIES.filter(({ phonebook }) => phonebook).map(({ name }) => name)).toEqual([
    'aastra-mitel',
    'gigaset',
    'yealink',
  ]);
});

describe('Yealink', () => {
  test('the whole book, and what was typed', () => {
    expectGolden('phonebook/yealink.xml', asked('yealink', ''));
    expect(listed(asked('yealink', 'q=ann'), 'Name')).toEqual(['Anna Jansen']);
    expect(listed(asked('yealink', 'q=nobody'), 'Name')).toEqual([]);
  });
});

describe('Aastra and Mitel', () => {
  test('a small book at once', () => {
    expectGolden('phonebook/aastra-mitel.xml', asked('aastra-mitel', ''));
  });

  test('a large one asks for a name first, then shows page after page', () => {
    expectGolden('phonebook/aastra-mitel-ask.xml', asked('aastra-mitel', '', LARGE));
    expectGolden('phonebook/aastra-mitel-page.xml', asked('aastra-mitel', 'q=name&page=1', LARGE));
    const pages = [0, 1, 2, 9].map((page) => asked('aastra-mitel', `q=&page=${page}`, LARGE));
    expect(pages.map((page) => listed(page, 'URI').length)).toEqual([30, 30, 10, 10]);
    expect(pages.map((page) => [page.includes(' previous='), page.includes(' next=')])).toEqual([
      [false, true],
      [true, true],
      [true, false],
      [true, false],
    ]);
    expect(listed(asked('aastra-mitel', 'q=1042', LARGE), 'Prompt')).toEqual(['Name 42']);
  });
});

describe('Gigaset', () => {
  test('a list', () => {
    expectGolden('phonebook/gigaset.xml', asked('gigaset', 'command=get_list&type=pr&ln=*&fn=*&first=1&count=20'));
  });

  test.each([
    ['ln=an*', ['Anna Jansen', 'Anna Jansen']],
    ['ln=jans&fn=anna', ['Anna Jansen', 'Anna Jansen']],
    ['ln=jans&fn=zoe', []],
    ['hm=0612345678', ['Zoë &lt;1&gt; &amp; &quot;Bob&quot;']],
    ['hm=201', ['Anna Jansen', 'Anna Jansen']],
    ['hm=4567', []],
    ['first=3&count=1', ['Zoë &lt;1&gt; &amp; &quot;Bob&quot;']],
  ])('%s', (query, found) => {
    expect(listed(asked('gigaset', `command=get_list&${query}`), 'ln')).toEqual(found);
  });

  test('tells how many there are and which these are', () => {
    const page = asked('gigaset', 'type=wp&first=61&count=20', LARGE);
    expect(page).toContain('<list response="get_list" type="wp" total="70" first="61" last="70">');
    expect(asked('gigaset', 'type="x&first=99', LARGE)).toContain('type="pr" total="70" first="0" last="0">');
  });
});
