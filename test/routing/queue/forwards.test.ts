// calls that go elsewhere.
import { describe, expect, test } from 'vitest';
import { Floor } from './floor.ts';

const forwarding = { when: 'busyNoAnswer', to: '201;0201234567', afterSec: 60 };
const forwards = (floor: Floor) => floor.of('forward').map(({ call, reason }) => `${call} ${reason}`);

describe('Q-173: forwarding, nobody logged in', () => {
  const floorOf = (on: boolean, noAgent: boolean, members: readonly string[]) =>
    new Floor([{ members, callLimit: 1, ...(on && { forwarding }), ...(noAgent && { noAgentTo: '500' }) }]);

  test.each([
    ['a', false, false, ['211'], 0, []],
    ['d', true, true, ['211'], 59, []],
    ['e', true, true, ['211'], 60, ['C1 waitedTooLong']],
    ['f', false, true, ['211'], 100_000, []],
    ['g', true, true, [], 0, ['C1 noAgent']],
    ['h', false, false, [], 0, []],
    ['i', true, false, [], 60, ['C1 waitedTooLong']],
  ] as const)('Q-173 %s', (_, on, noAgent, members, sec, gone) => {
    const floor = floorOf(on, noAgent, members);
    floor.arrive('C1');
    floor.to(sec);
    expect(forwards(floor)).toEqual(gone);
    expect(floor.line()).toEqual(gone.length > 0 ? [] : ['C1']);
  });

  test('Q-160, Q-173 b, c: full', () => {
    const off = floorOf(false, true, ['211']);
    off.arrive('C1');
    off.arrive('C2');
    expect(off.of('refuse').map(({ sipStatus }) => sipStatus)).toEqual([486]);
    const on = floorOf(true, true, ['211']);
    on.arrive('C1');
    on.arrive('C2');
    expect(forwards(on)).toEqual(['C2 full']);
  });

  test('Q-168, Q-173 j: logged in is what counts, not available', () => {
    const floor = floorOf(false, true, ['211']);
    floor.send({ type: 'agentPaused', agent: '211', paused: true });
    floor.arrive('C1');
    expect(floor.line()).toEqual(['C1']);
    expect(forwards(floor)).toEqual([]);
  });

  test('Q-167, Q-173 k: nobody logged in comes before full', () => {
    const floor = new Floor([{ members: [], callLimit: 1 }]);
    floor.arrive('C1');
    floor.save({ members: ['211'], callLimit: 1, noAgentTo: '500' });
    floor.send({ type: 'agentLoggedOut', queue: '300', agent: '211' });
    floor.arrive('C2');
    expect(forwards(floor)).toEqual(['C1 noAgent', 'C2 noAgent']);
  });

  test('Q-173 l: the last agent logs out while calls wait, and while one rings at him', () => {
    const floor = new Floor([{ members: ['211', '212'], noAgentTo: '500' }]);
    for (const call of ['C1', 'C2', 'C3']) floor.arrive(call);
    floor.logout('211');
    expect(forwards(floor)).toEqual([]);
    floor.logout('212');
    expect(forwards(floor)).toEqual(['C1 noAgent', 'C2 noAgent', 'C3 noAgent']);
    expect(floor.ringing).toEqual([]);
  });

  test('Q-164, Q-165, Q-173 m: all numbers ring together', () => {
    const floor = floorOf(true, false, ['211']);
    floor.arrive('C1');
    floor.to(60);
    expect(floor.of('forward')[0]?.to).toEqual(['201', '0201234567']);
  });
});

describe('Q-162, Q-163: the forward timer', () => {
  test('Q-163: what rings stops', () => {
    const floor = new Floor([{ members: ['211'], forwarding: { when: 'busyNoAnswer', to: '400', afterSec: 30 } }]);
    floor.arrive('C1');
    floor.to(30);
    expect(floor.of('cancelOffer')).toHaveLength(2);
    expect(floor.actions.at(-1)).toMatchObject({ sec: 30, action: { do: 'forward', reason: 'waitedTooLong' } });
    expect(floor.ringing).toEqual([]);
  });

  test('Q-77: an answer ends it', () => {
    const floor = new Floor([{ members: ['211'], forwarding: { when: 'busyNoAnswer', to: '400', afterSec: 30 } }]);
    floor.arrive('C1');
    floor.answer('C1', '211');
    floor.to(600);
    expect(forwards(floor)).toEqual([]);
  });
});

describe('Q-169 to Q-171, Q-174: individual forwards', () => {
  const own = { unconditional: '0612345678' };
  const offered = (allowed: boolean, given: object, prepare: (floor: Floor) => void = () => {}) => {
    const floor = new Floor([{ members: ['211'], individualForwards: allowed ? 'allow' : 'forbid' }]);
    floor.send({ type: 'agentForwardsChanged', agent: '211', forwards: given });
    prepare(floor);
    floor.arrive('C1');
    return floor;
  };
  const places = (floor: Floor) => floor.of('offer').map(({ at }) => (at === 'devices' ? at : at.number));

  test('Q-169, Q-174 a: forbidden, the devices ring', () => expect(places(offered(false, own))).toEqual(['devices']));

  test('Q-174 b: forbidden, after the ring timeout the call is back in the queue', () => {
    const floor = offered(false, { noAnswer: '0612345678' });
    floor.to(20);
    expect(places(floor)).toEqual(['devices', 'devices']);
  });

  test('Q-170, Q-174 c: allowed, unconditional', () => expect(places(offered(true, own))).toEqual(['0612345678']));

  test('Q-174 d: allowed, busy, in a call', () => {
    const busy = (floor: Floor) => floor.send({ type: 'agentCallStateChanged', agent: '211', privateCalls: 1 });
    expect(places(offered(true, { busy: '0612345678' }, busy))).toEqual(['0612345678']);
    expect(places(offered(true, { busy: '0612345678' }))).toEqual(['devices']);
  });

  test('Q-174 d: allowed, the phone says busy', () => {
    const floor = offered(true, { busy: '0612345678' });
    floor.fail('C1', '211', 'busy');
    expect(places(floor)).toEqual(['devices', '0612345678']);
  });

  test('Q-174 e: allowed, no answer; where nobody answers there either, the call is back in the queue', () => {
    const floor = offered(true, { noAnswer: '0612345678' });
    floor.to(20);
    expect(places(floor)).toEqual(['devices', '0612345678']);
    floor.to(40);
    expect(places(floor)).toEqual(['devices', '0612345678', 'devices']);
    floor.answer('C1', '211');
    expect(floor.of('connect')).toHaveLength(1);
  });

  test('Q-171: the destination follows its own forwards only where they are allowed', () => {
    for (const allowed of [true, false]) {
      const floor = new Floor([{ members: [], noAgentTo: '400', individualForwards: allowed ? 'allow' : 'forbid' }]);
      floor.arrive('C1');
      expect(floor.of('forward')[0]?.followForwards).toBe(allowed);
    }
  });
});
