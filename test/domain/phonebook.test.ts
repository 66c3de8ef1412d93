// Phonebook entries: what may be kept, in which order phones show them, and what a search finds.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  dialable,
  type EntryFields,
  entryProblems,
  inOrder,
  type PhonebookEntry,
  searched,
} from '../../server/domain/phonebook.ts';

const entry = (name: string, numbers: Partial<EntryFields> = { work: '201' }): PhonebookEntry => ({
  ...numbers,
  name,
  id: name,
  revision: 1,
});
const BOOK = inOrder([
  entry('Zoë de Vries', { mobile: '+31612345678' }),
  entry('Anna Jansen', { work: '201', home: '0201234567' }),
  entry('anna Bakker', { work: '202' }),
  entry('Éric 10'),
  entry('Eric 9', { work: '*8' }),
]);
const names = (text: string) => searched(BOOK, text).map(({ name }) => name);

describe('entries', () => {
  test('stand in the order of people: case, marks and figures as one reads them', () => {
    expect(BOOK.map(({ name }) => name)).toEqual(['anna Bakker', 'Anna Jansen', 'Eric 9', 'Éric 10', 'Zoë de Vries']);
  });

  test.each<[string, Partial<EntryFields>, string[]]>([
    ['whole', { name: 'Anna', work: '+31 (20) 123-45.67' }, []],
    ['a feature code', { name: 'Voicemail', work: '*97#' }, []],
    ['no number', { name: 'Anna' }, ['/work']],
    ['no name, and letters for digits', { name: ' ', mobile: 'abc' }, ['/name', '/mobile']],
    ['a name over two lines', { name: 'a\nb', work: '201' }, ['/name']],
    ['one digit, and too many', { name: 'a', work: '1', fax: '1'.repeat(33) }, ['/work', '/fax']],
    ['a plus in the middle', { name: 'a', work: '31+20' }, ['/work']],
  ])('%s', (_, fields, pointers) => {
    expect(entryProblems({ name: '', ...fields }).map(({ pointer }) => pointer)).toEqual(pointers);
  });
});

describe('a search', () => {
  test.each([
    ['', BOOK.map(({ name }) => name)],
    ['ANNA', ['anna Bakker', 'Anna Jansen']],
    ['ja an', ['Anna Jansen']],
    ['zoe', ['Zoë de Vries']],
    ['nna', []],
    ['0612', []],
    ['31612', ['Zoë de Vries']],
    ['+31612', ['Zoë de Vries']],
    ['020 123', ['Anna Jansen']],
    ['*8', ['Eric 9']],
    ['...', BOOK.map(({ name }) => name)],
  ])('for "%s"', (text, found) => {
    expect(names(text)).toEqual(found);
  });

  test('never throws, keeps the order, and finds each entry by its own name and number', () => {
    const text = fc.string({ minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(fc.array(text, { maxLength: 8 }), text, (all, asked) => {
        const book = inOrder(all.map((name, i) => ({ ...entry(name), id: String(i) })));
        const found = searched(book, asked);
        expect(found).toEqual(book.filter((one) => found.includes(one)));
        for (const one of book) expect(searched(book, one.name)).toContain(one);
        expect(searched(book, '201')).toEqual(book);
      }),
    );
  });

  test('numbers are read as people write them', () => {
    expect(dialable('+31 (0)20 - 123.45/67')).toBe('+310201234567');
  });
});
