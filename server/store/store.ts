// Everything that Bellhop keeps, put together: opened once per process, closed last.
import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Connection } from 'mongoose';
import type { CertificateStore } from '../certificates/certificate-store.ts';
import type { ClientAuthorityStore } from '../certificates/client-authorities.ts';
import type { DeviceCertificateStore } from '../certificates/device-certificates.ts';
import type { FleetNotes, PhoneLog, PhoneNotes } from '../cpe/care/deps.ts';
import type { RecordStore } from '../cpe/deps.ts';
import type { NotificationStore } from '../cpe/tell/outcome.ts';
import type { Phonebook } from '../domain/phonebook.ts';
import type { SavedView } from '../domain/saved-view.ts';
import { type AssetStore, assetName } from '../firmware/assets.ts';
import type { Logger } from '../log.ts';
import type { SoundBytes, TelephonyStore } from '../pbx/deps.ts';
import type { PlanStore } from '../plans/deps.ts';
import type { Notebook, PhoneRequest, ProvisioningStore, StoredFile } from '../provisioning/world.ts';
import type { Happened } from '../webhooks/sources.ts';
import type { JobStore } from '../work/deps.ts';
import { createAlarms, type StoredAlarms } from './alarms.ts';
import { createAssetStore } from './assets.ts';
import { createAuditStore, type StoredAudit } from './audit.ts';
import { type Batches, createBatches } from './batches.ts';
import { createCertificateStore } from './certificates.ts';
import { createClientAuthorityStore, createDeviceCertificateStore } from './device-certificates.ts';
import { createFileVersions } from './file-versions.ts';
import { createFirmwareStore, type StoredFirmware } from './firmware.ts';
import { createHappened } from './happened.ts';
import { createIdempotency, type Idempotency } from './idempotency.ts';
import { createJobStore } from './jobs.ts';
import { migrate } from './migrations.ts';
import { createNotebook, type StoredNotebook } from './notebook.ts';
import { createNotifications } from './notifications.ts';
import { createPeople, type People } from './people.ts';
import { createPhoneLines } from './phone-lines.ts';
import { createPhonebooks } from './phonebooks.ts';
import { createPlanStore } from './plans.ts';
import { createRecordCache } from './record-cache.ts';
import { createRepositories, defineModels, type Repositories } from './records.ts';
import { createSavedViews } from './saved-views.ts';
import { createSoundBytes } from './telephony/sounds.ts';
import { createTelephonyStore } from './telephony/telephony.ts';
import { createUploads, type Uploads } from './uploads.ts';
import { createWebhooks, type Webhooks } from './webhooks.ts';

export interface Store extends Repositories, Pick<Batches, 'addTogether' | 'settle'> {
  readonly telephony: TelephonyStore;
  readonly sounds: SoundBytes;
  readonly audit: StoredAudit;
  readonly people: People;
  readonly idempotency: Idempotency;
  readonly jobs: JobStore;
  readonly plans: PlanStore;
  readonly uploads: Uploads;
  readonly notebook: StoredNotebook & Notebook;
  /** Takes what a phone logged, without making anybody wait. */
  readonly logged: (line: PhoneLog) => void;
  readonly notifications: NotificationStore;
  readonly notes: PhoneNotes;
  readonly fleet: FleetNotes;
  readonly views: RecordStore<SavedView>;
  readonly alarms: StoredAlarms;
  /** By their account's id. */
  readonly phonebooks: RecordStore<Phonebook>;
  readonly firmware: StoredFirmware;
  readonly assets: AssetStore;
  readonly certificates: CertificateStore;
  readonly deviceCertificates: DeviceCertificateStore;
  readonly clientAuthorities: ClientAuthorityStore;
  /** Webhooks, their outbox and what feeds it. */
  readonly notices: Webhooks;
  /** What happened between two moments. */
  readonly happened: Happened;
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

/** What phones asked for. */
const REQUESTS = { name: 'PhoneRequest', collection: 'phoneRequestLines', kept: 300, keptDays: 90 };
/** What phones logged. */
const LOGS = { name: 'PhoneLog', collection: 'phoneLogLines', kept: 500, keptDays: 7 };
const DAY_MS = 24 * 3_600_000;
/** How long the log of deliveries is kept, and an alarm that is over. */
const DELIVERY_DAYS = 30;
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
  const telephony = createTelephonyStore(connection);
  const uploads = createUploads(connection);
  const batches = createBatches(connection, models, uploads);
  const notebook = createNotebook(connection, log);
  const requests = createPhoneLines<PhoneRequest>(connection, log, REQUESTS);
  const logs = createPhoneLines<PhoneLog>(connection, log, LOGS);
  const versions = createFileVersions(connection, log);
  const audit = createAuditStore(connection);
  const notifications = createNotifications(connection);
  const people = createPeople(connection);
  const assets = createAssetStore(connection, dataDir);
  const idempotency = createIdempotency(connection);
  const certificates = createCertificateStore(connection);
  const deviceCertificates = createDeviceCertificateStore(connection);
  const clientAuthorities = createClientAuthorityStore(connection);
  const views = createSavedViews(connection);
  const jobs = createJobStore(connection);
  const plans = createPlanStore(connection);
  const notices = createWebhooks(connection);
  const phonebooks = createPhonebooks(connection);
  const alarms = createAlarms(connection);
  await Promise.all(Object.values(connection.models).map((model) => model.createIndexes()));

