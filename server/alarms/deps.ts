// What alarms are made of and kept by; store/ and mail/ implement these.
import type { RecordStore, Records } from '../cpe/deps.ts';
import type { Alarm, AlarmSettings } from '../domain/alarm.ts';
import type { Mac } from '../domain/mac.ts';
import type { Mailer } from '../domain/mail.ts';
import type { CpeReport } from '../domain/records.ts';
import type { Logger } from '../log.ts';
import type { FeedPlace } from '../webhooks/feed.ts';
import type { Happened } from '../webhooks/sources.ts';

export interface AlarmStores {
  readonly alarms: RecordStore<Alarm>;
  readonly settings: RecordStore<AlarmSettings>;
}

/** What became due between two moments: found by index, so that a look costs as much as there is news. */
export interface AlarmSigns {
  /** Phones whose last request lies after `since` and not after `until`. */
  readonly lastSeenBetween: (since: Date, until: Date) => AsyncIterable<{ readonly mac: Mac; readonly lastAt: Date }>;
  /** CPEs whose first-boot window ends after `since` and not after `until`. */
  readonly windowEndsBetween: (since: Date, until: Date) => AsyncIterable<Mac>;
  /** Phones of whose registration something was last told after `since` and not after `until`. */
  readonly registrationsBetween: (since: Date, until: Date) => AsyncIterable<Mac>;
}

/** Certificates that our device CA issued to phones. */
export interface IssuedCertificates {
  /** Such as are not revoked and end after `since` and not after `until`. */
  readonly endingBetween: (since: Date, until: Date) => AsyncIterable<{ readonly mac: Mac; readonly notAfter: Date }>;
  readonly listOf: (mac: Mac) => Promise<readonly { readonly notAfter: Date; readonly revokedAt?: Date }[]>;
}

export interface AlarmDeps extends AlarmStores, AlarmSigns, Pick<Happened, 'jobsEnded'> {
  readonly place: FeedPlace;
  readonly records: Pick<Records, 'cpes'>;
  readonly findReports: (macs: readonly Mac[]) => Promise<ReadonlyMap<string, CpeReport>>;
  /** When the certificate of the phones' listeners ends; undefined when they show none. */
  readonly certificateEnds: () => Date | undefined;
  readonly deviceCertificates: IssuedCertificates;
  /** Absent: no mail can be sent. `portalUrl` ends with a slash. */
  readonly mail?: { readonly mailer: Mailer; readonly portalUrl: string };
  readonly node: string;
  readonly now: () => Date;
  readonly log: Pick<Logger, 'warn'>;
}
