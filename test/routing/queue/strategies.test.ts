// to whom a call is offered, and to whom next. Compared at length with a plain model in model.test.ts.
import { describe, expect, test } from 'vitest';
import { STRATEGIES, type Strategy } from '../../../server/domain/queue.ts';
import { Floor } from './floor.ts';

/** Nobody answers: the agents whom C9 rings at, one ring timeout (20 s) after another. */
function offered(floor: Floor, times: number): string {
  floor.arrive('C9');
  floor.to(floor.nowSec + 20 * (times - 1));
  return floor.agentsOf('C9').slice(0, times).join(' ');
}

/** Lets an agent answer calls, each so many seconds long, with everybody else logged out. */
function serve(floor: Floor, agent: string, calls: number, sec: number): void {
  const others = ['201', '202', '203'].filter((id) => id !== agent);
  for (const other of others) floor.send({ type: 'agentPaused', agent: other, paused: true });
  for (let n = 0; n < calls; n += 1) {
    const call = `${agent}-${n}-${floor.nowSec}`;
    floor.arrive(call);
    floor.answer(call, agent);
    floor.to(floor.nowSec + sec);
    floor.hangUp(call);
  }
  for (const other of others) floor.send({ type: 'agentPaused', agent: other, paused: false });
}

const absent = (floor: Floor, agent: string) => floor.send({ type: 'agentReachable', agent, reachable: false });

describe('Q-65, Q-80 to Q-82: longest idle', () => {
  test('Q-82: since answering, earliest first, then round again', () => {
    const floor = new Floor([{ strategy: 'longest-idle' }]);
    serve(floor, '201', 1, 600);
    serve(floor, '203', 1, 600);
    serve(floor, '202', 1, 600);
    expect(offered(floor, 4)).toBe('201 203 202 201');
  });

  test('Q-80: it counts from the answer, not from the end of the conversation', () => {
    const floor = new Floor([{ strategy: 'longest-idle' }]);
    floor.arrive('C1');
    floor.arrive('C2');
    floor.arrive('C3');
    floor.answer('C1', '201');
    floor.to(5).answer('C2', '202');
    floor.to(6).answer('C3', '203');
    floor.to(10).hangUp('C2');
    floor.hangUp('C3');
    floor.to(500).hangUp('C1');
    expect(offered(floor, 3)).toBe('201 202 203');
  });

  test('Q-80: calls of other queues do not count', () => {
    const floor = new Floor([
      { strategy: 'longest-idle', members: ['201', '202'] },
      { number: '301', members: ['201'] },
    ]);
    serve(floor, '201', 1, 10);
    floor.to(50);
    serve(floor, '202', 1, 10);
    floor.arrive('X', '301');
    floor.answer('X', '201');
    floor.hangUp('X');
    expect(offered(floor, 2)).toBe('201 202');
  });

  test('Q-81: who has answered nothing since login is idle longest', () => {
    const floor = new Floor([{ strategy: 'longest-idle' }]);
    serve(floor, '201', 1, 10);
    serve(floor, '202', 1, 10);
    floor.logout('202');
    floor.login('202');
    expect(offered(floor, 3)).toBe('202 203 201');
  });
});

describe('Q-66, Q-83 to Q-86: fewest calls', () => {
  const counted = () => {
    const floor = new Floor([{ strategy: 'fewest-calls' }]);
    serve(floor, '201', 5, 1);
    serve(floor, '202', 2, 1);
    serve(floor, '203', 4, 1);
    return floor;
  };

  test('Q-85, Q-86 a', () => expect(offered(counted(), 4)).toBe('202 203 201 202'));

  test('Q-83, Q-84, Q-86 b: logging out sets the count to zero', () => {
    const floor = counted();
    floor.logout('201');
    floor.login('201');
    expect(offered(floor, 4)).toBe('201 202 203 201');
  });

  test('Q-73, Q-86 c: who is not available is skipped', () => {
    const floor = counted();
    absent(floor, '202');
    expect(offered(floor, 3)).toBe('203 201 203');
  });
});

describe('Q-67, Q-87 to Q-89: random', () => {
  test('Q-87, Q-88, Q-89: a cycle is a permutation, and then another cycle begins', () => {
    for (let seed = 0; seed < 50; seed += 1) {
      const order = offered(new Floor([{ strategy: 'random' }], seed), 6).split(' ');
      expect(order.slice(0, 3).toSorted()).toEqual(['201', '202', '203']);
      expect(order.slice(3).toSorted()).toEqual(['201', '202', '203']);
    }
  });

  test('Q-89: everybody is drawn first about equally often', () => {
    const floor = new Floor([{ strategy: 'random' }]);
    const first = new Map<string, number>();
    for (let n = 0; n < 3000; n += 1) {
      floor.arrive(`C${n}`);
      const agent = floor.agentsOf(`C${n}`)[0] ?? '';
      first.set(agent, (first.get(agent) ?? 0) + 1);
      floor.hangUp(`C${n}`);
      floor.actions.length = 0;
    }
    expect(first.size).toBe(3);
    // 1000 each, standard deviation 26.
    for (const count of first.values()) expect(Math.abs(count - 1000)).toBeLessThan(130);
  });

  test('another seed draws otherwise, the same seed the same', () => {
    const orders = [1, 2, 3, 4, 5, 6, 7, 8].map((seed) => offered(new Floor([{ strategy: 'random' }], seed), 6));
    expect(new Set(orders).size).toBeGreaterThan(1);
    expect(offered(new Floor([{ strategy: 'random' }], 3), 6)).toBe(orders[2]);
  });
});

