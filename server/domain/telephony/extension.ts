// Every kind of extension, with the fields that routing needs. PINs are no part of them: they are kept beside the record and
// are checked by whoever carries decisions out. A queue's settings stand in routing/queue/settings.ts.
// Source: EXT-11, EXT-39 to EXT-52, EXT-70 to EXT-149
import Type, { type Static } from 'typebox';
import { LANGUAGES } from '../locale.ts';
import {
  DestinationSchema,
  DestinationsSchema,
  E164Schema,
  ExtensionDestinationSchema,
  ExtensionNumberSchema,
  PrefixSchema,
} from './destination.ts';

const closed = { additionalProperties: false } as const;
const optional = Type.Optional;
const seconds = (minimum: number, maximum: number, usual: number, description: string) =>
  Type.Integer({ minimum, maximum, default: usual, description });
const onOff = (usual: boolean, description: string) => Type.Boolean({ default: usual, description });
const language = Type.Enum([...LANGUAGES]);
const id = Type.String({ minLength: 1, maxLength: 64 });
const sound = (description: string) => Type.String({ minLength: 1, maxLength: 64, description: `id: ${description}` });

/** What every kind has. Source: EXT-71 */
const common = {
  number: ExtensionNumberSchema,
  name: Type.String({ minLength: 1, maxLength: 64 }),
};
const extension = <Kind extends string, Fields extends Record<string, Type.TSchema>>(kind: Kind, fields: Fields) =>
  Type.Object({ kind: Type.Literal(kind), ...common, ...fields }, closed);

/** Tiers of user products; what each allows is data of the catalogue. Source: EXT-22, AMB-2 */
export const USER_TIERS = ['starter', 'advanced', 'professional', 'expert'] as const;
export const PIN_VERIFICATIONS = ['untrusted-only', 'always', 'never'] as const;

/** Source: EXT-39 to EXT-43, EXT-47, EXT-48, FAC-29, FAC-37, FAC-64 */
export const UserExtensionSchema = extension('user', {
  userId: optional(Type.String({ maxLength: 64, description: 'The person' })),
  tier: Type.Enum([...USER_TIERS], { default: 'starter' }),
  assistantGroupId: optional(Type.String({ description: 'FAC-13: the privacy group that answers for this user' })),
  areaCode: optional(Type.String({ pattern: '^[0-9]{1,6}$', description: 'EXT-47' })),
  offerSecondCall: onOff(true, 'EXT-48: off, one call at a time'),
  language: optional(language),
  emergencyCallerId: optional(E164Schema),
  voicemail: Type.Object(
    { language: optional(language), pinVerification: Type.Enum([...PIN_VERIFICATIONS], { default: 'untrusted-only' }) },
    { ...closed, default: {}, description: 'EXT-41, EXT-49' },
  ),
  rights: Type.Object(
    {
      timeConfiguration: onOff(false, 'NP-63'),
      twinning: onOff(false, 'FAC-31'),
      callRecording: onOff(false, 'EXT-52'),
      parkCalls: onOff(false, 'CALL-24'),
      reportingApp: onOff(false, 'EXT-51'),
    },
    { ...closed, default: {}, description: 'EXT-42' },
  ),
  recordIncoming: optional(Type.Boolean({ description: 'FAC-48, FAC-50: left out, yes' })),
  recordOutgoing: optional(Type.Boolean({ description: 'FAC-48, FAC-50: left out, as the account says' })),
  aiAssistant: onOff(true, 'FAC-64: never for starters'),
});
export type UserExtension = Static<typeof UserExtensionSchema>;

/** Source: EXT-74 to EXT-82 */
export const GroupExtensionSchema = extension('group', {
  members: Type.Array(ExtensionNumberSchema, { maxItems: 500, description: 'EXT-75: user extensions' }),
  allowIndividualForwarding: onOff(false, 'EXT-76'),
  forwardAlways: optional(DestinationsSchema),
  forwardOnBusy: optional(DestinationsSchema),
  forwardOnNoAnswer: optional(DestinationsSchema),
  forwardAfterSec: optional(Type.Integer({ minimum: 1, maximum: 600, description: 'needed with forwardOnNoAnswer' })),
  callerNumber: Type.Enum(['caller', 'called'], { default: 'caller', description: 'EXT-76: shown to the members' }),
  outsidersPickUp: onOff(false, 'EXT-80: whoever is no member may pick its calls up'),
  outsidersSee: onOff(false, 'EXT-80: whoever is no member is notified'),
  privacyGroups: Type.Array(
    Type.Object({ groupId: id, pickup: onOff(false, 'EXT-81'), notifications: onOff(false, 'EXT-81') }, closed),
    { default: [], maxItems: 100 },
  ),
});
export type GroupExtension = Static<typeof GroupExtensionSchema>;

