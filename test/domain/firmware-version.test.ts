// DEV-37: versions compare field by field as integers, and the first field is the hardware.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareFirmware, hardwareIdOf, parseFirmwareVersion } from '../../server/domain/firmware-version.ts';

function version(text: string) {
  const parsed = parseFirmwareVersion(text);
  if (!parsed) throw new Error(`${text} is no version`);
  return parsed;
}

describe('parseFirmwareVersion', () => {
  test.each([
    ['66.83.188.6', [66, 83, 188, 6]],
    ['185.87.0.34', [185, 87, 0, 34]],
    ['5.1', [5, 1]],
    ['1.2.3.4.5.6.7.8', [1, 2, 3, 4, 5, 6, 7, 8]],
    ['066.083', [66, 83]],
  ])('reads %s', (text, fields) => {
    expect(parseFirmwareVersion(text)).toEqual({ text, fields });
  });

  test.each([
    '',
    '66',
    '66.',
    '.66',
    '66..83',
    '66.83.188.6 ',
    '66.83.188.6\n',
    'v66.83',
    '66.83.188.6-beta',
    '-1.2',
    '1e3.2',
    '1.2.3.4.5.6.7.8.9',
    '1234567890.1',
  ])('refuses %j', (text) => {
    expect(parseFirmwareVersion(text)).toBeUndefined();
  });
});

describe('compareFirmware', () => {
  test.each([
    ['66.83.188.6', '66.83.188.14'],
    ['66.83.188.14', '66.84.0.15'],
    ['66.83.188.999', '66.84.0.0'],
    ['9.1', '10.0'],
    ['66.83', '66.83.0.1'],
  ])('%s is older than %s', (older, newer) => {
    expect(compareFirmware(version(older), version(newer))).toBeLessThan(0);
    expect(compareFirmware(version(newer), version(older))).toBeGreaterThan(0);
  });

  test('missing fields count as 0, leading zeros do not count', () => {
    expect(compareFirmware(version('66.83'), version('66.83.0.0'))).toBe(0);
    expect(compareFirmware(version('066.083'), version('66.83'))).toBe(0);
  });

  test('it is an order: antisymmetric and transitive', () => {
    const versions = fc.array(fc.nat(300), { minLength: 2, maxLength: 8 }).map((fields) => version(fields.join('.')));
    fc.assert(
      fc.property(versions, versions, versions, (a, b, c) => {
        expect(Math.sign(compareFirmware(a, b)) + Math.sign(compareFirmware(b, a))).toBe(0);
        const [x, y, z] = [a, b, c].toSorted(compareFirmware);
        if (x && y && z) {
          expect(compareFirmware(x, y)).toBeLessThanOrEqual(0);
          expect(compareFirmware(y, z)).toBeLessThanOrEqual(0);
          expect(compareFirmware(x, z)).toBeLessThanOrEqual(0);
        }
      }),
    );
  });
});

test('the hardware id is the first field', () => {
  expect(hardwareIdOf(version('66.83.188.6'))).toBe(66);
});