describe('Q-68, Q-90 to Q-93: sequential', () => {
  test('Q-90, Q-93: by rank, then from the top', () => expect(offered(new Floor(), 4)).toBe('201 202 203 201'));

  test('Q-93: with 201 not available', () => {
    const floor = new Floor();
    absent(floor, '201');
    expect(offered(floor, 3)).toBe('202 203 202');
  });

  test('Q-91: every new call starts at the highest rank', () => {
    const floor = new Floor();
    floor.arrive('C1');
    floor.to(25);
    expect(floor.ringing).toEqual(['C1>202']);
    floor.hangUp('C1');
    expect(offered(floor, 3)).toBe('201 202 203');
  });

  test('Q-75: who becomes available behind the turn comes before anyone hears the call twice', () => {
    const floor = new Floor();
    absent(floor, '201');
    floor.arrive('C1');
    floor.to(30);
    floor.send({ type: 'agentReachable', agent: '201', reachable: true });
    floor.to(100);
    expect(floor.agentsOf('C1')).toEqual(['202', '203', '201', '202', '203', '201']);
  });
});

describe('Q-69, Q-94 to Q-96: sequential with memory', () => {
  const remembering = () => {
    const floor = new Floor([{ strategy: 'sequential-memory' }]);
    floor.arrive('C1');
    floor.to(25);
    floor.hangUp('C1');
    expect(floor.agentsOf('C1')).toEqual(['201', '202']);
    return floor;
  };

  test('Q-94, Q-95, Q-96 a', () => expect(offered(remembering(), 4)).toBe('202 203 201 202'));

  test('Q-96 b', () => {
    const floor = remembering();
    absent(floor, '202');
    expect(offered(floor, 3)).toBe('203 201 203');
  });

  test('Q-96 c: the first call ever', () => {
    expect(offered(new Floor([{ strategy: 'sequential-memory' }]), 3)).toBe('201 202 203');
  });

  test('the agent remembered is no member any more: from the top', () => {
    const floor = remembering();
    floor.save({ strategy: 'sequential-memory', members: ['201', '203'] });
    expect(offered(floor, 2)).toBe('201 203');
  });
});

describe('Q-70, Q-97 to Q-100: least talk time', () => {
  const talked = () => {
    const floor = new Floor([{ strategy: 'least-talk-time' }, { number: '301', members: ['203'] }]);
    serve(floor, '201', 1, 60 * 60);
    serve(floor, '202', 2, 23 * 60);
    serve(floor, '203', 1, 12 * 60);
    return floor;
  };

  test('Q-99, Q-100 a: ascending, then from the least again', () =>
    expect(offered(talked(), 4)).toBe('203 202 201 203'));

  test('Q-97: conversations of another queue do not count', () => {
    const floor = talked();
    floor.arrive('X', '301');
    floor.answer('X', '203');
    floor.to(floor.nowSec + 7200).hangUp('X');
    expect(offered(floor, 3)).toBe('203 202 201');
  });

  test('Q-98: logging out sets it to zero, and talk from before does not count after', () => {
    const floor = talked();
    floor.send({ type: 'agentPaused', agent: '202', paused: true });
    floor.send({ type: 'agentPaused', agent: '203', paused: true });
    floor.arrive('C1');
    floor.answer('C1', '201');
    floor.logout('201');
    floor.to(floor.nowSec + 600).login('201');
    floor.to(floor.nowSec + 60).hangUp('C1');
    floor.send({ type: 'agentPaused', agent: '202', paused: false });
    floor.send({ type: 'agentPaused', agent: '203', paused: false });
    expect(floor.state.agents.get('201')?.memberships.get('300')?.talkMs).toBe(60_000);
    expect(offered(floor, 3)).toBe('201 203 202');
  });

  test('Q-77, Q-100 b: the cycle ends when the forward timer expires', () => {
    const floor = new Floor([
      { strategy: 'least-talk-time', forwarding: { when: 'busyNoAnswer', to: '400', afterSec: 50 } },
    ]);
    floor.arrive('C1');
    floor.to(500);
    expect(floor.offers).toEqual(['0 C1>201', '20 C1>202', '40 C1>203']);
    expect(floor.of('forward')).toHaveLength(1);
  });
});

