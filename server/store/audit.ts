// The audit log's entries: added, read, and taken away when they are older than they are kept. Nothing changes one, but
// erasing a person, which puts a pseudonym where the person stood and drops the salt of what the entry told (audit/chain.ts).
import { type Connection, type QueryFilter, Schema } from 'mongoose';
import type { LinkedEntry } from '../audit/chain.ts';
import { type AuditEntry, idTime } from '../audit/entry.ts';
import type { AuditSink } from '../audit/log.ts';
import type { AuditArchive, AuditFilter } from '../audit/reading.ts';
import type { Reach } from '../domain/actor.ts';
import type { Sealed } from '../domain/sealed.ts';
import type { AuditPeople, PersonSelector } from '../personal/sources.ts';
import { defineModel, type ModelDefinition } from './model.ts';

export interface StoredAudit extends AuditSink, AuditArchive, AuditPeople {
  /**
   * The key of the chains, hex and sealed: kept in the store, so that entries still verify after the secret key was rotated.
   * @param fresh  taken when there is none yet
   */
  readonly key: (fresh: Sealed) => Promise<Sealed>;
  /** Drops what is older. @returns how many entries */
  readonly removeBefore: (time: Date) => Promise<number>;
}

type StoredEntry = Omit<LinkedEntry, 'id'> & { _id: string };

const text = { type: String, required: true } as const;
const mixed = { type: Schema.Types.Mixed, required: true } as const;

/** Ids sort by time, so every index ends in one and none is needed for time. */
const AUDIT_ENTRIES: ModelDefinition = {
  name: 'AuditEntry',
  collection: 'auditEntries',
  fields: {
    _id: text,
    at: { type: Date, required: true },
    origin: mixed,
    tenant: mixed,
    subject: mixed,
    action: text,
    changes: mixed,
    more: Number,
    revision: Number,
    outcomeOf: String,
    link: mixed,
  },
  indexes: [
    [{ 'subject.id': 1, _id: -1 }],
    [{ 'origin.actor': 1, _id: -1 }],
    [{ 'tenant.accountId': 1, _id: -1 }],
    [{ 'tenant.partnerId': 1, _id: -1 }],
    [{ action: 1, _id: -1 }],
    [{ 'link.writer': 1, 'link.seq': 1 }, { unique: true }],
  ],
};

export function createAuditStore(connection: Connection): StoredAudit {
  const entries = defineModel<StoredEntry>(connection, AUDIT_ENTRIES);
  const keys = defineModel<{ _id: string; sealed: Sealed }>(connection, {
    name: 'AuditKey',
    collection: 'auditKeys',
    fields: { _id: String, sealed: text },
  });
  return {
    append: async (added) =>
      void (await entries.insertMany(
        added.map(({ id, ...rest }) => ({ _id: id, ...rest })),
        { ordered: true, lean: true },
      )),
    page: async (filter, reach, { limit, after }) => {
      const beyond = after === undefined ? {} : { _id: { $lt: after } };
      const found = await entries
        .find({ $and: [wanted(filter), within(reach), beyond] })
        .sort({ _id: -1 })
        .limit(limit)
        .lean();
      return found.map(toEntry);
    },
    stream: async function* (filter, reach) {
      const cursor = entries
        .find({ $and: [wanted(filter), within(reach)] })
        .sort({ _id: -1 })
        .lean()
        .cursor({ batchSize: 500 });
      for await (const stored of cursor) yield toEntry(stored);
    },
    chains: async function* () {
      const cursor = entries.find().sort({ 'link.writer': 1, 'link.seq': 1 }).lean().cursor({ batchSize: 500 });
      for await (const { _id, ...rest } of cursor) yield { id: _id, ...rest };
    },
    key: async (fresh) => {
      await keys.updateOne({ _id: 'chain' }, { $setOnInsert: { sealed: fresh } }, { upsert: true });
      return (await keys.findById('chain').lean())?.sealed ?? fresh;
    },
    removeBefore: async (time) => (await entries.deleteMany({ _id: { $lt: idTime(time) } })).deletedCount,
    ofPerson: async function* (selector) {
      const cursor = entries.find(naming(selector)).sort({ _id: 1 }).lean().cursor({ batchSize: 500 });
      for await (const stored of cursor) yield toEntry(stored);
    },
    rewrite: async (changed) => {
      const { id, origin, subject, changes } = changed;
      await entries.updateOne({ _id: id }, { $set: { origin, subject, changes }, $unset: { 'link.salt': 1 } });
    },
  };
}

function toEntry({ _id, link: _, ...rest }: StoredEntry): AuditEntry {
  return { id: _id, ...rest };
}

function wanted({ subject, actor, action, accountId, from, to, text: words }: AuditFilter): QueryFilter<StoredEntry> {
  const some = words === undefined ? undefined : new RegExp(words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'i');
  const places = [
    'subject.label',
    'subject.id',
    'origin.actor',
    'origin.address',
    'changes.path',
    'changes.before',
    'changes.after',
  ];
  return {
    ...(subject !== undefined && { 'subject.id': subject }),
    ...(actor !== undefined && { 'origin.actor': actor }),
    ...(action !== undefined && { action }),
    ...(accountId !== undefined && { 'tenant.accountId': accountId }),
    ...((from || to) && { _id: { ...(from && { $gte: idTime(from) }), ...(to && { $lt: idTime(to) }) } }),
    ...(some && { $or: places.map((place) => ({ [place]: some })) }),
  };
}

/** The same as `covers` in audit/entry.ts, in the database's words. */
function within(reach: Reach): QueryFilter<StoredEntry> {
  if (reach.over === 'platform') return {};
  const partner = { 'tenant.partnerId': reach.partnerId };
  return reach.over === 'partner' ? partner : { ...partner, 'tenant.accountId': { $in: [...reach.accountIds] } };
}

function naming({ actor, subjects }: PersonSelector): QueryFilter<StoredEntry> {
  const ways = [
    ...(actor === undefined ? [] : [{ 'origin.actor': actor }]),
    ...subjects.map(({ kind, id }) => ({ 'subject.kind': kind, 'subject.id': id })),
  ];
  return { $or: ways };
}
