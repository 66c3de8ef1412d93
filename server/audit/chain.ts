// Makes tampering show: every entry carries a keyed hash over itself and the entry that its writer wrote before. Whoever
// changes, takes out or slips in an entry without the server's key breaks a chain; only the last entries of a writer can be
// cut off unseen. What names people is hashed apart, with a salt: erasing a person replaces it and drops the salt, and the
// chain still holds. Each process writes a chain of its own, so nodes need not wait for one another.
import { createHmac } from 'node:crypto';
import type { AuditEntry } from './entry.ts';

export interface Link {
  readonly writer: string;
  /** From 1, without gaps. */
  readonly seq: number;
  /** Hash of the writer's entry before this one; empty for its first. */
  readonly former: string;
  /** Hash of what the entry tells. */
  readonly content: string;
  readonly hash: string;
  /** Gone once a person was erased from the entry. */
  readonly salt?: string;
}

export type LinkedEntry = AuditEntry & { readonly link: Link };

export interface ChainProblem {
  readonly writer: string;
  readonly seq: number;
  readonly problem: 'changed' | 'missingBefore' | 'doubled';
}

export interface ChainReport {
  readonly entries: number;
  readonly writers: number;
  /** Writers whose first entries are gone: after the time that entries are kept they are. */
  readonly trimmed: number;
  /** Entries from which a person was erased: what they tell can no longer be checked, that they happened can. */
  readonly erased: number;
  /** The first ones found. */
  readonly problems: readonly ChainProblem[];
}

const MAX_PROBLEMS = 100;

/** @param key  the server's; @param former  undefined for the writer's first entry */
export function linkEntry(
  key: Buffer,
  entry: AuditEntry,
  { writer, former, salt }: { readonly writer: string; readonly former: Link | undefined; readonly salt: string },
): LinkedEntry {
  const open = {
    writer,
    seq: (former?.seq ?? 0) + 1,
    former: former?.hash ?? '',
    content: contentHash(key, entry, salt),
  };
  return { ...entry, link: { ...open, salt, hash: linkHash(key, entry, open) } };
}

/** @param entries  by writer, then by seq */
export async function verifyChains(key: Buffer, entries: AsyncIterable<LinkedEntry>): Promise<ChainReport> {
  const problems: ChainProblem[] = [];
  let [count, writers, trimmed, erased] = [0, 0, 0, 0];
  let former: Link | undefined;
  for await (const entry of entries) {
    const { link } = entry;
    const { writer, seq, salt } = link;
    const isFirst = former?.writer !== writer;
    count += 1;
    if (isFirst) writers += 1;
    if (isFirst && seq !== 1) trimmed += 1;
    if (salt === undefined) erased += 1;
    const say = (problem: ChainProblem['problem']) => problems.push({ writer, seq, problem });
    if (problems.length < MAX_PROBLEMS) {
      if (!isFirst && former && seq === former.seq) say('doubled');
      else if (!isFirst && former && (seq !== former.seq + 1 || link.former !== former.hash)) say('missingBefore');
      if (!isIntact(key, entry)) say('changed');
    }
    former = link;
  }
  return { entries: count, writers, trimmed, erased, problems };
}

function isIntact(key: Buffer, entry: LinkedEntry): boolean {
  const { link } = entry;
  if (link.hash !== linkHash(key, entry, link)) return false;
  return link.salt === undefined || link.content === contentHash(key, entry, link.salt);
}

function linkHash(
  key: Buffer,
  { id, at, action, subject, origin, revision, outcomeOf }: AuditEntry,
  { writer, seq, former, content }: Omit<Link, 'hash' | 'salt'>,
): string {
  const lasting = [id, at.toISOString(), action, subject.kind, origin.door, revision ?? '', outcomeOf ?? ''];
  return hmac(key, JSON.stringify([writer, seq, former, content, ...lasting]));
}

function contentHash(key: Buffer, { origin, tenant, subject, changes, more }: AuditEntry, salt: string): string {
  return hmac(key, `${salt}\n${canonical({ origin, tenant, subject, changes, more })}`);
}

function hmac(key: Buffer, text: string): string {
  return createHmac('sha256', key).update(text).digest('hex');
}

/** JSON with the members of objects in order, so that the way through a database changes nothing. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}
