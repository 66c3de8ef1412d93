import { describe, expect, test } from 'vitest';
import type { AccountNumber } from '../../../server/domain/telephony/number.ts';
import type { Profile } from '../../../server/domain/telephony/reach.ts';
import { cloneReach } from '../../../server/routing/reach/clone.ts';
import { EXAMPLE, profile } from './example.ts';

const COMPANY = '+31200000000';
const MINE = '+31201111111';
const MY_MOBILE = '+31611111111';
const kind = (e164: string) => (e164.startsWith('+316') ? 'mobile' : 'fixed');
const linked = (e164: string, linkedTo?: string): AccountNumber => ({
  e164,
  kind: kind(e164),
  ...(linkedTo && { linkedTo }),
});
const numbers = (...ofTarget: readonly string[]) => [
  linked(COMPANY),
  linked(MINE, '200'),
  linked(MY_MOBILE, '200'),
  ...ofTarget.map((e164) => linked(e164, '201')),
];
const device = ['fixed', 'mobile', 'web'] as const;

function cloned(
  set: Partial<Profile>,
  ofTarget: readonly string[],
  devices: readonly (typeof device)[number][] = device,
) {
  const reach = { ...EXAMPLE, profiles: [profile('default', set)], matrix: [], callerIdPrefixes: {} };
  const before = JSON.stringify(reach);
  const { reach: copy } = cloneReach(
    reach,
    { extension: '200', devices: device },
    { extension: '201', devices },
    numbers(...ofTarget),
  );
  expect(JSON.stringify(reach), 'R-37').toBe(before);
  return copy.profiles[0];
}
const callerIdOf = (e164: string, ofTarget: readonly string[]) =>
  cloned({ callerId: { mode: 'on', e164 } }, ofTarget)?.callerId;
const on = (e164: string) => ({ mode: 'on', e164 });

describe('numbers in a copy', () => {
  test.each([
    ['a', MINE, ['+31202222222', '+31622222222'], on('+31202222222')],
    ['b', MY_MOBILE, ['+31202222222', '+31622222222'], on('+31622222222')],
    ['c', MINE, ['+31622222222'], on('+31622222222')],
    ['d', MY_MOBILE, ['+31202222222'], on('+31202222222')],
    ['f', COMPANY, ['+31202222222'], on(COMPANY)],
  ])('R-39 R-41 R-42 row %s', (_, e164, ofTarget, expected) => {
    expect(callerIdOf(e164, ofTarget)).toEqual(expected);
  });

  test('R-39 R-41 row e: without a number of his own, no caller id is sent', () => {
    expect(callerIdOf(MINE, [])).toEqual({ mode: 'off' });
  });

  test('R-40: the first number is the topmost of its kind', () => {
    expect(callerIdOf(MINE, ['+31622222222', '+31203333333', '+31202222222'])).toEqual(on('+31203333333'));
    expect(callerIdOf(MY_MOBILE, ['+31202222222', '+31633333333', '+31622222222'])).toEqual(on('+31633333333'));
  });

  test('R-39 row g: a personal number that calls are forwarded to is cleared when he has none of its kind', () => {
    const to = { kind: 'number', e164: MY_MOBILE } as const;
    expect(cloned({ unconditional: { mode: 'on', to } }, ['+31202222222'])?.unconditional.to).toBeUndefined();
    expect(cloned({ unconditional: { mode: 'on', to } }, ['+31622222222'])?.unconditional.to).toEqual({
      kind: 'number',
      e164: '+31622222222',
    });
  });
});

describe('devices in a copy', () => {
  test.each([
    ['a', ['fixed', 'web'], ['fixed', 'mobile', 'web'], ['fixed', 'web']],
    ['b', ['fixed', 'mobile'], ['fixed', 'web'], ['fixed']],
    ['c', ['mobile'], ['fixed', 'web'], ['fixed', 'web']],
    ['d', ['mobile'], ['mobile'], ['mobile']],
    ['e', ['fixed', 'mobile'], ['web'], ['web']],
  ] as const)('R-38 row %s', (_, source, owned, expected) => {
    const has = (kinds: readonly string[]) => ({
      fixed: kinds.includes('fixed'),
      mobile: kinds.includes('mobile'),
      web: kinds.includes('web'),
    });
    expect(cloned({ devices: { mode: 'on', ...has(source) } }, [], owned)?.devices).toEqual({
      mode: 'on',
      ...has(expected),
    });
  });
});
