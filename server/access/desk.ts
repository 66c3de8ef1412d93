// What one actor works with: the use cases' surroundings, made anew for each request from who asks and through which door.
// Routes take everything from here and nothing from elsewhere, so that a limit laid over a desk holds for all of them.

import type { AlarmStores } from '../alarms/deps.ts';
import type { AuditAction } from '../audit/entry.ts';
import type { EventOf } from '../audit/log.ts';
import type { AuditReadings } from '../audit/reading.ts';
import type { ClientAuthorityDeps } from '../certificates/client-authorities.ts';
import type { DeviceCertificateDeps } from '../certificates/device-certificates.ts';
import type { FleetNotes, PhoneNotes } from '../cpe/care/deps.ts';
import type { CpeDeps, RecordStore } from '../cpe/deps.ts';
import type { FindTroubled } from '../cpe/firmware-fleet.ts';
import { FIRST_PARTNER } from '../cpe/partners.ts';
import type { UploadKind } from '../devices/types.ts';
import type { Origin } from '../domain/actor.ts';
import type { Alarm, AlarmSettings } from '../domain/alarm.ts';
import type { Mac } from '../domain/mac.ts';
import type { Phonebook } from '../domain/phonebook.ts';
import type { CpeReport } from '../domain/records.ts';
import type { SavedView } from '../domain/saved-view.ts';
import type { SoundBytes, TelephonyDeps, TelephonyStore } from '../pbx/deps.ts';
import type { PersonalDeps } from '../personal/personal-data.ts';
import type { PlanStore } from '../plans/deps.ts';
import type { PreviewDeps } from '../provisioning/preview.ts';
import type { QuarantineEntry } from '../provisioning/world.ts';
import type { RedirectService } from '../redirects/redirects.ts';
import type { WebhookDeps } from '../webhooks/deps.ts';
import type { JobDeps } from '../work/deps.ts';
import type { AccessDeps } from './deps.ts';
import { scopedUsers } from './people.ts';
import { hashPin } from './pins.ts';
import { scopedJobs } from './scoped-jobs.ts';
import { scopedWebhooks } from './scoped-notices.ts';
import { scopedPlans } from './scoped-plans.ts';
import { byTenant, fenced, reachOf, scopedRecords } from './scoped-records.ts';
import { scopedNotes, scopedPreview, scopedReports, scopedUploads } from './scoped-reports.ts';
import { scopedTelephony } from './scoped-telephony.ts';

/** What phones told of themselves, and what was refused. Implemented by store/. */
export interface Reports {
  readonly findReport: (mac: Mac) => Promise<CpeReport | undefined>;
  readonly findReports: (macs: readonly Mac[]) => Promise<ReadonlyMap<string, CpeReport>>;
  /** Phones of all tenants whose firmware may be in trouble, by MAC: to be read through records that end with the reach. */
  readonly findTroubled: FindTroubled;
  /** Newest first. */
  readonly quarantine: (limit: number) => Promise<readonly QuarantineEntry[]>;
}

/** What phones uploaded. Implemented by store/. */
export interface PhoneUploads {
  readonly list: (
    mac: Mac,
  ) => Promise<readonly { readonly kind: string; readonly sizeBytes: number; readonly storedAt: Date }[]>;
  readonly find: (mac: Mac, kind: UploadKind) => Promise<{ readonly bytes: Buffer } | undefined>;
  readonly removeAll: (mac: Mac) => Promise<void>;
}

/** What lies within an actor's reach. */
export interface ReachDesk {
  readonly origin: Origin;
  readonly cpe: CpeDeps;
  readonly jobs: JobDeps;
  readonly plans: PlanStore;
  readonly preview: PreviewDeps;
  readonly reports: Reports;
  readonly uploads: PhoneUploads;
  readonly notes: PhoneNotes;
  /** Of all tenants: to be asked about phones within the reach alone. */
  readonly fleet: FleetNotes;
  /** Of everybody; cpe/care/saved-views.ts knows who sees which. */
  readonly views: RecordStore<SavedView>;
  /** Users within the reach, and what lets each of them in. */
  readonly people: AccessDeps;
  /** Whether somebody else logs in with this mail address, of whichever tenant; who it is stays untold. Source: EXT-148 */
  readonly isMailTaken: (mail: string, butBy: string) => Promise<boolean>;
  readonly alarms: AlarmStores;
  /** By their account's id. */
  readonly phonebooks: RecordStore<Phonebook>;
  readonly webhooks: WebhookDeps;
  /** Extensions, numbers, queues and everything that leads calls to them. */
  readonly telephony: TelephonyDeps;
}

