// Networks from which a phone may come (design.md "Phones' URLs and trust").
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addressKey,
  isAddress,
  isInside,
  isNetwork,
  keysOfNetwork,
  plainAddress,
} from '../../server/domain/networks.ts';

describe('isNetwork', () => {
  test.each([
    '192.0.2.7',
    '192.0.2.0/24',
    '0.0.0.0/0',
    '192.0.2.7/32',
    '2001:db8::1',
    '2001:db8::/48',
    '::/0',
    '::ffff:192.0.2.0/120',
  ])('%s', (text) => {
    expect(isNetwork(text)).toBe(true);
  });

  test.each([
    '',
    '/',
    '192.0.2.0/33',
    '192.0.2.0/',
    '192.0.2.0/-1',
    '192.0.2.0/24/8',
    '192.0.2.256',
    '192.0.2',
    '10.1',
    '0x7f.1',
    '010.0.0.1',
    '3221225985',
    '10.1/16',
    '2001:db8::/129',
    '2001:db8::g',
    'fe80::1%eth0',
    'pbx.example.com',
    '192.0.2.0 - 192.0.2.9',
  ])('not %j', (text) => {
    expect(isNetwork(text)).toBe(false);
  });

  test('an address is a network, a block is no address', () => {
    expect(isAddress('192.0.2.7')).toBe(true);
    expect(isAddress('2001:db8::7')).toBe(true);
    for (const text of ['192.0.2.0/24', '2001:db8::/48', '10.1', 'fe80::1%eth0', ''])
      expect(isAddress(text)).toBe(false);
  });
});

describe('isInside', () => {
  test.each([
    ['192.0.2.7', ['192.0.2.7'], true],
    ['192.0.2.8', ['192.0.2.7'], false],
    ['192.0.2.200', ['192.0.2.0/24'], true],
    ['192.0.3.1', ['192.0.2.0/24'], false],
    ['192.0.3.1', ['192.0.2.0/24', '192.0.3.0/24'], true],
    ['10.1.2.3', ['0.0.0.0/0'], true],
    ['2001:db8::1', ['0.0.0.0/0'], false],
    ['2001:db8:0:1::9', ['2001:db8::/48'], true],
    ['2001:db8:1::9', ['2001:db8::/48'], false],
    ['2001:DB8::9', ['2001:db8::9'], true],
    ['::ffff:192.0.2.7', ['192.0.2.0/24'], true],
    ['192.0.2.7', ['::ffff:192.0.2.7'], true],
    ['192.0.2.7', ['::ffff:192.0.2.0/120'], true],
    ['192.0.3.7', ['::ffff:192.0.2.0/120'], false],
    ['192.0.2.7', ['::/0'], false],
    ['192.0.2.7', [], false],
    ['', ['0.0.0.0/0'], false],
    ['not an address', ['0.0.0.0/0'], false],
  ])('%s in %j: %s', (address, networks, inside) => {
    expect(isInside(address, networks)).toBe(inside);
  });
});

test.each([
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['192.0.2.7', '192.0.2.7'],
  ['2001:DB8:0::7', '2001:db8::7'],
  ['unix', 'unix'],
])('%s is written %s', (address, plain) => {
  expect(plainAddress(address)).toBe(plain);
});

describe('keys of addresses', () => {
  test('compare as addresses do, and a network is a range of them', () => {
    expect(addressKey('192.0.2.1')).toBe('00000000000000000000ffffc0000201');
    expect(addressKey('::ffff:192.0.2.1')).toBe(addressKey('192.0.2.1'));
    expect(addressKey('x')).toBeUndefined();
    expect(keysOfNetwork('192.0.2.0/24')).toEqual({
      first: addressKey('192.0.2.0'),
      last: addressKey('192.0.2.255'),
    });
    expect(keysOfNetwork('2001:db8::7')).toEqual({ first: addressKey('2001:db8::7'), last: addressKey('2001:db8::7') });
  });

  test('an address lies between the keys of a network exactly when it is inside it', () => {
    const pair = fc.oneof(fc.tuple(fc.ipV4(), fc.ipV4()), fc.tuple(fc.ipV6(), fc.ipV6()));
    let inside = 0;
    fc.assert(
      fc.property(pair, fc.oneof(fc.nat(4), fc.nat(128)), ([address, base], wanted) => {
        const network = `${base}/${base.includes(':') ? wanted : wanted % 33}`;
        // `::1.2.3.4` is read as the IPv4 address in it.
        if (!isNetwork(network) || /:.*\./.test(address + base)) return;
        const { first, last } = keysOfNetwork(network);
        const key = addressKey(address) ?? '';
        inside += isInside(address, [network]) ? 1 : 0;
        expect(key >= first && key <= last).toBe(isInside(address, [network]));
        expect((addressKey(base) ?? '') >= first).toBe(true);
      }),
      { numRuns: 500 },
    );
    expect(inside).toBeGreaterThan(20);
  });
});
