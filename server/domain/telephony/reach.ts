// A user's reachability: how (profiles), for whom (call classes) and when (statuses) he can be reached, and the matrix of
// status and call class that gives the profile. What the grammar cannot say is checked in routing/reach/check.ts.
// Source, readings of routing-and-reach.md
import Type, { type Static } from 'typebox';
import type { DeviceKind } from './channel.ts';
import { DestinationSchema, E164Schema, ExtensionNumberSchema } from './destination.ts';

const closed = { additionalProperties: false } as const;
const optional = Type.Optional;
const id = Type.String({ pattern: '^[a-z0-9-]{1,32}$', description: 'Chosen by whoever makes it' });
const name = Type.String({ minLength: 1, maxLength: 64 });
const onOff = (description: string) => Type.Boolean({ default: false, description });
const most = <Item extends Type.TSchema>(maxItems: number, item: Item, description: string) =>
  Type.Array(item, { maxItems, default: [], description });

export const REACH_COLOURS = ['green', 'blue', 'orange', 'red', 'purple', 'teal', 'pink', 'brown', 'grey'] as const;
export type ReachColour = (typeof REACH_COLOURS)[number];

/** Whether a setting holds, or is that of the profile it inherits from. Source: R-8 */
export const SETTING_MODES = ['inherit', 'off', 'on'] as const;
const mode = Type.Enum([...SETTING_MODES], {
  default: 'inherit',
  description: 'R-8: inherit follows the other profile',
});
/** Where a profile's no-answer forward comes in by itself; the manual names no time. Source: R-14 */
export const NO_ANSWER_SEC = 20;
const afterSec = Type.Integer({ minimum: 1, maximum: 600, default: NO_ANSWER_SEC, description: 'R-14: of ringing' });
const setting = <Fields extends Type.TProperties>(fields: Fields, description: string) =>
  Type.Object({ mode, ...fields }, { ...closed, default: {}, description });
const to = optional(DestinationSchema);

/** What is shown outside when a call goes on. Source */
export const FORWARD_SHOWS = ['user', 'caller', 'dialled'] as const;
export type ForwardShows = (typeof FORWARD_SHOWS)[number];

/** Source */
export const ProfileSchema = Type.Object(
  {
    id,
    name,
    colour: Type.Enum([...REACH_COLOURS], { default: 'grey' }),
    inheritsFrom: optional(id),
    callerId: setting({ e164: optional(E164Schema) }, 'R-10: sent on calls to outside'),
    unconditional: setting({ to }, 'R-12'),
    busy: setting({ to }, 'R-13'),
    noAnswer: setting({ to, afterSec }, 'R-14'),
    forwardShows: Type.Enum(['inherit', ...FORWARD_SHOWS], { default: 'inherit', description: 'R-15' }),
    callAnalysis: Type.Enum([...SETTING_MODES], { default: 'inherit', description: 'R-16: costs money per call' }),
    devices: setting(
      { fixed: onOff('device 1'), mobile: onOff('device 2'), web: onOff('device 3') },
      'R-17, A-39: on, only those ticked ring; off, all',
    ),
    assistantGroup: Type.Enum([...SETTING_MODES], { default: 'inherit', description: 'R-18, FAC-12' }),
  },
  { ...closed, description: 'inheritsFrom left out: from the default profile (R-8)' },
);
export type Profile = Static<typeof ProfileSchema>;

const telephoneNumber = Type.String({ pattern: '^\\+?[0-9 ().-]{2,24}$' });

/** Source */
export const CallClassSchema = Type.Object(
  {
    id,
    name,
    callerId: optional(E164Schema),
    contacts: most(
      500,
      Type.Object({ name, numbers: Type.Array(telephoneNumber, { minItems: 1, maxItems: 10 }) }, closed),
      'R-21',
    ),
    extensions: most(500, ExtensionNumberSchema, 'R-22'),
    prefixes: most(
      100,
      Type.String({ pattern: '^\\+?[0-9]{1,15}$' }),
      'R-23: first digits as one dials them, such as 0049 or +49',
    ),
  },
  { ...closed, description: 'callerId: sent to whoever is of this class (R-24)' },
);
export type CallClass = Static<typeof CallClassSchema>;

/** What others see of a status. Source: R-28 */
export const AVAILABILITIES = ['automatic', 'away', 'busy', 'offline'] as const;
export type Availability = (typeof AVAILABILITIES)[number];

