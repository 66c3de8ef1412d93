// Adds many records of several collections, changes CPEs that are there, and lets new ones take their place, together: all of it or nothing, also when the
// process is killed in between. The engine has no transactions, so new documents wait invisibly under a batch, and changes
// wait beside the CPEs that they hold still; one write to the batch makes them count. A batch left behind is finished (if
// committed) or undone (if not) at the next start, or by another node later. How it ended is known for a day.
import { type Connection, Schema } from 'mongoose';
import type { CpeChange, CpeReplacement } from '../cpe/deps.ts';
import type { Channel, Cpe } from '../domain/records.ts';
import { defineModel } from './model.ts';
import { type Models, type RecordModel, toStored } from './records.ts';
import type { Uploads } from './uploads.ts';

interface StoredBatch {
  _id: string;
  state: 'open' | 'committed' | 'undoing' | 'done';
  at: Date;
}

/** A change that waits for its batch. */
interface StoredChange {
  _id: string;
  batch: string;
  mac: string;
  set: Record<string, unknown>;
  unset: string[];
  /** It is no change: the CPE goes, and this one has its uploads of these kinds. */
  by?: string;
  uploads?: string[];
}

export interface Together {
  readonly cpes: readonly Cpe[];
  readonly channels: readonly Channel[];
  /** To CPEs that are there. */
  readonly changes?: readonly CpeChange[];
  /** Each by one of `cpes`. */
  readonly replacements?: readonly CpeReplacement[];
}

/** What stood in the way: values of unique fields that are taken already. */
export interface Taken {
  readonly macs: readonly string[];
  readonly channelNames: readonly string[];
}

export interface Batches {
  /**
   * @param id  a new id, unique among batches
   * @returns nothing when all was done; else what is taken or has changed meanwhile, and nothing was done
   */
  readonly addTogether: (id: string, records: Together, at: Date) => Promise<Taken | undefined>;
  /** Brings a batch that may have been cut off to its end. @returns whether it was done; false also when there is none */
  readonly settle: (id: string) => Promise<boolean>;
  /** Finishes or undoes batches begun before the time. @returns how many */
  readonly recover: (begunBefore: Date) => Promise<number>;
  /** Forgets how batches begun before the time ended. */
  readonly removeDone: (before: Date) => Promise<void>;
}

