// Batches that change CPEs which are there: all changes count or none, also when they were cut off, and nobody else's
// change is lost.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CpeChange } from '../../server/cpe/deps.ts';
import type { Mac } from '../../server/domain/mac.ts';
import { cpe, mac } from '../support/records.ts';
import { openTestStore, type TestStore } from '../support/store.ts';

let opened: TestStore;
const MACS = Array.from({ length: 600 }, (_, i) => mac(`805ec0aa${i.toString(16).padStart(4, '0')}`));
const AT = new Date('2026-11-22T12:00:00Z');

beforeAll(async () => {
  opened = await openTestStore();
  const cpes = MACS.map((one) => cpe({ id: one, mac: one, channelIds: [], location: 'Shop' }));
  await opened.store.addTogether('first', { cpes, channels: [] }, AT);
});
afterAll(() => opened.close());

const change = (one: Mac, formerRevision: number, label: string): CpeChange => ({
  mac: one,
  formerRevision,
  set: { label },
  unset: ['location'],
});
const labelled = (label: string) => opened.store.cpes.count({ label });
const heldByNobody = async () =>
  expect(await opened.connection.collection('cpes').countDocuments({ held: { $ne: null } })).toBe(0);

/** What a process that was killed leaves: changes that wait, CPEs that are held, a batch in this state. */
async function leave(id: string, state: string, macs: readonly Mac[], label: string): Promise<void> {
  const { connection } = opened;
  await connection.collection('batches').insertOne({ _id: id, state, at: AT } as object);
  await connection
    .collection('batchChanges')
    .insertMany(macs.map((one) => ({ _id: `${id}/${one}`, batch: id, mac: one, set: { label }, unset: [] }) as object));
  await connection.collection('cpes').updateMany({ _id: { $in: macs } } as object, { $set: { held: id } });
}

describe('changes in a batch', () => {
  test('all count together, with what is new; each CPE gets one revision', async () => {
    const extra = mac('805ec0bb0000');
    const changes = MACS.map((one) => change(one, 1, 'a'));
    const fresh = cpe({ id: extra, mac: extra, channelIds: [], label: 'a' });
    expect(await opened.store.addTogether('a', { cpes: [fresh], channels: [], changes }, AT)).toBeUndefined();
    expect(await labelled('a')).toBe(601);
    const one = await opened.store.cpes.find(MACS[5] ?? '');
    expect(one).toMatchObject({ label: 'a', revision: 2, changedAt: AT });
    expect(one).not.toHaveProperty('location');
    await heldByNobody();
    expect(await opened.store.settle('a')).toBe(true);
    expect(await opened.store.settle('never begun')).toBe(false);
  });

  test('none counts when one CPE was changed meanwhile', async () => {
    const changes = MACS.map((one, i) => change(one, i === 599 ? 1 : 2, 'b'));
    const taken = await opened.store.addTogether('b', { cpes: [], channels: [], changes }, AT);
    expect(taken?.macs).toEqual([MACS[599]]);
    expect(await labelled('b')).toBe(0);
    await heldByNobody();
    expect(await opened.store.settle('b')).toBe(false);
  });
});

describe('a batch that was cut off', () => {
  const some = MACS.slice(0, 3);

  test('before it was committed is undone; until then nobody else can change or delete its CPEs', async () => {
    const { store } = opened;
    await leave('cut-1', 'open', some, 'c');
    const one = (await store.cpes.find(some[0] ?? '')) ?? expect.fail();
    expect(one).not.toHaveProperty('held');
    expect(await store.cpes.replace({ ...one, label: 'mine', revision: 3 }, one.revision)).toBe('stale');
    expect(await store.cpes.remove(one.id)).toBe(false);
    expect(await store.settle('cut-1')).toBe(false);
    expect(await labelled('c')).toBe(0);
    expect(await store.cpes.replace({ ...one, label: 'mine', revision: 3 }, one.revision)).toBe('done');
    await heldByNobody();
  });

  test('after it was committed is finished, once', async () => {
    await leave('cut-2', 'committed', some, 'd');
    expect(await opened.store.settle('cut-2')).toBe(true);
    expect(await labelled('d')).toBe(3);
    const { revision } = (await opened.store.cpes.find(some[1] ?? '')) ?? expect.fail();
    expect(await opened.store.settle('cut-2')).toBe(true);
    expect((await opened.store.cpes.find(some[1] ?? ''))?.revision).toBe(revision);
    await heldByNobody();
  });

  test('is found at the next start as well', async () => {
    await leave('cut-3', 'committed', some, 'e');
    await opened.another({ alone: true });
    expect(await labelled('e')).toBe(3);
    await heldByNobody();
  });
});
