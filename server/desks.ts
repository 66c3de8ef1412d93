// How desks are made: the store, the pipeline and the audit log, put together for one origin. What is changed at a desk is
// noted; and over that lies the actor's reach, so that nothing outside it is changed, noted or seen.
import { createDeskFor, type Desk, type DeskFor, type ReachDesk, type Surroundings } from './access/desk.ts';
import { removePerson } from './access/people.ts';
import { auditedCpe } from './audit/audited-desk.ts';
import { auditedUploads } from './audit/doors.ts';
import type { AuditLog } from './audit/log.ts';
import { auditedAlarmSettings, auditedPhonebooks, auditedWebhooks } from './audit/notices.ts';
import { type AuditArchive, auditReadings } from './audit/reading.ts';
import { auditedUsers, auditedViews } from './audit/records.ts';
import { auditedTelephony } from './audit/telephony.ts';
import { FIRST_PARTNER } from './cpe/partners.ts';
import type { Origin } from './domain/actor.ts';
import { AppError } from './errors.ts';
import { type AuditPeople, type LoginPeople, personalSources, type UploadedByPhones } from './personal/sources.ts';

export interface DeskParts extends Omit<Surroundings, 'uploads'> {
  readonly uploads: Surroundings['uploads'] & UploadedByPhones;
  readonly describeUser: LoginPeople['describeUser'];
  readonly auditLog: AuditLog;
  readonly auditStore: AuditArchive & AuditPeople;
  readonly auditKey: Buffer;
  readonly certificates: Desk['certificates'];
  readonly redirects: Desk['redirects'];
}

export function desksOf(parts: DeskParts): DeskFor {
  const { auditLog, auditStore, auditKey, certificates, describeUser } = parts;
  const within = (origin: Origin, hideValues: boolean): ReachDesk =>
    createDeskFor({
      ...parts,
      cpe: auditedCpe({ ...parts.cpe, partnerId: FIRST_PARTNER }, auditLog, origin, { hideValues }),
      uploads: auditedUploads(parts.uploads, auditLog, origin),
      views: auditedViews(parts.views, auditLog, origin, hideValues),
      alarms: {
        ...parts.alarms,
        settings: auditedAlarmSettings(parts.alarms.settings, auditLog, origin, hideValues),
      },
      phonebooks: auditedPhonebooks(parts.phonebooks, auditLog, origin, hideValues),
      webhooks: {
        ...parts.webhooks,
        webhooks: auditedWebhooks(parts.webhooks.webhooks, auditLog, origin, hideValues),
      },
      telephony: auditedTelephony(parts.telephony, auditLog, origin, hideValues),
      people: { ...parts.people, users: auditedUsers(parts.people.users, auditLog, origin, hideValues) },
    })(origin);

  return (origin) => {
    const desk = within(origin, false);
    const quiet = within(origin, true);
    const uploads = auditedUploads(parts.uploads, auditLog, origin);
    const whole: Desk = {
      ...desk,
      certificates,
      redirects: parts.redirects,
      audit: auditReadings(auditStore, auditKey, origin),
      note: (action, of, details) => auditLog.event(origin, action, of, details),
      personal: {
        sources: personalSources({
          cpe: quiet.cpe,
          logins: { describeUser, eraseUser: (username) => eraseUser({ ...whole, people: quiet.people }, username) },
          uploads,
          views: quiet.views,
          phonebooks: quiet.phonebooks,
          history: parts.notes,
          audit: auditStore,
        }),
        audit: auditLog,
        origin,
        now: parts.cpe.now,
        key: auditKey,
      },
    };
    return whole;
  };
}

/** The last platform admin stays, also here. @returns how many users that were */
async function eraseUser(desk: Desk, username: string): Promise<number> {
  try {
    await removePerson(desk, username);
    return 1;
  } catch (error) {
    if (error instanceof AppError && error.code === 'USER_NOT_FOUND') return 0;
    throw error;
  }
}
