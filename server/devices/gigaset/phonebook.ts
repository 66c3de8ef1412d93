// Gigaset's online directory: the base asks for a list that begins like what was typed, page by page, or for the name behind
// a number. Source: facts/gigaset-auerswald.md 5.7
import { from } from '../../domain/layers.ts';
import { dialable, folded, type NumberKind, numbersOf, type PhonebookEntry, searched } from '../../domain/phonebook.ts';
import type { PhonebookFormat } from '../phonebook.ts';

/** Elements that were seen: no source gives one for a number at work, so it goes where the first number is shown. */
const ELEMENTS: Readonly<Record<NumberKind, 'hm' | 'mb' | 'fx'>> = { work: 'hm', home: 'hm', mobile: 'mb', fax: 'fx' };
/** When the base does not say how many. */
const PAGE = 50;
const MOST = 500;
/** Digits that a caller's number and a stored one have in common at their ends: country codes and leading zeros differ. */
const SAME_DIGITS = 9;

export const gigasetPhonebook: PhonebookFormat = {
  contentType: 'text/xml; charset=utf-8',
  document: ({ entries, query }) => {
    const found = asked(entries, query);
    const first = Math.max(1, numberIn(query, 'first') ?? 1);
    const count = Math.min(MOST, numberIn(query, 'count') ?? numberIn(query, 'limit') ?? PAGE);
    const shown = found.slice(first - 1, first - 1 + count);
    const type = query.get('type') ?? '';
    return {
      template: 'gigaset/phonebook.xml.njk',
      values: {
        type: from('server', /^[a-z]{2}$/.test(type) ? type : 'pr'),
        total: from('server', found.length),
        first: from('server', shown.length === 0 ? 0 : first),
        last: from('server', shown.length === 0 ? 0 : first - 1 + shown.length),
        entries: shown.map((entry) => ({
          id: from('server', entry.id),
          name: from('account', entry.name),
          ...Object.fromEntries(
            ['hm', 'mb', 'fx'].map((element) => {
              const number = entry.numbers.find((one) => one.element === element)?.number;
              return [element, number === undefined ? null : from('account', number)];
            }),
          ),
        })),
      },
    };
  },
};

/** By number, or by name: `*` and an empty text stand for no filter. */
function asked(entries: readonly PhonebookEntry[], query: URLSearchParams) {
  const filter = (key: string) => (query.get(key) ?? '').replace(/\*$/, '').trim();
  const number = dialable(filter('hm'));
  const names = ['ln', 'fn'].map(filter).filter((name) => folded(name) !== '');
  const found =
    number === ''
      ? names.reduce<readonly PhonebookEntry[]>((left, name) => searched(left, name), entries)
      : entries.filter((entry) => numbersOf(entry).some((one) => isSameNumber(one.number, number)));
  return found.flatMap(rowsOf);
}

function isSameNumber(one: string, other: string): boolean {
  const [shorter, longer] = one.length < other.length ? [one, other] : [other, one];
  return one === other || (shorter.length >= SAME_DIGITS && longer.endsWith(shorter.slice(-SAME_DIGITS)));
}

/** One element holds one number: who has two of a kind comes twice. */
function rowsOf(entry: PhonebookEntry) {
  const rows: { element: string; number: string }[][] = [];
  for (const { kind, number } of numbersOf(entry)) {
    const element = ELEMENTS[kind];
    const free = rows.find((row) => row.every((one) => one.element !== element));
    if (free) free.push({ element, number });
    else rows.push([{ element, number }]);
  }
  return rows.map((numbers, i) => ({ id: i === 0 ? entry.id : `${entry.id}-${i}`, name: entry.name, numbers }));
}

function numberIn(query: URLSearchParams, key: string): number | undefined {
  const text = query.get(key) ?? '';
  return /^\d{1,5}$/.test(text) ? Number(text) : undefined;
}
