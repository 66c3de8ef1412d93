// The phonebook behind an Aastra's or Mitel's directory key: XML objects of its own browser. A page holds as many lines as
// the phone takes; a book of more is asked for a name first. Object and element names are those of the makers' published
// XML API for firmware 2.0 and newer; no guide of it was read, so they are not as sure as the rest of this family.
import { from } from '../../domain/layers.ts';
import { numbersOf, searched } from '../../domain/phonebook.ts';
import type { PhonebookAsked, PhonebookDocument, PhonebookFormat } from '../phonebook.ts';

/** Lines of one object. */
const PAGE = 30;

export const aastraMitelPhonebook: PhonebookFormat = { contentType: 'text/xml; charset=utf-8', document };

function document(asked: PhonebookAsked): PhonebookDocument {
  const { entries, query, words, name, url } = asked;
  const typed = query.get('q');
  const lines = searched(entries, typed ?? '').flatMap((entry) =>
    numbersOf(entry).map(({ kind, number }, i) => ({
      prompt: from('account', i === 0 ? entry.name : `${entry.name} ${words.kinds[kind]}`),
      number: from('account', number),
    })),
  );
  const title = from('account', name);
  if (lines.length > PAGE && typed === null)
    return {
      template: 'aastra-mitel/phonebook-ask.xml.njk',
      values: { title, ask: from('default', words.ask), url: from('server', url) },
    };
  const at = Math.min(pageOf(query), Math.max(0, Math.ceil(lines.length / PAGE) - 1));
  const link = (page: number) =>
    from('server', `${url}?${new URLSearchParams({ q: typed ?? '', page: String(page) })}`);
  return {
    template: 'aastra-mitel/phonebook.xml.njk',
    values: {
      title,
      lines: lines.slice(at * PAGE, (at + 1) * PAGE),
      previous: at > 0 ? link(at - 1) : null,
      next: (at + 1) * PAGE < lines.length ? link(at + 1) : null,
    },
  };
}

function pageOf(query: URLSearchParams): number {
  const page = query.get('page') ?? '';
  return /^\d{1,4}$/.test(page) ? Number(page) : 0;
}
