// Jobs on a real engine: leases that fence, takeover from the checkpoint, cancel, retry with back-off, giving back.
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { JOB_LOG_LINES } from '../../server/domain/job.ts';
import { AppError } from '../../server/errors.ts';
import type { JobContext } from '../../server/work/context.ts';
import { cancelJob, startJob, startNewJob } from '../../server/work/jobs.ts';
import { backoffMs, runJob } from '../../server/work/run.ts';
import { ASKER, nodeOf, notesOf } from '../support/jobs.ts';
import { openTestStore, type TestStore } from '../support/store.ts';

let opened: TestStore;
beforeAll(async () => {
  opened = await openTestStore();
});
afterAll(() => opened.close());

const jobs = () => opened.store.jobs;
const asked = { kind: 'csvImport', requestedBy: ASKER } as const;

/** A promise and its key. */
function gate() {
  let open = () => {};
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, passed };
}

describe('a job', () => {
  test('runs once although four nodes are told at the same time', async () => {
    let runs = 0;
    const nodes = ['a', 'b', 'c', 'd'].map((node) =>
      nodeOf(
        jobs(),
        async () => {
          runs += 1;
          await sleep(50);
          return { fine: true };
        },
        { node },
      ),
    );
    const first = nodes[0] ?? expect.fail();
    const { id } = await startNewJob(first, asked);
    const ran = await Promise.all(nodes.map((node) => runJob(node, id)));
    expect(ran.filter(Boolean)).toHaveLength(1);
    expect(runs).toBe(1);
    expect(await jobs().find(id)).toMatchObject({ state: 'done', attempts: 1, result: { fine: true } });
    expect(await runJob(first, id)).toBe(false);
  });

  test('of a moment is there once, however many ask for it', async () => {
    const node = nodeOf(jobs(), async () => ({}));
    const moment = new Date('2026-11-22T12:00:00Z');
    const started = await Promise.all([1, 2, 3].map(() => startJob(node, { ...asked, moment })));
    expect(started.filter((job) => job !== undefined)).toHaveLength(1);
  });

  test('tells its progress and its newest log lines, and keeps no lease at its end', async () => {
    const lines = JOB_LOG_LINES + 30;
    const node = nodeOf(jobs(), async (job) => {
      await job.progress({ done: 1, total: 3 });
      await job.progress({ done: 2, total: 3 });
      await job.progress({ done: 3, total: 3 });
      for (let i = 0; i < lines; i += 1) await job.log('rowsChecked', { rows: i, bad: 0 });
      return {};
    });
    const { id } = await startNewJob(node, asked);
    await runJob(node, id);
    const job = (await jobs().find(id)) ?? expect.fail();
    expect(job.progress).toEqual({ done: 3, total: 3 });
    expect(job.log).toHaveLength(JOB_LOG_LINES);
    expect(job.log.at(-1)).toMatchObject({ note: 'done', seq: lines + 2 });
    expect(job.node).toBeUndefined();
  });
});