describe('Q-19, Q-71, Q-101, Q-102, Q-104: ring all', () => {
  test('Q-104: all three ring, one answers, the other two are available again', () => {
    const floor = new Floor([{ strategy: 'ring-all' }]);
    floor.arrive('C1');
    floor.arrive('C2');
    expect(floor.ringing).toEqual(['C1>201', 'C1>202', 'C1>203']);
    floor.answer('C1', '202');
    expect(floor.of('cancelOffer')).toEqual([
      { do: 'cancelOffer', call: 'C1', agent: '201', elsewhere: true },
      { do: 'cancelOffer', call: 'C1', agent: '203', elsewhere: true },
    ]);
    expect(floor.ringing).toEqual(['C2>201', 'C2>203']);
  });

  test('Q-19: only the first call is offered, also while somebody is free', () => {
    const floor = new Floor([{ strategy: 'ring-all' }]);
    floor.arrive('C1');
    floor.fail('C1', '203');
    floor.arrive('C2');
    floor.to(15);
    expect(floor.ringing).toEqual(['C1>201', 'C1>202']);
  });

  test('Q-101: who becomes available meanwhile rings along to the end of the round', () => {
    const floor = new Floor([{ strategy: 'ring-all' }]);
    absent(floor, '203');
    floor.arrive('C1');
    floor.to(15).send({ type: 'agentReachable', agent: '203', reachable: true });
    expect(floor.of('offer').at(-1)).toMatchObject({ agent: '203', forSec: 5 });
    floor.to(20);
    expect(floor.offers.slice(3)).toEqual(['20 C1>201', '20 C1>202', '20 C1>203']);
  });

  test('Q-61: an agent with a shorter ring timeout stops earlier, the round goes on', () => {
    const own = { agent: '201', options: { ringTimeoutSec: 5, wrapUpSec: 0, weight: 0 } };
    const floor = new Floor([{ strategy: 'ring-all', members: [own, '202'] }]);
    floor.arrive('C1');
    floor.to(19);
    expect(floor.ringing).toEqual(['C1>202']);
    floor.to(20);
    expect(floor.ringing).toEqual(['C1>201', 'C1>202']);
  });
});

describe('Q-72: rank-order, our eighth', () => {
  test('each offer goes to the highest rank not tried yet, where sequential goes on behind the last', () => {
    const order = (strategy: Strategy) => {
      const floor = new Floor([{ strategy, members: ['201', '202', '203', '204'] }]);
      absent(floor, '201');
      floor.arrive('C1');
      floor.to(10).send({ type: 'agentReachable', agent: '201', reachable: true });
      floor.to(60);
      return floor.agentsOf('C1').join(' ');
    };
    expect(order('rank-order')).toBe('202 201 203 204');
    expect(order('sequential')).toBe('202 203 204 201');
  });
});

describe('rules common to all', () => {
  const alone = STRATEGIES.filter((strategy) => strategy !== 'ring-all');

  test.each(alone)('Q-74 to Q-76, Q-79, Q-117, Q-118: %s tries everybody once before anybody twice', (strategy) => {
    const floor = new Floor([{ strategy, members: ['201', '202', '203', '204', '205'] }]);
    const order = offered(floor, 15).split(' ');
    for (const cycle of [0, 5, 10])
      expect(order.slice(cycle, cycle + 5).toSorted()).toEqual(['201', '202', '203', '204', '205']);
    // Equal values: by rank.
    if (strategy !== 'random') expect(order.slice(0, 5)).toEqual(['201', '202', '203', '204', '205']);
  });

  test('Q-116, Q-119: two agents in turn, 20 s each; an only one again and again', () => {
    const two = new Floor([{ members: ['201', '202'] }]);
    two.arrive('C1');
    two.to(59);
    expect(two.offers).toEqual(['0 C1>201', '20 C1>202', '40 C1>201']);
    const one = new Floor([{ members: ['201'] }]);
    one.arrive('C1');
    one.to(39);
    expect(one.offers).toEqual(['0 C1>201', '20 C1>201']);
    expect(one.of('cancelOffer')).toHaveLength(1);
  });

  test('Q-78: availability counts at the moment of each offer', () => {
    const floor = new Floor();
    floor.arrive('C1');
    floor.to(10).logout('202');
    floor.to(20);
    expect(floor.offers).toEqual(['0 C1>201', '20 C1>203']);
  });

  test('an only agent whose phone says busy is not rung without a pause', () => {
    const floor = new Floor([{ members: ['201'] }]);
    floor.arrive('C1');
    floor.fail('C1', '201', 'busy');
    expect(floor.ringing).toEqual([]);
    floor.to(4.999);
    expect(floor.offers).toHaveLength(1);
    floor.to(5);
    expect(floor.offers).toEqual(['0 C1>201', '5 C1>201']);
  });

  test('an answer that crosses with the timeout: in time it connects, too late it is told', () => {
    const floor = new Floor([{ members: ['201', '202'] }]);
    floor.arrive('C1');
    floor.nowSec = 20.02;
    floor.answer('C1', '201');
    expect(floor.offers).toEqual(['0 C1>201']);
    expect(floor.of('connect')).toEqual([{ do: 'connect', call: 'C1', agent: '201' }]);
    floor.arrive('C2');
    floor.answer('C2', '201');
    expect(floor.of('releaseAgent')).toEqual([{ do: 'releaseAgent', call: 'C2', agent: '201' }]);
  });
});
