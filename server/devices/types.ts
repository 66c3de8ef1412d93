// The words in which device families are described. A model is one record; what a family's phones have in common
// (how they name themselves, which files they ask for, how values are written) is said once in its DeviceFamily.
// A new family is one folder with its records and its DeviceFamily, its templates, and one line in registry.ts.
import type { FirmwareVersion } from '../domain/firmware-version.ts';
import type { KeyCapacity } from '../domain/key-layout.ts';
import type { Mac } from '../domain/mac.ts';
import type { KeptSettings } from '../domain/settings.ts';
import type { DocumentFormatName } from './formats.ts';
import type { NotifyWords } from './notify.ts';
import type { PhoneContext } from './phone-context.ts';

/** As the device matrix spells them. Source: device-matrix.csv */
export const VENDORS = ['Aastra', 'Aastra/Mitel', 'Auerswald', 'Gigaset', 'Mitel', 'Yealink'] as const;
export type Vendor = (typeof VENDORS)[number];

/** A number from a fact sheet, or the honest answer that no source gives one. */
export type Known<T> = T | 'unknown';

/** A capability that may depend on the firmware: `since` is the oldest version that has it (DEV-20, DEV-37). */
export type Gate = 'yes' | 'no' | 'unknown' | { readonly since: string };

export interface ExpansionModule {
  readonly module: string;
  readonly keys: number;
  readonly modules: number;
}

export interface DeviceModel {
  readonly vendor: Vendor;
  /** As the device matrix spells it. */
  readonly model: string;
  /** The firmware line, or the name of a profile; absent where a model has only one. Source: DEV-21 */
  readonly track?: string;
  /** Marks the track that a CPE gets when none is named: the one with the strictest gates. */
  readonly defaultTrack?: true;
  readonly kind: 'desk' | 'dect' | 'conference' | 'video' | 'generic';
  /** retired: can be shown, not added (DEV-38). depends: a profile that fits several models. */
  readonly autoProvisioning: 'yes' | 'retired' | 'depends' | { readonly since: string };
  readonly sipEncryption: Gate;
  /** What the phone can do, but under parameters that no source names: it is never switched on from here (DEV-17). */
  readonly notProvisioned?: readonly ('sipEncryption' | 'opus')[];
  readonly distinctiveRingtones: Known<'yes' | 'no'>;
  readonly opus: 'yes' | 'no';
  /** First fields of firmware versions that this hardware runs; empty where versions carry no hardware id or none is known. */
  readonly hardwareIds: readonly number[];
  /** SIP accounts that fit in. */
  readonly maxChannels: Known<number>;
  readonly lineKeys: Known<number>;
  readonly keysPerPage: Known<number>;
  readonly expansion: 'none' | 'unknown' | ExpansionModule;
  /** The names the phone gives itself in User-Agents, upper case. */
  readonly productNames: readonly string[];
  /** What its HTTPS client can do: `modern` speaks TLS 1.2, `legacy` does not. */
  readonly tls: Known<'modern' | 'legacy'>;
  /** The template of the phone's own file, below templates/; absent while a family's files are not made. */
  readonly template?: string;
}

/** Capabilities at one firmware, gates resolved: nobody else compares versions. */
export interface Capabilities extends KeyCapacity {
  readonly kind: DeviceModel['kind'];
  readonly autoProvisioning: 'yes' | 'retired' | 'depends' | 'firmwareTooOld' | 'firmwareUnknown';
  /** Only `yes` may be switched on. */
  readonly sipEncryption: 'yes' | 'no' | 'unknown' | 'notProvisioned' | 'firmwareTooOld' | 'firmwareUnknown';
  readonly distinctiveRingtones: Known<'yes' | 'no'>;
  readonly opus: 'yes' | 'no' | 'notProvisioned';
  readonly tls: Known<'modern' | 'legacy'>;
  readonly expansionModule: Known<string> | 'none';
  /** What decides the spelling of parameters in the family; `unknown` before the phone told its firmware. */
  readonly generation: Known<number>;
}

/** What a phone says of itself in a User-Agent. May be wrong or forged. */
export interface Claim {
  /** The product name, upper case, to be found among productNames. */
  readonly product: string;
  /** The phone runs firmware that takes no SIP files, so it must get none. */
  readonly speaksSip?: false;
  /** The text says who made the phone, so the family is sure even when no record has the product. */
  readonly namesVendor?: boolean;
  readonly firmware?: FirmwareVersion;
  readonly mac?: Mac;
  /** How many handsets the base takes. */
  readonly handsetCapacity?: number;
}

/** What a requested name may carry. */
export interface NameParts {
  readonly mac?: Mac;
  /** A model's product name, upper case. */
  readonly product?: string;
  /** Whatever else the name says that the family's own rules need. */
  readonly rest?: string;
}

/** What the phone uploads and gets back. */
export const UPLOAD_KINDS = ['localConfig', 'contacts', 'callLog'] as const;
export type UploadKind = (typeof UPLOAD_KINDS)[number];

