// `extra`: raw parameters in three forms, brought to ordered pairs.
import { describe, expect, test } from 'vitest';
import { looksSecret, readRawPairs } from '../../server/domain/raw-lines.ts';

describe('readRawPairs', () => {
  test('facts/yealink.md 0: text, one pair a line, a key may come again, order kept', () => {
    const text =
      '# a comment\r\nfeatures.dnd.allow = 0\n\n  \nstatic.security.user_password = admin:x\nstatic.security.user_password=user:y\n';
    expect(readRawPairs(text, '=')).toEqual([
      { key: 'features.dnd.allow', value: '0' },
      { key: 'static.security.user_password', value: 'admin:x' },
      { key: 'static.security.user_password', value: 'user:y' },
    ]);
  });

  test('only the first separator splits, and a value may be empty', () => {
    expect(readRawPairs('a.b = c = d\ne.f =', '=')).toEqual([
      { key: 'a.b', value: 'c = d' },
      { key: 'e.f', value: '' },
    ]);
  });

  test('the colon of other makers', () => {
    expect(readRawPairs('time server1: ntp.example.com\nxml url: http://h:80/', ':')).toEqual([
      { key: 'time server1', value: 'ntp.example.com' },
      { key: 'xml url', value: 'http://h:80/' },
    ]);
  });

  test.each([
    ['no separator', 1],
    ['a.b = c\nbad', 2],
    ['\n\n= value', 3],
  ])('%j: line %i is bad', (text, badLine) => {
    expect(readRawPairs(text, '=')).toEqual({ badLine });
  });

  test('a list of pairs as it is, an object in its order', () => {
    const pairs = [
      { key: 'b.c', value: '1' },
      { key: 'b.c', value: '2' },
    ];
    expect(readRawPairs(pairs, '=')).toEqual(pairs);
    expect(readRawPairs({ 'b.c': '1', 'a.b': '2' }, '=')).toEqual([
      { key: 'b.c', value: '1' },
      { key: 'a.b', value: '2' },
    ]);
  });

  test('nothing is nothing', () => {
    for (const input of ['', '\n# x\n', [], {}]) expect(readRawPairs(input, '=')).toEqual([]);
  });
});

describe('looksSecret (design.md: secrets are masked in every view)', () => {
  test.each([
    'account.1.password',
    'static.security.user_password',
    'ldap.password',
    'static.auto_provision.aes_key_16.mac',
    'static.network.802_1x.md5_password',
    'base.pin_code',
    'sip line1 password',
    'admin passwd',
    'push_xml.Secret',
  ])('%s', (key) => {
    expect(looksSecret(key)).toBe(true);
  });

  test.each(['features.dnd.allow', 'linekey.1.value', 'account.1.user_name', 'lang.gui'])('not %s', (key) => {
    expect(looksSecret(key)).toBe(false);
  });
});
