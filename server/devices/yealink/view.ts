// A Yealink's files, computed: which spellings its firmware needs, and every value its templates write.
// Source: facts/yealink.md 4 and 5; golden expectations in 9
import { derived, from, type Sourced } from '../../domain/layers.ts';
import { CODECS } from '../../domain/settings.ts';
import type { Dtmf, PhoneChannel, PhoneContext } from '../phone-context.ts';
import { lineKeyRows, moduleKeyRows } from './keys.ts';
import { CODEC_INDEX, clockOf, languageWord, toneWord } from './locale.ts';
import { commonFileOf, type YealinkModel, yealinkModels } from './models.ts';

/** Ringers by number: RingN.wav, silent, splash. Source: facts/yealink.md 4.10 */
export const RINGERS: readonly string[] = [
  'Ring1',
  'Ring2',
  'Ring3',
  'Ring4',
  'Ring5',
  'Ring6',
  'Ring7',
  'Ring8',
  'Silent',
  'Splash',
] as const;

const DTMF_TYPES: Readonly<Record<Dtmf, number>> = { inband: 0, rfc4733: 1, info: 2 };
const TRANSPORT_TYPES = { udp: 0, tcp: 1, tls: 2, dnsSrv: 3 } as const;
const MAX_PHONEBOOKS = 5;
const MAX_NTP_SERVERS = 2;
/** Emptied on a phone whose model is not known: the most accounts that a Yealink has; a phone ignores those it lacks (4.0, 4.1). */
const MOST_ACCOUNTS = 16;
/** Events that carry DND and forwards to us by action URL. Source: facts/yealink.md 5.2 */
const SYNC_EVENTS = [
  'dnd_on',
  'dnd_off',
  'always_fwd_on',
  'always_fwd_off',
  'busy_fwd_on',
  'busy_fwd_off',
  'no_answer_fwd_on',
  'no_answer_fwd_off',
] as const;

/** Events that tell of the registration of a line. Source: facts/yealink.md 4.13 */
const REGISTRATION_EVENTS = ['registered', 'unregistered', 'register_failed'] as const;

/** Which of two spellings to write: both while the phone's firmware is unknown and its model ran either (unknown keys are ignored). */
interface Spellings {
  /** Prefixes of network, security and provisioning parameters: `static.` from generation 81. */
  readonly staticPrefixes: readonly string[];
  readonly languagePrefixes: readonly string[];
  readonly legacyAccount: boolean;
  readonly codecIndex: boolean;
  readonly splitFeatureSync: boolean;
  readonly legacyFeatureSync: boolean;
}

export function yealinkModelOf(phone: PhoneContext): YealinkModel {
  const { model, track } = phone.model;
  const record = yealinkModels.find((m) => m.model === model && m.track === track);
  if (!record) throw new Error(`${model} is no Yealink`);
  return record;
}

function spellingsFor(phone: PhoneContext, model: YealinkModel): Spellings {
  const { generation } = phone.caps;
  const { first, last } = generation === 'unknown' ? model.generations : { first: generation, last: generation };
  const oldNames = first < 81 ? [''] : [];
  return {
    staticPrefixes: last >= 81 ? ['static.', ...oldNames] : oldNames,
    languagePrefixes: [...(first < 81 || last >= 83 ? [''] : []), ...(first <= 82 && last >= 81 ? ['static.'] : [])],
    legacyAccount: first <= 72,
    codecIndex: first <= 82,
    splitFeatureSync: last >= 82,
    legacyFeatureSync: first <= 72 || model.kind === 'dect',
  };
}

