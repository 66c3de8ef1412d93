// All that a family needs to write a phone's files: decided values with the layer that decided each. Built once per
// request by provisioning/context.ts; families and templates only read it.
import type { FirmwareVersion } from '../domain/firmware-version.ts';
import type { HostPort } from '../domain/host-port.ts';
import type { PlacedKey } from '../domain/key-layout.ts';
import type { Layer, Sourced } from '../domain/layers.ts';
import type { Country, FeatureCodes, Language } from '../domain/locale.ts';
import type { Mac } from '../domain/mac.ts';
import type { RawPair } from '../domain/raw-lines.ts';
import type { CallType } from '../domain/ringtones.ts';
import type { KeptSettings } from '../domain/settings.ts';
import type { ZoneRule } from '../domain/time-zone.ts';
import type { Capabilities, DeviceModel } from './types.ts';

export type Dtmf = 'rfc4733' | 'info' | 'inband';

/** One SIP account as the phone is told it. */
export interface PhoneChannel {
  /** From 1, in the order in which channels lie on the phone. */
  readonly index: number;
  readonly label: Sourced<string>;
  readonly displayName: Sourced<string>;
  readonly username: Sourced<string>;
  readonly password: Sourced<string>;
  readonly proxy: Sourced<Required<HostPort>>;
  readonly transport: Sourced<'udp' | 'tcp' | 'tls' | 'dnsSrv'>;
  readonly srtp: Sourced<boolean>;
  readonly outboundProxy: Sourced<Required<HostPort>> | null;
  readonly expiresSec: Sourced<number>;
  readonly dtmf: Sourced<Dtmf>;
  readonly codecs: Sourced<readonly string[]>;
  readonly voicemailNumber: Sourced<string> | null;
  readonly pickupCode: Sourced<string>;
}

/** One handset of a DECT base. */
export interface PhoneHandset {
  /** The slot, from 1. */
  readonly index: number;
  readonly name: Sourced<string>;
  /** The handset's own number (IPUI, ten hex digits); null while any handset may take the slot. */
  readonly ipui: Sourced<string> | null;
  /** Digits that whoever registers a handset gives; null: the family makes some. */
  readonly pin: Sourced<string> | null;
  /** When the slot began to wait for a handset; null when that is not known. */
  readonly openedAt: Date | null;
  /** Which of the CPE's channels it uses, from 1. */
  readonly channel: Sourced<number> | null;
}

export interface RingtoneChoice {
  readonly callType: CallType;
  readonly alertInfo: Sourced<string>;
  /** A name from the family's list; null for none. */
  readonly ringtone: Sourced<string | null>;
}

/** Keys that the layout names, and how many modules must be written out so that removed keys vanish. */
export interface PhoneKeys {
  readonly layer: Layer;
  readonly placed: readonly PlacedKey[];
  readonly modulesEverUsed: number;
}

/** A setting with a value in every case: the family's defaults name it. */
type Decided<K extends keyof KeptSettings> = Sourced<NonNullable<KeptSettings[K]>>;

export interface PhoneContext {
  readonly mac: Mac;
  readonly model: DeviceModel;
  readonly caps: Capabilities;
  readonly firmware: FirmwareVersion | undefined;
  readonly server: {
    /** Where this phone fetches its files from now on, with its token; ends in a slash. */
    readonly url: Sourced<string>;
    /** Our CA as a PEM file over plain HTTP; null when the phone needs none to verify us. */
    readonly caUrl: Sourced<string> | null;
    /** Base of the URLs by which the phone reports events, with its token; ends in a slash. */
    readonly eventUrl: Sourced<string>;
    /** A short one for registrations, without the phone's MAC, for phones that name themselves and have little room. */
    readonly lineEventUrl: Sourced<string>;
    /** Every address that may steer the phone remotely. */
    readonly host: Sourced<string>;
  };
  /** With what it answers a challenge; null when it has none, or no parameter for it. */
  readonly digest: { readonly username: Sourced<string>; readonly password: Sourced<string> } | null;
  readonly channels: readonly PhoneChannel[];
  /** Whether a channel should be encrypted as its account has it, be the phone able to or not (DEV-16). */
  readonly encryptionAsked: boolean;
  /** Empty for anything but a DECT base. */
  readonly handsets: readonly PhoneHandset[];
  readonly locale: {
    readonly language: Sourced<Language>;
    readonly country: Sourced<Country>;
    readonly timeZone: Sourced<string>;
    readonly zone: Sourced<ZoneRule>;
    readonly ntpServers: Sourced<readonly string[]> | null;
  };
  readonly passwords: {
    readonly admin: Sourced<string>;
    readonly user: Sourced<string>;
    /** Four digits; null when nobody chose one. */
    readonly pin: Sourced<string> | null;
  };
  /** null when nobody said anything: the phone keeps what it has. */
  readonly vlan: Sourced<NonNullable<KeptSettings['vlan']> & { readonly enabled: boolean }> | null;
  readonly lldp: Sourced<boolean> | null;
  readonly keys: PhoneKeys | null;
  readonly codes: Sourced<FeatureCodes>;
  readonly offerSecondCall: Sourced<boolean>;
  readonly callWaitingTone: Sourced<boolean>;
  readonly showMissedCalls: Sourced<boolean>;
  readonly ringtones: readonly RingtoneChoice[];
  readonly featureSync: Decided<'featureSync'>;
  /** Whether it may be told over HTTP at its own address. */
  readonly httpControl: Decided<'httpControl'>;
  /** Whether it is to tell here when a line registers; null when nobody said anything. */
  readonly registrationReports: Sourced<boolean> | null;
  /** Whether it is to log here and where; null when nobody said anything: the phone keeps what it has. */
  readonly syslog: Sourced<{
    readonly asked: boolean;
    /** Asked, and this server listens. */
    readonly enabled: boolean;
    readonly host: string;
    readonly port: number;
  }> | null;
  readonly phonebooks: Decided<'phonebooks'>;
  readonly firmwareUrl: Sourced<string> | null;
  /** What the release has besides that file: for handsets and satellites, by role. */
  readonly moreFirmware: readonly { readonly role: string; readonly url: Sourced<string> }[];
  readonly keepUserChanges: Sourced<boolean>;
  readonly bootFile: Sourced<boolean>;
  readonly resync: Decided<'resync'>;
  /** When anything that goes into this phone's files was last changed. */
  readonly changedAt: Date;
  /** Raw pairs of all layers, weakest first. */
  readonly extra: readonly (RawPair & { readonly layer: Layer })[];
}
