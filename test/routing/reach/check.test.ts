import { describe, expect, test } from 'vitest';
import { AVAILABILITIES, type Reach } from '../../../server/domain/telephony/reach.ts';
import { classify } from '../../../server/routing/reach/call-class.ts';
import { type ReachSurroundings, readReach } from '../../../server/routing/reach/check.ts';
import { defaultReach, emptyProfile } from '../../../server/routing/reach/defaults.ts';
import { activeStatus } from '../../../server/routing/reach/status.ts';
import { compiled, EXAMPLE, NOBODY, NOON, profile } from './example.ts';

const around: ReachSurroundings = {
  owner: '200',
  country: 'NL',
  extensions: new Set(['200', '201']),
  numbers: new Set(['+31201111111']),
};
const begin = defaultReach('200', 'en');
const read = (changes: object) => readReach({ ...begin, ...changes }, around);
const pointers = (changes: object) => {
  const answer = read(changes);
  return 'problems' in answer ? answer.problems.map(({ pointer }) => pointer) : [];
};
const kept = (changes: object): Reach => {
  const answer = read(changes);
  if ('problems' in answer) throw new Error(JSON.stringify(answer.problems));
  return answer.reach;
};

describe('settings from outside', () => {
  test('R-19: a profile is made with a name and a colour; its details are edited later', () => {
    const made = kept({ profiles: [...begin.profiles, { id: 'away', name: 'Away', colour: 'teal' }] });
    expect(made.profiles.at(-1)).toEqual(emptyProfile('away', 'Away', 'teal'));
    expect(pointers({ profiles: [...begin.profiles, { id: 'away', colour: 'teal' }] })).not.toEqual([]);
    expect(pointers({ profiles: [...begin.profiles, { id: 'away', name: 'Away', colour: 'mauve' }] })).not.toEqual([]);
  });

  test('R-28: exactly four availability values', () => {
    expect(AVAILABILITIES).toHaveLength(4);
    const asStatus = (availability: string) => ({
      statuses: [...begin.statuses, { id: 'x', name: 'X', availability, times: [] }],
    });
    for (const availability of AVAILABILITIES)
      expect(kept(asStatus(availability)).statuses.at(-1)?.availability).toBe(availability);
    for (const other of ['online', '', 'Away']) expect(pointers(asStatus(other)), other).not.toEqual([]);
  });

  test('R-44: no number can be given to 31, which is for anonymous calls', () => {
    expect(kept({ callerIdPrefixes: { 32: '+31201111111' } }).callerIdPrefixes).toEqual({ 32: '+31201111111' });
    expect(pointers({ callerIdPrefixes: { 31: '+31201111111' } })).not.toEqual([]);
  });

  test('R-43: a number of another account is refused', () => {
    expect(pointers({ callerIdPrefixes: { 32: '+31209999999' } })).toEqual(['/callerIdPrefixes/32']);
  });

  test('R-78: do not disturb needs a status of its own, which is there', () => {
    expect(pointers({ defaults: { ...begin.defaults, doNotDisturb: 'gone' } })).toEqual(['/defaults/doNotDisturb']);
    expect(pointers({ defaults: { ...begin.defaults, doNotDisturb: begin.defaults.status } })).toEqual([
      '/defaults/doNotDisturb',
    ]);
  });

  test('R-2: a cell has one profile, and everything in it is there', () => {
    const cell = { status: 'base', callClass: 'base', profile: 'default' };
    expect(pointers({ matrix: [cell, cell] })).toEqual(['/matrix/1']);
    expect(pointers({ matrix: [{ status: 'a', callClass: 'b', profile: 'c' }] })).toEqual([
      '/matrix/0/status',
      '/matrix/0/callClass',
      '/matrix/0/profile',
    ]);
  });

  test('R-8: inheritance in a circle is refused', () => {
    const circle = [
      profile('default', {}),
      { ...profile('a', {}), inheritsFrom: 'b' },
      { ...profile('b', {}), inheritsFrom: 'a' },
    ];
    expect(pointers({ profiles: circle, matrix: [] })).toEqual([
      '/profiles/1/inheritsFrom',
      '/profiles/2/inheritsFrom',
    ]);
  });
});

describe('what holds when nothing else does', () => {
  test('R-50: the default class and the default status, whichever are chosen', () => {
    const statuses = EXAMPLE.statuses.map((status) => ({ ...status, times: [] }));
    for (const [status, callClass] of [
      ['out', 'base'],
      ['work', 'customers'],
    ] as const) {
      const reach = compiled({ statuses, defaults: { ...EXAMPLE.defaults, status, callClass } });
      expect(activeStatus(reach, NOBODY, NOON)).toMatchObject({ status: { id: status }, source: 'base' });
      expect(classify(reach, {}).callClass.id).toBe(callClass);
    }
  });
});
