// who may be offered a call, and whose call it is.
import { describe, expect, test } from 'vitest';
import { whyUnavailable } from '../../../server/routing/queue/availability.ts';
import { Floor, Q } from './floor.ts';

/** 201 is a member of 300 and 301; `second` switches on Offer second call at 300. */
function two(second = false): Floor {
  return new Floor([
    { members: ['201'], offerSecondCall: second },
    { number: '301', members: ['201'] },
  ]);
}

function inCall(floor: Floor, queue: string): Floor {
  floor.arrive('X', queue);
  floor.answer('X', '201');
  return floor;
}

function ringsAt(floor: Floor, queue: string): Floor {
  floor.arrive('X', queue);
  expect(floor.ringing).toEqual(['X>201']);
  return floor;
}

const why = (floor: Floor, agent = '201') => {
  const member = floor.state.queues.get(Q)?.members.get(agent);
  return member === undefined ? 'no member' : (whyUnavailable(member)?.why ?? 'available');
};

const SITUATIONS: readonly (readonly [string, string, () => Floor, string])[] = [
  ['a', 'idle', () => two(), 'available'],
  ['c', 'inactive', () => floorWith('logout'), 'inactive'],
  ['d', 'a call of this queue rings', () => ringsAt(two(), '300'), 'ringing'],
  ['e', 'a call of another queue rings', () => ringsAt(two(), '301'), 'ringing'],
  ['f', 'talks to a caller of this queue', () => inCall(two(), '300'), 'talking'],
  ['g', 'talks to a caller of another queue', () => inCall(two(), '301'), 'talking'],
  ['h', 'talks to a queue caller, second call on', () => inCall(two(true), '301'), 'available'],
  ['i', 'a queue call rings, second call on', () => ringsAt(two(true), '301'), 'available'],
  ['j', 'in a private conversation', () => floorWith('private'), 'available'],
  ['k', 'in wrap-up time', () => floorWith('wrapUp'), 'wrapUp'],
  ['l', 'no device reachable', () => floorWith('unreachable'), 'unreachable'],
];

function floorWith(what: 'logout' | 'private' | 'wrapUp' | 'unreachable'): Floor {
  const floor = two();
  if (what === 'logout') floor.logout('201');
  if (what === 'private') floor.send({ type: 'agentCallStateChanged', agent: '201', privateCalls: 1 });
  if (what === 'unreachable') floor.send({ type: 'agentReachable', agent: '201', reachable: false });
  if (what === 'wrapUp') {
    floor.save({ number: '301', members: ['201'], wrapUpSec: 30 });
    inCall(floor, '301').hangUp('X');
  }
  return floor;
}

describe('Q-10 to Q-16, Q-20: availability', () => {
  test.each(SITUATIONS)('Q-20 %s: %s', (_, __, make, expected) => {
    const floor = make();
    expect(why(floor)).toBe(expected);
    // What is said and what is done agree: a call that arrives now rings, or waits.
    floor.arrive('C9');
    expect(floor.ringing.includes('C9>201')).toBe(expected === 'available');
  });

  test('Q-10, Q-20 b: who is no member gets nothing', () => {
    const floor = new Floor([{ members: ['202'] }, { number: '301', members: ['201'] }]);
    expect(why(floor)).toBe('no member');
    floor.logout('202');
    floor.arrive('C1');
    expect(floor.offers).toEqual([]);
  });

  test('Q-17, Q-34: a forward extension is always reachable and active', () => {
    const floor = new Floor([{ members: [{ agent: '201', kind: 'forward' }] }]);
    floor.send({ type: 'agentReachable', agent: '201', reachable: false });
    floor.arrive('C1');
    expect(floor.ringing).toEqual(['C1>201']);
  });

  test('Q-17: until an administrator makes it inactive', () => {
    const floor = new Floor([{ members: [{ agent: '201', kind: 'forward' }] }]);
    floor.save({ members: [{ agent: '201', kind: 'forward', active: false }] });
    expect(why(floor)).toBe('inactive');
  });

  test('Q-11: on a break no call comes, and what rang goes on to the next', () => {
    const floor = new Floor();
    floor.arrive('C1');
    floor.send({ type: 'agentPaused', agent: '201', paused: true });
    expect(floor.ringing).toEqual(['C1>202']);
    expect(why(floor)).toBe('paused');
    floor.send({ type: 'agentPaused', agent: '201', paused: false });
    expect(why(floor)).toBe('available');
  });

  test('Q-53: a phone with DND on is reachable for all the platform knows: its busy is an offer that failed', () => {
    const floor = new Floor([{ members: ['201', '202'] }]);
    floor.arrive('C1');
    floor.fail('C1', '201', 'busy');
    expect(floor.ringing).toEqual(['C1>202']);
  });
});

