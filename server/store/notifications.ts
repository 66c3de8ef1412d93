// What came of telling phones something: the last few of each phone, in one document, so that adding one and dropping the
// oldest is one step.
import { type Connection, Schema } from 'mongoose';
import type { NotificationStore, Outcome } from '../cpe/tell/outcome.ts';
import { defineModel } from './model.ts';

type Entry = Omit<Outcome, 'mac'>;

const KEPT = 20;

export function createNotifications(connection: Connection): NotificationStore {
  const notifications = defineModel<{ _id: string; outcomes: readonly Entry[] }>(connection, {
    name: 'Notification',
    collection: 'notifications',
    fields: { _id: String, outcomes: Schema.Types.Mixed },
  });
  return {
    record: async ({ mac, ...entry }) => {
      await notifications.updateOne(
        { _id: mac },
        { $push: { outcomes: { $each: [entry], $position: 0, $slice: KEPT } } },
        { upsert: true },
      );
    },
    of: async (mac) => {
      const found = await notifications.findById(mac).lean();
      return (found?.outcomes ?? []).map((entry) => ({ ...entry, mac }));
    },
  };
}
