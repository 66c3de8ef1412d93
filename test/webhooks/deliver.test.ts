// The outbox on a real store: what is taken, tried again, paused, given up and switched off; times are given.
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { NoticeEvent, SendOutcome, Webhook } from '../../server/domain/notice.ts';
import { createSealer } from '../../server/store/sealer.ts';
import { createDelivering, DELIVER_TIMES, type DeliverDeps } from '../../server/webhooks/deliver.ts';
import { createFeed, deliveryOf, wants } from '../../server/webhooks/feed.ts';
import { openTestStore, silentLog, type TestStore } from '../support/store.ts';

let opened: TestStore;
const sealer = createSealer(randomBytes(32));
const randomHex = (bytes: number) => randomBytes(bytes).toString('hex');
const START = Date.UTC(2026, 10, 23);
let nowMs = START;
let outcome: SendOutcome;
let sent: string[];
let number = 0;

beforeAll(async () => {
  opened = await openTestStore();
});
afterAll(() => opened.close());
beforeEach(() => {
  nowMs = START;
  outcome = { ms: 3, status: 200 };
  sent = [];
});

const now = () => new Date(nowMs);
const MINUTE_MS = 60_000;

async function webhook(given: Partial<Webhook> = {}): Promise<Webhook> {
  const id = `hook-${++number}`;
  const one: Webhook = {
    id,
    revision: 1,
    createdAt: now(),
    changedAt: now(),
    name: id,
    url: `https://hooks.example/${id}`,
    events: ['cpe.added'],
    on: true,
    onSince: now(),
    secret: sealer.seal('whsec_1'),
    ...given,
  };
  await opened.store.notices.webhooks.insert(one);
  return one;
}

function event(id: string, given: Partial<NoticeEvent> = {}): NoticeEvent {
  const subject = { kind: 'cpe', id, label: id };
  return { id, kind: 'cpe.added', at: now(), subject, data: { mac: id }, ...given };
}

function delivering(given: Partial<DeliverDeps> = {}) {
  const { notices } = opened.store;
  const { step, settled } = createDelivering({
    ...notices,
    sealer,
    send: async ({ url }) => {
      sent.push(url);
      return outcome;
    },
    now,
    randomHex,
    tried: () => {},
    log: silentLog,
    ...given,
  });
  return async () => {
    const begun = await step();
    await settled();
    return begun;
  };
}

const log = (webhookId: string) => opened.store.notices.deliveries.list({ webhookId }, { limit: 100 });

describe('whose events', () => {
  const account = { partnerId: 'p', accountId: 'a' };
  test.each([
    [{}, {}, true],
    [{}, account, true],
    [{ partnerId: 'p' }, account, true],
    [{ partnerId: 'p' }, { partnerId: 'q', accountId: 'b' }, false],
    [{ partnerId: 'p' }, {}, false],
    [account, account, true],
    [account, { partnerId: 'p', accountId: 'b' }, false],
    [account, { partnerId: 'p' }, false],
  ])('a webhook of %o and an event of %o', async (owner, tenant, wanted) => {
    expect(wants(await webhook({ ...owner, on: false }), event('x', tenant))).toBe(wanted);
  });

  test('what happened before it was switched on, and what it did not ask for, is not wanted', async () => {
    const hook = await webhook({ on: false });
    expect(wants(hook, event('x', { at: new Date(START - 1) }))).toBe(false);
    expect(wants(hook, event('x', { kind: 'cpe.removed' }))).toBe(false);
  });
});

