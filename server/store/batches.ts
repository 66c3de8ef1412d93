// Adds many records of several collections together: all of them or none, also when the process is killed in between.
// The engine has no transactions, so documents wait invisibly under a batch; one write to the batch makes them count.
// A batch left behind is finished (if committed) or undone (if not) at the next start, or by another node later.
import type { Connection } from 'mongoose';
import type { Channel, Cpe } from '../domain/records.ts';
import { defineModel } from './model.ts';
import { type Models, type RecordModel, toStored } from './records.ts';

interface StoredBatch {
  _id: string;
  state: 'open' | 'committed' | 'undoing';
  at: Date;
}

export interface Together {
  readonly cpes: readonly Cpe[];
  readonly channels: readonly Channel[];
}

/** What stood in the way: values of unique fields that are taken already. */
export interface Taken {
  readonly macs: readonly string[];
  readonly channelNames: readonly string[];
}

export interface Batches {
  /**
   * @param id  a new id, unique among batches
   * @returns nothing when all were added; else what is taken, and nothing was added
   */
  readonly addTogether: (id: string, records: Together, at: Date) => Promise<Taken | undefined>;
  /** Finishes or undoes batches begun before the time. @returns how many */
  readonly recover: (begunBefore: Date) => Promise<number>;
}

export function createBatches(connection: Connection, models: Models): Batches {
  const batches = defineModel<StoredBatch>(connection, {
    name: 'Batch',
    collection: 'batches',
    fields: { _id: String, state: { type: String, required: true }, at: { type: Date, required: true } },
  });
  const touched = [models.cpes, models.channels];

  const undo = async (id: string): Promise<void> => {
    for (const model of touched) await model.deleteMany({ pending: id });
    await batches.deleteOne({ _id: id });
  };
  const finish = async (id: string): Promise<void> => {
    for (const model of touched) await model.updateMany({ pending: id }, { $unset: { pending: 1 } });
    await batches.deleteOne({ _id: id });
  };

  return {
    addTogether: async (id, { cpes, channels }, at) => {
      await batches.insertMany([{ _id: id, state: 'open', at }]);
      const macs = await insertPending(models.cpes, id, cpes.map(toStored));
      const names = macs.length > 0 ? [] : await insertPending(models.channels, id, channels.map(toStored));
      if (macs.length + names.length > 0) {
        await undo(id);
        return { macs, channelNames: names };
      }
      const commit = await batches.updateOne({ _id: id, state: 'open' }, { state: 'committed' });
      if (commit.matchedCount !== 1) throw new Error('a batch was undone by another node before it was committed');
      await finish(id);
      return undefined;
    },
    recover: async (begunBefore) => {
      const left = await batches.find({ at: { $lt: begunBefore } }).lean();
      for (const { _id, state } of left) {
        if (state === 'committed') await finish(_id);
        else if (await claimForUndoing()) await undo(_id);

        async function claimForUndoing(): Promise<boolean> {
          const claim = await batches.updateOne({ _id, state: { $ne: 'committed' } }, { state: 'undoing' });
          return claim.matchedCount === 1;
        }
      }
      return left.length;
    },
  };
}

/** @returns the ids that exist already, or, for a doubled name, that name */
async function insertPending(
  model: RecordModel,
  batch: string,
  records: readonly object[],
): Promise<readonly string[]> {
  if (records.length === 0) return [];
  const documents = records.map((record) => ({ ...record, pending: batch }));
  try {
    await model.insertMany(documents, { ordered: false });
    return [];
  } catch (error) {
    const taken = doubled(error);
    if (taken.length === 0) throw error;
    return taken;
  }
}

function doubled(error: unknown): readonly string[] {
  if (typeof error !== 'object' || error === null || !('writeErrors' in error) || !Array.isArray(error.writeErrors))
    return [];
  return error.writeErrors.flatMap(
    (failed: { code?: number; err?: { keyValue?: Record<string, unknown>; errmsg?: string } }) => {
      if (failed.code !== 11000) return [];
      const value =
        Object.values(failed.err?.keyValue ?? {})[0] ??
        /dup key: \{[^:]*: "([^"]*)"/.exec(failed.err?.errmsg ?? '')?.[1];
      return [String(value)];
    },
  );
}
