// Alarms, who wants them, and what becomes due between two moments.
import { type Connection, Schema } from 'mongoose';
import type { AlarmSigns, AlarmStores } from '../alarms/deps.ts';
import type { Alarm, AlarmSettings } from '../domain/alarm.ts';
import type { Mac } from '../domain/mac.ts';
import { defineModel } from './model.ts';
import { KEPT_FIELDS, repository, type StoredBase } from './records.ts';

const text = { type: String, required: true } as const;
const flag = { type: Boolean, required: true } as const;
const date = { type: Date, required: true } as const;
const BATCH = 500;

export interface StoredAlarms extends AlarmStores, AlarmSigns {
  /** Drops alarms that were over before. */
  readonly removeCleared: (before: Date) => Promise<void>;
}

export function createAlarms(connection: Connection): StoredAlarms {
  const tenant = { partnerId: String, accountId: String };
  const alarms = defineModel<StoredBase>(connection, {
    name: 'Alarm',
    collection: 'alarms',
    fields: {
      ...KEPT_FIELDS,
      ...tenant,
      kind: text,
      subject: { type: Schema.Types.Mixed, required: true },
      moment: date,
      raisedAt: date,
      clearedAt: Date,
      isMailDue: flag,
      isTold: flag,
    },
    indexes: [[{ clearedAt: 1, _id: 1 }], [{ raisedAt: 1 }], [{ isMailDue: 1, _id: 1 }], [{ partnerId: 1, _id: 1 }]],
  });
  const settings = defineModel<StoredBase>(connection, {
    name: 'AlarmSettings',
    collection: 'alarmSettings',
    fields: { ...KEPT_FIELDS, ...tenant, kinds: [String], mail: [String], notSeenHours: Number, language: text },
  });
  const reports = connection.collection<{ _id: string; lastAt: Date; registrationsAt?: Date }>('reports');
  const cpes = connection.collection<{ _id: string }>('cpes');
  return {
    alarms: repository<Alarm>(alarms, () => {}),
    settings: repository<AlarmSettings>(settings, () => {}),
    lastSeenBetween: async function* (since, until) {
      const options = { batchSize: BATCH, projection: { lastAt: 1 } };
      for await (const { _id, lastAt } of reports.find({ lastAt: { $gt: since, $lte: until } }, options))
        yield { mac: _id as Mac, lastAt };
    },
    windowEndsBetween: async function* (since, until) {
      const options = { batchSize: BATCH, projection: { _id: 1 } };
      const ending = { 'enrolment.until': { $gt: since, $lte: until }, pending: null };
      for await (const { _id } of cpes.find(ending, options)) yield _id as Mac;
    },
    registrationsBetween: async function* (since, until) {
      const options = { batchSize: BATCH, projection: { _id: 1 } };
      for await (const { _id } of reports.find({ registrationsAt: { $gt: since, $lte: until } }, options))
        yield _id as Mac;
    },
    removeCleared: async (before) => void (await alarms.deleteMany({ clearedAt: { $lt: before } })),
  };
}
