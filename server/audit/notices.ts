// Lays the audit log over what tells others of events: webhooks.
import type { RecordStore } from '../cpe/deps.ts';
import type { Origin } from '../domain/actor.ts';
import type { Owner, Webhook } from '../domain/notice.ts';
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

/** The tenant of what names its owner itself. */
export function tenantOfOwner({ partnerId, accountId }: Owner): Tenant {
  return { ...(partnerId !== undefined && { partnerId }), ...(accountId !== undefined && { accountId }) };
}
