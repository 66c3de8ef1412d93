// The phonebook of an account: names with their numbers, kept in the order in which phones show them, and how it is searched.

/** Where a number rings, in the order in which phones show them. */
export const NUMBER_KINDS = ['work', 'mobile', 'home', 'fax'] as const;
export type NumberKind = (typeof NUMBER_KINDS)[number];

/** Whether a phone takes the whole book and searches itself, or asks for what was typed. Only some families can do the latter. */
export const PHONEBOOK_SEARCHES = ['phone', 'server'] as const;
export type PhonebookSearch = (typeof PHONEBOOK_SEARCHES)[number];

/** That an account's phones get its phonebook, and how. */
export interface PhonebookChoice {
  /** What phones call it. */
  readonly name: string;
  readonly search: PhonebookSearch;
}

/** One number at least. */
export type EntryFields = { readonly name: string } & { readonly [K in NumberKind]?: string };

export type PhonebookEntry = EntryFields & {
  readonly id: string;
  /** Counts the changes of this entry. */
  readonly revision: number;
};

/** All entries of one account, in one record: it is imported whole or not at all. */
export interface Phonebook {
  /** Its account's. */
  readonly id: string;
  readonly revision: number;
  readonly createdAt: Date;
  readonly changedAt: Date;
  readonly partnerId: string;
  readonly accountId: string;
  readonly entries: readonly PhonebookEntry[];
}

/** Source: facts/gigaset-auerswald.md 7.4 (what bases take); more is a matter for a directory service. */
export const MOST_ENTRIES = 2_000;
const LONGEST_NAME = 64;

const ORDER = new Intl.Collator('en', { sensitivity: 'base', numeric: true });

/** In the order in which phones show them. */
export function inOrder(entries: readonly PhonebookEntry[]): readonly PhonebookEntry[] {
  return entries.toSorted((a, b) => ORDER.compare(a.name, b.name) || (a.id < b.id ? -1 : 1));
}

/** Upper and lower case and marks on letters do not matter to whoever looks for a name. */
export function folded(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim();
}

/** A number without what people put between its digits. */
export function dialable(text: string): string {
  return text.replace(/[\s().\-/\u00a0]/g, '');
}

/** @returns the entries in which each word of the text begins a word of the name, or whose number has these digits; all for an empty text */
export function searched(entries: readonly PhonebookEntry[], text: string): readonly PhonebookEntry[] {
  const words = wordsOf(text);
  const digits = dialable(text);
  if (words.length === 0) return entries;
  return entries.filter((entry) => {
    const names = wordsOf(entry.name);
    return words.every((word) => names.some((name) => name.startsWith(word))) || hasDigits(entry, digits);
  });
}

function wordsOf(text: string): readonly string[] {
  return folded(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

function hasDigits(entry: EntryFields, digits: string): boolean {
  return /^(?:[+*#]\d+|\d{2,})$/.test(digits) && numbersOf(entry).some(({ number }) => number.includes(digits));
}

/** The numbers of an entry in order. */
export function numbersOf(entry: EntryFields): readonly { readonly kind: NumberKind; readonly number: string }[] {
  return NUMBER_KINDS.flatMap((kind) => {
    const number = entry[kind];
    return number === undefined ? [] : [{ kind, number }];
  });
}

/** What is wrong with an entry and where; nothing when it can be kept. Numbers are taken as {@link dialable} leaves them. */
export function entryProblems(fields: EntryFields): readonly { readonly pointer: string; readonly detail: string }[] {
  const { name } = fields;
  const numbers = numbersOf(fields);
  return [
    ...(name.trim() === '' || name.length > LONGEST_NAME || /\p{C}/u.test(name)
      ? [{ pointer: '/name', detail: `must have 1 to ${LONGEST_NAME} characters on one line` }]
      : []),
    ...(numbers.length === 0
      ? [{ pointer: '/work', detail: `must have one number at least: ${NUMBER_KINDS.join(', ')}` }]
      : []),
    ...numbers.flatMap(({ kind, number }) =>
      /^\+?[0-9*#]{2,32}$/.test(dialable(number))
        ? []
        : [{ pointer: `/${kind}`, detail: 'must be 2 to 32 digits, * or #, with + in front or not' }],
    ),
  ];
}
