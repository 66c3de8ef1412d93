// The small binary files by which older Gigasets find their document: links from one to the next, at last a URL pattern.
// One record: outer tag, length of the rest, 0x03, length of the string with its NUL, the string, NUL.
// Source: facts/gigaset-auerswald.md 3.2

/** What a record's string means. 0x03 starts the chain, 0x04 goes on, 0x00 is the URL of the document. */
export const TAGS = { document: 0x00, chain: 0x03, next: 0x04 } as const;

const STRING = 0x03;
/** Inner tag, inner length and NUL take three of the 255 bytes that the outer length can count. */
const MAX_TEXT_BYTES = 252;

/**
 * One record.
 * @param text  ASCII without control characters
 * @returns undefined when the text is empty, is too long for a one-byte length, or holds anything but printable ASCII
 */
export function encodeRecord(tag: number, text: string): Buffer | undefined {
  if (!/^[\x20-\x7e]+$/.test(text) || text.length > MAX_TEXT_BYTES) return undefined;
  const length = text.length + 1;
  return Buffer.from([tag, length + 2, STRING, length, ...Buffer.from(text, 'ascii'), 0]);
}

/** The chain's files in their order. All lie in one folder, so that no device needs to send `..` to us. */
export const CHAIN_FILES = ['master', 'sifsroot', 'sih', 'sit', 'siu'] as const;
export type ChainFile = (typeof CHAIN_FILES)[number];

/**
 * A file of the chain.
 * @param documentUrl  the pattern that the last file gives, such as `http://192.0.2.1/p/%MACD.xml`
 */
export function chainFile(file: ChainFile, documentUrl: string): Buffer | undefined {
  const next = CHAIN_FILES[CHAIN_FILES.indexOf(file) + 1];
  if (next === undefined) return encodeRecord(TAGS.document, documentUrl);
  return encodeRecord(file === 'master' ? TAGS.chain : TAGS.next, `${next}.bin`);
}
