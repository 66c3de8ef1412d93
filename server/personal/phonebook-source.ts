// Entries of phonebooks that name the person: in the accounts of the person's channels and login, by the name that these show,
// upper and lower case and marks aside. They go, and the audit log keeps a pseudonym in their place. An entry under another name,
// such as a nickname, is nobody's in particular: it is not found.
import type { AuditEntry } from '../audit/entry.ts';
import { edit, type RecordStore } from '../cpe/deps.ts';
import { folded, type Phonebook, type PhonebookEntry } from '../domain/phonebook.ts';
import type { DataSubject, PersonalDataSource } from './personal-data.ts';
import type { SourceDeps } from './sources.ts';

type BookDeps = Pick<SourceDeps, 'cpe' | 'logins' | 'audit'> & { readonly phonebooks: RecordStore<Phonebook> };

interface Known {
  /** Folded. */
  readonly names: ReadonlySet<string>;
  readonly accountIds: readonly string[];
}

export function phonebookSource(deps: BookDeps): PersonalDataSource {
  const { cpe, phonebooks, audit } = deps;
  const find = async (subject: DataSubject) => {
    const { names, accountIds } = await knownOf(deps, subject);
    const books = await phonebooks.findMany(accountIds);
    return books.flatMap(({ accountId, entries }) =>
      entries
        .filter((entry) => isOf(entry, names))
        .map(({ revision: _, ...data }) => ({ where: `phonebooks/${accountId}/${data.id}`, data })),
    );
  };
  return {
    name: 'phonebookEntries',
    means: 'removed',
    find,
    erase: async (subject, pseudonym) => {
      const { names, accountIds } = await knownOf(deps, subject);
      let count = 0;
      for (const { id, entries } of await phonebooks.findMany(accountIds)) {
        const named = entries.filter((entry) => isOf(entry, names)).length;
        count += named;
        if (named > 0)
          await edit(cpe, phonebooks, id, undefined, { missing: 'ACCOUNT_NOT_FOUND' }, (book) => ({
            ...book,
            entries: book.entries.filter((entry) => !isOf(entry, names)),
          }));
      }
      const subjects = accountIds.map((id) => ({ kind: 'phonebook', id }) as const);
      for await (const entry of audit.ofPerson({ actor: undefined, subjects })) {
        const changed = withoutNames(entry, names, pseudonym);
        if (changed !== entry) await audit.rewrite(changed);
      }
      return count;
    },
  };
}

const isOf = ({ name }: PhonebookEntry, names: ReadonlySet<string>): boolean => names.has(folded(name));

async function knownOf({ cpe, logins }: BookDeps, { username, channelIds = [] }: DataSubject): Promise<Known> {
  const channels = await cpe.records.channels.findMany(channelIds);
  const login = username === undefined ? undefined : await logins.describeUser(username);
  const { name, accountIds } = login ?? {};
  const names = [...channels.map(({ displayName }) => displayName), name]
    .filter((text) => typeof text === 'string')
    .map(folded)
    .filter((text) => text !== '');
  const ofLogin = (Array.isArray(accountIds) ? accountIds : []).filter((id) => typeof id === 'string');
  return {
    names: new Set(names),
    accountIds: [...new Set([...channels.flatMap(({ accountId }) => accountId ?? []), ...ofLogin])],
  };
}

const ENTRY_NAME = /^(\/entries\/\d+\/)name$/;

/** The name and the numbers beside it. @returns the same entry when it names nobody of them */
function withoutNames(entry: AuditEntry, names: ReadonlySet<string>, pseudonym: string): AuditEntry {
  const isName = (told: unknown): boolean => typeof told === 'string' && names.has(folded(told));
  const places = entry.changes.flatMap(({ path, before, after }) => {
    const [, place] = ENTRY_NAME.exec(path) ?? [];
    return place !== undefined && (isName(before) || isName(after)) ? [place] : [];
  });
  if (places.length === 0) return entry;
  const changes = entry.changes.map((change) => {
    const { path, before, after } = change;
    if (path.endsWith('/id') || !places.some((place) => path.startsWith(place))) return change;
    return {
      path,
      ...(before !== undefined && { before: pseudonym }),
      ...(after !== undefined && { after: pseudonym }),
    };
  });
  return { ...entry, changes };
}
