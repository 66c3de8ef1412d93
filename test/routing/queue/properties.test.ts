// What holds after any sequence of events, sensible or not; and what an edge sees makes sense to it.
import { serialize } from 'node:v8';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { STRATEGIES } from '../../../server/domain/queue.ts';
import { whyUnavailable } from '../../../server/routing/queue/availability.ts';
import type { QueueEvent } from '../../../server/routing/queue/events.ts';
import type { QueueSettings } from '../../../server/routing/queue/settings.ts';
import { copyOf, newQueueState, type QueueState } from '../../../server/routing/queue/state.ts';
import { nextTimerAt, queueStep } from '../../../server/routing/queue/step.ts';
import { compareMembers } from '../../../server/routing/queue/strategies.ts';
import { stepText } from '../../../server/routing/step.ts';
import { EdgeMirror } from './edge-mirror.ts';
import { audio, settingsOf } from './floor.ts';

const QUEUES = ['300', '301'];
const AGENTS = ['201', '202', '203', '204'];
const CALLS = ['C1', 'C2', 'C3', 'C4', 'C5', 'C6'];

const agent = fc.constantFrom(...AGENTS);
const call = fc.constantFrom(...CALLS);
const queue = fc.constantFrom(...QUEUES);

/** Every option on or off by chance. Reading them costs, so there are two dozen to choose from. */
const SETTINGS: readonly QueueSettings[] = fc
  .sample(
    fc.record({
      number: queue,
      members: fc.shuffledSubarray(AGENTS),
      strategy: fc.constantFrom(...STRATEGIES),
      access: fc.constantFrom('open' as const, 'closed' as const),
      announcePosition: fc.boolean(),
      announceWait: fc.boolean(),
      announceEverySec: fc.integer({ min: 5, max: 40 }),
      ringTimeoutSec: fc.integer({ min: 1, max: 30 }),
      wrapUpSec: fc.integer({ min: 0, max: 20 }),
      weight: fc.integer({ min: 0, max: 3 }),
      callLimit: fc.integer({ min: 1, max: 5 }),
      skipIntroduction: fc.boolean(),
      ringbackTone: fc.boolean(),
      offerSecondCall: fc.boolean(),
      individualForwards: fc.constantFrom('allow' as const, 'forbid' as const),
      infotainmentFiles: fc.boolean().map((on) => (on ? [audio('i1', 70), audio('i2', 5)] : [])),
      introduction: fc.constantFrom(audio('intro', 7)),
      breakOutTo: fc.constant('400'),
      forwarding: fc.constantFrom({}, { when: 'busyNoAnswer', to: '401', afterSec: 80 }),
    }),
    { numRuns: 48, seed: 7 },
  )
  .map((given, i) => {
    const { introduction, ...rest } = given;
    const noAgent = i % 4 === 0 ? { noAgentTo: '402' } : {};
    return settingsOf({ ...rest, ...noAgent, ...(i % 2 === 0 && { introduction }) });
  });

