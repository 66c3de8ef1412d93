// EXT-44 to EXT-46, EXT-90: which PINs are taken, and the one that must be changed.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isOneTimePin, pinProblem } from '../../server/domain/pin.ts';

describe('PINs (EXT-45, EXT-46)', () => {
  test.each(['1111', '9999', '1234', '4321', '0123', '3210', '6789', '9876'])('%s is refused', (pin) => {
    expect(pinProblem(pin, { by: 'user' })).toBeDefined();
    expect(pinProblem(pin, { by: 'admin' })).toBeDefined();
  });

  test.each(['1357', '2580', '7890', '1244', '1221', '0001', '1984'])('%s is taken', (pin) => {
    expect(pinProblem(pin, { by: 'user' })).toBeUndefined();
  });

  test.each(['', '123', '13579', '12a4', '١٢٣٥', ' 135', '13.5'])('%j is not four digits', (pin) => {
    expect(pinProblem(pin, { by: 'admin' })).toContain('4 digits');
  });

  test('a longer one where that is configured', () => {
    expect(pinProblem('135791', { by: 'user', length: 6 })).toBeUndefined();
    expect(pinProblem('1357', { by: 'user', length: 6 })).toContain('6 digits');
    expect(pinProblem('123456', { by: 'user', length: 6 })).toBeDefined();
  });

  test('0000 is an admin’s one-time PIN (EXT-44), and nothing of the kind for a voicemail extension (EXT-90)', () => {
    expect(pinProblem('0000', { by: 'admin' })).toBeUndefined();
    expect(pinProblem('0000', { by: 'user' })).toBeDefined();
    expect(pinProblem('0000', { by: 'admin', hasOneTimePin: false })).toBeDefined();
    expect(['0000', '000000', '0001', '000', ''].map(isOneTimePin)).toEqual([true, true, false, false, false]);
  });

  test('of all ten thousand a user may choose all but ten of one digit and fourteen rows', () => {
    const all = Array.from({ length: 10_000 }, (_, i) => String(i).padStart(4, '0'));
    expect(all.filter((pin) => pinProblem(pin, { by: 'user' }) !== undefined)).toHaveLength(24);
  });

  test('what is said never holds the PIN', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9]{5,12}$/), (pin) => !(pinProblem(pin, { by: 'user' }) ?? '').includes(pin)),
    );
  });
});
