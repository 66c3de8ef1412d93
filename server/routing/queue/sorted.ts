// Arrays that are kept in order: found by halving, changed in place. The order must be total: no two entries compare as equal.

/** Negative when `a` stands before `b`, 0 only for the same entry. */
export type Compare<T> = (a: T, b: T) => number;

/** Index of the first entry that does not stand before `entry`. */
export function indexFor<T>(list: readonly T[], entry: T, compare: Compare<T>): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const at = list[middle];
    if (at !== undefined && compare(at, entry) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Puts in an entry that is not there yet. */
export function insert<T>(list: T[], entry: T, compare: Compare<T>): void {
  const last = list.at(-1);
  if (last === undefined || compare(last, entry) < 0) list.push(entry);
  else list.splice(indexFor(list, entry, compare), 0, entry);
}

/** Takes out an entry. @returns false when it was not there */
export function remove<T>(list: T[], entry: T, compare: Compare<T>): boolean {
  const at = indexFor(list, entry, compare);
  if (list[at] !== entry) return false;
  if (at === 0) list.shift();
  else list.splice(at, 1);
  return true;
}