/** Source: EXT-89 */
export const VoicemailExtensionSchema = extension('voicemail', {
  language: optional(language),
  connectedTo: optional(ExtensionNumberSchema),
  mail: optional(
    Type.Object(
      {
        to: Type.String({ format: 'email', maxLength: 254 }),
        attach: onOff(false, 'the message travels with the mail'),
        deleteAfter: onOff(false, 'EXT-93: once it was mailed with its sound'),
      },
      closed,
    ),
  ),
  smsTo: optional(E164Schema),
  greeting: optional(sound('heard before the tone')),
});
export type VoicemailExtension = Static<typeof VoicemailExtensionSchema>;

/** Source: EXT-95, EXT-96 */
export const AutoAnswerExtensionSchema = extension('autoAnswer', { sound: sound('played once') });
export type AutoAnswerExtension = Static<typeof AutoAnswerExtensionSchema>;

/** Source: EXT-98, EXT-99 */
export const AuthenticationExtensionSchema = extension('authentication', {
  by: Type.Enum(['pin', 'callerNumber']),
  defaultTo: DestinationSchema,
  defaultPrefix: optional(PrefixSchema),
  welcome: optional(sound('EXT-100')),
  fallback: optional(sound('EXT-100: whoever is refused hears it')),
  entries: Type.Array(
    Type.Object(
      {
        id,
        callerNumber: optional(
          Type.String({ pattern: '^\\+?[0-9]{2,15}$', description: 'EXT-99: the whole number or its first digits' }),
        ),
        description: optional(Type.String({ maxLength: 255 })),
        to: optional(DestinationSchema),
        prefix: optional(PrefixSchema),
      },
      { ...closed, description: 'EXT-99: a PIN (kept apart) or a caller number' },
    ),
    { maxItems: 1000, default: [] },
  ),
});
export type AuthenticationExtension = Static<typeof AuthenticationExtensionSchema>;

/** Source: EXT-101 to EXT-109 */
export const IvrExtensionSchema = extension('ivr', {
  maxDigits: Type.Integer({ minimum: 1, maximum: 6, default: 1, description: 'EXT-104' }),
  sound: optional(sound('EXT-109: the menu')),
  options: Type.Array(
    Type.Object(
      {
        keys: Type.String({ pattern: '^[0-9]{1,6}$', description: 'EXT-106: unique, no longer than maxDigits' }),
        prefix: optional(PrefixSchema),
        to: ExtensionDestinationSchema,
      },
      closed,
    ),
    { maxItems: 1000, default: [] },
  ),
  fallback: optional(DestinationSchema),
});
export type IvrExtension = Static<typeof IvrExtensionSchema>;

/** Source: EXT-110, EXT-111, SYS-66 */
export const SystemExtensionSchema = extension('system', {
  to: Type.Enum(['timeConfiguration', 'voicemail', 'audioRecording']),
});
export type SystemExtension = Static<typeof SystemExtensionSchema>;

const lbrEntries = (key: Type.TString) =>
  Type.Array(Type.Object({ key, to: DestinationSchema, prefix: optional(PrefixSchema) }, closed), {
    maxItems: 10_000,
    default: [],
    description: 'EXT-120: the longest key that fits wins; keys are unique',
  });
const digits = Type.String({ pattern: '^\\+?[0-9]{1,15}$' });
const lbrDefault = { defaultTo: DestinationSchema, defaultPrefix: optional(PrefixSchema) };
const lbrWithheld = { withheldTo: DestinationSchema, withheldPrefix: optional(PrefixSchema) };

/** Source: EXT-113 to EXT-122 */
export const LbrExtensionSchema = extension('lbr', {
  routing: Type.Union([
    Type.Object(
      {
        by: Type.Literal('areaCode'),
        ...lbrDefault,
        ...lbrWithheld,
        mobileTo: DestinationSchema,
        mobilePrefix: optional(PrefixSchema),
        entries: lbrEntries(digits),
      },
      closed,
    ),
    Type.Object(
      {
        by: Type.Literal('postcode'),
        ...lbrDefault,
        sound: optional(sound('EXT-117: asks for the postcode')),
        length: Type.Integer({ minimum: 2, maximum: 6, default: 4, description: 'EXT-122' }),
        entries: Type.Array(
          Type.Object(
            {
              from: Type.String({ pattern: '^[0-9]{1,6}$' }),
              until: optional(
                Type.String({ pattern: '^[0-9]{1,6}$', description: 'the last one; left out, it is one' }),
              ),
              to: DestinationSchema,
              prefix: optional(PrefixSchema),
            },
            closed,
          ),
          { maxItems: 10_000, default: [] },
        ),
      },
      closed,
    ),
    Type.Object(
      { by: Type.Literal('callerNumber'), ...lbrDefault, ...lbrWithheld, entries: lbrEntries(digits) },
      closed,
    ),
    Type.Object({ by: Type.Literal('calledNumber'), ...lbrDefault, entries: lbrEntries(digits) }, closed),
  ]),
});
export type LbrExtension = Static<typeof LbrExtensionSchema>;

