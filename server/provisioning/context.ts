// Builds the one typed context from which a phone's files are written: settings laid layer over layer, channels, keys,
// ringtones and this server's URLs. Decides everything; writes nothing. Source: DEV-1, DEV-7, DEV-11, DEV-13, DEV-16, DEV-30

import { capabilitiesAt } from '../devices/capabilities.ts';
import type { PhoneChannel, PhoneContext, PhoneKeys, RingtoneChoice } from '../devices/phone-context.ts';
import type { KnownDevice } from '../devices/registry.ts';
import type { Capabilities } from '../devices/types.ts';
import { choiceFor } from '../domain/choice.ts';
import { type FirmwareFile, MAIN_ROLE } from '../domain/firmware.ts';
import type { FirmwareVersion } from '../domain/firmware-version.ts';
import { type HostPort, parseHostPort } from '../domain/host-port.ts';
import { placeKeys } from '../domain/key-layout.ts';
import { derived, from, type SettingLayer, type Sourced, secretFrom } from '../domain/layers.ts';
import { featureCodesOf, timeZoneOf } from '../domain/locale.ts';
import { type Channel, modelKey, type SealedSettings } from '../domain/records.ts';
import { ALERT_INFO_TEXTS, CALL_TYPES, NO_RINGTONES } from '../domain/ringtones.ts';
import type { Sealer } from '../domain/sealed.ts';
import {
  type KeptSettings,
  rawPairsOf,
  SECRET_SETTINGS,
  type SettingName,
  type SettingsAt,
  settingOf,
} from '../domain/settings.ts';
import { zoneRule } from '../domain/time-zone.ts';
import { type FirmwareOffer, factsOf, nextFirmware } from '../firmware/offer.ts';
import { phonebookName } from './phonebook-name.ts';
import { DIGEST_FOLDER } from './read-name.ts';
import type { CpeRecords, ServerAddress } from './world.ts';

/** SIP without encryption, and with. Both are settings of the proxy's address; these are the registered ports (RFC 3261 18.1). */
const SIP_PORT = 5060;
const SIPS_PORT = 5061;
/** RFC 5426 3.3. */
const SYSLOG_PORT = 514;

export interface ContextInput {
  readonly records: CpeRecords;
  readonly device: KnownDevice;
  /** What the phone runs, as far as it told. */
  readonly firmware: FirmwareVersion | undefined;
  readonly address: ServerAddress;
  readonly sealer: Sealer;
  /** The token that the phone's URLs carry; by default its lasting one. */
  readonly token?: string;
  readonly now: Date;
}

