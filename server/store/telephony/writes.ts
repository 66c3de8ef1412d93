// Several telephony records written together: all or nothing, also when the process is killed in between. The engine has no
// transactions, so what is to be written stands in one document first. New records then wait invisibly and those to be changed
// are held still; one write to that document makes all of it count. What a killed process left is finished (if it counts) or
// undone (if not) at the next start, or by another node later.
import { randomUUID } from 'node:crypto';
import { type Connection, Schema } from 'mongoose';
import type { NotWritten, TelephonyWrite } from '../../pbx/deps.ts';
import { doubledFields } from '../duplicates.ts';
import { defineModel } from '../model.ts';
import { claimsOf, type StoredTelephony, type TelephonyCollection, toDocument, toRecord } from './documents.ts';

interface StoredWrites {
  _id: string;
  state: 'open' | 'counts' | 'undoing';
  at: Date;
  writes: readonly StoredWrite[];
}

type StoredWrite =
  | { readonly do: 'add'; readonly document: StoredTelephony }
  | { readonly do: 'replace'; readonly document: StoredTelephony; readonly formerRevision: number }
  | { readonly do: 'remove'; readonly document: StoredTelephony };

export interface Writes {
  readonly write: (writes: readonly TelephonyWrite[], at: Date) => Promise<NotWritten | undefined>;
  /** Finishes or undoes what was begun before the time. @returns how many */
  readonly recover: (begunBefore: Date) => Promise<number>;
}

/** Members that are absent stay absent. */
const PLAIN = { ignoreUndefined: true } as const;
const FREE = { pending: null, held: null };

export function createWrites(connection: Connection, stored: TelephonyCollection): Writes {
  const { collection } = defineModel<StoredWrites>(connection, {
    name: 'TelephonyWrites',
    collection: 'telephonyWrites',
    fields: { _id: String, state: String, at: Date, writes: Schema.Types.Mixed },
    indexes: [[{ at: 1 }]],
  });
  const batches = connection.collection<StoredWrites>(collection.collectionName);

  /** One record needs no more than what a single write of the store gives. */
  const writeOne = async (write: StoredWrite): Promise<NotWritten | undefined> => {
    const { _id, revision } = write.document;
    return refusing(write.document, async () => {
      if (write.do === 'add') {
        await stored.insertOne(write.document, PLAIN);
        return true;
      }
      if (write.do === 'remove') return (await stored.deleteOne({ _id, revision, ...FREE })).deletedCount === 1;
      const former = { _id, revision: write.formerRevision, ...FREE };
      return (await stored.replaceOne(former, write.document, PLAIN)).matchedCount === 1;
    });
  };

  /** New records come in invisibly; those to be changed are held, and the keys that they will have claimed. */
  const prepare = (batch: string, write: StoredWrite): Promise<NotWritten | undefined> =>
    refusing(write.document, async () => {
      const { _id, revision, claims } = write.document;
      if (write.do === 'add') {
        await stored.insertOne({ ...write.document, pending: batch }, PLAIN);
        return true;
      }
      const former = { _id, revision: write.do === 'remove' ? revision : write.formerRevision, ...FREE };
      const claiming = write.do === 'replace' ? { $addToSet: { claims: { $each: [...claims] } } } : {};
      return (await stored.updateOne(former, { $set: { held: batch }, ...claiming })).matchedCount === 1;
    });

  const undo = async (batch: string): Promise<void> => {
    await stored.deleteMany({ pending: batch });
    for (const document of await stored.find({ held: batch }).toArray())
      await stored.updateOne(
        { _id: document._id, held: batch },
        { $set: { claims: claimsOf(toRecord(document)) }, $unset: { held: '' } },
      );
    await batches.deleteOne({ _id: batch });
  };

  /** May be done twice: what was done already is not found any more. */
  const finish = async (batch: string, writes: readonly StoredWrite[]): Promise<void> => {
    // Those that go make room before others take their keys; a key that two would claim was refused before.
    for (const { document } of writes.filter((write) => write.do === 'remove'))
      await stored.deleteOne({ _id: document._id, held: batch });
    for (const { document } of writes.filter((write) => write.do === 'replace'))
      await stored.replaceOne({ _id: document._id, held: batch }, document, PLAIN);
    await stored.updateMany({ pending: batch }, { $unset: { pending: '' } });
    await batches.deleteOne({ _id: batch });
  };

  const claimForUndoing = async (batch: string): Promise<boolean> =>
    (await batches.updateOne({ _id: batch, state: { $in: ['open', 'undoing'] } }, { $set: { state: 'undoing' } }))
      .matchedCount === 1;

  return {
    write: async (given, at) => {
      const writes = given.map(toStored);
      const [only] = writes;
      if (!only) return undefined;
      if (writes.length === 1) return writeOne(only);
      const batch = randomUUID();
      await batches.insertOne({ _id: batch, state: 'open', at, writes }, PLAIN);
      for (const write of writes) {
        const refused = await prepare(batch, write);
        if (!refused) continue;
        await undo(batch);
        return refused;
      }
      const { matchedCount } = await batches.updateOne({ _id: batch, state: 'open' }, { $set: { state: 'counts' } });
      if (matchedCount !== 1) {
        // Whoever undid it may have done so before the last of it came.
        await undo(batch);
        throw new Error('writes were undone by another node before they counted');
      }
      await finish(batch, writes);
      return undefined;
    },
    recover: async (begunBefore) => {
      const left = await batches.find({ at: { $lt: begunBefore } }).toArray();
      for (const { _id, state, writes } of left) {
        if (state === 'counts') await finish(_id, writes);
        else if (await claimForUndoing(_id)) await undo(_id);
      }
      return left.length;
    },
  };
}

function toStored(write: TelephonyWrite): StoredWrite {
  const document = toDocument(write.record);
  return write.do === 'replace'
    ? { do: 'replace', document, formerRevision: write.formerRevision }
    : { do: write.do, document };
}

/** @param write  @returns false when the record is not as it was */
async function refusing(document: StoredTelephony, write: () => Promise<boolean>): Promise<NotWritten | undefined> {
  try {
    return (await write()) ? undefined : { stale: [document._id] };
  } catch (error) {
    if (!doubledFields(error)) throw error;
    return { taken: { kind: document.kind, key: document.key } };
  }
}
