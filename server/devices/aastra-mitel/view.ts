// A phone's files, computed: every value that its templates write. Lines are plain, so a value changed on the phone stays,
// unless keepUserChanges is off: then each line is forced with `^`. Source: facts/aastra-mitel.md 4; golden expectations in 7, 8
import { derived, from, type Sourced } from '../../domain/layers.ts';
import type { Dtmf, PhoneChannel, PhoneContext } from '../phone-context.ts';
import { readsForcedLines } from './firmware.ts';
import { moduleKeyRows, ownKeyRows, parkConfigOf } from './keys.ts';
import { type ClockWords, dateWords, languageWords, toneSet, type ZoneWords, zoneWords } from './locale.ts';
import { type AastraMitelModel, aastraMitelModelOf } from './models.ts';
import { type ServerPlace, serverPlace } from './server-place.ts';

/** The value list of the `alert ...` parameters from 1 on. Source: facts/aastra-mitel.md 4.9 */
export const RINGTONES: readonly string[] = ['Bellcore-dr2', 'Bellcore-dr3', 'Bellcore-dr4', 'Bellcore-dr5', 'Silent'];

/** The text in Alert-Info and the parameter that says how it rings. Source: facts/aastra-mitel.md 4.9 */
const ALERTS = [
  { text: 'alert-internal', parameter: 'alert internal' },
  { text: 'alert-external', parameter: 'alert external' },
  { text: 'alert-group', parameter: 'alert group' },
  { text: 'alert-acd', parameter: 'alert auto call distribution' },
  { text: 'alert-community-1', parameter: 'alert community 1' },
  { text: 'alert-community-2', parameter: 'alert community 2' },
  { text: 'alert-community-3', parameter: 'alert community 3' },
  { text: 'alert-community-4', parameter: 'alert community 4' },
  { text: 'alert-emergency', parameter: 'alert emergency' },
  { text: 'alert-priority', parameter: 'alert priority' },
] as const;

/** 0 takes UDP and TCP. TLS holds for the whole phone. Source: facts/aastra-mitel.md 4.3 */
const TRANSPORTS = { dnsSrv: 0, udp: 1, tcp: 2, tls: 4 } as const;

/** Global switch and method of a line. Source: facts/aastra-mitel.md 4.5 */
const DTMF: Readonly<Record<Dtmf, { readonly outOfBand: number; readonly method: number }>> = {
  rfc4733: { outOfBand: 1, method: 0 },
  info: { outOfBand: 0, method: 1 },
  inband: { outOfBand: 0, method: 0 },
};

/** RTP payload numbers; a codec without one here (OPUS) cannot be named. Source: facts/aastra-mitel.md 4.5 */
const PAYLOADS: Readonly<Record<string, number>> = { pcmu: 0, pcma: 8, g722: 9, g729: 18 };

/** 4095 stands for untagged. Source: facts/aastra-mitel.md 4.7 */
const UNTAGGED = 4095;

/**
 * One tells of success alone, in a word that needs no reading; the other of every change.
 * Source: facts/aastra-mitel.md 4.11
 */
const REGISTRATION_EVENTS = [
  { event: 'registered', state: 'REGISTERED' },
  { event: 'registration event', state: '$$REGISTRATIONSTATE$$' },
] as const;
/** Characters of an action URI: whether before or after its variables are filled in, nobody says. Source: facts/aastra-mitel.md 4.11 */
const MOST_URI_CHARACTERS = 128;

const NONE = '0.0.0.0';
const MINUTES_PER_DAY = 1440;

/** Not a line where nobody said anything; an empty one where it is off, or where the address is too long for the phone. */
function registrationUri(
  { registrationReports: wish, server: { lineEventUrl } }: PhoneContext,
  { event, state }: (typeof REGISTRATION_EVENTS)[number],
) {
  if (!wish) return [];
  const url = `${lineEventUrl.value}?s=${state}&u=$$SIPUSERNAME$$`;
  return [{ event, url: wish.value && url.length <= MOST_URI_CHARACTERS ? derived(lineEventUrl, url) : null }];
}

