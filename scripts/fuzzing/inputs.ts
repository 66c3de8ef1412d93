// What parsers are fed: real samples with a few edits, free text with every UTF-16 code unit, and long runs of one piece,
// which find patterns that take quadratic time.
import fc from 'fast-check';

/** Pieces that mean something to some reader behind a parser. */
const NASTY = [
  '',
  '\0',
  '\r\n',
  '\n',
  ' ',
  '\t',
  '..',
  '../',
  '..\\',
  '%2e%2e%2f',
  '%00',
  '%',
  '%zz',
  '%c0%af',
  '//',
  '/',
  '\\',
  ';',
  ',',
  '=',
  ':',
  '"',
  "'",
  '<',
  '>',
  '&',
  '#',
  '?',
  '*',
  '-',
  '{{7*7}}',
  '{% raw %}',
  '$ne',
  '__proto__',
  'constructor',
  'NaN',
  'null',
  '-1',
  '0',
  '99999999999999999999',
  '1e999',
  'ÿ',
  'é',
  '\u202e',
  '\ud800',
  '😀',
] as const;

const LONG = 20_000;

/** Text of any code units: control characters, lone surrogates and line separators too. */
export const anyText: fc.Arbitrary<string> = fc
  .array(fc.nat(0xffff), { maxLength: 60 })
  .map((codes) => String.fromCharCode(...codes));

const piece = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...NASTY) },
  { weight: 1, arbitrary: fc.array(fc.nat(0xffff), { maxLength: 8 }).map((codes) => String.fromCharCode(...codes)) },
);

type Edit = readonly [kind: number, at: number, piece: string];
const edits: fc.Arbitrary<readonly Edit[]> = fc.array(fc.tuple(fc.nat(3), fc.nat(999), piece), {
  maxLength: 4,
  size: 'max',
});

/** @param samples  as real peers send them */
export function textLike(...samples: readonly string[]): fc.Arbitrary<string> {
  const edited = fc.tuple(fc.constantFrom(...samples), edits).map(([sample, all]) => all.reduce(applyEdit, sample));
  const long = fc
    .tuple(fc.constantFrom(...samples), fc.constantFrom(...samples, ...NASTY), fc.nat(LONG))
    .map(
      ([sample, part, length]) => sample + part.repeat(Math.ceil(length / Math.max(1, part.length))).slice(0, length),
    );
  return fc.oneof(
    { weight: 60, arbitrary: edited },
    { weight: 20, arbitrary: anyText },
    { weight: 1, arbitrary: long },
  );
}

function applyEdit(text: string, [kind, place, given]: Edit): string {
  const at = text.length === 0 ? 0 : place % (text.length + 1);
  switch (kind) {
    case 0:
      return text.slice(0, at) + given + text.slice(at);
    case 1:
      return text.slice(0, at) + given + text.slice(at + given.length);
    case 2:
      return text.slice(0, at) + text.slice(at + 1 + (place % 7));
    default:
      return text.slice(0, at) + text.slice(Math.max(0, at - 9), at) + text.slice(at);
  }
}

/** Datagrams: well-formed ones with bytes changed, cut short or run on, and any bytes at all. */
export function bytesLike(...samples: readonly Buffer[]): fc.Arbitrary<Buffer> {
  const change = fc.tuple(fc.nat(0xffff), fc.nat(0xff));
  const edited = fc
    .tuple(fc.constantFrom(...samples), fc.array(change, { maxLength: 4 }), fc.nat(0xffff), fc.boolean())
    .map(([sample, changes, cut, whole]) => {
      const bytes = Buffer.from(sample);
      for (const [at, byte] of changes) if (bytes.length > 0) bytes[at % bytes.length] = byte;
      return whole ? bytes : bytes.subarray(0, cut % (bytes.length + 1));
    });
  const any = fc.uint8Array({ maxLength: 200, size: 'max' }).map((bytes) => Buffer.from(bytes));
  const long = fc
    .tuple(fc.constantFrom(...samples), fc.nat(0xff), fc.nat(LONG))
    .map(([sample, byte, length]) => Buffer.concat([sample, Buffer.alloc(length, byte)]));
  return fc.oneof({ weight: 60, arbitrary: edited }, { weight: 20, arbitrary: any }, { weight: 1, arbitrary: long });
}

/** Any JSON, with member names that programs trip over. */
export const anyJson: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom(null, true, false, 0, -1, 1e308, 0.1, 2 ** 53),
    piece,
    fc.array(tie('value'), { maxLength: 3 }),
    fc
      .array(fc.tuple(piece, tie('value')), { maxLength: 3 })
      // Object.fromEntries makes __proto__ a member of its own, as JSON.parse does.
      .map((members) => Object.fromEntries(members)),
  ),
})).value;
