// What admins choose for phones, in one schema for every layer: partner, account, model of an account, CPE. A layer says
// only what it wants to change; settingOf lays them over one another and remembers who decided each value.
import Type, { type Static } from 'typebox';
import { parseHostPort } from './host-port.ts';
import type { SettingLayer, Sourced } from './layers.ts';
import { LANGUAGES } from './locale.ts';
import { isAddress } from './networks.ts';
import type { RawPair } from './raw-lines.ts';
import { hasControlCharacters } from './text.ts';
import { isTimeZone } from './time-zone.ts';

const closed = { additionalProperties: false } as const;
const optional = Type.Optional;
const vlanId = Type.Integer({ minimum: 1, maximum: 4094 });
const alertInfoText = Type.String({ minLength: 1, maxLength: 32 });
const vlanPriority = Type.Integer({ minimum: 0, maximum: 7 });

export const CODECS = ['opus', 'g722', 'pcma', 'pcmu', 'g729', 'ilbc', 'g726_32'] as const;

/** Sources: DEV-1, DEV-11, DEV-12, DEV-13, DEV-30, DEV-35; facts/yealink.md 4.1-4.16 */
export const SettingsSchema = Type.Object(
  {
    vlan: optional(
      Type.Object(
        {
          enabled: optional(Type.Boolean()),
          deviceId: optional(vlanId),
          devicePriority: optional(vlanPriority),
          pcId: optional(vlanId),
          pcPriority: optional(vlanPriority),
        },
        { ...closed, description: 'VLANs of the phone itself and of its PC port (DEV-11, DEV-12)' },
      ),
    ),
    lldp: optional(
      Type.Boolean({
        description: 'Let a switch announce the VLAN (LLDP, CDP); what it announces beats the VLAN set here',
      }),
    ),
    sipProxy: optional(
      Type.String({ maxLength: 261, description: 'host or host:port that phones register at without encryption' }),
    ),
    outboundProxy: optional(
      Type.String({ maxLength: 261, description: 'host or host:port that all SIP is sent through' }),
    ),
    sipTransport: optional(Type.Enum(['udp', 'tcp', 'dnsSrv'], { description: 'Transport without encryption' })),
    registrationExpiresSec: optional(Type.Integer({ minimum: 60, maximum: 86400 })),
    offerSecondCall: optional(Type.Boolean({ description: 'false: a second caller hears busy (DEV-11)' })),
    callWaitingTone: optional(Type.Boolean()),
    showMissedCalls: optional(Type.Boolean()),
    language: optional(Type.Enum([...LANGUAGES])),
    country: optional(Type.String({ pattern: '^[A-Z]{2}$', description: 'ISO 3166-1: tones and feature codes' })),
    timeZone: optional(Type.String({ maxLength: 64, description: 'IANA name, such as Europe/Amsterdam' })),
    ntpServers: optional(Type.Array(Type.String({ maxLength: 253 }), { minItems: 1, maxItems: 2 })),
    codecs: optional(
      Type.Array(Type.Enum([...CODECS]), {
        minItems: 1,
        uniqueItems: true,
        description: 'Best first; a codec the model lacks is left out',
      }),
    ),
    adminPassword: optional(
      Type.String({
        minLength: 6,
        maxLength: 32,
        description: 'Web password of the phone; each CPE has its own random one by default',
      }),
    ),
    userPassword: optional(Type.String({ minLength: 6, maxLength: 32 })),
    devicePin: optional(
      Type.String({
        pattern: '^\\d{4}$',
        description:
          'PIN of a DECT base (N300A, N510): four digits, the same for its web interface and for registering handsets',
      }),
    ),
    voicemailNumber: optional(Type.String({ maxLength: 64 })),
    pickupCode: optional(
      Type.String({ maxLength: 16, description: 'Code before an extension that picks up its ringing call' }),
    ),
    featureSync: optional(
      Type.Enum(['off', 'sip', 'actionUrls'], {
        description: 'How DND and forwards set on the phone reach the platform (DEV-31, DEV-34)',
      }),
    ),
    httpControl: optional(
      Type.Boolean({
        description:
          'Phones that SIP does not reach may be told over HTTP at their own address, with their admin password where they want it. ' +
          'Only inside the networks of their account, as the password travels in the clear',
      }),
    ),
    registrationReports: optional(
      Type.Boolean({
        description:
          'The phone tells this server when a line is registered or no longer (Yealink and Aastra/Mitel, by action URL). Of other families nobody knows',
      }),
    ),
    syslog: optional(
      Type.Boolean({
        description:
          'Hear the syslog of the phone, where the server listens for it, and show it in its timeline. Yealink phones from generation 81 are told by their file; others are to be set by hand',
      }),
    ),
    phonebooks: optional(
      Type.Array(
        Type.Object(
          {
            name: Type.String({ minLength: 1, maxLength: 32 }),
            url: Type.String({ maxLength: 511, pattern: '^https?://' }),
          },
          closed,
        ),
        {
          maxItems: 5,
        },
      ),
    ),
    alertInfoTexts: optional(
      Type.Object(
        {
          internal: optional(alertInfoText),
          group: optional(alertInfoText),
          queue: optional(alertInfoText),
          national: optional(alertInfoText),
          international: optional(alertInfoText),
        },
        { ...closed, description: 'Only for a PBX that sends other Alert-Info texts than ours (DEV-30)' },
      ),
    ),
    keepUserChanges: optional(
      Type.Boolean({
        description:
          'true: what a user changes on the phone survives and beats this server (uploaded as <mac>-local.cfg)',
      }),
    ),
    bootFile: optional(
      Type.Boolean({
        description:
          'Serve a boot file with overwrite_mode = 1: parameters that vanish from the files go back to factory default',
      }),
    ),
    resync: optional(
      Type.Object(
        {
          everyMinutes: optional(Type.Integer({ minimum: 0, maximum: 43200, description: '0: only at boot' })),
          nightlyFrom: optional(Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$' })),
          nightlyUntil: optional(Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$' })),
        },
        closed,
      ),
    ),
    provisioningScheme: optional(
      Type.Enum(['auto', 'https', 'http'], { description: 'auto: https where the phone can verify this server' }),
    ),
    extra: optional(
      Type.Union(
        [
          Type.String({ maxLength: 65536 }),
          Type.Array(
            Type.Object(
              { key: Type.String({ minLength: 1, maxLength: 256 }), value: Type.String({ maxLength: 2048 }) },
              closed,
            ),
            { maxItems: 2000 },
          ),
          Type.Record(Type.String({ minLength: 1, maxLength: 256 }), Type.String({ maxLength: 2048 })),
        ],
        { description: "Raw parameters in the phone's own words; they win over everything else" },
      ),
    ),
  },
  closed,
);
export type Settings = Static<typeof SettingsSchema>;
/** A change of settings: what is named replaces, null takes away, the rest stays (RFC 7396). */
export type SettingsPatch = { readonly [K in keyof Settings]?: Settings[K] | null };
/** Settings as they are kept and laid: raw lines already read into pairs. */
export type KeptSettings = Omit<Settings, 'extra'> & { readonly extra?: readonly RawPair[] };
export type SettingName = Exclude<keyof Settings, 'extra'>;

export interface SettingProblem {
  readonly pointer: string;
  readonly detail: string;
}

/** What the schema's grammar cannot say; empty when the settings can be kept. */
export function checkSettings(settings: Settings): readonly SettingProblem[] {
  const problems: SettingProblem[] = [];
  const require = (ok: boolean, pointer: string, detail: string) => void (ok || problems.push({ pointer, detail }));
  const { vlan, timeZone } = settings;
  if (vlan?.enabled) {
    require(vlan.deviceId !== undefined ||
      vlan.pcId !== undefined, '/vlan', 'an enabled VLAN needs deviceId, pcId or both');
  }
  for (const name of ['sipProxy', 'outboundProxy'] as const) {
    const text = settings[name];
    if (text !== undefined)
      require(parseHostPort(text) !== undefined, `/${name}`, 'must be host or host:port, with a port from 1 to 65535');
  }
  if (timeZone !== undefined)
    require(isTimeZone(timeZone), '/timeZone', 'must be an IANA time zone such as Europe/Amsterdam');
  for (const [i, host] of (settings.ntpServers ?? []).entries()) {
    require(isAddress(host) ||
      (parseHostPort(host)?.port === undefined &&
        parseHostPort(host) !== undefined), `/ntpServers/${i}`, 'must be a host name or an address');
  }
  for (const name of ['adminPassword', 'userPassword'] as const) {
    const text = settings[name];
    if (text !== undefined)
      require(/^[\x21-\x39\x3b-\x7e]+$/.test(
        text,
      ), `/${name}`, 'must be printable ASCII without blanks and without a colon');
  }
  for (const name of ['voicemailNumber', 'pickupCode'] as const) {
    const text = settings[name];
    if (text !== undefined)
      require(/^[0-9*#+A-Za-z._-]+$/.test(text), `/${name}`, 'must consist of digits, letters, * # + . _ -');
  }
  for (const [i, book] of (settings.phonebooks ?? []).entries()) {
    require(!hasControlCharacters(
      book.name + book.url,
    ), `/phonebooks/${i}`, 'must be one line without control characters');
  }
  return problems;
}

/** One layer of settings and its name. */
export interface SettingsAt {
  readonly layer: SettingLayer;
  readonly settings: KeptSettings;
}

/**
 * One setting, laid layer over layer, weakest first, and who decided it. A setting that is itself an object (vlan, resync,
 * alertInfoTexts) is taken member by member, so that an account can say `deviceId` and a CPE `pcId`; lists and plain
 * values are replaced whole.
 * @returns undefined when no layer says anything
 */
export function settingOf<K extends SettingName>(
  layers: readonly SettingsAt[],
  name: K,
): Sourced<NonNullable<KeptSettings[K]>> | undefined {
  let found: Sourced<NonNullable<KeptSettings[K]>> | undefined;
  for (const { layer, settings } of layers) {
    const value = settings[name];
    if (value === undefined) continue;
    const laid = found === undefined ? value : overlay(found.value, value);
    found = { value: laid, layer, ...(isSecretSetting(name) && { secret: true as const }) };
  }
  return found;
}

function overlay<T>(former: T, value: T): T {
  return isObject(former) && isObject(value) ? { ...former, ...value } : value;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Settings that are sealed at rest and masked in every view. */
export const SECRET_SETTINGS = ['adminPassword', 'userPassword', 'devicePin'] as const;
export type SecretSetting = (typeof SECRET_SETTINGS)[number];

export function isSecretSetting(name: string): name is SecretSetting {
  return SECRET_SETTINGS.some((secret) => secret === name);
}

/** The raw pairs of all layers, weakest first, each with the layer that wrote it. */
export function rawPairsOf(layers: readonly SettingsAt[]): readonly (RawPair & { readonly layer: SettingLayer })[] {
  return layers.flatMap(({ layer, settings }) => (settings.extra ?? []).map((pair) => ({ ...pair, layer })));
}