export function buildContext(input: ContextInput): PhoneContext {
  const { records, device, firmware, address, sealer, now } = input;
  const { cpe } = records;
  const { family, model } = device;
  const caps = capabilitiesAt(family, model, firmware);
  const layers = layersOf(input);
  const setting = <K extends SettingName>(name: K) => settingOf(layers, name);
  const chosen = <K extends SettingName>(name: K) => must(setting(name), name);

  const country = setting('country') ?? from('default', 'NL');
  const codes = derived(country, featureCodesOf(country.value));
  const timeZone = setting('timeZone') ?? derived(country, timeZoneOf(country.value) ?? 'UTC');
  const token = input.token ?? sealer.unseal(cpe.lastingToken.sealed);
  const base = baseFor(input, caps, chosen('provisioningScheme').value);
  const digest = input.token === undefined ? digestOf(input) : null;
  const channels = channelsOf(input, caps, layers, codes);
  // The phone checks our certificate on SIP over TLS as well (facts/yealink.md 4.1).
  const verifiesUs = base.startsWith('https:') || channels.some(({ transport }) => transport.value === 'tls');
  const firmwareFiles = firmwareFor(input);
  const firmwareOf = ({ name }: FirmwareFile) => from('model', firmwareUrlOf(address, name));
  const mainFirmware = firmwareFiles.find(({ role }) => role === MAIN_ROLE);
  const vlan = setting('vlan');

  return {
    mac: cpe.mac,
    model,
    caps,
    firmware,
    server: {
      url: digest ? from('server', base + DIGEST_FOLDER) : secretFrom('server', `${base}${token}/`),
      caUrl: verifiesUs && address.ownCa && address.httpUrl ? from('server', `${address.httpUrl}bellhop-ca.pem`) : null,
      eventUrl: secretFrom('server', `${base}${token}/event/${cpe.mac}/`),
      lineEventUrl: secretFrom('server', `${base}${token}/event/reg`),
      host: from('server', address.host),
    },
    digest,
    channels,
    encryptionAsked: records.channels.some((channel) => isEncryptionAsked(records, channel)),
    handsets: cpe.handsets.map(({ index, name, ipui, channelId, pin, openedAt }) => ({
      index,
      name: from('cpe', name),
      ipui: ipui === undefined ? null : from('cpe', ipui),
      pin: pin === undefined ? null : secretFrom('cpe', sealer.unseal(pin)),
      openedAt: openedAt ?? null,
      channel:
        channelId !== undefined && cpe.channelIds.includes(channelId)
          ? from('cpe', cpe.channelIds.indexOf(channelId) + 1)
          : null,
    })),
    locale: {
      language: setting('language') ?? from('default', 'en'),
      country,
      timeZone,
      zone: derived(timeZone, zoneRule(timeZone.value, now.getUTCFullYear())),
      ntpServers: setting('ntpServers') ?? null,
    },
    passwords: {
      admin: setting('adminPassword') ?? secretFrom('cpe', sealer.unseal(cpe.adminPassword)),
      pin: setting('devicePin') ?? null,
      user: setting('userPassword') ?? secretFrom('cpe', sealer.unseal(cpe.userPassword)),
    },
    vlan: vlan ? derived(vlan, { ...vlan.value, enabled: vlan.value.enabled === true }) : null,
    lldp: setting('lldp') ?? null,
    keys: keysOf(input, caps),
    codes,
    offerSecondCall: chosen('offerSecondCall'),
    callWaitingTone: chosen('callWaitingTone'),
    showMissedCalls: chosen('showMissedCalls'),
    ringtones: ringtonesOf(input, layers),
    featureSync: chosen('featureSync'),
    httpControl: chosen('httpControl'),
    registrationReports: setting('registrationReports') ?? null,
    syslog: syslogOf(setting('syslog'), address),
    phonebooks: phonebooksOf(input, chosen('phonebooks'), `${base}${token}/`),
    firmwareUrl: mainFirmware ? firmwareOf(mainFirmware) : null,
    moreFirmware: firmwareFiles.flatMap((file) =>
      file.role === MAIN_ROLE ? [] : [{ role: file.role, url: firmwareOf(file) }],
    ),
    keepUserChanges: chosen('keepUserChanges'),
    bootFile: chosen('bootFile'),
    resync: chosen('resync'),
    changedAt: newestChange(records),
    extra: rawPairsOf(layers),
  };
}

function syslogOf(asked: Sourced<boolean> | undefined, { host, syslogPort }: ServerAddress): PhoneContext['syslog'] {
  if (!asked) return null;
  const enabled = asked.value && syslogPort !== undefined;
  return derived(asked, { asked: asked.value, enabled, host, port: syslogPort ?? SYSLOG_PORT });
}

/** A family's defaults must name every setting that has no meaning when absent; a missing one is a bug of the family. */
function must<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw new Error(`no layer gives ${name}, and the family has no default for it`);
  return value;
}

function layersOf({ records, device, address, sealer }: ContextInput): readonly SettingsAt[] {
  const { cpe, account, partner } = records;
  const at = (layer: SettingLayer, settings: SealedSettings | undefined, more: KeptSettings = {}): SettingsAt => ({
    layer,
    settings: { ...more, ...opened(settings ?? {}, sealer) },
  });
  const proxy = account && choiceFor(account.sipProxies, cpe.createdAt);
  return [
    { layer: 'default', settings: { sipProxy: address.host, ...device.family.defaults } },
    at('partner', partner.settings),
    at('account', account?.settings, {
      ...(account && { language: account.language, country: account.country, timeZone: account.timeZone }),
      ...(proxy !== undefined && { sipProxy: proxy }),
    }),
    at('model', account?.models[modelKey(cpe.vendor, cpe.model)]?.settings),
    at('cpe', cpe.settings, {
      ...(cpe.language && { language: cpe.language }),
      ...(cpe.country && { country: cpe.country }),
    }),
  ];
}