const timeOfDay = Type.String({ pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$' });
const wallClock = Type.String({ pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3]):[0-5][0-9]$' });

/** On the account's clocks, start included, end not. Source: R-27 */
export const StatusTimeSchema = Type.Union([
  Type.Object(
    {
      kind: Type.Literal('weekly'),
      days: Type.Array(Type.Integer({ minimum: 1, maximum: 7 }), { minItems: 1, maxItems: 7, uniqueItems: true }),
      start: timeOfDay,
      end: timeOfDay,
    },
    { ...closed, description: 'days: 1 is Monday; an end that is not after the start is on the next day' },
  ),
  Type.Object({ kind: Type.Literal('period'), start: wallClock, end: wallClock }, closed),
]);
export type StatusTime = Static<typeof StatusTimeSchema>;

/** Source */
export const StatusSchema = Type.Object(
  {
    id,
    name,
    message: optional(Type.String({ maxLength: 255, description: 'R-29' })),
    availability: Type.Enum([...AVAILABILITIES], { default: 'automatic', description: 'R-28' }),
    times: most(100, StatusTimeSchema, 'R-27; the narrower wins (R-32, A-34)'),
  },
  closed,
);
export type Status = Static<typeof StatusSchema>;

/** `31` is for anonymous calls. Source */
export const CALLER_ID_CODES = ['30', '32', '33', '34', '35', '36', '37', '38', '39'] as const;
export type CallerIdCode = (typeof CALLER_ID_CODES)[number];
const sent = optional(E164Schema);
const callerIdPrefixes = Type.Object(
  { '30': sent, '32': sent, '33': sent, '34': sent, '35': sent, '36': sent, '37': sent, '38': sent, '39': sent },
  { ...closed, default: {}, description: 'R-43 to R-47: #3X# (13X from mobile phones) in front of a number' },
);

/** Everything that a user or an administrator sets. Source: R-1 */
export const ReachSchema = Type.Object(
  {
    profiles: Type.Array(ProfileSchema, { minItems: 1, maxItems: 50 }),
    callClasses: Type.Array(CallClassSchema, { minItems: 1, maxItems: 50 }),
    statuses: Type.Array(StatusSchema, { minItems: 1, maxItems: 50 }),
    matrix: most(
      2500,
      Type.Object({ status: id, callClass: id, profile: id }, closed),
      'R-2; what stands nowhere has the default profile (R-6, A-33)',
    ),
    defaults: Type.Object(
      { profile: id, callClass: id, status: id, doNotDisturb: optional(id) },
      { ...closed, description: 'R-5, R-50, R-73: doNotDisturb is a status' },
    ),
    roamingStatus: optional(id),
    callerIdPrefixes,
  },
  closed,
);
export type Reach = Static<typeof ReachSchema>;

const until = optional(Type.String({ format: 'date-time', description: 'Left out: until it is taken away' }));

/** A status that goes before the schedule; do not disturb is one. Source */
export const ManualStatusSchema = Type.Object({ status: id, until }, closed);
export type ManualStatus = Static<typeof ManualStatusSchema>;

/** Source */
export const DeviceOverrideSchema = Type.Object(
  { fixed: Type.Boolean(), mobile: Type.Boolean(), web: Type.Boolean(), until },
  closed,
);
export type DeviceOverride = Static<typeof DeviceOverrideSchema>;

/** Set on a phone or in a client, for all devices. Source, DEV-34 */
export const PhoneForwardsSchema = Type.Object(
  {
    always: optional(DestinationSchema),
    busy: optional(DestinationSchema),
    noAnswer: optional(Type.Object({ to: DestinationSchema, afterSec }, closed)),
  },
  closed,
);
export type PhoneForwards = Static<typeof PhoneForwardsSchema>;

/** What holds of a user at the moment, beside the settings. Source */
export interface ReachFacts {
  readonly manual?: ManualStatus;
  readonly devices?: DeviceOverride;
  readonly forwards?: PhoneForwards;
  /** The mobile device is on a foreign network. */
  readonly roaming?: boolean;
}

/** As it is kept: whose settings they are, and the settings. */
export const ReachRecordSchema = Type.Object({ extension: ExtensionNumberSchema, ...ReachSchema.properties }, closed);

/** As it is kept: what holds of the user at the moment. Changed by phones as well, so apart from the settings. */
export const ReachStateSchema = Type.Object(
  {
    extension: ExtensionNumberSchema,
    manual: optional(ManualStatusSchema),
    devices: optional(DeviceOverrideSchema),
    forwards: optional(PhoneForwardsSchema),
    roaming: optional(Type.Boolean()),
  },
  closed,
);

export type DeviceSet = Readonly<Record<DeviceKind, boolean>>;
