import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createKeenPoll, type KeenWatch } from '../../server/tftp/keen-poll.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setImmediate'] });
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

describe('polling after a send', () => {
  it('is one chain of rounds, and ends', () => {
    const keenPoll = createKeenPoll(() => 0);
    const watches = [keenPoll.open(), keenPoll.open()];
    for (const watch of watches) watch.sent();
    expect(vi.getTimerCount()).toBe(1);
    vi.runAllTimers();
    expect(polling()).toBe(false);
  });

  it('rests when answers come late again and again, and is tried again later', () => {
    const watch = createKeenPoll(() => 0).open();
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
    const watch = createKeenPoll(() => 0).open();
    for (let sent = 0; sent < 10_000; sent += 1) {
      watch.sent();
      watch.answered();
    }
    vi.runAllTimers();
    watch.sent();
    expect(polling()).toBe(true);
  });

  it('rests when the processor is wanted elsewhere', () => {
    let losses = 100;
    const watch = createKeenPoll(() => losses).open();
    for (let sent = 1; sent <= 32 * 3; sent += 1) {
      watch.sent();
      watch.answered();
    }
    expect(polling()).toBe(true);
    vi.runAllTimers();
    losses += 2;
    for (let sent = 1; sent <= 32; sent += 1) watch.sent();
    vi.runAllTimers();
    watch.sent();
    expect(polling()).toBe(false);
  });

  it('is left out while many transfers are open', () => {
    const keenPoll = createKeenPoll(() => 0);
    const watches = Array.from({ length: 5 }, () => keenPoll.open());
    for (const watch of watches) watch.sent();
    expect(polling()).toBe(false);
    watches.pop()?.close();
    for (const watch of watches) watch.sent();
    expect(polling()).toBe(true);
  });
});
