// members, rank, logging in and out, pickup.
import { describe, expect, test } from 'vitest';
import { Floor, Q } from './floor.ts';

const ranks = (floor: Floor) =>
  [...(floor.state.queues.get(Q)?.members.values() ?? [])]
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ agent, active }) => `${agent.id} ${active ? 'Active' : 'Inactive'}`);

describe('Q-44, Q-47, Q-55 to Q-57: login', () => {
  test.each([
    ['a', 'open', true, 'active', ['201 Active', '202 Active']],
    ['b', 'open', false, 'active', ['202 Active', '201 Active']],
    ['c', 'closed', true, 'active', ['201 Active', '202 Active']],
    ['d', 'closed', false, 'refused', ['202 Active']],
  ] as const)('Q-47 %s: %s queue, added by an administrator: %s', (_, access, added, status, list) => {
    const members = added ? [{ agent: '201', active: false }, '202'] : ['202'];
    const floor = new Floor([{ access, members }]);
    floor.login('201');
    expect(floor.of('tellStatus')).toEqual([
      { do: 'tellStatus', queue: Q, agent: '201', status, added: status === 'active' && !added },
    ]);
    expect(ranks(floor)).toEqual(list);
  });

  test('Q-37, Q-42: a new member is active and gets what waits', () => {
    const floor = new Floor([{ members: [] }]);
    floor.arrive('C1');
    floor.save({ members: ['201'] });
    expect(floor.ringing).toEqual(['C1>201']);
  });

  test('Q-57: at a queue that does not exist', () => {
    const floor = new Floor();
    floor.login('201', '999');
    expect(floor.of('tellStatus')[0]?.status).toBe('refused');
  });
});

describe('Q-38 to Q-45, Q-48: rank and status', () => {
  test('Q-40, Q-41, Q-43, Q-45, Q-48 a b: out and in again, still second', () => {
    const floor = new Floor();
    floor.logout('202');
    expect(ranks(floor)).toEqual(['201 Active', '202 Inactive', '203 Active']);
    for (const call of ['C1', 'C2', 'C3']) floor.arrive(call);
    expect(floor.ringing).toEqual(['C1>201', 'C2>203']);
    floor.login('202');
    expect(ranks(floor)).toEqual(['201 Active', '202 Active', '203 Active']);
    expect(floor.ringing).toEqual(['C1>201', 'C2>203', 'C3>202']);
  });

  test('Q-38, Q-39: another order of the list is another order of offers; the status stays', () => {
    const floor = new Floor();
    floor.logout('202');
    floor.save({ members: ['203', '202', '201'] });
    expect(ranks(floor)).toEqual(['203 Active', '202 Inactive', '201 Active']);
    floor.arrive('C1');
    expect(floor.ringing).toEqual(['C1>203']);
  });

  test('Q-45: what rings at who logs out goes to the next', () => {
    const floor = new Floor();
    floor.arrive('C1');
    floor.logout('201');
    expect(floor.of('cancelOffer')).toEqual([{ do: 'cancelOffer', call: 'C1', agent: '201', elsewhere: false }]);
    expect(floor.ringing).toEqual(['C1>202']);
  });

  test('Q-36: a member who is taken away gets nothing more; his conversation goes on', () => {
    const floor = new Floor();
    floor.arrive('C1');
    floor.answer('C1', '201');
    floor.arrive('C2');
    floor.save({ members: [] });
    expect(floor.ringing).toEqual([]);
    expect(floor.state.conversations.size).toBe(1);
    floor.hangUp('C1');
    expect(floor.ringing).toEqual([]);
  });
});

describe('Q-49 to Q-52, Q-54: pickup', () => {
  /** C1 rings at 201, C2 at 202, C3 waits. */
  const ringing = (access: 'open' | 'closed') => {
    const floor = new Floor([{ access, members: ['201', '202', '203'] }]);
    floor.logout('203');
    for (const call of ['C1', 'C2', 'C3']) floor.arrive(call);
    expect(floor.ringing).toEqual(['C1>201', 'C2>202']);
    return floor;
  };

  test.each([
    ['a', 'open', '202', true],
    ['b', 'open', '203', true],
    ['c', 'open', '299', true],
    ['d', 'closed', '202', true],
    ['e', 'closed', '203', true],
    ['f', 'closed', '299', false],
  ] as const)('Q-54 %s: %s queue, %s: %s', (_, access, by, allowed) => {
    const floor = ringing(access);
    floor.send({ type: 'pickup', queue: Q, by });
    expect(floor.of('connect')).toEqual(allowed ? [{ do: 'connect', call: 'C1', agent: by }] : []);
    expect(floor.of('refusePickup').map(({ reason }) => reason)).toEqual(allowed ? [] : ['notMember']);
  });

  test('Q-49, Q-51: the one that waits longest of those that ring; its agent gets the next', () => {
    const floor = ringing('open');
    floor.send({ type: 'pickup', queue: Q, by: '299' });
    expect(floor.of('cancelOffer')).toEqual([{ do: 'cancelOffer', call: 'C1', agent: '201', elsewhere: true }]);
    expect(floor.ringing).toEqual(['C2>202', 'C3>201']);
    expect(floor.log.at(-1)).toMatchObject({ what: 'answered', call: 'C1', agent: '299' });
  });

  test('Q-50: what does not ring cannot be picked up', () => {
    const floor = new Floor([{ members: [] }]);
    floor.arrive('C1');
    floor.send({ type: 'pickup', queue: Q, by: '299' });
    expect(floor.of('refusePickup')).toEqual([{ do: 'refusePickup', queue: Q, by: '299', reason: 'nothingRings' }]);
    expect(floor.line()).toEqual(['C1']);
  });

  test('Q-13: who picked up a call of this queue is in a conversation for all queues', () => {
    const floor = new Floor([{ members: ['201'] }, { number: '301', members: ['299'] }]);
    floor.arrive('C1');
    floor.send({ type: 'pickup', queue: Q, by: '299' });
    floor.arrive('X', '301');
    expect(floor.ringing).toEqual([]);
    floor.hangUp('C1');
    expect(floor.ringing).toEqual(['X>299']);
  });
});
