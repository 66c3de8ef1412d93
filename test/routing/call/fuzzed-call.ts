// A call that anything happens to, carried out as an edge would: queues decide, phones ring and stop, and what must never be is
// written down.
import { begin, type Decided } from '../../../server/routing/call/begin.ts';
import { onEvent } from '../../../server/routing/call/on-event.ts';
import { nextDueAt } from '../../../server/routing/call/state.ts';
import { type Compiled, compile } from '../../../server/routing/compile.ts';
import type { Action, CallEvent, Origin, Target } from '../../../server/routing/decision.ts';
import type { QueueEvent } from '../../../server/routing/queue/events.ts';
import { newQueueState } from '../../../server/routing/queue/state.ts';
import { nextTimerAt, queueStep } from '../../../server/routing/queue/step.ts';
import type { Live } from '../../../server/routing/snapshot.ts';
import type { Step } from '../../../server/routing/step.ts';
import { NOW } from '../../support/telephony.ts';
import type { FuzzedAccount, Happening } from './fuzzed-account.ts';

const CALL = 'call';
/** More than any event of a call may say. */
const MOST_STEPS = 400;

export class FuzzedCall {
  readonly compiled: Compiled;
  readonly live: Live;
  readonly queues = newQueueState(1);
  now = NOW;
  decided: Decided;
  readonly ringing = new Set<string>();
  readonly rung: Target[] = [];
  readonly actions: Action[] = [];
  readonly steps: Step[] = [];
  readonly wrong: string[] = [];
  private readonly following: CallEvent[] = [];

  constructor({ snapshot, live }: FuzzedAccount, origin: Origin, to: string) {
    this.compiled = compile(snapshot);
    this.live = live;
    for (const settings of snapshot.queues) queueStep(this.queues, { type: 'configChanged', settings }, this.now);
    this.decided = begin(this.compiled, live, { id: CALL, origin, to }, this.now);
    this.take(this.decided);
  }

  get is(): Decided['state']['situation']['is'] {
    return this.decided.state.situation.is;
  }

  happen(what: Happening): void {
    if ('passSec' in what) this.passTime(this.now + what.passSec * 1000);
    else if ('event' in what) this.event(what.event);
    else if ('keys' in what) for (const digit of what.keys) this.event({ type: 'digit', digit, from: what.from });
    else {
      const target = [...this.ringing][what.pick % Math.max(1, this.ringing.size)];
      if (target === undefined) return;
      if (what.what === 'answered') this.event({ type: 'answered', target });
      else {
        this.ringing.delete(target);
        this.event({ type: 'failed', target, why: what.what });
      }
    }
  }

  event(event: CallEvent): void {
    // As an edge keeps it: plain data between two events.
    const state = structuredClone(JSON.parse(JSON.stringify(this.decided.state)));
    this.decided = onEvent(this.compiled, this.live, state, event, this.now);
    this.take(this.decided);
  }

  /** Everything that is due until then. */
  passTime(until: number): void {
    for (let moments = 0; moments < 2000; moments += 1) {
      const own = nextDueAt(this.decided.state) ?? Number.POSITIVE_INFINITY;
      const queues = nextTimerAt(this.queues) ?? Number.POSITIVE_INFINITY;
      const at = Math.min(own, queues);
      if (at > until) {
        this.now = until;
        return;
      }
      this.now = Math.max(this.now, at);
      if (queues <= own) this.tellQueue({ type: 'timer' });
      else this.event({ type: 'timer' });
      this.follow();
    }
    this.wrong.push('time does not pass');
    this.now = until;
  }

  private take({ actions, steps }: Decided): void {
    this.steps.push(...steps);
    if (steps.length > MOST_STEPS || actions.length > MOST_STEPS)
      this.wrong.push(`${steps.length} steps for one event`);
    for (const action of actions) this.carryOut(action);
    this.follow();
  }

  private carryOut(action: Action): void {
    this.actions.push(action);
    switch (action.do) {
      case 'ring':
        for (const target of action.targets) {
          if (this.ringing.has(target.id)) this.wrong.push(`${target.id} is rung twice`);
          this.ringing.add(target.id);
          this.rung.push(target);
        }
        break;
      case 'stopRinging':
        for (const target of action.targets)
          if (!this.ringing.delete(target)) this.wrong.push(`${target} is stopped and does not ring`);
        break;
      case 'connect':
      case 'releaseTarget':
        this.ringing.delete(action.target);
        break;
      case 'enterQueue':
        this.tellQueue({ type: 'callArrived', call: CALL, queue: action.queue });
        break;
      case 'tellQueue':
        this.tellQueue(action.event);
        break;
      default:
    }
  }

  private tellQueue(event: QueueEvent): void {
    for (const action of queueStep(this.queues, event, this.now).actions)
      if (!('call' in action) || action.call === CALL) this.following.push({ type: 'queueDid', action });
  }

  private follow(): void {
    for (let event = this.following.shift(); event !== undefined; event = this.following.shift()) this.event(event);
  }
}
