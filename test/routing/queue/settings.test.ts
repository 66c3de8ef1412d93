// the settings of a queue, their defaults, what is refused, what is advised.
import { describe, expect, test } from 'vitest';
import { parseDestinations } from '../../../server/domain/destinations.ts';
import { isTextKey, text } from '../../../server/domain/texts.ts';
import { queueHints } from '../../../server/routing/queue/hints.ts';
import { readQueueSettings } from '../../../server/routing/queue/settings.ts';
import { BECAUSES } from '../../../server/routing/queue/turn.ts';
import { audio, settingsOf } from './floor.ts';

const least = { number: '300', name: 'Sales' };

function problems(given: object): readonly string[] {
  const read = readQueueSettings({ ...least, ...given });
  return 'problems' in read ? read.problems.map(({ pointer }) => pointer) : [];
}

test('Q-26, Q-37, Q-55, Q-155, Q-157, Q-160, Q-169: defaults', () => {
  expect(readQueueSettings(least)).toEqual({
    settings: {
      ...least,
      members: [],
      access: 'open',
      language: 'nl',
      strategy: 'longest-idle',
      announcePosition: false,
      announceWait: false,
      ringTimeoutSec: 20,
      wrapUpSec: 0,
      weight: 0,
      callLimit: 10,
      music: true,
      musicFiles: [],
      infotainmentFiles: [],
      skipIntroduction: false,
      ringbackTone: false,
      offerSecondCall: false,
      forwarding: { when: 'never' },
      individualForwards: 'forbid',
    },
  });
});

test('what is given is not changed in place', () => {
  const given = { ...least, members: [{ agent: '201' }] };
  readQueueSettings(given);
  expect(given).toEqual({ ...least, members: [{ agent: '201' }] });
});

describe('refused, each with a pointer', () => {
  test.each([
    ['Q-32: no name', { name: '' }, '/name'],
    ['Q-32: a blank name', { name: '  ' }, '/name'],
    ['Q-1: no extension number', { number: '3' }, '/number'],
    ['Q-28: weight 101', { weight: 101 }, '/weight'],
    ['Q-28: weight -1', { weight: -1 }, '/weight'],
    [
      'Q-28: own weight 101',
      { members: [{ agent: '201', options: { ringTimeoutSec: 1, wrapUpSec: 0, weight: 101 } }] },
      '/members/0/options/weight',
    ],
    ['Q-29: neither mp3 nor wav', { introduction: { ...audio('a', 1), format: 'ogg' } }, '/introduction/format'],
    [
      'Q-29: in a playlist',
      { musicFiles: [audio('a', 1), { ...audio('b', 1), format: 'flac' }] },
      '/musicFiles/1/format',
    ],
    ['Q-33: neither user nor forward extension', { members: [{ agent: '201', kind: 'group' }] }, '/members/0/kind'],
    ['Q-33: the queue itself', { members: [{ agent: '300' }] }, '/members/0/agent'],
    [
      'Q-38: twice in the list',
      { members: [{ agent: '201' }, { agent: '202' }, { agent: '201' }] },
      '/members/2/agent',
    ],
    ['Q-55: access', { access: 'ajar' }, '/access'],
    [
      'Q-60: options without all three values',
      { members: [{ agent: '201', options: { weight: 1 } }] },
      '/members/0/options',
    ],
    ['Q-63: language', { language: 'fr' }, '/language'],
    ['Q-72: a strategy nobody knows', { strategy: 'favourites' }, '/strategy'],
    ['Q-105: position without interval', { announcePosition: true }, '/announceEverySec'],
    ['Q-110: expected wait without interval', { announceWait: true }, '/announceEverySec'],
    ['Q-129: no places', { callLimit: 0 }, '/callLimit'],
    ['Q-133: two destinations', { breakOutTo: '400;401' }, '/breakOutTo'],
    ['Q-160: on, without destination', { forwarding: { when: 'busyNoAnswer', afterSec: 60 } }, '/forwarding/to'],
    ['Q-160: on, without timer', { forwarding: { when: 'busyNoAnswer', to: '400' } }, '/forwarding/afterSec'],
    ['Q-165: neither extension nor number', { noAgentTo: '400;sales' }, '/noAgentTo'],
  ])('%s', (_, given, pointer) => {
    expect(problems(given)).toEqual([pointer]);
  });

  test('an option that is none', () => expect(problems({ colour: 'red' })).toContain('/colour'));

  test('all at once', () => {
    const twice = { announceWait: true, noAgentTo: 'x', members: [{ agent: '201' }, { agent: '201' }] };
    expect(problems(twice)).toEqual(['/announceEverySec', '/noAgentTo', '/members/1/agent']);
  });
});

test.each([0, 100])('Q-28: weight %i is good', (weight) => expect(problems({ weight })).toEqual([]));

test('Q-164, Q-165: destinations', () => {
  expect(parseDestinations('201;020-1234567')).toEqual(['201', '0201234567']);
  expect(parseDestinations(' +31 20 123 45 67 ; 0031201234567;20103')).toEqual([
    '+31201234567',
    '0031201234567',
    '20103',
  ]);
  expect(parseDestinations('201;201')).toEqual(['201']);
  for (const bad of ['', ';', '201;', '2', 'abc', '+', '12345678901234567890'])
    expect(parseDestinations(bad)).toBeUndefined();
});

describe('advice', () => {
  const hints = (given: object) => queueHints(settingsOf(given)).map(({ key }) => key);

  test.each([
    ['nothing to say', {}, []],
    ['Q-103: ring-all', { strategy: 'ring-all' }, ['queue.hint.ringAll']],
    [
      'Q-103, Q-127: ring-all with a weight',
      { strategy: 'ring-all', weight: 1 },
      ['queue.hint.ringAll', 'queue.hint.ringAllWeight'],
    ],
    ['Q-140: uploaded music', { musicFiles: [audio('a', 1)] }, ['queue.hint.musicRights']],
    ['Q-159: second call', { offerSecondCall: true }, ['queue.hint.secondCall']],
    [
      'Q-166: timer under three rings',
      { forwarding: { when: 'busyNoAnswer', to: '400', afterSec: 59 } },
      ['queue.hint.forwardTimer'],
    ],
    ['Q-166: three rings', { forwarding: { when: 'busyNoAnswer', to: '400', afterSec: 60 } }, []],
    ['Q-172: individual forwards', { individualForwards: 'allow' }, ['queue.hint.individualForwards']],
  ])('%s', (_, given, expected) => expect(hints(given)).toEqual(expected));

  test('Q-166: says how long', () => {
    const [hint] = queueHints(
      settingsOf({ ringTimeoutSec: 15, forwarding: { when: 'busyNoAnswer', to: '400', afterSec: 1 } }),
    );
    expect(hint && text('en', hint.key, hint.values)).toContain('45 seconds');
  });
});

test('every reason that can be given has its text', () => {
  expect(BECAUSES.length).toBeGreaterThan(40);
  expect(BECAUSES.filter((because) => !isTextKey(`queue.step.${because}`))).toEqual([]);
});