function opened(settings: SealedSettings, sealer: Sealer): KeptSettings {
  const secrets = SECRET_SETTINGS.flatMap((name) => {
    const sealed = settings[name];
    return sealed === undefined ? [] : [[name, sealer.unseal(sealed)] as const];
  });
  return { ...settings, ...Object.fromEntries(secrets) };
}

/**
 * Where this phone fetches from: as schemeFor says; but a phone that knows no TLS 1.2 goes to the listener for its kind where its
 * account allows that, when https was asked for, or when the certificate is one that phones know by themselves.
 * Source: DEV-15
 */
function baseFor(
  { records, device, address }: ContextInput,
  caps: Capabilities,
  wish: 'auto' | 'https' | 'http',
): string {
  const isAllowed = caps.tls === 'legacy' && records.account?.legacyTls === true && wish !== 'http';
  if (isAllowed && address.legacyUrl !== undefined && (wish === 'https' || !address.ownCa)) return address.legacyUrl;
  const scheme = schemeFor(device, caps, wish, address);
  return (scheme === 'https' ? address.httpsUrl : address.httpUrl) ?? `https://${address.host}/p/`;
}

/** The account's own comes first. Its address carries the token: a phone that fetches a phonebook answers no challenge. */
function phonebooksOf(
  { records: { account, cpe }, device: { family } }: ContextInput,
  chosen: PhoneContext['phonebooks'],
  folder: string,
): PhoneContext['phonebooks'] {
  const own = account?.phonebook;
  if (!own) return chosen;
  const query = own.search === 'server' ? (family.phonebook?.searchQuery ?? '') : '';
  const book = { name: own.name, url: `${folder}${phonebookName(cpe.mac)}${query}` };
  return secretFrom(chosen.value.length > 0 ? chosen.layer : 'account', [book, ...chosen.value]);
}

/** Credentials are written where the model has a parameter for them; then the phone is sent to where it is challenged. */
function digestOf({ records: { cpe }, device: { family, model }, sealer }: ContextInput): PhoneContext['digest'] {
  if (!cpe.digest || family.digest?.isWritten(model) !== true) return null;
  const { username, password } = cpe.digest;
  return { username: from('cpe', username), password: secretFrom('cpe', sealer.unseal(password)) };
}

/** https where the phone can check our certificate, else http. Source: design.md "Phones' URLs and trust" */
export function schemeFor(
  device: KnownDevice,
  caps: Capabilities,
  wish: 'auto' | 'https' | 'http',
  address: ServerAddress,
): 'https' | 'http' {
  if (address.httpsUrl === undefined) return 'http';
  if (address.httpUrl === undefined) return 'https';
  if (wish !== 'auto') return wish;
  const verifies = address.ownCa ? device.family.verifiesOwnCa(caps) : caps.tls === 'modern';
  return verifies ? 'https' : 'http';
}

/** What the phone is told of firmware by its files. Source: DEV-9, DEV-10 */
export function offerFor({
  records,
  device,
  firmware,
}: Pick<ContextInput, 'records' | 'device' | 'firmware'>): FirmwareOffer {
  return nextFirmware(factsOf(device, firmware?.text, records, records.firmware));
}

/** A phone that runs what it should is told so on: a file that said nothing then would be another one, and be loaded again. */
function firmwareFor(input: ContextInput): readonly FirmwareFile[] {
  const offer = offerFor(input);
  return offer.do === 'refuse' ? [] : offer.release.files;
}

/** Firmware holds no secret and is large: over plain HTTP where there is a listener for it. */
function firmwareUrlOf(address: ServerAddress, name: string): string {
  return `${address.httpUrl ?? address.httpsUrl ?? ''}firmware/${percentEncoded(name)}`;
}