describe('Q-18, Q-21: several calls, several agents', () => {
  test('Q-18, Q-21 a: each agent is offered one call, in order of arrival', () => {
    const floor = new Floor([{ members: ['201', '202'] }]);
    for (const call of ['C1', 'C2', 'C3']) floor.arrive(call);
    expect(floor.ringing).toEqual(['C1>201', 'C2>202']);
  });

  test('Q-18: agents who become available together', () => {
    const floor = new Floor([{ members: [] }]);
    for (const call of ['C1', 'C2', 'C3']) floor.arrive(call);
    floor.save({ members: ['201', '202'] });
    expect(floor.ringing).toEqual(['C1>201', 'C2>202']);
  });

  test('Q-19, Q-21 b: ring-all', () => {
    const floor = new Floor([{ strategy: 'ring-all', members: ['201', '202'] }]);
    for (const call of ['C1', 'C2', 'C3']) floor.arrive(call);
    expect(floor.ringing).toEqual(['C1>201', 'C1>202']);
  });
});

describe('Q-12, Q-13, Q-156 to Q-158: second call', () => {
  test('Q-158: a busy agent gets a second call, never a third', () => {
    const floor = new Floor([{ members: ['201'], offerSecondCall: true }]);
    for (const call of ['C1', 'C2', 'C3']) floor.arrive(call);
    expect(floor.ringing).toEqual(['C1>201', 'C2>201']);
    floor.answer('C1', '201');
    expect(floor.ringing).toEqual(['C2>201']);
    floor.answer('C2', '201');
    expect(floor.ringing).toEqual([]);
    floor.hangUp('C1');
    expect(floor.ringing).toEqual(['C3>201']);
  });

  test('Q-157: off, the second waits', () => {
    const floor = new Floor([{ members: ['201'] }]);
    floor.arrive('C1');
    floor.answer('C1', '201');
    floor.arrive('C2');
    expect(floor.ringing).toEqual([]);
  });

  test('Q-157: another queue without it does not add a call to the busy agent', () => {
    const floor = inCall(two(true), '300');
    floor.arrive('C2', '301');
    expect(floor.ringing).toEqual([]);
    floor.arrive('C3', '300');
    expect(floor.ringing).toEqual(['C3>201']);
  });
});

describe('Q-14, Q-120 to Q-124: wrap-up', () => {
  test('Q-120, Q-121, Q-124: thirty seconds from the end of the conversation', () => {
    const floor = new Floor([{ members: ['201'], wrapUpSec: 30 }]);
    floor.arrive('C1');
    floor.answer('C1', '201');
    floor.arrive('C2');
    floor.to(100).hangUp('C1');
    floor.to(129.999);
    expect(floor.ringing).toEqual([]);
    floor.to(130);
    expect(floor.ringing).toEqual(['C2>201']);
  });

  test('Q-122: for calls of every queue', () => {
    const floor = floorWith('wrapUp');
    floor.arrive('C2', '300');
    floor.to(29);
    expect(floor.offers.at(-1)).toBe('0 X>201');
    floor.to(30);
    expect(floor.ringing).toEqual(['C2>201']);
  });

  test('Q-123: an offer without an answer starts none', () => {
    const floor = new Floor([{ members: ['201'], wrapUpSec: 30 }]);
    floor.arrive('C1');
    floor.to(20);
    expect(floor.offers).toEqual(['0 C1>201', '20 C1>201']);
  });

  test('the agent ends it early; either side may hang up', () => {
    const floor = new Floor([{ members: ['201'], wrapUpSec: 30 }]);
    floor.arrive('C1');
    floor.answer('C1', '201');
    floor.arrive('C2');
    floor.send({ type: 'agentHungUp', call: 'C1', agent: '201' });
    expect(floor.ringing).toEqual([]);
    floor.send({ type: 'wrapUpDone', agent: '201' });
    expect(floor.ringing).toEqual(['C2>201']);
  });
});

