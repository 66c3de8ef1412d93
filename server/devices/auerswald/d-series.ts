// The settings document of Auerswald's D-series, computed: provisioning, identities, call waiting and keys. What else the
// phones have (SIPS, SRTP, Opus, VLAN, language, time, phonebooks) has element names that no source gives, so it is not
// provisioned. Source: facts/gigaset-auerswald.md 8.3, 8.4
import { derived, from, type Sourced } from '../../domain/layers.ts';
import { rawValue } from '../gigaset/settings.ts';
import { notProvisioned, rawLeftOut } from '../gigaset/warnings.ts';
import type { PhoneChannel, PhoneContext } from '../phone-context.ts';
import { keyElements, keysLeftOut } from './keys.ts';
import { branch, type Element, lay, leaf, readPath, rowsOf } from './xml-tree.ts';

/** The phone drops the section unless it holds just this many. */
const IDENTITIES = 6;
const DAYS = ['mondays', 'tuesdays', 'wednesdays', 'thursdays', 'fridays', 'saturdays', 'sundays'] as const;
const DTMF = { rfc4733: 'rtpPayload', inband: 'inband', info: 'sipInfo' } as const;

export function dSeriesView(phone: PhoneContext) {
  const sections = [
    ...branch('provisioning', provisioningElements(phone)),
    ...branch('identities', identityElements(phone.channels)),
    ...branch('telephony', branch('callWaiting', leaf('active', yesNo(phone.offerSecondCall)))),
    ...keyElements(phone),
  ];
  return { rows: rowsOf(withRaw(sections, phone.extra)) };
}

function yesNo(value: Sourced<boolean>): Sourced<string> {
  return derived(value, value.value ? 'true' : 'false');
}

const yes = from('default', 'true');
const no = from('default', 'false');

/**
 * Where the phone looks for its document: at our address alone from now on, at every start and once a night. Each switch is
 * said, for what a phone does without differs between firmwares (10.19).
 */
function provisioningElements({ mac, server, resync }: PhoneContext): readonly Element[] {
  const { nightlyFrom, nightlyUntil } = resync.value;
  const nightly = yesNo(derived(resync, nightlyFrom !== undefined));
  const spreadSec = nightlyFrom && nightlyUntil ? secondsBetween(nightlyFrom, nightlyUntil) : 0;
  return [
    ...leaf('active', yes),
    ...leaf('dhcp', no),
    ...leaf('redirect', no),
    ...leaf('pbx', no),
    ...leaf('url', derived(server.url, `${server.url.value}${mac.toUpperCase()}.xml`)),
    ...branch('sip', leaf('active', yes), branch('allowlist', leaf('allowlistEntry', server.host))),
    ...branch(
      'execution',
      DAYS.flatMap((day) => leaf(day, nightly)),
      leaf('time', nightlyFrom === undefined ? null : derived(resync, nightlyFrom)),
      leaf('useRandomDelay', yesNo(derived(resync, spreadSec > 0))),
      leaf('minimalRandomDelay', spreadSec > 0 ? derived(resync, 0) : null),
      leaf('maximalRandomDelay', spreadSec > 0 ? derived(resync, spreadSec) : null),
    ),
  ];
}

/** From one time of day to the next, over midnight if need be. */
function secondsBetween(start: string, end: string): number {
  const [from, until] = [start, end].map((time) => {
    const [hours = 0, minutes = 0] = time.split(':').map(Number);
    return hours * 60 + minutes;
  });
  return (((until ?? 0) - (from ?? 0) + 1440) % 1440) * 60;
}

function identityElements(channels: readonly PhoneChannel[]): readonly Element[] {
  return Array.from({ length: IDENTITIES }, (_, i) => channels.find(({ index }) => index === i + 1)).flatMap(
    (channel) => branch('identity', channel ? accountElements(channel) : leaf('active', no)),
  );
}

function accountElements(channel: PhoneChannel): readonly Element[] {
  const { proxy, username, dtmf, expiresSec } = channel;
  return [
    ...leaf('active', derived(username, 'true')),
    ...leaf('username', username),
    ...leaf('password', channel.password),
    ...leaf('displayname', channel.displayName),
    ...leaf('registrar', derived(proxy, proxy.value.host)),
    ...leaf('registrarPort', derived(proxy, proxy.value.port)),
    ...leaf('dtmfMethod', derived(dtmf, DTMF[dtmf.value])),
    ...leaf('domain', derived(proxy, proxy.value.host)),
    ...leaf('sendRegister', yes),
    ...leaf('registerInterval', derived(expiresSec, intervalMinutes(expiresSec.value))),
  ];
}

/** The phone counts minutes, from 5 to 60. */
function intervalMinutes(expiresSec: number): number {
  return Math.min(60, Math.max(5, Math.round(expiresSec / 60)));
}

/** What is wrong with a raw pair of a D-series document; undefined when it can be written. */
export function checkDSeriesRaw(key: string, value: string): string | undefined {
  if (!readPath(key))
    return 'the name must be a path such as userInterface/display/brightness or identities/identity[1]/domain';
  return value.trim() === '' ? `${key} must not be empty` : undefined;
}

function withRaw(sections: readonly Element[], pairs: PhoneContext['extra']): readonly Element[] {
  return pairs.reduce((laid, { key, value }) => {
    const path = checkDSeriesRaw(key, value) === undefined ? readPath(key) : undefined;
    return path ? lay(laid, path, rawValue(key, value)) : laid;
  }, sections);
}

export function dSeriesWarnings(phone: PhoneContext): readonly string[] {
  return [
    ...notProvisioned(phone, ['codecs', 'tcp', 'srv', 'outboundProxy', 'vlan', 'ntp', 'phonebooks']),
    ...keysLeftOut(phone).map(
      (key) => `key ${key.index} is left out: how these phones do "${key.function}" is not known`,
    ),
    ...rawLeftOut(phone, checkDSeriesRaw),
  ];
}
