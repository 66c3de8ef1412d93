// How desks are made: the store, the pipeline and the audit log, put together for one origin.
import type { Desk, DeskFor, PhoneUploads, Reports } from './access/desk.ts';
import { auditedCpe } from './audit/audited-desk.ts';
import { auditedUploads } from './audit/doors.ts';
import type { AuditLog } from './audit/log.ts';
import { type AuditArchive, auditReadings } from './audit/reading.ts';
import type { CpeDeps } from './cpe/deps.ts';
import type { Origin } from './domain/actor.ts';
import { type AuditPeople, type LoginPeople, personalSources, type UploadedByPhones } from './personal/sources.ts';
import type { PreviewDeps } from './provisioning/preview.ts';

export interface DeskParts {
  /** Not yet audited. */
  readonly cpe: CpeDeps;
  readonly preview: PreviewDeps;
  readonly reports: Reports;
  readonly uploads: PhoneUploads & UploadedByPhones;
  readonly people: LoginPeople;
  readonly auditLog: AuditLog;
  readonly auditStore: AuditArchive & AuditPeople;
  readonly auditKey: Buffer;
  readonly certificates: Desk['certificates'];
}

export function desksOf({ cpe, auditLog, auditStore, auditKey, ...parts }: DeskParts): DeskFor {
  return (origin: Origin): Desk => {
    const uploads = auditedUploads(parts.uploads, auditLog, origin);
    const quiet = auditedCpe(cpe, auditLog, origin, { hideValues: true });
    return {
      origin,
      cpe: auditedCpe(cpe, auditLog, origin),
      preview: parts.preview,
      reports: parts.reports,
      uploads,
      certificates: parts.certificates,
      audit: auditReadings(auditStore, auditKey, origin),
      note: (action, of, details) => auditLog.event(origin, action, of, details),
      personal: {
        sources: personalSources({ cpe: quiet, logins: parts.people, uploads, audit: auditStore }),
        audit: auditLog,
        origin,
        now: cpe.now,
        key: auditKey,
      },
    };
  };
}
