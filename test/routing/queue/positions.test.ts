// arriving, waiting in order, leaving.
import { describe, expect, test } from 'vitest';
import { Floor, Q, settingsOf } from './floor.ts';

/** Three callers wait at a queue of five places; one agent, busy until he is sent a call. */
function threeWait() {
  const floor = new Floor([
    {
      callLimit: 5,
      members: ['201'],
      breakOutTo: '0201234567',
      forwarding: { when: 'busyNoAnswer', to: '400', afterSec: 600 },
    },
  ]);
  for (const call of ['C1', 'C2', 'C3']) floor.arrive(call);
  return floor;
}

describe('Q-4, Q-6, Q-7, Q-8, Q-9: positions', () => {
  test('Q-9 a, d: an answered call leaves, the others move up, a new one comes last', () => {
    const floor = threeWait();
    floor.answer('C1', '201');
    expect(floor.line()).toEqual(['C2', 'C3']);
    floor.arrive('C4');
    expect(floor.line()).toEqual(['C2', 'C3', 'C4']);
  });

  test('Q-9 b: a caller who hangs up leaves', () => {
    const floor = threeWait();
    floor.hangUp('C2');
    expect(floor.line()).toEqual(['C1', 'C3']);
  });

  test('Q-9 c: a caller who breaks out leaves, and so does one whom the timer forwards', () => {
    const floor = threeWait();
    floor.send({ type: 'digit', call: 'C2', digit: '1' });
    expect(floor.line()).toEqual(['C1', 'C3']);
    floor.to(600);
    expect(floor.line()).toEqual([]);
    expect(floor.of('forward').map(({ call, to }) => [call, ...to])).toEqual([
      ['C2', '0201234567'],
      ['C1', '400'],
      ['C3', '400'],
    ]);
  });

  test('Q-8, Q-9 e: an offer that is not answered changes nothing', () => {
    const floor = threeWait();
    expect(floor.ringing).toEqual(['C1>201']);
    floor.to(20);
    expect(floor.line()).toEqual(['C1', 'C2', 'C3']);
    expect(floor.offers).toEqual(['0 C1>201', '20 C1>201']);
  });

  test('Q-31: its number reaches the queue, and no other', () => {
    const floor = new Floor([{}, { number: '301' }]);
    floor.arrive('C1', '301');
    expect([floor.line('300'), floor.line('301')]).toEqual([[], ['C1']]);
  });

  test('Q-1: a queue that does not exist refuses', () => {
    const floor = new Floor();
    floor.arrive('C1', '999');
    expect(floor.of('refuse')).toEqual([{ do: 'refuse', call: 'C1', sipStatus: 404, reason: 'noSuchQueue' }]);
  });

  test('a call id that lives already changes nothing', () => {
    const floor = threeWait();
    expect(floor.arrive('C2').actions).toEqual([]);
    expect(floor.line()).toEqual(['C1', 'C2', 'C3']);
  });
});

describe('Q-5, Q-129, Q-131: a full queue', () => {
  const full = (forwarding?: object) => {
    const floor = new Floor([{ callLimit: 5, members: ['201'], ...(forwarding && { forwarding }) }]);
    for (let n = 1; n <= 5; n += 1) floor.arrive(`C${n}`);
    return floor;
  };

  test('Q-131 a: the fifth caller of five has position 5', () => {
    expect(full().line()).toEqual(['C1', 'C2', 'C3', 'C4', 'C5']);
  });

  test('Q-9 f, Q-131 b, Q-173 b: without forwarding the sixth hears the busy tone', () => {
    const floor = full();
    floor.arrive('C6');
    expect(floor.of('refuse')).toEqual([{ do: 'refuse', call: 'C6', sipStatus: 486, reason: 'queueFull' }]);
    expect(floor.line()).toHaveLength(5);
  });

  test('Q-131 c, Q-161, Q-173 c: with forwarding the sixth goes there at once', () => {
    const floor = full({ when: 'busyNoAnswer', to: '400', afterSec: 60 });
    floor.arrive('C6');
    expect(floor.of('forward')).toEqual([
      { do: 'forward', call: 'C6', to: ['400'], followForwards: false, reason: 'full' },
    ]);
  });

  test('Q-7: an answer makes room', () => {
    const floor = full();
    floor.answer('C1', '201');
    floor.arrive('C6');
    expect(floor.line()).toEqual(['C2', 'C3', 'C4', 'C5', 'C6']);
  });

  test('Q-27, Q-129: a lower limit sends nobody away who waits', () => {
    const floor = full();
    floor.save({ callLimit: 2, members: ['201'] });
    expect(floor.line()).toHaveLength(5);
    floor.arrive('C6');
    expect(floor.of('refuse')).toHaveLength(1);
  });
});

