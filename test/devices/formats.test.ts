// The formats of phones' files: whatever a person types stays one value on one line.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FORMATS } from '../../server/devices/formats.ts';
import { anyText } from '../domain/any-text.ts';

const NASTY = fc.oneof(
  anyText(),
  fc
    .array(
      fc.constantFrom(
        '\n',
        '\r',
        '\0',
        '\u0001',
        '\u0002',
        '\u0085',
        '\u2028',
        '=',
        ' = ',
        ': ',
        '#',
        '"',
        "'",
        '<',
        '&',
        '%',
        'a.b',
      ),
    )
    .map((parts) => parts.join('')),
);

describe.each(Object.values(FORMATS))('$name', ({ escape: write }) => {
  test('facts/yealink.md 4.0, 9.3: an escaped value never ends its line nor holds a mark', () => {
    fc.assert(
      fc.property(NASTY, (text) => {
        // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are exactly what is looked for
        expect(write(text)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/);
      }),
    );
  });

  test('switches are written 1 and 0, numbers as they are', () => {
    expect([write(true), write(false), write(15), write(0)]).toEqual(['1', '0', '15', '0']);
  });
});

describe.each([FORMATS.equals, FORMATS.colon])('$name', ({ escape: write, readLine, writeLine, name }) => {
  test('a written line reads back as the same key and value', () => {
    fc.assert(
      fc.property(NASTY, (text) => {
        const value = write(text);
        const line = writeLine?.('some.key', value) ?? '';
        expect(readLine(line)).toEqual({ key: 'some.key', value: name === 'colon' ? value.trim() : value });
      }),
    );
  });
});

describe('equals (facts/yealink.md 0, 4.0)', () => {
  const { escape: write, readLine, checkRaw } = FORMATS.equals;

  test.each([
    ['Anna', 'Anna'],
    ['  Anna  ', 'Anna'],
    ['A\nB = C', 'AB = C'],
    ['a=b#c;d&e<f', 'a=b#c;d&e<f'],
    ['"quoted"', '"quoted"'],
    ['Zoë 日本', 'Zoë 日本'],
  ])('%j is written %j', (text, written) => {
    expect(write(text)).toBe(written);
  });

  test.each(['', '   ', '\n', '\u0001\u0002'])(
    '7.7: %j, which leaves nothing, is written %%NULL%%, never blank',
    (text) => {
      expect(write(text)).toBe('%NULL%');
    },
  );

  test('comments, headers and blank lines are no parameters', () => {
    for (const line of ['', '#!version:1.0.0.1', '# a = b', 'include:config "a.cfg"', ' = b'])
      expect(readLine(line)).toBeUndefined();
    expect(readLine('a.b = c = d')).toEqual({ key: 'a.b', value: 'c = d' });
  });

  test.each([
    'features.dnd.allow',
    'static.network.vlan.pc_port_vid',
    'linekey.1.type',
    'account.1.codec.g722_1_24kpbs.enable',
  ])('raw %s is a parameter name', (key) => {
    expect(checkRaw(key, 'x')).toBeUndefined();
    expect(checkRaw(key, '')).toBeUndefined();
  });

  test.each(['', 'features', 'a b.c', 'a.b=', '#a.b', 'a..b', '.a', 'a.', 'a.b\nc.d', 'overwrite_mode'])(
    'raw %j is refused',
    (key) => {
      expect(checkRaw(key, 'x')).toContain('is not a parameter name');
    },
  );

  test.each(['a\nb', ' a', 'a ', 'a\u0000'])('the raw value %j is refused', (value) => {
    expect(checkRaw('a.b', value)).toContain('the value of a.b must be one line');
  });
});

describe('colon (facts/aastra-mitel.md 4.1)', () => {
  const { escape: write, checkRaw } = FORMATS.colon;

  test('a value with # is quoted, and no quote of the text survives', () => {
    expect(write('a#b')).toBe('"a#b"');
    expect(write('a"#"b')).toBe('"a#b"');
    expect(write('say "hi"')).toBe('say hi');
  });

  test.each([
    'time server1',
    '!sip line1 user name',
    '^dnd key mode',
    'dst [start|end] relative date',
    'map redial key-to',
  ])('raw %s is a parameter name', (key) => {
    expect(checkRaw(key, 'x')).toBeUndefined();
  });

  test.each(['', '1abc', 'a:b', '#a', 'a\nb'])('raw %j is refused', (key) => {
    expect(checkRaw(key, 'x')).toContain('is not a parameter name');
  });

  test('a raw value of two lines is refused', () => {
    expect(checkRaw('time server1', 'a\nb: c')).toContain('must be one line');
  });
});

describe('xml (facts/gigaset-auerswald.md 5.1)', () => {
  const { escape: write, checkRaw } = FORMATS.xml;

  test('no text can leave its attribute or element', () => {
    expect(write(`<a b="c" d='e'>&amp;`)).toBe('&lt;a b=&quot;c&quot; d=&apos;e&apos;&gt;&amp;amp;');
    fc.assert(
      fc.property(NASTY, (text) => {
        expect(write(text)).not.toMatch(/[<>"']|&(?!amp;|lt;|gt;|quot;|apos;)/);
      }),
    );
  });

  test('raw pairs must be one line and have a key', () => {
    expect(checkRaw('S_SIP_SERVER_1', 'x')).toBeUndefined();
    expect(checkRaw('', 'x')).toContain('must be one line');
    expect(checkRaw('a', 'b\nc')).toContain('must be one line');
  });
});
