// What an administrator sets for a queue, in one schema with defaults; each field names the requirement it follows.
// What the schema's grammar cannot say stands in checkQueueSettings.
import Type, { type Static } from 'typebox';
import { Value } from 'typebox/value';
import { parseDestinations } from '../../domain/destinations.ts';
import { PROMPT_LANGUAGES, STRATEGIES } from '../../domain/queue.ts';
import { hasControlCharacters } from '../../domain/text.ts';

const closed = { additionalProperties: false } as const;
const optional = Type.Optional;
const extension = Type.String({ pattern: '^[0-9]{2,5}$' });
const weight = (description: string) => Type.Integer({ minimum: 0, maximum: 100, default: 0, description });
const seconds = (minimum: number, maximum: number, usual: number, description: string) =>
  Type.Integer({ minimum, maximum, default: usual, description });
const onOff = (usual: boolean, description: string) => Type.Boolean({ default: usual, description });
const destinations = (description: string) => Type.String({ minLength: 1, maxLength: 512, description });

const AudioSchema = Type.Object(
  {
    id: Type.String({ minLength: 1, maxLength: 64 }),
    name: Type.String({ minLength: 1, maxLength: 255 }),
    format: Type.Enum(['mp3', 'wav'], { description: 'Q-29: other formats are refused' }),
    durationMs: Type.Integer({ minimum: 1, maximum: 3_600_000 }),
  },
  closed,
);
/** An uploaded recording; its length is measured when it comes in. Source: Q-29 */
export type Audio = Static<typeof AudioSchema>;

const playlist = (description: string) => Type.Array(AudioSchema, { maxItems: 100, default: [], description });

const AgentOptionsSchema = Type.Object(
  {
    ringTimeoutSec: Type.Integer({ minimum: 1, maximum: 600 }),
    wrapUpSec: Type.Integer({ minimum: 0, maximum: 3600 }),
    weight: Type.Integer({ minimum: 0, maximum: 100 }),
  },
  { ...closed, description: 'Replace all three values of the queue for calls to this agent (Q-60, Q-61)' },
);
export type AgentOptions = Static<typeof AgentOptionsSchema>;

const MemberSchema = Type.Object(
  {
    agent: extension,
    kind: Type.Enum(['user', 'forward'], {
      default: 'user',
      description: 'Q-33: a user extension, or a forward extension, which sends calls to an external number (Q-34)',
    }),
    active: optional(
      Type.Boolean({ description: 'Sets the status; left out, it stays, and a new member is active (Q-37, Q-17)' }),
    ),
    options: optional(AgentOptionsSchema),
  },
  closed,
);
export type MemberSettings = Static<typeof MemberSchema>;

const ForwardingSchema = Type.Object(
  {
    when: Type.Enum(['never', 'busyNoAnswer'], { default: 'never', description: 'Q-160: off by default' }),
    to: optional(destinations('Q-161, Q-162, Q-164: several with semicolons between ring together')),
    afterSec: optional(Type.Integer({ minimum: 1, maximum: 86_400, description: 'Q-162: of waiting, from entry' })),
  },
  {
    ...closed,
    default: {},
    description: 'Forwarding of calls that meet a full queue or wait too long (Q-160 to Q-163)',
  },
);

/** Sources, and those named at each field */
export const QueueSettingsSchema = Type.Object(
  {
    number: Type.String({ pattern: '^[0-9]{2,5}$', description: 'Q-1, Q-31: the extension that reaches the queue' }),
    name: Type.String({
      minLength: 1,
      maxLength: 64,
      description: 'Q-32: by which client applications know the queue',
    }),
    members: Type.Array(MemberSchema, { maxItems: 5000, default: [], description: 'Q-33, Q-38: highest rank first' }),
    access: Type.Enum(['open', 'closed'], { default: 'open', description: 'Q-55, Q-56: who may log in' }),
    language: Type.Enum([...PROMPT_LANGUAGES], {
      default: 'nl',
      description: 'Q-63, Q-64: of position and waiting time',
    }),
    strategy: Type.Enum([...STRATEGIES], { default: 'longest-idle', description: 'Q-65 to Q-72' }),
    announcePosition: onOff(false, 'Q-105 to Q-107'),
    announceWait: onOff(false, 'Q-109 to Q-113'),
    announceEverySec: optional(
      Type.Integer({ minimum: 5, maximum: 3600, description: 'Q-105, Q-110: needed when either is announced' }),
    ),
    ringTimeoutSec: seconds(1, 600, 20, 'Q-116: how long one offer rings'),
    wrapUpSec: seconds(0, 3600, 0, 'Q-120: after a conversation, without a call of any queue'),
    weight: weight('Q-28, Q-125: against other queues of the same agent'),
    callLimit: Type.Integer({ minimum: 1, maximum: 10_000, default: 10, description: 'Q-5, Q-129: places' }),
    breakOutTo: optional(destinations('Q-132, Q-133: where key 1 leads; left out, it leads nowhere')),
    music: onOff(true, 'Q-136: off, callers hear a ringing tone'),
    musicFiles: playlist('Q-137: one after another, again from the first; none: the music of the system (Q-138)'),
    infotainmentFiles: playlist('Q-141, Q-142: once per caller, one every minute'),
    introduction: optional(AudioSchema),
    skipIntroduction: onOff(false, 'Q-150: when an agent is available'),
    ringbackTone: onOff(false, 'Q-154, Q-155: one tone before the queue'),
    offerSecondCall: onOff(false, 'Q-157, Q-158: to busy agents'),
    forwarding: ForwardingSchema,
    individualForwards: Type.Enum(['forbid', 'allow'], {
      default: 'forbid',
      description: 'Q-169 to Q-171: forwards of agents and of the destination',
    }),
    noAgentTo: optional(destinations('Q-167: where calls go while no agent is logged in; left out, they wait')),
  },
  closed,
);
export type QueueSettings = Static<typeof QueueSettingsSchema>;

