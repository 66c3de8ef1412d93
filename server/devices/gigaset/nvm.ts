// The nvm document of N530, N610, N670, N770, N870 and Auerswald's WS-500, computed: providers, handsets and their accounts.
// Only names that a working system sends; codecs, VLAN, LDAP and feature codes have none. Source: facts/gigaset-auerswald.md 7
import { derived, from, type Sourced, secretFrom } from '../../domain/layers.ts';
import type { PhoneChannel, PhoneContext, PhoneHandset } from '../phone-context.ts';
import { channelOf, handsetsOf, type Provider, providerOf, providersOf } from './handsets.ts';
import { nvmTimeZone } from './nvm-zones.ts';
import { layRawPairs, type XmlSetting } from './settings.ts';
import { directoryUrl } from './symbol.ts';
import { notProvisioned } from './warnings.ts';

const TRANSPORTS = { udp: 1, dnsSrv: 1, tcp: 2, tls: 3 } as const;
const DTMF = { inband: 1, rfc4733: 2, info: 4 } as const;
const OUTBOUND = { always: 0, never: 2 } as const;
/** How long the base takes new handsets after a change. */
const REGISTRATION_SEC = 900;
/** From 2.52 on a NOTIFY may ask for a reboot, once this is allowed. Source: 7.1, 9 */
const CHECK_SYNC_REBOOT = 252;

/** A place for a handset on the base, under the id by which its account and settings go. */
interface Slot {
  readonly id: string;
  readonly handset: PhoneHandset;
  /** Only a handset that gives this PIN takes the slot; null when the slot knows its handset. */
  readonly pin: Sourced<string> | null;
}

export function nvmView(phone: PhoneContext) {
  const providers = providersOf(phone.channels);
  const slots = slotsOf(phone);
  const settings = [
    ...baseSettings(phone),
    ...providers.flatMap((provider) => providerSettings(provider, phone.caps.sipEncryption === 'yes')),
    ...slots.flatMap((slot) => slotSettings(slot, phone, providers)),
    ...directorySettings(phone),
  ];
  return {
    firmware: firmwareOf(phone),
    // With an open slot the base may know a handset by another id than we do, and would remove it.
    removeOthers: phone.handsets.length > 0 && slots.every(({ pin }) => pin === null),
    slots: slots.map(({ id, handset }) => ({ id: from(handset.ipui?.layer ?? 'default', id) })),
    settings: layRawPairs(settings, phone.extra, readRaw),
    registration: registrationOf(phone, slots),
  };
}

function param(name: string, value: Sourced<string | number> | null): readonly XmlSetting[] {
  return value ? [{ name, value }] : [];
}

function flag(value: Sourced<boolean>): Sourced<number> {
  return derived(value, value.value ? 1 : 0);
}

function baseSettings(phone: PhoneContext): readonly XmlSetting[] {
  const { server, passwords, locale, caps } = phone;
  const ntp = locale.ntpServers;
  const zone = nvmTimeZone(locale.timeZone.value, locale.zone.value);
  const knowsReboot = caps.generation !== 'unknown' && caps.generation >= CHECK_SYNC_REBOOT;
  return [
    ...param('Provisioning.global.ProvisioningServer', derived(server.url, server.url.value.replace(/\/$/, ''))),
    ...param('WebUIAccounts.1.Password', passwords.admin),
    ...param('SystemSettings.global.CheckSyncRebootEnabled', knowsReboot ? from('default', 1) : null),
    ...param('DmGlobal.0.NtpServer', ntp && derived(ntp, ntp.value.join(','))),
    ...param('DmGlobal.0.TimeZone', zone === undefined ? null : derived(locale.timeZone, zone)),
    ...param('DmGlobal.0.HSIdleDisplay', from('default', 1)),
    ...param('Telephony.0.ToneScheme', derived(locale.country, toneSchemeOf(locale.country.value))),
    ...param('Telephony.0.CT_ViaRKey', from('default', 1)),
    ...param('Telephony.0.CT_ByOnHook', from('default', 1)),
  ];
}

