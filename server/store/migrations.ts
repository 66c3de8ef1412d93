// The version of the stored documents, and the steps from each version to the next. A step runs once, on one node, and must
// be safe to run again after it was cut off. A store newer than the program is refused.
import type { Connection } from 'mongoose';
import { fitsHardware } from '../devices/capabilities.ts';
import { DEVICES } from '../devices/registry.ts';
import type { DeviceModel } from '../devices/types.ts';
import { lineKey, MAIN_ROLE } from '../domain/firmware.ts';
import { hardwareIdOf, parseFirmwareVersion } from '../domain/firmware-version.ts';
import { modelKey } from '../domain/records.ts';
import type { Logger } from '../log.ts';
import { defineModel, type ModelDefinition } from './model.ts';

export interface Migration {
  /** The version that the store has after it. */
  readonly to: number;
  readonly name: string;
  readonly run: (connection: Connection) => Promise<void>;
}

/** In order. Never change one that has been released: add the next. */
export const MIGRATIONS: readonly Migration[] = [
  { to: 1, name: 'first documents', run: async () => {} },
  { to: 2, name: 'channels know their partner', run: giveChannelsTheirPartner },
  { to: 3, name: 'users have roles', run: giveUsersRoles },
  { to: 4, name: 'firmware has releases', run: giveFirmwareReleases },
];

async function giveChannelsTheirPartner({ db }: Connection): Promise<void> {
  const channels = db?.collection('channels');
  for await (const { _id, partnerId } of db?.collection('accounts').find({}, { projection: { partnerId: 1 } }) ?? [])
    await channels?.updateMany({ accountId: String(_id), partnerId: { $exists: false } }, { $set: { partnerId } });
}

/** Whoever could log in could do everything, and still can. Their sessions end: they lay in a collection of the old shape. */
async function giveUsersRoles({ db }: Connection): Promise<void> {
  const lists = { rights: [], accountIds: [], recoveryHashes: [], identities: [] };
  const plain = { name: '$_id', role: 'platformAdmin', language: 'en', disabled: false };
  const kept = { revision: 1, changedAt: '$createdAt' };
  await db?.collection('users').updateMany({ role: { $exists: false } }, [{ $set: { ...lists, ...plain, ...kept } }]);
  await db?.dropCollection('apiTokens').catch(() => false);
}

/** Files say for which lines they are, and accounts choose a version where they chose a file's name. */
async function giveFirmwareReleases({ db }: Connection): Promise<void> {
  const files = db?.collection<{ _id: string; vendor: string; version: string }>('firmware');
  const accounts = db?.collection('accounts');
  const versions = new Map<string, string>();
  const linesOf = new Map<string, Set<string>>();
  for await (const { _id, vendor, version } of files?.find() ?? []) {
    versions.set(_id, version);
    linesOf.set(_id, new Set(linesThatFit(vendor, version)));
  }
  for await (const { _id, models } of accounts?.find() ?? []) {
    const next = Object.entries<Record<string, unknown>>(models ?? {}).map(([key, { firmware, ...choice }]) => {
      const version = typeof firmware === 'string' ? versions.get(firmware) : undefined;
      if (typeof firmware !== 'string') return [key, { ...choice, ...(firmware !== undefined && { firmware }) }];
      if (version === undefined) return [key, choice];
      const tracks = DEVICES.filter(({ model }) => modelKey(model.vendor, model.model) === key);
      for (const { model } of tracks) linesOf.get(firmware)?.add(lineKey(model.vendor, model.model, model.track));
      const choices = tracks.map(({ model: { track } }) => ({ ...(track !== undefined && { track }), version }));
      return [key, { ...choice, firmware: choices }];
    });
    await accounts?.updateOne({ _id }, { $set: { models: Object.fromEntries(next) } });
  }
  for (const [_id, lines] of linesOf) {
    const version = parseFirmwareVersion(versions.get(_id) ?? '');
    const hasId = DEVICES.some(({ family, model }) => family.hardwareIdInFirmware && lines.has(lineKeyOf(model)));
    const more = version && hasId ? { hardwareId: hardwareIdOf(version) } : {};
    await files?.updateOne(
      { _id, lines: { $exists: false } },
      { $set: { lines: [...lines].toSorted(), role: MAIN_ROLE, ...more } },
    );
  }
}

function linesThatFit(vendor: string, text: string): readonly string[] {
  const version = parseFirmwareVersion(text);
  return DEVICES.filter(({ model }) => model.vendor === vendor && model.hardwareIds.length > 0)
    .filter(({ family, model }) => version && fitsHardware(family, model, version))
    .map(({ model }) => lineKeyOf(model));
}

function lineKeyOf({ vendor, model, track }: DeviceModel): string {
  return lineKey(vendor, model, track);
}

export class StoreTooNewError extends Error {
  constructor(stored: number, known: number) {
    super(
      `The data was written by a newer Bellhop (documents of version ${stored}, this one knows ${known}). Start that version, or restore a backup.`,
    );
    this.name = 'StoreTooNewError';
  }
}

interface MetaDocument {
  _id: string;
  version: number;
  lockedAt?: Date | null;
}

/** A node that died while migrating holds its lock this long at most. */
const LOCK_MS = 5 * 60_000;
const WAIT_MS = 500;

const META: ModelDefinition = {
  name: 'Meta',
  collection: 'meta',
  fields: { _id: String, version: Number, lockedAt: Date },
};

/**
 * Brings the store to the newest version; other nodes wait for the one that does it.
 * @throws StoreTooNewError
 */
export async function migrate(
  connection: Connection,
  log: Logger,
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<number> {
  const meta = defineModel<MetaDocument>(connection, META);
  const newest = migrations.at(-1)?.to ?? 0;
  await meta.updateOne({ _id: 'schema' }, { $setOnInsert: { version: 0 } }, { upsert: true });
  for (;;) {
    const version = (await meta.findById('schema').lean())?.version ?? 0;
    if (version > newest) throw new StoreTooNewError(version, newest);
    if (version === newest) return version;
    const now = new Date();
    const free = { $or: [{ lockedAt: null }, { lockedAt: { $lt: new Date(now.getTime() - LOCK_MS) } }] };
    const lock = await meta.updateOne({ _id: 'schema', version, ...free }, { $set: { lockedAt: now } });
    if (lock.matchedCount === 1) await runFrom(version);
    else await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
  }

  async function runFrom(version: number): Promise<void> {
    try {
      for (const migration of migrations.filter(({ to }) => to > version)) {
        if (version > 0) log.info({ to: migration.to, name: migration.name }, 'migrating stored documents');
        await migration.run(connection);
        await meta.updateOne({ _id: 'schema' }, { $set: { version: migration.to } });
      }
    } finally {
      await meta.updateOne({ _id: 'schema' }, { $set: { lockedAt: null } });
    }
  }
}
