// What the pipeline needs of the rest of Bellhop: the records behind one phone, where this server can be reached, and the
// few things it writes. The store and the edges implement it; tests give their own.

import type { UploadKind } from '../devices/types.ts';
import type { FirmwareLine } from '../domain/firmware.ts';
import type { Mac } from '../domain/mac.ts';
import type { Phonebook } from '../domain/phonebook.ts';
import type { Account, Channel, Cpe, CpeReport, CpeSecret, Partner, Token } from '../domain/records.ts';
import type { RegistrationWord } from '../domain/registration.ts';
import type { Sealer } from '../domain/sealed.ts';
import type { IssuedCertificate } from './client-certificate.ts';
import type { FileAnswer, FileBody, Transport } from './file-request.ts';
import type { TrustWay } from './trust.ts';

/** All records that decide one phone's files. `stamp` changes whenever one of them does. */
export interface CpeRecords {
  readonly cpe: Cpe;
  readonly partner: Partner;
  readonly account: Account | undefined;
  /** In the order of cpe.channelIds. */
  readonly channels: readonly Channel[];
  /** The releases of its model and track; read only where its account chose one. */
  readonly firmware?: FirmwareLine;
  readonly stamp: string;
}

export interface StoredUpload {
  readonly bytes: Buffer;
  readonly etag: string;
  readonly storedAt: Date;
}

/** A file on disk that a phone may fetch. */
export interface StoredFile {
  readonly sha256: string;
  readonly body: FileBody;
}

export interface ProvisioningStore {
  /** undefined for a MAC that nobody added. The same object as last time as long as nothing in it changed. */
  readonly recordsOf: (mac: Mac) => Promise<CpeRecords | undefined>;
  readonly findReport: (mac: Mac) => Promise<CpeReport | undefined>;
  /**
   * Closes the first-boot window and with it kills the enrolment token; acknowledged before it resolves.
   * @param address  from where the phone came that closes it
   * @returns false when it was closed already, or opened anew with another token
   */
  readonly closeWindow: (mac: Mac, token: Token, address: string) => Promise<boolean>;
  /** Ends the secrets of this kind that were replaced up to then: the phone was seen with their successor. */
  readonly forgetFormer: (mac: Mac, kind: CpeSecret, upTo: Date) => Promise<void>;
  /** By the serial number of a certificate that our device CA signed. */
  readonly findDeviceCertificate: (serial: string) => Promise<IssuedCertificate | undefined>;
  /** A phone came with it: from its first use on, the ones that its CPE had before are revoked. */
  readonly deviceCertificateUsed: (serial: string, at: Date) => Promise<void>;
  readonly findUpload: (mac: Mac, kind: UploadKind) => Promise<StoredUpload | undefined>;
  readonly saveUpload: (mac: Mac, kind: UploadKind, bytes: Buffer, at: Date) => Promise<{ created: boolean }>;
  /** Of this account; undefined before its first entry. */
  readonly findPhonebook: (accountId: string) => Promise<Phonebook | undefined>;
  /** By the exact name under which it was added. */
  readonly findFirmware: (name: string) => Promise<StoredFile | undefined>;
  /** A file that an admin gave, by its name in any case. */
  readonly findAsset: (name: string) => Promise<StoredFile | undefined>;
}

/** How phones reach this server. */
export interface ServerAddress {
  /** Name or address, without port. */
  readonly host: string;
  /** `http://host:8080/p/`; undefined when the listener is off. */
  readonly httpUrl: string | undefined;
  readonly httpsUrl: string | undefined;
  /** The listener for phones that know no TLS 1.2; absent when it is off. Source: DEV-15 */
  readonly legacyUrl?: string | undefined;
  /** UDP, where the syslog of phones is heard; absent: it is not. */
  readonly syslogPort?: number;
  /** Whether the HTTPS certificate comes from our own CA, which a phone must load first. */
  readonly ownCa: boolean;
}

/** One request that was refused, for the quarantine list. */
export interface Refusal {
  readonly reason: RefusalReason;
  readonly mac: Mac | undefined;
  readonly address: string;
  readonly transport: 'http' | 'https' | 'tftp';
  readonly file: string;
  readonly userAgent: string | undefined;
  readonly at: Date;
}

export const REFUSAL_REASONS = [
  'unknownMac',
  'windowClosed',
  'outsideNetworks',
  'outsideAllowList',
  'wrongToken',
  'otherMac',
  'certificateOfOtherMac',
  'certificateRevoked',
  'certificateNotEnough',
  'wrongDigest',
  'legacyTlsNotAllowed',
  'legacyTlsNeeded',
  'tooManyGuesses',
] as const;
export type RefusalReason = (typeof REFUSAL_REASONS)[number];

/** A refused request as the quarantine shows it: one entry per MAC and reason, with how often. */
export interface QuarantineEntry extends Omit<Refusal, 'at'> {
  readonly firstAt: Date;
  readonly lastAt: Date;
  readonly count: number;
}

/** One request of a phone that was let in. */
export interface PhoneRequest {
  readonly mac: Mac;
  readonly at: Date;
  /** The name it asked for, without its token. */
  readonly file: string;
  readonly status: FileAnswer['status'];
  /** Of the body that it got, or that it sent. */
  readonly sizeBytes?: number;
  readonly transport: Transport;
  readonly address: string;
  readonly by: TrustWay;
  /** What it sent. */
  readonly upload?: UploadKind;
  /** What it told of the registration of one of its channels. */
  readonly registration?: { readonly channelId: string; readonly username: string; readonly word: RegistrationWord };
}

/** A phone has this own file. */
export interface FetchedFile {
  readonly mac: Mac;
  readonly file: string;
  readonly etag: string;
  readonly at: Date;
  /** Makes the file's text with its secrets masked; only called when the file was not noted yet. */
  readonly masked: () => Promise<string | undefined>;
}

/** Takes notes without making the phone wait: kept in memory, written by and by. */
export interface Notebook {
  readonly reported: (report: CpeReport) => void;
  readonly refused: (refusal: Refusal) => void;
  readonly asked: (request: PhoneRequest) => void;
  readonly fetched: (file: FetchedFile) => void;
}

export interface World {
  readonly store: ProvisioningStore;
  readonly notebook: Notebook;
  readonly sealer: Sealer;
  readonly address: () => ServerAddress;
  /** Our CA in PEM, served to anybody as `bellhop-ca.pem`; undefined when the admin gave the certificate. */
  readonly caPem: () => Buffer | undefined;
}
