import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createKeenPoll, type KeenPoll, type KeenWatch } from '../../server/tftp/keen-poll.ts';

/** A clock of which each reading takes a hundredth of a millisecond. */
let nowMs = 0;
const clock = (): number => {
  nowMs += 0.01;
  return nowMs;
};

let keenPoll: KeenPoll;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setImmediate'] });
  keenPoll = createKeenPoll(clock);
});
afterEach(() => {
  vi.useRealTimers();
});

const polling = (): boolean => vi.getTimerCount() > 0;

/** Sends, and has the answer come only when polling is over. */
function answeredLate(watch: KeenWatch, times: number): void {
  for (let sent = 0; sent < times; sent += 1) {
    watch.sent();
    vi.runAllTimers();
    watch.answered();
  }
}

/** Sends, and has the answer come after a round that takes so long. */
function answeredInTime(watch: KeenWatch, times: number, roundMs: number): void {
  for (let sent = 0; sent < times; sent += 1) {
    watch.sent();
    nowMs += roundMs;
    watch.answered();
    if (polling()) vi.runAllTimers();
  }
}

describe('polling after a send', () => {
  it('is one chain of rounds for all transfers, and ends', () => {
    const watches = [keenPoll.open(), keenPoll.open()];
    for (const watch of watches) watch.sent();
    expect(vi.getTimerCount()).toBe(1);
    const startMs = nowMs;
    vi.runAllTimers();
    expect(polling()).toBe(false);
    expect(nowMs - startMs).toBeGreaterThan(0.13);
    expect(nowMs - startMs).toBeLessThan(0.17);
  });

  it('rests when answers come late again and again, and is tried again later', () => {
    const watch = keenPoll.open();
    answeredLate(watch, 8);
    watch.sent();
    expect(polling()).toBe(true);
    answeredLate(watch, 1);
    watch.sent();
    expect(polling()).toBe(false);
    answeredLate(watch, 2048);
    watch.sent();
    expect(polling()).toBe(true);
  });

  it('goes on while answers come in time', () => {
    const watch = keenPoll.open();
    for (let sent = 0; sent < 10_000; sent += 1) {
      watch.sent();
      watch.answered();
      vi.advanceTimersToNextTimer();
    }
    expect(polling()).toBe(true);
  });

  it('rests when rounds are robbed of the processor again and again, and is tried again later', () => {
    const watch = keenPoll.open();
    answeredInTime(watch, 3, 5);
    watch.sent();
    expect(polling()).toBe(false);
    for (let sent = 0; sent < 2048; sent += 1) watch.sent();
    expect(polling()).toBe(false);
    watch.sent();
    expect(polling()).toBe(true);
  });

  it('goes on though a round is robbed now and then', () => {
    const watch = keenPoll.open();
    for (let times = 0; times < 50; times += 1) {
      answeredInTime(watch, 1, 5);
      answeredInTime(watch, 255, 0.05);
    }
    watch.sent();
    expect(polling()).toBe(true);
  });

  it('is left out while many transfers are open', () => {
    const watches = Array.from({ length: 5 }, () => keenPoll.open());
    for (const watch of watches) watch.sent();
    expect(polling()).toBe(false);
    watches.pop()?.close();
    for (const watch of watches) watch.sent();
    expect(polling()).toBe(true);
  });
});
