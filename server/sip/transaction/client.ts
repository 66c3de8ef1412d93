// A client transaction: repeats the request until an answer comes, hands on each answer once, and ends, whatever is lost.
// Source: RFC 3261 17.1; RFC 6026 7.2 (accepted); timers A, B, D, E, F, K, M
import { type Clock, createAlarms, longMs, type Timing } from './timers.ts';

export interface ClientOptions {
  readonly isInvite: boolean;
  /** Over TCP and TLS nothing is repeated. */
  readonly isReliable: boolean;
  readonly clock: Clock;
  readonly timing: Timing;
  /** The request, the same bytes each time. */
  readonly send: () => void;
  /** Acknowledges a final answer of 300 and above to an INVITE. */
  readonly sendAck: () => void;
  /** Each 1xx, and the final answer; for an INVITE every 2xx, since several phones may answer. */
  readonly onResponse: (status: number) => void;
  /** No answer will come any more: 'timeout' or 'unreachable'. Not called after a final answer. */
  readonly onFailure: (why: 'timeout' | 'unreachable') => void;
  /** Called once; nothing is called after. */
  readonly onEnd: () => void;
}

export interface ClientTransaction {
  readonly receive: (status: number) => void;
  /** The transport cannot reach the other end. Source: RFC 3261 17.1.4 */
  readonly fail: () => void;
  /** Nobody waits any more. */
  readonly abandon: () => void;
}

type State = 'calling' | 'proceeding' | 'completed' | 'accepted' | 'ended';

/** Sends the request at once. */
export function startClient(options: ClientOptions): ClientTransaction {
  const { isInvite, isReliable, clock, timing, send, sendAck, onResponse, onFailure, onEnd } = options;
  const alarms = createAlarms(clock);
  let state: State = 'calling';
  let pauseMs = timing.t1Ms;
  send();
  if (state === 'calling') {
    if (!isReliable) alarms.set('repeat', pauseMs, repeat);
    alarms.set('end', longMs(timing), () => give('timeout'));
  }

  function repeat(): void {
    const doubled = pauseMs * 2;
    pauseMs = isInvite ? doubled : state === 'proceeding' ? timing.t2Ms : Math.min(doubled, timing.t2Ms);
    alarms.set('repeat', pauseMs, repeat);
    send();
  }

  function end(): void {
    if (state === 'ended') return;
    state = 'ended';
    alarms.clearAll();
    onEnd();
  }

  function give(why: 'timeout' | 'unreachable'): void {
    const wasWaiting = state === 'calling' || state === 'proceeding';
    if (wasWaiting) onFailure(why);
    end();
  }

  function restFor(next: 'completed' | 'accepted', delayMs: number): void {
    state = next;
    alarms.clear('repeat');
    if (delayMs === 0) end();
    else alarms.set('end', delayMs, end);
  }

  function receiveProvisional(status: number): void {
    if (state !== 'calling' && state !== 'proceeding') return;
    if (isInvite) {
      alarms.clear('repeat');
      alarms.set('end', timing.patienceMs, () => give('timeout'));
    }
    state = 'proceeding';
    onResponse(status);
  }

  function receiveFinal(status: number): void {
    if (state === 'completed') {
      if (isInvite && status >= 300) sendAck();
      return;
    }
    if (state === 'accepted') {
      if (status < 300) onResponse(status);
      return;
    }
    if (isInvite && status >= 300) sendAck();
    onResponse(status);
    if (!isInvite) restFor('completed', isReliable ? 0 : timing.t4Ms);
    else if (status < 300) restFor('accepted', longMs(timing));
    else restFor('completed', isReliable ? 0 : longMs(timing));
  }

  return {
    receive: (status) => {
      if (state === 'ended') return;
      if (status < 200) receiveProvisional(status);
      else receiveFinal(status);
    },
    fail: () => state !== 'ended' && give('unreachable'),
    abandon: end,
  };
}
