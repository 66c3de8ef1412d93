// Every kind of telephony record as data: what its value is, what it is known by, and where it names other records. Adding a
// kind: a line in TELEPHONY_KINDS and one here; the store, the index of references, fences, audit and routes take it from here.
// An object of domain/telephony/destination.ts is found wherever it stands and needs no line.
import Type, { type Static, type TSchema } from 'typebox';
import { AccountBlockingSchema, UserBlockingRecordSchema } from '../domain/telephony/blocking.ts';
import { CatalogueSchema } from '../domain/telephony/catalogue.ts';
import { ChannelLinkSchema } from '../domain/telephony/channel-link.ts';
import { ChannelLoginSchema } from '../domain/telephony/channel-login.ts';
import { type ExtensionKind, ExtensionSchema } from '../domain/telephony/extension.ts';
import { PrivacyGroupSchema } from '../domain/telephony/groups.ts';
import { AccountNumberSchema } from '../domain/telephony/number.ts';
import { type NumberPlanSchemaValue, NumberPlanSchemaValueSchema } from '../domain/telephony/number-plan.ts';
import { OrderSchema, SimSchema } from '../domain/telephony/order.ts';
import { QueueLoginsSchema } from '../domain/telephony/queue-login.ts';
import { ReachRecordSchema, ReachStateSchema } from '../domain/telephony/reach.ts';
import type { Telephony, TelephonyKind } from '../domain/telephony/record.ts';
import { TelephonySettingsSchema } from '../domain/telephony/settings.ts';
import { SoundSchema } from '../domain/telephony/sound.ts';
import { TelephonyUserSchema } from '../domain/telephony/user.ts';
import type { FieldError } from '../errors.ts';
import { schemaProblems } from '../routing/number-plan/rules.ts';
import { checkQueueSettings, QueueSettingsSchema } from '../routing/queue/settings.ts';
import { checkExtension } from './extension-rules.ts';

/** Where a value names another record. */
export interface Place {
  /** JSON pointer into the value; `*` stands for every member of a list or map. Only texts are looked at. */
  readonly at: string;
  readonly to: TelephonyKind;
  /** Of extensions: only these may stand there. */
  readonly kinds?: readonly ExtensionKind[];
  /** The text is of domain/destinations.ts: extensions and telephone numbers with semicolons between. */
  readonly isText?: true;
  /** Whoever takes away what it names must choose another one first. */
  readonly keeps?: true;
  /** Nobody is asked before it is taken out. */
  readonly isReleased?: true;
  /** It is renamed with what it names, and stays as it is when that goes. */
  readonly isWeak?: true;
  /** The record is part of what it names: it goes and is renamed with it. */
  readonly owned?: true;
}

export interface KindOf<Schema extends TSchema = TSchema> {
  readonly schema: Schema;
  /** The text in the value that the record is known by; absent: an account has one such record. */
  readonly keyField?: string;
  /** Whom else may not have the same key; absent: others of the account. */
  readonly uniqueOver?: 'platform';
  /** How other records name it. */
  readonly namedBy: 'key' | 'id';
  readonly places: readonly Place[];
  /** What the grammar of the schema cannot say. A method, so that each kind may take its own value. */
  check?(value: unknown): readonly FieldError[];
  /** What else no other record of this kind within the account may have, beside its key. */
  claims?(value: unknown): readonly string[];
}

const closed = { additionalProperties: false } as const;
const { id: _user, ...userFields } = TelephonyUserSchema.properties;
const { id: _group, ...groupFields } = PrivacyGroupSchema.properties;
const { name: _queue, ...queueFields } = QueueSettingsSchema.properties;
const { id: _sound, ...soundFields } = SoundSchema.properties;

export const TelephonyUserValueSchema = Type.Object(userFields, closed);
export const PrivacyGroupValueSchema = Type.Object(groupFields, closed);
/** Its name is its extension's. */
export const QueueValueSchema = Type.Object(queueFields, closed);
/** What a sound is, and the SHA-256 of its bytes. */
export const SoundValueSchema = Type.Object(
  { ...soundFields, sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }), sizeBytes: Type.Integer({ minimum: 1 }) },
  closed,
);

const users = ['user'] as const;
const sounds = (...pointers: string[]): readonly Place[] => pointers.map((at) => ({ at, to: 'sound' }));

