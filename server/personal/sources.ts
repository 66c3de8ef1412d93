// Where data about persons lie today, one source per collection.
import type { AuditEntry, Change, SubjectKind, Told } from '../audit/entry.ts';
import type { PhoneNotes } from '../cpe/care/deps.ts';
import { MOST_VIEWS } from '../cpe/care/saved-views.ts';
import { type CpeDeps, edit, type RecordStore } from '../cpe/deps.ts';
import { UPLOAD_KINDS, type UploadKind } from '../devices/types.ts';
import type { Mac } from '../domain/mac.ts';
import type { Channel, Cpe } from '../domain/records.ts';
import type { SavedView } from '../domain/saved-view.ts';
import { AppError } from '../errors.ts';
import type { DataSubject, PersonalDataSource, PersonalItem } from './personal-data.ts';
import { type PhonebookSourceDeps, phonebookSource } from './phonebook-source.ts';

/** Logins; implemented by store/. */
export interface LoginPeople {
  /** Everything kept about a user but the password's hash. */
  readonly describeUser: (username: string) => Promise<Readonly<Record<string, unknown>> | undefined>;
  /** Removes the user and all tokens. @returns how many things that were */
  readonly eraseUser: (username: string) => Promise<number>;
}

export interface PersonSelector {
  readonly actor: string | undefined;
  readonly subjects: readonly { readonly kind: SubjectKind; readonly id: string }[];
}

/** The audit log as far as persons stand in it; implemented by store/. */
export interface AuditPeople {
  /** Entries of this actor, and entries about these things, oldest first. */
  readonly ofPerson: (selector: PersonSelector) => AsyncIterable<AuditEntry>;
  /** Puts other names into an entry; its salt goes (audit/chain.ts). */
  readonly rewrite: (changed: AuditEntry) => Promise<void>;
}

export interface UploadedByPhones {
  readonly find: (
    mac: Mac,
    kind: UploadKind,
  ) => Promise<{ readonly bytes: Buffer; readonly storedAt: Date } | undefined>;
  readonly removeAll: (mac: Mac) => Promise<void>;
}

export interface SourceDeps extends Pick<PhonebookSourceDeps, 'phonebooks'> {
  /** Records that note changes without telling values: a name that is erased must not come into the log once more. */
  readonly cpe: Pick<CpeDeps, 'records' | 'now'>;
  readonly logins: LoginPeople;
  readonly uploads: UploadedByPhones;
  readonly views: RecordStore<SavedView>;
  readonly history: Pick<PhoneNotes, 'filesOf' | 'logsOf' | 'forget'>;
  readonly audit: AuditPeople;
}

/** The last ones are those by which the others are found. */
export function personalSources(deps: SourceDeps): readonly PersonalDataSource[] {
  return [
    uploadSource(deps),
    historySource(deps),
    phonebookSource(deps),
    handsetSource(deps),
    channelSource(deps),
    viewSource(deps),
    auditSource(deps),
    loginSource(deps),
  ];
}

/** Phone books and call lists of the phones that carry the person's channels; of a phone that others use too, all of it. */
function uploadSource({ cpe, uploads }: SourceDeps): PersonalDataSource {
  const find = async (subject: DataSubject) => {
    const items: PersonalItem[] = [];
    for (const { mac } of await phonesOf(cpe, subject))
      for (const kind of UPLOAD_KINDS) {
        const found = await uploads.find(mac, kind);
        if (!found) continue;
        const data = { storedAt: found.storedAt, base64: found.bytes.toString('base64') };
        items.push({ where: `uploads/${mac}/${kind}`, data });
      }
    return items;
  };
  return {
    name: 'uploads',
    means: 'removed',
    find,
    erase: async (subject) => {
      const items = await find(subject);
      if (items.length > 0) for (const { mac } of await phonesOf(cpe, subject)) await uploads.removeAll(mac);
      return items.length;
    },
  };
}

/** More than are kept of any phone. */
const ALL_LINES = { limit: 10_000, since: new Date(0), until: new Date(8.64e15) };