describe('a node that dies', () => {
  test('is missed when its lease is over; another goes on from the checkpoint', async () => {
    const seen: unknown[] = [];
    const { id } = await startNewJob(
      nodeOf(jobs(), async () => ({})),
      asked,
    );
    const dead = await jobs().claim(id, { node: 'dead', token: 't1', ms: 200 });
    expect(dead?.job.attempts).toBe(1);
    await jobs().change(id, 't1', { checkpoint: { at: 7 } });
    const other = nodeOf(jobs(), async (job) => {
      seen.push(job.checkpoint);
      return {};
    });
    expect(await runJob(other, id)).toBe(false);
    expect(await jobs().due(100)).not.toContain(id);
    await sleep(250);
    expect(await jobs().due(100)).toContain(id);
    expect(await runJob(other, id)).toBe(true);
    expect(seen).toEqual([{ at: 7 }]);
    expect(await jobs().find(id)).toMatchObject({ state: 'done', attempts: 2 });
    expect(notesOf(await jobs().find(id))).toContain('takenOver');
  });

  test('writes nothing any more when it comes back', async () => {
    const { id } = await startNewJob(
      nodeOf(jobs(), async () => ({})),
      asked,
    );
    await jobs().claim(id, { node: 'slow', token: 'old', ms: 1 });
    await sleep(20);
    await jobs().claim(id, { node: 'quick', token: 'new', ms: 60_000 });
    expect(
      await jobs().change(id, 'old', { state: 'done', result: { wrong: true }, finishedAt: new Date() }),
    ).toBeUndefined();
    expect(await jobs().renew(id, 'old', 60_000)).toBeUndefined();
    expect(await jobs().find(id)).toMatchObject({ state: 'running', node: 'quick' });
    expect((await jobs().find(id))?.result).toBeUndefined();
  });

  test('and takes the process with it every time is not let near it for ever', async () => {
    const node = nodeOf(jobs(), async () => ({}));
    const { id } = await startNewJob(node, asked);
    for (const token of ['1', '2', '3']) {
      await jobs().claim(id, { node: 'dies', token, ms: 1 });
      await sleep(20);
    }
    await runJob(node, id);
    expect(await jobs().find(id)).toMatchObject({ state: 'failed', error: { code: 'JOB_CUT_OFF_TOO_OFTEN' } });
  });

  test('keeps its lease while it lives, longer than one lease lasts; losing it ends the work', async () => {
    const lost = gate();
    let reason: unknown;
    const node = nodeOf(
      jobs(),
      async (job) => {
        await sleep(3_500);
        expect(await jobs().due(100)).not.toContain(job.id);
        await jobs().change(job.id, await tokenOf(job.id), { release: { afterMs: 60_000 }, state: 'queued' });
        await sleep(1_500);
        reason = job.signal.reason;
        lost.open();
        await job.progress({ done: 1, total: 2 });
        return {};
      },
      { leaseMs: 1_500 },
    );
    const { id } = await startNewJob(node, asked);
    await runJob(node, id);
    await lost.passed;
    expect(reason).toMatchObject({ because: 'leaseLost' });
    expect(await jobs().find(id)).toMatchObject({ state: 'queued', progress: { done: 0 } });
  });

  async function tokenOf(id: string): Promise<string> {
    const stored = await opened.connection.collection('jobs').findOne({ _id: id } as object);
    return String(stored?.lease?.token);
  }
});

describe('cancel', () => {
  test('of a job that waits is at once, and it never runs; a second one is refused', async () => {
    const node = nodeOf(jobs(), async () => expect.fail());
    const { id } = await startNewJob(node, asked);
    expect((await cancelJob(node, id)).state).toBe('cancelled');
    expect(await runJob(node, id)).toBe(false);
    await expect(cancelJob(node, id)).rejects.toMatchObject({ code: 'JOB_ENDED' });
    await expect(cancelJob(node, 'none')).rejects.toMatchObject({ code: 'JOB_NOT_FOUND' });
  });

  test('of a job that runs takes effect at its next step', async () => {
    const begun = gate();
    let steps = 0;
    const node = nodeOf(jobs(), async (job) => {
      for (; steps < 1_000; steps += 1) {
        await job.progress({ done: steps, total: 1_000 });
        begun.open();
        await sleep(5);
      }
      return {};
    });
    const { id } = await startNewJob(node, asked);
    const running = runJob(node, id);
    await begun.passed;
    expect((await cancelJob(node, id)).state).toBe('cancelling');
    await running;
    expect(steps).toBeLessThan(300);
    expect(await jobs().find(id)).toMatchObject({ state: 'cancelled' });
  });

  test('is not lost when the attempt fails at that moment', async () => {
    const node = nodeOf(jobs(), async (job) => {
      await cancelJob(node, job.id);
      throw new Error('at that moment');
    });
    const { id } = await startNewJob(node, asked);
    await runJob(node, id);
    expect(await jobs().find(id)).toMatchObject({ state: 'cancelling' });
    const next = nodeOf(jobs(), async (job) => {
      await job.progress({ done: 1, total: 2 });
      return {};
    });
    await sleep(100);
    await runJob(next, id);
    expect(await jobs().find(id)).toMatchObject({ state: 'cancelled' });
  });
});

