// Accounts and calls that nobody would set up, for properties: extensions of every kind that lead anywhere, in circles too.
import fc from 'fast-check';
import type { Destination } from '../../../server/domain/telephony/destination.ts';
import type { Extension } from '../../../server/domain/telephony/extension.ts';
import type { Reach } from '../../../server/domain/telephony/reach.ts';
import type { CallEvent, Origin, Party } from '../../../server/routing/decision.ts';
import { type Live, QUIET, type Snapshot } from '../../../server/routing/snapshot.ts';
import { aDesk, aQueue, aSnapshot, aUser, NOW, reachWith } from '../../support/telephony.ts';

export const USERS = ['201', '202', '203', '204'];
const FUNCTIONAL = Array.from({ length: 14 }, (_, i) => String(300 + i));
/** One that the account blocks, and others. */
export const PREMIUM = '+31909123456';
const OUTSIDE = ['+31612345678', '+4930123456', PREMIUM, '+31201112233'];
export const OWN = ['+31201234567', '+31201234568'];

const destination: fc.Arbitrary<Destination> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom(...USERS, ...FUNCTIONAL).map((number) => ({ kind: 'extension' as const, number })),
  },
  { weight: 2, arbitrary: fc.constantFrom(...OUTSIDE).map((e164) => ({ kind: 'number' as const, e164 })) },
  { weight: 1, arbitrary: fc.constantFrom(...USERS).map((of) => ({ kind: 'voicemail' as const, of })) },
);
const some = fc.array(destination, { minLength: 1, maxLength: 3 });
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const sent = fc.constantFrom({ kind: 'caller' as const }, { kind: 'called' as const });
const prefix = maybe(fc.constantFrom('A ', 'B '));
const key = fc.constantFrom('1', '2', '12', '3');
const defined = <T extends object>(fields: T): T =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;

function extension(number: string): fc.Arbitrary<Extension> {
  const named = { number, name: `X${number}` };
  const of = <T extends object>(fields: fc.Arbitrary<T>) => fields.map((made) => ({ ...named, ...defined(made) }));
  const kinds: readonly fc.Arbitrary<object>[] = [
    of(
      fc.record({
        kind: fc.constant('group'),
        members: fc.uniqueArray(fc.constantFrom(...USERS), { maxLength: 4 }),
        allowIndividualForwarding: fc.boolean(),
        forwardAlways: fc.option(some, { nil: undefined, freq: 6 }),
        forwardOnBusy: maybe(some),
        forwardOnNoAnswer: maybe(some),
        forwardAfterSec: fc.constant(10),
        callerNumber: fc.constantFrom('caller', 'called'),
        outsidersPickUp: fc.boolean(),
        outsidersSee: fc.boolean(),
        privacyGroups: fc.constant([]),
      }),
    ),
    of(fc.record({ kind: fc.constant('voicemail'), language: fc.constant('en') })),
    of(fc.record({ kind: fc.constant('autoAnswer'), sound: fc.constantFrom('hello', 'gone') })),
    of(
      fc.record({
        kind: fc.constant('authentication'),
        by: fc.constantFrom('pin', 'callerNumber'),
        defaultTo: destination,
        entries: fc.constantFrom([], [{ id: 'x', callerNumber: '06' }]),
      }),
    ),
    of(
      fc.record({
        kind: fc.constant('ivr'),
        maxDigits: fc.constant(2),
        options: fc.uniqueArray(fc.record({ keys: key, to: extensionDestination }), {
          selector: ({ keys }) => keys,
          maxLength: 3,
        }),
        fallback: maybe(destination),
      }),
    ),
    of(
      fc.record({
        kind: fc.constant('system'),
        to: fc.constantFrom('timeConfiguration', 'voicemail', 'audioRecording'),
      }),
    ),
    of(fc.record({ kind: fc.constant('lbr'), routing })),
    of(
      fc.record({
        kind: fc.constant('tbr'),
        failover: destination,
        periods: fc.array(
          destination.map((to) => ({ startDay: 1, endDay: 5, startTime: '09:00', endTime: '17:00', to })),
          { maxLength: 1 },
        ),
      }),
    ),
    of(
      fc.record({
        kind: fc.constant('callLimit'),
        limit: fc.constantFrom(1, 5),
        callerNumber: sent,
        within: destination,
        above: fc.oneof(fc.constant({ kind: 'busy' as const }), destination),
      }),
    ),
    of(fc.record({ kind: fc.constant('forward'), to: fc.constantFrom(...OUTSIDE), callerNumber: sent })),
    of(
      fc.record({
        kind: fc.constant('selector'),
        ringbackTone: fc.boolean(),
        fallback: destination,
        timeoutSec: fc.constant(5),
      }),
    ),
    of(
      fc.record({
        kind: fc.constant('smartApp'),
        app: fc.constant('bot'),
        addOns: fc.constant([]),
        fallback: maybe(destination),
      }),
    ),
    fc.constant({ ...named, kind: 'queue' }),
  ];
  return fc.oneof(...kinds) as fc.Arbitrary<Extension>;
}

