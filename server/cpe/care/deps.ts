// What was noted about single phones, for those who look after them. Implemented by store/.
import type { Mac } from '../../domain/mac.ts';
import type { CpeReport } from '../../domain/records.ts';
import type { CpeRecords, FetchedFile, PhoneRequest, QuarantineEntry } from '../../provisioning/world.ts';
import type { Outcome } from '../tell/outcome.ts';

/** Something that was noted, or several alike within a moment. */
export type Kept<T> = T & { readonly id: string; readonly count: number };

/** From one moment to another, both with. */
export interface LineRange {
  readonly limit: number;
  readonly since: Date;
  readonly until: Date;
}

export type KeptRequest = Kept<PhoneRequest>;

/** What a phone logged, as it sent it by syslog; what looks like a secret is masked. */
export interface PhoneLog {
  readonly mac: Mac;
  /** When it came. */
  readonly at: Date;
  readonly address: string;
  /** 0 (emergency) to 7 (debug); absent where the phone did not say. Source: RFC 5424 6.2.1 */
  readonly severity?: number;
  readonly text: string;
}

export type KeptLog = Kept<PhoneLog>;

/** An own file that a phone fetched, secrets masked. */
export interface KeptFile extends Omit<FetchedFile, 'mac' | 'masked'> {
  readonly text: string;
}

export interface FileVersions {
  /** The last different ones, newest first. */
  readonly filesOf: (mac: Mac) => Promise<readonly KeptFile[]>;
  readonly forgetFiles: (mac: Mac) => Promise<void>;
}

/** Notes about one phone at a time. */
export interface PhoneNotes extends Pick<FileVersions, 'filesOf'> {
  /** What it asked for, newest first. */
  readonly requestsOf: (mac: Mac, range: LineRange) => Promise<readonly KeptRequest[]>;
  /** What it logged, newest first. */
  readonly logsOf: (mac: Mac, range: LineRange) => Promise<readonly KeptLog[]>;
  /** Requests that were refused and named this MAC, newest first. */
  readonly refusalsOf: (mac: Mac) => Promise<readonly QuarantineEntry[]>;
  /** What came of telling it something, newest first. */
  readonly outcomesOf: (mac: Mac) => Promise<readonly Outcome[]>;
  /** Drops what is noted of its requests, files and logs. */
  readonly forget: (mac: Mac) => Promise<void>;
}

/** What may be asked of reports; all that is named must hold. */
export interface ReportWishes {
  /** A version, or its first fields. */
  readonly firmware?: string;
  /** Last came before this moment. */
  readonly before?: Date;
  readonly after?: Date;
  /** Last came from between these address keys (domain/networks.ts). */
  readonly from?: { readonly first: string; readonly last: string };
}

/**
 * What is noted of all phones of all tenants, by index. Whoever asks brings MACs within the actor's reach, or holds the answer
 * against them.
 */
export interface FleetNotes {
  /** Phones whose report fits, at most so many, in no order. */
  readonly macsReported: (wishes: ReportWishes, most: number) => Promise<readonly Mac[]>;
  /** Those of them whose report fits; without wishes, those that have one. */
  readonly macsAmong: (macs: readonly Mac[], wishes: ReportWishes) => Promise<ReadonlySet<Mac>>;
  readonly reportsOf: (macs: readonly Mac[]) => Promise<ReadonlyMap<Mac, CpeReport>>;
  /** MACs that were refused and have not come in since. */
  readonly macsRefused: () => Promise<readonly Mac[]>;
  /** What decides their files, as it stands now. */
  readonly recordsOf: (macs: readonly Mac[]) => Promise<readonly CpeRecords[]>;
  /** Since when files are made as they are: what a phone fetched since from the same records is what it would get now. */
  readonly madeSince: Date;
}
