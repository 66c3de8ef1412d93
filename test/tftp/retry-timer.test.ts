import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type RetryPolicy, startRetryTimer } from '../../server/tftp/retry-timer.ts';

const POLICY: RetryPolicy = { firstMs: 1000, maxMs: 8000, tries: 5, silenceMs: 60_000 };

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A timer that notes, in seconds since its start, when it sent again and when it gave up. */
function noted(policy: RetryPolicy) {
  const startMs = Date.now();
  const events: string[] = [];
  const note = (what: string) => () => {
    events.push(`${what} ${(Date.now() - startMs) / 1000}`);
  };
  return { events, timer: startRetryTimer(policy, note('again'), note('gave up')) };
}

describe('retransmission', () => {
  it('backs off, up to a cap, and gives up', () => {
    const { events } = noted(POLICY);
    vi.advanceTimersByTime(300_000);
    expect(events).toEqual(['again 1', 'again 3', 'again 7', 'again 15', 'again 23', 'gave up 31']);
  });

  it('keeps a longer time that the client asked for, and gives up after a long silence', () => {
    const { events } = noted({ ...POLICY, firstMs: 25_000, maxMs: 25_000 });
    vi.advanceTimersByTime(300_000);
    expect(events).toEqual(['again 25', 'again 50', 'gave up 75']);
  });

  it('starts afresh at each sign of life', () => {
    const { events, timer } = noted(POLICY);
    vi.advanceTimersByTime(900);
    timer.progress();
    vi.advanceTimersByTime(3000);
    timer.progress();
    vi.advanceTimersByTime(1500);
    expect(events).toEqual(['again 1.9', 'again 3.9', 'again 4.9']);
    vi.advanceTimersByTime(300_000);
    expect(events.slice(3)).toEqual(['again 6.9', 'again 10.9', 'again 18.9', 'again 26.9', 'gave up 34.9']);
  });

  it('leaves nothing behind when stopped', () => {
    const { events, timer } = noted(POLICY);
    vi.advanceTimersByTime(1000);
    timer.stop();
    expect(vi.getTimerCount()).toBe(0);
    vi.advanceTimersByTime(300_000);
    expect(events).toEqual(['again 1']);
  });
});