  const recoverBatches = async (begunBefore: Date): Promise<void> => {
    const recovered = (await batches.recover(begunBefore)) + (await telephony.recover(begunBefore));
    if (recovered > 0) log.warn({ batches: recovered }, 'batches that were cut off have been finished or undone');
  };
  const now = new Date();
  await firmware.tidy(now, alone);
  await recoverBatches(alone ? now : new Date(now.getTime() - BATCH_LEASE_MS));

  return {
    ...repositories,
    telephony,
    sounds: createSoundBytes(connection, dataDir),
    audit,
    people,
    idempotency,
    jobs,
    plans,
    uploads,
    notebook: {
      ...notebook,
      asked: (request) => {
        const { status, sizeBytes, transport, by, address, file, registration } = request;
        const told = registration && `${registration.channelId} ${registration.word}`;
        requests.note(request, `${status} ${sizeBytes} ${transport} ${by} ${address} ${file} ${told}`);
      },
      fetched: versions.fetched,
    },
    logged: (line) => logs.note(line, `${line.address} ${line.severity} ${line.text}`),
    notifications,
    views,
    fleet: {
      macsReported: notebook.macsReported,
      macsAmong: notebook.macsAmong,
      macsRefused: notebook.macsRefused,
      reportsOf: notebook.findReports,
      recordsOf: cache.recordsOfMany,
      madeSince: now,
    },
    notes: {
      refusalsOf: notebook.refusalsOf,
      outcomesOf: notifications.of,
      requestsOf: requests.of,
      logsOf: logs.of,
      filesOf: versions.filesOf,
      forget: async (mac) => {
        await requests.forget(mac);
        await logs.forget(mac);
        await versions.forgetFiles(mac);
      },
    },
    firmware,
    assets,
    certificates,
    deviceCertificates,
    clientAuthorities,
    phonebooks,
    alarms,
    notices,
    happened: createHappened(connection),
    addTogether: async (id, records, at) => {
      const taken = await batches.addTogether(id, records, at);
      const { cpes, changes = [], replacements = [] } = records;
      for (const { mac } of [...cpes, ...changes, ...replacements]) cache.forget(mac);
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
      findPhonebook: phonebooks.find,
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
      await requests.tidy(at);
      await logs.tidy(at);
      await firmware.tidy(at, false);
      await batches.removeDone(new Date(at.getTime() - DAY_MS));
      await notices.deliveries.removeEnded(new Date(at.getTime() - DELIVERY_DAYS * DAY_MS));
      await alarms.removeCleared(new Date(at.getTime() - DELIVERY_DAYS * DAY_MS));
      await recoverBatches(new Date(at.getTime() - BATCH_LEASE_MS));
    },
    close: async () => {
      await notebook.close();
      await requests.close();
      await logs.close();
      await versions.close();
      await connection.close();
    },
  };
}
