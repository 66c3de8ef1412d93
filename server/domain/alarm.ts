// What Bellhop raises an alarm about, once, until it is over; and who wants to hear of it. Plain shapes; alarms/ has the rules.
import type { Owner } from './notice.ts';

/** A new kind is named here, looked for in alarms/watch.ts, and called `alarm.*` in texts-alarms.ts. */
export const ALARM_KINDS = [
  'notSeen',
  'notRegistered',
  'windowExpiring',
  'certificateExpiring',
  'deviceCertificateExpiring',
  'jobFailed',
] as const;
export type AlarmKind = (typeof ALARM_KINDS)[number];

interface Kept {
  readonly id: string;
  readonly revision: number;
  readonly createdAt: Date;
  readonly changedAt: Date;
}

/** One for each kind and thing; raised again, it is the same one. */
export interface Alarm extends Kept, Owner {
  readonly kind: AlarmKind;
  readonly subject: { readonly kind: string; readonly id: string; readonly label: string };
  /** The moment it is about: last seen or registered, window or certificate ends, job ended. */
  readonly moment: Date;
  readonly raisedAt: Date;
  /** Absent: it stands. */
  readonly clearedAt?: Date;
  /** Whether a mail about its last change is still to be sent. */
  readonly isMailDue: boolean;
  /** Whether a mail told that it was raised. */
  readonly isTold: boolean;
}

/** What an account wants, under its id; the platform's own under {@link PLATFORM}. */
export interface AlarmSettings extends Kept, Owner {
  readonly kinds: readonly AlarmKind[];
  /** Mail addresses; webhooks hear of alarms by their own choice of events. */
  readonly mail: readonly string[];
  /** After so long without a request of a phone. */
  readonly notSeenHours: number;
  /** Of the mails. */
  readonly language: 'nl' | 'en';
}

/** Hears of what belongs to no account: the server's certificate, jobs of the platform. */
export const PLATFORM = 'platform';