/** What is known of a request for a public file: no CPE belongs to it. */
export interface PublicPlace {
  /** The URL under which this very request came in, up to and with the last slash before the file; carries the token it came with, if any. */
  readonly url: string;
  readonly parts: NameParts;
  /** Of the User-Agent, if it told. */
  readonly firmware: FirmwareVersion | undefined;
}

/** How a requested file comes about. */
export type FileSource =
  /** Rendered for one CPE. Without a template named here it is the model's own. */
  | { readonly from: 'template'; readonly template?: string }
  /** Rendered for anybody. */
  | {
      readonly from: 'publicTemplate';
      readonly template: string;
      readonly view: (place: PublicPlace) => TemplateValues;
    }
  /** Made for anybody, byte by byte. */
  | { readonly from: 'publicBytes'; readonly make: (place: PublicPlace) => Buffer | undefined }
  /** As an admin gave it, under the name that was asked for. */
  | { readonly from: 'asset' }
  /** Kept from the phone's own upload. */
  | { readonly from: 'upload'; readonly upload: UploadKind }
  /** Phones ask for it at every boot, and there is none. */
  | { readonly from: 'nothing' };

export interface FileRule {
  readonly kind: 'boot' | 'common' | 'own' | 'upload' | 'none';
  /** Anchored and case-insensitive; matched against the name without any token. Never joined to a path. */
  readonly pattern: RegExp;
  /** What the match says; by default group `mac`. */
  readonly parts?: (match: RegExpExecArray) => NameParts;
  /** public: holds no secret, needs no trust. cpe: only for the trusted phone it names. */
  readonly access: 'public' | 'cpe';
  readonly source: FileSource;
  readonly contentType: string;
  /** The name under which this phone would ask for it now; undefined when it would not, or would get nothing. */
  readonly nameFor: (phone: PhoneContext) => string | undefined;
}

/** What the name of a firmware file says; what it does not say is absent. */
export interface FirmwareName {
  readonly version?: string;
  /** Names of the models it is for, as the device matrix spells them. */
  readonly models?: readonly string[];
  readonly role?: string;
}

/** How a family's phones take firmware. */
export interface FirmwareHabits {
  /** What files are called, for people. */
  readonly example: string;
  /** Reads a file's name; undefined: it is no firmware of this family. */
  readonly readName: (name: string) => FirmwareName | undefined;
  /** The files of which a release of this model consists, main file first; empty: it takes no firmware from here. */
  readonly rolesOf: (model: DeviceModel) => readonly string[];
  /** The phone ignores what is older than its own. */
  readonly neverDown?: (model: DeviceModel) => boolean;
}

/** Values of one family's templates: made from the context, with nothing left to compute. */
export type TemplateValues = object;

export interface DeviceFamily {
  readonly name: string;
  readonly models: readonly DeviceModel[];
  readonly format: DocumentFormatName;
  /** Whether versions start with a hardware id that must fit the model (DEV-37). */
  readonly hardwareIdInFirmware: boolean;
  /** Absent: no source says how its phones take firmware. */
  readonly firmware?: FirmwareHabits;
  /** Reads a User-Agent of this family's phones, already cut to a sane length. */
  readonly readUserAgent: (userAgent: string) => Claim | undefined;
  readonly files: readonly FileRule[];
  /** What stands in files when nobody chose anything: the weakest layer. */
  readonly defaults: KeptSettings;
  /** Ringtones that the family's phones have, in order of a list for people. Source: DEV-28 */
  readonly ringtones: readonly string[];
  /** The generation of parameter names that a firmware of this family speaks. */
  readonly generationOf: (model: DeviceModel, firmware: FirmwareVersion | undefined) => Known<number>;
  /** How its phones answer digest challenges; absent where they do not, or nobody knows. */
  readonly digest?: {
    readonly algorithms: readonly ('SHA-256' | 'MD5')[];
    /** Whether a file of this model can carry the credentials. */
    readonly isWritten: (model: DeviceModel) => boolean;
  };
  /** What a web password may consist of; letters and digits unless said otherwise. */
  readonly webPasswords?: 'digits';
  /** Whether a phone can check our own CA's certificate once its first file told it to (design.md "trust"). */
  readonly verifiesOwnCa: (caps: Capabilities) => boolean;
  readonly view: (phone: PhoneContext) => TemplateValues;
  /** How a phone is told to fetch its files again, and to start anew. */
  readonly notify: (model: DeviceModel) => NotifyWords;
  /** What is wrong with a raw pair, where the family knows more than its format; undefined when it can be written. */
  readonly checkRaw?: (key: string, value: string) => string | undefined;
  /** What an admin should know of these files: keys that found no place, things that this firmware cannot do. */
  readonly warnings?: (phone: PhoneContext) => readonly string[];
  /** The first file over TFTP: only sends the phone on. Absent where a family has none. */
  readonly firstFileTemplate?: string;
}
