// Mongoose models of what Bellhop keeps, and one repository for all records that carry a revision: read, list by pages,
// add, compare-and-set, delete. Documents of a batch that is not committed are invisible (batches.ts).
import { type Connection, type Model, Schema } from 'mongoose';
import type { RecordStore } from '../cpe/deps.ts';
import type { Account, Channel, Cpe, Partner } from '../domain/records.ts';
import { doubledFields } from './duplicates.ts';
import { defineModel, type ModelDefinition } from './model.ts';

/** What every document of these collections has; the rest is the record's own, checked by its schema when written. */
export interface StoredBase {
  _id: string;
  revision: number;
  /** The batch that this document waits for; absent once it counts. */
  pending?: string | null;
  /** The batch that is about to change this document; nobody else may meanwhile. */
  held?: string;
}

export const KEPT_FIELDS = {
  _id: { type: String, required: true },
  revision: { type: Number, required: true },
  createdAt: { type: Date, required: true },
  changedAt: { type: Date, required: true },
  pending: String,
  held: String,
} as const;
const text = { type: String, required: true } as const;
const mixed = { type: Schema.Types.Mixed, required: true } as const;
const pendingIndex = [{ pending: 1 }, { sparse: true }] as const;

const PARTNERS: ModelDefinition = {
  name: 'Partner',
  collection: 'partners',
  fields: { ...KEPT_FIELDS, name: text, settings: mixed },
};
const ACCOUNTS: ModelDefinition = {
  name: 'Account',
  collection: 'accounts',
  fields: {
    ...KEPT_FIELDS,
    partnerId: text,
    name: text,
    number: text,
    country: text,
    language: text,
    timeZone: text,
    areaCode: String,
    networks: [String],
    tftpSecrets: { type: Boolean, required: true },
    legacyTls: Boolean,
    strictCertificates: Boolean,
    signOnIssuer: String,
    ipListing: Schema.Types.Mixed,
    phonebook: Schema.Types.Mixed,
    settings: mixed,
    models: mixed,
    ringtones: mixed,
    sipProxies: mixed,
    sipEncryption: mixed,
    staged: Schema.Types.Mixed,
  },
  indexes: [[{ number: 1 }, { unique: true }], [{ partnerId: 1, number: 1 }]],
};
const CHANNELS: ModelDefinition = {
  name: 'Channel',
  collection: 'channels',
  fields: {
    ...KEPT_FIELDS,
    partnerId: text,
    accountId: text,
    name: text,
    username: text,
    password: text,
    formerPasswords: Schema.Types.Mixed,
    displayName: String,
    label: String,
    encryptedSip: { type: Boolean, required: true },
    dtmf: text,
    areaCode: String,
    callLimit: { type: Number, required: true },
    language: text,
    country: text,
  },
  indexes: [
    [{ name: 1 }, { unique: true }],
    [{ username: 1 }, { unique: true }],
    [{ accountId: 1, name: 1 }],
    pendingIndex,
  ],
};
const CPES: ModelDefinition = {
  name: 'Cpe',
  collection: 'cpes',
  fields: {
    ...KEPT_FIELDS,
    mac: text,
    serialNumber: String,
    replaces: String,
    label: String,
    location: String,
    vendor: text,
    model: text,
    track: String,
    partnerId: text,
    accountId: String,
    channelIds: [String],
    handsets: mixed,
    language: String,
    country: String,
    areaCode: String,
    settings: mixed,
    planId: String,
    lastingToken: mixed,
    digest: Schema.Types.Mixed,
    former: Schema.Types.Mixed,
    enrolment: Schema.Types.Mixed,
    adminPassword: text,
    userPassword: text,
  },
  indexes: [
    [{ mac: 1 }],
    [{ accountId: 1, mac: 1 }],
    [{ partnerId: 1, mac: 1 }],
    [{ vendor: 1, mac: 1 }],
    [{ model: 1, mac: 1 }],
    [{ label: 1 }, { sparse: true }],
    [{ location: 1 }, { sparse: true }],
    [{ serialNumber: 1 }, { sparse: true }],
    [{ 'enrolment.until': 1 }, { sparse: true }],
    [{ channelIds: 1 }],
    pendingIndex,
    [{ held: 1 }, { sparse: true }],
  ],
};