describe('Q-60, Q-61: agent options', () => {
  const options = { ringTimeoutSec: 12, wrapUpSec: 5, weight: 90 };
  const own = (on: boolean) =>
    new Floor([{ members: [{ agent: '201', ...(on && { options }) }], ringTimeoutSec: 20, wrapUpSec: 30, weight: 10 }]);

  test.each([
    ['a', false, 20, 30],
    ['b', true, 12, 5],
  ])('Q-60 %s: ring timeout and wrap-up', (_, on, ringSec, wrapUpSec) => {
    const floor = own(on);
    floor.arrive('C1');
    expect(floor.of('offer')[0]).toMatchObject({ forSec: ringSec });
    floor.to(ringSec);
    expect(floor.offers).toHaveLength(2);
    floor.answer('C1', '201');
    floor.hangUp('C1');
    floor.arrive('C2');
    floor.to(ringSec + wrapUpSec - 0.001);
    expect(floor.ringing).toEqual([]);
    floor.to(ringSec + wrapUpSec);
    expect(floor.ringing).toEqual(['C2>201']);
  });

  test('Q-61: for this agent alone', () => {
    const floor = new Floor([{ members: [{ agent: '201', options }, '202'] }]);
    floor.arrive('C1');
    floor.arrive('C2');
    expect(floor.of('offer').map(({ agent, forSec }) => [agent, forSec])).toEqual([
      ['201', 12],
      ['202', 20],
    ]);
  });
});

describe('Q-125 to Q-128: weight across queues', () => {
  const ROWS: readonly (readonly [string, number, number, boolean, number | undefined, string])[] = [
    ['a', 80, 20, true, undefined, 'A'],
    ['b', 80, 20, false, undefined, 'B'],
    ['c', 50, 50, true, undefined, 'B'],
    ['d', 10, 50, true, 90, 'A'],
  ];

  test.each(ROWS)('Q-128 %s: weights %i and %i', (_, weightA, weightB, aHasCall, own, expected) => {
    const options = own === undefined ? {} : { options: { ringTimeoutSec: 20, wrapUpSec: 0, weight: own } };
    const floor = new Floor([
      { number: '301', members: [{ agent: '201', ...options }], weight: weightA },
      { number: '302', members: ['201'], weight: weightB },
    ]);
    floor.send({ type: 'agentPaused', agent: '201', paused: true });
    floor.arrive('B', '302');
    floor.to(110);
    if (aHasCall) floor.arrive('A', '301');
    floor.to(120).send({ type: 'agentPaused', agent: '201', paused: false });
    expect(floor.ringing).toEqual([`${expected}>201`]);
  });

  test('Q-126: inside a queue first come stays first served, whatever the own weights of its agents', () => {
    const heavy = { agent: '202', options: { ringTimeoutSec: 20, wrapUpSec: 0, weight: 100 } };
    const floor = new Floor([{ members: ['201', heavy], weight: 1 }]);
    floor.arrive('C1');
    floor.arrive('C2');
    expect(floor.ringing).toEqual(['C1>201', 'C2>202']);
  });

  test('Q-125: the lighter queue gets the agents whom the heavier one does not need', () => {
    const floor = new Floor([
      { number: '301', members: ['201', '202'], weight: 80 },
      { number: '302', members: ['201', '202'], weight: 20 },
    ]);
    for (const agent of ['201', '202']) floor.send({ type: 'agentReachable', agent, reachable: false });
    floor.arrive('B', '302');
    floor.arrive('A', '301');
    for (const agent of ['201', '202']) floor.send({ type: 'agentReachable', agent, reachable: true });
    expect(floor.ringing.toSorted()).toEqual(['A>201', 'B>202']);
  });
});