const extensionDestination = fc
  .constantFrom(...USERS, ...FUNCTIONAL)
  .map((number) => ({ kind: 'extension' as const, number }));

const routing = fc.oneof(
  fc.record({
    by: fc.constantFrom('areaCode'),
    defaultTo: destination,
    withheldTo: destination,
    mobileTo: destination,
    entries: fc.array(fc.record({ key: fc.constant('020'), to: destination, prefix }).map(defined), { maxLength: 1 }),
  }),
  fc.record({
    by: fc.constant('postcode'),
    defaultTo: destination,
    length: fc.constant(4),
    entries: fc.array(fc.record({ from: fc.constant('1'), until: fc.constant('5'), to: destination }), {
      maxLength: 1,
    }),
  }),
  fc.record({
    by: fc.constant('calledNumber'),
    defaultTo: destination,
    entries: fc.array(fc.record({ key: fc.constant('+3120'), to: destination }), { maxLength: 1 }),
  }),
);

function reachOf(user: string): fc.Arbitrary<Reach> {
  const setting = (more: object = {}) =>
    fc.option(
      destination.map((to) => ({ mode: 'on' as const, to, ...more })),
      { nil: { mode: 'off' as const }, freq: 2 },
    );
  return fc
    .record({
      unconditional: fc.option(
        destination.map((to) => ({ mode: 'on' as const, to })),
        {
          nil: { mode: 'off' as const },
          freq: 8,
        },
      ),
      busy: setting(),
      noAnswer: destination.map((to) => ({ mode: 'on' as const, to, afterSec: 15 })),
      assistantGroup: fc.constantFrom('on' as const, 'off' as const),
      callAnalysis: fc.constantFrom('on' as const, 'off' as const),
    })
    .map((profile) => reachWith(user, profile));
}

const QUEUE_NUMBERS = FUNCTIONAL;
const queueFields = fc.record({
  callLimit: fc.constantFrom(1, 3),
  forwarding: fc.constantFrom(
    { when: 'never' },
    { when: 'busyNoAnswer', to: '0612345678', afterSec: 30 },
    { when: 'busyNoAnswer', to: '201;0909123456', afterSec: 20 },
  ),
  strategy: fc.constantFrom('longest-idle', 'ring-all'),
  noAgentTo: fc.constantFrom('202', '0909123456'),
  breakOutTo: fc.constant('203'),
  individualForwards: fc.constantFrom('forbid', 'allow'),
  members: fc.constantFrom([], [{ agent: '201' }], [{ agent: '201' }, { agent: '202' }, { agent: '204' }]),
});

export interface FuzzedAccount {
  readonly snapshot: Snapshot;
  readonly live: Live;
}

export const fuzzedAccount: fc.Arbitrary<FuzzedAccount> = fc
  .record({
    extensions: fc.tuple(...FUNCTIONAL.map(extension)),
    reach: fc.tuple(...USERS.map((user) => maybe(reachOf(user)))),
    queues: fc.array(queueFields, { minLength: QUEUE_NUMBERS.length, maxLength: QUEUE_NUMBERS.length }),
    second: fc.boolean(),
    planned: maybe(fc.constantFrom(...USERS, ...FUNCTIONAL)),
    externalCallLimit: fc.option(fc.constant(1), { nil: undefined, freq: 5 }),
    userBlocked: fc.uniqueArray(fc.constantFrom('mobile', 'international'), { maxLength: 2 }),
    live: fc.record({
      busy: fc.uniqueArray(fc.constantFrom(...USERS), { maxLength: 2 }),
      away: fc.uniqueArray(fc.constantFrom(...USERS), { maxLength: 2 }),
      externalCalls: fc.constantFrom(0, 1),
      limited: fc.constantFrom(0, 1),
    }),
  })
  .map(({ extensions, reach, queues, second, planned, externalCallLimit, userBlocked, live }) => {
    const users = USERS.map((number) =>
      aUser(number, {
        offerSecondCall: second,
        assistantGroupId: 'helpers',
        rights: { ...aUser(number).rights, parkCalls: true, timeConfiguration: true, callRecording: true },
      }),
    );
    const snapshot = aSnapshot({
      account: {
        ...aSnapshot().account,
        ...(externalCallLimit !== undefined && { externalCallLimit }),
        recording: { active: true, outgoing: true },
      },
      extensions: [...users, ...extensions],
      channels: [...USERS.map((user) => aDesk(user)), { name: 'lobby', device: 'fixed', callLimit: 2 }],
      numbers: [
        { e164: OWN[0] ?? '', kind: 'fixed' },
        { e164: OWN[1] ?? '', kind: 'fixed', linkedTo: '201' },
      ],
      numberPlanSchemas: [
        {
          id: 'main',
          name: 'Main',
          number: 1,
          isMain: true,
          holidays: [],
          plans: [{ slot: 1, name: 'Day', numbers: planned ? [{ e164: OWN[0] ?? '', to: planned }] : [] }],
          times: [{ kind: 'period', startTime: '00:00', endTime: '24:00', plan: 1 }],
        },
      ],
      blocking: { account: { blocked: ['premium'] }, users: { '202': { blocked: userBlocked } } },
      reach: Object.fromEntries(USERS.flatMap((user, i) => (reach[i] ? [[user, reach[i]]] : []))),
      privacyGroups: [
        {
          id: 'helpers',
          name: 'Helpers',
          members: ['203', '204'],
          grants: USERS.map((over) => ({
            over,
            pickup: true,
            retrieveParked: true,
            presence: true,
            notifications: true,
            notificationDelaySec: 0,
            listenIn: true,
          })),
        },
      ],
      sounds: [{ id: 'hello', name: 'Hello', format: 'wav', durationMs: 2000 }],
      queues: extensions.flatMap(({ kind, number }, i) => (kind === 'queue' ? [aQueue(number, queues[i])] : [])),
    });
    return {
      snapshot,
      live: {
        ...QUIET,
        userCalls: Object.fromEntries(live.busy.map((user) => [user, 1])),
        unregistered: Object.fromEntries(live.away.map((user) => [`desk${user}`, true as const])),
        externalCalls: live.externalCalls,
        limited: Object.fromEntries(FUNCTIONAL.map((number) => [number, live.limited])),
        ringing: [{ call: 'other', extension: '204', channels: ['desk204'], users: ['204'], since: NOW - 5000 }],
        parked: { '7': { call: 'parked', by: '204', since: NOW - 60_000 } },
      },
    };
  });

