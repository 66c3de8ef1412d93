// what callers are told to expect, against what came about in queues simulated by chance.
import { describe, expect, test } from 'vitest';
import {
  expectedWait,
  FEWEST_CALLS,
  measured,
  noteWait,
  noWaits,
  WAIT_WITHOUT_AVERAGE_MS,
  WINDOW_MS,
} from '../../../server/routing/queue/recent-waits.ts';
import { newQueueState } from '../../../server/routing/queue/state.ts';
import { nextTimerAt, queueStep } from '../../../server/routing/queue/step.ts';
import { Chance } from './chance.ts';
import { settingsOf } from './floor.ts';

describe('Q-112, Q-113: the window', () => {
  test('Q-113, Q-115 b: two minutes while there are too few calls', () => {
    const recent = noWaits();
    for (let n = 1; n < FEWEST_CALLS; n += 1) noteWait(recent, n, 60_000, 1);
    expect(expectedWait(measured(recent, 10), 5, 2)).toBe(WAIT_WITHOUT_AVERAGE_MS);
    expect(WAIT_WITHOUT_AVERAGE_MS).toBe(120_000);
  });

  test('Q-112, Q-115 c: the average by the turns, times the turns of the caller', () => {
    const recent = noWaits();
    for (const [waitedMs, turns] of [
      [60_000, 1],
      [120_000, 2],
      [180_000, 3],
    ] as const)
      noteWait(recent, 1, waitedMs, turns);
    expect(measured(recent, 10)).toEqual({ averageWaitMs: 120_000, averageTurns: 2 });
    expect(expectedWait(measured(recent, 10), 4, 2)).toBe(120_000);
    expect(expectedWait(measured(recent, 10), 1, 0)).toBe(60_000);
  });

  test('Q-112: calls of more than thirty minutes ago are forgotten', () => {
    const recent = noWaits();
    for (let n = 0; n < 500; n += 1) noteWait(recent, n, 1000, 1);
    for (let n = 0; n < 3; n += 1) noteWait(recent, WINDOW_MS, 9000, 1);
    expect(measured(recent, WINDOW_MS + 499)?.averageWaitMs).toBe(9000);
    expect(measured(recent, 2 * WINDOW_MS)).toBeUndefined();
    expect(recent.waits.length).toBeLessThan(100);
  });
});

interface Told {
  readonly at: number;
  readonly expectedMs: number;
  readonly position: number;
}

/** Hours of calls at a queue whose agents answer at once and talk for a mean time; every caller is told something on entry. */
function simulate(agents: number, meanTalkSec: number, load: number, hours: number, seed: number) {
  const chance = new Chance(seed);
  const state = newQueueState(seed);
  const members = Array.from({ length: agents }, (_, i) => String(200 + i));
  queueStep(state, { type: 'configChanged', settings: settingsOf({ members, callLimit: 10_000 }) }, 0);
  const told = new Map<string, Told>();
  const ends: { readonly at: number; readonly call: string }[] = [];
  const results: { readonly expectedMs: number; readonly waitedMs: number; readonly position: number }[] = [];
  const meanGapMs = (meanTalkSec * 1000) / (agents * load);
  const work = (event: Parameters<typeof queueStep>[1], now: number): void => {
    for (const action of queueStep(state, event, now).actions) {
      if (action.do === 'offer') work({ type: 'agentAnswered', call: action.call, agent: action.agent }, now);
      if (action.do !== 'connect') continue;
      ends.push({ at: now + chance.lasting(meanTalkSec * 1000), call: action.call });
      ends.sort((a, b) => a.at - b.at);
      const entry = told.get(action.call);
      // The first half hour has nothing to go by.
      if (entry !== undefined && entry.at > WINDOW_MS)
        results.push({ expectedMs: entry.expectedMs, waitedMs: now - entry.at, position: entry.position });
    }
  };
  let arrivesAt = 0;
  for (let n = 0; arrivesAt < hours * 3_600_000; n += 1) {
    arrivesAt += chance.lasting(meanGapMs);
    for (let end = ends[0]; end !== undefined && end.at <= arrivesAt; end = ends[0]) {
      ends.shift();
      work({ type: 'callerHungUp', call: end.call }, end.at);
    }
    work({ type: 'callArrived', call: `C${n}`, queue: '300' }, arrivesAt);
    const queue = state.queues.get('300');
    const position = queue?.line.length ?? 0;
    if (queue === undefined || position === 0) continue;
    const expectedMs = expectedWait(measured(queue.waits, arrivesAt), position, agents);
    told.set(`C${n}`, { at: arrivesAt, expectedMs, position });
  }
  expect(nextTimerAt(state)).toBeUndefined();
  return results;
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('Q-114: the formula against simulated queues', () => {
  test.each([
    [1, 120, 0.9],
    [5, 180, 0.95],
    [20, 240, 0.97],
  ])('%i agents, talks of %i s, load %f: right on average, near the front and far behind', (agents, talkSec, load) => {
    const results = simulate(agents, talkSec, load, (240 / agents) * 6, 11);
    expect(results.length).toBeGreaterThan(1000);
    const positions = results.map(({ position }) => position).toSorted((a, b) => a - b);
    const middle = positions[Math.floor(positions.length / 2)] ?? 1;
    const groups = [
      results,
      results.filter(({ position }) => position <= middle),
      results.filter(({ position }) => position > middle),
    ];
    for (const group of groups) {
      const ratio = mean(group.map(({ expectedMs }) => expectedMs)) / mean(group.map(({ waitedMs }) => waitedMs));
      expect(group.length).toBeGreaterThan(300);
      expect(ratio).toBeGreaterThan(0.85);
      expect(ratio).toBeLessThan(1.2);
    }
    // Better than telling everybody the average: that is far off for either half.
    const off = (guess: (r: (typeof results)[number]) => number) =>
      mean(results.map((r) => Math.abs(guess(r) - r.waitedMs)));
    const overall = mean(results.map(({ waitedMs }) => waitedMs));
    expect(off(({ expectedMs }) => expectedMs)).toBeLessThan(0.8 * off(() => overall));
  });
});
