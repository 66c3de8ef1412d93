// Jobs as MongoDB keeps them. Leases are given, renewed and found to be over by the database's own clock ($$NOW), each in
// one write that stands or falls with the lease's token: a node that lost it matches nothing.
import type { Connection, Model } from 'mongoose';
import { Schema } from 'mongoose';
import { JOB_LOG_LINES, type Job, type JobState } from '../domain/job.ts';
import type { JobChange, JobStore } from '../work/deps.ts';
import { doubledFields } from './duplicates.ts';
import { defineModel } from './model.ts';

interface StoredJob extends Omit<Job, 'id' | 'node'> {
  readonly _id: string;
  readonly lease?: { readonly node: string; readonly token: string; readonly until: Date };
}

interface StoredInput {
  readonly _id: string;
  readonly text: string;
}

const mixed = Schema.Types.Mixed;
const ENDS: readonly JobState[] = ['done', 'failed', 'cancelled'];
const NEVER = new Date(0);

/** What nobody works on now and somebody may: it waits and its time has come, or its node is gone. */
const CLAIMABLE: object = {
  $or: [
    { state: 'queued', $expr: { $lte: ['$notBefore', '$$NOW'] } },
    {
      state: { $in: ['running', 'cancelling'] },
      $expr: { $lte: [{ $ifNull: ['$lease.until', NEVER] }, '$$NOW'] },
    },
  ],
};
const until = (ms: number) => ({ $add: ['$$NOW', ms] });
const oneMore = { $add: ['$revision', 1] };

export function createJobStore(connection: Connection): JobStore {
  const jobs = defineModel<StoredJob>(connection, {
    name: 'Job',
    collection: 'jobs',
    fields: {
      _id: String,
      kind: String,
      input: mixed,
      partnerId: String,
      accountId: String,
      requestedBy: mixed,
      state: String,
      progress: mixed,
      log: [mixed],
      attempts: Number,
      checkpoint: mixed,
      result: mixed,
      error: mixed,
      notBefore: Date,
      lease: mixed,
      revision: Number,
      createdAt: Date,
      startedAt: Date,
      finishedAt: Date,
    },
    indexes: [[{ state: 1, finishedAt: 1 }], [{ kind: 1, _id: -1 }], [{ accountId: 1, _id: -1 }, { sparse: true }]],
  });
  const inputs: Model<StoredInput> = defineModel<StoredInput>(connection, {
    name: 'JobInput',
    collection: 'jobInputs',
    fields: { _id: String, text: String },
  });

  return {
    insert: async ({ id, ...job }, bulk) => {
      // The input first: a job that can be seen can be run.
      if (bulk !== undefined) await inputs.insertMany([{ _id: id, text: bulk }]);
      try {
        await jobs.insertMany([{ ...job, _id: id, notBefore: NEVER }]);
        return true;
      } catch (error) {
        if (!doubledFields(error)) throw error;
        return false;
      }
    },
    find: async (id) => {
      const stored = await jobs.findById(id).lean<StoredJob>();
      return stored ? toJob(stored) : undefined;
    },
    list: async ({ username, ...filter }, { limit, before }) => {
      const found = await jobs
        .find({
          ...filter,
          ...(username !== undefined && { 'requestedBy.actor.username': username }),
          ...(before !== undefined && { _id: { $lt: before } }),
        })
        .sort({ _id: -1 })
        .limit(limit)
        .select({ result: 0, log: 0, checkpoint: 0 })
        .lean<StoredJob[]>();
      return found.map((stored) => toJob({ ...stored, log: [] }));
    },
    inputOf: async (id) => (await inputs.findById(id).lean<StoredInput>())?.text,

    claim: async (id, { node, token, ms }) => {
      const former = await jobs.collection.findOneAndUpdate({ _id: id, ...CLAIMABLE } as object, [
        {
          $set: {
            state: { $cond: [{ $eq: ['$state', 'cancelling'] }, 'cancelling', 'running'] },
            lease: { node, token, until: until(ms) },
            attempts: { $add: ['$attempts', 1] },
            startedAt: { $ifNull: ['$startedAt', '$$NOW'] },
            revision: oneMore,
          },
        },
      ]);
      if (!former) return undefined;
      const { state, attempts, ...rest } = fromCollection(former);
      return { former: state, job: toJob({ ...rest, state, attempts: attempts + 1 }) };
    },
    renew: async (id, token, ms) => {
      const found = await jobs.collection.findOneAndUpdate(
        { _id: id, 'lease.token': token } as object,
        [{ $set: { lease: { $mergeObjects: ['$lease', { until: until(ms) }] } } }],
        { projection: { state: 1 } },
      );
      return found ? fromCollection(found).state : undefined;
    },
    change: async (id, token, change) => {
      const found = await jobs.collection.findOneAndUpdate(
        { _id: id, 'lease.token': token } as object,
        changeStages(change),
        { projection: { state: 1 }, returnDocument: 'after' },
      );
      return found ? fromCollection(found).state : undefined;
    },
    cancel: async (id, at) => {
      const waiting = await jobs.updateOne(
        { _id: id, state: 'queued' },
        { $set: { state: 'cancelled', finishedAt: at }, $inc: { revision: 1 } },
      );
      if (waiting.matchedCount === 1) return true;
      const running = await jobs.updateOne(
        { _id: id, state: { $in: ['running', 'cancelling'] } },
        { $set: { state: 'cancelling' }, $inc: { revision: 1 } },
      );
      return running.matchedCount === 1;
    },
    due: async (limit) => {
      const found = jobs.collection
        .find(CLAIMABLE, { projection: { _id: 1 } })
        .sort({ _id: 1 })
        .limit(limit);
      return (await found.toArray()).map(({ _id }) => String(_id));
    },
    removeEnded: async (before, kind) => {
      const ended = { state: { $in: [...ENDS] }, finishedAt: { $lt: before }, ...(kind && { kind }) };
      const ids = (await jobs.find(ended).select({ _id: 1 }).lean<StoredJob[]>()).map(({ _id }) => _id);
      await inputs.deleteMany({ _id: { $in: ids } });
      return (await jobs.deleteMany({ _id: { $in: ids } })).deletedCount;
    },
  };
}