/** The names that were seen; how other countries are called is not known. */
const TONE_SCHEMES: Readonly<Record<string, string>> = { DE: 'Germany', FR: 'France', ES: 'Spain' };
function toneSchemeOf(country: string): string {
  return TONE_SCHEMES[country] ?? 'International';
}

/** UseSIPS stays off with TLS, else the base does not register. Source: 7.1, 10.7 */
function providerSettings({ index, channel, voicemail }: Provider, mayEncrypt: boolean): readonly XmlSetting[] {
  const { proxy, transport, srtp, outboundProxy } = channel;
  const host = derived(proxy, proxy.value.host);
  const port = derived(proxy, proxy.value.port);
  const wire = transport.value === 'tls' && !mayEncrypt ? 'udp' : transport.value;
  const secured = srtp.value && mayEncrypt;
  const p = `SipProvider.${index}.`;
  return [
    ...param(`${p}Name`, host),
    ...param(`${p}Domain`, host),
    ...param(`${p}ProxyServerAddress`, host),
    ...param(`${p}ProxyServerPort`, port),
    ...param(`${p}RegServerAddress`, host),
    ...param(`${p}RegServerPort`, port),
    ...param(`${p}RegServerRefreshTimer`, channel.expiresSec),
    ...param(`${p}TransportProtocol`, derived(transport, TRANSPORTS[wire])),
    ...param(`${p}UseSIPS`, from('default', 0)),
    ...param(`${p}SRTP_Enabled`, derived(srtp, secured ? 1 : 0)),
    ...param(`${p}AcceptNonSRTPCalls`, derived(srtp, secured ? 0 : 1)),
    ...param(`${p}DTMFTransmission`, derived(channel.dtmf, DTMF[channel.dtmf.value])),
    ...outboundSettings(p, outboundProxy),
    ...param(`${p}MWISubscription`, flag(voicemail)),
  ];
}

function outboundSettings(p: string, proxy: PhoneChannel['outboundProxy']): readonly XmlSetting[] {
  if (!proxy) return param(`${p}OutboundProxyMode`, from('default', OUTBOUND.never));
  return [
    ...param(`${p}OutboundProxyMode`, derived(proxy, OUTBOUND.always)),
    ...param(`${p}OutboundProxyAddress`, derived(proxy, proxy.value.host)),
    ...param(`${p}OutboundProxyPort`, derived(proxy, proxy.value.port)),
  ];
}

const IPUI = /^[0-9a-f]{10}$/;

/**
 * Slots by the handset's IPUI where that is known, else by number (`00002`): the first handset with the slot's PIN takes it.
 * An IPUI that comes again is left out, for the base knows each handset once. Source: 3.4
 */
function slotsOf(phone: PhoneContext): readonly Slot[] {
  const slots = new Map<string, Slot>();
  const pins = new Set<string>();
  for (const handset of handsetsOf(phone)) {
    const ipui = IPUI.exec(handset.ipui?.value.toLowerCase() ?? '')?.[0];
    const id = ipui ?? String(handset.index).padStart(5, '0');
    if (slots.has(id)) continue;
    const pin = ipui === undefined ? (handset.pin?.value ?? freePin(firstPin(phone, handset), pins)) : null;
    if (pin !== null) pins.add(pin);
    slots.set(id, { id, handset, pin: pin === null ? null : (handset.pin ?? secretFrom('server', pin)) });
  }
  return [...slots.values()];
}

/** The extension's last four digits, which whoever registers the handset knows; its number where the name has no digits. */
function firstPin(phone: PhoneContext, handset: PhoneHandset): string {
  const digits = channelOf(phone, handset)?.username.value.replace(/\D/g, '') || String(handset.index);
  return digits.slice(-4).padStart(4, '0');
}

/** The wanted PIN, or the next that no other slot waits for. */
function freePin(wanted: string, taken: Set<string>): string {
  let pin = wanted;
  while (taken.has(pin)) pin = String((Number(pin) + 1) % 10_000).padStart(4, '0');
  taken.add(pin);
  return pin;
}

