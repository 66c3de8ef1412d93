// Raw parameters that an admin writes in the phone's own words (`extra`): an ordered list of pairs in which a key may
// come again. They are the last layer of a file; each family checks them against its own syntax.

export interface RawPair {
  readonly key: string;
  readonly value: string;
}

/** As the API takes it: lines of text, a list of pairs, or an object. */
export type RawInput = string | readonly RawPair[] | Readonly<Record<string, string>>;

/**
 * Brings all three forms to ordered pairs. Text is split at `separator` (`=` or `:`), one pair a line; blank lines and lines
 * that start with `#` are skipped.
 * @returns the pairs, or the number of the first line (from 1) that has no separator
 */
export function readRawPairs(input: RawInput, separator: string): readonly RawPair[] | { readonly badLine: number } {
  if (typeof input !== 'string')
    return isPairs(input) ? input : Object.entries(input).map(([key, value]) => ({ key, value }));
  const pairs: RawPair[] = [];
  for (const [index, line] of input.split(/\r?\n/).entries()) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    const at = line.indexOf(separator);
    if (at < 1) return { badLine: index + 1 };
    pairs.push({ key: line.slice(0, at).trim(), value: line.slice(at + separator.length).trim() });
  }
  return pairs;
}

function isPairs(input: Exclude<RawInput, string>): input is readonly RawPair[] {
  return Array.isArray(input);
}

/** True for a key whose value must be masked in every view. */
export function looksSecret(key: string): boolean {
  return /pass(?:word|wd)?|pwd|secret|_key|aes_key|pin_code|private/i.test(key);
}
