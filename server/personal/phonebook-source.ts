// Entries of phonebooks that are about one person: those with the name of the login, or the name that one of the person's
// channels shows, in the phonebooks of the person's accounts.
import type { AuditEntry, Change, Told } from '../audit/entry.ts';
import { type CpeDeps, edit, type RecordStore } from '../cpe/deps.ts';
import { folded, NUMBER_KINDS, type Phonebook, type PhonebookEntry } from '../domain/phonebook.ts';
import type { DataSubject, PersonalDataSource } from './personal-data.ts';
import type { AuditPeople, LoginPeople } from './sources.ts';

export interface PhonebookSourceDeps {
  readonly cpe: Pick<CpeDeps, 'records' | 'now'>;
  readonly logins: Pick<LoginPeople, 'describeUser'>;
  /** Notes changes without telling values. */
  readonly phonebooks: RecordStore<Phonebook>;
  readonly audit: AuditPeople;
}

/** An account and the names under which the person may stand in its book, folded. */
interface Place {
  readonly accountId: string;
  readonly names: ReadonlySet<string>;
}

/** Must come before the sources that take those names away. */
export function phonebookSource(deps: PhonebookSourceDeps): PersonalDataSource {
  const { phonebooks, audit } = deps;
  const found = async (subject: DataSubject) => {
    const books: { readonly accountId: string; readonly entries: readonly PhonebookEntry[] }[] = [];
    for (const { accountId, names } of await placesOf(deps, subject)) {
      const book = await phonebooks.find(accountId);
      const entries = (book?.entries ?? []).filter(({ name }) => names.has(folded(name)));
      if (entries.length > 0) books.push({ accountId, entries });
    }
    return books;
  };
  return {
    name: 'phonebookEntries',
    means: 'removed',
    find: async (subject) =>
      (await found(subject)).flatMap(({ accountId, entries }) =>
        entries.map((entry) => ({ where: `phonebooks/${accountId}/${entry.id}`, data: entry })),
      ),
    erase: async (subject, pseudonym) => {
      let count = 0;
      for (const { accountId, entries } of await found(subject)) {
        const told = new Set(
          entries.flatMap((entry) => [entry.name, ...NUMBER_KINDS.flatMap((kind) => entry[kind] ?? [])]),
        );
        const subjects = [{ kind: 'phonebook', id: accountId } as const];
        for await (const entry of audit.ofPerson({ actor: undefined, subjects })) {
          const changed = withoutEntries(entry, told, pseudonym);
          if (changed !== entry) await audit.rewrite(changed);
        }
        const ids = new Set(entries.map(({ id }) => id));
        await edit(deps.cpe, phonebooks, accountId, undefined, { missing: 'ACCOUNT_NOT_FOUND' }, (former) => ({
          ...former,
          entries: former.entries.filter(({ id }) => !ids.has(id)),
        }));
        count += entries.length;
      }
      return count;
    },
  };
}

async function placesOf({ cpe, logins }: PhonebookSourceDeps, subject: DataSubject): Promise<readonly Place[]> {
  const { username, channelIds = [] } = subject;
  const names = new Map<string, Set<string>>();
  const add = (accountId: unknown, name: unknown): void => {
    if (typeof accountId !== 'string' || typeof name !== 'string') return;
    const known = names.get(accountId) ?? new Set();
    names.set(accountId, known.add(folded(name)));
  };
  const login = username === undefined ? undefined : await logins.describeUser(username);
  if (Array.isArray(login?.accountIds)) for (const accountId of login.accountIds) add(accountId, login.name);
  for (const { accountId, displayName } of await cpe.records.channels.findMany(channelIds)) {
    add(accountId, displayName);
    add(accountId, login?.name);
  }
  return [...names].map(([accountId, known]) => ({ accountId, names: known }));
}

/** @returns the same entry when none of these texts stands in it. A number that the book no longer has is not known any more. */
function withoutEntries(entry: AuditEntry, told: ReadonlySet<string>, pseudonym: string): AuditEntry {
  const hidden = (value: Told | undefined) => (typeof value === 'string' && told.has(value) ? pseudonym : value);
  const changes = entry.changes.map((change): Change => {
    const [before, after] = [hidden(change.before), hidden(change.after)];
    if (before === change.before && after === change.after) return change;
    return { path: change.path, ...(before !== undefined && { before }), ...(after !== undefined && { after }) };
  });
  return changes.some((change, i) => change !== entry.changes[i]) ? { ...entry, changes } : entry;
}
