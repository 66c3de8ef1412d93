// The phonebook of an account: switching it on for its phones, entries, and import from CSV.

import {
  dialable,
  type EntryFields,
  entryProblems,
  folded,
  inOrder,
  MOST_ENTRIES,
  NUMBER_KINDS,
  type Phonebook,
  type PhonebookChoice,
  type PhonebookEntry,
} from '../domain/phonebook.ts';
import type { Account } from '../domain/records.ts';
import { AppError, below, type FieldError, invalid, refuseIf } from '../errors.ts';
import { csvLine } from './csv/columns.ts';
import { readRows } from './csv/read-rows.ts';
import { type CpeDeps, edit, type RecordStore } from './deps.ts';

export interface PhonebookDeps {
  readonly records: Pick<CpeDeps['records'], 'accounts'>;
  readonly phonebooks: RecordStore<Phonebook>;
  readonly now: () => Date;
  readonly newId: () => string;
}

/** What an import did, or would do. */
export interface PhonebookImport {
  readonly dryRun: boolean;
  readonly added: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly removed: number;
}

const LONGEST_BOOK_NAME = 32;
const COLUMNS = ['name', ...NUMBER_KINDS] as const;
const MISSING = { missing: 'ACCOUNT_NOT_FOUND' } as const;
/** Somebody else may make the book, or change it, at the same moment. */
const TRIES = 5;

/**
 * @param choice  undefined: phones get none any more; what is in the book stays
 * @throws INPUT_INVALID, ACCOUNT_NOT_FOUND, REVISION_STALE
 */
export function putPhonebook(
  deps: PhonebookDeps,
  accountId: string,
  choice: PhonebookChoice | undefined,
  expected?: number,
): Promise<Account> {
  const name = choice?.name.trim();
  if (name !== undefined && (name === '' || name.length > LONGEST_BOOK_NAME || /\p{C}/u.test(name)))
    throw invalid([{ pointer: '/name', detail: `must have 1 to ${LONGEST_BOOK_NAME} characters on one line` }]);
  return edit(deps, deps.records.accounts, accountId, expected, MISSING, ({ phonebook: _, ...former }) => ({
    ...former,
    ...(choice && name !== undefined && { phonebook: { ...choice, name } }),
  }));
}

/** In the order in which phones show them. @throws ACCOUNT_NOT_FOUND */
export async function entriesOf(deps: PhonebookDeps, accountId: string): Promise<readonly PhonebookEntry[]> {
  await accountOf(deps, accountId);
  return (await deps.phonebooks.find(accountId))?.entries ?? [];
}

/** @throws ACCOUNT_NOT_FOUND, PHONEBOOK_ENTRY_NOT_FOUND */
export async function findEntry(deps: PhonebookDeps, accountId: string, id: string): Promise<PhonebookEntry> {
  return found(await entriesOf(deps, accountId), id);
}

/** @throws INPUT_INVALID, ACCOUNT_NOT_FOUND */
export async function addEntry(deps: PhonebookDeps, accountId: string, fields: EntryFields): Promise<PhonebookEntry> {
  refuseIf(entryProblems(fields));
  const entry = { ...clean(fields), id: deps.newId(), revision: 1 };
  await change(deps, accountId, (entries) => {
    if (entries.length >= MOST_ENTRIES) throw tooMany();
    return [...entries, entry];
  });
  return entry;
}

/**
 * @param patch  null takes a number away
 * @throws INPUT_INVALID, ACCOUNT_NOT_FOUND, PHONEBOOK_ENTRY_NOT_FOUND, REVISION_STALE
 */
export async function editEntry(
  deps: PhonebookDeps,
  accountId: string,
  id: string,
  patch: { readonly [K in keyof EntryFields]?: string | null },
  expected?: number,
): Promise<PhonebookEntry> {
  const entries = await change(deps, accountId, (former) => {
    const standing = found(former, id);
    if (expected !== undefined && standing.revision !== expected) throw new AppError('REVISION_STALE');
    const kept = Object.entries({ ...standing, ...patch }).filter(([, value]) => value !== null);
    const fields: EntryFields = { name: '', ...Object.fromEntries(kept) };
    refuseIf(entryProblems(fields));
    const next = { ...clean(fields), id, revision: standing.revision + 1 };
    return former.map((entry) => (entry.id === id ? next : entry));
  });
  return found(entries, id);
}

/** @throws ACCOUNT_NOT_FOUND, PHONEBOOK_ENTRY_NOT_FOUND */
export async function removeEntry(deps: PhonebookDeps, accountId: string, id: string): Promise<void> {
  await change(deps, accountId, (former) => {
    found(former, id);
    return former.filter((entry) => entry.id !== id);
  });
}

/**
 * Takes all rows or none. A row whose name is there already takes that entry's place.
 * @param text  CSV with a header that names `name` and kinds of numbers
 * @param given  replace: what the file does not name is removed
 * @throws INPUT_INVALID  naming every bad row, as `/row/column`; row 1 is the header
 */
