// Finding CPEs by anything, on a real store: each wish alone, together, by pages, within a reach; and with many that fit.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { searchOf } from '../../../server/access/care.ts';
import { addAccount } from '../../../server/cpe/accounts.ts';
import { countCpes, searchCpes } from '../../../server/cpe/care/search.ts';
import { readWishes, type WishTexts } from '../../../server/cpe/care/wishes.ts';
import { addCpes, editCpe } from '../../../server/cpe/cpes.ts';
import { exportCpes } from '../../../server/cpe/csv/export-cpes.ts';
import type { Reach } from '../../../server/domain/actor.ts';
import type { Mac } from '../../../server/domain/mac.ts';
import type { CpeReport } from '../../../server/domain/records.ts';
import { AppError } from '../../../server/errors.ts';
import { FIRST_PARTNER, openTestDesks, type TestDesks } from '../../support/desks.ts';
import { mac } from '../../support/records.ts';

let desks: TestDesks;
let bakery: string;
let florist: string;
const PLATFORM: Reach = { over: 'platform' };
const M = (n: number): Mac => mac(`805ec00000${String(n).padStart(2, '0')}`);
const day = (n: number) => new Date(Date.UTC(2026, 10, n));
const report = (n: number, given: Partial<CpeReport> = {}): CpeReport => ({
  mac: M(n),
  address: `192.0.2.${n}`,
  transport: 'https',
  lastFile: 'x.cfg',
  lastAt: day(n),
  ...given,
});

/** 1 to 4: Bakery, T46S; 5 and 6: Florist, T48S; 7 with no account. 1, 2, 3 and 5 were here. */
beforeAll(async () => {
  desks = await openTestDesks();
  const { cpe } = desks.within(PLATFORM);
  bakery = (await addAccount(cpe, { name: 'Bakery', number: '1001' })).id;
  florist = (await addAccount(cpe, { name: 'Florist', number: '2002' })).id;
  const yealink = { vendor: 'Yealink', model: 'T46S' };
  const devices = [1, 2, 3, 4].map((n) => ({ mac: M(n) }));
  await addCpes(cpe, { ...yealink, accountId: bakery, createChannel: true, devices });
  const others = [5, 6].map((n) => ({ mac: M(n), label: `Till ${n}`, location: 'Shop (front)' }));
  await addCpes(cpe, { ...yealink, model: 'T48S', accountId: florist, devices: others });
  await addCpes(cpe, { ...yealink, devices: [{ mac: M(7), serialNumber: 'SN-7' }] });
  const { notebook } = desks.store;
  notebook.reported(report(1, { firmware: '66.86.0.15' }));
  notebook.reported(report(2, { firmware: '66.86.0.20', address: '2001:db8::2' }));
  notebook.reported(report(3, { firmware: '66.8.0.1' }));
  notebook.reported(report(5, { firmware: '65.86.0.15', address: '198.51.100.5' }));
  const refusal = { address: '192.0.2.1', transport: 'http', file: 'x', userAgent: undefined } as const;
  notebook.refused({ ...refusal, mac: M(4), reason: 'windowClosed', at: day(9) });
  notebook.refused({ ...refusal, mac: M(3), reason: 'windowClosed', at: day(2) });
});
afterAll(() => desks?.close());

const find = async (texts: WishTexts, reach: Reach = PLATFORM, page = { limit: 100 }) => {
  const { cpes, next } = await searchCpes(searchOf(desks.within(reach)), readWishes(texts), page);
  return { macs: cpes.map(({ mac: found }) => Number(found.slice(-2))), next };
};