export function aastraMitelView(phone: PhoneContext) {
  const model = aastraMitelModelOf(phone.model);
  const place = serverPlace(phone.server.url);
  return {
    force: !phone.keepUserChanges.value && readsForcedLines(phone.firmware) ? '^' : '',
    place,
    caFile: caFileOf(phone),
    firmwareServer: phone.firmwareUrl && derived(phone.firmwareUrl, firmwareFolder(phone.firmwareUrl.value, model)),
    pushHosts: phone.server.host,
    digest: phone.digest,
    resync: resyncView(phone.resync),
    passwords: { admin: digitsOnly(phone.passwords.admin), user: digitsOnly(phone.passwords.user) },
    vlan: phone.vlan && vlanView(phone.vlan, model),
    lldp: phone.lldp,
    ...localeView(phone, place),
    ...sipView(phone),
    keys: [...ownKeyRows(phone, model), ...moduleKeyRows(phone)],
    callWaiting: phone.offerSecondCall,
    callWaitingTone: phone.callWaitingTone,
    missedCallsHidden: derived(phone.showMissedCalls, !phone.showMissedCalls.value),
    alerts: phone.caps.distinctiveRingtones === 'yes' ? alertRows(phone) : [],
    ...featureView(phone),
    registrationUris: REGISTRATION_EVENTS.flatMap((uri) => registrationUri(phone, uri)),
  };
}

/**
 * The CA's file name: phones fetch it from the configuration server, so only the last part of its URL is theirs.
 * It is sent each time, since a phone forgets its CA when the line is missing. Source: facts/aastra-mitel.md 3.2
 */
function caFileOf({ server: { caUrl } }: PhoneContext): Sourced<string> | null {
  return caUrl && derived(caUrl, caUrl.value.slice(caUrl.value.lastIndexOf('/') + 1));
}

/** The phone adds `/<model>.st` itself, so that is cut off where a URL already ends in it. Source: facts/aastra-mitel.md 1.4 */
function firmwareFolder(url: string, { productNames }: AastraMitelModel): string {
  const [, folder, file = ''] = /^(.*)\/([^/]*)$/.exec(url) ?? [];
  const isImage = file === '' || productNames.some((name) => `${name}.st`.toLowerCase() === file.toLowerCase());
  return folder !== undefined && isImage ? folder : url;
}

/** A password with letters would make the phone fall back to its well-known default. Source: facts/aastra-mitel.md 4.6, 5 no. 15 */
function digitsOnly(password: Sourced<string>): Sourced<string> | null {
  return /^\d+$/.test(password.value) ? password : null;
}

/** Once in so many days, spread over the span that the settings give. Source: facts/aastra-mitel.md 1.5 */
function resyncView(resync: PhoneContext['resync']) {
  const { everyMinutes = 0, nightlyFrom, nightlyUntil } = resync.value;
  const time = nightlyFrom ?? '00:00';
  const span = minutesOf(nightlyUntil ?? time) - minutesOf(time);
  return {
    mode: derived(resync, everyMinutes > 0 || nightlyFrom !== undefined ? 3 : 0),
    time: derived(resync, time),
    maxDelay: derived(resync, (span + MINUTES_PER_DAY) % MINUTES_PER_DAY),
    days: derived(resync, Math.max(1, Math.round(everyMinutes / MINUTES_PER_DAY))),
  };
}

function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}

function vlanView(vlan: NonNullable<PhoneContext['vlan']>, model: AastraMitelModel) {
  const { enabled, deviceId, pcId } = vlan.value;
  return {
    enabled: derived(vlan, enabled),
    id: enabled ? derived(vlan, deviceId ?? UNTAGGED) : null,
    pcId: enabled && model.pcPortVlan ? derived(vlan, pcId ?? UNTAGGED) : null,
  };
}

