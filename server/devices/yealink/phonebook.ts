// Yealink's remote phonebook: one document with all names, or with those that begin like what was typed, where the address
// carries `#SEARCH`. Source: facts/yealink.md 4.14
import { from } from '../../domain/layers.ts';
import { numbersOf, searched } from '../../domain/phonebook.ts';
import type { PhonebookFormat } from '../phonebook.ts';

export const yealinkPhonebook: PhonebookFormat = {
  contentType: 'text/xml; charset=utf-8',
  searchQuery: '?q=#SEARCH',
  document: ({ entries, query }) => ({
    template: 'yealink/phonebook.xml.njk',
    values: {
      entries: searched(entries, query.get('q') ?? '').map((entry) => ({
        name: from('account', entry.name),
        numbers: numbersOf(entry).map(({ number }) => from('account', number)),
      })),
    },
  }),
};
