// Reads what happened between two moments, each from an index: audit entries, jobs that ended, first requests, refusals.
import type { Connection } from 'mongoose';
import { type AuditEntry, idTime } from '../audit/entry.ts';
import type { Job, JobState } from '../domain/job.ts';
import type { Mac } from '../domain/mac.ts';
import type { Happened, PhoneNote, RefusalNote } from '../webhooks/sources.ts';

type Stored<T> = T & { readonly _id: string };
type Window = { readonly $gt: Date; readonly $lte: Date };

const BATCH = { batchSize: 500 } as const;
const ENDS: JobState[] = ['done', 'failed', 'cancelled'];

/** Reads collections whose models other files of this room define. */
export function createHappened(connection: Connection): Happened {
  const audit = connection.collection<Stored<Omit<AuditEntry, 'id'>>>('auditEntries');
  const jobs = connection.collection<Stored<Omit<Job, 'id'>>>('jobs');
  const reports = connection.collection<Stored<Omit<PhoneNote, 'mac'>>>('reports');
  const refusals = connection.collection<Stored<Omit<RefusalNote, 'id'>>>('refusals');
  const within = (since: Date, until: Date): Window => ({ $gt: since, $lte: until });
  return {
    cpeEntries: async function* (since, until) {
      const cursor = audit.find({ _id: { $gt: idTime(since) }, 'subject.kind': 'cpe' }, BATCH).sort({ _id: 1 });
      for await (const { _id, ...entry } of cursor) {
        if (entry.at > until) return;
        yield { id: _id, ...entry };
      }
    },
    takenBack: async (since) => {
      const found = audit.find(
        { action: 'notDone', _id: { $gt: idTime(since) } },
        { ...BATCH, projection: { outcomeOf: 1 } },
      );
      return new Set((await found.toArray()).flatMap(({ outcomeOf }) => outcomeOf ?? []));
    },
    jobsEnded: async function* (since, until) {
      const cursor = jobs.find({ state: { $in: ENDS }, finishedAt: within(since, until) }, BATCH);
      for await (const { _id, ...job } of cursor) yield { id: _id, ...job };
    },
    firstSeen: async function* (since, until) {
      for await (const { _id, ...note } of reports.find({ firstAt: within(since, until) }, BATCH))
        yield { mac: _id as Mac, ...note };
    },
    refused: async function* (since, until) {
      for await (const { _id, ...note } of refusals.find({ firstAt: within(since, until) }, BATCH))
        yield { id: _id, ...note };
    },
  };
}
