// Free text that phones display, and the one catalogue of our own texts.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hasControlCharacters, onOneLine } from '../../server/domain/text.ts';
import { text } from '../../server/domain/texts.ts';
import { anyText } from './any-text.ts';

describe('onOneLine (facts/yealink.md 4.0)', () => {
  test.each([
    ['Anna', 'Anna'],
    [' Anna ', 'Anna'],
    ['A\nB', 'AB'],
    ['A\r\n\r\nB', 'AB'],
    ['A\tB', 'AB'],
    ['\0A\u0001B\u0002', 'AB'],
    ['A\u0085B\u2028C\u2029D', 'ABCD'],
    ['\n \n', ''],
    ['Zoë 日本 🙂', 'Zoë 日本 🙂'],
  ])('%j becomes %j', (raw, plain) => {
    expect(onOneLine(raw)).toBe(plain);
  });

  test('the result is one line, and stays as it is the second time', () => {
    fc.assert(
      fc.property(anyText(), (raw) => {
        const plain = onOneLine(raw);
        expect(hasControlCharacters(plain)).toBe(false);
        expect(onOneLine(plain)).toBe(plain);
        expect(plain.split(/\r\n|[\n\r\v\f\u0085\u2028\u2029]/)).toHaveLength(1);
      }),
    );
  });

  test('hasControlCharacters tells what would be lost', () => {
    for (const raw of ['a\nb', '\u007f', '\u009f', '\u2028']) expect(hasControlCharacters(raw)).toBe(true);
    for (const raw of ['', 'a b', 'é', '🙂']) expect(hasControlCharacters(raw)).toBe(false);
  });
});

test('our own texts are Dutch for nl and English for everybody else', () => {
  expect(text('nl', 'key.login')).toBe('Inloggen');
  expect(['en', 'de', ''].map((language) => text(language, 'key.login'))).toEqual(['Log in', 'Log in', 'Log in']);
});