interface Revised {
  readonly id: string;
  readonly revision: number;
}

/** Told of each record that was written. */
type OnChange = (id: string) => void;

const LIVE = { pending: null } as const;
const FREE = { ...LIVE, held: null } as const;

/** Reads by id go to the driver: phones wait for them, and what comes back needs nothing that Mongoose adds. */
export function repository<T extends Revised>(model: RecordModel, changed: OnChange): RecordStore<T> {
  const stored = model.db.collection<StoredBase>(model.collection.collectionName);
  return {
    find: async (_id) => {
      const found = await stored.findOne({ _id, ...LIVE });
      return found ? toRecord<T>(found) : undefined;
    },
    findMany: async (ids) => {
      const found = await stored.find({ _id: { $in: [...ids] }, ...LIVE }).toArray();
      return found.map((one) => toRecord<T>(one));
    },
    list: async (filter, field, { limit, after }) => {
      const beyond = after === undefined ? {} : { [field]: { $gt: after } };
      const found = await model
        .find({ $and: [filter, beyond, LIVE] })
        .sort({ [field]: 1 })
        .limit(limit)
        .lean();
      return found.map((one) => toRecord<T>(one));
    },
    ids: async (filter, field, { limit, after }, index) => {
      const beyond = after === undefined ? {} : { [field]: { $gt: after } };
      const found = await model
        .find({ $and: [filter, beyond, LIVE] }, { _id: 1 })
        .sort({ [field]: 1 })
        .limit(limit)
        .hint(index ?? {})
        .lean();
      return found.map(({ _id }) => _id);
    },
    insert: async (record) => {
      try {
        await model.insertMany([toStored(record)]);
      } catch (error) {
        return takenFields(error);
      }
      changed(record.id);
      return [];
    },
    replace: async (record, formerRevision) => {
      try {
        const { matchedCount } = await model.replaceOne(
          { _id: record.id, revision: formerRevision, ...FREE },
          toStored(record),
        );
        changed(record.id);
        return matchedCount === 1 ? 'done' : 'stale';
      } catch (error) {
        return { taken: takenFields(error) };
      }
    },
    remove: async (_id, revision) => {
      const { deletedCount } = await model.deleteOne({ _id, ...(revision !== undefined && { revision }), ...FREE });
      changed(_id);
      return deletedCount === 1;
    },
    count: (filter) => model.countDocuments({ ...filter, ...LIVE }),
  };
}

/** The border of this room: a document written from a record is read back as that record. */
function toRecord<T>({ _id, pending: _pending, held: _held, ...rest }: StoredBase): T {
  return { id: _id, ...rest } as T;
}

export function toStored<T extends Revised>({ id, ...rest }: T): StoredBase {
  return { _id: id, ...rest };
}

/** Unique fields that the write would have doubled; anything else went wrong is thrown on. */
function takenFields(error: unknown): readonly string[] {
  const fields = doubledFields(error);
  if (!fields) throw error;
  return fields;
}

export type RecordModel = Model<StoredBase>;

export interface Models {
  readonly partners: RecordModel;
  readonly accounts: RecordModel;
  readonly channels: RecordModel;
  readonly cpes: RecordModel;
}

export interface Repositories {
  readonly partners: RecordStore<Partner>;
  readonly accounts: RecordStore<Account>;
  readonly channels: RecordStore<Channel>;
  readonly cpes: RecordStore<Cpe>;
}

export function defineModels(connection: Connection): Models {
  return {
    partners: defineModel<StoredBase>(connection, PARTNERS),
    accounts: defineModel<StoredBase>(connection, ACCOUNTS),
    channels: defineModel<StoredBase>(connection, CHANNELS),
    cpes: defineModel<StoredBase>(connection, CPES),
  };
}

/** @param forget  called after each write with the collection and the id it touched */
export function createRepositories(
  models: Models,
  forget: (collection: keyof Models, id: string) => void,
): Repositories {
  return {
    partners: repository(models.partners, (id) => forget('partners', id)),
    accounts: repository(models.accounts, (id) => forget('accounts', id)),
    channels: repository(models.channels, (id) => forget('channels', id)),
    cpes: repository(models.cpes, (id) => forget('cpes', id)),
  };
}