/** Files and logs of the phones that carry the person's channels, in which names stand; what they asked for goes with them. */
function historySource({ cpe, history }: SourceDeps): PersonalDataSource {
  const find = async (subject: DataSubject) => {
    const items: PersonalItem[] = [];
    for (const { mac } of await phonesOf(cpe, subject)) {
      const files = await history.filesOf(mac);
      items.push(...files.map(({ at, text }, i) => ({ where: `fileVersions/${mac}/${i}`, data: { at, text } })));
      const logs = await history.logsOf(mac, ALL_LINES);
      items.push(...logs.map(({ id, at, text }) => ({ where: `phoneLogLines/${mac}/${id}`, data: { at, text } })));
    }
    return items;
  };
  return {
    name: 'phoneHistory',
    means: 'removed',
    find,
    erase: async (subject) => {
      const items = await find(subject);
      for (const { mac } of await phonesOf(cpe, subject)) await history.forget(mac);
      return items.length;
    },
  };
}

function handsetSource({ cpe: deps }: SourceDeps): PersonalDataSource {
  const isOf = ({ channelIds = [] }: DataSubject, channelId: string | undefined) =>
    channelId !== undefined && channelIds.includes(channelId);
  return {
    name: 'handsets',
    means: 'overwritten',
    find: async (subject) =>
      (await phonesOf(deps, subject)).flatMap(({ mac, handsets }) =>
        handsets
          .filter(({ channelId }) => isOf(subject, channelId))
          .map((handset) => ({ where: `cpes/${mac}/handsets/${handset.index}`, data: handset })),
      ),
    erase: async (subject, pseudonym) => {
      let count = 0;
      for (const { mac, handsets } of await phonesOf(deps, subject)) {
        const named = handsets.filter(({ channelId, name }) => isOf(subject, channelId) && name !== pseudonym);
        if (named.length === 0) continue;
        await edit(deps, deps.records.cpes, mac, undefined, { missing: 'CPE_NOT_FOUND' }, (former) => ({
          ...former,
          handsets: former.handsets.map((handset) =>
            isOf(subject, handset.channelId) ? { ...handset, name: pseudonym } : handset,
          ),
        }));
        count += named.length;
      }
      return count;
    },
  };
}

/** What a channel shows of its user. Its name and user name are credentials of a phone and stay until the channel goes. */
function channelSource({ cpe: deps }: SourceDeps): PersonalDataSource {
  const channelsOf = ({ channelIds = [] }: DataSubject) => deps.records.channels.findMany(channelIds);
  const shows = ({ displayName, label }: Channel) => displayName !== undefined || label !== undefined;
  return {
    name: 'channels',
    means: 'removed',
    find: async (subject) =>
      (await channelsOf(subject)).map(({ id, name, username, displayName, label }) => ({
        where: `channels/${id}`,
        data: { name, username, displayName, label },
      })),
    erase: async (subject) => {
      const shown = (await channelsOf(subject)).filter(shows);
      for (const { id } of shown)
        await edit(
          deps,
          deps.records.channels,
          id,
          undefined,
          { missing: 'CHANNEL_NOT_FOUND' },
          ({ displayName: _d, label: _l, ...former }) => former,
        );
      return shown.length;
    },
  };
}

/** Searches that the person saved; removing the login removes them as well. */
function viewSource({ views }: SourceDeps): PersonalDataSource {
  const find = async ({ username }: DataSubject) => {
    if (username === undefined) return [];
    const found = await views.list({ username }, 'name', { limit: MOST_VIEWS });
    return found.map(({ id, name, query, sharedWith }) => ({
      where: `savedViews/${id}`,
      data: { name, query, ...(sharedWith !== undefined && { sharedWith }) },
    }));
  };
  return {
    name: 'savedViews',
    means: 'removed',
    find,
    erase: async (subject) => {
      const { username = '' } = subject;
      const ids = await views.ids({ username }, '_id', { limit: MOST_VIEWS });
      for (const id of ids) await views.remove(id);
      return ids.length;
    },
  };
}

