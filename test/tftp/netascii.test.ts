import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { netasciiDecoder, toNetascii } from '../../server/tftp/netascii.ts';

const TABLE: readonly (readonly [text: string, wire: string])[] = [
  ['', ''],
  ['abc', 'abc'],
  ['a\nb\n', 'a\r\nb\r\n'],
  ['\n', '\r\n'],
  ['\n\n', '\r\n\r\n'],
  ['a\rb', 'a\r\0b'],
  ['a\r\nb', 'a\r\0\r\nb'],
  ['\r', '\r\0'],
  ['\0', '\0'],
  ['\xff\n', '\xff\r\n'],
];

const decode = (pieces: readonly Buffer[]): Buffer => {
  const decoder = netasciiDecoder();
  return Buffer.concat([...pieces, Buffer.alloc(0)].map((piece) => decoder(piece)));
};

/** The bytes cut at the given places. */
const cutAt = (whole: Buffer, places: readonly number[]): Buffer[] => {
  const cuts = [...places.map((place) => place % (whole.length + 1)), 0, whole.length].sort((a, b) => a - b);
  // An empty piece says "the end": none may come before.
  return cuts.map((cut, index) => whole.subarray(cut, cuts[index + 1])).filter((piece) => piece.length > 0);
};

/** Texts rich in what netascii changes. */
const tricky = fc
  .array(fc.constantFrom(0x0a, 0x0d, 0x00, 0x41, 0xff), { maxLength: 60 })
  .map((values) => Buffer.from(values));
const places = fc.array(fc.nat(), { maxLength: 8 });

describe('netascii', () => {
  it.each(TABLE)('%j is %j on the wire, and back', (text, wire) => {
    expect(toNetascii(Buffer.from(text, 'latin1')).toString('latin1')).toBe(wire);
    expect(decode(wire === '' ? [] : [Buffer.from(wire, 'latin1')]).toString('latin1')).toBe(text);
  });

  it('a CR that the wire should not carry stays', () => {
    expect(decode([Buffer.from('a\rb\r\r\nc\r')]).toString()).toBe('a\rb\r\nc\r');
  });

  it('is the same in pieces as in one, both ways, and gives any bytes back', () => {
    fc.assert(
      fc.property(tricky, places, places, (text, textCuts, wireCuts) => {
        const wire = toNetascii(text);
        expect(Buffer.concat(cutAt(text, textCuts).map(toNetascii))).toEqual(wire);
        expect(decode(cutAt(wire, wireCuts))).toEqual(text);
      }),
      { numRuns: 2000 },
    );
  });
});