describe('each wish', () => {
  test.each<readonly [WishTexts, readonly number[]]>([
    [{}, [1, 2, 3, 4, 5, 6, 7]],
    [{ model: 'T48S' }, [5, 6]],
    [{ vendor: 'Yealink' }, [1, 2, 3, 4, 5, 6, 7]],
    [{ vendor: 'Gigaset' }, []],
    [{ firmware: '66.86' }, [1, 2]],
    [{ firmware: '66.8' }, [3]],
    [{ firmware: '66.86.0.15' }, [1]],
    [{ seenBefore: '2026-11-03T00:00:00Z' }, [1, 2]],
    [{ seenAfter: '2026-11-02T00:00:00Z' }, [3, 5]],
    [{ seenAfter: '2026-11-01T00:00:00Z', seenBefore: '2026-11-05T00:00:00Z' }, [2, 3]],
    [{ neverSeen: 'true' }, [4, 6, 7]],
    [{ neverSeen: 'false' }, [1, 2, 3, 5]],
    [{ address: '192.0.2.0/24' }, [1, 3]],
    [{ address: '198.51.100.5' }, [5]],
    [{ address: '2001:db8::/32' }, [2]],
    [{ address: '192.0.2.2/31' }, [3]],
    [{ quarantined: 'true' }, [4]],
    [{ quarantined: 'false' }, [1, 2, 3, 5, 6, 7]],
    [{ label: 'till' }, [5, 6]],
    [{ location: 'shop (' }, [5, 6]],
    [{ channel: '1001EC02' }, [2]],
    [{ channel: 'nobody' }, []],
    [{ windowOpen: 'false' }, []],
    [{ q: '80:5e:c0:00:00:03' }, [3]],
    [{ q: '805EC0' }, [1, 2, 3, 4, 5, 6, 7]],
    [{ q: 'till 6' }, [6]],
    [{ q: 'sn-7' }, [7]],
    [{ q: 'Bak' }, [1, 2, 3, 4]],
    [{ q: '2002' }, [5, 6]],
    [{ q: '1001EC03' }, [3]],
    [{ q: '198.51.100.0/24' }, [5]],
    [{ q: '.*' }, []],
    [{ firmware: '66.86', address: '192.0.2.0/24', neverSeen: 'false' }, [1]],
    [{ q: 'Bakery', neverSeen: 'true', quarantined: 'true' }, [4]],
  ])('DEV-1 %j', async (texts, macs) => {
    expect((await find(texts)).macs).toEqual(macs);
    expect(await countCpes(searchOf(desks.within(PLATFORM)), readWishes(texts), 100)).toBe(macs.length);
  });

  test('accountId', async () => {
    expect((await find({ accountId: florist })).macs).toEqual([5, 6]);
  });

  test('a window that closed is not open', async () => {
    const { closeEnrolment } = await import('../../../server/cpe/cpes.ts');
    await closeEnrolment(desks.within(PLATFORM).cpe, M(6));
    expect((await find({ windowOpen: 'false' })).macs).toEqual([6]);
    expect((await find({ windowOpen: 'true' })).macs).toEqual([1, 2, 3, 4, 5, 7]);
  });
});

describe('pages and reaches', () => {
  test('pages are cut in the order of MACs, with and without reports, and end', async () => {
    for (const texts of [{}, { neverSeen: 'false' }, { firmware: '66' }]) {
      const all = (await find(texts)).macs;
      const seen: number[] = [];
      let after: string | undefined;
      do {
        const page = await find(texts, PLATFORM, { limit: 2, ...(after !== undefined && { after }) });
        expect(page.macs.length).toBeLessThanOrEqual(2);
        seen.push(...page.macs);
        after = page.next;
      } while (after !== undefined);
      expect(seen).toEqual(all);
    }
  });

  test('nothing outside the reach is found or counted, whatever is asked', async () => {
    const reach: Reach = { over: 'accounts', partnerId: FIRST_PARTNER, accountIds: [florist] };
    const wishes: readonly WishTexts[] = [
      {},
      { q: 'Bakery' },
      { q: '1001EC01' },
      { channel: '1001EC01' },
      { firmware: '66' },
      { address: '192.0.2.0/24' },
      { quarantined: 'true' },
      { neverSeen: 'true' },
      { wantedNotFetched: 'true' },
    ];
    for (const texts of wishes) {
      const { macs } = await find(texts, reach);
      expect(macs.filter((n) => n !== 5 && n !== 6)).toEqual([]);
    }
    expect(await countCpes(searchOf(desks.within(reach)), readWishes({}), 100)).toBe(2);
  });

  test('DEV-2 the export takes the same wishes', async () => {
    let csv = '';
    for await (const piece of exportCpes(searchOf(desks.within(PLATFORM)), readWishes({ firmware: '66' })))
      csv += piece;
    expect(csv.trim().split('\r\n')).toHaveLength(4);
    expect(csv).toContain('80:5e:c0:00:00:02');
    expect(csv).not.toContain('80:5e:c0:00:00:05');
  });
});