describe('an attempt that fails', () => {
  test('is repeated after a time that doubles, and no more often than allowed', async () => {
    const node = nodeOf(jobs(), async (job) => {
      await job.keep({ tries: Number(job.checkpoint?.tries ?? 0) + 1 });
      throw new Error('secret inside');
    });
    const { id } = await startNewJob(node, asked);
    await runJob(node, id);
    expect(await jobs().find(id)).toMatchObject({ state: 'queued', attempts: 1, error: { code: 'INTERNAL' } });
    expect(await runJob(node, id)).toBe(false);
    await sleep(80);
    await runJob(node, id);
    expect(await runJob(node, id)).toBe(false);
    await sleep(130);
    await runJob(node, id);
    const job = await jobs().find(id);
    expect(job).toMatchObject({ state: 'failed', attempts: 3, checkpoint: { tries: 3 } });
    expect(notesOf(job).filter((note) => note === 'retry')).toHaveLength(2);
    expect(JSON.stringify(job)).not.toContain('secret inside');
    const waits = node.announced.slice(1).map(({ at }) => at.getTime());
    expect(waits).toHaveLength(2);
    expect([1, 2, 3, 4, 20].map((n) => backoffMs({ firstMs: 50, mostMs: 300 }, n))).toEqual([50, 100, 200, 300, 300]);
  });

  test("is final when it is the asker's fault", async () => {
    const node = nodeOf(jobs(), async () => {
      throw new AppError('INPUT_INVALID', { detail: 'row 7' });
    });
    const { id } = await startNewJob(node, asked);
    await runJob(node, id);
    expect(await jobs().find(id)).toMatchObject({
      state: 'failed',
      attempts: 1,
      error: { code: 'INPUT_INVALID', detail: 'row 7' },
    });
  });
});

test('a node that stops gives its job back at once, uncounted, with its checkpoint', async () => {
  const stopping = new AbortController();
  const node = nodeOf(
    jobs(),
    async (job: JobContext) => {
      await job.keep({ at: 3 });
      stopping.abort();
      await job.progress({ done: 1, total: 2 });
      return {};
    },
    { stopping: stopping.signal },
  );
  const { id } = await startNewJob(node, asked);
  await runJob(node, id);
  expect(await jobs().find(id)).toMatchObject({ state: 'queued', attempts: 0, checkpoint: { at: 3 } });
  expect(await jobs().due(100)).toContain(id);
  expect(await runJob(node, id)).toBe(false);
});

test('the list is newest first and by pages; what ended goes after its time, with its input', async () => {
  const { store } = await openTestStore();
  const node = nodeOf(store.jobs, async () => ({}));
  let at = Date.now();
  const timed = { ...node, now: () => new Date(at) };
  const ids: string[] = [];
  for (let i = 0; i < 5; i += 1) {
    at += 5;
    ids.push((await startNewJob(timed, { ...asked, bulk: `input ${i}` })).id);
  }
  const page = await store.jobs.list({ kind: 'csvImport' }, { limit: 3 });
  expect(page.map(({ id }) => id)).toEqual(ids.toReversed().slice(0, 3));
  const rest = await store.jobs.list({}, { limit: 3, before: ids[2] ?? '' });
  expect(rest.map(({ id }) => id)).toEqual([ids[1], ids[0]]);
  await runJob(node, ids[0] ?? '');
  expect(await store.jobs.list({ state: 'done' }, { limit: 9 })).toHaveLength(1);
  expect(await store.jobs.removeEnded(new Date(Date.now() - 60_000))).toBe(0);
  expect(await store.jobs.inputOf(ids[0] ?? '')).toBe('input 0');
  expect(await store.jobs.removeEnded(new Date(Date.now() + 60_000))).toBe(1);
  expect(await store.jobs.inputOf(ids[0] ?? '')).toBeUndefined();
  expect(await store.jobs.inputOf(ids[1] ?? '')).toBe('input 1');
  await store.close();
});
