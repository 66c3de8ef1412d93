// what a caller hears and when.
import { describe, expect, test } from 'vitest';
import { placeIn } from '../../../server/routing/queue/sounds.ts';
import { audio, Floor } from './floor.ts';

const files = [audio('i1', 10), audio('i2', 10), audio('i3', 10)];
const intro = audio('intro', 15);
/** Nobody answers here: callers wait. */
const nobody = { members: [] } as const;

const waiting = (given: object = {}) => {
  const floor = new Floor([{ ...nobody, ...given }]);
  floor.arrive('C1');
  return floor;
};

describe('Q-105 to Q-108: position', () => {
  const announcing = { announcePosition: true, announceEverySec: 30 };

  test('Q-108: position 3 at 30 s; one leaves at 45 s; position 2 at 60 s', () => {
    const floor = waiting(announcing);
    floor.arrive('C2');
    floor.arrive('C3');
    floor.to(45).hangUp('C1');
    floor.to(60);
    expect(floor.heard('C3')).toEqual(['30 position 3', '60 position 2']);
    expect(floor.heard('C2')).toEqual(['30 position 2', '60 position 1']);
  });

  test('Q-106: each caller hears it at his own interval, also while it rings at an agent', () => {
    const floor = new Floor([{ ...announcing, members: ['201'], ringTimeoutSec: 600 }]);
    floor.arrive('C1');
    floor.to(10).arrive('C2');
    floor.to(70);
    expect(floor.heard('C1')).toEqual(['30 position 1', '60 position 1']);
    expect(floor.heard('C2')).toEqual(['40 position 2', '70 position 2']);
  });

  test('Q-64, Q-107: in the language of the queue', () => {
    const floor = waiting({ ...announcing, language: 'lv' });
    floor.to(30);
    expect(floor.of('play')[0]?.sounds).toEqual([{ kind: 'position', position: 1, language: 'lv' }]);
  });

  test('Q-23, Q-115 a: off, nothing is heard', () => {
    const floor = waiting({ announceEverySec: 30 });
    floor.to(600);
    expect(floor.heard('C1')).toEqual([]);
  });

  test('a clock that was late tells once, and keeps to the interval', () => {
    const floor = waiting(announcing);
    floor.nowSec = 100;
    floor.send({ type: 'timer' });
    floor.to(120);
    expect(floor.heard('C1')).toEqual(['100 position 1', '120 position 1']);
  });
});

describe('Q-109 to Q-113: expected wait', () => {
  test('Q-22 f, Q-109, Q-110, Q-113, Q-115 b: two minutes without an average, behind the position (A-10)', () => {
    const floor = waiting({ announcePosition: true, announceWait: true, announceEverySec: 30 });
    floor.to(60);
    expect(floor.heard('C1')).toEqual(['30 position 1', '30 expectedWait 2', '60 position 1', '60 expectedWait 2']);
  });

  test('Q-64, Q-111: in the language of the queue, alone where only it is on', () => {
    const floor = waiting({ announceWait: true, announceEverySec: 30, language: 'de' });
    floor.to(30);
    expect(floor.of('play')[0]?.sounds).toEqual([{ kind: 'expectedWait', minutes: 2, language: 'de' }]);
  });
});

describe('Q-22 e, Q-136 to Q-138: background', () => {
  test.each([
    ['Q-136: music off, a ringing tone', { music: false }, { kind: 'ringing' }],
    ['Q-138: music without files, the music of the system', {}, { kind: 'music', files: [] }],
    ['Q-137: own files, in their order', { musicFiles: files }, { kind: 'music', files }],
  ])('%s', (_, given, background) => {
    expect(waiting(given).of('setBackground')).toEqual([{ do: 'setBackground', call: 'C1', background }]);
  });

  test('Q-137: one after another, again from the first', () => {
    const list = [audio('a', 10), audio('b', 5)];
    const at = (sec: number) => {
      const place = placeIn(list, sec * 1000);
      return `${place?.file.id} ${(place?.atMs ?? 0) / 1000}`;
    };
    expect([0, 9.5, 10, 14, 15, 27].map(at)).toEqual(['a 0', 'a 9.5', 'b 0', 'b 4', 'a 0', 'b 2']);
    expect(placeIn([], 5000)).toBeUndefined();
  });
});