describe('wanted and not fetched', () => {
  test('DEV-1 registered as far as phones tell it, for the lines that they have now', async () => {
    const { cpes } = desks.within(PLATFORM).cpe.records;
    const [first, second] = await cpes.findMany([M(1), M(2)]);
    const told = (channelIds: readonly string[] = [], word: 'registered' | 'failed') => ({
      registrations: Object.fromEntries(channelIds.map((id) => [id, { word, at: day(4) }])),
    });
    desks.store.notebook.reported(report(1, { firmware: '66.86.0.15', ...told(first?.channelIds, 'registered') }));
    desks.store.notebook.reported(report(2, { firmware: '66.86.0.20', ...told(second?.channelIds, 'failed') }));
    desks.store.notebook.reported(report(3, { firmware: '66.8.0.1', ...told(['gone'], 'failed') }));
    expect((await find({ registered: 'true' })).macs).toEqual([1]);
    expect((await find({ registered: 'false' })).macs).toEqual([2]);
    expect((await find({ registered: 'false', firmware: '66.86.0.15' })).macs).toEqual([]);
  });

  test('DEV-11 a change that touches a phone’s own file names it, one that does not does not', async () => {
    const desk = desks.within(PLATFORM);
    const wanted = async () => (await find({ wantedNotFetched: 'true', accountId: florist })).macs;
    const fetchNow = async (n: number) => {
      const records = await desks.store.provisioning.recordsOf(M(n));
      const found = await desk.preview.world.store.recordsOf(M(n));
      const { findDevice } = await import('../../../server/devices/registry.ts');
      const device = records && findDevice(records.cpe.vendor, records.cpe.model, records.cpe.track);
      if (!found || !device) throw new Error('no such phone');
      const state = { records: found, device, firmware: undefined, now: new Date() };
      const rule = device.family.files.find(({ kind }) => kind === 'own');
      const made = rule && desk.preview.files.bytesOf(state, rule);
      if (!made) throw new Error('no file');
      const fetched = { fetchedAt: new Date(), fetchedEtag: made.etag, fetchedStamp: found.stamp };
      const { firmware: _, ...plain } = report(n, fetched);
      desks.store.notebook.reported(plain);
    };
    await desks.store.notebook.flush();
    await desks.connection.db?.collection('reports').updateOne({ _id: M(5) as never }, { $unset: { firmware: 1 } });
    expect(await wanted()).toEqual([5, 6]);
    await fetchNow(5);
    await fetchNow(6);
    expect(await wanted()).toEqual([]);
    expect((await find({ wantedNotFetched: 'false', accountId: florist })).macs).toEqual([5, 6]);
    await editCpe(desk.cpe, M(5), { label: 'Till five' });
    expect(await wanted()).toEqual([]);
    await editCpe(desk.cpe, M(5), { settings: { showMissedCalls: false } });
    expect(await wanted()).toEqual([5]);
  });
});

describe('wishes', () => {
  test('every bad one is named at once', () => {
    const texts = { firmware: 'x', address: '1.2', seenAfter: 'soon', neverSeen: 'perhaps', q: 'a\nb' };
    const caught = (() => {
      try {
        return readWishes(texts);
      } catch (error) {
        return error;
      }
    })();
    expect(caught).toBeInstanceOf(AppError);
    const pointers = caught instanceof AppError ? caught.errors.map(({ pointer }) => pointer) : [];
    expect(pointers.toSorted()).toEqual(
      Object.keys(texts)
        .map((name) => `/querystring/${name}`)
        .toSorted(),
    );
  });
});

describe('where many reports fit', () => {
  test('records are walked, and pages are the same as with few', async () => {
    const many = await openTestDesks();
    try {
      const { cpe } = many.within(PLATFORM);
      const macs = Array.from({ length: 2_600 }, (_, i) => mac(`805ec1${i.toString(16).padStart(6, '0')}`));
      for (let from = 0; from < macs.length; from += 1_300)
        await addCpes(cpe, {
          vendor: 'Yealink',
          model: from === 0 ? 'T46S' : 'T48S',
          devices: macs.slice(from, from + 1_300).map((each) => ({ mac: each })),
        });
      for (const [i, each] of macs.entries())
        if (i % 10 !== 0) many.store.notebook.reported({ ...report(1), mac: each, firmware: '66.86.0.15' });
      const search = searchOf(many.within(PLATFORM));
      const wishes = readWishes({ firmware: '66.86', model: 'T48S' });
      const expected = macs.filter((_, i) => i >= 1_300 && i % 10 !== 0);
      const first = await searchCpes(search, wishes, { limit: 100 });
      expect(first.cpes.map((found) => found.mac)).toEqual(expected.slice(0, 100));
      const second = await searchCpes(search, wishes, { limit: 1_000, ...(first.next && { after: first.next }) });
      expect(second.cpes.map((found) => found.mac)).toEqual(expected.slice(100, 1_100));
      expect(await countCpes(search, wishes, 10_000)).toBe(expected.length);
      expect(await countCpes(search, wishes, 1_000)).toBe(1_000);
    } finally {
      await many.close();
    }
  });
});
