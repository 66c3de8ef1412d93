// How plans look in the API: what may be asked for, and what is answered, with every secret masked.
import Type from 'typebox';
import {
  CHANGE_KINDS,
  PLAN_PHONE_REASONS,
  PLAN_PHONE_STATES,
  PLAN_STATES,
  PLAN_WORDS,
  type Plan,
  type PlanPhone,
  STOP_REASONS,
} from '../../domain/plan.ts';
import { ROTATED_SECRETS } from '../../domain/records.ts';
import type { Sealer } from '../../domain/sealed.ts';
import { maskedChange, openChange } from '../../plans/changes.ts';
import { closed, KeyLayoutSchema, nullable, optional, RingtonesSchema, SettingsPatchSchema } from './shapes.ts';

const date = Type.String({ format: 'date-time' });
const anyObject = Type.Record(Type.String(), Type.Unknown());
const id = Type.String({ maxLength: 64 });
const word = Type.String({ minLength: 1, maxLength: 64 });
const proxy = Type.String({ minLength: 1, maxLength: 261, description: 'host or host:port' });
const ofAccount = { accountId: id };
const ofModel = { ...ofAccount, vendor: word, model: word };

const { force: _force, ...ringtones } = RingtonesSchema.properties;
const ChangeSchema = Type.Union([
  Type.Object({ kind: Type.Literal('none') }, { ...closed, description: 'Nothing: phones are only told (DEV-14)' }),
  Type.Object(
    { kind: Type.Literal('updateFirmware') },
    { ...closed, description: 'Phones start, and load what their account chose for their model (DEV-10)' },
  ),
  Type.Object({ kind: Type.Literal('cpeSettings'), patch: SettingsPatchSchema }, closed),
  Type.Object(
    {
      kind: Type.Literal('rotation'),
      secrets: Type.Array(Type.Enum([...ROTATED_SECRETS]), { minItems: 1, maxItems: 4, uniqueItems: true }),
    },
    { ...closed, description: 'New secrets; the old ones are good until the phone was seen with the new' },
  ),
  Type.Object({ kind: Type.Literal('accountSettings'), ...ofAccount, patch: SettingsPatchSchema }, closed),
  Type.Object({ kind: Type.Literal('modelSettings'), ...ofModel, patch: SettingsPatchSchema }, closed),
  Type.Object({ kind: Type.Literal('keyLayout'), ...ofModel, layout: nullable(KeyLayoutSchema) }, closed),
  Type.Object(
    {
      kind: Type.Literal('firmware'),
      ...ofModel,
      track: optional(word),
      version: nullable(Type.String({ minLength: 1, maxLength: 64, description: 'A version, or `recommended`' })),
    },
    { ...closed, description: 'DEV-9' },
  ),
  Type.Object(
    { kind: Type.Literal('ringtones'), ...ofAccount, vendor: word, ringtones: Type.Object(ringtones, closed) },
    { ...closed, description: 'DEV-28, DEV-29' },
  ),
  Type.Object({ kind: Type.Literal('sipProxy'), ...ofAccount, proxy }, { ...closed, description: 'DEV-13' }),
  Type.Object(
    {
      kind: Type.Literal('sipEncryption'),
      ...ofAccount,
      enabled: Type.Boolean(),
      proxy,
      recommendedFirmware: optional(Type.Boolean()),
    },
    { ...closed, description: 'DEV-16' },
  ),
]);

