// Webhooks, their outbox, how they fare, how far the feed has read, and events that nothing else writes down.
import { type Connection, Schema } from 'mongoose';
import type { RecordStore } from '../cpe/deps.ts';
import {
  DELIVERY_STATES,
  type Delivery,
  type NoticeEvent,
  type Webhook,
  type WebhookHealth,
} from '../domain/notice.ts';
import type { DeliveryStore, EventSource, HealthStore } from '../webhooks/deps.ts';
import type { FeedPlace } from '../webhooks/feed.ts';
import { defineModel } from './model.ts';
import { KEPT_FIELDS, repository, type StoredBase } from './records.ts';

export interface Webhooks {
  readonly webhooks: RecordStore<Webhook>;
  readonly deliveries: DeliveryStore;
  readonly health: HealthStore;
  readonly place: FeedPlace;
  readonly events: EventLedger;
}

/** Events of those who keep no record that tells them afterwards. */
export interface EventLedger extends EventSource {
  /** Once, however often it is noted under its id. */
  readonly note: (events: readonly NoticeEvent[]) => Promise<void>;
  readonly removeBefore: (time: Date) => Promise<void>;
}

type StoredDelivery = Omit<Delivery, 'id'> & { readonly _id: string; readonly token?: string };
type StoredHealth = Omit<WebhookHealth, 'webhookId'> & { readonly _id: string };
type StoredEvent = Omit<NoticeEvent, 'id'> & { readonly _id: string };
interface StoredPlace {
  readonly _id: string;
  readonly at: Date;
  readonly node?: string;
  readonly until?: Date;
}

const text = { type: String, required: true } as const;
const mixed = Schema.Types.Mixed;
const PLACE = 'feed';
const BATCH = 500;

export function createWebhooks(connection: Connection): Webhooks {
  const webhooks = defineModel<StoredBase>(connection, {
    name: 'Webhook',
    collection: 'webhooks',
    fields: {
      ...KEPT_FIELDS,
      partnerId: String,
      accountId: String,
      name: text,
      url: text,
      events: [String],
      on: { type: Boolean, required: true },
      onSince: { type: Date, required: true },
      offBecause: String,
      secret: text,
      former: mixed,
    },
    indexes: [[{ on: 1, _id: 1 }], [{ partnerId: 1, _id: 1 }]],
  });
  return {
    webhooks: repository<Webhook>(webhooks, () => {}),
    deliveries: createDeliveries(connection),
    health: createHealth(connection),
    place: createPlace(connection),
    events: createLedger(connection),
  };
}

function createDeliveries(connection: Connection): DeliveryStore {
  const deliveries = defineModel<StoredDelivery>(connection, {
    name: 'Delivery',
    collection: 'webhookDeliveries',
    fields: {
      _id: String,
      partnerId: String,
      accountId: String,
      webhookId: String,
      event: mixed,
      body: String,
      state: String,
      attempts: Number,
      dueAt: Date,
      token: String,
      lastTry: mixed,
      createdAt: Date,
      finishedAt: Date,
    },
    indexes: [
      [{ state: 1, dueAt: 1 }],
      [{ webhookId: 1, _id: -1 }],
      [{ webhookId: 1, state: 1 }],
      [{ finishedAt: 1 }, { sparse: true }],
    ],
  });
  return {
    add: async (added) => {
      const { upsertedCount } = await deliveries.bulkWrite(
        added.map(({ id, ...rest }) => ({
          updateOne: { filter: { _id: id }, update: { $setOnInsert: rest }, upsert: true },
        })),
        { ordered: false },
      );
      return upsertedCount;
    },
    find: async (id) => {
      const found = await deliveries.findById(id).lean<StoredDelivery>();
      return found ? toDelivery(found) : undefined;
    },
    list: async (filter, { limit, before }) => {
      const found = await deliveries
        .find({ ...filter, ...(before !== undefined && { _id: { $lt: before } }) })
        .sort({ _id: -1 })
        .limit(limit)
        .lean<StoredDelivery[]>();
      return found.map(toDelivery);
    },
    claim: async (now, leaseMs, token, exceptWebhooks) => {
      const found = await deliveries
        .findOneAndUpdate(
          { state: 'waiting', dueAt: { $lte: now }, webhookId: { $nin: [...exceptWebhooks] } },
          { $set: { dueAt: new Date(now.getTime() + leaseMs), token }, $inc: { attempts: 1 } },
          { sort: { dueAt: 1 }, returnDocument: 'after' },
        )
        .lean<StoredDelivery>();
      return found ? toDelivery(found) : undefined;
    },
    finish: async (id, token, change) => {
      const { matchedCount } = await deliveries.updateOne(
        { _id: id, token, state: 'waiting' },
        { $set: change, $unset: { token: 1 } },
      );
      return matchedCount === 1;
    },
    drop: async (webhookId, at) =>
      void (await deliveries.updateMany(
        { webhookId, state: 'waiting' },
        { $set: { state: 'dropped', finishedAt: at } },
      )),
    countByState: async () => {
      const counted = await Promise.all(DELIVERY_STATES.map((state) => deliveries.countDocuments({ state })));
      const [waiting = 0, delivered = 0, gaveUp = 0, dropped = 0] = counted;
      return { waiting, delivered, gaveUp, dropped };
    },
    removeEnded: async (before) => (await deliveries.deleteMany({ finishedAt: { $lt: before } })).deletedCount,
  };
}