export interface Desk extends ReachDesk {
  readonly audit: AuditReadings;
  /** Notes what is no change of a record. */
  readonly note: (action: AuditAction, of: EventOf, details?: Readonly<Record<string, unknown>>) => Promise<string>;
  readonly personal: PersonalDeps;
  /** Makers' services that this installation has an account with. */
  readonly redirects: readonly RedirectService[];
  /** What phones show us: certificates that we issued, and the CAs of makers. */
  readonly certificates: DeviceCertificateDeps & ClientAuthorityDeps;
}

export type DeskFor = (origin: Origin) => Desk;

/** What all desks are made of: everything, of all tenants. */
export interface Surroundings extends Omit<ReachDesk, 'origin' | 'cpe' | 'telephony' | 'isMailTaken'> {
  readonly cpe: Omit<CpeDeps, 'partnerId'>;
  readonly telephony: TelephonyStore;
  readonly sounds: SoundBytes;
  readonly studio?: TelephonyDeps['studio'];
}

/** A desk holds what lies within its actor's reach, and nothing tells what lies outside from what is not there. */
export function createDeskFor({
  cpe,
  jobs,
  plans,
  preview,
  reports,
  uploads,
  notes,
  fleet,
  views,
  people,
  alarms,
  phonebooks,
  webhooks,
  telephony,
  sounds,
  studio,
}: Surroundings): (origin: Origin) => ReachDesk {
  const around = { sounds, ...(studio && { studio }) };
  const isMailTaken: ReachDesk['isMailTaken'] = async (mail, butBy) =>
    (await people.users.list({ mail }, '_id', { limit: 2 })).some(({ id }) => id !== butBy);
  return (origin) => {
    const reach = reachOf(origin.actor);
    if (!reach) {
      const whole = { ...cpe, partnerId: FIRST_PARTNER };
      return {
        origin,
        cpe: whole,
        jobs,
        plans,
        preview,
        reports,
        uploads,
        notes,
        fleet,
        views,
        people,
        isMailTaken,
        alarms,
        phonebooks,
        webhooks,
        telephony: telephonyDeps({ ...whole, ...reports, ...around }, telephony, telephony),
      };
    }
    const fencedReports = scopedReports(reports, cpe.records, reach);
    const fencedCpe = { ...cpe, records: scopedRecords(cpe.records, reach), partnerId: reach.partnerId };
    return {
      origin,
      cpe: fencedCpe,
      jobs: origin.actor.kind === 'person' ? scopedJobs(jobs, origin.actor) : jobs,
      plans: scopedPlans(plans, reach),
      preview: scopedPreview(preview, reach),
      reports: fencedReports,
      uploads: scopedUploads(uploads, cpe.records, reach),
      notes: scopedNotes(notes, cpe.records, reach),
      fleet,
      views,
      people: { ...people, users: scopedUsers(people.users, origin.actor, reach) },
      isMailTaken,
      alarms: {
        alarms: fenced(alarms.alarms, byTenant<Alarm>(reach)),
        settings: fenced(alarms.settings, byTenant<AlarmSettings>(reach)),
      },
      phonebooks: fenced(phonebooks, byTenant<Phonebook>(reach)),
      webhooks: scopedWebhooks(webhooks, reach),
      telephony: telephonyDeps(
        { ...fencedCpe, ...fencedReports, ...around },
        scopedTelephony(telephony, reach),
        telephony,
      ),
    };
  };
}

/** What telephony needs of the same surroundings. */
function telephonyDeps(
  {
    records,
    now,
    newId,
    findReports,
    sounds,
    studio,
  }: CpeDeps & Pick<TelephonyDeps, 'findReports' | 'sounds' | 'studio'>,
  telephony: TelephonyStore,
  { findByKey }: TelephonyStore,
): TelephonyDeps {
  const { accounts, channels, cpes } = records;
  return {
    records: telephony,
    catalogues: { findByKey },
    accounts,
    channels,
    cpes,
    findReports,
    sounds,
    ...(studio && { studio }),
    now,
    newId,
    hashPin,
  };
}