export function yealinkView(phone: PhoneContext) {
  const model = yealinkModelOf(phone);
  const spellings = spellingsFor(phone, model);
  const { server, locale, vlan, featureSync, resync } = phone;
  const clock = derived(locale.timeZone, clockOf(locale.timeZone.value, locale.zone.value));
  const tone = toneWord(locale.country.value);
  return {
    ...spellings,
    bootIncludes: [commonFileOf(model), `${phone.mac}.cfg`].flatMap((name) => (name ? [from('server', name)] : [])),
    server: { ...server, limitedTo: isAddress(server.host.value) ? server.host : null },
    digest: phone.digest,
    firmwareUrl: phone.firmwareUrl,
    handsetFirmware: (model.handsetFirmware ?? []).flatMap((handset) => {
      const url = phone.moreFirmware.find(({ role }) => role === handset)?.url;
      return url ? [{ key: handset === 'handset' ? 'over_the_air.url' : `over_the_air.url.${handset}`, url }] : [];
    }),
    alsoPlainFirmwareUrl: model.plainFirmwareUrl === true && !spellings.staticPrefixes.includes(''),
    passwords: {
      admin: derived(phone.passwords.admin, `admin:${phone.passwords.admin.value}`),
      user: derived(phone.passwords.user, `user:${phone.passwords.user.value}`),
    },
    vlan: vlan && {
      device: vlanPort(vlan, vlan.value.deviceId, vlan.value.devicePriority ?? 5),
      pc: vlanPort(vlan, vlan.value.pcId, vlan.value.pcPriority ?? 0),
    },
    lldp: phone.lldp,
    keepUserChanges: phone.keepUserChanges,
    resync: {
      repeat: derived(resync, (resync.value.everyMinutes ?? 0) > 0),
      minutes: derived(resync, resync.value.everyMinutes || 1440),
      nightly: derived(resync, resync.value.nightlyFrom !== undefined && resync.value.nightlyUntil !== undefined),
      from: derived(resync, resync.value.nightlyFrom ?? '00:00'),
      until: derived(resync, resync.value.nightlyUntil ?? '00:00'),
    },
    language: derived(locale.language, languageWord(locale.language.value)),
    tone: tone === undefined ? null : derived(locale.country, tone),
    ntp: {
      beforeDhcp: locale.ntpServers ? derived(locale.ntpServers, true) : from('default', false),
      servers: Array.from({ length: MAX_NTP_SERVERS }, (_, i) => sourcedItem(locale.ntpServers, i)),
    },
    clock: {
      offset: derived(clock, clock.value.offset),
      summerTime: derived(clock, { none: 0, rule: 1, automatic: 2 }[clock.value.summer]),
      label: clock.value.summer === 'automatic' ? derived(clock, clock.value.label) : null,
      rule:
        clock.value.summer === 'rule'
          ? {
              start: derived(clock, clock.value.start),
              end: derived(clock, clock.value.end),
              savedMinutes: derived(clock, clock.value.savedMinutes),
            }
          : null,
    },
    accounts: phone.channels.map((channel) => accountView(phone, channel)),
    unusedAccounts: unusedAccounts(phone),
    handsets: model.kind === 'dect' ? handsetRows(phone) : [],
    unusedHandsets: model.kind === 'dect' ? unusedHandsets(phone) : [],
    keys: lineKeyRows(phone, model.keyPrefix),
    moduleKeys: moduleKeyRows(phone),
    legacyPickup: spellings.legacyAccount,
    pickupCode: phone.channels[0]?.pickupCode ?? derived(phone.codes, phone.codes.value.pickup),
    callWaiting: phone.offerSecondCall,
    callWaitingTone: phone.callWaitingTone,
    missedCalls: phone.showMissedCalls,
    ringtones: phone.caps.distinctiveRingtones === 'yes' ? ringtoneRows(phone) : [],
    featureSync: derived(featureSync, featureSync.value === 'sip'),
    syncUrls: SYNC_EVENTS.map((event) => ({
      event,
      url: featureSync.value === 'actionUrls' ? derived(server.eventUrl, server.eventUrl.value + event) : null,
    })),
    registrationUrls: REGISTRATION_EVENTS.flatMap((event) => registrationUrl(phone, event)),
    syslog: syslogView(phone),
    // The address carries the phone's token; what the book is called is no secret.
    phonebookLookup: from(phone.phonebooks.layer, phone.phonebooks.value.length > 0),
    phonebooks: Array.from({ length: MAX_PHONEBOOKS }, (_, i) => {
      const book = phone.phonebooks.value[i];
      return {
        index: i + 1,
        name: book ? from(phone.phonebooks.layer, book.name) : null,
        url: book ? derived(phone.phonebooks, book.url) : null,
      };
    }),
  };
}

/** Not a line where nobody said anything; a line that takes the address away where it is off. Source: facts/yealink.md 4.13 */
function registrationUrl({ registrationReports: wish, server }: PhoneContext, event: string) {
  if (!wish) return [];
  return [
    { event, url: wish.value ? derived(server.eventUrl, `${server.eventUrl.value}${event}?u=$active_user`) : null },
  ];
}

/** Bases have another word for it, of which we are not sure (facts/yealink.md 4.16). */
function syslogView({ model, syslog }: PhoneContext) {
  if (!syslog || model.kind === 'dect') return null;
  const { enabled, host, port } = syslog.value;
  const to = enabled ? { host: derived(syslog, host), port: derived(syslog, port) } : null;
  return { enabled: derived(syslog, enabled), to };
}