export const KINDS = {
  telephonySettings: {
    schema: TelephonySettingsSchema,
    namedBy: 'id',
    places: [{ at: '/emergencyCallerId', to: 'number', keeps: true }, ...sounds('/musicOnHold/*')],
  },
  telephonyUser: { schema: TelephonyUserValueSchema, keyField: 'displayName', namedBy: 'id', places: [] },
  extension: {
    schema: ExtensionSchema,
    check: checkExtension,
    keyField: 'number',
    namedBy: 'key',
    places: [
      { at: '/members/*', to: 'extension', kinds: users },
      { at: '/connectedTo', to: 'extension', kinds: users },
      { at: '/userId', to: 'telephonyUser' },
      { at: '/assistantGroupId', to: 'privacyGroup' },
      { at: '/privacyGroups/*/groupId', to: 'privacyGroup' },
      { at: '/emergencyCallerId', to: 'number', keeps: true },
      { at: '/callerNumber/e164', to: 'number' },
      ...sounds('/greeting', '/sound', '/welcome', '/fallback', '/routing/sound'),
    ],
  },
  queue: {
    schema: QueueValueSchema,
    check: (value: Static<typeof QueueValueSchema>) => checkQueueSettings({ ...value, name: value.number }),
    keyField: 'number',
    namedBy: 'key',
    places: [
      { at: '/number', to: 'extension', kinds: ['queue'], owned: true },
      { at: '/members/*/agent', to: 'extension', kinds: ['user', 'forward'] },
      { at: '/breakOutTo', to: 'extension', isText: true },
      { at: '/noAgentTo', to: 'extension', isText: true },
      { at: '/forwarding/to', to: 'extension', isText: true },
      ...sounds('/musicFiles/*/id', '/infotainmentFiles/*/id', '/introduction/id'),
    ],
  },
  number: {
    schema: AccountNumberSchema,
    keyField: 'e164',
    uniqueOver: 'platform',
    namedBy: 'key',
    places: [{ at: '/linkedTo', to: 'extension', kinds: users, isReleased: true }],
  },
  privacyGroup: {
    schema: PrivacyGroupValueSchema,
    keyField: 'name',
    namedBy: 'id',
    places: [
      { at: '/members/*', to: 'extension', kinds: users },
      { at: '/grants/*/over', to: 'extension' },
    ],
  },
  sound: { schema: SoundValueSchema, keyField: 'name', namedBy: 'id', places: [] },
  channelLink: {
    schema: ChannelLinkSchema,
    keyField: 'channelId',
    namedBy: 'key',
    places: [
      { at: '/linkedTo', to: 'extension', kinds: users, isReleased: true },
      { at: '/emergencyCallerId', to: 'number', keeps: true },
    ],
  },
  channelLogin: {
    schema: ChannelLoginSchema,
    keyField: 'channelId',
    namedBy: 'key',
    places: [{ at: '/user', to: 'extension', kinds: users, owned: true }],
  },
  queueLogin: {
    schema: QueueLoginsSchema,
    keyField: 'extension',
    namedBy: 'key',
    places: [
      { at: '/extension', to: 'extension', kinds: users, owned: true },
      { at: '/queues/*/queue', to: 'extension', kinds: ['queue'], isReleased: true },
    ],
  },
  order: {
    schema: OrderSchema,
    keyField: 'number',
    namedBy: 'key',
    places: [{ at: '/extension', to: 'extension', kinds: ['user', 'queue', 'ivr', 'smartApp'], isWeak: true }],
  },
  sim: {
    schema: SimSchema,
    keyField: 'iccid',
    uniqueOver: 'platform',
    namedBy: 'key',
    places: [{ at: '/linkedTo', to: 'extension', kinds: users, isReleased: true }],
  },
  /** Of a partner and none of its accounts: its accountId is empty. */
  catalogue: { schema: CatalogueSchema, keyField: 'partnerId', namedBy: 'key', places: [] },
  reach: {
    schema: ReachRecordSchema,
    keyField: 'extension',
    namedBy: 'key',
    places: [
      { at: '/extension', to: 'extension', kinds: users, owned: true },
      { at: '/callClasses/*/extensions/*', to: 'extension' },
      { at: '/callClasses/*/callerId', to: 'number' },
      { at: '/profiles/*/callerId/e164', to: 'number' },
      { at: '/callerIdPrefixes/*', to: 'number' },
    ],
  },
  reachState: {
    schema: ReachStateSchema,
    keyField: 'extension',
    namedBy: 'key',
    places: [{ at: '/extension', to: 'extension', kinds: users, owned: true }],
  },
  numberPlanSchema: {
    schema: NumberPlanSchemaValueSchema,
    check: schemaProblems,
    keyField: 'name',
    namedBy: 'id',
    // Source: NP-8, NP-19
    claims: ({ number, plans }: NumberPlanSchemaValue) => [
      `number ${number}`,
      ...new Set(plans.flatMap(({ numbers }) => numbers.map(({ e164 }) => e164))),
    ],
    places: [
      { at: '/plans/*/numbers/*/to', to: 'extension' },
      { at: '/plans/*/numbers/*/e164', to: 'number' },
    ],
  },
  blocking: { schema: AccountBlockingSchema, namedBy: 'id', places: [] },
  userBlocking: {
    schema: UserBlockingRecordSchema,
    keyField: 'extension',
    namedBy: 'key',
    places: [{ at: '/extension', to: 'extension', kinds: users, owned: true }],
  },
} as const satisfies Readonly<Record<TelephonyKind, KindOf>>;

export type ValueOf<K extends TelephonyKind> = Static<(typeof KINDS)[K]['schema']>;
export type TelephonyRecord<K extends TelephonyKind> = Telephony<K, ValueOf<K>>;
/** A record of whichever kind. */
export type AnyTelephony = Telephony<TelephonyKind, unknown>;

/** Those of one kind. */
export function ofKind<K extends TelephonyKind>(
  records: readonly AnyTelephony[],
  kind: K,
): readonly TelephonyRecord<K>[] {
  return records.filter((record): record is TelephonyRecord<K> => record.kind === kind);
}

export function kindOf(kind: TelephonyKind): KindOf {
  return KINDS[kind];
}

/** What a record of that kind is known by. */
export function keyOf(kind: TelephonyKind, value: unknown): string {
  const { keyField } = kindOf(kind);
  if (keyField === undefined) return kind;
  const key: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, keyField) : undefined;
  if (typeof key !== 'string') throw new Error(`a ${kind} without its ${keyField}`);
  return key;
}
