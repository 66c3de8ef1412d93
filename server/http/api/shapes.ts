// How records look in the API: schemas for OpenAPI, and functions that make them from records with every secret masked.
import Type from 'typebox';
import { MASKED, maskedSettings, type SettingsPatch } from '../../cpe/settings.ts';
import { newestChoice } from '../../domain/choice.ts';
import { KEY_FUNCTIONS } from '../../domain/key-layout.ts';
import { LANGUAGES } from '../../domain/locale.ts';
import type { Account, Channel, Cpe, CpeReport } from '../../domain/records.ts';
import { DTMF_METHODS } from '../../domain/records.ts';
import type { Sealer } from '../../domain/sealed.ts';
import { SettingsSchema } from '../../domain/settings.ts';

export const closed = { additionalProperties: false } as const;
export const optional = Type.Optional;
export const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const date = Type.String({ format: 'date-time' });
const anyObject = Type.Record(Type.String(), Type.Unknown());

export const Country = Type.String({ description: 'ISO 3166-1 alpha-2, such as NL' });
export const Language = Type.Enum([...LANGUAGES]);
export const Networks = Type.Array(Type.String(), {
  maxItems: 256,
  description: 'Addresses and blocks such as 192.0.2.0/24',
});

/** A merge patch (RFC 7396) of settings: null takes a setting away. */
export const SettingsPatchSchema = Type.Unsafe<SettingsPatch>(
  Type.Object(
    Object.fromEntries(
      Object.entries(SettingsSchema.properties).map(([name, schema]) => [name, optional(nullable(schema))]),
    ),
    { ...closed, description: 'null takes a setting away; what is not named stays' },
  ),
);

export const Reveal = Type.Object({
  reveal: optional(Type.Enum(['secret'], { description: 'Show secrets in the clear' })),
});
const PartnerId = Type.String({ maxLength: 64, description: 'By default the partner of who adds it' });
export const ById = Type.Object({ id: Type.String({ maxLength: 64 }) });
export const ByMac = Type.Object({ mac: Type.String({ maxLength: 32, description: 'In any common spelling' }) });
export const ByModel = Type.Object({
  id: Type.String({ maxLength: 64 }),
  vendor: Type.String({ maxLength: 64, description: 'Percent-encoded: Aastra%2FMitel' }),
  model: Type.String({ maxLength: 64 }),
});

export const NewAccountSchema = Type.Object(
  {
    partnerId: optional(PartnerId),
    name: Type.String({ minLength: 1, maxLength: 128 }),
    number: Type.String({ minLength: 1, maxLength: 20 }),
    country: optional(Country),
    language: optional(Language),
    timeZone: optional(Type.String({ maxLength: 64, description: 'IANA name' })),
    areaCode: optional(Type.String({ maxLength: 10 })),
    networks: optional(Networks),
    tftpSecrets: optional(Type.Boolean({ description: 'Let files with SIP secrets travel over TFTP' })),
    legacyTls: optional(
      Type.Boolean({ description: 'Let its old phones use the listener for TLS 1.0 and 1.1 (DEV-15)' }),
    ),
    strictCertificates: optional(
      Type.Boolean({ description: 'A client certificate also needs a known serial number or an open window' }),
    ),
    signOnIssuer: optional(
      Type.String({
        maxLength: 512,
        description:
          'Issuer whose identities may sign its people in by their mail address, such as https://login.microsoftonline.com/<tenant id>/v2.0; empty: none',
      }),
    ),
    settings: optional(SettingsPatchSchema),
  },
  closed,
);
const { partnerId: _partnerId, ...editableAccount } = NewAccountSchema.properties;
export const AccountPatchSchema = Type.Partial(Type.Object(editableAccount), closed);

const ModelChoiceSchema = Type.Object({
  settings: optional(anyObject),
  keyLayout: optional(anyObject),
  firmware: optional(
    Type.Array(Type.Object({ track: optional(Type.String()), version: Type.String() }), {
      description: 'By track: a version, or `recommended`',
    }),
  ),
});
const accountShape = Type.Object({
  id: Type.String(),
  partnerId: Type.String(),
  name: Type.String(),
  number: Type.String(),
  country: Type.String(),
  language: Type.String(),
  timeZone: Type.String(),
  areaCode: optional(Type.String()),
  networks: Type.Array(Type.String()),
  tftpSecrets: Type.Boolean(),
  legacyTls: optional(Type.Boolean()),
  strictCertificates: optional(Type.Boolean()),
  signOnIssuer: optional(Type.String()),
  settings: anyObject,
  models: Type.Record(Type.String(), ModelChoiceSchema, { description: 'By vendor/model' }),
  ringtones: Type.Record(Type.String(), anyObject, { description: 'By vendor: what a phone added now gets' }),
  sipProxy: optional(Type.String()),
  sipEncryption: optional(Type.Object({ enabled: Type.Boolean(), proxy: Type.String() })),
  revision: Type.Integer(),
  createdAt: date,
  changedAt: date,
});