function vlanPort(vlan: NonNullable<PhoneContext['vlan']>, id: number | undefined, priority: number) {
  const on = vlan.value.enabled && id !== undefined;
  return { enable: derived(vlan, on), id: derived(vlan, on ? id : 1), priority: derived(vlan, on ? priority : 0) };
}

function sourcedItem(list: Sourced<readonly string[]> | null, index: number): Sourced<string> | null {
  const item = list?.value[index];
  return list && item !== undefined ? derived(list, item) : null;
}

function accountView(phone: PhoneContext, channel: PhoneChannel) {
  const { proxy, transport, outboundProxy, srtp } = channel;
  const chosen = channel.codecs.value.filter((name) => name !== 'opus' || phone.caps.opus === 'yes');
  return {
    index: channel.index,
    label: channel.label,
    displayName: channel.displayName,
    username: channel.username,
    password: channel.password,
    host: derived(proxy, proxy.value.host),
    // 0 lets DNS name the port; a number would keep the phone from asking for SRV records (RFC 3263 4.2).
    port: derived(proxy, transport.value === 'dnsSrv' ? 0 : proxy.value.port),
    transport: derived(transport, TRANSPORT_TYPES[transport.value]),
    expires: channel.expiresSec,
    outbound: outboundProxy && {
      host: derived(outboundProxy, outboundProxy.value.host),
      port: derived(outboundProxy, outboundProxy.value.port),
    },
    // Compulsory is 2 from generation 73 on; what 1 and 2 mean before that is not sure (facts/yealink.md 10.10).
    srtp: derived(srtp, srtp.value ? 2 : 0),
    cipherList: srtp.value ? derived(srtp, 'AES_CM_128_HMAC_SHA1_80,AES_CM_128_HMAC_SHA1_32') : null,
    codecs: CODECS.filter((name) => name !== 'opus' || phone.caps.opus === 'yes').map((name) => {
      const place = chosen.indexOf(name) + 1;
      return {
        name,
        enable: derived(channel.codecs, place > 0),
        priority: derived(channel.codecs, place),
        old: CODEC_INDEX[name] ?? null,
      };
    }),
    dtmfType: derived(channel.dtmf, DTMF_TYPES[channel.dtmf.value]),
    dtmfInfoType: channel.dtmf.value === 'info' ? derived(channel.dtmf, 1) : null,
    voicemail: channel.voicemailNumber,
    pickupCode: channel.pickupCode,
    missedCalls: phone.showMissedCalls,
  };
}

/** Accounts that the phone may still hold from earlier: they are emptied. */
function unusedAccounts(phone: PhoneContext): readonly number[] {
  const { maxChannels } = phone.caps;
  return indexesBetween(phone.channels.length, maxChannels === 'unknown' ? MOST_ACCOUNTS : maxChannels);
}

/** From the one after `used` to `last`. */
function indexesBetween(used: number, last: number): readonly number[] {
  return Array.from({ length: Math.max(0, last - used) }, (_, i) => used + i + 1);
}

/** Slots of a base that the phone may still hold from earlier. */
function unusedHandsets(phone: PhoneContext): readonly number[] {
  const used = handsetRows(phone).map(({ index }) => index);
  const { maxChannels } = phone.caps;
  return indexesBetween(0, maxChannels === 'unknown' ? 0 : maxChannels).filter((index) => !used.includes(index));
}

/** One handset a channel, unless the base's handsets are named. Source: facts/yealink.md 6 */
function handsetRows(phone: PhoneContext) {
  if (phone.handsets.length > 0) {
    return phone.handsets.map(({ index, name, channel }) => ({ index, name, line: channel ?? from('default', index) }));
  }
  return phone.channels.map(({ index, displayName }) => ({ index, name: displayName, line: from('default', index) }));
}

function ringtoneRows(phone: PhoneContext) {
  return phone.ringtones.map(({ alertInfo, ringtone }, i) => {
    const number = ringtone.value === null ? 0 : RINGERS.indexOf(ringtone.value) + 1;
    return number > 0
      ? { index: i + 1, text: { ...alertInfo, layer: ringtone.layer }, ringer: derived(ringtone, number) }
      : { index: i + 1, text: null, ringer: null };
  });
}

function isAddress(host: string): boolean {
  return /^\d{1,3}(?:\.\d{1,3}){3}$/.test(host);
}
