// The binary chain, byte for byte. Source: facts/gigaset-auerswald.md 3.2
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CHAIN_FILES, chainFile, encodeRecord, TAGS } from '../../../server/devices/gigaset/tlv.ts';

function hex(bytes: Buffer | undefined): string | undefined {
  return bytes?.toString('hex').replace(/(..)(?!$)/g, '$1 ');
}

test('3.2: siu with the URL of the sheet', () => {
  expect(hex(encodeRecord(TAGS.document, 'http://%DURL/%MACD.xml'))).toBe(
    '00 19 03 17 68 74 74 70 3a 2f 2f 25 44 55 52 4c 2f 25 4d 41 43 44 2e 78 6d 6c 00',
  );
});

test('3.2: a link as wazo has it, two folders up', () => {
  expect(hex(encodeRecord(TAGS.next, '../../sifs/sih_4xx.bin'))).toBe(
    '04 19 03 17 2e 2e 2f 2e 2e 2f 73 69 66 73 2f 73 69 68 5f 34 78 78 2e 62 69 6e 00',
  );
});

test('3.2: master.bin starts the chain with tag 03', () => {
  expect(hex(chainFile('master', 'http://192.0.2.1/p/%MACD.xml'))).toBe(
    '03 0f 03 0d 73 69 66 73 72 6f 6f 74 2e 62 69 6e 00',
  );
});

test('3.2: five files lead from master.bin to the URL pattern, and no link leaves the folder', () => {
  const strings = CHAIN_FILES.map((file) => {
    const [tag, outer = 0, inner, length = 0, ...rest] = chainFile(file, 'http://192.0.2.1/p/%MACD.xml') ?? [];
    expect(inner).toBe(3);
    expect(outer).toBe(length + 2);
    expect(rest).toHaveLength(length);
    expect(rest.at(-1)).toBe(0);
    return [tag, Buffer.from(rest.slice(0, -1)).toString()];
  });
  expect(strings).toEqual([
    [3, 'sifsroot.bin'],
    [4, 'sih.bin'],
    [4, 'sit.bin'],
    [4, 'siu.bin'],
    [0, 'http://192.0.2.1/p/%MACD.xml'],
  ]);
});

test('a text that a record cannot hold is refused: too long by one, empty, a line end, an umlaut', () => {
  expect(encodeRecord(0, 'x'.repeat(252))).toHaveLength(257);
  expect([...(encodeRecord(0, 'x'.repeat(252))?.subarray(0, 4) ?? [])]).toEqual([0, 255, 3, 253]);
  for (const text of ['x'.repeat(253), '', 'a\nb', 'ü', '\0']) expect(encodeRecord(0, text)).toBeUndefined();
});

test('what is encoded can be read back', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 252 }), (text) => {
      const bytes = encodeRecord(4, text);
      expect(bytes?.subarray(4, -1).toString('ascii')).toBe(text);
      expect(bytes?.[1]).toBe((bytes?.length ?? 0) - 2);
    }),
  );
});
