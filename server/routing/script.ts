// What a simulated call is told: what happens to it, one thing after another, and what is the case meanwhile. People and programs
// write it, so it names extensions, channels and telephone numbers, not what decisions call them.
import Type, { type Static } from 'typebox';
import { E164Schema, ExtensionNumberSchema } from '../domain/telephony/destination.ts';
import { DeviceOverrideSchema, ManualStatusSchema, PhoneForwardsSchema } from '../domain/telephony/reach.ts';
import type { Live } from './snapshot.ts';

const closed = { additionalProperties: false } as const;
const optional = Type.Optional;

const PARTIES = ['caller', 'callee'] as const;
const afterSec = optional(
  Type.Integer({ minimum: 0, maximum: 86_400, description: 'Since the event before; left out, at once' }),
);
const by = Type.String({
  minLength: 1,
  maxLength: 64,
  description: 'An extension, channel or telephone number that rings',
});
const to = Type.String({ minLength: 1, maxLength: 64, description: 'As it is dialled' });
const event = <Name extends string, Fields extends Type.TProperties>(type: Name, fields: Fields, description: string) =>
  Type.Object({ type: Type.Literal(type), afterSec, ...fields }, { ...closed, description });

const AnswerSchema = Type.Union([
  Type.Object(
    {
      is: Type.Literal('ok'),
      entry: optional(Type.String({ maxLength: 64, description: 'of an authentication extension (EXT-99)' })),
      count: optional(Type.Integer({ minimum: 0, maximum: 9999, description: 'of new messages' })),
    },
    closed,
  ),
  Type.Object({ is: Type.Enum(['mustChange', 'wrong']) }, closed),
]);

/** What happens to a simulated call. */
export const ScriptedEventSchema = Type.Union([
  event('answered', { by }, 'Somebody picks up'),
  event('failed', { by, why: Type.Enum(['busy', 'declined', 'unreachable']) }, 'Somebody does not'),
  event(
    'keys',
    { keys: Type.String({ pattern: '^[0-9*#]{1,64}$' }), party: optional(Type.Enum([...PARTIES])) },
    'Pressed, by the caller unless somebody else is named',
  ),
  event('hangUp', { party: Type.Enum([...PARTIES]) }, 'One of both hangs up'),
  event('transfer', { party: Type.Enum([...PARTIES]), to }, 'With the transfer key of a phone (CALL-9)'),
  event('deflected', { by, to }, 'Whoever it rings at sends it elsewhere, with the forward key of a phone (CALL-17)'),
  event('park', { party: Type.Enum([...PARTIES]) }, 'Parked by a client (CALL-30)'),
  event(
    'analyse',
    { party: Type.Enum([...PARTIES]), on: Type.Boolean() },
    'The assistant is started or stopped by a client (CALL-61)',
  ),
  event('consultAnswered', {}, 'The consulted party answers (CALL-11)'),
  event('consultEnded', {}, 'The consulted party is gone'),
  event(
    'pickedUp',
    { by: ExtensionNumberSchema, channel: optional(Type.String({ minLength: 1, maxLength: 64 })) },
    'Another user picks the call up, or takes it from its park line (CALL-19, CALL-27)',
  ),
  event('agentCall', { active: Type.Boolean() }, 'The agent listened to begins or ends a call (CALL-43)'),
  event('appTransfer', { to: Type.Union([ExtensionNumberSchema, E164Schema]) }, 'A smart app passes it on (EXT-149)'),
  event('told', { answer: AnswerSchema }, 'The answer to the next question, such as whether a PIN is right; else: yes'),
  event('wait', {}, 'Time passes, and nobody does anything'),
]);
export type ScriptedEvent = Static<typeof ScriptedEventSchema>;

export const ScriptSchema = Type.Array(ScriptedEventSchema, { maxItems: 100, default: [] });

const channels = (description: string) =>
  Type.Array(Type.String({ minLength: 1, maxLength: 64 }), { maxItems: 5000, default: [], description });
const counts = (description: string) =>
  Type.Record(Type.String({ maxLength: 64 }), Type.Integer({ minimum: 0, maximum: 10_000 }), {
    default: {},
    description,
  });

/** What is the case while a simulated call goes; what is not told of is quiet and registered. */
export const FactsSchema = Type.Object(
  {
    logins: Type.Record(Type.String({ maxLength: 64 }), ExtensionNumberSchema, {
      default: {},
      description: 'Who is logged in, by channel (FAC-32)',
    }),
    unregistered: channels('Channels without a device'),
    unknownAddress: channels('Channels whose device comes from an address that is not known (FAC-71)'),
    channelCalls: counts('Calls that ring or are talked on, by channel (EXT-134)'),
    userCalls: counts('Calls that ring at a user or that he talks on, by extension (EXT-48)'),
    limited: counts('Calls that a call limit extension counts (EXT-130)'),
    externalCalls: Type.Integer({ minimum: 0, maximum: 100_000, default: 0, description: 'FAC-70' }),
    ringing: Type.Array(
      Type.Object(
        {
          extension: Type.String({ ...ExtensionNumberSchema, description: 'What was called' }),
          users: Type.Array(ExtensionNumberSchema, { maxItems: 500, default: [], description: 'Where it rings' }),
          forSec: Type.Integer({ minimum: 0, maximum: 3600, default: 0, description: 'Since then' }),
        },
        closed,
      ),
      { maxItems: 500, default: [], description: 'Other calls that could be picked up (CALL-19)' },
    ),
    parked: Type.Record(Type.String({ pattern: '^[1-9][0-9]?$' }), ExtensionNumberSchema, {
      default: {},
      description: 'Who parked a call, by line (CALL-28)',
    }),
    queueLogins: Type.Record(
      ExtensionNumberSchema,
      Type.Record(ExtensionNumberSchema, Type.Enum(['active', 'inactive'])),
      { default: {}, description: 'What members did with 903 and 904, by queue and agent' },
    ),
    reach: Type.Record(
      ExtensionNumberSchema,
      Type.Object(
        {
          manual: optional(ManualStatusSchema),
          devices: optional(DeviceOverrideSchema),
          forwards: optional(PhoneForwardsSchema),
          roaming: optional(Type.Boolean()),
        },
        closed,
      ),
      { default: {}, description: 'What users switched by hand; in the place of what they really have' },
    ),
  },
  { ...closed, default: {} },
);
export type Facts = Static<typeof FactsSchema>;

/**
 * @param base  what is known already: facts go in its place
 * @param now   milliseconds
 */
export function liveOf(facts: Facts, base: Live, now: number): Live {
  const names = (list: readonly string[]) => Object.fromEntries(list.map((name) => [name, true] as const));
  const { channelCalls, userCalls, limited, externalCalls } = facts;
  return {
    ...{ channelCalls, userCalls, limited, externalCalls },
    logins: { ...base.logins, ...facts.logins },
    queueLogins: {
      ...base.queueLogins,
      ...Object.fromEntries(
        Object.entries(facts.queueLogins).map(([queue, told]) => [queue, { ...base.queueLogins[queue], ...told }]),
      ),
    },
    reach: { ...base.reach, ...facts.reach },
    unregistered: names(facts.unregistered),
    unknownAddress: names(facts.unknownAddress),
    ringing: facts.ringing.map(({ extension, users, forSec }, i) => ({
      call: `ringing-${i + 1}`,
      extension,
      channels: [],
      users,
      since: now - forSec * 1000,
    })),
    parked: Object.fromEntries(
      Object.entries(facts.parked).map(([line, by]) => [line, { call: `parked-${line}`, by, since: now }]),
    ),
  };
}
