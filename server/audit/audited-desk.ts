// The one place where what somebody works with is laid under the audit log: whoever makes a desk for an origin makes it here.
import type { CpeDeps } from '../cpe/deps.ts';
import type { Origin } from '../domain/actor.ts';
import { auditedAssets, auditedFirmware } from './doors.ts';
import type { AuditLog } from './log.ts';
import { type AuditManners, auditedRecords } from './records.ts';

/** Everything that use cases of phones do from this origin is noted. */
export function auditedCpe(cpe: CpeDeps, audit: AuditLog, origin: Origin, manners?: AuditManners): CpeDeps {
  return {
    ...cpe,
    records: auditedRecords(cpe.records, audit, origin, manners),
    firmware: auditedFirmware(cpe.firmware, audit, origin),
    assets: auditedAssets(cpe.assets, audit, origin),
  };
}

/** The server itself at work. */
export function machineOrigin(name: string, door: 'job' | 'command'): Origin {
  return { actor: { kind: 'machine', name }, door };
}