describe('Q-22 d, Q-141 to Q-147: infotainment', () => {
  test('Q-141, Q-142, Q-147 a: one file a minute, each once', () => {
    const floor = waiting({ infotainmentFiles: files });
    floor.to(600);
    expect(floor.heard('C1')).toEqual(['60 infotainment i1', '120 infotainment i2', '180 infotainment i3']);
  });

  test('Q-147 b: from the end of the introduction', () => {
    const floor = waiting({ infotainmentFiles: files, introduction: intro });
    floor.to(600);
    expect(floor.heard('C1')).toEqual([
      '0 introduction intro',
      '75 infotainment i1',
      '135 infotainment i2',
      '195 infotainment i3',
    ]);
  });

  test('Q-147 c: from entry, when the introduction was skipped', () => {
    const floor = new Floor([
      { members: ['201'], infotainmentFiles: files, introduction: intro, skipIntroduction: true },
    ]);
    floor.arrive('C1');
    floor.logout('201');
    floor.to(600);
    expect(floor.heard('C1')).toEqual(['60 infotainment i1', '120 infotainment i2', '180 infotainment i3']);
  });

  test('Q-144, Q-145, Q-147 d: an agent free at 64 s gets the caller at 70 s', () => {
    const floor = waiting({ infotainmentFiles: files });
    floor.to(64).login('201');
    expect(floor.ringing).toEqual([]);
    floor.to(70);
    expect(floor.offers).toEqual(['70 C1>201']);
  });

  test('Q-135 e, A-12: keys, announcements and the forward timer wait for the end of the file', () => {
    const floor = waiting({
      infotainmentFiles: [audio('long', 40)],
      breakOutTo: '400',
      announcePosition: true,
      announceEverySec: 32,
      forwarding: { when: 'busyNoAnswer', to: '401', afterSec: 90 },
    });
    floor.to(70).send({ type: 'digit', call: 'C1', digit: '1' });
    expect(floor.line()).toEqual(['C1']);
    floor.to(99.9);
    expect(floor.heard('C1')).toEqual(['32 position 1', '60 infotainment long']);
    floor.to(100);
    expect(floor.actions.at(-1)).toMatchObject({ sec: 100, action: { do: 'forward', to: ['401'] } });
  });

  test('A-12: the announcement that fell due is heard right after', () => {
    const floor = waiting({ infotainmentFiles: files.slice(0, 1), announcePosition: true, announceEverySec: 32 });
    floor.to(96);
    expect(floor.heard('C1')).toEqual(['32 position 1', '60 infotainment i1', '70 position 1', '96 position 1']);
  });

  test('A-12: a file that another one made late starts right after it', () => {
    const floor = waiting({ infotainmentFiles: [audio('long', 90), audio('next', 10)] });
    floor.to(300);
    expect(floor.heard('C1')).toEqual(['60 infotainment long', '150 infotainment next']);
  });

  test('Q-145: between two such files an agent who is free takes the caller', () => {
    const floor = waiting({ infotainmentFiles: [audio('long', 90), audio('next', 10)] });
    floor.to(100).login('201');
    floor.to(150);
    expect(floor.offers).toEqual(['150 C1>201']);
    expect(floor.heard('C1')).toEqual(['60 infotainment long']);
  });

  test('Q-143: while it rings at an agent a file waits; it starts when nobody takes the call', () => {
    const floor = new Floor([{ members: ['201'], infotainmentFiles: files, ringTimeoutSec: 70 }]);
    floor.arrive('C1');
    floor.to(65);
    expect(floor.heard('C1')).toEqual([]);
    floor.logout('201');
    expect(floor.heard('C1')).toEqual(['65 infotainment i1']);
  });

  test('a player that says the file is over early frees the caller', () => {
    const floor = waiting({ infotainmentFiles: files });
    floor.to(62).login('201');
    floor.send({ type: 'soundEnded', call: 'C1' });
    expect(floor.offers).toEqual(['62 C1>201']);
    floor.to(70);
    expect(floor.offers).toHaveLength(1);
  });
});

describe('Q-148 to Q-153: introduction', () => {
  const ROWS: readonly (readonly [string, boolean, boolean, boolean, boolean])[] = [
    ['a', false, false, true, false],
    ['b', true, false, true, true],
    ['c', true, false, false, true],
    ['d', true, true, true, false],
    ['e', true, true, false, true],
  ];

  test.each(ROWS)('Q-153 %s: file %s, skip %s, agent available %s: heard %s', (_, file, skip, available, heard) => {
    const floor = new Floor([
      { members: available ? ['201'] : [], skipIntroduction: skip, ...(file && { introduction: intro }) },
    ]);
    floor.arrive('C1');
    expect(floor.heard('C1')).toEqual(heard ? ['0 introduction intro'] : []);
    expect(floor.offers).toEqual(available && !heard ? ['0 C1>201'] : []);
  });

  test('Q-134, Q-135 b, Q-151: it plays to its end, keys do nothing, then the call is offered', () => {
    const floor = new Floor([{ members: ['201'], introduction: intro, breakOutTo: '400' }]);
    floor.arrive('C1');
    floor.to(14.9).send({ type: 'digit', call: 'C1', digit: '1' });
    expect(floor.line()).toEqual(['C1']);
    floor.to(15);
    expect(floor.offers).toEqual(['15 C1>201']);
    floor.send({ type: 'digit', call: 'C1', digit: '1' });
    expect(floor.line()).toEqual([]);
  });

  test('A-13: the forward timer counts from entry', () => {
    const floor = waiting({ introduction: intro, forwarding: { when: 'busyNoAnswer', to: '400', afterSec: 20 } });
    floor.to(20);
    expect(floor.of('forward')).toHaveLength(1);
  });

  test('Q-6: who hears it keeps the position of his arrival', () => {
    const floor = new Floor([{ members: [], introduction: intro }]);
    floor.arrive('C1');
    floor.to(5).arrive('C2');
    expect(floor.line()).toEqual(['C1', 'C2']);
    floor.to(40).login('201');
    expect(floor.ringing).toEqual(['C1>201']);
  });
});

describe('Q-22, Q-24, Q-154, Q-155: the order of first play', () => {
  test('Q-22 a to e: tone, introduction, then announcements and infotainment by their timers', () => {
    const floor = waiting({
      ringbackTone: true,
      introduction: intro,
      infotainmentFiles: files.slice(0, 1),
      announcePosition: true,
      announceWait: true,
      announceEverySec: 40,
    });
    floor.to(80);
    expect(floor.heard('C1')).toEqual([
      '0 ringbackTone',
      '1 introduction intro',
      '56 position 1',
      '56 expectedWait 2',
      '76 infotainment i1',
    ]);
    expect(floor.actions.filter(({ action }) => action.do === 'setBackground').map(({ sec }) => sec)).toEqual([16]);
  });

  test('Q-155: no tone unless it is switched on', () => expect(waiting().heard('C1')).toEqual([]));
});
