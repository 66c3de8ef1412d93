// What changed between two texts: laid over the former text the diff gives the newer one, and no line stands in it for nothing.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { diffLines } from '../../../server/cpe/care/text-diff.ts';

/** How often each line stands in a text, less the lines that went, more those that came. */
function counted(text: string, diff = diffLines('', '')): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const add = (line: string, by: number) => counts.set(line, (counts.get(line) ?? 0) + by);
  for (const line of text.split('\n')) add(line, 1);
  for (const { op, text: line } of diff) add(line, op === '+' ? 1 : -1);
  return new Map([...counts].filter(([, count]) => count !== 0));
}

describe('diffLines', () => {
  test.each([
    ['a\nb\nc', 'a\nb\nc', ''],
    ['a\nb\nc', 'a\nx\nc', '-b +x'],
    ['a\nb', 'a\nb\nc', '+c'],
    ['a\nb\nc', 'c', '-a -b'],
    ['a\nb\na\nc', 'a\na\nc', '-b'],
    ['1\n2\n3\n4', '2\n1\n3\n5', '-1 +1 -4 +5'],
  ])('%j to %j: %s', (before, after, told) => {
    expect(
      diffLines(before, after)
        .map(({ op, text }) => op + text)
        .join(' '),
    ).toBe(told);
  });

  test('the former lines with the diff are the newer ones, and equal texts have none', () => {
    const text = fc
      .array(fc.constantFrom('a', 'b', 'c', 'd = 1', ''), { maxLength: 12 })
      .map((lines) => lines.join('\n'));
    fc.assert(
      fc.property(text, text, (before, after) => {
        const diff = diffLines(before, after);
        expect(counted(before, diff)).toEqual(counted(after));
        if (before === after) expect(diff).toEqual([]);
      }),
    );
  });

  test('very long texts are held against each other without their order', () => {
    const lines = Array.from({ length: 3_000 }, (_, i) => `line ${i}`);
    const diff = diffLines(lines.join('\n'), ['first', ...lines.toReversed(), 'last'].join('\n'));
    expect(diff).toEqual([
      { op: '+', text: 'first' },
      { op: '+', text: 'last' },
    ]);
  });
});
