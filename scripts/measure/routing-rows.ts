// What a decision about a new call costs on an account with a thousand extensions: calls of all kinds in turn, in this process,
// with all the steps that explain them. Beside it what it costs to write the same answers as JSON.
// Source: design.md "Speed that is asked for"
import type { Destination } from '../../server/domain/telephony/destination.ts';
import type { Extension, UserExtension } from '../../server/domain/telephony/extension.ts';
import { begin, type Decided } from '../../server/routing/call/begin.ts';
import { type Compiled, compile } from '../../server/routing/compile.ts';
import type { IncomingCall, Origin } from '../../server/routing/decision.ts';
import { readQueueSettings } from '../../server/routing/queue/settings.ts';
import { defaultReach } from '../../server/routing/reach/defaults.ts';
import { QUIET, type Snapshot } from '../../server/routing/snapshot.ts';
import { median, type Row } from './rounds.ts';
import type { Run } from './run.ts';

const DECISIONS = 200_000;
const WARM_UP = 100_000;
const TARGET_PER_SEC = 200_000;
/** A Tuesday, 11:00 in Amsterdam. */
const NOW = Date.parse('2026-11-24T10:00:00Z');
/** Shares of a thousand extensions, from 1000 on. */
const KINDS = [
  ['user', 800],
  ['group', 60],
  ['ivr', 40],
  ['lbr', 30],
  ['tbr', 30],
  ['callLimit', 20],
  ['queue', 20],
] as const;
const USERS = 800;
const COMPANY_NUMBERS = 200;

export async function routingRows({ rounds, wants, say }: Run): Promise<readonly Row[]> {
  if (!wants('r')) return [];
  say('r: decisions of the routing core');
  const compiled = compile(bigAccount());
  const calls = callsOf();
  decide(compiled, calls, WARM_UP);
  const measured = Array.from({ length: rounds }, () => {
    const ours = decide(compiled, calls, DECISIONS);
    return { ours, theirs: writeAsJson(calls.map((call) => begin(compiled, QUIET, call, NOW))) };
  });
  const ours = median(measured.map(({ ours: { rate } }) => rate));
  const ratios = measured.map((round) => round.ours.rate / round.theirs.rate);
  return [
    {
      id: 'r1',
      what: 'routing core: a decision, 1,000 extensions',
      yardstick: 'JSON.stringify of the same answers',
      unit: 'decisions/s',
      ours,
      theirs: median(measured.map(({ theirs: { rate } }) => rate)),
      ratio: median(ratios),
      ratios,
      ratioByCpu: median(measured.map((round) => round.theirs.cpuMs / round.ours.cpuMs)),
      target: `${TARGET_PER_SEC} decisions/s`,
      met: ours >= TARGET_PER_SEC,
    },
  ];
}

interface Rate {
  /** Per second. */
  readonly rate: number;
  /** CPU time of one. */
  readonly cpuMs: number;
}

/** Answers are counted and let go: were they kept, V8 would take all of their kind for long-lived, and the row for its collector. */
function decide(compiled: Compiled, calls: readonly IncomingCall[], count: number): Rate {
  let actions = 0;
  const stop = startClock(count);
  for (let n = 0; n < count; n += 1) {
    const call = calls[n % calls.length];
    if (call === undefined) continue;
    actions += begin(compiled, QUIET, call, NOW + n).actions.length;
  }
  const rate = stop();
  if (actions < count) throw new Error('a decision without any action');
  return rate;
}

function writeAsJson(sample: readonly Decided[]): Rate {
  let length = 0;
  const stop = startClock(DECISIONS);
  for (let n = 0; n < DECISIONS; n += 1) {
    const decided = sample[n % sample.length];
    length += JSON.stringify({ actions: decided?.actions, steps: decided?.steps }).length;
  }
  const rate = stop();
  if (length === 0) throw new Error('nothing was written');
  return rate;
}

function startClock(count: number): () => Rate {
  const from = process.hrtime.bigint();
  const cpu = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(cpu);
    return { rate: (count * 1e9) / Number(process.hrtime.bigint() - from), cpuMs: (user + system) / 1000 / count };
  };
}

function numbersOf(kind: (typeof KINDS)[number][0]): readonly string[] {
  let first = 1000;
  for (const [each, count] of KINDS) {
    if (each === kind) return Array.from({ length: count }, (_, i) => String(first + i));
    first += count;
  }
  return [];
}

const personal = (i: number) => `+3120${String(1_000_000 + i)}`;
const company = (i: number) => `+3120${String(2_000_000 + i)}`;
const to = (number: string): { readonly kind: 'extension'; readonly number: string } => ({ kind: 'extension', number });

