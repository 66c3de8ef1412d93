// Which lines of a text went and which came, in their order. Lines that stand on both sides are not told. Pure.

/** Compared as it is, told masked: a secret that changed shows as a line that changed. */
export interface ComparedLine {
  readonly text: string;
  readonly masked: string;
}

export interface DiffLine {
  readonly sign: '-' | '+';
  readonly text: string;
}

/** Above it the lines in the middle are told as gone and come as a whole: a table of both would be too large. */
const MAX_CELLS = 4_000_000;

/** A shortest way from one to the other, what goes before what comes. */
export function diffLines(before: readonly ComparedLine[], after: readonly ComparedLine[]): readonly DiffLine[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start]?.text === after[start]?.text) start++;
  let [b, a] = [before.length, after.length];
  while (b > start && a > start && before[b - 1]?.text === after[a - 1]?.text) {
    b--;
    a--;
  }
  return diffMiddle(before.slice(start, b), after.slice(start, a));
}

function diffMiddle(before: readonly ComparedLine[], after: readonly ComparedLine[]): readonly DiffLine[] {
  const gone = ({ masked }: ComparedLine): DiffLine => ({ sign: '-', text: masked });
  const come = ({ masked }: ComparedLine): DiffLine => ({ sign: '+', text: masked });
  if (before.length * after.length > MAX_CELLS) return [...before.map(gone), ...after.map(come)];
  const width = after.length + 1;
  /** How many lines the rest of both have in common, from each place on. */
  const common = new Uint32Array((before.length + 1) * width);
  const at = (i: number, j: number): number => common[i * width + j] ?? 0;
  for (let i = before.length - 1; i >= 0; i--)
    for (let j = after.length - 1; j >= 0; j--)
      common[i * width + j] =
        before[i]?.text === after[j]?.text ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  const lines: DiffLine[] = [];
  let [i, j] = [0, 0];
  while (i < before.length || j < after.length) {
    const [old, fresh] = [before[i], after[j]];
    if (old && fresh && old.text === fresh.text) {
      i++;
      j++;
    } else if (old && (!fresh || at(i + 1, j) >= at(i, j + 1))) {
      lines.push(gone(old));
      i++;
    } else if (fresh) {
      lines.push(come(fresh));
      j++;
    }
  }
  return lines;
}
