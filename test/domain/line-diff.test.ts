// What changed between two files, line by line: laid over the former lines it gives the new ones, with no line told for nothing.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ComparedLine, type DiffLine, diffLines } from '../../server/domain/line-diff.ts';

const plain = (lines: readonly string[]): ComparedLine[] => lines.map((text) => ({ text, masked: text }));
const words = (text: string): readonly string[] => (text === '' ? [] : text.split(' '));
const said = (diff: readonly DiffLine[]): string => diff.map(({ sign, text }) => sign + text).join(' ');
const diffOf = (before: readonly string[], after: readonly string[]) => diffLines(plain(before), plain(after));

/** Whether the diff leads from one to the other: between its lines any number of lines that stand on both sides. */
function leads(before: readonly string[], diff: readonly DiffLine[], after: readonly string[]): boolean {
  const from = (i: number, j: number, k: number): boolean => {
    const next = diff[k];
    if (!next && i === before.length && j === after.length) return true;
    if (i < before.length && before[i] === after[j] && from(i + 1, j + 1, k)) return true;
    if (next?.sign === '-') return before[i] === next.text && from(i + 1, j, k + 1);
    return next?.sign === '+' && after[j] === next.text && from(i, j + 1, k + 1);
  };
  return from(0, 0, 0);
}

/** The longest list of lines that stand in both in the same order, found the slow way. */
function commonLines([first, ...before]: readonly string[], after: readonly string[]): number {
  if (first === undefined) return 0;
  const without = commonLines(before, after);
  const place = after.indexOf(first);
  return place < 0 ? without : Math.max(without, 1 + commonLines(before, after.slice(place + 1)));
}

const someLines = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 8 });

describe('diffLines (DEV-14: what is shown before a change)', () => {
  test.each([
    ['', '', ''],
    ['a b c', 'a b c', ''],
    ['', 'a b', '+a +b'],
    ['a b', '', '-a -b'],
    ['a b c', 'a x c', '-b +x'],
    ['a b c', 'a c', '-b'],
    ['a c', 'a b c', '+b'],
    ['a b a c', 'a a c', '-b'],
    ['a a', 'a a a', '+a'],
    ['a b', 'b a', '-a +a'],
    ['1 2 3 4', '2 1 3 5', '-1 +1 -4 +5'],
    ['a b c d', 'e f', '-a -b -c -d +e +f'],
  ])('%j to %j: %j', (before, after, told) => {
    expect(said(diffOf(words(before), words(after)))).toBe(told);
  });

  test('leads from any lines to any others', () => {
    fc.assert(
      fc.property(someLines, someLines, (before, after) => {
        expect(leads(before, diffOf(before, after), after)).toBe(true);
      }),
    );
  });

  test('tells no line that could have stayed', () => {
    fc.assert(
      fc.property(someLines, someLines, (before, after) => {
        const kept = commonLines(before, after);
        expect(diffOf(before, after)).toHaveLength(before.length + after.length - 2 * kept);
      }),
    );
  });

  test('the same change has the same diff, whatever stands around it: such phones are one group', () => {
    const other = fc.array(fc.constantFrom('p', 'q'), { maxLength: 6 });
    fc.assert(
      fc.property(someLines, someLines, other, other, (before, after, head, tail) => {
        expect(diffOf([...head, ...before, ...tail], [...head, ...after, ...tail])).toEqual(diffOf(before, after));
      }),
    );
  });

  test('a secret that changed shows as a changed line, and never as itself', () => {
    const secret = (text: string): ComparedLine => ({ text: `pin = ${text}`, masked: 'pin = ***' });
    expect(diffLines([secret('1')], [secret('1')])).toEqual([]);
    expect(said(diffLines([secret('1')], [secret('2')]))).toBe('-pin = *** +pin = ***');
  });

  test('files with next to nothing in common and too long for a table are told whole, but for their ends', () => {
    const many = (letter: string) => Array.from({ length: 2_100 }, (_, i) => `${letter}${i}`);
    const before = ['head', ...many('a'), 'tail'];
    const after = ['head', ...many('b'), 'tail'];
    const diff = diffOf(before, after);
    expect(diff.map(({ sign, text }) => sign + text)).toEqual([
      ...many('a').map((text) => `-${text}`),
      ...many('b').map((text) => `+${text}`),
    ]);
  });
});
