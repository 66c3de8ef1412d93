// A server transaction: answers a repeated request with what was said before, repeats a refusal of an INVITE until it is
// acknowledged, and ends, whatever is lost. Of what is over it keeps the bytes of the answer and a timer alone.
// Source: RFC 3261 17.2; RFC 6026 7.1 (accepted); timers G, H, I, J, L; facts/call-control.md 16
import { type Clock, createAlarms, longMs, type Timing } from './timers.ts';

export interface ServerOptions {
  readonly isInvite: boolean;
  readonly isReliable: boolean;
  readonly clock: Clock;
  readonly timing: Timing;
  readonly send: (bytes: Buffer) => void;
  /** Called once; nothing is called after. */
  readonly onEnd: () => void;
}

export interface ServerTransaction {
  /** An answer of 100 to 699. After a final one only further 2xx to an INVITE are sent. */
  readonly respond: (status: number, bytes: Buffer) => void;
  /** The same request came again. */
  readonly repeated: () => void;
  /** @returns whether the transaction took it; one for a 2xx belongs to the caller. Source: RFC 6026 7.1 */
  readonly acknowledged: () => boolean;
  readonly abandon: () => void;
}

type State = 'proceeding' | 'completed' | 'confirmed' | 'accepted' | 'ended';

export function startServer({ isInvite, isReliable, clock, timing, send, onEnd }: ServerOptions): ServerTransaction {
  const alarms = createAlarms(clock);
  let state: State = 'proceeding';
  let said: Buffer | undefined;
  let pauseMs = timing.t1Ms;
  alarms.set('end', timing.patienceMs, end);

  function end(): void {
    if (state === 'ended') return;
    state = 'ended';
    said = undefined;
    alarms.clearAll();
    onEnd();
  }

  function restFor(next: State, delayMs: number): void {
    state = next;
    alarms.clear('repeat');
    if (delayMs === 0) end();
    else alarms.set('end', delayMs, end);
  }

  function repeatAnswer(): void {
    if (said) send(said);
    pauseMs = Math.min(pauseMs * 2, timing.t2Ms);
    alarms.set('repeat', pauseMs, repeatAnswer);
  }

  function respondFinally(status: number): void {
    if (!isInvite) restFor('completed', isReliable ? 0 : longMs(timing));
    else if (status < 300) restFor('accepted', longMs(timing));
    else {
      restFor('completed', longMs(timing));
      if (!isReliable) alarms.set('repeat', pauseMs, repeatAnswer);
    }
  }

  return {
    respond: (status, bytes) => {
      const isMore2xx = state === 'accepted' && status >= 200 && status < 300;
      if (state !== 'proceeding' && !isMore2xx) return;
      send(bytes);
      if (isMore2xx) return;
      said = bytes;
      if (status >= 200) respondFinally(status);
    },
    repeated: () => {
      if (said && (state === 'proceeding' || state === 'completed')) send(said);
    },
    acknowledged: () => {
      if (state === 'completed' && isInvite) restFor('confirmed', isReliable ? 0 : timing.t4Ms);
      return state !== 'accepted';
    },
    abandon: end,
  };
}