describe('Q-132 to Q-135: break-out', () => {
  const waiting = (breakOutTo?: string) => {
    const floor = new Floor([{ members: [], ...(breakOutTo !== undefined && { breakOutTo }) }]);
    floor.arrive('C1');
    return floor;
  };

  test.each([
    ['a', '400', '1', true],
    ['c', undefined, '1', false],
    ['d', '400', '2', false],
    ['d', '400', '#', false],
  ])('Q-135 %s: destination %s, key %s', (_, to, digit, leaves) => {
    const floor = waiting(to);
    floor.send({ type: 'digit', call: 'C1', digit });
    expect(floor.line()).toEqual(leaves ? [] : ['C1']);
    expect(floor.of('forward').map(({ reason }) => reason)).toEqual(leaves ? ['breakOut'] : []);
  });

  test('Q-77, Q-132: what rings stops ringing', () => {
    const floor = new Floor([{ members: ['201'], breakOutTo: '400' }]);
    floor.arrive('C1');
    floor.send({ type: 'digit', call: 'C1', digit: '1' });
    expect(floor.of('cancelOffer')).toEqual([{ do: 'cancelOffer', call: 'C1', agent: '201', elsewhere: false }]);
    expect(floor.ringing).toEqual([]);
    floor.arrive('C2');
    expect(floor.ringing).toEqual(['C2>201']);
  });
});

describe('Q-181: the order of decisions', () => {
  test('nobody logged in comes before full, full before the ringback tone, the tone before the position', () => {
    const floor = new Floor([{ callLimit: 1, members: ['201'], noAgentTo: '400', ringbackTone: true }]);
    floor.arrive('C1');
    expect(floor.heard('C1')).toEqual(['0 ringbackTone']);
    expect(floor.log.map(({ what }) => what)).toEqual(['loggedIn']);
    floor.arrive('C2');
    expect(floor.of('refuse').map(({ call }) => call)).toEqual(['C2']);
    floor.to(1);
    expect(floor.log.map(({ what }) => what)).toEqual(['loggedIn', 'left', 'entered']);
    floor.logout('201');
    floor.arrive('C3');
    expect(floor.of('forward').map(({ call, reason }) => [call, reason])).toEqual([
      ['C1', 'noAgent'],
      ['C3', 'noAgent'],
    ]);
  });
});

test('a queue that is removed tells its callers, and lets conversations be', () => {
  const floor = new Floor([{ members: ['201'] }]);
  floor.arrive('C1');
  floor.arrive('C2');
  floor.answer('C1', '201');
  floor.send({ type: 'queueRemoved', queue: Q });
  expect(floor.of('refuse')).toEqual([{ do: 'refuse', call: 'C2', sipStatus: 480, reason: 'queueRemoved' }]);
  expect(floor.state.conversations.size).toBe(1);
  floor.hangUp('C1');
  expect(floor.log.at(-1)).toMatchObject({ what: 'ended', call: 'C1' });
});

test('Q-27: settings that are saved hold from then on, for callers who wait too', () => {
  const floor = new Floor([{ members: [] }]);
  floor.arrive('C1');
  floor.to(30);
  floor.save({ members: ['202'], forwarding: { when: 'busyNoAnswer', to: '400', afterSec: 40 } });
  expect(floor.ringing).toEqual(['C1>202']);
  floor.to(40);
  expect(floor.of('forward').map(({ call }) => call)).toEqual(['C1']);
  expect(settingsOf().forwarding.when).toBe('never');
});
