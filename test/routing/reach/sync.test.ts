import { describe, expect, test } from 'vitest';
import type { ReachFacts } from '../../../server/domain/telephony/reach.ts';
import { syncReach } from '../../../server/routing/reach/sync.ts';
import { compiled, EXAMPLE, NOON } from './example.ts';

const reach = compiled({
  statuses: [
    ...EXAMPLE.statuses,
    { id: 'fair', name: 'Fair', message: 'At the fair until five', availability: 'away' as const, times: [] },
  ],
});
const MINUTE = 60_000;
const until = new Date(NOON + 10 * MINUTE).toISOString();

describe('what others see', () => {
  test('R-29: the message of a status from when it begins until it ends', () => {
    const begun = syncReach(reach, {}, { type: 'status', manual: { status: 'fair', until } }, NOON);
    const seen = { do: 'tellOthers', availability: 'away', message: 'At the fair until five' };
    expect(begun.effects).toContainEqual(seen);
    expect(syncReach(reach, begun.facts, { type: 'timer' }, NOON + 9 * MINUTE).effects).toContainEqual(seen);
    const ended = syncReach(reach, begun.facts, { type: 'timer' }, NOON + 10 * MINUTE);
    expect(ended.facts).toEqual({});
    // It is lunch time by the schedule then, whose message is another.
    expect(ended.effects.filter((effect) => effect.do === 'tellOthers')).toMatchObject([{ message: 'Back at one' }]);
  });
});

describe('what every phone shows', () => {
  const dnd: ReachFacts = { manual: { status: 'dnd', until } };

  test('R-72 R-75: when do not disturb ends by itself, all phones are told', () => {
    const { facts, effects } = syncReach(reach, dnd, { type: 'timer' }, NOON + 10 * MINUTE);
    expect(facts).toEqual({});
    expect(effects).toContainEqual({ do: 'tellPhones', features: { doNotDisturb: false, forwards: {} } });
  });

  test('R-74: a phone that asks is told alone how things stand', () => {
    const { facts, effects } = syncReach(reach, dnd, { type: 'phoneAsks', channel: 'desk200' }, NOON);
    expect(facts).toEqual(dnd);
    expect(effects).toEqual([{ do: 'tellPhones', features: { doNotDisturb: true, forwards: {} }, only: 'desk200' }]);
  });

  test('R-78: without a status for it, do not disturb is refused and the phone’s lamp put right', () => {
    const { doNotDisturb: _none, ...defaults } = EXAMPLE.defaults;
    const without = compiled({ defaults });
    const { facts, effects, refused } = syncReach(without, {}, { type: 'doNotDisturb', on: true }, NOON);
    expect([facts, refused]).toEqual([{}, 'noDndStatus']);
    expect(effects).toContainEqual({ do: 'tellPhones', features: { doNotDisturb: false, forwards: {} } });
  });
});
