// Lays the audit log over what stands for itself beside the records: webhooks, alarms, phonebooks.
import type { RecordStore } from '../cpe/deps.ts';
import type { Origin } from '../domain/actor.ts';
import type { AlarmSettings } from '../domain/alarm.ts';
import type { Owner, Webhook } from '../domain/notice.ts';
import type { Phonebook } from '../domain/phonebook.ts';
import type { Tenant } from './entry.ts';
import type { AuditLog } from './log.ts';
import { auditedStore } from './records.ts';

export function auditedWebhooks(
  webhooks: RecordStore<Webhook>,
  audit: AuditLog,
  origin: Origin,
  hideValues = false,
): RecordStore<Webhook> {
  const manner = { kind: 'webhook', label: ({ name }: Webhook) => name, tenant: tenantOfOwner } as const;
  return auditedStore(webhooks, manner, audit, origin, hideValues);
}

export function auditedPhonebooks(
  phonebooks: RecordStore<Phonebook>,
  audit: AuditLog,
  origin: Origin,
  hideValues = false,
): RecordStore<Phonebook> {
  const manner = { kind: 'phonebook', label: ({ accountId }: Phonebook) => accountId, tenant: tenantOfOwner } as const;
  return auditedStore(phonebooks, manner, audit, origin, hideValues);
}

export function auditedAlarmSettings(
  settings: RecordStore<AlarmSettings>,
  audit: AuditLog,
  origin: Origin,
  hideValues = false,
): RecordStore<AlarmSettings> {
  const manner = { kind: 'alarmSettings', label: ({ id }: AlarmSettings) => id, tenant: tenantOfOwner } as const;
  return auditedStore(settings, manner, audit, origin, hideValues);
}

/** The tenant of what names its owner itself. */
export function tenantOfOwner({ partnerId, accountId }: Owner): Tenant {
  return { ...(partnerId !== undefined && { partnerId }), ...(accountId !== undefined && { accountId }) };
}
