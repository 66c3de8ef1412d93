// Everything that Bellhop keeps, put together: opened once per process, closed last.
import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Connection } from 'mongoose';
import type { CertificateStore } from '../certificates/certificate-store.ts';
import type { ClientAuthorityStore } from '../certificates/client-authorities.ts';
import type { DeviceCertificateStore } from '../certificates/device-certificates.ts';
import type { NotificationStore } from '../cpe/tell/outcome.ts';
import { type AssetStore, assetName } from '../firmware/assets.ts';
import type { Logger } from '../log.ts';
import type { PlanStore } from '../plans/deps.ts';
import type { ProvisioningStore, StoredFile } from '../provisioning/world.ts';
import type { JobStore } from '../work/deps.ts';
import { createAssetStore } from './assets.ts';
import { createAuditStore, type StoredAudit } from './audit.ts';
import { type Batches, createBatches } from './batches.ts';
import { createCertificateStore } from './certificates.ts';
import { createClientAuthorityStore, createDeviceCertificateStore } from './device-certificates.ts';
import { createFirmwareStore, type StoredFirmware } from './firmware.ts';
import { createIdempotency, type Idempotency } from './idempotency.ts';
import { createJobStore } from './jobs.ts';
import { migrate } from './migrations.ts';
import { createNotebook, type StoredNotebook } from './notebook.ts';
import { createNotifications } from './notifications.ts';
import { createPeople, type People } from './people.ts';
import { createPlanStore } from './plans.ts';
import { createRecordCache } from './record-cache.ts';
import { createRepositories, defineModels, type Repositories } from './records.ts';
import { createUploads, type Uploads } from './uploads.ts';

export interface Store extends Repositories, Pick<Batches, 'addTogether' | 'settle'> {
  readonly audit: StoredAudit;
  readonly people: People;
  readonly idempotency: Idempotency;
  readonly jobs: JobStore;
  readonly plans: PlanStore;
  readonly uploads: Uploads;
  readonly notebook: StoredNotebook;
  readonly notifications: NotificationStore;
  readonly firmware: StoredFirmware;
  readonly assets: AssetStore;
  readonly certificates: CertificateStore;
  readonly deviceCertificates: DeviceCertificateStore;
  readonly clientAuthorities: ClientAuthorityStore;
  readonly provisioning: ProvisioningStore;
  /** Whether the database answers now. */
  readonly isReady: () => Promise<boolean>;
  /** What is to be done from time to time: drop what expired, finish what another node left. */
  readonly tidy: (now: Date) => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface StoreOptions {
  readonly dataDir: string;
  readonly log: Logger;
  /** No other node writes here, so whatever is unfinished at the start was left by a killed process. */
  readonly alone: boolean;
}

const DAY_MS = 24 * 3_600_000;
/** A batch of another node that is older than this was left behind. */
const BATCH_LEASE_MS = 5 * 60_000;

/** undefined when the record outlived its bytes. */
async function storedFile(sha256: string, storedPath: string): Promise<StoredFile | undefined> {
  if (!existsSync(storedPath)) return undefined;
  const { size } = await stat(storedPath);
  return { sha256, body: { kind: 'stored', storedPath, sizeBytes: size } };
}

export async function openStore(connection: Connection, { dataDir, log, alone }: StoreOptions): Promise<Store> {
  await migrate(connection, log);
  const models = defineModels(connection);
  const repositories = createRepositories(models, (collection, id) =>
    cache.forget(collection === 'cpes' ? id : undefined),
  );
  const firmware = createFirmwareStore(connection, dataDir, () => cache.forget());
  const cache = createRecordCache(repositories, firmware.line);
  const batches = createBatches(connection, models);
  const uploads = createUploads(connection);
  const notebook = createNotebook(connection, log);
  const audit = createAuditStore(connection);
  const notifications = createNotifications(connection);
  const people = createPeople(connection);
  const assets = createAssetStore(connection, dataDir);
  const idempotency = createIdempotency(connection);
  const certificates = createCertificateStore(connection);
  const deviceCertificates = createDeviceCertificateStore(connection);
  const clientAuthorities = createClientAuthorityStore(connection);
  const jobs = createJobStore(connection);
  const plans = createPlanStore(connection);
  await Promise.all(Object.values(connection.models).map((model) => model.createIndexes()));

  const recoverBatches = async (begunBefore: Date): Promise<void> => {
    const recovered = await batches.recover(begunBefore);
    if (recovered > 0) log.warn({ batches: recovered }, 'batches that were cut off have been finished or undone');
  };
  const now = new Date();
  await firmware.tidy(now, alone);
  await recoverBatches(alone ? now : new Date(now.getTime() - BATCH_LEASE_MS));

  return {
    ...repositories,
    audit,
    people,
    idempotency,
    jobs,
    plans,
    uploads,
    notebook,
    notifications,
    firmware,
    assets,
    certificates,
    deviceCertificates,
    clientAuthorities,
    addTogether: async (id, records, at) => {
      const taken = await batches.addTogether(id, records, at);
      for (const { mac } of [...records.cpes, ...(records.changes ?? [])]) cache.forget(mac);
      return taken;
    },
    settle: async (id) => {
      const done = await batches.settle(id);
      cache.forget();
      return done;
    },
    provisioning: {
      recordsOf: cache.recordsOf,
      findReport: notebook.findReport,
      findUpload: uploads.find,
      saveUpload: uploads.save,
      closeWindow: async (mac, token) => {
        const { modifiedCount } = await models.cpes.updateOne(
          { _id: mac, 'enrolment.token.hash': token.hash },
          { $unset: { enrolment: 1 }, $inc: { revision: 1 } },
        );
        cache.forget(mac);
        return modifiedCount === 1;
      },
      forgetFormer: async (mac, kind, upTo) => {
        await models.cpes.updateOne(
          { _id: mac, 'former.kind': kind },
          { $pull: { former: { kind, replacedAt: { $lte: upTo } } }, $inc: { revision: 1 } },
        );
        cache.forget(mac);
      },
      findDeviceCertificate: deviceCertificates.find,
      deviceCertificateUsed: deviceCertificates.used,
      findFirmware: async (name) => {
        const image = await firmware.find(name);
        return image && storedFile(image.sha256, firmware.pathOf(image.sha256));
      },
      findAsset: async (name) => {
        const asset = await assets.find(assetName(name));
        return asset && storedFile(asset.sha256, assets.pathOf(asset.sha256));
      },
    },
    isReady: async () => {
      try {
        await connection.db?.command({ ping: 1 }, { timeoutMS: 2_000 });
        return connection.readyState === 1;
      } catch {
        return false;
      }
    },
    tidy: async (at) => {
      await people.removeExpired(at);
      await idempotency.removeBefore(new Date(at.getTime() - DAY_MS));
      await notebook.tidy();
      await firmware.tidy(at, false);
      await batches.removeDone(new Date(at.getTime() - DAY_MS));
      await recoverBatches(new Date(at.getTime() - BATCH_LEASE_MS));
    },
    close: async () => {
      await notebook.close();
      await connection.close();
    },
  };
}