const event: fc.Arbitrary<QueueEvent> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ type: fc.constant('callArrived' as const), call, queue }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('callerHungUp' as const), call }) },
  fc.record({ type: fc.constant('digit' as const), call, digit: fc.constantFrom('1', '2') }),
  fc.record({ type: fc.constant('soundEnded' as const), call }),
  { weight: 3, arbitrary: fc.record({ type: fc.constant('agentAnswered' as const), call, agent }) },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant('offerFailed' as const),
      call,
      agent,
      why: fc.constantFrom('busy' as const, 'noAnswer' as const, 'declined' as const, 'unreachable' as const),
    }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('agentHungUp' as const), call, agent }) },
  fc.record({ type: fc.constant('pickup' as const), queue, by: fc.constantFrom(...AGENTS, '299') }),
  { weight: 2, arbitrary: fc.record({ type: fc.constant('agentLoggedIn' as const), queue, agent }) },
  fc.record({ type: fc.constant('agentLoggedOut' as const), queue, agent }),
  fc.record({ type: fc.constant('agentPaused' as const), agent, paused: fc.boolean() }),
  fc.record({ type: fc.constant('wrapUpDone' as const), agent }),
  fc.record({ type: fc.constant('agentReachable' as const), agent, reachable: fc.boolean() }),
  fc.record({ type: fc.constant('agentCallStateChanged' as const), agent, privateCalls: fc.nat(1) }),
  fc.record({
    type: fc.constant('agentForwardsChanged' as const),
    agent,
    forwards: fc.constantFrom({}, { unconditional: '0611111111' }, { busy: '0622222222', noAnswer: '0633333333' }),
  }),
  fc.record({ type: fc.constant('configChanged' as const), settings: fc.constantFrom(...SETTINGS) }),
  fc.record({ type: fc.constant('queueRemoved' as const), queue }),
  fc.constant({ type: 'timer' as const }),
);
/** Seconds until the event, mostly none; and whether the clock was moved timer by timer, or late. */
const moment = fc.record({ event, afterSec: fc.oneof(fc.constant(0), fc.nat(30), fc.nat(200)), late: fc.boolean() });
const history = fc.record({
  first: fc.constantFrom(...SETTINGS),
  seed: fc.nat(),
  moments: fc.array(moment, { maxLength: 60, size: 'max' }),
});

function must(holds: boolean, what: string): void {
  if (!holds) throw new Error(`does not hold: ${what}`);
}

function same<T>(some: Iterable<T>, others: Iterable<T>): boolean {
  const [a, b] = [[...some], new Set(others)];
  return a.length === b.size && a.every((one) => b.has(one));
}

class Run {
  readonly state: QueueState;
  readonly edge = new EdgeMirror();
  now = 0;
  untold = '';

  constructor(seed: number) {
    this.state = newQueueState(seed);
  }

  step(event: QueueEvent): void {
    const known =
      this.state.calls.has(event.type === 'callArrived' ? event.call : '') ||
      this.edge.talking.has(event.type === 'callArrived' ? event.call : '');
    const { actions, steps } = queueStep(this.state, event, this.now);
    if (event.type === 'callArrived' && !known) this.edge.arrive(event.call);
    if (event.type === 'offerFailed') this.edge.silent(event.call, event.agent);
    for (const action of actions) this.edge.see(action);
    if (event.type === 'callerHungUp') this.edge.gone(event.call);
    if (event.type === 'agentHungUp' && this.edge.talking.get(event.call) === event.agent) this.edge.gone(event.call);
    for (const step of steps)
      for (const language of ['nl', 'en'])
        if (/[{}]/.test(stepText(step, language)) || !stepText(step, language).includes(' '))
          this.untold += `${JSON.stringify(step)}\n`;
    this.check();
  }

  to(ms: number): void {
    for (let at = nextTimerAt(this.state); at !== undefined && at <= ms; at = nextTimerAt(this.state)) {
      this.now = Math.max(this.now, at);
      this.step({ type: 'timer' });
    }
    this.now = ms;
  }

  check(): void {
    const { calls, conversations, queues, agents } = this.state;
    // Every call is where the edge thinks it is: none undecided, none forgotten.
    must(same(calls.keys(), this.edge.waiting), 'who waits is who was told to wait');
    must(same(conversations.keys(), this.edge.talking.keys()), 'who talks is who was connected');
    const ringing = [...calls.values()].flatMap(({ id, offers }) => [...offers.keys()].map((who) => `${id}>${who}`));
    must(same(ringing, this.edge.ringing), 'what rings is what was told to ring');
    for (const { line, ready, available, members, settings, activeMembers } of queues.values()) {
      must(
        line.every(({ serial }, i) => i === 0 || (line[i - 1]?.serial ?? 0) < serial),
        'Q-4, Q-8: in order of arrival, whatever happened meanwhile',
      );
      for (const caller of line) {
        const states = [caller.offers.size > 0, ready.includes(caller), caller.phase !== 'waiting'];
        must(states.filter(Boolean).length === 1, 'a caller rings, or can be offered, or hears something');
        if (caller.phase !== 'waiting') must(caller.timers.sound?.cancelled === false, 'what is heard ends');
        for (const { timer } of caller.offers.values()) must(!timer.cancelled, 'what rings ends');
        must(settings.strategy === 'ring-all' || caller.offers.size < 2, 'Q-19: at two agents only with ring-all');
      }
      const free = [...members.values()].filter((member) => whyUnavailable(member) === undefined);
      must(same(available, free), 'Q-16, Q-78: the list says who is available');
      const order = compareMembers(settings.strategy);
      must(
        available.every((member, i) => i === 0 || order(available[i - 1] ?? member, member) < 0),
        'Q-79: in the order of the strategy, then by rank',
      );
      if (settings.strategy !== 'ring-all')
        must(ready.length === 0 || available.length === 0, 'Q-18: nobody is free while a call can be offered');
      must(activeMembers === [...members.values()].filter(({ active }) => active).length, 'the logged in are counted');
    }
    for (const { offers, talking } of agents.values())
      must(offers.size <= 2 && talking >= 0, 'Q-158: a second call, no third');
  }

