// What one event costs a queue in which a thousand callers wait for five hundred agents: every kind of event, under every strategy,
// in this process. The figure is the highest of the medians. Source: design.md "Speed that is asked for"
import { STRATEGIES, type Strategy } from '../../server/domain/queue.ts';
import type { QueueAction, QueueEvent } from '../../server/routing/queue/events.ts';
import { type QueueSettings, readQueueSettings } from '../../server/routing/queue/settings.ts';
import { newQueueState, type QueueState } from '../../server/routing/queue/state.ts';
import { nextTimerAt, queueStep } from '../../server/routing/queue/step.ts';
import { median, type Row } from './rounds.ts';
import type { Run } from './run.ts';

const CALLERS = 1000;
const AGENTS = 500;
const LIMIT_US = 50;
/** Of each kind, per strategy and round; the first ones warm up and do not count. */
const EVENTS = 3000;
const WARM_UP = 1000;
const QUEUES = ['300', '301'];

interface Floor {
  readonly state: QueueState;
  readonly isRingAll: boolean;
  nowMs: number;
  calls: number;
  readonly talking: { readonly call: string; readonly agent: string }[];
  readonly ringing: Map<string, string>;
  /** Microseconds, by kind of event. */
  readonly costs: Map<string, number[]>;
}

export async function queueRows({ rounds, wants, say }: Run): Promise<readonly Row[]> {
  if (!wants('q')) return [];
  say('q: events of a queue');
  const usual = STRATEGIES.filter((strategy) => strategy !== 'ring-all');
  return [
    row('q1', 'queue: an event, 1,000 waiting, 500 agents', usual, rounds),
    row('q2', 'the same with ring-all, by phone rung or silenced', ['ring-all'], rounds),
  ];
}

function row(id: string, what: string, strategies: readonly Strategy[], rounds: number): Row {
  const medians = Array.from({ length: rounds }, () => Math.max(...strategies.flatMap(worstMedian)));
  const ours = median(medians);
  return {
    id,
    what,
    yardstick: '-',
    unit: 'us',
    ours,
    theirs: undefined,
    ratio: undefined,
    ratios: [],
    ratioByCpu: undefined,
    target: `under ${LIMIT_US} us`,
    met: ours < LIMIT_US,
  };
}

function worstMedian(strategy: Strategy): number {
  const floor = fullFloor(strategy);
  for (let n = 0; n < EVENTS; n += 1) turnOver(floor, n);
  return Math.max(
    ...[...floor.costs.values()].map((costs) => median(costs.slice(Math.min(WARM_UP, costs.length / 2)))),
  );
}

/** All agents talk, in two queues, and the lines are full. */
function fullFloor(strategy: Strategy): Floor {
  const floor: Floor = {
    state: newQueueState(1),
    isRingAll: strategy === 'ring-all',
    nowMs: 0,
    calls: 0,
    talking: [],
    ringing: new Map(),
    costs: new Map(),
  };
  for (const [i, number] of QUEUES.entries())
    work(floor, { type: 'configChanged', settings: settingsOf(number, strategy, i) });
  while (floor.talking.length < AGENTS) {
    arrive(floor, floor.calls);
    answerAll(floor);
  }
  for (let n = 0; n < CALLERS; n += 1) arrive(floor, n);
  floor.costs.clear();
  return floor;
}

function settingsOf(number: string, strategy: Strategy, weight: number): QueueSettings {
  const members = Array.from({ length: AGENTS }, (_, i) => ({ agent: String(1000 + i) }));
  const read = readQueueSettings({
    number,
    name: 'Bench',
    strategy,
    weight,
    members,
    callLimit: 10_000,
    wrapUpSec: 10,
    announcePosition: true,
    announceWait: true,
    announceEverySec: 30,
  });
  if ('problems' in read) throw new Error(JSON.stringify(read.problems));
  return read.settings;
}

/** One agent finishes, is offered a call and takes it; somebody new comes; now and then somebody gives up, or nobody answers. */
function turnOver(floor: Floor, n: number): void {
  const talk = floor.talking[n % floor.talking.length];
  if (talk !== undefined) {
    floor.talking.splice(n % floor.talking.length, 1);
    work(floor, { type: 'agentHungUp', ...talk });
    work(floor, { type: 'wrapUpDone', agent: talk.agent });
  }
  if (n % 3 === 0) failOne(floor);
  answerAll(floor);
  arrive(floor, n);
  if (n % 4 === 0) giveUp(floor, n);
  floor.nowMs += 20;
  for (let at = nextTimerAt(floor.state); at !== undefined && at <= floor.nowMs; at = nextTimerAt(floor.state))
    work(floor, { type: 'timer' });
}

function arrive(floor: Floor, n: number): void {
  floor.calls += 1;
  work(floor, { type: 'callArrived', call: `C${floor.calls}`, queue: QUEUES[n % 2] ?? '300' });
}

function failOne(floor: Floor): void {
  const [call, agent] = [...floor.ringing][0] ?? [];
  if (call === undefined || agent === undefined) return;
  floor.ringing.delete(call);
  work(floor, { type: 'offerFailed', call, agent, why: 'declined' });
}

function answerAll(floor: Floor): void {
  for (const [call, agent] of [...floor.ringing]) work(floor, { type: 'agentAnswered', call, agent });
}

/** Somebody in the middle of a line. */
function giveUp(floor: Floor, n: number): void {
  const line = floor.state.queues.get(QUEUES[n % 2] ?? '300')?.line ?? [];
  const call = line[Math.floor(line.length / 2)];
  if (call !== undefined) work(floor, { type: 'callerHungUp', call: call.id });
}

function work(floor: Floor, event: QueueEvent): void {
  const from = process.hrtime.bigint();
  const { actions } = queueStep(floor.state, event, floor.nowMs);
  const wholeUs = Number(process.hrtime.bigint() - from) / 1000;
  // With ring-all an event may concern every agent who is free: what is asked is that each costs little.
  const us = floor.isRingAll ? wholeUs / Math.max(1, actions.length) : wholeUs;
  const costs = floor.costs.get(event.type);
  if (costs === undefined) floor.costs.set(event.type, [us]);
  else costs.push(us);
  for (const action of actions) follow(floor, action);
}

function follow({ ringing, talking }: Floor, action: QueueAction): void {
  if (action.do === 'offer') ringing.set(action.call, action.agent);
  if (action.do === 'cancelOffer' && ringing.get(action.call) === action.agent) ringing.delete(action.call);
  if (action.do !== 'connect') return;
  ringing.delete(action.call);
  talking.push({ call: action.call, agent: action.agent });
}
