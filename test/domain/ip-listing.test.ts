// Ranges of the IP allow-list (FAC-82, FAC-83) and what they cover.
import { describe, expect, test } from 'vitest';
import { isListed, isShutOut, rangeProblem } from '../../server/domain/ip-listing.ts';

describe('a range (FAC-82, FAC-83)', () => {
  test.each([
    ['192.0.2.7', '192.0.2.7', undefined],
    ['192.0.2.0', '192.0.2.255', undefined],
    ['192.0.2.0', '192.0.3.0', /256 addresses at most, this one 257/],
    ['192.0.2.255', '192.0.3.10', undefined],
    ['192.0.2.8', '192.0.2.7', /before the first/],
    ['2001:db8::', '2001:db8::ff', undefined],
    ['2001:db8::', '2001:db8::100', /256/],
    ['192.0.2.7', '2001:db8::7', /same family/],
    ['::ffff:192.0.2.7', '192.0.2.9', undefined],
    ['192.0.2', '192.0.2.7', /no IP address/],
    ['192.0.2.0/24', '192.0.2.7', /no IP address/],
    ['0300.0.2.7', '192.0.2.7', /no IP address/],
    ['192.0.2.7', '', /no IP address/],
  ])('%s to %s', (first, last, expected) => {
    const problem = rangeProblem({ first, last })?.detail;
    if (expected) expect(problem).toMatch(expected);
    else expect(problem).toBeUndefined();
  });
});

test.each([
  ['192.0.2.10', true],
  ['192.0.2.19', true],
  ['192.0.2.20', true],
  ['192.0.2.9', false],
  ['192.0.2.21', false],
  ['::ffff:192.0.2.15', true],
  ['2001:db8::5', true],
  ['2001:db8::b', false],
  ['nonsense', false],
])('%s listed: %s', (address, expected) => {
  const allow = [
    { first: '192.0.2.10', last: '192.0.2.20' },
    { first: '2001:db8::1', last: '2001:db8::a' },
  ];
  expect(isListed(address, allow)).toBe(expected);
  expect(isShutOut(address, { active: true, allow })).toBe(!expected);
  expect(isShutOut(address, { active: false, allow })).toBe(false);
  expect(isShutOut(address, undefined)).toBe(false);
});
