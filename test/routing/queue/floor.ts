// Queues under test, with a clock that stands still until it is moved: moving it works every timer at its moment.
import { expect } from 'vitest';
import type { QueueAction, QueueEvent, QueueLogEntry } from '../../../server/routing/queue/events.ts';
import { type Audio, type QueueSettings, readQueueSettings } from '../../../server/routing/queue/settings.ts';
import { newQueueState, type QueueState } from '../../../server/routing/queue/state.ts';
import { nextTimerAt, type QueueStepResult, queueStep } from '../../../server/routing/queue/step.ts';

export const Q = '300';

type Given = Omit<Partial<QueueSettings>, 'members' | 'forwarding'> & {
  readonly members?: readonly (string | object)[];
  readonly forwarding?: object;
};

/** Settings as they are read from outside; members by number alone, or whole. */
export function settingsOf(given: Given = {}): QueueSettings {
  const members = (given.members ?? ['201', '202', '203']).map((m) => (typeof m === 'string' ? { agent: m } : m));
  const read = readQueueSettings({ number: Q, name: 'Sales', strategy: 'sequential', ...given, members });
  if ('problems' in read) throw new Error(JSON.stringify(read.problems));
  return read.settings;
}

export const audio = (id: string, sec: number): Audio => ({
  id,
  name: `${id}.wav`,
  format: 'wav',
  durationMs: sec * 1000,
});

export class Floor {
  readonly state: QueueState;
  readonly actions: { readonly sec: number; readonly action: QueueAction }[] = [];
  readonly log: QueueLogEntry[] = [];
  readonly steps: QueueStepResult['steps'][number][] = [];
  nowSec = 0;

  constructor(queues: readonly Given[] = [{}], seed = 1) {
    this.state = newQueueState(seed);
    for (const queue of queues) this.save(queue);
  }

  save(given: Given): QueueStepResult {
    return this.send({ type: 'configChanged', settings: settingsOf(given) });
  }

  send(event: QueueEvent): QueueStepResult {
    const result = queueStep(this.state, event, this.nowSec * 1000);
    for (const action of result.actions) this.actions.push({ sec: this.nowSec, action });
    this.log.push(...result.log);
    this.steps.push(...result.steps);
    return result;
  }

  /** Moves the clock to a second, working the timers on the way. */
  to(sec: number): this {
    for (let at = nextTimerAt(this.state); at !== undefined && at <= sec * 1000; at = nextTimerAt(this.state)) {
      expect(at).toBeGreaterThanOrEqual(this.nowSec * 1000);
      this.nowSec = at / 1000;
      this.send({ type: 'timer' });
    }
    this.nowSec = sec;
    return this;
  }

  arrive(call: string, queue = Q): QueueStepResult {
    return this.send({ type: 'callArrived', call, queue });
  }

  answer(call: string, agent: string): QueueStepResult {
    return this.send({ type: 'agentAnswered', call, agent });
  }

  /** What the agent's phones say, other than yes. */
  fail(
    call: string,
    agent: string,
    why: 'busy' | 'noAnswer' | 'declined' | 'unreachable' = 'declined',
  ): QueueStepResult {
    return this.send({ type: 'offerFailed', call, agent, why });
  }

  login(agent: string, queue = Q): QueueStepResult {
    return this.send({ type: 'agentLoggedIn', agent, queue });
  }

  logout(agent: string, queue = Q): QueueStepResult {
    return this.send({ type: 'agentLoggedOut', agent, queue });
  }

  hangUp(call: string): QueueStepResult {
    return this.send({ type: 'callerHungUp', call });
  }

  /** Every offer so far, such as `12 C1>201`: second, call, agent. */
  get offers(): readonly string[] {
    return this.actions.flatMap(({ sec, action: a }) => (a.do === 'offer' ? [`${sec} ${a.call}>${a.agent}`] : []));
  }

  /** To whom a call was offered, in order. */
  agentsOf(call: string): readonly string[] {
    return this.actions.flatMap(({ action: a }) => (a.do === 'offer' && a.call === call ? [a.agent] : []));
  }

  /** What is ringing now, such as `C1>201`, in order of arrival. */
  get ringing(): readonly string[] {
    return [...this.state.calls.values()].flatMap(({ id, offers }) =>
      [...offers.keys()].map((agent) => `${id}>${agent}`),
    );
  }

  /** Calls by position. */
  line(queue = Q): readonly string[] {
    return (this.state.queues.get(queue)?.line ?? []).map(({ id }) => id);
  }

  of<Do extends QueueAction['do']>(what: Do): readonly Extract<QueueAction, { readonly do: Do }>[] {
    const isIt = (action: QueueAction): action is Extract<QueueAction, { readonly do: Do }> => action.do === what;
    return this.actions.map(({ action }) => action).filter(isIt);
  }

  /** What a caller heard, such as `30 position 2`. */
  heard(call: string): readonly string[] {
    return this.actions.flatMap(({ sec, action: a }) => {
      if (a.do !== 'play' || a.call !== call) return [];
      return a.sounds.map((sound) => {
        const rest =
          'file' in sound
            ? sound.file.id
            : sound.kind === 'position'
              ? sound.position
              : sound.kind === 'expectedWait'
                ? sound.minutes
                : '';
        return `${sec} ${sound.kind} ${rest}`.trim();
      });
    });
  }
}