/** Every user has a phone, a number of his own and the reachability that everybody begins with. */
function bigAccount(): Snapshot {
  const users = numbersOf('user');
  const led = KINDS.flatMap(([kind]) => (kind === 'user' ? [] : numbersOf(kind)));
  return {
    account: {
      id: 'bench',
      country: 'NL',
      language: 'nl',
      timeZone: 'Europe/Amsterdam',
      areaCode: '020',
      extensionLength: 4,
      emergencyCallerId: company(0),
      recording: { active: true, outgoing: true },
      aiAssistant: true,
      musicOnHold: [],
    },
    extensions: KINDS.flatMap(([kind]) => numbersOf(kind).map((number, i) => extensionOf(kind, number, i, users))),
    users: [],
    channels: users.map((number) => ({ name: `desk${number}`, device: 'fixed', linkedTo: number, callLimit: 2 })),
    numbers: [
      ...users.map((user, i) => ({ e164: personal(i), kind: 'fixed' as const, linkedTo: user })),
      ...Array.from({ length: COMPANY_NUMBERS }, (_, i) => ({ e164: company(i), kind: 'fixed' as const })),
    ],
    numberPlanSchemas: [
      {
        id: 'main',
        name: 'Main',
        number: 1,
        isMain: true,
        holidays: [],
        plans: [
          {
            slot: 1,
            name: 'Day',
            numbers: Array.from({ length: COMPANY_NUMBERS }, (_, i) => ({
              e164: company(i),
              to: led[i % led.length] ?? '1000',
            })),
          },
        ],
        times: [{ kind: 'weekly', days: [1, 2, 3, 4, 5], startTime: '08:00', endTime: '18:00', plan: 1 }],
      },
    ],
    blocking: { account: { blocked: ['premium', 'satellite'] }, users: {} },
    reach: Object.fromEntries(users.map((user) => [user, defaultReach(user, 'nl')])),
    privacyGroups: [],
    sounds: [],
    queues: numbersOf('queue').map((number) => {
      const read = readQueueSettings({ number, name: 'Bench' });
      if ('problems' in read) throw new Error(JSON.stringify(read.problems));
      return read.settings;
    }),
  };
}

function extensionOf(kind: (typeof KINDS)[number][0], number: string, i: number, users: readonly string[]): Extension {
  const name = `${kind} ${number}`;
  const user = (n: number): Destination => to(users[n % users.length] ?? '1000');
  const common = { number, name };
  switch (kind) {
    case 'user':
      return aUser(number, name);
    case 'group':
      return {
        ...common,
        kind,
        members: users.slice(i * 5, i * 5 + 5),
        allowIndividualForwarding: false,
        callerNumber: 'caller',
        outsidersPickUp: false,
        outsidersSee: false,
        privacyGroups: [],
      };
    case 'ivr':
      return { ...common, kind, maxDigits: 1, options: [{ keys: '1', to: to(users[i] ?? '1000') }] };
    case 'lbr': {
      const entries = Array.from({ length: 100 }, (_, n) => ({ key: `0${100 + n}`, to: user(n) }));
      return { ...common, kind, routing: { by: 'callerNumber', defaultTo: user(i), withheldTo: user(i), entries } };
    }
    case 'tbr':
      return {
        ...common,
        kind,
        failover: user(i),
        periods: [{ startDay: 1, endDay: 5, startTime: '09:00', endTime: '17:00', to: user(i + 1) }],
      };
    case 'callLimit':
      return {
        ...common,
        kind,
        limit: 10,
        callerNumber: { kind: 'caller' },
        within: user(i),
        above: { kind: 'busy' },
      };
    case 'queue':
      return { ...common, kind };
    default:
      return kind satisfies never;
  }
}

function aUser(number: string, name: string): UserExtension {
  return {
    kind: 'user',
    number,
    name,
    tier: 'expert',
    offerSecondCall: true,
    aiAssistant: true,
    voicemail: { pinVerification: 'untrusted-only' },
    rights: { timeConfiguration: false, twinning: false, callRecording: true, parkCalls: true, reportingApp: false },
  };
}

/** Of ten calls four are internal, two go out, two come in to a user, two to what a number plan says; one in a hundred is a code. */
function callsOf(): readonly IncomingCall[] {
  const users = numbersOf('user');
  const desk = (i: number): Origin => ({ kind: 'channel', channel: `desk${users[i % users.length]}` });
  const outside = (i: number): Origin => ({ kind: 'outside', number: `06${String(10_000_000 + i)}` });
  return Array.from({ length: 2000 }, (_, i): IncomingCall => {
    const id = `C${i}`;
    if (i % 100 === 99) return { id, origin: desk(i), to: '900' };
    const turn = i % 10;
    if (turn < 4) return { id, origin: desk(i), to: users[(i * 7) % USERS] ?? '1000' };
    if (turn < 6) return { id, origin: desk(i), to: `06${String(20_000_000 + i)}` };
    return { id, origin: outside(i), to: turn < 8 ? personal((i * 3) % USERS) : company(i % COMPANY_NUMBERS) };
  });
}