const weekday = Type.Integer({ minimum: 1, maximum: 7, description: '1 is Monday' });
const timeOfDay = Type.String({ pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$' });

/** Source: EXT-123 to EXT-129 */
export const TbrExtensionSchema = extension('tbr', {
  failover: DestinationSchema,
  periods: Type.Array(
    Type.Object(
      {
        startDay: weekday,
        endDay: weekday,
        startTime: timeOfDay,
        endTime: timeOfDay,
        to: DestinationSchema,
        description: optional(Type.String({ maxLength: 255 })),
      },
      { ...closed, description: 'EXT-128: on each day from the first to the last, between the times' },
    ),
    { maxItems: 500, default: [] },
  ),
});
export type TbrExtension = Static<typeof TbrExtensionSchema>;

/** The number that is sent when a call goes on. Source: EXT-133, EXT-137 */
export const SentNumberSchema = Type.Union([
  Type.Object({ kind: Type.Literal('caller') }, closed),
  Type.Object({ kind: Type.Literal('called') }, closed),
  Type.Object({ kind: Type.Literal('number'), e164: E164Schema }, closed),
]);
export type SentNumber = Static<typeof SentNumberSchema>;

/** Source: EXT-130 to EXT-133 */
export const CallLimitExtensionSchema = extension('callLimit', {
  limit: Type.Integer({ minimum: 1, maximum: 10_000 }),
  callerNumber: SentNumberSchema,
  within: DestinationSchema,
  above: Type.Union([Type.Object({ kind: Type.Literal('busy') }, closed), DestinationSchema]),
});
export type CallLimitExtension = Static<typeof CallLimitExtensionSchema>;

/** Source: EXT-135 to EXT-138 */
export const ForwardExtensionSchema = extension('forward', { to: E164Schema, callerNumber: SentNumberSchema });
export type ForwardExtension = Static<typeof ForwardExtensionSchema>;

/** Source: EXT-139 to EXT-141 */
export const SelectorExtensionSchema = extension('selector', {
  sound: optional(sound('asks for an extension')),
  ringbackTone: onOff(false, 'two tones before it answers'),
  fallback: DestinationSchema,
  timeoutSec: seconds(1, 120, 10, 'without any key'),
});
export type SelectorExtension = Static<typeof SelectorExtensionSchema>;

/** Source: EXT-142 to EXT-149 */
export const SmartAppExtensionSchema = extension('smartApp', {
  app: Type.String({ minLength: 1, maxLength: 255, description: 'What its provider knows it by' }),
  level: optional(Type.String({ maxLength: 64, description: 'EXT-145' })),
  addOns: Type.Array(Type.String({ maxLength: 64 }), { default: [], maxItems: 20 }),
  webUser: optional(Type.String({ maxLength: 64, description: 'EXT-146: the login the app works with' })),
  fallback: optional(DestinationSchema),
});
export type SmartAppExtension = Static<typeof SmartAppExtensionSchema>;

/** Its settings come with the snapshot's `queues`. Source: Q-1 */
export const QueueExtensionSchema = extension('queue', {});
export type QueueExtension = Static<typeof QueueExtensionSchema>;

export const ExtensionSchema = Type.Union([
  UserExtensionSchema,
  GroupExtensionSchema,
  VoicemailExtensionSchema,
  AutoAnswerExtensionSchema,
  AuthenticationExtensionSchema,
  IvrExtensionSchema,
  SystemExtensionSchema,
  LbrExtensionSchema,
  TbrExtensionSchema,
  CallLimitExtensionSchema,
  ForwardExtensionSchema,
  SelectorExtensionSchema,
  SmartAppExtensionSchema,
  QueueExtensionSchema,
]);
export type Extension = Static<typeof ExtensionSchema>;
export type ExtensionKind = Extension['kind'];

/** In the order in which lists show them. Source: EXT-11 */
export const EXTENSION_KINDS = [
  'user',
  'group',
  'queue',
  'voicemail',
  'lbr',
  'tbr',
  'ivr',
  'forward',
  'autoAnswer',
  'authentication',
  'callLimit',
  'selector',
  'smartApp',
  'system',
] as const satisfies readonly ExtensionKind[];
