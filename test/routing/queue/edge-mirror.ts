// What an edge knows from actions alone: which phones ring for which call, who talks, which calls are done. It complains of actions
// that make no sense to it.
import type { QueueAction } from '../../../server/routing/queue/events.ts';

export class EdgeMirror {
  /** Calls told to the queues and not heard of again: they wait. */
  readonly waiting = new Set<string>();
  readonly talking = new Map<string, string>();
  /** `call>agent`. */
  readonly ringing = new Set<string>();

  arrive(call: string): void {
    this.waiting.add(call);
  }

  /** The caller hung up, whatever he was doing. */
  gone(call: string): void {
    this.waiting.delete(call);
    this.talking.delete(call);
  }

  /** The phone stopped ringing by itself. */
  silent(call: string, agent: string): void {
    this.ringing.delete(`${call}>${agent}`);
  }

  see(action: QueueAction) {
    switch (action.do) {
      case 'offer':
        this.must(this.waiting.has(action.call), action);
        this.must(!this.ringing.has(`${action.call}>${action.agent}`), action);
        this.must(action.forSec > 0, action);
        return void this.ringing.add(`${action.call}>${action.agent}`);
      case 'cancelOffer':
        return this.must(this.ringing.delete(`${action.call}>${action.agent}`), action);
      case 'connect':
        this.must(this.waiting.delete(action.call), action);
        this.ringing.delete(`${action.call}>${action.agent}`);
        return void this.talking.set(action.call, action.agent);
      case 'forward':
        this.must(action.to.length > 0, action);
        return this.must(this.waiting.delete(action.call), action);
      case 'refuse':
        return this.must(this.waiting.delete(action.call), action);
      case 'play':
        this.must(action.sounds.length > 0, action);
        return this.must(this.waiting.has(action.call), action);
      case 'setBackground':
        return this.must(this.waiting.has(action.call), action);
      default:
        return;
    }
  }

  private must(holds: boolean, action: QueueAction) {
    if (!holds) throw new Error(`an edge cannot do ${JSON.stringify(action)}`);
  }
}
