// The same queues the slow and plain way: a history of facts, and everything else found out from it by looking through all of it,
// every time. What model.test.ts holds the state machine against.
import type { Strategy } from '../../../server/domain/queue.ts';

const RING_SEC = 20;
const REST_SEC = 5;

export interface ModelQueue {
  readonly id: string;
  readonly strategy: Strategy;
  readonly weight: number;
  readonly secondCall: boolean;
  readonly wrapUpSec: number;
  /** By rank. */
  readonly members: readonly string[];
}

interface Fact {
  readonly what: 'login' | 'logout' | 'answer' | 'end';
  readonly at: number;
  readonly agent: string;
  readonly queue: string;
  readonly call: string;
}
interface Waiting {
  readonly call: string;
  readonly queue: ModelQueue;
  tried: string[];
  lastRank: number;
}
interface Ringing {
  readonly call: Waiting;
  readonly agent: string;
  readonly until: number;
}

/** Which agent the state machine chose for a call: where chance decides, the model only checks that it was allowed to. */
export type Chosen = (call: string) => string | undefined;

export class Model {
  now = 0;
  readonly queues: readonly ModelQueue[];
  readonly facts: Fact[] = [];
  readonly waiting: Waiting[] = [];
  ringing: Ringing[] = [];
  readonly paused = new Set<string>();
  readonly restsUntil = new Map<string, number>();
  /** Ring-all, by queue. */
  readonly rounds = new Map<string, { readonly call: Waiting; readonly endsAt: number }>();
  readonly lastOffered = new Map<string, string>();
  /** Offers made since they were last taken, such as `C1>201 20`. */
  offered: string[] = [];
  chosen: Chosen = () => undefined;

  constructor(queues: readonly ModelQueue[]) {
    this.queues = queues;
    for (const { id, members } of queues)
      for (const agent of members) this.facts.push({ what: 'login', at: 0, agent, queue: id, call: '' });
  }

  get agents(): readonly string[] {
    return [...new Set(this.queues.flatMap(({ members }) => members))];
  }

  arrive(call: string, queueId: string): void {
    const queue = this.queues.find(({ id }) => id === queueId);
    if (queue !== undefined) this.waiting.push({ call, queue, tried: [], lastRank: -1 });
    this.match();
  }

  /** By the agent at whom it rings, or by somebody who picks it up. */
  answer(call: string, agent: string): void {
    const found = this.waiting.find((w) => w.call === call);
    if (found === undefined) return;
    this.leave(found);
    this.facts.push({ what: 'answer', at: this.now, agent, queue: found.queue.id, call });
    this.match();
  }

  decline(call: string, agent: string): void {
    this.stopRinging((r) => r.call.call === call && r.agent === agent);
    if ((this.restsUntil.get(agent) ?? 0) < this.now + REST_SEC) this.restsUntil.set(agent, this.now + REST_SEC);
    this.match();
  }

  hangUp(call: string): void {
    const found = this.waiting.find((w) => w.call === call);
    if (found !== undefined) this.leave(found);
    const talk = this.talks().find((t) => t.call === call);
    if (talk !== undefined) {
      this.facts.push({ ...talk, what: 'end', at: this.now });
      const queue = this.queues.find(({ id }) => id === talk.queue);
      const wrapUpSec = queue?.members.includes(talk.agent) ? queue.wrapUpSec : 0;
      if ((this.restsUntil.get(talk.agent) ?? 0) < this.now + wrapUpSec)
        this.restsUntil.set(talk.agent, this.now + wrapUpSec);
    }
    this.match();
  }

  login(agent: string, queue: string): void {
    if (!this.isLoggedIn(agent, queue)) this.facts.push({ what: 'login', at: this.now, agent, queue, call: '' });
    this.match();
  }

  logout(agent: string, queue: string): void {
    if (this.isLoggedIn(agent, queue)) {
      this.facts.push({ what: 'logout', at: this.now, agent, queue, call: '' });
      this.stopRinging((r) => r.agent === agent && r.call.queue.id === queue);
    }
    this.match();
  }

  pause(agent: string, paused: boolean): void {
    if (paused) {
      this.paused.add(agent);
      this.stopRinging((r) => r.agent === agent);
    } else this.paused.delete(agent);
    this.match();
  }

  to(sec: number): void {
    for (;;) {
      const moments = [...this.ringing.map(({ until }) => until), ...this.restsUntil.values()].filter(
        (at) => at > this.now,
      );
      const next = Math.min(...moments);
      if (next > sec) break;
      this.now = next;
      this.stopRinging(({ until }) => until <= next);
      this.match();
    }
    this.now = sec;
  }

  talks(): readonly Fact[] {
    const ended = new Set<string>();
    for (const { what, call } of this.facts) if (what === 'end') ended.add(call);
    return this.facts.filter(({ what, call }) => what === 'answer' && !ended.has(call));
  }

  private leave(call: Waiting): void {
    this.ringing = this.ringing.filter((r) => r.call !== call);
    this.waiting.splice(this.waiting.indexOf(call), 1);
    if (this.rounds.get(call.queue.id)?.call === call) this.rounds.delete(call.queue.id);
  }

  private stopRinging(which: (r: Ringing) => boolean): void {
    this.ringing = this.ringing.filter((r) => !which(r));
    for (const [queue, { call }] of this.rounds) if (!this.isRinging(call)) this.rounds.delete(queue);
  }

  private isRinging(call: Waiting): boolean {
    return this.ringing.some((r) => r.call === call);
  }