function toDelivery({ _id, token: _token, ...rest }: StoredDelivery): Delivery {
  return { id: _id, ...rest };
}

function createHealth(connection: Connection): HealthStore {
  const healths = defineModel<StoredHealth>(connection, {
    name: 'WebhookHealth',
    collection: 'webhookHealth',
    fields: { _id: String, lastSuccessAt: Date, failingSince: Date, failures: Number, pausedUntil: Date },
    indexes: [[{ pausedUntil: 1 }, { sparse: true }]],
  });
  const toHealth = ({ _id, ...rest }: StoredHealth): WebhookHealth => ({ webhookId: _id, ...rest });
  return {
    of: async (ids) => {
      const found = await healths.find({ _id: { $in: [...ids] } }).lean<StoredHealth[]>();
      return new Map(found.map((health) => [health._id, toHealth(health)]));
    },
    succeeded: async (_id, lastSuccessAt) =>
      void (await healths.updateOne(
        { _id },
        { $set: { lastSuccessAt, failures: 0 }, $unset: { failingSince: 1, pausedUntil: 1 } },
        { upsert: true },
      )),
    failed: async (_id, at) => {
      // The earlier of two stays: $min sets it where there is none.
      const update = { $inc: { failures: 1 }, $min: { failingSince: at } };
      const found = await healths
        .findOneAndUpdate({ _id }, update, { upsert: true, returnDocument: 'after' })
        .lean<StoredHealth>();
      return found ? toHealth(found) : { webhookId: _id, failures: 1, failingSince: at };
    },
    pause: async (_id, pausedUntil) => void (await healths.updateOne({ _id }, { $set: { pausedUntil } })),
    paused: async (now) =>
      (
        await healths
          .find({ pausedUntil: { $gt: now } })
          .select({ _id: 1 })
          .lean<StoredHealth[]>()
      ).map(({ _id }) => _id),
    forget: async (_id) => void (await healths.deleteOne({ _id })),
  };
}

function createPlace(connection: Connection): FeedPlace {
  const places = defineModel<StoredPlace>(connection, {
    name: 'FeedPlace',
    collection: 'webhookFeed',
    fields: { _id: String, at: Date, node: String, until: Date },
  });
  return {
    take: async (now, leaseMs, node) => {
      await places.updateOne({ _id: PLACE }, { $setOnInsert: { at: now } }, { upsert: true });
      const found = await places
        .findOneAndUpdate(
          { _id: PLACE, $or: [{ node }, { until: null }, { until: { $lte: now } }] },
          { $set: { node, until: new Date(now.getTime() + leaseMs) } },
        )
        .lean<StoredPlace>();
      return found?.at;
    },
    move: async (node, at) => void (await places.updateOne({ _id: PLACE, node }, { $max: { at } })),
  };
}

function createLedger(connection: Connection): EventLedger {
  const events = defineModel<StoredEvent>(connection, {
    name: 'NoticeEvent',
    collection: 'noticeEvents',
    fields: { _id: String, partnerId: String, accountId: String, kind: String, at: Date, subject: mixed, data: mixed },
    indexes: [[{ at: 1 }]],
  });
  return {
    note: async (noted) => {
      if (noted.length === 0) return;
      await events.bulkWrite(
        noted.map(({ id, ...rest }) => ({
          updateOne: { filter: { _id: id }, update: { $setOnInsert: rest }, upsert: true },
        })),
        { ordered: false },
      );
    },
    read: async function* (since, until) {
      const cursor = events
        .find({ at: { $gt: since, $lte: until } })
        .lean<StoredEvent>()
        .cursor({ batchSize: BATCH });
      for await (const { _id, ...rest } of cursor) yield { id: _id, ...rest };
    },
    removeBefore: async (time) => void (await events.deleteMany({ at: { $lt: time } })),
  };
}