export interface SettingsProblem {
  /** JSON pointer into the settings. */
  readonly pointer: string;
  readonly detail: string;
}

/**
 * Settings from outside, with defaults filled in; everything wrong with them otherwise.
 * Source
 */
export function readQueueSettings(
  given: unknown,
): { readonly settings: QueueSettings } | { readonly problems: readonly SettingsProblem[] } {
  const filled = Value.Default(QueueSettingsSchema, Value.Clone(given));
  if (!Value.Check(QueueSettingsSchema, filled)) {
    const problems = Value.Errors(QueueSettingsSchema, filled).map(({ instancePath, message }) => ({
      pointer: instancePath,
      detail: message,
    }));
    return { problems };
  }
  const problems = checkQueueSettings(filled);
  return problems.length > 0 ? { problems } : { settings: filled };
}

/** What the grammar cannot say; empty when the settings hold together. Source */
export function checkQueueSettings(settings: QueueSettings): readonly SettingsProblem[] {
  return [
    ...timeProblems(settings),
    ...destinationProblems(settings),
    ...memberProblems(settings),
    ...nameProblems(settings),
  ];
}

function timeProblems({ announcePosition, announceWait, announceEverySec }: QueueSettings): readonly SettingsProblem[] {
  if (!(announcePosition || announceWait) || announceEverySec !== undefined) return [];
  return [{ pointer: '/announceEverySec', detail: 'is needed when the position or the expected wait is announced' }];
}

function destinationProblems({ breakOutTo, noAgentTo, forwarding }: QueueSettings): readonly SettingsProblem[] {
  const texts: readonly (readonly [string, string | undefined])[] = [
    ['/breakOutTo', breakOutTo],
    ['/noAgentTo', noAgentTo],
    ['/forwarding/to', forwarding.to],
  ];
  const unreadable = texts.flatMap(([pointer, text]) =>
    text === undefined || parseDestinations(text) !== undefined
      ? []
      : [
          {
            pointer,
            detail: 'must be extensions or telephone numbers with semicolons between, such as 201;0201234567',
          },
        ],
  );
  const several =
    breakOutTo !== undefined && (parseDestinations(breakOutTo)?.length ?? 1) > 1
      ? [{ pointer: '/breakOutTo', detail: 'must be one destination' }]
      : [];
  const missing =
    forwarding.when === 'never'
      ? []
      : (['to', 'afterSec'] as const).flatMap((name) =>
          forwarding[name] === undefined
            ? [{ pointer: `/forwarding/${name}`, detail: 'is needed when forwarding is on' }]
            : [],
        );
  return [...unreadable, ...several, ...missing];
}

function memberProblems({ members, number }: QueueSettings): readonly SettingsProblem[] {
  const seen = new Set<string>();
  return members.flatMap(({ agent }, i) => {
    const pointer = `/members/${i}/agent`;
    if (agent === number) return [{ pointer, detail: 'is the queue itself' }];
    if (seen.has(agent)) return [{ pointer, detail: `${agent} stands in the list already` }];
    seen.add(agent);
    return [];
  });
}

function nameProblems({ name }: QueueSettings): readonly SettingsProblem[] {
  return name.trim() === '' || hasControlCharacters(name)
    ? [{ pointer: '/name', detail: 'must be one line, and not blank' }]
    : [];
}