export async function importEntries(
  deps: PhonebookDeps,
  accountId: string,
  text: string,
  { replace, dryRun }: { readonly replace: boolean; readonly dryRun: boolean },
): Promise<PhonebookImport> {
  const rows = readRows(text, COLUMNS, 'name', MOST_ENTRIES).map(({ row, isRagged, cells }) => ({
    row,
    isRagged,
    fields: { name: '', ...cells } satisfies EntryFields,
  }));
  const firstRows = new Map(rows.toReversed().map(({ row, fields }) => [folded(fields.name), row]));
  refuseIf(rows.flatMap((row) => below(`/${row.row}`, rowProblems(row, firstRows))));
  const laid = (former: readonly PhonebookEntry[]) =>
    layOver(
      deps,
      former,
      rows.map(({ fields }) => clean(fields)),
      replace,
    );
  if (dryRun) return { dryRun, ...laid(await entriesOf(deps, accountId)).done };
  let done: Omit<PhonebookImport, 'dryRun'> = { added: 0, updated: 0, unchanged: 0, removed: 0 };
  await change(deps, accountId, (former) => {
    const result = laid(former);
    if (result.entries.length > MOST_ENTRIES) throw tooMany();
    done = result.done;
    return result.entries;
  });
  return { dryRun, ...done };
}

/** The whole book as CSV that import takes. */
export function phonebookCsv(entries: readonly PhonebookEntry[]): string {
  return [[...COLUMNS], ...entries.map((entry) => COLUMNS.map((column) => entry[column] ?? ''))].map(csvLine).join('');
}

function rowProblems(
  { row, isRagged, fields }: { readonly row: number; readonly isRagged: boolean; readonly fields: EntryFields },
  firstRows: ReadonlyMap<string, number>,
): readonly FieldError[] {
  if (isRagged) return [{ pointer: '', detail: 'must have as many cells as the header' }];
  const first = firstRows.get(folded(fields.name));
  const isDouble = fields.name !== '' && first !== undefined && first !== row;
  return [
    ...entryProblems(fields),
    ...(isDouble ? [{ pointer: '/name', detail: `stands in row ${first} already` }] : []),
  ];
}

function layOver(
  { newId }: PhonebookDeps,
  former: readonly PhonebookEntry[],
  rows: readonly EntryFields[],
  replace: boolean,
) {
  const standing = new Map(former.toReversed().map((entry) => [folded(entry.name), entry]));
  const entries = rows.map((fields): PhonebookEntry => {
    const one = standing.get(folded(fields.name));
    if (!one) return { ...fields, id: newId(), revision: 1 };
    return isSame(one, fields) ? one : { ...fields, id: one.id, revision: one.revision + 1 };
  });
  const ids = new Set(entries.map(({ id }) => id));
  const others = former.filter(({ id }) => !ids.has(id));
  const unchanged = entries.filter((entry) => former.includes(entry)).length;
  const added = entries.filter(({ id }) => !former.some((entry) => entry.id === id)).length;
  return {
    entries: replace ? entries : [...others, ...entries],
    done: { added, unchanged, updated: entries.length - added - unchanged, removed: replace ? others.length : 0 },
  };
}

function isSame(entry: PhonebookEntry, fields: EntryFields): boolean {
  return COLUMNS.every((column) => entry[column] === fields[column]);
}

function clean(fields: EntryFields): EntryFields {
  const numbers = NUMBER_KINDS.flatMap((kind) => (fields[kind] === undefined ? [] : [[kind, dialable(fields[kind])]]));
  return { name: fields.name.trim(), ...Object.fromEntries(numbers) };
}

function tooMany(): AppError {
  return invalid([{ pointer: '', detail: `a phonebook takes ${MOST_ENTRIES} entries at most` }]);
}

function found(entries: readonly PhonebookEntry[], id: string): PhonebookEntry {
  const entry = entries.find((one) => one.id === id);
  if (!entry) throw new AppError('PHONEBOOK_ENTRY_NOT_FOUND', { detail: id });
  return entry;
}

async function accountOf({ records }: PhonebookDeps, id: string): Promise<Account> {
  const account = await records.accounts.find(id);
  if (!account) throw new AppError('ACCOUNT_NOT_FOUND', { detail: id });
  return account;
}

/** The first entry makes the book. @returns the entries as they stand now, in order */
async function change(
  deps: PhonebookDeps,
  accountId: string,
  next: (former: readonly PhonebookEntry[]) => readonly PhonebookEntry[],
): Promise<readonly PhonebookEntry[]> {
  const { partnerId } = await accountOf(deps, accountId);
  const { phonebooks, now } = deps;
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const former = await phonebooks.find(accountId);
    const entries = inOrder(next(former?.entries ?? []));
    const at = now();
    if (former) {
      const changed = { ...former, entries, revision: former.revision + 1, changedAt: at };
      if ((await phonebooks.replace(changed, former.revision)) === 'done') return entries;
    } else {
      const made = { id: accountId, revision: 1, createdAt: at, changedAt: at, partnerId, accountId, entries };
      if ((await phonebooks.insert(made)).length === 0) return entries;
    }
  }
  throw new AppError('REVISION_STALE');
}
