// When an unanswered packet is sent again, and when its peer is given up (RFC 1123 section 4.2.3.2): exponential
// back-off with a cap. One timer a transfer, re-armed at each sign of life rather than made anew.

export interface RetryPolicy {
  /** Wait before the first retransmission; each further one doubles it, up to maxMs (or firstMs, if that is more). */
  readonly firstMs: number;
  readonly maxMs: number;
  /** Retransmissions without a sign of life before the peer is given up. */
  readonly tries: number;
  /** The peer is also given up at the first wait that ends after this long a silence. */
  readonly silenceMs: number;
}

export interface RetryTimer {
  /** The peer is alive and the transfer moved: start counting afresh. */
  progress(): void;
  stop(): void;
}

/**
 * Starts counting at once.
 * @param resend  called for each retransmission due
 * @param giveUp  called at most once, after the last; the timer is then stopped
 */
export function startRetryTimer(policy: RetryPolicy, resend: () => void, giveUp: () => void): RetryTimer {
  let tries = 0;
  let silentMs = 0;
  let timer = setTimeout(fire, policy.firstMs);

  function waitMs(): number {
    return Math.min(policy.firstMs * 2 ** tries, Math.max(policy.maxMs, policy.firstMs));
  }

  function fire(): void {
    silentMs += waitMs();
    if (tries >= policy.tries || silentMs >= policy.silenceMs) {
      giveUp();
      return;
    }
    tries += 1;
    timer = setTimeout(fire, waitMs());
    resend();
  }

  return {
    progress() {
      if (tries === 0) {
        timer.refresh();
        return;
      }
      clearTimeout(timer);
      tries = 0;
      silentMs = 0;
      timer = setTimeout(fire, policy.firstMs);
    },
    stop() {
      clearTimeout(timer);
    },
  };
}
