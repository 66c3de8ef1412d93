// the four tabs, from the log.
import { describe, expect, test } from 'vitest';
import type { QueueLogEntry } from '../../../server/routing/queue/events.ts';
import { type StatisticsOptions, statisticsOf, UNANSWERED } from '../../../server/routing/queue/statistics.ts';
import { Floor } from './floor.ts';

const SEC = 1000;
const options: StatisticsOptions = {
  queue: '300',
  fromMs: 0,
  untilMs: 7200 * SEC,
  barMs: 3600 * SEC,
  serviceLevelMs: 20 * SEC,
  serviceLevelOf: 'answered',
  unanswered: UNANSWERED,
};

/** Q-180, as it happens: answered after 10 s and 30 s, talked for 60 s and 120 s; one who hung up after 50 s. */
function example(): readonly QueueLogEntry[] {
  const floor = new Floor([{ members: ['201', '202'], ringTimeoutSec: 300 }]);
  floor.arrive('A');
  floor.arrive('B');
  floor.arrive('X');
  floor.to(10).answer('A', '201');
  floor.to(30).answer('B', '202');
  floor.to(50).hangUp('X');
  floor.to(70).hangUp('A');
  floor.to(150).hangUp('B');
  return floor.log;
}

describe('Q-180', () => {
  const { callDuration, waitingTime, performance, agents } = statisticsOf(example(), options);
  const sec = ({
    minMs,
    maxMs,
    averageMs,
    totalMs,
  }: {
    minMs: number;
    maxMs: number;
    averageMs: number;
    totalMs: number;
  }) => [minMs, maxMs, averageMs, totalMs].map((ms) => ms / SEC);

  test('Q-175: waiting time of answered, unanswered and all calls', () => {
    expect(sec(callDuration.waiting.answered)).toEqual([10, 30, 20, 40]);
    expect(sec(callDuration.waiting.unanswered)).toEqual([50, 50, 50, 50]);
    expect(sec(callDuration.waiting.all)).toEqual([10, 50, 30, 90]);
  });

  test('Q-175: duration', () => {
    expect(sec(callDuration.duration.answered)).toEqual([60, 120, 90, 180]);
    expect(sec(callDuration.duration.unanswered)).toEqual([0, 0, 0, 0]);
    expect(callDuration.duration.all.calls).toBe(3);
  });

  test('Q-176: bars of an hour', () => {
    expect(
      waitingTime.map(({ fromMs, answered, unanswered }) => [fromMs / SEC, answered.calls, unanswered.calls]),
    ).toEqual([
      [0, 2, 1],
      [3600, 0, 0],
    ]);
    expect(waitingTime[0] && sec(waitingTime[0].answered)).toEqual([10, 30, 20, 40]);
  });

  test('Q-177: one of two answered within 20 s', () => {
    expect(performance.whole).toEqual({ answeredInTime: 1, of: 2, percent: 50 });
    expect(performance.bars.map(({ percent }) => percent)).toEqual([50, undefined]);
  });

  test('Q-177, A-18: or one of all three', () => {
    const ofAll = statisticsOf(example(), { ...options, serviceLevelOf: 'all' });
    expect(ofAll.performance.whole).toEqual({ answeredInTime: 1, of: 3, percent: 100 / 3 });
  });

  test('Q-178: calls and talk time of each agent', () => {
    expect(agents).toEqual([
      { agent: '201', answered: 1, talkMs: 60 * SEC },
      { agent: '202', answered: 1, talkMs: 120 * SEC },
    ]);
  });
});

describe('edges', () => {
  test('A-18: what counts as unanswered is chosen', () => {
    const floor = new Floor([{ members: [], callLimit: 1, breakOutTo: '400' }]);
    floor.arrive('A');
    floor.arrive('B');
    floor.to(5).send({ type: 'digit', call: 'A', digit: '1' });
    const calls = (unanswered: StatisticsOptions['unanswered']) =>
      statisticsOf(floor.log, { ...options, unanswered }).callDuration.waiting.unanswered.calls;
    expect([calls(UNANSWERED), calls(['callerHungUp']), calls(['breakOut', 'queueFull'])]).toEqual([1, 0, 2]);
  });

  test('of one queue, from a moment up to another', () => {
    const log: readonly QueueLogEntry[] = [
      { at: 99, queue: '300', what: 'answered', call: 'A', agent: '201', waitedMs: 1 },
      { at: 100, queue: '300', what: 'answered', call: 'B', agent: '201', waitedMs: 2 },
      { at: 150, queue: '301', what: 'answered', call: 'C', agent: '201', waitedMs: 3 },
      { at: 200, queue: '300', what: 'answered', call: 'D', agent: '201', waitedMs: 4 },
      { at: 300, queue: '300', what: 'ended', call: 'B', agent: '201', talkedMs: 200 },
    ];
    const { callDuration, agents } = statisticsOf(log, { ...options, fromMs: 100, untilMs: 200, barMs: 100 });
    expect(callDuration.waiting.all).toMatchObject({ calls: 1, totalMs: 2 });
    expect(agents).toEqual([{ agent: '201', answered: 1, talkMs: 200 }]);
  });

  test('nothing happened', () => {
    const { callDuration, performance, agents } = statisticsOf([], options);
    expect(callDuration.waiting.all).toEqual({ calls: 0, totalMs: 0, minMs: 0, maxMs: 0, averageMs: 0 });
    expect(performance.whole.percent).toBeUndefined();
    expect(agents).toEqual([]);
  });
});