/** One write: plain members are set, the log grows at its end, the lease ends with the job or is given back. */
function changeStages(change: JobChange): object[] {
  const { state, progress, checkpoint, result, error, log = [], release, finishedAt, uncounted } = change;
  // A cancel that came while the job gave its lease back must not be forgotten.
  const next = state === 'queued' ? { $cond: [{ $eq: ['$state', 'cancelling'] }, 'cancelling', 'queued'] } : state;
  const set = {
    revision: oneMore,
    ...(next !== undefined && { state: next }),
    ...(progress && { progress: { $literal: progress } }),
    ...(checkpoint && { checkpoint: { $literal: checkpoint } }),
    ...(result && { result: { $literal: result } }),
    ...(error && { error: { $literal: error } }),
    ...(log.length > 0 && {
      log: { $slice: [{ $concatArrays: ['$log', { $literal: log }] }, -JOB_LOG_LINES] },
    }),
    ...(release && { notBefore: until(release.afterMs) }),
    ...(finishedAt && { finishedAt }),
    ...(uncounted && { attempts: { $subtract: ['$attempts', 1] } }),
  };
  const leaves = [...(release || finishedAt ? ['lease'] : []), ...(state === 'done' ? ['error', 'checkpoint'] : [])];
  return leaves.length > 0 ? [{ $set: set }, { $unset: leaves }] : [{ $set: set }];
}

/** The border: a document that was written from a job is read back as that job. */
function fromCollection(document: object): StoredJob {
  return document as StoredJob;
}

function toJob({ _id, lease, ...rest }: StoredJob): Job {
  return { ...rest, id: _id, ...(lease && { node: lease.node }) };
}
