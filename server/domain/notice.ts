// What Bellhop tells others of its own accord: events, the webhooks that take them, and each delivery of one to another.
// Plain shapes; webhooks/ has the rules, store/ keeps them.
import type { Sealed } from './sealed.ts';

/** What can be subscribed to. A new kind is named here and called `event.*` in texts-notices.ts. */
export const EVENT_KINDS = [
  'cpe.added',
  'cpe.changed',
  'cpe.removed',
  'cpe.replaced',
  'cpe.firstSeen',
  'cpe.refused',
  'cpe.windowOpened',
  'cpe.windowClosed',
  'job.ended',
  'plan.stopped',
  'alarm.raised',
  'alarm.cleared',
] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

/** Of a delivery: what was subscribed to, or a test that somebody asked for. */
export type DeliveredKind = EventKind | 'test';

/** Whose it is; nothing: the platform's alone. */
export interface Owner {
  readonly partnerId?: string;
  readonly accountId?: string;
}

/** Something that happened. It tells which thing, never a secret and never a value that was set. */
export interface NoticeEvent extends Owner {
  /** The same however often the event is read: a receiver knows a repeat by it. */
  readonly id: string;
  readonly kind: DeliveredKind;
  readonly at: Date;
  readonly subject: { readonly kind: string; readonly id: string; readonly label: string };
  readonly data: Readonly<Record<string, unknown>>;
}

/** Where events are sent. */
export interface Webhook extends Owner {
  readonly id: string;
  readonly revision: number;
  readonly createdAt: Date;
  readonly changedAt: Date;
  readonly name: string;
  readonly url: string;
  readonly events: readonly EventKind[];
  readonly on: boolean;
  /** What happened before is not sent. */
  readonly onSince: Date;
  /** Absent: it is on, or a person switched it off. */
  readonly offBecause?: 'failing';
  readonly secret: Sealed;
  /** Signs beside the secret until then, so that a receiver can change over. */
  readonly former?: { readonly secret: Sealed; readonly until: Date };
}

/** waiting: not arrived yet. gaveUp: it never did. dropped: the webhook was switched off or removed. */
export const DELIVERY_STATES = ['waiting', 'delivered', 'gaveUp', 'dropped'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** Why a try failed without an answer, in words that say nothing of what lies behind. */
export const SEND_FAILURES = [
  'timeout',
  'notFound',
  'refused',
  'privateAddress',
  'notHttps',
  'certificate',
  'badAnswer',
  'other',
] as const;
export type SendFailure = (typeof SEND_FAILURES)[number];

/** What came of one try. */
export interface SendOutcome {
  readonly ms: number;
  /** HTTP status; absent: there was no answer. */
  readonly status?: number;
  readonly failure?: SendFailure;
}

/** One event on its way to one webhook. */
export interface Delivery extends Owner {
  /** Sorts by the time of the event; the same for the same event and webhook. */
  readonly id: string;
  readonly webhookId: string;
  readonly event: Pick<NoticeEvent, 'id' | 'kind' | 'at' | 'subject'>;
  /** JSON, the same bytes at each try. */
  readonly body: string;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly dueAt: Date;
  readonly lastTry?: SendOutcome & { readonly at: Date };
  readonly createdAt: Date;
  readonly finishedAt?: Date;
}

/** How a webhook fares over all its deliveries. */
export interface WebhookHealth {
  readonly webhookId: string;
  readonly lastSuccessAt?: Date;
  /** First failure since the last success. */
  readonly failingSince?: Date;
  readonly failures: number;
  /** Nothing is sent there before this. */
  readonly pausedUntil?: Date;
}