export function accountView(account: Account) {
  const {
    sipProxies,
    sipEncryption,
    ringtones,
    models,
    settings,
    ipListing: _,
    phonebook: _book,
    staged: _staged,
    ...plain
  } = account;
  const proxy = newestChoice(sipProxies);
  const encryption = newestChoice(sipEncryption);
  return {
    ...plain,
    settings: maskedSettings(settings),
    models: Object.fromEntries(
      Object.entries(models).map(([key, choice]) => [
        key,
        { ...choice, ...(choice.settings && { settings: maskedSettings(choice.settings) }) },
      ]),
    ),
    ringtones: Object.fromEntries(
      Object.entries(ringtones).map(([vendor, choices]) => [vendor, newestChoice(choices) ?? {}]),
    ),
    ...(proxy !== undefined && { sipProxy: proxy }),
    ...(encryption && { sipEncryption: encryption }),
  };
}

/** What the API answers is what the view makes; the shape describes it for OpenAPI and writes it out. */
export const AccountSchema: Type.TSchema = accountShape;

export const NewChannelSchema = Type.Object(
  {
    name: optional(
      Type.String({ maxLength: 64, description: 'Unique; by default the account number, EC and two digits' }),
    ),
    username: optional(Type.String({ maxLength: 64 })),
    password: optional(Type.String({ maxLength: 64, description: 'Made at random when absent, which is the advice' })),
    displayName: optional(Type.String({ maxLength: 64 })),
    label: optional(Type.String({ maxLength: 64 })),
    encryptedSip: optional(Type.Boolean()),
    dtmf: optional(Type.Enum([...DTMF_METHODS])),
    areaCode: optional(Type.String({ maxLength: 10 })),
    callLimit: optional(Type.Integer({ minimum: 1, maximum: 5 })),
    language: optional(Language),
    country: optional(Country),
  },
  closed,
);
const channelShape = Type.Object({
  id: Type.String(),
  accountId: Type.String(),
  name: Type.String(),
  username: Type.String(),
  password: optional(Type.String({ description: 'Only with ?reveal=secret' })),
  displayName: optional(Type.String()),
  label: optional(Type.String()),
  encryptedSip: Type.Boolean(),
  dtmf: Type.String(),
  areaCode: optional(Type.String()),
  callLimit: Type.Integer(),
  language: Type.String(),
  country: Type.String(),
  restartPlanId: optional(
    Type.String({ description: 'The plan that restarts its phone, when a change switched its encryption (FAC-99)' }),
  ),
  revision: Type.Integer(),
  createdAt: date,
  changedAt: date,
});

export function channelView(
  { password, formerPasswords: _, ...plain }: Channel,
  sealer: Sealer,
  reveal: string | undefined,
) {
  return { ...plain, ...(reveal === 'secret' && { password: sealer.unseal(password) }) };
}

export const ChannelSchema: Type.TSchema = channelShape;

export const KeyLayoutSchema = Type.Object(
  {
    pages: Type.Array(
      Type.Object(
        {
          module: optional(
            Type.Integer({ minimum: 1, maximum: 6, description: 'Expansion module; absent: the phone itself' }),
          ),
          keys: Type.Array(
            Type.Object(
              {
                position: Type.Integer({
                  minimum: 1,
                  maximum: 1000,
                  description: "From the page's first key; may run on past the page",
                }),
                function: Type.Enum([...KEY_FUNCTIONS]),
                label: optional(Type.String({ maxLength: 256 })),
                value: optional(Type.String({ maxLength: 1024 })),
                channel: optional(Type.Integer({ minimum: 1, maximum: 100 })),
              },
              closed,
            ),
            { maxItems: 500 },
          ),
        },
        closed,
      ),
      { maxItems: 50 },
    ),
  },
  closed,
);

const ringtone = optional(nullable(Type.Union([Type.String({ maxLength: 64 }), Type.Integer()])));
/** How ringtones are named. */
export const RINGTONE_WORDS =
  'Names from GET /api/v1/ringtones/{vendor}, or their numbers from 1; null or absent: no distinctive ringtone';
export const RingtonesSchema = Type.Object(
  {
    internal: ringtone,
    group: ringtone,
    queue: ringtone,
    national: ringtone,
    international: ringtone,
    force: optional(Type.Boolean({ description: 'Also on existing CPEs, not only on those added from now on' })),
  },
  {
    ...closed,
    description: RINGTONE_WORDS,
  },
);

