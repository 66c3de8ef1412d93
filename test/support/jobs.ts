// Jobs of tests: a store of their own, works given by the test, short leases.
import { randomBytes } from 'node:crypto';
import type { Origin } from '../../server/domain/actor.ts';
import type { Job } from '../../server/domain/job.ts';
import type { JobWork } from '../../server/work/context.ts';
import type { JobStore } from '../../server/work/deps.ts';
import type { RunDeps } from '../../server/work/run.ts';
import { silentLog } from './store.ts';

export const ASKER: Origin = { actor: { kind: 'machine', name: 'test' }, door: 'command' };

export interface TestNode extends RunDeps {
  readonly announced: { readonly id: string; readonly at: Date }[];
}

/** A node that works on imports as the test says. */
export function nodeOf(jobs: JobStore, run: JobWork['run'], given: Partial<RunDeps> = {}): TestNode {
  const announced: { id: string; at: Date }[] = [];
  const work: JobWork = { maxAttempts: 3, run };
  return {
    jobs,
    now: () => new Date(),
    randomHex: (bytes) => randomBytes(bytes).toString('hex'),
    announce: async (id, at) => void announced.push({ id, at }),
    works: { csvImport: work, resync: work, reboot: work, rotation: work, plan: work, reachClone: work, tidy: work },
    node: 'node-1',
    leaseMs: 5_000,
    backoff: { firstMs: 50, mostMs: 1_000 },
    stopping: new AbortController().signal,
    log: silentLog,
    announced,
    ...given,
  };
}

export function notesOf(job: Job | undefined): string[] {
  return (job?.log ?? []).map(({ note }) => note);
}
