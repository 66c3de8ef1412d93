// Text for the documents that older Gigasets read as ISO-8859-1: written in ASCII, which every encoding agrees on.
// Source: facts/gigaset-auerswald.md 3.4 (encoding), 5.1 (quotes)
import { derived, type Sourced } from '../../domain/layers.ts';
import { onOneLine } from '../../domain/text.ts';

/** Letters that do not fall apart into a base letter and a mark. */
const LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  Æ: 'Ae',
  ø: 'o',
  Ø: 'O',
  œ: 'oe',
  Œ: 'Oe',
  ł: 'l',
  Ł: 'L',
  ı: 'i',
  đ: 'd',
  Đ: 'D',
  þ: 'th',
  Þ: 'Th',
  '’': "'",
  '–': '-',
  '€': 'EUR',
};

/** A name as ASCII: marks taken off letters, `?` for what has no likeness, blanks at the ends removed. */
export function toAscii(text: string): string {
  const bare = text.normalize('NFD').replace(/\p{M}/gu, '');
  return onOneLine(bare.replace(/[^\x20-\x7e]/gu, (c) => LETTERS[c] ?? (/\p{C}/u.test(c) ? '' : '?')));
}

export function asciiFrom(text: Sourced<string>): Sourced<string> {
  return derived(text, toAscii(text.value));
}