const count = (maximum: number) => optional(Type.Integer({ minimum: 1, maximum }));
const time = Type.String({ pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$', description: 'HH:MM' });
const WindowSchema = Type.Object(
  {
    from: time,
    until: time,
    days: optional(
      Type.Array(Type.Integer({ minimum: 1, maximum: 7 }), { minItems: 1, maxItems: 7, description: '1 is Monday' }),
    ),
  },
  { ...closed, description: "In the time zone of each phone's account" },
);

export const NewPlanSchema = Type.Object(
  {
    name: optional(Type.String({ maxLength: 100 })),
    change: ChangeSchema,
    targets: optional(
      Type.Object(
        {
          accountId: optional(id),
          vendor: optional(word),
          model: optional(word),
          track: optional(word),
          label: optional(word),
          location: optional(Type.String({ maxLength: 128 })),
          macs: optional(Type.Array(Type.String({ maxLength: 32 }), { minItems: 1, maxItems: 10_000 })),
        },
        { ...closed, description: "Which phones; none for what an account changes: it concerns all the account's" },
      ),
    ),
    word: optional(Type.Enum([...PLAN_WORDS], { description: 'What each phone is told when its turn has come' })),
    schedule: optional(Type.Object({ notBefore: optional(date), window: optional(WindowSchema) }, closed)),
    waves: optional(
      Type.Object(
        {
          canary: Type.Integer({ minimum: 0, maximum: 10_000 }),
          percents: Type.Array(Type.Integer({ minimum: 1, maximum: 100 }), { maxItems: 20 }),
        },
        { ...closed, description: 'So many first, then growing shares of all, then the rest' },
      ),
    ),
    pacing: optional(
      Type.Object(
        { perMinute: count(100_000), perAccountPerMinute: count(100_000), perAddressPerMinute: count(100_000) },
        { ...closed, description: 'Absent: no limit of that kind' },
      ),
    ),
    stopRule: optional(
      Type.Object(
        {
          latePercent: Type.Number({ minimum: 0, maximum: 100 }),
          afterMinutes: Type.Number({ minimum: 0.05, maximum: 10_080 }),
          mustRegister: optional(
            Type.Boolean({
              description:
                'A phone that tells of its registration is back only once all its lines are registered; after a restart, registered anew',
            }),
          ),
        },
        { ...closed, description: 'Stops when more than this share of a wave is not back so long after being told' },
      ),
    ),
    startsItself: optional(Type.Boolean({ description: 'Runs after the preview without being asked again' })),
  },
  closed,
);

const WaveSchema = Type.Object({
  size: Type.Integer(),
  out: Type.Integer(),
  back: Type.Integer(),
  late: Type.Integer(),
  waiting: Type.Integer(),
});
export const PlanSchema: Type.TSchema = Type.Object({
  id: Type.String(),
  name: Type.String(),
  partnerId: Type.String(),
  accountId: optional(Type.String()),
  kind: Type.Enum([...CHANGE_KINDS]),
  change: anyObject,
  targets: anyObject,
  word: Type.Enum([...PLAN_WORDS]),
  schedule: Type.Object({ notBefore: optional(date), window: optional(WindowSchema) }),
  waves: anyObject,
  pacing: anyObject,
  stopRule: anyObject,
  startsItself: optional(Type.Boolean()),
  state: Type.Enum([...PLAN_STATES]),
  reason: optional(Type.Enum([...STOP_REASONS], { description: 'Why it stopped by itself' })),
  requestedBy: Type.String(),
  jobId: optional(Type.String()),
  counts: Type.Record(Type.String(), Type.Integer(), { description: 'Phones by their state in the plan' }),
  waveCounts: Type.Array(WaveSchema),
  previewedAt: optional(date),
  startedAt: optional(date),
  endedAt: optional(date),
  createdAt: date,
  changedAt: date,
  revision: Type.Integer(),
});

export function planView(
  { change, former: _former, planned: _planned, forgivenAt: _forgivenAt, ...plan }: Plan,
  sealer: Sealer,
) {
  return { ...plan, change: maskedChange(openChange(sealer, change)) };
}

export const PlanGroupSchema: Type.TSchema = Type.Object({
  id: Type.String(),
  phones: Type.Integer(),
  reboots: Type.Enum(['yes', 'maybe', 'no', 'cannot']),
  files: Type.Array(
    Type.Object({
      name: Type.String({ description: 'With {mac} for what differs by phone' }),
      lines: Type.Array(Type.Object({ sign: Type.Enum(['-', '+']), text: Type.String() })),
      count: Type.Integer({ description: 'More than there are lines when it was too long to keep' }),
    }),
  ),
  examples: Type.Array(Type.String()),
});

export const PlanPhoneSchema: Type.TSchema = Type.Object({
  mac: Type.String(),
  accountId: optional(Type.String()),
  address: optional(Type.String()),
  state: Type.Enum([...PLAN_PHONE_STATES]),
  why: optional(Type.Enum([...PLAN_PHONE_REASONS])),
  group: optional(Type.String()),
  wave: Type.Integer(),
  formerEtag: optional(Type.String({ description: 'Of its own file, before' })),
  plannedEtag: optional(Type.String({ description: 'Of its own file, as planned' })),
  wantedFirmware: optional(Type.String({ description: 'Which version it is to report before it counts as back' })),
  outAt: optional(date),
  told: optional(Type.String({ description: 'What came of telling it' })),
  fetchedAt: optional(date),
  fetchedEtag: optional(Type.String({ description: 'Which bytes it fetched' })),
  undoneAt: optional(date),
  undoTold: optional(Type.String()),
  isRestored: optional(Type.Boolean({ description: 'Its file is byte by byte what it was' })),
});

export function planPhoneView({
  planId: _planId,
  order: _order,
  isApplied: _isApplied,
  former: _former,
  planned: _planned,
  takenBy: _takenBy,
  ...phone
}: PlanPhone) {
  return phone;
}