function localeView({ locale, caps }: PhoneContext, place: ServerPlace | null) {
  const { language, country, timeZone, zone, ntpServers } = locale;
  const words = languageWords(language.value);
  const { timeFormat, dateFormat } = dateWords(country.value);
  return {
    language: {
      // 4.1 and later look from the server's root, older ones below the configuration path (facts/aastra-mitel.md 4.6).
      file: words.file === undefined ? null : languageFile(words.file, language, caps.generation === 4 ? place : null),
      slot: derived(language, words.file === undefined ? 0 : 1),
      input: derived(language, words.input),
    },
    toneSet: derived(country, toneSet(country.value)),
    timeServers: ntpServers
      ? ntpServers.value.map((host, i) => ({ index: i + 1, host: derived(ntpServers, host) }))
      : [],
    zone: zoneView(timeZone, zoneWords(timeZone.value, zone.value)),
    timeFormat: derived(country, timeFormat),
    dateFormat: derived(country, dateFormat),
  };
}

function languageFile(file: string, language: Sourced<string>, below: ServerPlace | null): Sourced<string> {
  if (below === null || below.path.value === '') return derived(language, file);
  return { ...below.path, layer: language.layer, value: `${below.path.value}/${file}` };
}

function zoneView(timeZone: Sourced<string>, words: ZoneWords) {
  if (words.form === 'listed') {
    return { name: derived(timeZone, words.name), code: derived(timeZone, words.code), custom: null };
  }
  const { minutesWest, daylightSaving } = words;
  const change = ({ month, week, day, hour }: ClockWords) => ({
    month: derived(timeZone, month),
    week: derived(timeZone, week),
    day: derived(timeZone, day),
    hour: derived(timeZone, hour),
  });
  return {
    name: derived(timeZone, 'Custom'),
    code: null,
    custom: {
      minutesWest: derived(timeZone, minutesWest),
      daylightSaving: daylightSaving
        ? {
            savedMinutes: derived(timeZone, daylightSaving.savedMinutes),
            start: change(daylightSaving.start),
            end: change(daylightSaving.end),
          }
        : null,
    },
  };
}

function sipView(phone: PhoneContext) {
  const { channels, caps } = phone;
  const first = channels[0];
  const encrypted = channels.find(({ transport }) => transport.value === 'tls');
  const outbound = encrypted ? (encrypted.outboundProxy ?? encrypted.proxy) : (first?.outboundProxy ?? null);
  const dtmf = first && DTMF[first.dtmf.value];
  return {
    canEncrypt: caps.sipEncryption === 'yes',
    transport: transportOf(encrypted ?? first),
    persistentTls: encrypted ? derived(encrypted.transport, true) : from('default', false),
    encrypted: encrypted !== undefined,
    // One connection for the phone, to its outbound proxy (facts/aastra-mitel.md 4.4).
    outbound: {
      host: outbound ? derived(outbound, outbound.value.host) : from('default', NONE),
      port: outbound ? derived(outbound, outbound.value.port) : from('default', 0),
    },
    srtp: encrypted ? derived(encrypted.srtp, encrypted.srtp.value ? 2 : 0) : from('default', 0),
    outOfBandDtmf: first && dtmf ? derived(first.dtmf, dtmf.outOfBand) : null,
    codecs: first ? codecList(first.codecs) : null,
    lines: channels.map((channel) => lineView(phone, channel, encrypted, dtmf?.outOfBand)),
    unusedLines: unusedLines(phone),
    pickupPrefix: first?.pickupCode ?? derived(phone.codes, phone.codes.value.pickup),
  };
}

function transportOf(channel: PhoneChannel | undefined): Sourced<number> {
  return channel ? derived(channel.transport, TRANSPORTS[channel.transport.value]) : from('default', TRANSPORTS.udp);
}

