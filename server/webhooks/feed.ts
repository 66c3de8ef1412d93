// Brings events into the outbox. Events are not handed over by whoever makes them: they are read from where they were written
// down already (audit log, jobs, what phones did), so none is lost when a process dies between a deed and its telling.
// A row's id follows from event and webhook, so reading twice, by one node or two, adds nothing.
import { createHash } from 'node:crypto';
import type { RecordStore } from '../cpe/deps.ts';
import type { Delivery, NoticeEvent, Webhook } from '../domain/notice.ts';
import type { DeliveryStore, EventSource } from './deps.ts';

/** How far the feed has read; one for all nodes. */
export interface FeedPlace {
  /** The place, if nobody else feeds now; then nobody else may for so long. */
  readonly take: (now: Date, leaseMs: number, node: string) => Promise<Date | undefined>;
  readonly move: (node: string, to: Date) => Promise<void>;
}

export interface FeedDeps {
  readonly webhooks: Pick<RecordStore<Webhook>, 'list'>;
  readonly deliveries: Pick<DeliveryStore, 'add'>;
  readonly place: FeedPlace;
  readonly sources: readonly EventSource[];
  /** This node. */
  readonly node: string;
  readonly now: () => Date;
}

/** What is younger may yet be taken back by whoever noted it (audit `notDone`). */
const SETTLE_MS = 1_500;
/** What another node noted, or a long write, may come into the past by this much; looked for with every WIDE-th reading. */
const WIDE_MS = 60_000;
const NARROW_MS = 5_000;
const WIDE = 10;
const LEASE_MS = 20_000;
const BATCH = 500;
const PAGE = 500;
const KEPT_IDS = 50_000;

/** @returns a step that reads what is new and tells how many rows it added; to be called about every second */
export function createFeed(deps: FeedDeps): () => Promise<number> {
  let turn = 0;
  let seen = new Set<string>();

  return async () => {
    const now = deps.now();
    const place = await deps.place.take(now, LEASE_MS, deps.node);
    if (!place) return 0;
    const until = new Date(now.getTime() - SETTLE_MS);
    const webhooks = await webhooksOn(deps.webhooks);
    turn += 1;
    const back = turn % WIDE === 1 ? WIDE_MS : NARROW_MS;
    const added = webhooks.length > 0 ? await readAll(new Date(place.getTime() - back), until, webhooks) : 0;
    await deps.place.move(deps.node, until);
    return added;
  };

  async function readAll(since: Date, until: Date, webhooks: readonly Webhook[]): Promise<number> {
    let added = 0;
    let rows: Delivery[] = [];
    const write = async () => {
      if (rows.length > 0) added += await deps.deliveries.add(rows);
      rows = [];
    };
    const read: string[] = [];
    for (const source of deps.sources) {
      for await (const event of source.read(since, until)) {
        if (seen.has(event.id)) continue;
        read.push(event.id);
        for (const webhook of webhooks) if (wants(webhook, event)) rows.push(deliveryOf(webhook, event, deps.now()));
        if (rows.length >= BATCH) await write();
      }
    }
    await write();
    if (seen.size > KEPT_IDS) seen = new Set();
    for (const id of read) seen.add(id);
    return added;
  }
}

async function webhooksOn(webhooks: FeedDeps['webhooks']): Promise<readonly Webhook[]> {
  const all: Webhook[] = [];
  for (let after: string | undefined; ; after = all.at(-1)?.id) {
    const page = await webhooks.list({ on: true }, '_id', { limit: PAGE, ...(after !== undefined && { after }) });
    all.push(...page);
    if (page.length < PAGE) return all;
  }
}

/** An account's webhook hears of that account, a partner's of all of the partner's, the platform's of everything. */
export function wants(webhook: Webhook, event: NoticeEvent): boolean {
  return (
    webhook.events.some((kind) => kind === event.kind) &&
    event.at >= webhook.onSince &&
    (webhook.partnerId === undefined || webhook.partnerId === event.partnerId) &&
    (webhook.accountId === undefined || webhook.accountId === event.accountId)
  );
}

const TIME_DIGITS = 12;

/** The row of the outbox for one event and one webhook. */
export function deliveryOf(webhook: Webhook, event: NoticeEvent, now: Date): Delivery {
  const { id: webhookId, partnerId, accountId } = webhook;
  const { id, kind, at, subject, data } = event;
  const time = Math.max(0, at.getTime()).toString(16).padStart(TIME_DIGITS, '0');
  const unique = createHash('sha256').update(`${webhookId}\n${id}`).digest('hex').slice(0, 24);
  const tenant = {
    ...(event.partnerId !== undefined && { partnerId: event.partnerId }),
    ...(event.accountId !== undefined && { accountId: event.accountId }),
  };
  return {
    id: `${time}-${unique}`,
    webhookId,
    ...(partnerId !== undefined && { partnerId }),
    ...(accountId !== undefined && { accountId }),
    event: { id, kind, at, subject },
    body: JSON.stringify({ id: `${time}-${unique}`, event: kind, at: at.toISOString(), ...tenant, subject, data }),
    state: 'waiting',
    attempts: 0,
    dueAt: now,
    createdAt: now,
  };
}
