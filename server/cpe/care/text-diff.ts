// What changed between two texts, line by line. Pure.

export interface DiffLine {
  readonly op: '+' | '-';
  readonly text: string;
}

/** Beyond so many pairs of lines the order of lines is not looked at any more. */
const MOST_PAIRS = 1_000_000;

/** Lines that went and lines that came, in the order in which they stand; equal texts give none. */
export function diffLines(before: string, after: string): readonly DiffLine[] {
  const [a, b] = [before.split('\n'), after.split('\n')];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a.at(-1 - end) === b.at(-1 - end)) end += 1;
  const left = a.slice(start, a.length - end);
  const right = b.slice(start, b.length - end);
  return left.length * right.length > MOST_PAIRS ? unordered(left, right) : ordered(left, right);
}

/** By the longest common subsequence. */
function ordered(left: readonly string[], right: readonly string[]): readonly DiffLine[] {
  const width = right.length + 1;
  const longest = new Uint32Array((left.length + 1) * width);
  const at = (i: number, j: number) => longest[i * width + j] ?? 0;
  for (let i = left.length - 1; i >= 0; i--)
    for (let j = right.length - 1; j >= 0; j--)
      longest[i * width + j] = left[i] === right[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  const lines: DiffLine[] = [];
  let [i, j] = [0, 0];
  while (i < left.length || j < right.length) {
    if (i < left.length && j < right.length && left[i] === right[j]) {
      i += 1;
      j += 1;
    } else if (i < left.length && (j >= right.length || at(i + 1, j) >= at(i, j + 1))) {
      lines.push({ op: '-', text: left[i] ?? '' });
      i += 1;
    } else {
      lines.push({ op: '+', text: right[j] ?? '' });
      j += 1;
    }
  }
  return lines;
}

function unordered(left: readonly string[], right: readonly string[]): readonly DiffLine[] {
  const missing = (from: readonly string[], among: readonly string[]) => {
    const there = new Set(among);
    return from.filter((line) => !there.has(line));
  };
  return [
    ...missing(left, right).map((text) => ({ op: '-' as const, text })),
    ...missing(right, left).map((text) => ({ op: '+' as const, text })),
  ];
}
