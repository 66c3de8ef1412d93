// What Bellhop keeps: partners, accounts, channels, CPEs. Plain objects; the store reads and writes them, everyone else
// only sees these shapes. `revision` counts the changes of a record and is its ETag.
import type { Choices } from './choice.ts';
import type { FirmwareChoice } from './firmware.ts';
import type { IpListing } from './ip-listing.ts';
import type { KeyLayout } from './key-layout.ts';
import type { Country, Language } from './locale.ts';
import type { Mac } from './mac.ts';
import type { Network } from './networks.ts';
import type { PhonebookChoice } from './phonebook.ts';
import type { Registrations } from './registration.ts';
import type { Ringtones } from './ringtones.ts';
import type { Sealed } from './sealed.ts';
import type { KeptSettings, SecretSetting } from './settings.ts';
import type { Staged } from './staged.ts';

/** Settings with secrets sealed, as the store keeps them. */
export type SealedSettings = Omit<KeptSettings, SecretSetting> & { readonly [K in SecretSetting]?: Sealed };

interface Kept {
  readonly id: string;
  readonly revision: number;
  readonly createdAt: Date;
  readonly changedAt: Date;
}

/** A wholesaler who runs the platform for many customers. */
export interface Partner extends Kept {
  readonly name: string;
  readonly settings: SealedSettings;
}

/** What an account chose for all its phones of one model. */
export interface ModelChoice {
  readonly settings?: SealedSettings;
  readonly keyLayout?: KeyLayout;
  /** Which release phones of each track are told to run; a track without a choice keeps what it has. Source: DEV-9 */
  readonly firmware?: readonly FirmwareChoice[];
}

/** How encrypted channels register (DEV-15, DEV-16). */
export interface SipEncryption {
  readonly enabled: boolean;
  /** host or host:port of the proxy for encrypted SIP. */
  readonly proxy: string;
}

/** A customer. */
export interface Account extends Kept {
  readonly partnerId: string;
  readonly name: string;
  /** Customer number, unique; channel names start with it (DEV-5). */
  readonly number: string;
  readonly country: Country;
  readonly language: Language;
  readonly timeZone: string;
  readonly areaCode?: string;
  /** Where its phones may come from during first boot; empty: anywhere. */
  readonly networks: readonly Network[];
  /** Whether files with SIP secrets may travel over TFTP. */
  readonly tftpSecrets: boolean;
  /** Whether its old phones may use the listener for TLS 1.0 and 1.1; absent: no. Source: DEV-15 */
  readonly legacyTls?: boolean;
  /** Whether a client certificate also needs a known serial number or an open window; absent: no. */
  readonly strictCertificates?: boolean;
  /** Issuer of identities that may sign its people in by their mail address; empty or absent: none. */
  readonly signOnIssuer?: string;
  /** Absent: off. Source: FAC-71 to FAC-85, DEV-27 */
  readonly ipListing?: IpListing;
  /** Absent: its phones get none from here. */
  readonly phonebook?: PhonebookChoice;
  readonly settings: SealedSettings;
  /** By `vendor/model`. */
  readonly models: Readonly<Record<string, ModelChoice>>;
  /** By vendor. Source: DEV-28, DEV-29 */
  readonly ringtones: Readonly<Record<string, Choices<Ringtones>>>;
  /** Source: DEV-13 */
  readonly sipProxies: Choices<string>;
  readonly sipEncryption: Choices<SipEncryption>;
  /** What a running plan brings to its phones one by one; absent while none runs. */
  readonly staged?: Staged;
}

export const DTMF_METHODS = ['rfc4733', 'info', 'inband'] as const;

/** One SIP account with its credentials. Source: DEV-5 */
export interface Channel extends Kept {
  /** Its account's. */
  readonly partnerId: string;
  readonly accountId: string;
  readonly name: string;
  readonly username: string;
  readonly password: Sealed;
  /** Passwords that were replaced; each registers until the phone was seen with the one above. */
  readonly formerPasswords?: readonly FormerPassword[];
  readonly displayName?: string;
  readonly label?: string;
  readonly encryptedSip: boolean;
  readonly dtmf: (typeof DTMF_METHODS)[number];
  readonly areaCode?: string;
  /** Most simultaneous calls offered, 1 to 5. */
  readonly callLimit: number;
  readonly language: Language;
  readonly country: Country;
}

/** A token that opens a phone's files: found by hash, sealed so that files can carry it. */
export interface Token {
  readonly hash: string;
  readonly sealed: Sealed;
}

/** What a phone answers a digest challenge with. Source: RFC 7616 */
export interface DigestCredentials {
  readonly username: string;
  readonly password: Sealed;
}

/** The phone's own web passwords. */
export interface WebPasswords {
  readonly adminPassword: Sealed;
  readonly userPassword: Sealed;
}

