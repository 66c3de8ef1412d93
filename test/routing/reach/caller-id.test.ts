import { describe, expect, test } from 'vitest';
import { CALLER_ID_CODES } from '../../../server/domain/telephony/reach.ts';
import { callerIdFor, readDialledCode } from '../../../server/routing/reach/caller-id.ts';
import { always, compiled, EXAMPLE, NOON, profile } from './example.ts';

const NORMAL = '+31202222222';
const DYNAMIC = '+31201111111';
const reach = always({ callerId: { mode: 'on', e164: NORMAL } });
const number = (e164: string) => ({ kind: 'number', e164 });

describe('a code in front of the number', () => {
  test.each([
    ['a', '0612345678', 'fixed', number(NORMAL)],
    ['b', '#32#0612345678', 'fixed', number(DYNAMIC)],
    ['b, softphone', '#32#0612345678', 'web', number(DYNAMIC)],
    ['c', '1320612345678', 'mobile', number(DYNAMIC)],
    ['d', '#31#0612345678', 'fixed', { kind: 'anonymous' }],
    ['e', '1310612345678', 'mobile', { kind: 'anonymous' }],
    ['f', '#33#0612345678', 'fixed', number(NORMAL)],
  ] as const)('R-48 R-44 R-45 R-46 R-47 row %s: %s from %s', (_, dialled, device, expected) => {
    const read = readDialledCode(dialled, device);
    expect(read.number).toBe('0612345678');
    expect(callerIdFor(reach, read, {}, NOON).sent).toEqual(expected);
  });

  test('R-43 there are nine of them, and 31 is none', () => {
    expect(CALLER_ID_CODES).toHaveLength(9);
    for (const code of CALLER_ID_CODES) {
      expect(readDialledCode(`#${code}#0612345678`, 'fixed')).toEqual({ code, number: '0612345678' });
      expect(readDialledCode(`1${code}0612345678`, 'mobile')).toEqual({ code, number: '0612345678' });
    }
  });

  test('R-46 only mobile phones dial 13X for it, and a code alone is none', () => {
    expect(readDialledCode('1320612345678', 'fixed')).toEqual({ number: '1320612345678' });
    expect(readDialledCode('#32#', 'fixed')).toEqual({ number: '#32#' });
    expect(readDialledCode('132', 'mobile')).toEqual({ number: '132' });
  });
});

describe('the order', () => {
  const withClass = compiled({
    profiles: [profile('default', { callerId: { mode: 'on', e164: NORMAL } })],
    callClasses: EXAMPLE.callClasses.map((one) => (one.id === 'family' ? { ...one, callerId: '+31203333333' } : one)),
    matrix: [],
  });

  test('R-49 R-24 A-45: code, then class of whoever is called, then the active profile', () => {
    const call = (called: Parameters<typeof callerIdFor>[1]) => callerIdFor(withClass, called, {}, NOON).sent;
    expect(call({ number: '0612345678', code: '32' })).toEqual(number(DYNAMIC));
    expect(call({ number: '0612345678' })).toEqual(number('+31203333333'));
    expect(call({ number: '0201234567' })).toEqual(number(NORMAL));
    expect(call({ number: '0612345678', code: '31' })).toEqual({ kind: 'anonymous' });
    expect(callerIdFor(always({}), { number: '0201234567' }, {}, NOON).sent).toEqual({ kind: 'unset' });
  });

  test('R-10 the profile is that of the active status and the class of whoever is called', () => {
    const made = compiled({
      profiles: [
        profile('default', { callerId: { mode: 'on', e164: NORMAL } }),
        profile('away', { callerId: { mode: 'on', e164: '+31203333333' } }),
        profile('quiet', { callerId: { mode: 'off' } }),
      ],
      matrix: [
        { status: 'out', callClass: 'base', profile: 'away' },
        { status: 'out', callClass: 'family', profile: 'quiet' },
      ],
    });
    const out = { manual: { status: 'out' } };
    expect(callerIdFor(made, { number: '0201234567' }, out, NOON).sent).toEqual(number('+31203333333'));
    expect(callerIdFor(made, { number: '0612345678' }, out, NOON).sent).toEqual({ kind: 'unset' });
    expect(callerIdFor(made, { number: '0201234567' }, {}, NOON).sent).toEqual(number(NORMAL));
  });

  test('R-11 inside, extension and name are shown whatever the profile and the class say', () => {
    expect(callerIdFor(withClass, { extension: '201' }, {}, NOON).sent).toEqual({ kind: 'internal' });
  });
});
