// When an unanswered NOTIFY is sent again: a client transaction of a request that is no INVITE, over UDP.
// Source: RFC 3261 17.1.2 (timers E and F), 17.1.1.1 (T1), 17.1.2.2 (T2)

/** How many T1 make T2 and timer F. */
const T2 = 8;
const F = 64;

export interface NotifyTimer {
  /** A 1xx came: from now on every T2. */
  readonly proceed: () => void;
  /** A final answer came, or nobody waits any more. */
  readonly stop: () => void;
}

/**
 * @param t1Ms  an estimate of the round trip: 500 ms unless a test says otherwise
 * @param send  sends the same bytes again
 * @param giveUp  called once when timer F ends it; not after stop()
 */
export function startNotifyTimer(t1Ms: number, send: () => void, giveUp: () => void): NotifyTimer {
  let intervalMs = t1Ms;
  let again = setTimeout(repeat, intervalMs);
  const end = setTimeout(() => {
    stop();
    giveUp();
  }, F * t1Ms);

  function repeat(): void {
    send();
    intervalMs = Math.min(intervalMs * 2, T2 * t1Ms);
    again = setTimeout(repeat, intervalMs);
  }
  function stop(): void {
    clearTimeout(again);
    clearTimeout(end);
  }
  return {
    proceed: () => {
      intervalMs = T2 * t1Ms;
    },
    stop,
  };
}