/** Entries stay, with the pseudonym in the place of the name; from where the person came goes. */
function auditSource({ cpe, audit }: SourceDeps): PersonalDataSource {
  const entriesOf = async (subject: DataSubject) => {
    const { username, channelIds = [] } = subject;
    const phones = await phonesOf(cpe, subject);
    return audit.ofPerson({
      actor: username,
      subjects: [
        ...(username === undefined ? [] : [{ kind: 'user', id: username } as const]),
        ...channelIds.map((id) => ({ kind: 'channel', id }) as const),
        ...phones.map(({ mac }) => ({ kind: 'cpe', id: mac }) as const),
      ],
    });
  };
  return {
    name: 'auditEntries',
    means: 'overwritten',
    find: async (subject) => {
      const items: PersonalItem[] = [];
      for await (const entry of await entriesOf(subject))
        if (withoutPerson(entry, subject, '') !== entry) items.push({ where: `auditEntries/${entry.id}`, data: entry });
      return items;
    },
    erase: async (subject, pseudonym) => {
      let count = 0;
      for await (const entry of await entriesOf(subject)) {
        const changed = withoutPerson(entry, subject, pseudonym);
        if (changed === entry) continue;
        await audit.rewrite(changed);
        count += 1;
      }
      return count;
    },
  };
}

const SHOWN_NAME = /^\/(?:displayName|label)$/;
const USER_TEXT = /^\/(?:username|name|mail|displayName)$/;
const VIEW_OWNER = /^\/username$/;
const HANDSET_NAME = /^\/handsets\/\d+\/name$/;

/** @returns the same entry when nothing in it names the person */
export function withoutPerson(
  entry: AuditEntry,
  { username, channelIds = [] }: DataSubject,
  pseudonym: string,
): AuditEntry {
  const { origin, subject } = entry;
  const isActor = username !== undefined && origin.actor === username;
  const isUser = subject.kind === 'user' && subject.id === username;
  const places = isUser
    ? USER_TEXT
    : subject.kind === 'channel' && channelIds.includes(subject.id)
      ? SHOWN_NAME
      : subject.kind === 'cpe'
        ? HANDSET_NAME
        : subject.kind === 'view' && isActor
          ? VIEW_OWNER
          : undefined;
  const changes = places ? entry.changes.map((change) => renamed(change, places, pseudonym)) : entry.changes;
  const isTold = changes.some((change, i) => change !== entry.changes[i]);
  if (!isActor && !isUser && !isTold) return entry;
  const { address: _, ...rest } = origin;
  return {
    ...entry,
    origin: isActor ? { ...rest, actor: pseudonym } : isUser ? rest : origin,
    subject: isUser ? { ...subject, id: pseudonym, label: pseudonym } : subject,
    changes,
  };
}

const MASKED = /^(?:\*{8}|erased-[0-9a-f]{12})$/;

function renamed(change: Change, places: RegExp, pseudonym: string): Change {
  if (!places.test(change.path)) return change;
  const tells = (value: Told | undefined) => typeof value === 'string' && !MASKED.test(value);
  const { path, before, after } = change;
  if (!tells(before) && !tells(after)) return change;
  return {
    path,
    ...(before !== undefined && { before: tells(before) ? pseudonym : before }),
    ...(after !== undefined && { after: tells(after) ? pseudonym : after }),
  };
}

function loginSource({ logins }: SourceDeps): PersonalDataSource {
  return {
    name: 'users',
    means: 'removed',
    find: async ({ username }) => {
      const data = username === undefined ? undefined : await logins.describeUser(username);
      return data ? [{ where: `users/${username}`, data }] : [];
    },
    erase: async ({ username }) => (username === undefined ? 0 : logins.eraseUser(username)),
  };
}

const MAX_PHONES = 1_000;

async function phonesOf({ records }: SourceDeps['cpe'], { channelIds = [] }: DataSubject): Promise<readonly Cpe[]> {
  const found = new Map<string, Cpe>();
  for (const channelId of channelIds) {
    const phones = await records.cpes.list({ channelIds: channelId }, 'mac', { limit: MAX_PHONES });
    // A channel is on one phone; more would be a list that is read in part.
    if (phones.length === MAX_PHONES) throw new AppError('INTERNAL');
    for (const phone of phones) found.set(phone.mac, phone);
  }
  return [...found.values()];
}
