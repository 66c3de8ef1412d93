// MACs as people, files and phones write them.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatMac, isMac, ouiOf, parseMac } from '../../server/domain/mac.ts';
import { anyText } from './any-text.ts';

describe('parseMac (DEV-2, facts/yealink.md 0, 2)', () => {
  test.each([
    '805ec0123456',
    '805EC0123456',
    '80:5E:C0:12:34:56',
    '80-5e-c0-12-34-56',
    '805e.c012.3456',
    '80 5e c0 12 34 56',
    ' 80:5e:c0:12:34:56\n',
  ])('reads %j', (text) => {
    expect(parseMac(text)).toBe('805ec0123456');
  });

  test.each([
    ['', 'nothing'],
    ['805ec012345', 'eleven digits'],
    ['805ec01234567', 'thirteen digits'],
    ['805ec012345g', 'no hex digit'],
    ['80_5e_c0_12_34_56', 'another separator'],
    ['000000000000', 'all zero'],
    ['ff:ff:ff:ff:ff:ff', 'broadcast'],
    ['01:00:5e:00:00:fb', 'IPv4 multicast'],
    ['33:33:00:00:00:01', 'IPv6 multicast'],
    ['８０5ec0123456', 'full-width digits'],
  ])('refuses %j (%s)', (text) => {
    expect(parseMac(text)).toBeUndefined();
  });

  test('any single address reads back from every way of writing it', () => {
    const digits = fc
      .uint8Array({ minLength: 6, maxLength: 6 })
      .map((bytes) => Buffer.from(bytes.with(0, (bytes[0] ?? 0) & 0xfe)).toString('hex'))
      .filter((text) => text !== '000000000000');
    fc.assert(
      fc.property(digits, fc.constantFrom(':', '-', '.', ' ', ''), fc.boolean(), (text, separator, upper) => {
        const written = (text.match(/../g) ?? []).join(separator);
        const parsed = parseMac(upper ? written.toUpperCase() : written);
        expect(parsed).toBe(text);
        expect(parsed && parseMac(formatMac(parsed))).toBe(text);
      }),
    );
  });

  test('any text gives a Mac or nothing', () => {
    fc.assert(
      fc.property(anyText(), (text) => {
        const parsed = parseMac(text);
        if (parsed !== undefined) expect(isMac(parsed)).toBe(true);
      }),
    );
  });
});

test('a Mac is written for people with colons, and known by its first three octets', () => {
  const mac = parseMac('805EC0123456');
  expect(mac && formatMac(mac)).toBe('80:5e:c0:12:34:56');
  expect(mac && ouiOf(mac)).toBe('805ec0');
});

test('isMac takes only the inner form', () => {
  expect(isMac('805ec0123456')).toBe(true);
  for (const text of ['805EC0123456', '80:5e:c0:12:34:56', '805ec0123456 ']) expect(isMac(text)).toBe(false);
});
