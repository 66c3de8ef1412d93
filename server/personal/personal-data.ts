// What is held about one person, and how it is taken away. Each collection that holds such data is one source in a list; a
// later room joins with one more. Erasing runs the list in order: every step finds its data by what stays (a user name, a
// channel's id) and may be run again, so an erasure that was cut off is finished by asking for it once more.
import { createHmac } from 'node:crypto';
import type { AuditLog, EventOf } from '../audit/log.ts';
import type { Origin } from '../domain/actor.ts';
import { AppError, type FieldError, refuseIf } from '../errors.ts';

/** Whom it is about: somebody who logs in, somebody who has channels (SIP accounts), or both at once. */
export interface DataSubject {
  readonly username?: string;
  readonly channelIds?: readonly string[];
}

/** One thing that is held. */
export interface PersonalItem {
  /** Where it stands, such as `users/anna`. */
  readonly where: string;
  readonly data: unknown;
}

export interface PersonalDataSource {
  readonly name: string;
  /** What erasing does with what is found. */
  readonly means: 'removed' | 'overwritten';
  readonly find: (subject: DataSubject) => Promise<readonly PersonalItem[]>;
  /** Puts the pseudonym in the place of what must stay. Can be run again. @returns how many things it changed */
  readonly erase: (subject: DataSubject, pseudonym: string) => Promise<number>;
}

export interface PersonalDeps {
  /** In the order in which they are erased: what others are found by comes last. */
  readonly sources: readonly PersonalDataSource[];
  readonly audit: AuditLog;
  readonly origin: Origin;
  readonly now: () => Date;
  /** Of the pseudonyms: without it nobody tells from a name which one it has. */
  readonly key: Buffer;
}

export interface PersonalExport {
  readonly subject: DataSubject;
  readonly madeAt: Date;
  readonly sources: readonly { readonly name: string; readonly items: readonly PersonalItem[] }[];
}

export interface ErasureStep {
  readonly source: string;
  readonly means: PersonalDataSource['means'];
  /** Where something was found. */
  readonly found: readonly string[];
  /** How many things were changed; absent in a dry run. */
  readonly erased?: number;
}

export interface Erasure {
  /** What stands in the person's place from now on; the same every time. */
  readonly pseudonym: string;
  readonly dryRun: boolean;
  readonly steps: readonly ErasureStep[];
}

/** Places told of each source; the rest is counted by `erased`. */
const MAX_PLACES = 1_000;

/** Everything that is held about one person, secrets left out. @throws INPUT_INVALID, PERSON_NOT_FOUND */
export async function exportPersonal(deps: PersonalDeps, subject: DataSubject): Promise<PersonalExport> {
  refuseIf(subjectProblems(subject));
  const sources = await findAll(deps, subject);
  await deps.audit.event(deps.origin, 'personalDataExported', eventOf(subject), { sources: countsOf(sources) });
  return { subject, madeAt: deps.now(), sources };
}

/**
 * Takes a person out: data are removed, or overwritten with a pseudonym where the fact must stay (the audit log).
 * @param dryRun  only say what would be done
 * @throws INPUT_INVALID, PERSON_NOT_FOUND
 */
export async function erasePersonal(deps: PersonalDeps, subject: DataSubject, dryRun: boolean): Promise<Erasure> {
  const { sources, audit, origin, key } = deps;
  refuseIf([...subjectProblems(subject), ...ownProblems(origin, subject)]);
  const found = await findAll(deps, subject);
  const pseudonym = pseudonymOf(key, subject);
  const placesOf = (name: string) =>
    (found.find((source) => source.name === name)?.items ?? []).slice(0, MAX_PLACES).map(({ where }) => where);
  if (dryRun)
    return {
      pseudonym,
      dryRun,
      steps: sources.map(({ name, means }) => ({ source: name, means, found: placesOf(name) })),
    };
  const of: EventOf = { subject: { kind: 'person', id: pseudonym, label: pseudonym }, tenant: {} };
  await audit.event(origin, 'personalDataErased', of, { sources: countsOf(found) });
  const steps: ErasureStep[] = [];
  for (const { name, means, erase } of sources)
    steps.push({ source: name, means, found: placesOf(name), erased: await erase(subject, pseudonym) });
  return { pseudonym, dryRun, steps };
}

/** Stable, and of no use to whoever has a list of names but not the key. */
export function pseudonymOf(key: Buffer, { username, channelIds = [] }: DataSubject): string {
  const text = JSON.stringify(username === undefined ? ['channels', ...[...channelIds].sort()] : ['user', username]);
  return `erased-${createHmac('sha256', key).update(`person ${text}`).digest('hex').slice(0, 12)}`;
}

async function findAll({ sources }: PersonalDeps, subject: DataSubject): Promise<PersonalExport['sources']> {
  const found: { readonly name: string; readonly items: readonly PersonalItem[] }[] = [];
  for (const { name, find } of sources) found.push({ name, items: await find(subject) });
  if (found.every(({ items }) => items.length === 0)) throw new AppError('PERSON_NOT_FOUND');
  return found;
}

function countsOf(found: PersonalExport['sources']): Readonly<Record<string, number>> {
  return Object.fromEntries(found.map(({ name, items }) => [name, items.length]));
}

function subjectProblems({ username, channelIds = [] }: DataSubject): readonly FieldError[] {
  if (username !== undefined || channelIds.length > 0) return [];
  return [{ pointer: '/subject', detail: 'name whom it is about: a username, channelIds, or both' }];
}

function ownProblems({ actor }: Origin, { username }: DataSubject): readonly FieldError[] {
  if (actor.kind !== 'person' || actor.username !== username) return [];
  return [{ pointer: '/subject/username', detail: 'nobody erases the login they work with: let another one do it' }];
}

/** Under the person's own name, so that a later erasure finds it. */
function eventOf({ username, channelIds = [] }: DataSubject): EventOf {
  const id = username ?? channelIds[0] ?? '';
  return { subject: { kind: username === undefined ? 'channel' : 'user', id, label: id }, tenant: {} };
}
