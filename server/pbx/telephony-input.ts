// Telephony that is sent along with a question and kept nowhere: a snapshot as people write it, everything optional that an
// account need not have, and checked as if it were to be kept.
import Type, { type Static } from 'typebox';
import { LANGUAGES } from '../domain/locale.ts';
import { AccountBlockingSchema, UserBlockingSchema } from '../domain/telephony/blocking.ts';
import { DEVICE_KINDS } from '../domain/telephony/channel.ts';
import { E164Schema, ExtensionNumberSchema } from '../domain/telephony/destination.ts';
import { ExtensionSchema } from '../domain/telephony/extension.ts';
import { PrivacyGroupSchema } from '../domain/telephony/groups.ts';
import { AccountNumberSchema } from '../domain/telephony/number.ts';
import { NumberPlanSchemaValueSchema } from '../domain/telephony/number-plan.ts';
import { ReachSchema } from '../domain/telephony/reach.ts';
import { TelephonySettingsSchema } from '../domain/telephony/settings.ts';
import { SoundSchema } from '../domain/telephony/sound.ts';
import { isTimeZone } from '../domain/time-zone.ts';
import { below, type FieldError } from '../errors.ts';
import { schemaProblems } from '../routing/number-plan/rules.ts';
import { checkQueueSettings, QueueSettingsSchema } from '../routing/queue/settings.ts';
import { checkReach } from '../routing/reach/check.ts';
import type { Snapshot } from '../routing/snapshot.ts';
import { checkExtension } from './extension-rules.ts';

const closed = { additionalProperties: false } as const;
const optional = Type.Optional;
const list = <Item extends Type.TSchema>(item: Item, maxItems: number) => Type.Array(item, { maxItems, default: [] });

const { musicOnHold: _ids, ...settings } = TelephonySettingsSchema.properties;

const ChannelSchema = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 64 }),
    device: Type.Enum([...DEVICE_KINDS], { default: 'fixed' }),
    linkedTo: optional(ExtensionNumberSchema),
    emergencyCallerId: optional(E164Schema),
    areaCode: optional(Type.String({ pattern: '^[0-9]{1,6}$' })),
    callLimit: Type.Integer({ minimum: 1, maximum: 5, default: 2, description: 'EXT-134' }),
  },
  closed,
);

export const TelephonyInputSchema = Type.Object(
  {
    account: Type.Object(
      {
        country: Type.String({ pattern: '^[A-Z]{2}$', default: 'NL', description: 'ISO 3166-1 alpha-2' }),
        language: Type.Enum([...LANGUAGES], { default: 'nl' }),
        timeZone: Type.String({ maxLength: 64, default: 'Europe/Amsterdam', description: 'IANA name' }),
        areaCode: optional(Type.String({ pattern: '^[0-9]{1,6}$' })),
        ...settings,
      },
      { ...closed, default: {} },
    ),
    extensions: list(ExtensionSchema, 10_000),
    channels: list(ChannelSchema, 10_000),
    numbers: list(AccountNumberSchema, 10_000),
    numberPlanSchemas: list(
      Type.Object(
        { id: Type.String({ minLength: 1, maxLength: 64 }), ...NumberPlanSchemaValueSchema.properties },
        closed,
      ),
      99,
    ),
    blocking: Type.Object(
      {
        account: Type.Object(AccountBlockingSchema.properties, { ...closed, default: {} }),
        users: Type.Record(ExtensionNumberSchema, UserBlockingSchema, { default: {} }),
      },
      { ...closed, default: {} },
    ),
    reach: Type.Record(ExtensionNumberSchema, ReachSchema, {
      default: {},
      description: 'By user extension; a user without rings wherever he is',
    }),
    privacyGroups: list(PrivacyGroupSchema, 1000),
    sounds: list(SoundSchema, 1000),
    queues: list(QueueSettingsSchema, 1000),
  },
  { ...closed, description: 'An account that does not exist' },
);
export type TelephonyInput = Static<typeof TelephonyInputSchema>;

/** What the grammar cannot say; at pointers into the input. */
export function telephonyProblems(input: TelephonyInput): readonly FieldError[] {
  const { account, extensions, numbers, queues, numberPlanSchemas, reach } = input;
  const around = {
    country: account.country,
    extensions: new Set(extensions.map(({ number }) => number)),
    numbers: new Set(numbers.map(({ e164 }) => e164)),
  };
  const zone = isTimeZone(account.timeZone)
    ? []
    : [{ pointer: '/account/timeZone', detail: 'must be an IANA time zone such as Europe/Amsterdam' }];
  return [
    ...zone,
    ...eachOf('/extensions', extensions, checkExtension),
    ...eachOf('/queues', queues, checkQueueSettings),
    ...eachOf('/numberPlanSchemas', numberPlanSchemas, schemaProblems),
    ...Object.entries(reach).flatMap(([owner, value]) =>
      below(`/reach/${owner}`, checkReach(value, { owner, ...around })),
    ),
  ];
}

function eachOf<Item>(
  pointer: string,
  items: readonly Item[],
  check: (item: Item) => readonly FieldError[],
): readonly FieldError[] {
  return items.flatMap((item, i) => below(`${pointer}/${i}`, check(item)));
}

export function snapshotOf({ account, ...rest }: TelephonyInput): Snapshot {
  return { ...rest, account: { ...account, id: 'inline', musicOnHold: [] }, users: [] };
}
