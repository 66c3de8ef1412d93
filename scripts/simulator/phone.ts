// The words of the simulator: what a phone is, what it remembers between boots, and what a family does with it.
// Identities of models come from server/devices; how phones boot and read their files is written here a second time, from the
// fact sheets alone, so that a mistake of the server does not hide itself.
import type { KnownDevice } from '../../server/devices/registry.ts';
import type { Mac } from '../../server/domain/mac.ts';
import type { Login } from './digest.ts';
import type { Line } from './line.ts';
import type { ClientCertificate } from './wire.ts';

export const TRANSPORTS = ['http', 'https', 'tftp'] as const;
export type Transport = (typeof TRANSPORTS)[number];

/** A phone as it comes out of its box, and what somebody told it. */
export interface PhoneSpec {
  readonly mac: Mac;
  readonly device: KnownDevice;
  /** What it runs out of its box, such as `66.86.0.15`. */
  readonly firmware: string;
  /** Where its first boot looks, as given by DHCP or by hand; ends in a slash. */
  readonly firstUrl: string;
  /** Whether the server gave it a channel, so that its own file must hold an account. */
  readonly hasChannel: boolean;
  /** CA certificates in PEM that it trusts from the beginning, besides those of its own list. */
  readonly factoryCa: readonly string[];
  /** What it shows to servers that ask; absent: nothing. */
  readonly certificate?: ClientCertificate;
}

/** What survives a reboot. The phone itself changes it; nobody else does. */
export interface Memory {
  /** What it runs now: the version of its box until it took another. */
  firmware: string;
  serverUrl: string;
  /** CA certificates that its files made it load, in PEM. */
  loadedCa: readonly string[];
  /** What its files told it to answer challenges with. */
  login: Login | undefined;
  /** The first SIP account of its files, as it registers with it. */
  sip: Login | undefined;
  /** A check-sync starts it anew, whatever it says. Source: facts/yealink.md 4.16 */
  startsAtEverySync: boolean;
  /** Compares the host's name with the certificate. */
  checksNames: boolean;
  /** MD5 of each file of its own, by name: another one at the next boot makes a phone apply everything again. */
  readonly digests: Map<string, string>;
  /** What it uploaded, by name: it expects to get it back. */
  readonly uploads: Map<string, Buffer>;
}

/** A phone that boots: who it is, what it remembers, and its line to the server. */
export interface BootingPhone {
  readonly spec: PhoneSpec;
  readonly memory: Memory;
  readonly line: Line;
  /** Whether a firmware image is fetched to its end, or only asked for. */
  readonly wholeFirmware: boolean;
}

/** How the phones of one family behave. */
export interface SimulatedFamily {
  /** As in server/devices. */
  readonly name: string;
  /** How its phones can be sent to their first file. */
  readonly transports: readonly Transport[];
  /** Whether a factory-fresh phone compares the host's name with the certificate. */
  readonly checksNames: boolean;
  /** What its phones answer challenges with, in the order in which they try; by default what their files told them. */
  readonly logins?: (spec: PhoneSpec, memory: Memory) => readonly Login[];
  /** A version that this model really ran; undefined for a model that cannot be simulated. */
  readonly firmwareOf: (device: KnownDevice) => string | undefined;
  readonly userAgent: (spec: Pick<PhoneSpec, 'mac' | 'device' | 'firmware'>) => string;
  /** One boot from beginning to end; what goes wrong is told to the line. */
  readonly boot: (phone: BootingPhone) => Promise<void>;
  /** What a NOTIFY with this Event makes it do. */
  readonly hears: (event: string, memory: Memory) => 'resync' | 'reboot' | 'ignored';
}

export function factoryFresh({ firstUrl, firmware }: PhoneSpec, { checksNames }: SimulatedFamily): Memory {
  return {
    firmware,
    serverUrl: firstUrl,
    loadedCa: [],
    login: undefined,
    sip: undefined,
    startsAtEverySync: true,
    checksNames,
    digests: new Map(),
    uploads: new Map(),
  };
}