/** A handset's account. With a directory, its key opens that. Source: 7.1 */
function slotSettings({ id, handset, pin }: Slot, phone: PhoneContext, providers: readonly Provider[]) {
  const channel = channelOf(phone, handset);
  const books = phone.phonebooks;
  return [
    ...param(`hs.${id}.DECT_AC`, pin),
    ...(channel ? accountSettings(`SipAccount.${id}.`, channel, providerOf(providers, channel)) : []),
    ...param(`hs.${id}.IntKeyDir`, books.value.length > 0 ? from(books.layer, 20) : null),
  ];
}

function accountSettings(account: string, channel: PhoneChannel, provider: Provider | undefined) {
  const mailbox = channel.voicemailNumber;
  return [
    ...param(`${account}UserName`, channel.username),
    ...param(`${account}AuthName`, channel.username),
    ...param(`${account}AuthPassword`, channel.password),
    ...param(`${account}DisplayName`, channel.displayName),
    ...param(`${account}ProviderId`, derived(channel.proxy, provider?.index ?? 0)),
    ...param(`${account}VoiceMailMailbox`, mailbox),
    ...param(`${account}VoiceMailActive`, mailbox ? derived(mailbox, 1) : from('default', 0)),
  ];
}

function directorySettings({ phonebooks }: PhoneContext): readonly XmlSetting[] {
  const book = phonebooks.value[0];
  if (!book) return param('Netdir.1.Activated', from(phonebooks.layer, 0));
  return [
    ...param('Netdir.1.Activated', from(phonebooks.layer, 1)),
    ...param('XMLDir.1.ProviderName', from(phonebooks.layer, book.name)),
    ...param('XMLDir.1.ServerURL', derived(phonebooks, directoryUrl(book.url))),
    ...param('XMLDir.1.WhitePagesDirName', from(phonebooks.layer, book.name)),
    ...param('XMLDir.1.StartWithListWP', from(phonebooks.layer, 1)),
  ];
}

/** The base installs what is newer than its own, by the version that is written beside the address: here from the file's name. */
function firmwareOf({ firmwareUrl }: PhoneContext) {
  const version = /[/-]V(\d+\.\d+\.\d+)[^/]*$/.exec(firmwareUrl?.value ?? '')?.[1];
  return firmwareUrl && version ? { url: firmwareUrl, version: derived(firmwareUrl, version) } : null;
}

export function nvmWarnings(phone: PhoneContext): readonly string[] {
  return [
    ...notProvisioned(phone, ['vlan', 'srv', 'codecs']),
    ...(phone.firmwareUrl && !firmwareOf(phone) ? ['the firmware is left out: its file name says no version'] : []),
  ];
}

/**
 * Only while a slot waits, and counted from when the youngest began to, so that fetching the document again does not open
 * the base again; from the last change where no slot says when. Source: 10.10
 */
function registrationOf({ changedAt }: PhoneContext, slots: readonly Slot[]) {
  const waiting = slots.filter(({ pin }) => pin !== null);
  if (waiting.length === 0) return null;
  const opened = waiting.map(({ handset }) => (handset.openedAt ?? changedAt).getTime());
  return {
    start: from('server', Math.floor(Math.max(...opened) / 1000)),
    durationSec: from('default', REGISTRATION_SEC),
  };
}

/** Names of symbol documents are dotted too, but begin with BS_. */
const NAME = /^(?!BS_)[A-Za-z]\w{0,40}(?:\.\w{1,40}){1,4}$/;

/** What is wrong with a raw pair of an nvm document; undefined when it can be written. */
export function checkNvmRaw(key: string, value: string): string | undefined {
  if (!NAME.test(key)) return 'the name must be like DmGlobal.0.TimeZone';
  return value.trim() === '' ? `${key} must not be empty: bases do unforeseeable things then` : undefined;
}

function readRaw(key: string, value: Sourced<string>): XmlSetting | undefined {
  return checkNvmRaw(key, value.value) === undefined ? { name: key, value } : undefined;
}
