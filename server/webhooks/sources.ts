// Where events are read: the audit log for what was done to phones, jobs for how they ended, the notes about phones for who
// came for the first time and who was refused. Each names the thing and its tenant; values that were set are not told.
import type { AuditAction, AuditEntry } from '../audit/entry.ts';
import { labelOfCpe, tenantOfCpe } from '../audit/records.ts';
import type { Records } from '../cpe/deps.ts';
import type { Job } from '../domain/job.ts';
import { formatMac, type Mac } from '../domain/mac.ts';
import type { EventKind, NoticeEvent, Owner } from '../domain/notice.ts';
import type { Cpe } from '../domain/records.ts';
import type { EventSource } from './deps.ts';

/** What phones did, as it was noted. */
export interface PhoneNote {
  readonly mac?: Mac;
  readonly address: string;
  readonly firstAt: Date;
}

export interface RefusalNote extends PhoneNote {
  readonly id: string;
  readonly reason: string;
}

/** Implemented by store/. */
export interface Happened {
  /** Entries about CPEs in the order of their ids. */
  readonly cpeEntries: (since: Date, until: Date) => AsyncIterable<AuditEntry>;
  /** Ids of entries that were taken back since. */
  readonly takenBack: (since: Date) => Promise<ReadonlySet<string>>;
  readonly jobsEnded: (since: Date, until: Date) => AsyncIterable<Job>;
  readonly firstSeen: (since: Date, until: Date) => AsyncIterable<PhoneNote>;
  readonly refused: (since: Date, until: Date) => AsyncIterable<RefusalNote>;
}

const BY_ACTION: Readonly<Partial<Record<AuditAction | 'replaced', EventKind>>> = {
  added: 'cpe.added',
  changed: 'cpe.changed',
  removed: 'cpe.removed',
  replaced: 'cpe.replaced',
  windowOpened: 'cpe.windowOpened',
  windowClosed: 'cpe.windowClosed',
};
const AT_ONCE = 200;

export function createSources(happened: Happened, { cpes }: Pick<Records, 'cpes'>): readonly EventSource[] {
  return [
    { read: (since, until) => auditEvents(happened, cpes, since, until) },
    { read: (since, until) => jobEvents(happened, since, until) },
    { read: (since, until) => phoneEvents('cpe.firstSeen', happened.firstSeen(since, until), cpes) },
    { read: (since, until) => phoneEvents('cpe.refused', happened.refused(since, until), cpes) },
  ];
}

/** An entry is noted before its deed; one that was taken back, or whose deed is not done (yet), makes no event. */
async function* auditEvents(
  happened: Happened,
  cpes: Records['cpes'],
  since: Date,
  until: Date,
): AsyncGenerator<NoticeEvent> {
  const undone = await happened.takenBack(since);
  for await (const entries of inGroups(happened.cpeEntries(since, until))) {
    const standing = new Map(
      (await cpes.findMany(entries.map(({ subject }) => subject.id))).map((cpe) => [cpe.mac, cpe]),
    );
    for (const entry of entries) {
      const kind = BY_ACTION[entry.action];
      if (!kind || undone.has(entry.id) || !isDone(entry, standing)) continue;
      const { id, at, tenant, subject, changes } = entry;
      const paths = [...new Set(changes.map(({ path }) => `/${path.split('/')[1] ?? ''}`))];
      yield {
        id: `audit-${id}`,
        kind,
        at,
        ...tenant,
        subject,
        data: { mac: subject.id, ...(kind === 'cpe.changed' && { changed: paths }) },
      };
    }
  }
}

function isDone({ action, revision, subject }: AuditEntry, standing: ReadonlyMap<string, Cpe>): boolean {
  const cpe = standing.get(subject.id);
  if (action === 'added') return cpe !== undefined;
  if (action === 'removed') return cpe === undefined || (revision !== undefined && cpe.revision < revision);
  return cpe === undefined || revision === undefined || cpe.revision >= revision;
}

async function* jobEvents(happened: Happened, since: Date, until: Date): AsyncGenerator<NoticeEvent> {
  for await (const job of happened.jobsEnded(since, until)) {
    const { id, kind, state, finishedAt, attempts, error } = job;
    if (!finishedAt || kind === 'tidy') continue;
    yield {
      id: `job-${id}`,
      kind: 'job.ended',
      at: finishedAt,
      ...tenantOfJob(job),
      subject: { kind: 'job', id, label: kind },
      data: { jobId: id, kind, state, attempts, ...(error && state === 'failed' && { error: error.code }) },
    };
  }
}

/** Whose job it is: what it says of itself, else as far as its asker reaches. */
export function tenantOfJob({ partnerId, accountId, requestedBy: { actor } }: Job): Owner {
  if (partnerId !== undefined) return { partnerId, ...(accountId !== undefined && { accountId }) };
  if (actor.kind === 'machine' || actor.reach.over === 'platform') return {};
  const { reach } = actor;
  const [only, ...others] = reach.over === 'accounts' ? reach.accountIds : [];
  return { partnerId: reach.partnerId, ...(only !== undefined && others.length === 0 && { accountId: only }) };
}

async function* phoneEvents(
  kind: 'cpe.firstSeen' | 'cpe.refused',
  notes: AsyncIterable<PhoneNote | RefusalNote>,
  cpes: Records['cpes'],
): AsyncGenerator<NoticeEvent> {
  for await (const group of inGroups(notes)) {
    const standing = new Map((await cpes.findMany(group.flatMap(({ mac }) => mac ?? []))).map((cpe) => [cpe.mac, cpe]));
    for (const note of group) {
      const cpe = note.mac && standing.get(note.mac);
      if (!cpe && kind === 'cpe.firstSeen') continue;
      const { mac, address, firstAt } = note;
      const reason = 'reason' in note ? note.reason : undefined;
      yield {
        id: `${kind}-${'id' in note ? note.id : mac}-${firstAt.getTime()}`,
        kind,
        at: firstAt,
        ...(cpe && tenantOfCpe(cpe)),
        subject: { kind: 'cpe', id: mac ?? address, label: cpe ? labelOfCpe(cpe) : mac ? formatMac(mac) : address },
        data: { ...(mac && { mac }), address, ...(reason !== undefined && { reason }) },
      };
    }
  }
}

async function* inGroups<T>(items: AsyncIterable<T>): AsyncGenerator<readonly T[]> {
  let group: T[] = [];
  for await (const item of items) {
    group.push(item);
    if (group.length < AT_ONCE) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}