export interface FormerPassword {
  readonly password: Sealed;
  readonly replacedAt: Date;
}

/** A secret that was replaced: still good until the phone was seen with its successor. */
export type FormerSecret = { readonly replacedAt: Date } & (
  | { readonly kind: 'lastingToken'; readonly token: Token }
  | { readonly kind: 'digest'; readonly credentials: DigestCredentials }
  | { readonly kind: 'webPasswords'; readonly passwords: WebPasswords }
);

/** What of a CPE can be rotated. */
export const CPE_SECRETS = [
  'lastingToken',
  'digest',
  'webPasswords',
] as const satisfies readonly FormerSecret['kind'][];
export type CpeSecret = FormerSecret['kind'];

/** What of a phone can be rotated: of the CPE itself, and of its channels. */
export const ROTATED_SECRETS = [...CPE_SECRETS, 'sipPassword'] as const;
export type RotatedSecret = (typeof ROTATED_SECRETS)[number];

/** The first-boot window: who may come in without a lasting token, until when. */
export interface Enrolment {
  readonly token: Token;
  readonly openedAt: Date;
  readonly until: Date;
  /** Only from here; empty: from the account's networks, or from anywhere when it has none. */
  readonly networks: readonly Network[];
}

/** A handset of a DECT base. */
export interface Handset {
  /** The slot, from 1. */
  readonly index: number;
  readonly name: string;
  /** Ten hex digits; absent: whichever handset registers first. */
  readonly ipui?: string;
  readonly channelId?: string;
  /** One to four digits that a handset must give to take an open slot; absent: one made of the channel's name. */
  readonly pin?: Sealed;
  /** When the slot last began to wait for a handset; absent where none waits. */
  readonly openedAt?: Date;
}

/** One phone, base or intercom. */
export interface Cpe extends Kept {
  readonly mac: Mac;
  readonly serialNumber?: string;
  /** The phone in whose place it came. */
  readonly replaces?: Mac;
  /** What people call it, and where it stands; phones do not see these. */
  readonly label?: string;
  readonly location?: string;
  readonly vendor: string;
  readonly model: string;
  readonly track?: string;
  readonly partnerId: string;
  /** Absent: still with its owner, the partner (DEV-1). */
  readonly accountId?: string;
  /** In the order of the phone's accounts. */
  readonly channelIds: readonly string[];
  readonly handsets: readonly Handset[];
  readonly language?: Language;
  readonly country?: Country;
  readonly areaCode?: string;
  readonly settings: SealedSettings;
  /** The plan that reached this phone last: it follows what that plan holds for its account. */
  readonly planId?: string;
  readonly lastingToken: Token;
  /** Made on demand. */
  readonly digest?: DigestCredentials;
  /** Oldest first; several of one kind when it was rotated again before the phone took it. */
  readonly former?: readonly FormerSecret[];
  readonly enrolment?: Enrolment;
  /** The phone's own web passwords, made at random; settings may name others. */
  readonly adminPassword: Sealed;
  readonly userPassword: Sealed;
}

/** A release that a phone was told to install and does not run yet. Source: DEV-10 */
export interface FirmwareOffered {
  readonly version: string;
  /** When it was told first. */
  readonly since: Date;
  /** How often it fetched that since. */
  readonly fetches: number;
}

/** What a phone reported. Facts: they may be wrong or forged, and never decide trust. */
export interface CpeReport {
  readonly mac: Mac;
  readonly address: string;
  readonly transport: 'http' | 'https' | 'tftp';
  readonly lastFile: string;
  readonly lastAt: Date;
  readonly userAgent?: string;
  readonly product?: string;
  readonly firmware?: string;
  /** How many handsets the base takes, as it says. Source: facts/gigaset-auerswald.md 2.2 */
  readonly handsetCapacity?: number;
  /** When it last fetched its own file. */
  readonly fetchedAt?: Date;
  /** ETag of the bytes it fetched then. */
  readonly fetchedEtag?: string;
  /** Stamp of the records that those bytes were made from: as long as it is the same, so are they (provisioning/world.ts). */
  readonly fetchedStamp?: string;
  /** The release that its files told it to install when it last fetched them; null: none, it runs what it should. */
  readonly offered?: FirmwareOffered | null;
  /** The version it runs, and the newest it ever ran, as texts that sort as the versions do. */
  readonly firmwareRank?: string;
  readonly newestFirmwareRank?: string;
  /** DND and forwards as the phone's action URLs told them, by event: `dnd`, `always_fwd`, `busy_fwd`, `no_answer_fwd`. */
  readonly features?: Readonly<Record<string, { readonly on: boolean; readonly at: Date }>>;
  /** What was told of the registration of its channels. */
  readonly registrations?: Registrations;
}

/** How a record names an account's choices for one model. */
export function modelKey(vendor: string, model: string): string {
  return `${vendor}/${model}`;
}