const token = Type.Object({
  open: Type.Boolean(),
  until: optional(date),
  networks: optional(Type.Array(Type.String())),
});
const handset = Type.Object(
  {
    index: Type.Integer({ minimum: 1, maximum: 250 }),
    name: Type.String({ minLength: 1, maxLength: 32 }),
    ipui: optional(Type.String({ description: 'Ten hex digits' })),
    channelId: optional(Type.String()),
    pin: optional(
      nullable(
        Type.String({
          maxLength: 8,
          description:
            'One to four digits that a handset must give to take the slot; kept when not named, null for one made of the channel. Shown only with ?reveal=secret',
        }),
      ),
    ),
  },
  closed,
);
const handsetShape = Type.Object({ ...handset.properties, openedAt: optional(date) });
const cpeShape = Type.Object({
  mac: Type.String(),
  vendor: Type.String(),
  model: Type.String(),
  track: optional(Type.String()),
  serialNumber: optional(Type.String()),
  replaces: optional(Type.String({ description: 'MAC of the phone in whose place it came' })),
  label: optional(Type.String()),
  location: optional(Type.String()),
  partnerId: Type.String(),
  accountId: optional(Type.String()),
  channelIds: Type.Array(Type.String()),
  handsets: Type.Array(handsetShape),
  language: optional(Type.String()),
  country: optional(Type.String()),
  areaCode: optional(Type.String()),
  settings: anyObject,
  enrolment: token,
  provisioningUrl: optional(Type.String({ description: 'With the token that opens now; only with ?reveal=secret' })),
  webPasswords: optional(
    Type.Object({ admin: Type.String(), user: Type.String() }, { description: 'Only with ?reveal=secret' }),
  ),
  reported: optional(anyObject),
  warnings: optional(Type.Array(Type.String())),
  revision: Type.Integer(),
  createdAt: date,
  changedAt: date,
});

export function cpeView(cpe: Cpe, report: CpeReport | undefined, now: Date) {
  const {
    id: _id,
    lastingToken: _token,
    digest: _digest,
    former: _former,
    planId: _planId,
    enrolment,
    adminPassword: _admin,
    userPassword: _user,
    settings,
    handsets,
    ...plain
  } = cpe;
  const open = enrolment !== undefined && now < enrolment.until;
  return {
    ...plain,
    handsets: handsets.map(({ pin, ...handset }) => ({ ...handset, ...(pin && { pin: MASKED }) })),
    settings: maskedSettings(settings),
    enrolment: open ? { open, until: enrolment.until, networks: enrolment.networks } : { open: false },
    ...(report && { reported: withoutMac(report) }),
  };
}

function withoutMac({ mac: _, fetchedStamp: _stamp, ...rest }: CpeReport) {
  return rest;
}

export const CpeSchema: Type.TSchema = cpeShape;

export const CpePatchSchema = Type.Object(
  {
    accountId: optional(nullable(Type.String())),
    channelIds: optional(Type.Array(Type.String({ maxLength: 64 }), { maxItems: 250 })),
    encryptedSip: optional(
      Type.Boolean({ description: 'Encrypted SIP of the channels that come onto it by channelIds (DEV-19)' }),
    ),
    model: optional(Type.String({ maxLength: 64 })),
    track: optional(Type.String({ maxLength: 64 })),
    language: optional(nullable(Language)),
    country: optional(nullable(Country)),
    areaCode: optional(nullable(Type.String({ maxLength: 10 }))),
    serialNumber: optional(nullable(Type.String({ maxLength: 64 }))),
    label: optional(nullable(Type.String({ maxLength: 64, description: 'What people call it' }))),
    location: optional(nullable(Type.String({ maxLength: 128, description: 'Where it stands' }))),
    handsets: optional(Type.Array(handset, { maxItems: 250 })),
    settings: optional(SettingsPatchSchema),
  },
  closed,
);
export const NewCpesSchema = Type.Object(
  {
    vendor: Type.String({ maxLength: 64 }),
    model: Type.String({ maxLength: 64 }),
    track: optional(Type.String({ maxLength: 64 })),
    accountId: optional(Type.String({ maxLength: 64 })),
    partnerId: optional(PartnerId),
    createChannel: optional(Type.Boolean()),
    encryptedSip: optional(Type.Boolean({ description: 'Of the channels that are created (DEV-19)' })),
    language: optional(Language),
    country: optional(Country),
    areaCode: optional(Type.String({ maxLength: 10 })),
    devices: Type.Array(
      Type.Object(
        {
          mac: Type.String({ maxLength: 64 }),
          serialNumber: optional(Type.String({ maxLength: 256 })),
          label: optional(Type.String({ maxLength: 256 })),
          location: optional(Type.String({ maxLength: 256 })),
        },
        closed,
      ),
      {
        minItems: 1,
        maxItems: 10_000,
      },
    ),
  },
  closed,
);
