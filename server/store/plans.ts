// Plans, their phones and the groups in which files change. A plan is a record with a revision; its phones are many, and are
// written in bulk.
import { type Connection, Schema } from 'mongoose';
import type { Mac } from '../domain/mac.ts';
import type { Plan, PlanGroup, PlanPhone } from '../domain/plan.ts';
import type { PlanStore } from '../plans/deps.ts';
import { defineModel, type ModelDefinition } from './model.ts';
import { KEPT_FIELDS, repository, type StoredBase } from './records.ts';

type StoredPhone = PlanPhone & { readonly _id: string };
type StoredGroup = PlanGroup & { readonly _id: string };

const text = { type: String, required: true } as const;
const mixed = Schema.Types.Mixed;

const PLANS: ModelDefinition = {
  name: 'Plan',
  collection: 'plans',
  fields: {
    ...KEPT_FIELDS,
    name: String,
    partnerId: text,
    accountId: String,
    kind: text,
    change: text,
    targets: mixed,
    word: text,
    schedule: mixed,
    waves: mixed,
    pacing: mixed,
    stopRule: mixed,
    startsItself: Boolean,
    state: text,
    reason: String,
    requestedBy: text,
    jobId: String,
    counts: mixed,
    waveCounts: mixed,
    former: mixed,
    planned: mixed,
    forgivenAt: Date,
    previewedAt: Date,
    startedAt: Date,
    endedAt: Date,
  },
  indexes: [[{ partnerId: 1, createdAt: -1 }], [{ accountId: 1 }, { sparse: true }]],
};
const PHONES: ModelDefinition = {
  name: 'PlanPhone',
  collection: 'planPhones',
  fields: {
    _id: String,
    planId: text,
    mac: text,
    accountId: String,
    address: String,
    state: text,
    why: String,
    group: String,
    wave: Number,
    order: Number,
    formerEtag: String,
    plannedEtag: String,
    wantedFirmware: String,
    outAt: Date,
    isApplied: Boolean,
    told: String,
    fetchedAt: Date,
    fetchedEtag: String,
    former: mixed,
    planned: mixed,
    switchedChannels: mixed,
    rotated: mixed,
    undoneAt: Date,
    undoTold: String,
    isRestored: Boolean,
    takenBy: String,
  },
  indexes: [[{ planId: 1, mac: 1 }], [{ planId: 1, state: 1, mac: 1 }], [{ planId: 1, group: 1, mac: 1 }]],
};
const GROUPS: ModelDefinition = {
  name: 'PlanGroup',
  collection: 'planGroups',
  fields: { _id: String, planId: text, id: text, phones: Number, reboots: String, files: mixed, examples: [String] },
  indexes: [[{ planId: 1, phones: -1 }]],
};

const idOf = (planId: string, of: string): string => `${planId}/${of}`;

export function createPlanStore(connection: Connection): PlanStore {
  const plans = defineModel<StoredBase>(connection, PLANS);
  const phones = defineModel<StoredPhone>(connection, PHONES);
  const groups = defineModel<StoredGroup>(connection, GROUPS);
  return {
    plans: repository<Plan>(plans, () => {}),
    phones: {
      clear: async (planId) => {
        await phones.deleteMany({ planId });
        await groups.deleteMany({ planId });
      },
      add: async (some) => {
        const stored = some.map((phone) => ({ ...phone, _id: idOf(phone.planId, phone.mac) }));
        if (stored.length > 0) await phones.insertMany(stored);
      },
      putGroups: async (some) => {
        const stored = some.map((group) => ({ ...group, _id: idOf(group.planId, group.id) }));
        if (stored.length > 0) await groups.insertMany(stored);
      },
      groups: async (planId) => {
        const found = await groups.find({ planId }).sort({ phones: -1, id: 1 }).lean<StoredGroup[]>();
        return found.map(({ _id, ...group }) => group);
      },
      list: async (planId, filter, { limit, after }) => {
        const wanted: Readonly<Record<string, unknown>> = {
          planId,
          ...filter,
          ...(after !== undefined && { mac: { $gt: after } }),
        };
        const found = await phones.find(wanted).sort({ mac: 1 }).limit(limit).lean<StoredPhone[]>();
        return found.map(toPhone);
      },
      findMany: async (planId, macs) => {
        const ids = macs.map((mac) => idOf(planId, mac));
        return (await phones.find({ _id: { $in: ids } }).lean<StoredPhone[]>()).map(toPhone);
      },
      all: async (planId) => {
        const found = await phones.find({ planId }).select({ former: 0, planned: 0 }).lean<StoredPhone[]>();
        return found.map(toPhone).sort((a, b) => a.wave - b.wave || a.order - b.order);
      },
      take: async (planId, macs, from, by, change) => {
        const ids = macs.map((mac) => idOf(planId, mac));
        await phones.updateMany({ _id: { $in: ids }, state: { $in: [...from] } }, { $set: { ...change, takenBy: by } });
        const taken = await phones
          .find({ _id: { $in: ids }, takenBy: by })
          .select({ mac: 1 })
          .lean<{ mac: Mac }[]>();
        return taken.map(({ mac }) => mac);
      },
      set: async (planId, changes) => {
        if (changes.length === 0) return;
        const writes = changes.map(({ mac, change }) => ({
          updateOne: { filter: { _id: idOf(planId, mac) }, update: { $set: change } },
        }));
        await phones.bulkWrite(writes, { ordered: false });
      },
    },
  };
}

function toPhone({ _id, ...phone }: StoredPhone): PlanPhone {
  return phone;
}
