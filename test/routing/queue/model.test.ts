// every offer of the state machine, over histories made by chance, is the one
// that the plain model makes.
import { expect, test } from 'vitest';
import { STRATEGIES } from '../../../server/domain/queue.ts';
import type { QueueEvent } from '../../../server/routing/queue/events.ts';
import type { QueueSettings } from '../../../server/routing/queue/settings.ts';
import { newQueueState, type QueueState } from '../../../server/routing/queue/state.ts';
import { nextTimerAt, queueStep } from '../../../server/routing/queue/step.ts';
import { Chance } from './chance.ts';
import { settingsOf } from './floor.ts';
import { Model, type ModelQueue } from './model.ts';

/** A quarter of a minute of CPU: the time allowed is for machines that do other things too. */
const HISTORIES = 100_000;
const EVENTS = 12;
const QUEUES = ['300', '301'];
const MEMBERS = [
  [
    ['201', '202', '203'],
    ['203', '201'],
  ],
  [
    ['201', '202', '203', '204'],
    ['202', '204'],
  ],
  [
    ['201', '202'],
    ['203', '204'],
  ],
  [['201'], ['201']],
] as const;

/** Settings are read once for each variety: reading costs more than a history. */
const read = new Map<string, QueueSettings>();

function settingsFor({ id, strategy, weight, secondCall, wrapUpSec, members }: ModelQueue): QueueSettings {
  const key = [id, strategy, weight, secondCall, wrapUpSec, ...members].join();
  const known = read.get(key);
  if (known !== undefined) return known;
  const settings = settingsOf({
    number: id,
    strategy,
    weight,
    offerSecondCall: secondCall,
    wrapUpSec,
    members,
    callLimit: 100,
  });
  read.set(key, settings);
  return settings;
}

function queuesFor(chance: Chance): readonly ModelQueue[] {
  const members = chance.pick(MEMBERS) ?? MEMBERS[0];
  return QUEUES.map((id, i) => ({
    id,
    strategy: chance.pick(STRATEGIES) ?? 'random',
    weight: chance.below(2) * 50,
    secondCall: chance.below(4) === 0,
    wrapUpSec: chance.below(2) * 10,
    members: members[i] ?? [],
  }));
}

/** The state machine and the model, told the same. */
class Pair {
  readonly state: QueueState;
  readonly model: Model;
  calls = 0;
  checked = 0;
  /** What was done, to be read when the two differ. */
  readonly story: (readonly [number, QueueEvent, readonly string[]])[] = [];

  constructor(queues: readonly ModelQueue[], seed: number) {
    this.state = newQueueState(seed);
    this.model = new Model(queues);
    for (const queue of queues) queueStep(this.state, { type: 'configChanged', settings: settingsFor(queue) }, 0);
  }

  both(event: QueueEvent, atSec: number, told: (model: Model) => void): void {
    const { actions } = queueStep(this.state, event, atSec * 1000);
    const offers = actions.flatMap((a) => (a.do === 'offer' ? [a] : []));
    this.model.chosen = (call) => offers.find((offer) => offer.call === call)?.agent;
    told(this.model);
    const ours = offers.map(({ call, agent, forSec }) => `${call}>${agent} ${forSec}`);
    const theirs = this.model.offered;
    this.model.offered = [];
    this.story.push([atSec, event, ours]);
    this.checked += ours.length;
    if (ours.length === 0 && theirs.length === 0) return;
    if (ours.toSorted().join() !== theirs.toSorted().join()) throw new Error(this.difference(theirs));
  }

  difference(theirs: readonly string[]): string {
    const story = this.story.map(([sec, event, offers]) => `${sec} ${JSON.stringify(event)} ${offers.join(', ')}`);
    return [JSON.stringify(this.model.queues), ...story, `the model offers: ${theirs.join(', ')}`].join('\n');
  }

  to(sec: number): void {
    for (let at = nextTimerAt(this.state); at !== undefined && at <= sec * 1000; at = nextTimerAt(this.state)) {
      const atSec = at / 1000;
      this.both({ type: 'timer' }, atSec, (model) => model.to(atSec));
    }
    this.model.to(sec);
  }

  /** One event by chance, of those that make sense now. */
  act(chance: Chance) {
    const { model } = this;
    const { now } = model;
    const agent = chance.pick(model.agents) ?? '';
    const queue = chance.pick(QUEUES) ?? '';
    const ringing = chance.pick(model.ringing);
    const talk = chance.pick(model.talks());
    switch (chance.below(12)) {
      case 0:
      case 1:
      case 2:
        return this.arrive(chance);
      case 3:
      case 4:
        if (ringing === undefined) return;
        return this.both({ type: 'agentAnswered', call: ringing.call.call, agent: ringing.agent }, now, () =>
          model.answer(ringing.call.call, ringing.agent),
        );
      case 5:
        if (ringing === undefined) return;
        return this.both(
          { type: 'offerFailed', call: ringing.call.call, agent: ringing.agent, why: 'declined' },
          now,
          () => model.decline(ringing.call.call, ringing.agent),
        );
      case 6:
      case 7: {
        const call = chance.below(2) === 0 ? talk?.call : chance.pick(model.waiting)?.call;
        if (call === undefined) return;
        return this.both({ type: 'callerHungUp', call }, now, () => model.hangUp(call));
      }
      case 8:
        return chance.below(3) === 0
          ? this.both({ type: 'agentLoggedOut', agent, queue }, now, () => model.logout(agent, queue))
          : this.login(agent, queue);
      case 9: {
        const paused = chance.below(2) === 0;
        return this.both({ type: 'agentPaused', agent, paused }, now, () => model.pause(agent, paused));
      }
      default:
        return this.to(now + 1 + chance.below(25));
    }
  }

  arrive(chance: Chance) {
    this.calls += 1;
    const call = `C${this.calls}`;
    const queue = chance.pick(QUEUES) ?? '';
    this.both({ type: 'callArrived', call, queue }, this.model.now, () => this.model.arrive(call, queue));
  }

  private login(agent: string, queue: string): void {
    // Who is no member would become one: the model has none that come and go.
    if (!this.model.queues.some(({ id, members }) => id === queue && members.includes(agent))) return;
    this.both({ type: 'agentLoggedIn', agent, queue }, this.model.now, () => this.model.login(agent, queue));
  }
}

test(`Q-65 to Q-72: ${HISTORIES} histories by chance, offer by offer as in the model`, () => {
  let offers = 0;
  const seen = new Set<string>();
  for (let seed = 1; seed <= HISTORIES; seed += 1) {
    const chance = new Chance(seed);
    const queues = queuesFor(chance);
    const pair = new Pair(queues, seed);
    pair.arrive(chance);
    pair.arrive(chance);
    for (let n = 0; n < EVENTS; n += 1) pair.act(chance);
    offers += pair.checked;
    for (const { strategy } of queues) seen.add(strategy);
  }
  console.info(`queue model: ${offers} offers compared in ${HISTORIES} histories`);
  expect(seen.size).toBe(STRATEGIES.length);
  expect(offers).toBeGreaterThan(4 * HISTORIES);
}, 600_000);