  /** Everybody comes to work and answers at once, until nobody waits. @returns whether that came about */
  drains(): boolean {
    for (const id of [...this.edge.talking.keys()]) this.step({ type: 'callerHungUp', call: id });
    for (const id of AGENTS) {
      this.step({ type: 'agentPaused', agent: id, paused: false });
      this.step({ type: 'agentReachable', agent: id, reachable: true });
      for (const { id: number, members } of [...this.state.queues.values()])
        if (members.has(id)) this.step({ type: 'agentLoggedIn', queue: number, agent: id });
    }
    for (const { settings } of [...this.state.queues.values()])
      if (settings.members.length === 0)
        this.step({ type: 'configChanged', settings: { ...settings, members: [{ agent: '201', kind: 'user' }] } });
    for (let n = 0; n < 400 && this.edge.waiting.size > 0; n += 1) {
      for (const key of [...this.edge.ringing]) {
        const [id = '', who = ''] = key.split('>');
        if (!this.edge.ringing.has(key)) continue;
        this.step({ type: 'agentAnswered', call: id, agent: who });
        this.step({ type: 'agentHungUp', call: id, agent: who });
      }
      const next = nextTimerAt(this.state);
      if (next !== undefined && this.edge.waiting.size > 0) this.to(Math.max(this.now, next));
    }
    return this.edge.waiting.size === 0;
  }
}

test('no sequence of events leaves a call undecided, loses a position, offers a call twice, or starves a caller', () => {
  let events = 0;
  fc.assert(
    fc.property(history, ({ first, seed, moments }) => {
      const run = new Run(seed);
      run.step({ type: 'configChanged', settings: first });
      for (const { event, afterSec, late } of moments) {
        const ms = run.now + afterSec * 1000;
        if (late) run.now = ms;
        else run.to(ms);
        // An id may come again, and a phone says no to an offer that was made: first what a late clock has to do.
        if (event.type === 'callArrived' || event.type === 'offerFailed') run.step({ type: 'timer' });
        run.step(event);
        events += 1;
      }
      expect(run.untold).toBe('');
      expect(run.drains()).toBe(true);
    }),
    { numRuns: 1000 },
  );
  expect(events).toBeGreaterThan(20_000);
});

test('a copy is a state of its own: both go on alike, and neither notices the other', () => {
  fc.assert(
    fc.property(history, event, ({ first, seed, moments }, next) => {
      const state = newQueueState(seed);
      queueStep(state, { type: 'configChanged', settings: first }, 0);
      let now = 0;
      for (const { event, afterSec } of moments) {
        now += afterSec * 1000;
        queueStep(state, event, now);
      }
      const copy = copyOf(state);
      const before = serialize(state);
      const ours = queueStep(copy, next, now + 5000);
      expect(serialize(state).equals(before)).toBe(true);
      const theirs = queueStep(state, next, now + 5000);
      expect([theirs.actions, theirs.steps, theirs.log]).toEqual([ours.actions, ours.steps, ours.log]);
      expect(nextTimerAt(state)).toBe(nextTimerAt(copy));
    }),
    { numRuns: 150 },
  );
});