  private isLoggedIn(agent: string, queue: string): boolean {
    return this.sinceLogin(agent, queue) !== undefined;
  }

  /** The facts of agent and queue from the last login on; undefined when it was followed by a logout. */
  private sinceLogin(agent: string, queue: string): readonly Fact[] | undefined {
    const own = this.facts.filter((f) => f.agent === agent && f.queue === queue);
    const from = own.findLastIndex(({ what }) => what === 'login');
    const since = own.slice(from);
    return from < 0 || since.some(({ what }) => what === 'logout') ? undefined : since;
  }

  private isAvailable(agent: string, queue: ModelQueue): boolean {
    if (!queue.members.includes(agent) || !this.isLoggedIn(agent, queue.id) || this.paused.has(agent)) return false;
    if ((this.restsUntil.get(agent) ?? 0) > this.now) return false;
    const rings = this.ringing.filter((r) => r.agent === agent).length;
    const talks = this.talks().filter((t) => t.agent === agent).length;
    return rings + talks < (queue.secondCall ? 2 : 1);
  }

  /** The call of a queue that is to be offered now, to this agent. */
  private callFor(agent: string, queue: ModelQueue): Waiting | undefined {
    const round = this.rounds.get(queue.id);
    if (queue.strategy === 'ring-all' && round !== undefined)
      return !round.call.tried.includes(agent) && round.endsAt > this.now ? round.call : undefined;
    return this.waiting.find((w) => w.queue === queue && !this.isRinging(w));
  }

  /** The queue whose call this agent has to be offered first. */
  private bestQueue(agent: string): ModelQueue | undefined {
    const order = (queue: ModelQueue) => {
      const call = this.callFor(agent, queue);
      return call === undefined ? -1 : this.waiting.indexOf(call);
    };
    return this.queues
      .filter((queue) => this.isAvailable(agent, queue) && this.callFor(agent, queue) !== undefined)
      .toSorted((a, b) => b.weight - a.weight || order(a) - order(b))[0];
  }

  private match(): void {
    const head = (queue: ModelQueue) => {
      const first =
        this.rounds.get(queue.id)?.call ?? this.waiting.find((w) => w.queue === queue && !this.isRinging(w));
      return first === undefined ? Number.POSITIVE_INFINITY : this.waiting.indexOf(first);
    };
    while (this.queues.toSorted((a, b) => head(a) - head(b)).some((queue) => this.offerOne(queue)));
  }

  private offerOne(queue: ModelQueue): boolean {
    const agents = queue.members.filter((agent) => this.bestQueue(agent) === queue);
    const call = agents[0] === undefined ? undefined : this.callFor(agents[0], queue);
    if (call === undefined) return false;
    if (queue.strategy === 'ring-all') {
      const round = this.rounds.get(queue.id) ?? { call, endsAt: this.now + RING_SEC };
      if (!this.rounds.has(queue.id)) call.tried = [];
      this.rounds.set(queue.id, round);
      for (const agent of agents) this.offer(call, agent, Math.min(RING_SEC, round.endsAt - this.now));
      return true;
    }
    const fresh = agents.filter((agent) => !call.tried.includes(agent));
    if (fresh.length === 0) call.tried = [];
    const agent = this.choose(call, fresh.length > 0 ? fresh : agents);
    if (agent !== undefined) this.offer(call, agent, RING_SEC);
    return true;
  }

  private offer(call: Waiting, agent: string, forSec: number): void {
    call.tried.push(agent);
    call.lastRank = call.queue.members.indexOf(agent);
    this.lastOffered.set(call.queue.id, agent);
    this.ringing.push({ call, agent, until: this.now + forSec });
    this.offered.push(`${call.call}>${agent} ${forSec}`);
  }

  /** @param agents  by rank */
  private choose(call: Waiting, agents: readonly string[]): string | undefined {
    const { queue } = call;
    const rank = (agent: string) => queue.members.indexOf(agent);
    const least = (count: (agent: string) => number) =>
      agents.toSorted((a, b) => count(a) - count(b) || rank(a) - rank(b))[0];
    const since = (agent: string) => this.sinceLogin(agent, queue.id) ?? [];
    const from = (start: number) => agents.find((agent) => rank(agent) >= start) ?? agents[0];
    switch (queue.strategy) {
      case 'longest-idle':
        return least((agent) => since(agent).findLast(({ what }) => what === 'answer')?.at ?? -1);
      case 'fewest-calls':
        return least((agent) => since(agent).filter(({ what }) => what === 'answer').length);
      case 'least-talk-time':
        return least((agent) => this.talkSec(agent, queue.id, since(agent)));
      case 'random': {
        const chosen = this.chosen(call.call);
        return agents.find((agent) => agent === chosen) ?? agents[0];
      }
      case 'sequential':
        return from(call.lastRank + 1);
      case 'sequential-memory':
        return from(call.lastRank >= 0 ? call.lastRank + 1 : Math.max(0, rank(this.lastOffered.get(queue.id) ?? '')));
      default:
        return agents[0];
    }
  }

  private talkSec(agent: string, queue: string, since: readonly Fact[]): number {
    const loginAt = since[0]?.at ?? 0;
    return since
      .filter(({ what }) => what === 'end')
      .reduce((sum, end) => {
        const answer = this.facts.find(
          (f) => f.what === 'answer' && f.call === end.call && f.agent === agent && f.queue === queue,
        );
        return sum + end.at - Math.max(loginAt, answer?.at ?? end.at);
      }, 0);
  }
}