describe('sending', () => {
  test('a row that another node took is not sent; when that node dies it is, and only once', async () => {
    const hook = await webhook();
    await opened.store.notices.deliveries.add([deliveryOf(hook, event('e'), now())]);
    const taken = await opened.store.notices.deliveries.claim(now(), DELIVER_TIMES.leaseMs, 'dead', []);
    expect(taken?.webhookId).toBe(hook.id);
    expect(await delivering()()).toBe(0);
    nowMs += DELIVER_TIMES.leaseMs;
    expect(await delivering()()).toBe(1);
    expect(await delivering()()).toBe(0);
    expect(sent).toEqual([hook.url]);
    // The dead one was only slow: what it says now changes nothing.
    const late = { state: 'waiting', dueAt: now() } as const;
    expect(await opened.store.notices.deliveries.finish(taken?.id ?? '', 'dead', late)).toBe(false);
    expect(await log(hook.id)).toMatchObject([{ state: 'delivered', attempts: 2, lastTry: { status: 200 } }]);
  });

  test('waiting grows with each failure, and a day later it is given up', async () => {
    const hook = await webhook();
    await opened.store.notices.deliveries.add([deliveryOf(hook, event('e'), now())]);
    outcome = { ms: 3, failure: 'timeout' };
    const step = delivering();
    const waits: number[] = [];
    for (let i = 0; i < 200; i++) {
      await step();
      const [row] = await log(hook.id);
      if (row?.state !== 'waiting') break;
      waits.push(row.dueAt.getTime() - nowMs);
      nowMs = row.dueAt.getTime() + DELIVER_TIMES.backoff.mostMs;
    }
    expect(waits.slice(0, 3)).toEqual([5_000, 10_000, 20_000]);
    expect(waits.every((wait, i) => i === 0 || wait >= (waits[i - 1] ?? 0))).toBe(true);
    expect(await log(hook.id)).toMatchObject([{ state: 'gaveUp', lastTry: { failure: 'timeout' } }]);
  });

  test('a receiver that fails again and again is left alone for a while; another one is served', async () => {
    const [dead, well] = [await webhook(), await webhook()];
    const { deliveries } = opened.store.notices;
    await deliveries.add(Array.from({ length: 40 }, (_, i) => deliveryOf(dead, event(`d${i}`), now())));
    await deliveries.add([deliveryOf(well, event('w'), now())]);
    const step = delivering({
      send: async ({ url }) => {
        sent.push(url);
        return url === dead.url ? { ms: 1, status: 503 } : { ms: 1, status: 200 };
      },
    });
    for (let i = 0; i < 20; i++) await step();
    expect(sent.filter((url) => url === well.url)).toHaveLength(1);
    const tried = sent.filter((url) => url === dead.url).length;
    expect(tried).toBeGreaterThan(0);
    expect(tried).toBeLessThan(20);
  });

  test('one that has failed for three days is switched off, says why, and what waits is dropped', async () => {
    const hook = await webhook();
    outcome = { ms: 1, status: 500 };
    const step = delivering();
    const { deliveries } = opened.store.notices;
    for (let hour = 0; hour <= 73; hour++) {
      await deliveries.add([deliveryOf(hook, event(`e${hour}`), now())]);
      await step();
      nowMs += 61 * MINUTE_MS;
    }
    expect(await opened.store.notices.webhooks.find(hook.id)).toMatchObject({ on: false, offBecause: 'failing' });
    expect((await log(hook.id)).filter(({ state }) => state === 'waiting')).toEqual([]);
  });

  test('what waits for a webhook that is gone is dropped', async () => {
    const hook = await webhook();
    await opened.store.notices.deliveries.add([deliveryOf(hook, event('e'), now())]);
    await opened.store.notices.webhooks.remove(hook.id);
    await delivering()();
    expect([sent, (await log(hook.id)).map(({ state }) => state)]).toEqual([[], ['dropped']]);
  });
});

describe('the feed', () => {
  test('two nodes that read the same events bring each into the outbox once; a late one is still found', async () => {
    const hook = await webhook();
    const happened = [event('one', { at: new Date(START + 1_000) }), event('two', { at: new Date(START + 2_000) })];
    const { webhooks, deliveries, place } = opened.store.notices;
    const source = {
      read: async function* (since: Date, until: Date) {
        for (const one of happened) if (one.at > since && one.at <= until) yield one;
      },
    };
    const feedOf = (node: string) => createFeed({ webhooks, deliveries, place, sources: [source], node, now });
    const [first, second] = [feedOf('a'), feedOf('b')];
    await first();
    nowMs = START + 10_000;
    await first();
    await second();
    expect(await log(hook.id)).toHaveLength(2);
    // The first node dies, and a third event turns up that was written late.
    happened.push(event('late', { at: new Date(START + 3_000) }));
    nowMs = START + 40_000;
    await second();
    await second();
    expect((await log(hook.id)).map(({ event: { id } }) => id)).toEqual(['late', 'two', 'one']);
  });
});