export function createBatches(connection: Connection, models: Models, { move }: Pick<Uploads, 'move'>): Batches {
  const batches = defineModel<StoredBatch>(connection, {
    name: 'Batch',
    collection: 'batches',
    fields: { _id: String, state: { type: String, required: true }, at: { type: Date, required: true } },
  });
  const waiting = defineModel<StoredChange>(connection, {
    name: 'BatchChange',
    collection: 'batchChanges',
    fields: {
      _id: String,
      batch: String,
      mac: String,
      set: Schema.Types.Mixed,
      unset: [String],
      by: String,
      uploads: { type: [String], default: undefined },
    },
    indexes: [[{ batch: 1 }]],
  });
  const touched = [models.cpes, models.channels];

  const undo = async (id: string): Promise<void> => {
    for (const model of touched) await model.deleteMany({ pending: id });
    await models.cpes.updateMany({ held: id }, { $unset: { held: 1 } });
    await waiting.deleteMany({ batch: id });
    await batches.deleteOne({ _id: id });
  };
  const finish = async (id: string, at: Date): Promise<void> => {
    const left = await waiting.find({ batch: id }).lean();
    // First they go, so that no channel is on two phones.
    for (const { mac, by, uploads = [] } of left) {
      if (by === undefined) continue;
      await models.cpes.deleteOne({ _id: mac, held: id });
      await move(mac, by, uploads);
    }
    for (const model of touched) await model.updateMany({ pending: id }, { $unset: { pending: 1 } });
    for (const some of chunksOf(left.filter(({ by }) => by === undefined))) {
      // The hold goes with the change, so that a second try changes nothing twice.
      const writes = some.map(({ mac, set, unset }) => ({
        updateOne: {
          filter: { _id: mac, held: id },
          update: {
            $set: { ...set, changedAt: at },
            $unset: { ...Object.fromEntries(unset.map((field) => [field, 1 as const])), held: 1 as const },
            $inc: { revision: 1 },
          },
        },
      }));
      await models.cpes.bulkWrite(writes, { ordered: false });
    }
    await waiting.deleteMany({ batch: id });
    await batches.updateOne({ _id: id }, { state: 'done' });
  };
  /** @returns MACs that changed since they were read, or are held by another batch */
  const hold = async (id: string, changes: readonly (CpeChange | CpeReplacement)[]): Promise<readonly string[]> => {
    for (const some of chunksOf(changes)) {
      await waiting.insertMany(some.map((change) => waitingFor(id, change)));
      const writes = some.map(({ mac, formerRevision }) => ({
        updateOne: {
          filter: { _id: mac, revision: formerRevision, pending: null, held: null },
          update: { $set: { held: id } },
        },
      }));
      const { matchedCount } = await models.cpes.bulkWrite(writes, { ordered: false });
      if (matchedCount === some.length) continue;
      const macs = some.map(({ mac }) => mac);
      const held = await models.cpes
        .find({ _id: { $in: macs }, held: id })
        .select({ _id: 1 })
        .lean();
      const ours = new Set<string>(held.map(({ _id }) => _id));
      return macs.filter((mac) => !ours.has(mac));
    }
    return [];
  };
  const claimForUndoing = async (id: string): Promise<boolean> => {
    const claim = await batches.updateOne({ _id: id, state: { $in: ['open', 'undoing'] } }, { state: 'undoing' });
    return claim.matchedCount === 1;
  };

  return {
    addTogether: async (id, { cpes, channels, changes = [], replacements = [] }, at) => {
      await batches.insertMany([{ _id: id, state: 'open', at }]);
      const macs = await insertPending(models.cpes, id, cpes.map(toStored));
      const names = macs.length > 0 ? [] : await insertPending(models.channels, id, channels.map(toStored));
      const changed = macs.length + names.length > 0 ? [] : await hold(id, [...changes, ...replacements]);
      if (macs.length + names.length + changed.length > 0) {
        await undo(id);
        return { macs: [...macs, ...changed], channelNames: names };
      }
      const commit = await batches.updateOne({ _id: id, state: 'open' }, { state: 'committed' });
      if (commit.matchedCount !== 1) {
        // Whoever undid it may have done so before our last documents came.
        await undo(id);
        throw new Error('a batch was undone by another node before it was committed');
      }
      await finish(id, at);
      return undefined;
    },
    settle: async (id) => {
      if (await claimForUndoing(id)) {
        await undo(id);
        return false;
      }
      const batch = await batches.findById(id).lean();
      if (batch?.state === 'committed') await finish(id, batch.at);
      return batch !== null;
    },
    recover: async (begunBefore) => {
      const left = await batches.find({ at: { $lt: begunBefore }, state: { $ne: 'done' } }).lean();
      for (const { _id, state, at } of left) {
        if (state === 'committed') await finish(_id, at);
        else if (await claimForUndoing(_id)) await undo(_id);
      }
      return left.length;
    },
    removeDone: async (before) => void (await batches.deleteMany({ state: 'done', at: { $lt: before } })),
  };
}

function waitingFor(batch: string, change: CpeChange | CpeReplacement) {
  const { mac } = change;
  const common = { _id: `${batch}/${mac}`, batch, mac };
  return 'by' in change
    ? { ...common, set: {}, unset: [], by: change.by, uploads: [...change.uploads] }
    : { ...common, set: { ...change.set }, unset: [...change.unset] };
}

/** Documents are checked before they are sent: more at a time would keep the process from everything else. */
const CHUNK = 250;

function* chunksOf<T>(all: readonly T[]): Generator<readonly T[]> {
  for (let from = 0; from < all.length; from += CHUNK) yield all.slice(from, from + CHUNK);
}

/** @returns the ids that exist already, or, for a doubled name, that name */
async function insertPending(
  model: RecordModel,
  batch: string,
  records: readonly object[],
): Promise<readonly string[]> {
  const taken: string[] = [];
  for (const some of chunksOf(records)) {
    const documents = some.map((record) => ({ ...record, pending: batch }));
    try {
      await model.insertMany(documents, { ordered: false });
    } catch (error) {
      const doubles = doubled(error);
      if (doubles.length === 0) throw error;
      taken.push(...doubles);
    }
  }
  return taken;
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
