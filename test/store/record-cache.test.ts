// Records kept for phones: a write is seen at once, by readers that began before it as well; other phones are not disturbed.
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createRecordCache } from '../../server/store/record-cache.ts';
import type { Repositories } from '../../server/store/records.ts';
import { cpe, mac, partner } from '../support/records.ts';

const [ONE, OTHER] = [mac('805ec0000001'), mac('805ec0000002')];

const noFirmware = async (vendor: string, model: string) => ({ vendor, model, revision: 0, releases: [], stamp: '' });

/** Reads wait until they are let go; each gives the label that stands at its beginning. */
function slowStore() {
  const labels = new Map<string, string>([
    [ONE, 'before'],
    [OTHER, 'before'],
  ]);
  const waiting: (() => void)[] = [];
  let reads = 0;
  const never = async () => [];
  const repositories = {
    partners: { find: async () => partner() },
    accounts: { find: async () => undefined },
    channels: { findMany: never },
    cpes: {
      findMany: async (ids: readonly string[]) => {
        reads += ids.length;
        const found = ids.map((id) => {
          const { accountId: _, ...alone } = cpe({ mac: mac(id), id, channelIds: [], label: labels.get(id) ?? '' });
          return { ...alone, revision: labels.get(id) === 'before' ? 1 : 2 };
        });
        await new Promise<void>((resolve) => waiting.push(resolve));
        return found;
      },
    },
  } as unknown as Repositories;
  return {
    repositories,
    labels,
    reads: () => reads,
    letGo: async () => {
      for (let i = 0; i < 5; i += 1) await wait(1);
      for (const go of waiting.splice(0)) go();
    },
  };
}

describe('a write while records are read', () => {
  it('makes every reader under way give what it has, and keep none of it', async () => {
    const store = slowStore();
    const cache = createRecordCache(store.repositories, noFirmware);
    const first = cache.recordsOf(ONE);
    await wait(5);
    const second = cache.recordsOf(ONE);
    await store.letGo();
    await first;
    store.labels.set(ONE, 'after');
    cache.forget(ONE);
    await store.letGo();
    await second;
    const later = cache.recordsOf(ONE);
    await store.letGo();
    expect((await later)?.cpe.label).toBe('after');
  });

  it('leaves the reads of other phones be: they are kept', async () => {
    const store = slowStore();
    const cache = createRecordCache(store.repositories, noFirmware);
    const other = cache.recordsOf(OTHER);
    await wait(5);
    cache.forget(ONE);
    await store.letGo();
    await other;
    const before = store.reads();
    expect((await cache.recordsOf(OTHER))?.cpe.label).toBe('before');
    expect(store.reads()).toBe(before);
  });

  it('of what many phones share outdates all', async () => {
    const store = slowStore();
    const cache = createRecordCache(store.repositories, noFirmware);
    const other = cache.recordsOf(OTHER);
    await wait(5);
    cache.forget();
    store.labels.set(OTHER, 'after');
    await store.letGo();
    await other;
    const later = cache.recordsOf(OTHER);
    await store.letGo();
    expect((await later)?.cpe.label).toBe('after');
  });
});
