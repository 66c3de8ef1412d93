// What webhooks are kept by, and how a request is sent. store/ and outbound/ implement these.
import type { RecordStore } from '../cpe/deps.ts';
import type { Delivery, DeliveryState, NoticeEvent, SendOutcome, Webhook, WebhookHealth } from '../domain/notice.ts';
import type { Sealer } from '../domain/sealed.ts';

export interface DeliveryFilter {
  readonly webhookId: string;
  readonly state?: DeliveryState;
}

/** The outbox: a row per event and webhook, written before anything is sent and kept as a log. */
export interface DeliveryStore {
  /** Rows that are there already stay as they are. @returns how many were new */
  readonly add: (deliveries: readonly Delivery[]) => Promise<number>;
  readonly find: (id: string) => Promise<Delivery | undefined>;
  /** Newest first. */
  readonly list: (
    filter: DeliveryFilter,
    page: { readonly limit: number; readonly before?: string },
  ) => Promise<readonly Delivery[]>;
  /** Takes one that is due, for this long; whoever dies leaves it to be taken again. */
  readonly claim: (
    now: Date,
    leaseMs: number,
    token: string,
    exceptWebhooks: readonly string[],
  ) => Promise<Delivery | undefined>;
  /** @returns false  it was taken by another since */
  readonly finish: (
    id: string,
    token: string,
    change: Pick<Delivery, 'state' | 'dueAt' | 'lastTry' | 'finishedAt'>,
  ) => Promise<boolean>;
  /** Whatever waits for this webhook will not be sent. */
  readonly drop: (webhookId: string, at: Date) => Promise<void>;
  readonly countByState: () => Promise<Readonly<Record<DeliveryState, number>>>;
  /** Drops rows that ended before. */
  readonly removeEnded: (before: Date) => Promise<number>;
}

export interface HealthStore {
  readonly of: (webhookIds: readonly string[]) => Promise<ReadonlyMap<string, WebhookHealth>>;
  readonly succeeded: (webhookId: string, at: Date) => Promise<void>;
  /** @returns how it fares now */
  readonly failed: (webhookId: string, at: Date) => Promise<WebhookHealth>;
  readonly pause: (webhookId: string, until: Date) => Promise<void>;
  /** Those that nothing is sent to now. */
  readonly paused: (now: Date) => Promise<readonly string[]>;
  readonly forget: (webhookId: string) => Promise<void>;
}

export interface WebhookDeps {
  readonly webhooks: RecordStore<Webhook>;
  readonly deliveries: Pick<DeliveryStore, 'add' | 'find' | 'list' | 'drop'>;
  readonly health: HealthStore;
  readonly sealer: Sealer;
  readonly now: () => Date;
  readonly newId: () => string;
  readonly randomHex: (bytes: number) => string;
  /** Whether requests may go to private networks and without TLS. */
  readonly allowsPrivate: boolean;
}

/** A place where events can be read that were written down when they happened. */
export interface EventSource {
  /** Those after `since` and not after `until`, in any order; the same event has the same id each time. */
  readonly read: (since: Date, until: Date) => AsyncIterable<NoticeEvent>;
}

/** One POST to the address given. Never throws for what the other side does. */
export type Send = (request: {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}) => Promise<SendOutcome>;