export const origin: fc.Arbitrary<Origin> = fc.oneof(
  fc.constantFrom(...USERS).map((extension) => ({ kind: 'user' as const, extension, device: 'fixed' as const })),
  fc
    .constantFrom(...USERS.map((user) => `desk${user}`), 'lobby')
    .map((channel) => ({ kind: 'channel' as const, channel })),
  fc.constantFrom({ kind: 'outside' as const, number: '0612345678' }, { kind: 'outside' as const }),
);

const CODES = [
  '900',
  '901',
  '902',
  '903',
  '904',
  '905',
  '906',
  '907',
  '908',
  '909',
  '910',
  '915',
  '920',
  '930',
  '9307',
];
export const dialled = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...USERS, ...FUNCTIONAL) },
  { weight: 3, arbitrary: fc.constantFrom(...OUTSIDE, ...OWN, '0909123456', '#31#0612345678', '14020', '0') },
  { weight: 3, arbitrary: fc.constantFrom(...CODES, '940', '1233', '*8', '*8204', '*9', '999999999999999999') },
);

/** What may happen, whether it fits or not; `pick` chooses among what rings. */
export type Happening =
  | { readonly event: CallEvent }
  | { readonly keys: string; readonly from: Party }
  | { readonly pick: number; readonly what: 'answered' | 'busy' | 'declined' | 'unreachable' }
  | { readonly passSec: number };

const party = fc.constantFrom('caller' as const, 'callee' as const);
export const happening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      pick: fc.nat(5),
      what: fc.constantFrom(
        'answered' as const,
        'answered' as const,
        'busy' as const,
        'declined' as const,
        'unreachable' as const,
      ),
    }),
  },
  { weight: 5, arbitrary: fc.constantFrom(0, 1, 4, 20, 200).map((passSec) => ({ passSec })) },
  {
    weight: 6,
    arbitrary: fc
      .record({ digit: fc.constantFrom(...'0123456789*#'), from: party })
      .map((key_) => ({ event: { type: 'digit' as const, ...key_ } })),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      keys: fc.constantFrom(
        '201',
        '204#',
        '12#',
        '*6',
        '##',
        '##203#',
        '##*202#',
        '*#',
        '*4',
        '*5',
        '2580',
        '1',
        '7391',
      ),
      from: party,
    }),
  },
  {
    weight: 4,
    arbitrary: fc
      .oneof(
        fc.constantFrom<CallEvent>(
          { type: 'soundEnded' },
          { type: 'consultAnswered' },
          { type: 'consultEnded' },
          { type: 'told', answer: { is: 'ok', count: 1 } },
          { type: 'told', answer: { is: 'wrong' } },
          { type: 'told', answer: { is: 'mustChange' } },
          { type: 'agentCall', active: true },
          { type: 'agentCall', active: false },
          { type: 'pickedUp', by: '203', target: 'desk203' },
          { type: 'answered', target: 'nothing' },
          { type: 'deflected', target: 'desk202', to: '203' },
          { type: 'deflected', target: 'desk203', to: '202' },
          { type: 'park', by: 'callee' },
          { type: 'analyse', by: 'caller', on: true },
          { type: 'failed', target: 'nothing', why: 'busy' },
        ),
        fc.record({ type: fc.constant('transfer' as const), by: party, to: dialled }),
        destination.map((to) => ({ type: 'appTransfer' as const, to })),
      )
      .map((event) => ({ event })),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      { event: { type: 'callerHungUp' as const } },
      { event: { type: 'calleeHungUp' as const } },
    ),
  },
);