/** null leaves the phone its own list. Source: facts/aastra-mitel.md 4.5 */
function codecList(codecs: Sourced<readonly string[]>): Sourced<string> | null {
  const entries = codecs.value.flatMap((name) => {
    const payload = PAYLOADS[name];
    return payload === undefined ? [] : [`payload=${payload};ptime=20;silsupp=on`];
  });
  return entries.length > 0 ? derived(codecs, entries.join(',')) : null;
}

/**
 * Partly verified: a line's own outbound proxy and DTMF switch are spelled by the rule that any `sip x` has its
 * `sip lineN x`; they are written only where a line differs from the phone's first. Source: facts/aastra-mitel.md 4.2
 * @param encrypted  the channel whose TLS connection the whole phone uses: a plain channel beside it can only go there too
 * @param outOfBand  the phone's global DTMF switch
 */
function lineView(
  phone: PhoneContext,
  channel: PhoneChannel,
  encrypted: PhoneChannel | undefined,
  outOfBand: number | undefined,
) {
  const { index, transport, srtp, outboundProxy } = channel;
  const proxy = encrypted && transport.value !== 'tls' ? encrypted.proxy : channel.proxy;
  const dtmf = DTMF[channel.dtmf.value];
  const shared = phone.channels[0]?.outboundProxy?.value;
  const differs =
    outboundProxy && (outboundProxy.value.host !== shared?.host || outboundProxy.value.port !== shared.port);
  return {
    index,
    username: channel.username,
    password: channel.password,
    displayName: channel.displayName,
    screenName: channel.label,
    host: derived(proxy, proxy.value.host),
    // Port 0 asks DNS for the service (facts/aastra-mitel.md 4.2).
    port: derived(proxy, !encrypted && transport.value === 'dnsSrv' ? 0 : proxy.value.port),
    outbound:
      !encrypted && differs
        ? {
            host: derived(outboundProxy, outboundProxy.value.host),
            port: derived(outboundProxy, outboundProxy.value.port),
          }
        : null,
    expiresSec: channel.expiresSec,
    voicemail: channel.voicemailNumber,
    dtmfMethod: derived(channel.dtmf, dtmf.method),
    outOfBandDtmf: dtmf.outOfBand === outOfBand ? null : derived(channel.dtmf, dtmf.outOfBand),
    srtp: derived(srtp, srtp.value ? 2 : 0),
    park: parkConfigOf(phone, index),
  };
}

/** Lines that the phone may still hold from earlier: they must not register. None where the number of lines is unknown. */
function unusedLines({ caps: { maxChannels }, channels }: PhoneContext): readonly number[] {
  if (maxChannels === 'unknown') return [];
  return Array.from({ length: Math.max(0, maxChannels - channels.length) }, (_, i) => channels.length + i + 1);
}

/** Every alert parameter, so that one that is no longer chosen rings normally again. Source: DEV-28, DEV-30 */
function alertRows({ ringtones }: PhoneContext) {
  return ALERTS.map(({ text, parameter }) => {
    const choice = ringtones.find(({ alertInfo }) => alertInfo.value === text);
    const number = choice ? RINGTONES.indexOf(choice.ringtone.value ?? '') + 1 : 0;
    return { parameter, ring: choice ? derived(choice.ringtone, number) : from('default', 0) };
  });
}

/**
 * Partly verified: the spelling of `sip as-feature-event subscription`, and that 0 in the key modes means each account for
 * itself; documented for 2.4 to 3.3.1, where the 51i syncs DND and forwards only. Of the events that have an action URI none
 * tells of DND or a forward, so `actionUrls` writes nothing here. Source: facts/aastra-mitel.md 4.10, 4.11
 */
function featureView({ featureSync, phonebooks }: PhoneContext) {
  const [book] = phonebooks.value;
  return {
    sync: derived(featureSync, featureSync.value === 'sip'),
    // The directory key opens one script; further phonebooks have no place.
    directory: book ? derived(phonebooks, book.url) : null,
  };
}
