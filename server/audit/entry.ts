// One line of the audit log: who did what to which thing, when, from where, through which door. An entry is never changed;
// erasing a person puts a pseudonym into it and says so (personal/). Source: design.md "Secrets are masked in every view, log and diff"
import type { Door, Origin, Reach, Role } from '../domain/actor.ts';
import { TELEPHONY_KINDS } from '../domain/telephony/record.ts';

export const SUBJECT_KINDS = [
  'partner',
  'account',
  'channel',
  'cpe',
  'user',
  'firmware',
  'asset',
  'audit',
  'person',
  'view',
  'plan',
  'webhook',
  'phonebook',
  'alarmSettings',
  ...TELEPHONY_KINDS,
] as const;
export type SubjectKind = (typeof SUBJECT_KINDS)[number];

/** What can happen. `replaced`: it came in the place of another, and the
 * changes say what differs. `notDone` belongs to an earlier entry, whose change did not come about after all. */
export const AUDIT_ACTIONS = [
  'added',
  'changed',
  'removed',
  'replaced',
  'notDone',
  'windowOpened',
  'windowClosed',
  'uploadsRemoved',
  'phoneTold',
  'redirected',
  'planStepped',
  'secretRevealed',
  'loggedIn',
  'loginFailed',
  'loggedOut',
  'auditExported',
  'personalDataExported',
  'personalDataErased',
] as const;
export type AuditAction = (typeof AUDIT_ACTIONS)[number];

/** A value as the log tells it: times in ISO 8601, secrets as stars, long text cut with a note. */
export type Told = string | number | boolean | null;

/** One place that changed. */
export interface Change {
  /** JSON pointer into the record. */
  readonly path: string;
  /** Absent: there was nothing. */
  readonly before?: Told;
  /** Absent: there is nothing now. */
  readonly after?: Told;
}

export interface Changes {
  readonly changes: readonly Change[];
  /** How many more there were than are kept. */
  readonly more?: number;
}

/** Whose thing it is; nothing: the platform's alone. */
export interface Tenant {
  readonly partnerId?: string;
  readonly accountId?: string;
}

export interface Subject {
  readonly kind: SubjectKind;
  readonly id: string;
  /** What people call it. */
  readonly label: string;
}

export interface AuditOrigin {
  /** User name, or the name of a machine. */
  readonly actor: string;
  readonly role: Role | 'machine';
  readonly door: Door;
  readonly address?: string;
  readonly requestId?: string;
}

/** What is to be noted; the log gives it an id and a time. */
export interface Happening extends Changes {
  readonly origin: AuditOrigin;
  readonly tenant: Tenant;
  readonly subject: Subject;
  readonly action: AuditAction;
  /** The revision that the record has after it. */
  readonly revision?: number;
  /** Of `notDone`: the entry that it takes back. */
  readonly outcomeOf?: string;
}

export interface AuditEntry extends Happening {
  /** Sorts by time. */
  readonly id: string;
  readonly at: Date;
}

export function auditOrigin({ actor, ...rest }: Origin): AuditOrigin {
  return actor.kind === 'person'
    ? { actor: actor.username, role: actor.role, ...rest }
    : { actor: actor.name, role: 'machine', ...rest };
}

/** How far an actor sees. */
export function reachOf({ actor }: Origin): Reach {
  return actor.kind === 'person' ? actor.reach : { over: 'platform' };
}

/** Whether something of this tenant may be seen by whoever reaches so far. */
export function covers(reach: Reach, { partnerId, accountId }: Tenant): boolean {
  if (reach.over === 'platform') return true;
  if (partnerId !== reach.partnerId) return false;
  return reach.over === 'partner' || (accountId !== undefined && reach.accountIds.includes(accountId));
}

const TIME_DIGITS = 12;

/** The first part of the ids of a moment: ids compare as times do. */
export function idTime(at: Date): string {
  return Math.max(0, at.getTime()).toString(16).padStart(TIME_DIGITS, '0');
}
