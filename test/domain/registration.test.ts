// Whether a phone is registered, from the last word about each of its channels.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  channelNamed,
  isRegisteredSince,
  type LineRegistration,
  REGISTRATION_WORDS,
  registrationOf,
} from '../../server/domain/registration.ts';

const at = (seconds: number) => new Date(Date.UTC(2026, 10, 23) + seconds * 1000);
const line = (word: LineRegistration['word'], seconds: number): LineRegistration => ({ word, at: at(seconds) });

test.each([
  ['nobody told', ['a'], undefined, { state: 'unknown' }],
  ['no channel', [], { a: line('registered', 1) }, { state: 'unknown' }],
  ['one of two told', ['a', 'b'], { a: line('registered', 1) }, { state: 'unknown' }],
  ['all are', ['a', 'b'], { a: line('registered', 1), b: line('registered', 3) }, { state: 'registered', at: at(3) }],
  ['one ended', ['a', 'b'], { a: line('unregistered', 1) }, { state: 'notRegistered', at: at(1) }],
  ['two failed', ['a', 'b'], { a: line('failed', 5), b: line('failed', 2) }, { state: 'notRegistered', at: at(2) }],
  ['a former channel', ['a'], { a: line('registered', 1), z: line('failed', 2) }, { state: 'registered', at: at(1) }],
] as const)('D registered: %s', (_, channelIds, told, wanted) => {
  expect(registrationOf(channelIds, told)).toEqual(wanted);
});

test('one channel that is not registered is enough, whatever the others say', () => {
  const lines = fc.dictionary(
    fc.constantFrom('a', 'b', 'c', 'd'),
    fc.record({ word: fc.constantFrom(...REGISTRATION_WORDS), at: fc.nat(1_000).map(at) }),
  );
  fc.assert(
    fc.property(fc.subarray(['a', 'b', 'c', 'd']), lines, (ids, told) => {
      const { state } = registrationOf(ids, told);
      const words = ids.map((id) => told[id]?.word);
      const isAway = words.some((word) => word === 'unregistered' || word === 'failed');
      expect(state === 'notRegistered').toBe(isAway);
      expect(state === 'registered').toBe(words.length > 0 && words.every((word) => word === 'registered'));
    }),
  );
});

test.each([
  ['nobody tells', undefined, 5, 'unknown'],
  ['before', { a: line('registered', 4), b: line('registered', 6) }, 5, false],
  ['since', { a: line('registered', 5), b: line('registered', 6) }, 5, true],
  ['whenever', { a: line('registered', 1), b: line('registered', 2) }, undefined, true],
  ['not', { a: line('registered', 9), b: line('failed', 9) }, 5, false],
  ['not, whenever', { a: line('registered', 9), b: line('failed', 9) }, undefined, false],
] as const)('D mustRegister: registered again, %s', (_, told, since, wanted) => {
  expect(isRegisteredSince(['a', 'b'], told, since === undefined ? undefined : at(since))).toBe(wanted);
});

test('a phone speaks of its own channels alone; without a name of its only one', () => {
  const [one, two] = [{ username: '101' }, { username: '102' }];
  expect(channelNamed([one, two], '102')).toBe(two);
  expect(channelNamed([one, two], '103')).toBeUndefined();
  expect(channelNamed([one, two], undefined)).toBeUndefined();
  expect(channelNamed([one], undefined)).toBe(one);
  expect(channelNamed([one], '102')).toBeUndefined();
});
