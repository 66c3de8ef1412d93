// The flat document of the DE desk phones, computed: SIP accounts and nothing else, for no source names more.
// Source: facts/gigaset-auerswald.md 6
import { derived, from, type Sourced } from '../../domain/layers.ts';
import type { PhoneChannel, PhoneContext } from '../phone-context.ts';
import { asciiFrom } from './latin.ts';
import { layRawPairs, type XmlSetting } from './settings.ts';
import { versionOf } from './version.ts';
import { notProvisioned } from './warnings.ts';

interface FlatSetting extends XmlSetting {
  readonly type: FlatType;
}
type FlatType = 'string' | 'integer' | 'boolean';

/** The first letter of a name says what its values are. */
const TYPES: Readonly<Record<string, FlatType>> = { S: 'string', I: 'integer', B: 'boolean' };

export function flatView(phone: PhoneContext) {
  const settings = [
    // 2: a standard SIP system, none of Gigaset's own PBXs.
    setting('I_PHONE_SYSTEM', from('default', 2)),
    setting('B_REMOTE_MANAGEMENT', from('default', 1)),
    ...phone.channels.flatMap(accountSettings),
  ];
  const laid = layRawPairs(settings, phone.extra, readRaw);
  return {
    mac: from('server', phone.mac.toUpperCase()),
    version: from('server', versionOf(laid)),
    settings: laid,
  };
}

export function flatWarnings(phone: PhoneContext): readonly string[] {
  return notProvisioned(phone, ['vlan', 'tcp', 'srv', 'outboundProxy', 'codecs', 'ntp', 'phonebooks']);
}

function setting(name: string, value: Sourced<string | number>): FlatSetting {
  return { name, value, type: TYPES[name[0] ?? ''] ?? 'string' };
}

function accountSettings({ index, ...channel }: PhoneChannel): readonly FlatSetting[] {
  const { proxy, username } = channel;
  const host = asciiFrom(derived(proxy, proxy.value.host));
  return [
    setting(`B_SIP_ACCOUNT_IS_ACTIVE_${index}`, derived(username, 'true')),
    setting(`S_SIP_ACCOUNT_NAME_${index}`, asciiFrom(channel.label)),
    setting(`S_SIP_DISPLAYNAME_${index}`, asciiFrom(channel.displayName)),
    setting(`S_SIP_LOGIN_ID_${index}`, asciiFrom(username)),
    setting(`S_SIP_PASSWORD_${index}`, asciiFrom(channel.password)),
    setting(`S_SIP_USER_ID_${index}`, asciiFrom(username)),
    setting(`S_SIP_PROVIDER_NAME_${index}`, host),
    setting(`S_SIP_DOMAIN_${index}`, host),
    setting(`S_SIP_SERVER_${index}`, host),
    setting(`I_SIP_SERVER_PORT_${index}`, derived(proxy, proxy.value.port)),
    setting(`S_SIP_REGISTRAR_${index}`, host),
  ];
}

const NAME = /^[SIB]_[A-Z0-9_]{1,60}$/;
const VALUES: Readonly<Record<FlatType, { readonly pattern: RegExp; readonly name: string }>> = {
  string: { pattern: /^[\x20-\x7e]+$/, name: 'ASCII text' },
  integer: { pattern: /^\d{1,10}$/, name: 'a whole number' },
  boolean: { pattern: /^(?:true|false|0|1)$/, name: 'true, false, 1 or 0' },
};

/** What is wrong with a raw pair of a flat document; undefined when it can be written. */
export function checkFlatRaw(key: string, value: string): string | undefined {
  if (!NAME.test(key))
    return 'the name must be an element such as S_SIP_SERVER_1, I_SIP_SERVER_PORT_1, B_REMOTE_MANAGEMENT';
  const { pattern, name } = VALUES[setting(key, from('extra', value)).type];
  return pattern.test(value) ? undefined : `${key} takes ${name}`;
}

function readRaw(key: string, value: Sourced<string>): FlatSetting | undefined {
  return checkFlatRaw(key, value.value) === undefined ? setting(key, value) : undefined;
}