/** Images are called `T46S(T48S,T42S,T41S)-66.86.0.15.rom`: brackets are encoded too. Source: facts/yealink.md 1.7 */
function percentEncoded(name: string): string {
  return encodeURIComponent(name).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

function channelsOf(
  { records, sealer }: ContextInput,
  caps: Capabilities,
  layers: readonly SettingsAt[],
  codes: PhoneContext['codes'],
): readonly PhoneChannel[] {
  const { cpe, account, channels } = records;
  const setting = <K extends SettingName>(name: K) => settingOf(layers, name);
  const encryption = account && choiceFor(account.sipEncryption, cpe.createdAt);
  const outbound = setting('outboundProxy');
  return channels.slice(0, caps.maxChannels === 'unknown' ? undefined : caps.maxChannels).map((channel, i) => {
    const encrypted = encryption && isEncryptionAsked(records, channel) && caps.sipEncryption === 'yes';
    const port = encrypted ? SIPS_PORT : SIP_PORT;
    const proxy = encrypted ? from('account', encryption.proxy) : must(setting('sipProxy'), 'sipProxy');
    return {
      index: i + 1,
      label: from('channel', channel.label ?? channel.username),
      displayName: from('channel', channel.displayName ?? channel.name),
      username: from('channel', channel.username),
      password: secretFrom('channel', sealer.unseal(channel.password)),
      proxy: withPort(proxy, port),
      transport: encrypted ? from('account', 'tls') : must(setting('sipTransport'), 'sipTransport'),
      srtp: from(channel.encryptedSip ? 'account' : 'channel', encrypted === true),
      outboundProxy: outbound ? withPort(outbound, port) : null,
      expiresSec: must(setting('registrationExpiresSec'), 'registrationExpiresSec'),
      dtmf: from('channel', channel.dtmf),
      codecs: must(setting('codecs'), 'codecs'),
      voicemailNumber: setting('voicemailNumber') ?? derived(codes, codes.value.voicemail),
      pickupCode: setting('pickupCode') ?? derived(codes, codes.value.pickup),
    };
  });
}

/** First by the account, then by the channel. Source: DEV-16 */
function isEncryptionAsked({ account, cpe }: CpeRecords, { encryptedSip }: Channel): boolean {
  return encryptedSip && account !== undefined && choiceFor(account.sipEncryption, cpe.createdAt)?.enabled === true;
}

function withPort(address: Sourced<string>, port: number): Sourced<Required<HostPort>> {
  const parsed = parseHostPort(address.value) ?? { host: address.value };
  return derived(address, { port, ...parsed });
}

function keysOf({ records: { account, cpe } }: ContextInput, caps: Capabilities): PhoneKeys | null {
  const layout = account?.models[modelKey(cpe.vendor, cpe.model)]?.keyLayout;
  if (!layout) return null;
  const placed = placeKeys(layout, caps);
  const modulesEverUsed = Math.max(layout.modulesEverUsed ?? 0, ...placed.map((key) => key.module ?? 0));
  return { layer: 'model', placed, modulesEverUsed };
}

function ringtonesOf(
  { records: { account, cpe } }: ContextInput,
  layers: readonly SettingsAt[],
): readonly RingtoneChoice[] {
  const choices = account?.ringtones[cpe.vendor];
  const ringtones = (choices && choiceFor(choices, cpe.createdAt)) ?? NO_RINGTONES;
  const own = settingOf(layers, 'alertInfoTexts');
  return CALL_TYPES.map((callType) => ({
    callType,
    alertInfo:
      own?.value[callType] === undefined
        ? from('default', ALERT_INFO_TEXTS[callType])
        : derived(own, own.value[callType]),
    ringtone: from('account', ringtones[callType]),
  }));
}

function newestChange({ cpe, account, partner, channels }: CpeRecords): Date {
  const times = [cpe, partner, ...(account ? [account] : []), ...channels].map(({ changedAt }) => changedAt.getTime());
  return new Date(Math.max(...times));
}
