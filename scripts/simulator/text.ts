// Text files as phones read them.

/** The lines of a file without their ends, and what is wrong with its bytes. */
export function textLines(bytes: Buffer): { readonly lines: readonly string[]; readonly problems: readonly string[] } {
  const text = bytes.toString('utf8');
  const problems = [
    bytes.length === 0 && 'is empty',
    text.includes('\ufffd') && 'is not UTF-8',
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
    /[\u0000-\u0008\u000b-\u001f\u007f]/.test(text) && 'holds control characters',
    bytes.length > 0 && !text.endsWith('\n') && 'ends within a line',
  ].filter((why) => why !== false);
  return { lines: text.replace(/\n$/, '').split('\n'), problems };
}
